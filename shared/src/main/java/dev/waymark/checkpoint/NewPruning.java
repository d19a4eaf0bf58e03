package dev.waymark.checkpoint;

import dev.waymark.body.Text;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A pruning as it is asked for: with exactly one of `keep_latest`, `keep_n` and `older_than`. Pinned
/// checkpoints stay, and so do those that a step was taken with or a rollback goes back to.
///
/// @param keepLatest how many of the newest of a namespace stay, at least 1
/// @param keepN the same
/// @param olderThan what was taken before this goes, even where nothing is left then
/// @param namespace the only namespace to prune; every one, each by itself, when absent
/// @param dryRun whether to say what would go, and change nothing; false by default
@Introspected
public record NewPruning(
        @Nullable @Min(1) Long keepLatest,
        @Nullable @Min(1) Long keepN,
        @Nullable Instant olderThan,
        @Nullable @Text(maxBytes = 1_000) String namespace,
        @Nullable Boolean dryRun) {

    public boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    /// How many of the newest stay; null where that goes by time.
    ///
    /// @throws ProblemException 422 unless the body says in exactly one way what stays
    @Nullable
    Long keep() {
        Map<String, @Nullable Object> ways = new TreeMap<>();
        ways.put("keep_latest", keepLatest);
        ways.put("keep_n", keepN);
        ways.put("older_than", olderThan);
        ways.values().removeIf(way -> way == null);
        if (ways.isEmpty()) {
            throw ProblemException.invalid(
                    FieldError.at("/keep_latest", "required", "or keep_n or older_than has to say what stays"));
        }
        if (ways.size() > 1) {
            List<FieldError> errors = new ArrayList<>();
            ways.keySet()
                    .forEach(way -> errors.add(FieldError.at(
                            "/" + way, "excluded", "only one of keep_latest, keep_n and older_than may be given")));
            throw ProblemException.invalid(errors);
        }
        return keepLatest == null ? keepN : keepLatest;
    }
}
