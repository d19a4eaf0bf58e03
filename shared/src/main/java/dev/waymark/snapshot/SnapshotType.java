package dev.waymark.snapshot;

public enum SnapshotType {
    BASELINE,
    BEFORE_STEP,
    AFTER_STEP
}
