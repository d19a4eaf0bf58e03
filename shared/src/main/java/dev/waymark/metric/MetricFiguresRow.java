package dev.waymark.metric;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row of `metric_figures()`; without points there are no values.
///
/// @param at where the stretch begins; null in the row for all of them
/// @param counted what counters went up by, and how many points of the other types there are
/// @param rolledUpTo the end of the last day that is kept as a whole; null where none is in the range
@MappedEntity("metric_figures")
public record MetricFiguresRow(
        @Id @Nullable Instant at,
        long points,
        @Nullable Double total,
        @Nullable Double lowest,
        @Nullable Double highest,
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99,
        @Nullable Double counted,
        @Nullable Instant rolledUpTo) {}
