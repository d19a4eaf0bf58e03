package dev.waymark.message;

import dev.waymark.segment.StoredSegment;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A live message, or a segment that has some: what `stored_messages()` answers. Of a segment
/// there is only what comes after `sizeBytes`, its conversation and a position to begin at.
///
/// @param body null for a segment that there was no room for
/// @param livePositions the positions in the segment that have a live message, separated by
///     commas; null for none
@MappedEntity("stored_messages")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record StoredMessage(
        @Nullable UUID id,
        UUID conversationId,
        @Id int position,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable String channel,
        @Nullable String senderUserId,
        @Nullable UUID senderAgentId,
        @Nullable String role,
        @Nullable String messageType,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] content,
        @io.micronaut.core.annotation.Nullable byte[] tools,
        @Nullable Integer schemaVersion,
        @Nullable String memoryRefs,
        @Nullable UUID stateSnapshotId,
        @Nullable String context,
        @Nullable String metadata,
        @Nullable String audit,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Long latencyMs,
        @Nullable Integer versionNumber,
        @Nullable String changedBy,
        @Nullable String changeReason,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        @Nullable Integer sizeBytes,
        @Nullable Integer firstPosition,
        @Nullable Integer lastPosition,
        @Nullable Integer contentBytes,
        @io.micronaut.core.annotation.Nullable byte[] digest,
        @io.micronaut.core.annotation.Nullable byte[] body,
        @Nullable String livePositions) {

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
