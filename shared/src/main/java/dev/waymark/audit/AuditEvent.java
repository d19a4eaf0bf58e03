package dev.waymark.audit;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event of the audit trail as it is answered: enough to compute its hash again.
///
/// @param chainId the command, project or tenant whose chain it stands in
/// @param detail what happened; null once blanked, which does not break the chain
/// @param detailSalt goes before the detail in its digest; hex
@Introspected
public record AuditEvent(
        UUID id,
        UUID chainId,
        long chainIndex,
        String actor,
        String action,
        String subjectType,
        UUID subjectId,
        @Nullable RawJson detail,
        @Nullable String detailSalt,
        String detailDigest,
        Instant occurredAt,
        @Nullable String previousHash,
        String hash) {

    public static AuditEvent of(AuditEventRow row) {
        String detail = row.detail();
        return new AuditEvent(
                row.id(),
                row.chainId(),
                row.chainIndex(),
                row.actor(),
                row.action(),
                row.subjectType(),
                row.subjectId(),
                detail == null ? null : new RawJson(detail.getBytes(StandardCharsets.UTF_8)),
                row.detailSalt(),
                row.detailDigest(),
                row.occurredAt(),
                row.previousHash(),
                row.hash());
    }
}
