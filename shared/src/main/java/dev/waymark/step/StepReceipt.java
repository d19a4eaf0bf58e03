package dev.waymark.step;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A recorded step without what the caller has sent: the answer to a request whose steps are larger than an
/// answer.
@Introspected
public record StepReceipt(
        UUID id,
        int stepIndex,
        long stepNumber,
        @Nullable UUID parentStepId,
        boolean policyViolation,
        @Nullable UUID beforeSnapshotId,
        @Nullable UUID afterSnapshotId,
        long version,
        Instant createdAt) {

    public static StepReceipt of(Step step) {
        return new StepReceipt(
                step.id(),
                step.stepIndex(),
                step.stepNumber(),
                step.parentStepId(),
                step.policyViolation(),
                step.beforeSnapshotId(),
                step.afterSnapshotId(),
                step.version(),
                step.createdAt());
    }
}
