package dev.waymark.api.step;

import dev.waymark.body.OneOrMany;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.snapshot.Sections;
import dev.waymark.step.NewStep;
import dev.waymark.step.StepChange;
import dev.waymark.step.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a step must not say, where that takes more than one member to see.
final class StepRules {
    private StepRules() {}

    /// Checks every step of a request.
    ///
    /// @throws ProblemException 422 with all that is wrong
    static void check(OneOrMany<NewStep> asked) {
        var errors = new ArrayList<FieldError>();
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < asked.items().size(); i++) {
            NewStep step = asked.items().get(i);
            String at = asked.many() ? "/steps/" + i : "";
            check(at, step.status(), step.startedAt(), step.endedAt(), step.durationMs(), errors);
            checkSections(at + "/before", step.before(), errors);
            checkSections(at + "/after", step.after(), errors);
            if (step.id() != null && !ids.add(step.id())) {
                errors.add(FieldError.at(at + "/id", "duplicate", "is the id of an earlier step in this request"));
            }
        }
        raise(errors);
    }

    /// Checks a change of a step.
    ///
    /// @throws ProblemException 422 with all that is wrong
    static void check(StepChange change) {
        var errors = new ArrayList<FieldError>();
        check("", change.status(), change.startedAt(), change.endedAt(), change.durationMs(), errors);
        checkSections("/before", change.before(), errors);
        checkSections("/after", change.after(), errors);
        raise(errors);
    }

    private static void check(
            String at,
            @Nullable StepStatus status,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Long durationMs,
            List<FieldError> errors) {
        if (status == StepStatus.APPROVED) {
            errors.add(FieldError.at(at + "/status", "not_settable", "approved is set by approvals alone"));
        }
        if (startedAt == null || endedAt == null) {
            return;
        }
        if (endedAt.isBefore(startedAt)) {
            errors.add(FieldError.at(at + "/ended_at", "range", "must not be before started_at"));
            return;
        }
        long between = Duration.between(startedAt, endedAt).toMillis();
        if (durationMs != null && Math.abs(durationMs - between) > 1) {
            errors.add(FieldError.at(at + "/duration_ms", "contradiction", "must be ended_at less started_at"));
        }
    }

    private static void checkSections(String at, @Nullable Sections sections, List<FieldError> errors) {
        if (sections != null && sections.isEmpty()) {
            errors.add(FieldError.at(at, "size", "must have at least one section"));
        }
    }

    private static void raise(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
