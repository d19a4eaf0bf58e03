package dev.waymark.conversation;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Versioned;
import dev.waymark.database.StoredText;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A conversation as it is answered.
///
/// @param userId the end user
/// @param agent the agent's name
/// @param messageCount how many messages it has; the newest stands at this position
/// @param version counts what clients change; messages that are appended do not raise it
/// @param updatedAt when it was changed or a message was appended
/// @param lastMessage in lists only, and where there is one
@Introspected
public record Conversation(
        UUID id,
        String externalId,
        @Nullable String userId,
        @Nullable String agent,
        @Nullable UUID agentId,
        @Nullable String userInput,
        RawJson focusAreas,
        long stepCount,
        @Nullable RawJson lastToolResult,
        RawJson metadata,
        int messageCount,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @OmitNull @Nullable LastMessage lastMessage)
        implements Versioned {

    public static Conversation of(ConversationRow row) {
        return of(row, null);
    }

    /// With its newest message.
    public static Conversation of(PreviewRow row) {
        return of(row.conversation(), LastMessage.of(row));
    }

    private static Conversation of(ConversationRow row, @Nullable LastMessage lastMessage) {
        return new Conversation(
                row.id(),
                row.externalId(),
                row.userId(),
                row.agent(),
                row.agentId(),
                StoredText.readOrNull(row.userInput()),
                raw(row.focusAreas()),
                row.stepCount(),
                row.lastToolResult() == null ? null : new RawJson(row.lastToolResult()),
                raw(row.metadata()),
                row.messageCount(),
                row.version(),
                row.createdAt(),
                row.updatedAt(),
                lastMessage);
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
