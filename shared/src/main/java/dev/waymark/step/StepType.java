package dev.waymark.step;

/// Why a step is there: planned, added when the plan changed, or added to put something right.
public enum StepType {
    GENERATED,
    ADAPTIVE,
    CORRECTIVE
}
