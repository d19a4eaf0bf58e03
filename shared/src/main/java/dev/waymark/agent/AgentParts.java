package dev.waymark.agent;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent with what was asked for of what belongs to it, read in one statement; each part is JSON text, null
/// where it was not asked for.
@MappedEntity
public record AgentParts(
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
        long sizeBytes,
        @Nullable String configs,
        @Nullable String status,
        @Nullable String capabilities,
        @Nullable String metrics,
        @Nullable String state) {

    AgentRow row() {
        return new AgentRow(
                id,
                name,
                agentType,
                description,
                systemInstructions,
                assistantInstructions,
                personality,
                settings,
                currentStatus,
                heartbeatAt,
                version,
                createdAt,
                updatedAt,
                sizeBytes);
    }
}
