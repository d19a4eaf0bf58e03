package dev.waymark.metric;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What points come to. What was not asked for is not there, nor is what has no value without points.
///
/// @param at where the stretch begins; not there for all of the range
/// @param p50 the value below which a half of them lie, interpolated between two that occur, or, on
///     days that were rolled up and had more than 2,048 values, that are within 0.4 % of such
/// @param rate per second: what counters went up by, and how many points of the other types came
@Introspected
@OmitNull
public record MetricFigures(
        @Nullable Instant at,
        @Nullable Long count,
        @Nullable Double sum,
        @Nullable Double avg,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99,
        @Nullable Double rate) {
    private static final double NANOS_PER_SECOND = 1e9;

    static MetricFigures of(MetricFiguresRow row, Set<Stat> stats, Duration covered) {
        return new MetricFigures(
                row.at(),
                stats.contains(Stat.COUNT) ? row.points() : null,
                stats.contains(Stat.SUM) ? orZero(row.total()) : null,
                stats.contains(Stat.AVG) && row.total() != null ? row.total() / row.points() : null,
                stats.contains(Stat.MIN) ? row.lowest() : null,
                stats.contains(Stat.MAX) ? row.highest() : null,
                stats.contains(Stat.P50) ? row.p50() : null,
                stats.contains(Stat.P95) ? row.p95() : null,
                stats.contains(Stat.P99) ? row.p99() : null,
                stats.contains(Stat.RATE) ? orZero(row.counted()) / seconds(covered) : null);
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static double seconds(Duration covered) {
        return covered.getSeconds() + covered.getNano() / NANOS_PER_SECOND;
    }
}
