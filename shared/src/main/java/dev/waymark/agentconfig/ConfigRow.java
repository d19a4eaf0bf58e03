package dev.waymark.agentconfig;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/// A config as the database shows it.
///
/// @param value JSON text, or encrypted
@MappedEntity("agent_config_rows")
public record ConfigRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String configKey,
        String configType,
        String value,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
