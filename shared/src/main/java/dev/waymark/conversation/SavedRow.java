package dev.waymark.conversation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `save_state()` answers: the conversation as it is now, and what became of the context
/// items.
@MappedEntity("saved_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record SavedRow(
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
        int itemsAdded,
        int itemsChanged) {

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
