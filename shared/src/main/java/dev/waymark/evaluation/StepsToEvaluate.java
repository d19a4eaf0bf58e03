package dev.waymark.evaluation;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Steps of one command that rules are to judge together.
///
/// @param evaluations absent for the executed steps that have no evaluation yet
@Introspected
public record StepsToEvaluate(
        @Nullable @Valid @Size(min = 1, max = 100) List<@Valid OneStep> evaluations) {

    /// One of them, and what is expected of it.
    ///
    /// @param id the client's own id of the evaluation
    @Introspected
    public record OneStep(
            UUID stepId,
            @Nullable UUID id,

            @Nullable @Valid @Size(max = NewEvaluation.MAX_EXPECTATIONS)
            List<@Valid Expectation> expectations) {
        public List<Expectation> expectationsOrNone() {
            return expectations == null ? List.of() : expectations;
        }
    }
}
