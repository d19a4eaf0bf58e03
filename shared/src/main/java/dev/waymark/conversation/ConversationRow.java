package dev.waymark.conversation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A conversation as the database shows it: text still escaped, JSON still text.
///
/// @param lastToolResult canonical JSON as UTF-8 bytes
/// @param sizeBytes about what it weighs in an answer
@MappedEntity("conversation_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record ConversationRow(
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
        long sizeBytes) {}
