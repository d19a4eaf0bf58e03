package dev.waymark.approval;

/// How it stands with a request: `EXPIRED` by the clock, `WITHDRAWN` when the step was skipped or rolled back, or
/// its command ended.
public enum ApprovalRequestStatus {
    PENDING,
    APPROVED,
    REJECTED,
    EXPIRED,
    WITHDRAWN
}
