package dev.waymark.lock;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A lock as the database shows it, and as it is answered.
///
/// @param held whether somebody holds it now: it is neither released nor expired
/// @param agentId the holder; null to a key that is restricted to another agent, as is its name
/// @param fencingToken of the holder, or of the last one
/// @param ttlMs how long the lease lives from its beginning, or from its last renewal
/// @param expiresAt when another may take it over, or when it was released
@Introspected
@MappedEntity("resource_lock_rows")
public record LockRow(
        @Id UUID id,
        String name,
        boolean held,
        @Nullable UUID agentId,
        @Nullable String agent,
        long fencingToken,
        long ttlMs,
        Instant acquiredAt,
        Instant expiresAt,
        Instant createdAt) {}
