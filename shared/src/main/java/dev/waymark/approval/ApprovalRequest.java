package dev.waymark.approval;

import dev.waymark.database.StoredText;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A step's request to be approved, as the inbox shows it.
///
/// @param id the step's own id: it waits for one request at most
/// @param status `pending`, `approved`, `rejected`, `expired` or `withdrawn`
/// @param command what would run
/// @param neededCount how many approvals it takes; one rejection ends it
/// @param expiresAt null when it lives until it is decided
/// @param onExpiry what its expiry means: `approve` or `reject`
/// @param decisions who has decided what so far, and why
@Introspected
public record ApprovalRequest(
        UUID id,
        UUID stepId,
        UUID commandId,
        String project,
        @Nullable String agent,
        long stepNumber,
        String status,
        String command,
        @Nullable String explanation,
        @Nullable String expectedOutcome,
        String riskLevel,
        int neededCount,
        String onExpiry,
        @Nullable Instant expiresAt,
        @Nullable Instant settledAt,
        RawJson decisions,
        Instant createdAt) {

    public static ApprovalRequest of(ApprovalRequestRow row) {
        String decisions = row.decisions() == null ? "[]" : row.decisions();
        return new ApprovalRequest(
                row.id(),
                row.id(),
                row.commandId(),
                row.project(),
                row.agent(),
                row.stepNumber(),
                row.status(),
                StoredText.read(row.command()),
                StoredText.readOrNull(row.explanation()),
                StoredText.readOrNull(row.expectedOutcome()),
                row.riskLevel(),
                row.neededCount(),
                row.onExpiry(),
                row.expiresAt(),
                row.settledAt(),
                new RawJson(decisions.getBytes(StandardCharsets.UTF_8)),
                row.requestedAt());
    }
}
