package dev.waymark.state;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;

/// Counts what a check looks at, and ends it when a schema makes it look too often.
final class Meter {
    private static final int MAX_STEPS = 3_000_000;

    private int steps;

    void step() {
        if (++steps > MAX_STEPS) {
            throw ProblemException.invalid(
                    FieldError.at("", "schema", "the schema takes too long to check; make it simpler"));
        }
    }
}
