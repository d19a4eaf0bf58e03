package dev.waymark.command;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command as the database shows it.
@MappedEntity("command_rows")
public record CommandRow(
        @Id UUID id,
        UUID projectId,
        String project,
        @Nullable UUID agentId,
        @Nullable String agent,
        String request,
        @Nullable String externalRef,
        String metadata,
        String status,
        @Nullable Integer currentStepIndex,
        boolean requiresStateEvaluation,
        boolean adaptiveMode,
        @Nullable UUID baselineSnapshotId,
        @Nullable Instant lastStateEvaluationAt,
        int stateEvaluationCount,
        int adaptiveStepsGenerated,
        int correctiveStepsGenerated,
        int stepCount,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt,
        long sizeBytes) {}
