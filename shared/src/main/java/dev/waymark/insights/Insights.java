package dev.waymark.insights;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;

/// Figures of a project.
///
/// @param to not included
/// @param totals of the whole range; percentiles are not those of the buckets put together
/// @param buckets those that have steps, in order
@Introspected
public record Insights(String project, Instant from, Instant to, String bucket, Figures totals, List<Figures> buckets) {

    /// Made of the row for all and the rows of the buckets.
    public static Insights of(String project, Instant from, Instant to, Bucket bucket, List<InsightsRow> rows) {
        List<Figures> figures = rows.stream().map(Figures::of).toList();
        return new Insights(project, from, to, bucket.word(), figures.getFirst(), figures.subList(1, figures.size()));
    }
}
