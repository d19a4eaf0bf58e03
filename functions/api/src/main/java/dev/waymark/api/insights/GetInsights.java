package dev.waymark.api.insights;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Analytical;
import dev.waymark.caller.Scope;
import dev.waymark.insights.Bucket;
import dev.waymark.insights.Insights;
import dev.waymark.insights.InsightsRepository;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Tells what a project's steps came to: how many, how long, how dear, how often wrong.
@Controller("/v1/projects")
final class GetInsights {
    static final int MAX_BUCKETS = 1_000;
    private static final Duration DEFAULT_RANGE = Duration.ofDays(30);

    private final InsightsRepository insights;
    private final Clock clock;

    GetInsights(InsightsRepository insights, Clock clock) {
        this.insights = insights;
        this.clock = clock;
    }

    /// Figures of the steps recorded from `from` up to `to` (30 days up to the end of today, UTC, where nothing is
    /// said), in all and by
    /// `hour`, `day` (where nothing is said), `week` or `month`; at most 1,000 of these.
    @Get("/{key}/insights")
    @Analytical
    @Access(value = Scope.READ, agentKeys = true)
    Insights get(
            @PathVariable String key,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Bucket bucket) {
        Instant until = to == null ? endOfToday() : to;
        Instant since = from == null ? until.minus(DEFAULT_RANGE) : from;
        if (!since.isBefore(until)) {
            throw ProblemException.invalid(FieldError.of("from", "range", "must be before to"));
        }
        Bucket stretch = bucket == null ? Bucket.DAY : bucket;
        if (stretch.countIn(Duration.between(since, until)) > MAX_BUCKETS) {
            throw ProblemException.invalid(FieldError.of(
                    "bucket",
                    "range",
                    "there may be %d at most; ask for longer ones, or for less time".formatted(MAX_BUCKETS)));
        }
        return Insights.of(key, since, until, stretch, insights.of(key, since, until, stretch.word()));
    }

    private Instant endOfToday() {
        return clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }
}
