package dev.waymark.evaluation;

/// What it means that an expectation does not hold, or how much an indicator weighs.
public enum Severity {
    /// The step has failed.
    REQUIRED,
    /// The step has worked in part.
    WARNING,
    /// It is noted, and lowers the confidence; the verdict stays.
    OPTIONAL
}
