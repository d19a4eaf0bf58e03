package dev.waymark.session;

/// How far a session came. Active and paused alternate; completed and abandoned are final.
public enum SessionStatus {
    ACTIVE,
    PAUSED,
    COMPLETED,
    ABANDONED
}
