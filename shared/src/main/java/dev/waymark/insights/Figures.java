package dev.waymark.insights;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the steps of some time came to.
///
/// @param at where the stretch begins; null for all of the range
/// @param executed completed or failed
/// @param errorRate failed ÷ executed, 0 to 1; null when nothing was executed
/// @param rollbackRate rolled back ÷ recorded, 0 to 1; null without steps
/// @param durationMs milliseconds that steps took, of those of which it is known
/// @param evaluations steps by their newest evaluation
@Introspected
public record Figures(
        @Nullable Instant at,
        long steps,
        long executed,
        long failed,
        long skipped,
        long rolledBack,
        long policyViolations,
        @Nullable Double errorRate,
        @Nullable Double rollbackRate,
        Percentiles durationMs,
        Tokens tokens,
        BigDecimal costUsd,
        Evaluations evaluations,
        Approvals approvals) {

    /// Values that occur, and below or at which a half and 95 in 100 lie; null without any.
    @Introspected
    public record Percentiles(@Nullable Long p50, @Nullable Long p95) {}

    @Introspected
    public record Tokens(BigDecimal promptTokens, BigDecimal completionTokens, BigDecimal totalTokens) {}

    @Introspected
    public record Evaluations(long success, long failure, long partial, long unexpected) {}

    /// Requests for approval.
    ///
    /// @param settled decided, expired or withdrawn
    /// @param waitingMs milliseconds from the request until it was settled
    @Introspected
    public record Approvals(long requested, long settled, Percentiles waitingMs) {}

    static Figures of(InsightsRow row) {
        return new Figures(
                row.at(),
                row.steps(),
                row.executed(),
                row.failed(),
                row.skipped(),
                row.rolledBack(),
                row.policyViolations(),
                rate(row.failed(), row.executed()),
                rate(row.rolledBack(), row.steps()),
                new Percentiles(row.durationP50Ms(), row.durationP95Ms()),
                new Tokens(row.promptTokens(), row.completionTokens(), row.totalTokens()),
                row.costUsd(),
                new Evaluations(row.success(), row.failure(), row.partial(), row.unexpected()),
                new Approvals(
                        row.approvalsRequested(),
                        row.approvalsSettled(),
                        new Percentiles(row.waitingP50Ms(), row.waitingP95Ms())));
    }

    private static @Nullable Double rate(long some, long all) {
        return all == 0 ? null : (double) some / all;
    }
}
