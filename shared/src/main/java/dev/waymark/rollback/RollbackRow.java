package dev.waymark.rollback;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rollback as the database shows it.
///
/// @param ordinal its place among the project's rollbacks, from 1
@MappedEntity("rollback_rows")
public record RollbackRow(
        @Id UUID id,
        String project,
        long ordinal,
        String kind,
        long toStepNumber,
        long deactivatedCount,
        long firstStepNumber,
        long lastStepNumber,
        @Nullable String gitResetTo,
        @Nullable Long gitStepNumber,
        @Nullable UUID snapshotId,
        @Nullable UUID checkpointId,
        String reason,
        String rolledBackBy,
        Instant createdAt,
        @Nullable Instant undoneAt,
        @Nullable String undoneBy) {}
