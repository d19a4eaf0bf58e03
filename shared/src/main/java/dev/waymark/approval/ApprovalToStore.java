package dev.waymark.approval;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `decide_approval()` takes.
///
/// @param digest SHA-256 of the decision as it was handed in, kept by the audit trail
/// @param approvalReasoning null also where it was blank
@Introspected
@OmitNull
public record ApprovalToStore(
        UUID id,
        Instant at,
        String digest,
        Decision decision,
        @Nullable String approvalReasoning,
        @Nullable JsonNode expectedImpact) {

    public static ApprovalToStore of(NewApproval approval, Ids ids, BodyWriter writer, Instant at) {
        String reasoning = approval.approvalReasoning();
        return new ApprovalToStore(
                ids.orNext(approval.id()),
                at,
                Digest.of(writer.write(approval)).hex(),
                approval.decision(),
                reasoning == null || reasoning.isBlank() ? null : reasoning,
                approval.expectedImpact());
    }
}
