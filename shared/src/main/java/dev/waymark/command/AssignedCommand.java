package dev.waymark.command;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What creating a command assigned; with the request it makes the answer.
@Introspected
public record AssignedCommand(
        UUID id,
        Instant createdAt,
        UUID projectId,
        @Nullable UUID agentId,
        @Nullable String agent,
        @Nullable UUID baselineSnapshotId) {}
