package dev.waymark.cli.trajectory;

/// Whether the state that stands in a step was taken before or after the step's action.
public enum StateMoment {
    /// The step found this state.
    BEFORE,
    /// The step left this state behind.
    AFTER
}
