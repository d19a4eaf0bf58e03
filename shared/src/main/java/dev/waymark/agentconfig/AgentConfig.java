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

    /// A config that is stored.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for an encrypted value that
    ///     does not belong to this config
    public static AgentConfig of(ConfigRow row, ConfigCipher cipher) {
        String value = cipher.value(row.agent(), row.configKey(), row.value());
        return new AgentConfig(
                row.id(),
                row.agent(),
                row.agentId(),
                row.configKey(),
                row.configType(),
                new RawJson(value.getBytes(StandardCharsets.UTF_8)),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
