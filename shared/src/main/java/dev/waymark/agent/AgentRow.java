package dev.waymark.agent;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent as the database shows it: texts still escaped.
///
/// @param settings JSON text
@MappedEntity("agent_rows")
public record AgentRow(
        @Id UUID id,
        String name,
        @Nullable String agentType,
        @Nullable String description,
        @Nullable String systemInstructions,
        @Nullable String assistantInstructions,
        @Nullable String personality,
        String settings,
        @Nullable String currentStatus,
        @Nullable Instant heartbeatAt,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
