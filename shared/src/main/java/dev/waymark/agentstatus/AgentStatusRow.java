package dev.waymark.agentstatus;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How an agent is doing as the database shows it.
///
/// @param activeCommandIds JSON text
/// @param detail JSON text
@MappedEntity("agent_status_rows")
public record AgentStatusRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String currentStatus,
        String activeCommandIds,
        @Nullable String detail,
        Instant heartbeatAt,
        Instant createdAt) {}
