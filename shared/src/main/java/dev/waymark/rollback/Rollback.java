package dev.waymark.rollback;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rollback as it is answered.
///
/// @param id null for a dry run
/// @param project the project's key
/// @param kind `rollback` for a step and all later ones, `deactivation` for one step alone
/// @param toStepNumber the step that was named: it and what followed became inactive
/// @param deactivatedCount how many steps became inactive
/// @param snapshotId what the system looked like before that step
/// @param checkpointId the newest checkpoint of a step before it
/// @param rolledBackBy the actor, as the audit trail names it
@Introspected
public record Rollback(
        @Nullable UUID id,
        String project,
        String kind,
        long toStepNumber,
        long deactivatedCount,
        long firstStepNumber,
        long lastStepNumber,
        Git git,
        @Nullable UUID snapshotId,
        @Nullable UUID checkpointId,
        @Nullable String reason,
        String rolledBackBy,
        Instant createdAt,
        @Nullable Instant undoneAt,
        @Nullable String undoneBy) {

    /// How to put the work tree back.
    ///
    /// @param resetTo the commit before the step, or before the nearest earlier active one that names one
    /// @param stepNumber the step that names it
    @Introspected
    public record Git(@Nullable String resetTo, @Nullable Long stepNumber) {}

    public static Rollback of(RollbackRow row) {
        return new Rollback(
                row.id(),
                row.project(),
                row.kind(),
                row.toStepNumber(),
                row.deactivatedCount(),
                row.firstStepNumber(),
                row.lastStepNumber(),
                new Git(row.gitResetTo(), row.gitStepNumber()),
                row.snapshotId(),
                row.checkpointId(),
                row.reason(),
                row.rolledBackBy(),
                row.createdAt(),
                row.undoneAt(),
                row.undoneBy());
    }
}
