package dev.waymark.insights;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What messages came to.
///
/// @param at where the stretch begins; null for all of the range
/// @param agent who sent them, else the agent of the conversation; null where neither is
///     known, and for all agents
/// @param role null for all roles
/// @param toolCalls how many tools assistants called
@Introspected
public record ConversationFigures(
        @Nullable Instant at,
        @Nullable String agent,
        @Nullable String role,
        long messages,
        long toolCalls,
        Figures.Tokens tokens,
        BigDecimal costUsd,
        Latency latency) {

    /// How long assistants took to answer: what their messages say themselves (`latency_ms`),
    /// else the time since the message before, where that was another moment.
    ///
    /// @param count of how many messages that is known
    /// @param avgMs milliseconds; null where it is known of none
    @Introspected
    public record Latency(long count, @Nullable BigDecimal avgMs) {}

    static ConversationFigures of(ConversationFiguresRow row) {
        BigDecimal average = row.latencies() == 0
                ? null
                : row.latencyMs().divide(BigDecimal.valueOf(row.latencies()), 3, RoundingMode.HALF_EVEN);
        return new ConversationFigures(
                row.at(),
                row.agent(),
                row.role(),
                row.messages(),
                row.toolCalls(),
                new Figures.Tokens(row.promptTokens(), row.completionTokens(), row.totalTokens()),
                row.costUsd(),
                new Latency(row.latencies(), average));
    }
}
