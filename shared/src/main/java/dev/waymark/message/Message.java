package dev.waymark.message;

import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import dev.waymark.step.TokenUsage;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as it is answered.
///
/// @param position in the conversation: 1, 2, 3 … without gaps
/// @param parentMessageId what it answers; null for what follows the message before it
/// @param content the object that was stored; so tools, an array
/// @param version the same number as `version_number`, which `ETag` has too: 1, and one more
///     with each edit
/// @param changedBy who made the newest edit; null while there was none; so changeReason
/// @param createdAt when it was said, as the client told, else when it was stored
@Introspected
public record Message(
        UUID id,
        UUID conversationId,
        int position,
        String role,
        @Nullable String messageType,
        RawJson content,
        @Nullable RawJson tools,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable String channel,
        @Nullable String senderUserId,
        @Nullable UUID senderAgentId,
        int schemaVersion,
        RawJson memoryRefs,
        @Nullable UUID stateSnapshotId,
        @Nullable RawJson context,
        RawJson metadata,
        @Nullable RawJson audit,
        @Nullable TokenUsage tokenUsage,
        @Nullable Long latencyMs,
        long version,
        int versionNumber,
        @Nullable String changedBy,
        @Nullable String changeReason,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {
    private static final RawJson NO_MEMBERS = raw("{}");
    private static final RawJson NO_ITEMS = raw("[]");

    /// A message that is stored.
    public static Message of(MessageRow row) {
        return new Message(
                row.id(),
                row.conversationId(),
                row.position(),
                row.role(),
                row.messageType(),
                new RawJson(row.content()),
                row.tools() == null ? null : new RawJson(row.tools()),
                row.sessionId(),
                row.parentMessageId(),
                row.channel(),
                row.senderUserId(),
                row.senderAgentId(),
                row.schemaVersion(),
                row.memoryRefs() == null ? NO_ITEMS : raw(row.memoryRefs()),
                row.stateSnapshotId(),
                rawOrNull(row.context()),
                row.metadata() == null ? NO_MEMBERS : raw(row.metadata()),
                rawOrNull(row.audit()),
                TokenUsage.ofParts(row.promptTokens(), row.completionTokens(), row.totalTokens(), row.costUsd()),
                row.latencyMs(),
                row.versionNumber(),
                row.versionNumber(),
                row.changedBy(),
                row.changeReason(),
                row.createdAt(),
                row.updatedAt() == null ? row.createdAt() : row.updatedAt());
    }

    /// A message that has just been appended: what was asked for, and what it was assigned.
    static Message of(MessageToStore asked, Saying saying, AppendedMessages all) {
        int position = all.position() + asked.ordinal();
        Instant createdAt = asked.createdAt() == null ? all.at() : asked.createdAt();
        return new Message(
                id(asked, all, position),
                all.conversationId(),
                position,
                asked.role().name().toLowerCase(Locale.ROOT),
                asked.messageType(),
                new RawJson(saying.content()),
                rawOrNull(saying.toolsText()),
                asked.sessionId(),
                asked.parentMessageId(),
                asked.channel(),
                asked.senderUserId(),
                asked.senderAgentId(),
                asked.schemaVersion() == null ? 1 : asked.schemaVersion(),
                ids(asked.memoryRefs()),
                asked.stateSnapshotId(),
                rawOrNull(asked.context()),
                asked.metadata() == null ? NO_MEMBERS : RawJson.of(asked.metadata()),
                rawOrNull(asked.audit()),
                TokenUsage.ofParts(
                        asked.promptTokens(), asked.completionTokens(), asked.totalTokens(), asked.costUsd()),
                asked.latencyMs(),
                1,
                1,
                null,
                null,
                createdAt,
                createdAt);
    }

    private static UUID id(MessageToStore asked, AppendedMessages all, int position) {
        if (all.ids() != null) {
            return all.ids().get(asked.ordinal());
        }
        return asked.id() == null ? MessageId.of(all.at(), all.tag(), position) : asked.id();
    }

    private static RawJson ids(@Nullable List<UUID> ids) {
        return ids == null || ids.isEmpty()
                ? NO_ITEMS
                : RawJson.of(JsonNode.createArrayNode(ids.stream()
                        .map(id -> JsonNode.createStringNode(id.toString()))
                        .toList()));
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable RawJson rawOrNull(@Nullable String json) {
        return json == null ? null : raw(json);
    }

    private static @Nullable RawJson rawOrNull(@Nullable JsonNode json) {
        return json == null ? null : RawJson.of(json);
    }
}
