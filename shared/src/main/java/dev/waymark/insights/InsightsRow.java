package dev.waymark.insights;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row of `insights_of()`.
///
/// @param at where the stretch begins; null in the row for all of them
@MappedEntity("insights")
public record InsightsRow(
        @Id @Nullable Instant at,
        long steps,
        long executed,
        long failed,
        long skipped,
        long rolledBack,
        long policyViolations,
        @Nullable Long durationP50Ms,
        @Nullable Long durationP95Ms,
        BigDecimal promptTokens,
        BigDecimal completionTokens,
        BigDecimal totalTokens,
        BigDecimal costUsd,
        long success,
        long failure,
        long partial,
        long unexpected,
        long approvalsRequested,
        long approvalsSettled,
        @Nullable Long waitingP50Ms,
        @Nullable Long waitingP95Ms) {}
