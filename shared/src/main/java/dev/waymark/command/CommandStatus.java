package dev.waymark.command;

/// Where a command stands. The moves are `command_may_move()`'s; `ROLLED_BACK` and `AWAITING_APPROVAL` follow
/// from rollbacks and approvals.
public enum CommandStatus {
    PENDING,
    RUNNING,
    AWAITING_APPROVAL,
    COMPLETED,
    FAILED,
    CANCELLED,
    ROLLED_BACK
}
