package dev.waymark.evaluation;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `store_evaluations()` takes of one evaluation. JSON goes as text, because the database cannot read it once it
/// holds U+0000.
///
/// @param place among the evaluations of the request, from 0
/// @param successIndicators JSON, or that encrypted; the other evidence likewise
/// @param stateChanges digest, 64 hex digits
/// @param subject the evaluation as remedies see it
/// @param context what predicates see; absent where there are none
/// @param digest SHA-256 of the evaluation, kept by the audit trail
@Introspected
@OmitNull
record EvaluationToStore(
        int place,
        UUID id,
        UUID stepId,
        EvaluationType evaluationType,
        BigDecimal confidenceScore,
        String evaluator,
        String successIndicators,
        String failureIndicators,
        @Nullable String stateChanges,
        String recommendations,
        String subject,
        String digest,
        @Nullable String context,
        @Nullable List<Assumed> expectations) {

    /// A predicate, and whether it is taken to hold; the database finds out.
    ///
    /// @param pointer where it stands in the request
    @Introspected
    @OmitNull
    record Assumed(
            String pointer, String predicate, @Nullable Boolean holds) {}

    /// All evaluations of a request.
    @Introspected
    @OmitNull
    record Many(
            Instant at, long remaining, @Nullable Map<String, String> documents, List<EvaluationToStore> evaluations) {}
}
