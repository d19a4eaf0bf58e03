package dev.waymark.session;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session as the database shows it.
///
/// @param sessionState canonical JSON as UTF-8 bytes; so interruptionContext
@MappedEntity("session_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record SessionRow(
        @Id UUID id,
        UUID conversationId,
        String externalId,
        @Nullable UUID agentId,
        @Nullable String agent,
        @Nullable String userId,
        String status,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] sessionState,
        @io.micronaut.core.annotation.Nullable byte[] interruptionContext,
        String metadata,
        long messageCount,
        long totalTokensUsed,
        long toolCallsCount,
        long version,
        Instant startedAt,
        Instant lastActiveAt,
        @Nullable Instant endedAt,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
