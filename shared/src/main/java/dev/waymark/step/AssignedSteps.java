package dev.waymark.step;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What recording assigned to the steps of a request, in its order. With the request it makes the whole
/// answer, so an idempotency key keeps this much and no more.
@Introspected
public record AssignedSteps(Instant createdAt, UUID projectId, List<Assigned> steps) {
    /// What one step was assigned.
    ///
    /// @param stepIndex in the command, from 0
    /// @param stepNumber in the project, from 1
    /// @param parentStepId the last active step before it
    @Introspected
    public record Assigned(
            UUID id,
            int stepIndex,
            long stepNumber,
            @Nullable UUID parentStepId,
            boolean policyViolation,
            @Nullable UUID beforeSnapshotId,
            @Nullable UUID afterSnapshotId) {}
}
