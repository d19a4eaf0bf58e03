package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as the database shows it.
///
/// @param content canonical JSON as UTF-8 bytes, or encrypted until [MessageCipher] has opened
///     it; so tools
/// @param memoryRefs JSON text; so context, metadata and audit
/// @param updatedAt null while it is as it came
/// @param sizeBytes about what it weighs in an answer
@MappedEntity("message_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record MessageRow(
        @Id UUID id,
        UUID conversationId,
        int position,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable String channel,
        @Nullable String senderUserId,
        @Nullable UUID senderAgentId,
        String role,
        @Nullable String messageType,
        byte[] content,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] tools,
        int schemaVersion,
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
        int versionNumber,
        @Nullable String changedBy,
        @Nullable String changeReason,
        Instant createdAt,
        @Nullable Instant updatedAt,
        long sizeBytes) {

    /// The same message with what it says in place of what is stored of that.
    MessageRow saying(byte[] said, byte @Nullable [] saidTools) {
        return new MessageRow(
                id,
                conversationId,
                position,
                sessionId,
                parentMessageId,
                channel,
                senderUserId,
                senderAgentId,
                role,
                messageType,
                said,
                saidTools,
                schemaVersion,
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
                versionNumber,
                changedBy,
                changeReason,
                createdAt,
                updatedAt,
                sizeBytes);
    }
}
