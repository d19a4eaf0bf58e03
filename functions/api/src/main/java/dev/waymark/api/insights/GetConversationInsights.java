package dev.waymark.api.insights;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Analytical;
import dev.waymark.caller.Scope;
import dev.waymark.insights.Bucket;
import dev.waymark.insights.ConversationFiguresRow;
import dev.waymark.insights.ConversationInsights;
import dev.waymark.insights.ConversationInsightsRepository;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what was said in conversations: how many messages, tokens and calls of tools, and how
/// long answers took.
@Controller("/v1/insights")
final class GetConversationInsights {
    static final int MAX_ITEMS = 10_000;
    private static final Duration DEFAULT_RANGE = Duration.ofDays(30);

    private final ConversationInsightsRepository insights;
    private final Clock clock;

    GetConversationInsights(ConversationInsightsRepository insights, Clock clock) {
        this.insights = insights;
        this.clock = clock;
    }

    /// Figures of the messages said from the day of `from` up to the day of `to` (30 days up to
    /// the end of today, UTC, where nothing is said), in all and by `day` (where nothing is
    /// said), `week` or `month`, agent and role; at most 10,000 of these.
    @Get("/conversations")
    @Analytical
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    ConversationInsights get(
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Bucket bucket,
            @QueryValue @Nullable String agent) {
        Instant until = to == null ? endOfDay(clock.instant()) : endOfDay(to.minusNanos(1_000));
        Instant since = from == null ? until.minus(DEFAULT_RANGE) : from.truncatedTo(ChronoUnit.DAYS);
        if (!since.isBefore(until)) {
            throw ProblemException.invalid(FieldError.of("from", "range", "must be before to"));
        }
        if (bucket == Bucket.HOUR) {
            throw ProblemException.invalid(FieldError.of(
                    "bucket", "enum", "must be one of day, week, month: messages are counted by the day"));
        }
        Bucket stretch = bucket == null ? Bucket.DAY : bucket;
        List<ConversationFiguresRow> rows = insights.of(since, until, stretch.word(), agent, MAX_ITEMS + 2);
        if (rows.size() > MAX_ITEMS + 1) {
            throw ProblemException.invalid(FieldError.of(
                    "bucket",
                    "range",
                    "there may be %d at most; ask for longer ones, for less time, or for one agent"
                            .formatted(MAX_ITEMS)));
        }
        return ConversationInsights.of(since, until, stretch, rows);
    }

    private static Instant endOfDay(Instant at) {
        return at.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }
}
