package dev.waymark.evaluation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `store_evaluations()` answers: what it stored, or why it stored nothing.
///
/// @param outcomes how the predicates came out, where one came out otherwise than assumed; for each evaluation and
///     expectation, null where that is unknown
/// @param errors the predicates that are none
/// @param tooSlow pointer to the predicate that took too long
/// @param remaining executed steps that wait for another call
@Introspected
public record StoredEvaluations(
        @Nullable UUID commandId,
        @Nullable Instant evaluatedAt,
        @Nullable Long remaining,
        @Nullable List<Stored> evaluations,
        @Nullable JsonNode outcomes,
        @Nullable List<Flaw> errors,
        @Nullable String tooSlow) {

    /// What one evaluation was assigned.
    @Introspected
    public record Stored(UUID id, List<UUID> proposedSteps) {}

    /// A predicate that is none.
    @Introspected
    public record Flaw(String pointer, String detail) {}
}
