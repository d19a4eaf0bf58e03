package dev.waymark.step;

/// Where a step stands. It moves forward only; `APPROVED` is set by approvals alone (the rule is
/// `step_may_move()`).
public enum StepStatus {
    PENDING,
    APPROVED,
    EXECUTING,
    COMPLETED,
    FAILED,
    SKIPPED
}
