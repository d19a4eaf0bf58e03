package dev.waymark.agentconfig;

import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// A config of an agent as it is answered.
///
/// @param agent the agent's name
@Introspected
public record AgentConfig(
        UUID id,
        String agent,
        UUID agentId,
        String configKey,
        String configType,
        RawJson value,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static AgentConfig of(ConfigRow row) {
        return new AgentConfig(
                row.id(),
                row.agent(),
                row.agentId(),
                row.configKey(),
                row.configType(),
                new RawJson(row.value().getBytes(StandardCharsets.UTF_8)),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
