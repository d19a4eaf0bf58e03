package dev.waymark.message;

import dev.waymark.segment.StoredSegment;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A live message, or a segment that has some: what `stored_messages()` answers. Of a segment
/// there is only what comes after `sizeBytes`, its conversation and a position to begin at.
///
/// The columns are named because what is not named is worked out for every value of every row: a
/// sixth of what reading a page took.
///
/// @param body null for a segment that there was no room for
/// @param livePositions the positions in the segment that have a live message, separated by
///     commas; null for none
@MappedEntity("stored_messages")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record StoredMessage(
        @MappedProperty("id") @Nullable UUID id,
        @MappedProperty("conversation_id") UUID conversationId,
        @MappedProperty("position") @Id int position,
        @MappedProperty("session_id") @Nullable UUID sessionId,
        @MappedProperty("parent_message_id") @Nullable UUID parentMessageId,
        @MappedProperty("channel") @Nullable String channel,
        @MappedProperty("sender_user_id") @Nullable String senderUserId,
        @MappedProperty("sender_agent_id") @Nullable UUID senderAgentId,
        @MappedProperty("role") @Nullable String role,
        @MappedProperty("message_type") @Nullable String messageType,
        // Micronaut overlooks `byte @Nullable []`
        @MappedProperty("content") @io.micronaut.core.annotation.Nullable
        byte[] content,

        @MappedProperty("tools") @io.micronaut.core.annotation.Nullable
        byte[] tools,

        @MappedProperty("schema_version") @Nullable Integer schemaVersion,
        @MappedProperty("memory_refs") @Nullable String memoryRefs,
        @MappedProperty("state_snapshot_id") @Nullable UUID stateSnapshotId,
        @MappedProperty("context") @Nullable String context,
        @MappedProperty("metadata") @Nullable String metadata,
        @MappedProperty("audit") @Nullable String audit,
        @MappedProperty("prompt_tokens") @Nullable Long promptTokens,
        @MappedProperty("completion_tokens") @Nullable Long completionTokens,
        @MappedProperty("total_tokens") @Nullable Long totalTokens,
        @MappedProperty("cost_usd") @Nullable BigDecimal costUsd,
        @MappedProperty("latency_ms") @Nullable Long latencyMs,
        @MappedProperty("version_number") @Nullable Integer versionNumber,
        @MappedProperty("changed_by") @Nullable String changedBy,
        @MappedProperty("change_reason") @Nullable String changeReason,
        @MappedProperty("created_at") @Nullable Instant createdAt,
        @MappedProperty("updated_at") @Nullable Instant updatedAt,
        @MappedProperty("size_bytes") @Nullable Integer sizeBytes,
        @MappedProperty("first_position") @Nullable Integer firstPosition,
        @MappedProperty("last_position") @Nullable Integer lastPosition,
        @MappedProperty("content_bytes") @Nullable Integer contentBytes,

        @MappedProperty("digest") @io.micronaut.core.annotation.Nullable
        byte[] digest,

        @MappedProperty("body") @io.micronaut.core.annotation.Nullable
        byte[] body,

        @MappedProperty("live_positions") @Nullable String livePositions) {

    boolean isSegment() {
        return firstPosition != null;
    }

    /// The live message.
    MessageRow live(MessageCipher cipher) {
        return cipher.opened(new MessageRow(
                Objects.requireNonNull(id),
                conversationId,
                position,
                sessionId,
                parentMessageId,
                channel,
                senderUserId,
                senderAgentId,
                Objects.requireNonNull(role),
                messageType,
                Objects.requireNonNull(content),
                tools,
                Objects.requireNonNull(schemaVersion),
                memoryRefs,
                stateSnapshotId,
                context,
                metadata,
                audit,
                promptTokens,
                completionTokens,
                totalTokens,
                costUsd,
                latencyMs,
                Objects.requireNonNull(versionNumber),
                changedBy,
                changeReason,
                Objects.requireNonNull(createdAt),
                updatedAt,
                Objects.requireNonNull(sizeBytes)));
    }

    /// The segment; null where there was no room for it.
    @Nullable
    OpenSegment open(MessageCipher cipher) {
        if (body == null) {
            return null;
        }
        int first = Objects.requireNonNull(firstPosition);
        var stored = new StoredSegment(Objects.requireNonNull(contentBytes), Objects.requireNonNull(digest), body);
        return OpenSegment.of(
                cipher, conversationId, first, Objects.requireNonNull(lastPosition), stored, livePositions);
    }
}
