package dev.waymark.conversation;

import dev.waymark.encryption.FieldCipher;
import dev.waymark.message.MessageCipher;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A conversation with its newest message, as the database shows it.
///
/// @param lastContent canonical JSON as UTF-8 bytes; its beginning where lastBytes says that
///     there is more
@MappedEntity("conversation_previews")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record PreviewRow(
        @Id UUID id,
        String externalId,
        @Nullable UUID agentId,
        @Nullable String agent,
        @Nullable String userId,
        @Nullable String userInput,
        String focusAreas,
        long stepCount,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] lastToolResult,
        String metadata,
        int messageCount,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes,
        @Nullable UUID lastMessageId,
        @Nullable String lastRole,
        @Nullable Instant lastCreatedAt,
        @Nullable Integer lastBytes,
        @io.micronaut.core.annotation.Nullable byte[] lastContent) {

    /// The same conversation with what its newest message says in place of what is stored of
    /// that.
    public PreviewRow opened(MessageCipher cipher) {
        if (lastMessageId == null || lastContent == null || !FieldCipher.isEncrypted(lastContent)) {
            return this;
        }
        byte[] said = cipher.content(lastMessageId, lastContent);
        return new PreviewRow(
                id,
                externalId,
                agentId,
                agent,
                userId,
                userInput,
                focusAreas,
                stepCount,
                lastToolResult,
                metadata,
                messageCount,
                version,
                createdAt,
                updatedAt,
                sizeBytes,
                lastMessageId,
                lastRole,
                lastCreatedAt,
                said.length,
                said);
    }

    ConversationRow conversation() {
        return new ConversationRow(
                id,
                externalId,
                agentId,
                agent,
                userId,
                userInput,
                focusAreas,
                stepCount,
                lastToolResult,
                metadata,
                messageCount,
                version,
                createdAt,
                updatedAt,
                sizeBytes);
    }
}
