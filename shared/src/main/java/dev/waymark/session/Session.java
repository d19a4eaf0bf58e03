package dev.waymark.session;

import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session as it is answered.
///
/// @param conversation the external_id of its conversation
/// @param totalTokensUsed the sum of token_usage.total_tokens of its messages
/// @param toolCallsCount how many tools its assistant's messages call
/// @param lastActiveAt when a message came or it was changed; inactivity counts from here
@Introspected
public record Session(
        UUID id,
        String conversation,
        UUID conversationId,
        @Nullable String userId,
        @Nullable String agent,
        @Nullable UUID agentId,
        String status,
        @Nullable RawJson sessionState,
        @Nullable RawJson interruptionContext,
        RawJson metadata,
        long messageCount,
        long totalTokensUsed,
        long toolCallsCount,
        long version,
        Instant startedAt,
        Instant lastActiveAt,
        @Nullable Instant endedAt,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static Session of(SessionRow row) {
        return new Session(
                row.id(),
                row.externalId(),
                row.conversationId(),
                row.userId(),
                row.agent(),
                row.agentId(),
                row.status(),
                row.sessionState() == null ? null : new RawJson(row.sessionState()),
                row.interruptionContext() == null ? null : new RawJson(row.interruptionContext()),
                new RawJson(row.metadata().getBytes(StandardCharsets.UTF_8)),
                row.messageCount(),
                row.totalTokensUsed(),
                row.toolCallsCount(),
                row.version(),
                row.startedAt(),
                row.lastActiveAt(),
                row.endedAt(),
                row.createdAt(),
                row.updatedAt());
    }

    /// A session that has just begun: what was asked for, and what it was assigned.
    public static Session of(String conversation, NewSession asked, BegunSession begun) {
        Instant startedAt = asked.startedAt() == null ? begun.createdAt() : asked.startedAt();
        return new Session(
                begun.id(),
                conversation,
                begun.conversationId(),
                begun.userId(),
                begun.agent(),
                begun.agentId(),
                "active",
                asked.sessionState() == null ? null : RawJson.of(asked.sessionState()),
                null,
                asked.metadata() == null
                        ? new RawJson("{}".getBytes(StandardCharsets.UTF_8))
                        : RawJson.of(asked.metadata()),
                0,
                0,
                0,
                1,
                startedAt,
                begun.createdAt(),
                null,
                begun.createdAt(),
                begun.createdAt());
    }
}
