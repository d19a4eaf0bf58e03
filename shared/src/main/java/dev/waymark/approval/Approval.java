package dev.waymark.approval;

import dev.waymark.body.OmitNull;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A decision as it is answered.
///
/// @param decision `approved` or `rejected`
/// @param decidedBy the actor, as the audit trail names it
/// @param stateContextDigest SHA-256 of what there was to see when it was decided, 64 hex digits
/// @param stateContext what there was to see: the step, its snapshot before it, the command's newest snapshot; only
///     where asked for, as `expand=state_context`
/// @param stepStatus what the step is after it; only in the answer to the decision, as the next two
/// @param neededCount how many approvals the step needs
/// @param approvedCount how many it has
@Introspected
public record Approval(
        UUID id,
        UUID commandId,
        UUID stepId,
        String decision,
        String decidedBy,
        @Nullable String approvalReasoning,
        @Nullable RawJson expectedImpact,
        String stateContextDigest,
        @OmitNull @Nullable RawJson stateContext,
        Instant decidedAt,
        Instant createdAt,
        @OmitNull @Nullable String stepStatus,
        @OmitNull @Nullable Integer neededCount,
        @OmitNull @Nullable Integer approvedCount) {

    /// What deciding assigned; with the request it makes the answer.
    @Introspected
    public record Assigned(
            UUID id,
            UUID commandId,
            String decidedBy,
            Instant decidedAt,
            String stateContextDigest,
            String stepStatus,
            int neededCount,
            int approvedCount) {}

    /// A decision that has just been made.
    public static Approval of(UUID stepId, ApprovalToStore asked, Assigned assigned) {
        return new Approval(
                assigned.id(),
                assigned.commandId(),
                stepId,
                asked.decision().name().toLowerCase(Locale.ROOT),
                assigned.decidedBy(),
                asked.approvalReasoning(),
                asked.expectedImpact() == null ? null : RawJson.of(asked.expectedImpact()),
                assigned.stateContextDigest(),
                null,
                assigned.decidedAt(),
                assigned.decidedAt(),
                assigned.stepStatus(),
                assigned.neededCount(),
                assigned.approvedCount());
    }

    /// A decision that is stored.
    public static Approval of(ApprovalRow row, boolean withContext) {
        return new Approval(
                row.id(),
                row.commandId(),
                row.stepId(),
                row.decision(),
                row.decidedBy(),
                row.approvalReasoning(),
                row.expectedImpact() == null
                        ? null
                        : new RawJson(row.expectedImpact().getBytes(StandardCharsets.UTF_8)),
                row.stateContextDigest(),
                withContext ? row.verifiedContext() : null,
                row.decidedAt(),
                row.decidedAt(),
                null,
                null,
                null);
    }
}
