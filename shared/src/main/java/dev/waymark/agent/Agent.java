package dev.waymark.agent;

import static dev.waymark.database.StoredText.readOrNull;

import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.body.OmitNull;
import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent as it is answered.
///
/// @param currentStatus as its last heartbeat said; null when there was none. No part of the version
/// @param heartbeatAt when that was, by the database's clock
/// @param configs with `expand=configs`
/// @param status with `expand=status`: null when there was no heartbeat
/// @param capabilities with `expand=capabilities`, by name, the newest version first
/// @param metrics with `expand=metrics`: the newest point of each
/// @param state with `expand=state`: the current version of each thread, without its partitions
@Introspected
public record Agent(
        UUID id,
        String name,
        @Nullable String agentType,
        @Nullable String description,
        @Nullable String systemInstructions,
        @Nullable String assistantInstructions,
        @Nullable String personality,
        RawJson settings,
        @Nullable String currentStatus,
        @Nullable Instant heartbeatAt,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @OmitNull @Nullable RawJson configs,
        @OmitNull @Nullable RawJson status,
        @OmitNull @Nullable RawJson capabilities,
        @OmitNull @Nullable RawJson metrics,
        @OmitNull @Nullable RawJson state)
        implements Versioned {

    public static Agent of(AgentRow row) {
        return of(row, null, null, null, null, null);
    }

    /// An agent with what was asked for of it.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for an encrypted config that
    ///     does not belong to the agent
    public static Agent of(AgentParts parts, ConfigCipher cipher) {
        return of(
                parts.row(),
                parts.configs() == null ? null : cipher.opened(parts.configs()),
                raw(parts.status()),
                raw(parts.capabilities()),
                raw(parts.metrics()),
                raw(parts.state()));
    }

    private static Agent of(
            AgentRow row,
            @Nullable RawJson configs,
            @Nullable RawJson status,
            @Nullable RawJson capabilities,
            @Nullable RawJson metrics,
            @Nullable RawJson state) {
        return new Agent(
                row.id(),
                row.name(),
                readOrNull(row.agentType()),
                readOrNull(row.description()),
                readOrNull(row.systemInstructions()),
                readOrNull(row.assistantInstructions()),
                readOrNull(row.personality()),
                new RawJson(row.settings().getBytes(StandardCharsets.UTF_8)),
                row.currentStatus(),
                row.heartbeatAt(),
                row.version(),
                row.createdAt(),
                row.updatedAt(),
                configs,
                status,
                capabilities,
                metrics,
                state);
    }

    private static @Nullable RawJson raw(@Nullable String json) {
        return json == null ? null : new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
