package dev.waymark.agentstatus;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How an agent is doing, as it is answered.
///
/// @param id the agent's: it has one status
/// @param agent the agent's name
/// @param activeCommandIds as they were named; one may have been deleted since
/// @param heartbeatAt by the database's clock; how old is too old is for the reader to say
@Introspected
public record AgentStatus(
        UUID id,
        String agent,
        UUID agentId,
        String currentStatus,
        RawJson activeCommandIds,
        @Nullable RawJson detail,
        Instant heartbeatAt,
        Instant createdAt) {

    public static AgentStatus of(AgentStatusRow row) {
        return new AgentStatus(
                row.id(),
                row.agent(),
                row.agentId(),
                row.currentStatus(),
                new RawJson(row.activeCommandIds().getBytes(StandardCharsets.UTF_8)),
                row.detail() == null ? null : new RawJson(row.detail().getBytes(StandardCharsets.UTF_8)),
                row.heartbeatAt(),
                row.createdAt());
    }
}
