package dev.waymark.evaluation;

import java.util.List;

/// What follows from the evidence.
///
/// 1. A required expectation that does not hold is a **failure**.
/// 2. Any other required sign of trouble (exit code, status, output without an exit code) is a **failure** too, unless
///    required expectations were named and all hold: then the evidence contradicts itself, and it is **partial**.
/// 3. A change that nobody expected makes it **unexpected**.
/// 4. A warning (an expectation of that severity, trouble in the output of what exited with 0, a policy violation)
/// makes
///    it **partial**.
/// 5. Nothing that speaks for it makes it **partial**: silence is not success.
/// 6. Else it is a **success**.
final class Verdict {
    private Verdict() {}

    static EvaluationType of(List<Evidence> evidence) {
        if (any(evidence, each -> !each.favourable() && each.isRequired() && each.is(Evidence.Kind.EXPECTATION))) {
            return EvaluationType.FAILURE;
        }
        if (any(evidence, each -> !each.favourable() && each.isRequired())) {
            return any(evidence, each -> each.favourable() && each.isRequired() && each.is(Evidence.Kind.EXPECTATION))
                    ? EvaluationType.PARTIAL
                    : EvaluationType.FAILURE;
        }
        if (any(evidence, each -> each.is(Evidence.Kind.UNEXPECTED_CHANGE))) {
            return EvaluationType.UNEXPECTED;
        }
        if (any(evidence, each -> !each.favourable() && each.indicator().severity() == Severity.WARNING)) {
            return EvaluationType.PARTIAL;
        }
        return any(evidence, Evidence::favourable) ? EvaluationType.SUCCESS : EvaluationType.PARTIAL;
    }

    private static boolean any(List<Evidence> evidence, java.util.function.Predicate<Evidence> is) {
        return evidence.stream().anyMatch(is);
    }
}
