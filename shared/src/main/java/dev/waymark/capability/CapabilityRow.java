package dev.waymark.capability;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/// A version of a capability as the database shows it.
///
/// @param definition JSON text
@MappedEntity("agent_capability_rows")
public record CapabilityRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String name,
        String version,
        boolean enabled,
        String definition,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
