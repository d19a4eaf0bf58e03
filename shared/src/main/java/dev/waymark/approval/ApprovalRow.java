package dev.waymark.approval;

import dev.waymark.document.DocumentRow;
import dev.waymark.json.RawJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A decision as the database shows it.
///
/// @param stateContext the document that the digest names; null when it is lost, or was not asked for
/// @param intact whether it matches its digest
@MappedEntity("approval_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record ApprovalRow(
        @Id UUID id,
        UUID commandId,
        UUID stepId,
        String decision,
        String decidedBy,
        @Nullable String approvalReasoning,
        @Nullable String expectedImpact,
        String stateContextDigest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] stateContext,
        @Nullable Boolean intact,
        Instant decidedAt) {

    /// What there was to see.
    ///
    /// @throws ProblemException 500 integrity-error when the document is lost or does not match its digest
    RawJson verifiedContext() {
        if (stateContext == null) {
            throw ProblemException.of(ProblemType.INTEGRITY_ERROR, "document %s is lost".formatted(stateContextDigest));
        }
        return new DocumentRow(stateContext, Boolean.TRUE.equals(intact)).verified(stateContextDigest);
    }
}
