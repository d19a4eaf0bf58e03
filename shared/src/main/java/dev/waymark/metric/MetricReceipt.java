package dev.waymark.metric;

import io.micronaut.core.annotation.Introspected;

/// That points were kept.
///
/// @param accepted how many
@Introspected
public record MetricReceipt(int accepted) {}
