package dev.waymark.evaluation;

/// What is thought of a step.
public enum EvaluationType {
    /// It worked, and nothing says otherwise.
    SUCCESS,
    /// It did not work.
    FAILURE,
    /// Some of it worked and some did not, or nothing shows that it worked.
    PARTIAL,
    /// It worked, and something changed that nobody expected.
    UNEXPECTED
}
