package dev.waymark.evaluation;

import dev.waymark.json.RawJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An evaluation as it is answered.
///
/// @param evaluationType `success`, `failure`, `partial` or `unexpected`
/// @param successIndicators what speaks for it: `[{rule, saw, at, severity}]`
/// @param failureIndicators what speaks against it
/// @param stateChanges the summary of what changed; null where nobody looked
/// @param recommendations what to do next, the first thing first: `[{action, reason, target}]`
/// @param confidenceScore 0.00 to 1.00
/// @param evaluator `rules`, or whoever judged outside
/// @param proposedSteps ids of the pending steps that remedies added
@Introspected
public record Evaluation(
        UUID id,
        UUID stepId,
        UUID commandId,
        String evaluationType,
        RawJson successIndicators,
        RawJson failureIndicators,
        @Nullable RawJson stateChanges,
        RawJson recommendations,
        BigDecimal confidenceScore,
        String evaluator,
        Instant evaluatedAt,
        Instant createdAt,
        RawJson proposedSteps) {

    /// The evaluation of a row.
    ///
    /// @throws ProblemException 500 integrity-error when what changed does not match its digest, or
    ///     evidence that is encrypted does not belong to it
    public static Evaluation of(EvaluationRow row, EvidenceCipher evidence) {
        if (!row.intact()) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR,
                    "state_changes of evaluation %s does not match its digest %s"
                            .formatted(row.id(), row.stateChangesDigest()));
        }
        return new Evaluation(
                row.id(),
                row.stepId(),
                row.commandId(),
                row.evaluationType(),
                raw(evidence.text(EvidenceCipher.SUCCESS, row.id(), row.successIndicators())),
                raw(evidence.text(EvidenceCipher.FAILURE, row.id(), row.failureIndicators())),
                row.stateChanges() == null ? null : new RawJson(row.stateChanges()),
                raw(evidence.text(EvidenceCipher.RECOMMENDATIONS, row.id(), row.recommendations())),
                row.confidenceScore(),
                row.evaluator(),
                row.evaluatedAt(),
                row.evaluatedAt(),
                raw(row.proposedSteps()));
    }

    /// About what it weighs in an answer.
    long weight() {
        return successIndicators.utf8().length
                + failureIndicators.utf8().length
                + recommendations.utf8().length
                + (stateChanges == null ? 0 : stateChanges.utf8().length)
                + 1_000L;
    }

    /// The verdict without its evidence.
    Evaluation receipt() {
        return new Evaluation(
                id,
                stepId,
                commandId,
                evaluationType,
                raw("[]"),
                raw("[]"),
                null,
                recommendations,
                confidenceScore,
                evaluator,
                evaluatedAt,
                createdAt,
                proposedSteps);
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
