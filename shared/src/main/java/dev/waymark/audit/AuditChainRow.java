package dev.waymark.audit;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `audit_chain_of()` found; the flaw's members are null for a chain that is whole.
@MappedEntity("audit_chains")
public record AuditChainRow(
        @Id UUID commandId,
        long events,
        @Nullable String head,
        @Nullable Long flawIndex,
        @Nullable UUID flawEventId,
        @Nullable String flaw) {}
