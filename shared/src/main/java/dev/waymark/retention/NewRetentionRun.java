package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;

/// What asks for a sweep: nothing yet but that it is asked for.
@Introspected
public record NewRetentionRun() {}
