package dev.waymark.api.evaluation;

import dev.waymark.evaluation.NewEvaluation;
import dev.waymark.evaluation.StepsToEvaluate;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an evaluation must not say, where that takes more than one member to see.
final class EvaluationRules {
    private EvaluationRules() {}

    /// @throws ProblemException 422 with all that is wrong
    static void check(NewEvaluation asked) {
        var errors = new ArrayList<FieldError>();
        if (asked.isFromOutside()) {
            require("/evaluator", asked.evaluator(), errors);
            require("/evaluation_type", asked.evaluationType(), errors);
            require("/confidence_score", asked.confidenceScore(), errors);
            if (asked.expectations() != null) {
                errors.add(FieldError.at(
                        "/expectations",
                        "exclusive",
                        "are for rules; an outside evaluation brings its own indicators"));
            }
            if ("rules".equals(asked.evaluator())) {
                errors.add(FieldError.at("/evaluator", "reserved", "must be another name: rules judge here"));
            }
        }
        raise(errors);
    }

    /// @throws ProblemException 422 with all that is wrong
    static void check(List<StepsToEvaluate.OneStep> asked) {
        var errors = new ArrayList<FieldError>();
        Set<UUID> steps = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            if (!steps.add(asked.get(i).stepId())) {
                errors.add(FieldError.at(
                        "/evaluations/" + i + "/step_id", "duplicate", "is named before in this request"));
            }
        }
        raise(errors);
    }

    static void raise(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static void require(String pointer, @Nullable Object value, List<FieldError> errors) {
        if (value == null) {
            errors.add(FieldError.at(pointer, "required", "is required in an outside evaluation"));
        }
    }
}
