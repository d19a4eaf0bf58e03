package dev.waymark.metric;

import io.micronaut.core.annotation.Introspected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Figures of one metric of an agent.
///
/// @param to not included
/// @param totals of the whole range; percentiles are not those of the buckets put together
/// @param buckets those that have points, in order
@Introspected
public record MetricSeries(
        String agent,
        String metric,
        Instant from,
        Instant to,
        String bucket,
        MetricFigures totals,
        List<MetricFigures> buckets) {

    /// Which points are asked about.
    ///
    /// @param to not included
    public record Asked(String agent, String metric, Instant from, Instant to, Bucket bucket, Set<Stat> stats) {
        /// How much of a stretch lies within the range, or how long the range is.
        private Duration covered(MetricFiguresRow row) {
            Instant begin = row.at();
            if (begin == null) {
                return Duration.between(from, to);
            }
            Instant end = bucket.endOf(begin);
            return Duration.between(begin.isBefore(from) ? from : begin, end.isAfter(to) ? to : end);
        }
    }

    /// Made of the row for all and the rows of the buckets.
    public static MetricSeries of(Asked asked, List<MetricFiguresRow> rows) {
        List<MetricFigures> figures = rows.stream()
                .map(row -> MetricFigures.of(row, asked.stats(), asked.covered(row)))
                .toList();
        return new MetricSeries(
                asked.agent(),
                asked.metric(),
                asked.from(),
                asked.to(),
                asked.bucket().word(),
                figures.getFirst(),
                figures.subList(1, figures.size()));
    }
}
