package dev.waymark.evaluation;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// What to do next.
///
/// @param reason one sentence for a person
/// @param target the step meant, such as `S4`; null where it is none
@Introspected
public record Recommendation(
        Action action,
        @Nullable @Text(maxBytes = 4_000, allowNul = true) String reason,
        @Nullable @Text(maxBytes = 1_000) String target) {
    /// What can be recommended.
    public enum Action {
        CONTINUE,
        RETRY,
        CORRECTIVE_STEP,
        ROLL_BACK_TO,
        ASK_HUMAN
    }
}
