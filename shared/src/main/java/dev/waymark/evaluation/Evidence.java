package dev.waymark.evaluation;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// One indicator, which way it points, and how much it weighs.
///
/// @param kind what was looked at
/// @param source what it depends on: two of the same source count as one, because where one errs the other does too
/// @param reliability how likely it is right by itself, from 0 to 1
record Evidence(Kind kind, String source, boolean favourable, double reliability, Indicator indicator) {
    /// What is looked at, and how likely it tells the truth.
    enum Kind {
        EXIT_CODE(0.60),
        STATUS(0.30),
        /// A known line in the output.
        OUTPUT(0.50),
        /// Output without any known sign of trouble: hardly more than silence.
        CLEAN_OUTPUT(0.20),
        EXPECTATION(0.70),
        UNEXPECTED_CHANGE(0.50),
        POLICY(0.50);

        private final double reliability;

        Kind(double reliability) {
            this.reliability = reliability;
        }
    }

    static Evidence of(
            Kind kind, boolean favourable, String rule, @Nullable JsonNode saw, String at, Severity severity) {
        return new Evidence(kind, kind.name(), favourable, kind.reliability, new Indicator(rule, saw, at, severity));
    }

    /// An expectation stands by itself, and weighs by its severity.
    static Evidence ofExpectation(
            int place, Expectation expectation, boolean holds, @Nullable JsonNode saw, String at) {
        Severity severity = expectation.severityOrDefault();
        double reliability = switch (severity) {
            case REQUIRED -> Kind.EXPECTATION.reliability;
            case WARNING -> 0.50;
            case OPTIONAL -> 0.30;
        };
        return new Evidence(
                Kind.EXPECTATION,
                "EXPECTATION " + place,
                holds,
                reliability,
                new Indicator("expectation: " + expectation.name(), saw, at, severity));
    }

    boolean isRequired() {
        return indicator.severity() == Severity.REQUIRED;
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
