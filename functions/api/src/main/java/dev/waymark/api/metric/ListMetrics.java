package dev.waymark.api.metric;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.metric.MetricName;
import dev.waymark.metric.MetricRepository;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lists what an agent has measured.
@Controller("/v1/agents")
final class ListMetrics {
    private static final Duration USUAL_RANGE = Duration.ofDays(30);

    private final MetricRepository metrics;
    private final Clock clock;

    ListMetrics(MetricRepository metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Lists the metrics that have points from `from` up to `to` (30 days up to the end of today, UTC,
    /// where nothing is said) by name, each with how many points there are in that time and the newest
    /// of them.
    @Get("/{name}/metrics")
    @Access(value = Scope.READ, agentKeys = true)
    Page<MetricName> list(
            @PathVariable String name,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        TimeRange range = TimeRange.of(from, to, USUAL_RANGE, clock);
        return Paging.page(
                metrics.names(name, range.from(), range.to(), Cursor.name(cursor), rows + 1),
                rows,
                row -> Cursor.afterName(row.name()),
                MetricName::of);
    }
}
