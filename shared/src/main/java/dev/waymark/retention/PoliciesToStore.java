package dev.waymark.retention;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What `put_retention_policies()` takes.
@Introspected
public record PoliciesToStore(Instant at, List<RetentionPolicy> items) {
    private static final int MAX_DAYS = 36_500;

    /// What was asked for, once it holds together.
    ///
    /// @throws ProblemException 422 with everything that is wrong
    public static PoliciesToStore of(RetentionPolicies asked, Instant at) {
        List<FieldError> errors = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < asked.items().size(); i++) {
            RetentionPolicy policy = asked.items().get(i);
            String pointer = "/items/" + i;
            if (!seen.add(policy.kind())) {
                errors.add(FieldError.at(pointer + "/kind", "duplicate", "must name each kind once"));
            }
            check(policy, pointer, errors);
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new PoliciesToStore(at, asked.items());
    }

    private static void check(RetentionPolicy policy, String pointer, List<FieldError> errors) {
        boolean kept = policy.then().equals(RetentionKind.KEEP);
        RetentionKind kind = kind(policy.kind());
        if (kind == null) {
            errors.add(FieldError.at(pointer + "/kind", "unknown_kind", "must be one of " + kinds()));
        } else if (!kind.takes(policy.then())) {
            errors.add(FieldError.at(
                    pointer + "/then", "not_for_this_kind", "must be " + kind.actionsAsText() + " for " + kind.word()));
        }
        if (policy.days() != null && (policy.days() < 0 || policy.days() > MAX_DAYS)) {
            errors.add(FieldError.at(pointer + "/days", "range", "must be between 0 and " + MAX_DAYS));
        } else if (kept && policy.days() != null) {
            errors.add(FieldError.at(pointer + "/days", "kept", "must be null for what is kept"));
        } else if (!kept && policy.days() == null) {
            errors.add(
                    FieldError.at(pointer + "/days", "required", "must say after how many days, but for what is kept"));
        }
    }

    private static @org.jspecify.annotations.Nullable RetentionKind kind(String word) {
        for (RetentionKind kind : RetentionKind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }

    private static String kinds() {
        return Arrays.stream(RetentionKind.values()).map(RetentionKind::word).collect(Collectors.joining(", "));
    }
}
