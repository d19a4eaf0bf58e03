package dev.waymark.checkpoint;

/// Why a checkpoint was taken.
public enum CheckpointType {
    MANUAL,
    AUTOMATIC,
    ERROR_RECOVERY,
    MILESTONE
}
