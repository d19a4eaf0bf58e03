package dev.waymark.checkpoint;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A checkpoint as the database shows it, without state and writes.
///
/// @param metadata JSON text
/// @param rowBytes about what it weighs in an answer
@MappedEntity("checkpoint_rows")
public record CheckpointRow(
        @Id UUID id,
        String agent,
        UUID agentId,
        String thread,
        long number,
        String namespace,
        @Nullable UUID parentCheckpointId,
        String checkpointType,
        @Nullable String triggerReason,
        String metadata,
        @Nullable UUID stateId,
        String stateDigest,
        long sizeBytes,
        long storedBytes,
        int restorationCount,
        @Nullable Instant lastRestoredAt,
        @Nullable Long restorationTimeMs,
        @Nullable UUID forkedFrom,
        boolean pinned,
        String retentionPolicy,
        @Nullable Instant expiresAt,
        Instant createdAt,
        long rowBytes) {}
