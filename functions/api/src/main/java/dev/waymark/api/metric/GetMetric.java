package dev.waymark.api.metric;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.metric.Bucket;
import dev.waymark.metric.MetricFiguresRow;
import dev.waymark.metric.MetricRepository;
import dev.waymark.metric.MetricSeries;
import dev.waymark.metric.Stat;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells what the points of one metric come to.
@Controller("/v1/agents")
final class GetMetric {
    static final int MAX_BUCKETS = 10_000;

    private final MetricRepository metrics;
    private final BodyWriter writer;
    private final Clock clock;

    GetMetric(MetricRepository metrics, BodyWriter writer, Clock clock) {
        this.metrics = metrics;
        this.writer = writer;
        this.clock = clock;
    }

    /// Figures of the points recorded from `from` up to `to` (30 days, or a day by the minute, up to
    /// the end of today, UTC, where nothing is said), in all and by `minute`, `hour`, `day` (where
    /// nothing is said), `week` or `month`; at most 10,000 of these. Points leave after 90 days, and what
    /// they came to stays by day: such a day counts whole, at its beginning, its percentiles are within
    /// 0.4 % where it had more than 2,048 different values within a factor of eight million, and 422
    /// answers who asks for shorter stretches of it. `stat` names some of count, sum,
    /// avg, min, max, p50, p95, p99 and rate; `tag.<name>` narrows to points with that tag.
    @Get("/{name}/metrics/{metric}")
    @Access(value = Scope.READ, agentKeys = true)
    MetricSeries get(
            @PathVariable String name,
            @PathVariable String metric,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Bucket bucket,
            @QueryValue @Nullable Set<String> stat,
            @QueryValue Map<String, String> tag) {
        Bucket stretch = bucket == null ? Bucket.DAY : bucket;
        TimeRange range = TimeRange.of(from, to, stretch.usualRange(), clock);
        if (stretch.countIn(Duration.between(range.from(), range.to())) > MAX_BUCKETS) {
            throw ProblemException.invalid(FieldError.of(
                    "bucket",
                    "range",
                    "there may be %d at most; ask for longer ones, or for less time".formatted(MAX_BUCKETS)));
        }
        Set<Stat> stats = Stats.of(stat);
        var asked = new MetricSeries.Asked(name, metric, range.from(), range.to(), stretch, stats);
        List<MetricFiguresRow> rows = metrics.figures(
                name,
                metric,
                range.from(),
                range.to(),
                stretch.word(),
                tag.isEmpty() ? null : new String(writer.write(tag), StandardCharsets.UTF_8),
                stats.stream().anyMatch(Stat::isPercentile));
        refuseShortStretchesOf(rows.getFirst().rolledUpTo(), stretch);
        return MetricSeries.of(asked, rows);
    }

    /// What happened within a day that was rolled up nobody knows any more.
    private static void refuseShortStretchesOf(@Nullable Instant rolledUpTo, Bucket stretch) {
        if (rolledUpTo != null && stretch.isWithinADay()) {
            throw ProblemException.invalid(FieldError.of(
                    "bucket",
                    "rolled_up",
                    "points before %s are kept by day: ask for days, or from then on".formatted(rolledUpTo)));
        }
    }
}
