package dev.waymark.retention;

import dev.waymark.body.BodyReader;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `put_retention_policies()` takes.
@Introspected
public record PoliciesToStore(Instant at, List<RetentionPolicy> items) {
    private static final int MAX_DAYS = 36_500;

    /// What was asked for, once it holds together.
    ///
    /// @throws ProblemException 422 with everything that is wrong
    public static PoliciesToStore of(AskedPolicies asked, BodyReader reader, Instant at) {
        List<FieldError> errors = new ArrayList<>();
        List<RetentionPolicy> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < asked.items().size(); i++) {
            String pointer = "/items/" + i;
            RetentionPolicy policy = read(asked.items().get(i), reader, pointer, errors);
            if (policy == null) {
                continue;
            }
            if (!seen.add(policy.kind())) {
                errors.add(FieldError.at(pointer + "/kind", "duplicate", "must name each kind once"));
            }
            check(policy, pointer, errors);
            items.add(policy);
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new PoliciesToStore(at, items);
    }

    private static @Nullable RetentionPolicy read(
            JsonNode item, BodyReader reader, String pointer, List<FieldError> errors) {
        try {
            return reader.read(item, RetentionPolicy.class);
        } catch (ProblemException e) {
            e.errors()
                    .forEach(error ->
                            errors.add(FieldError.at(pointer + error.pointer(), error.code(), error.detail())));
            return null;
        }
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

    private static @Nullable RetentionKind kind(String word) {
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
