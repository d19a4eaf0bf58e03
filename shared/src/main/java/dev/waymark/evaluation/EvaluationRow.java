package dev.waymark.evaluation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An evaluation as the database shows it: JSON still text, and evidence encrypted where the tenant wants that.
///
/// @param stateChanges canonical JSON; null where nobody looked, or when it is lost
/// @param intact whether the changes are those that were stored
/// @param sizeBytes about what the evaluation weighs in an answer
@MappedEntity("evaluation_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record EvaluationRow(
        @Id UUID id,
        UUID commandId,
        UUID stepId,
        long position,
        String evaluationType,
        String successIndicators,
        String failureIndicators,
        @Nullable String stateChangesDigest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] stateChanges,
        boolean intact,
        String recommendations,
        BigDecimal confidenceScore,
        String evaluator,
        Instant evaluatedAt,
        String proposedSteps,
        long sizeBytes) {}
