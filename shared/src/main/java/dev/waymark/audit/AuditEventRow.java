package dev.waymark.audit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An audit event as the database shows it; digests and hashes in hex.
@MappedEntity("audit_event_rows")
public record AuditEventRow(
        @Id UUID id,
        UUID chainId,
        long chainIndex,
        String actor,
        String action,
        String subjectType,
        UUID subjectId,
        @Nullable String detail,
        @Nullable String detailSalt,
        String detailDigest,
        Instant occurredAt,
        @Nullable String previousHash,
        String hash,
        long sizeBytes) {}
