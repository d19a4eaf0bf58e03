package dev.waymark.approval;

/// What somebody said about a step that waits for approval.
public enum Decision {
    APPROVED,
    REJECTED
}
