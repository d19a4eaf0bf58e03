package dev.waymark.thread;

import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// A thread as it is answered.
///
/// @param agent the agent's name
@Introspected
public record AgentThread(
        UUID id,
        String agent,
        UUID agentId,
        String thread,
        RawJson metadata,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static AgentThread of(ThreadRow row) {
        return new AgentThread(
                row.id(),
                row.agent(),
                row.agentId(),
                row.thread(),
                new RawJson(row.metadata().getBytes(StandardCharsets.UTF_8)),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
