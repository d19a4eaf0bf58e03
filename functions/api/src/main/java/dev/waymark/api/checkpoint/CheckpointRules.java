package dev.waymark.api.checkpoint;

import dev.waymark.checkpoint.NewCheckpoint;
import dev.waymark.checkpoint.RetentionPolicy;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the members of a new checkpoint must be to each other.
final class CheckpointRules {
    private CheckpointRules() {}

    /// Refuses a body whose members do not fit together, with all that is wrong.
    static void check(NewCheckpoint asked) {
        List<FieldError> errors = new ArrayList<>();
        if (asked.state() != null) {
            differences(asked).forEach((name, value) -> {
                if (value != null) {
                    errors.add(FieldError.at("/" + name, "excluded", "must not be given together with state"));
                }
            });
        }
        if (asked.baseCheckpointId() == null && asked.state() == null) {
            differences(asked).forEach((name, value) -> {
                if (value != null) {
                    errors.add(FieldError.at("/" + name, "excluded", "needs a base_checkpoint_id"));
                }
            });
        }
        if (asked.retentionPolicy() == RetentionPolicy.TEMPORARY && asked.expiresAt() == null) {
            errors.add(FieldError.at("/expires_at", "required", "is required of a temporary checkpoint"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static Map<String, @Nullable Object> differences(NewCheckpoint asked) {
        Map<String, @Nullable Object> differences = new LinkedHashMap<>();
        differences.put("base_checkpoint_id", asked.baseCheckpointId());
        differences.put("keep", asked.keep());
        differences.put("set", asked.set());
        differences.put("unset", asked.unset());
        differences.put("patch", asked.patch());
        return differences;
    }
}
