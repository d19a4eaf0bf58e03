package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a message said in one of its versions, as the database shows it.
@MappedEntity("message_version_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record MessageVersionRow(
        @Id UUID messageId,
        int versionNumber,
        @Nullable String messageType,
        byte[] content,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] tools,
        @Nullable String metadata,
        @Nullable String context,
        @Nullable String changedBy,
        @Nullable String changeReason,
        Instant createdAt,
        long sizeBytes) {
    /// The same version with what it said in place of what is stored of that.
    MessageVersionRow saying(byte[] said, byte @Nullable [] saidTools) {
        return new MessageVersionRow(
                messageId,
                versionNumber,
                messageType,
                said,
                saidTools,
                metadata,
                context,
                changedBy,
                changeReason,
                createdAt,
                sizeBytes);
    }

    /// The version that a message has now.
    static MessageVersionRow newest(MessageRow message) {
        return new MessageVersionRow(
                message.id(),
                message.versionNumber(),
                message.messageType(),
                message.content(),
                message.tools(),
                message.metadata(),
                message.context(),
                message.changedBy(),
                message.changeReason(),
                message.updatedAt() == null ? message.createdAt() : message.updatedAt(),
                message.sizeBytes());
    }
}
