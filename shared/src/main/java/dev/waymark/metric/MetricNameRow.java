package dev.waymark.metric;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/// One row of `metric_names()`.
///
/// @param points how many in the range
/// @param tags of the newest of them, JSON text
@MappedEntity("metric_names")
public record MetricNameRow(
        @Id String name, long points, String metricType, double value, String tags, Instant recordedAt) {}
