package dev.waymark.command;

import dev.waymark.body.Versioned;
import dev.waymark.database.StoredText;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command as it is answered.
///
/// @param project the project's key
/// @param agent the agent's name
/// @param currentStepIndex the furthest step that has begun; null before the first
/// @param stepCount how many steps were recorded
@Introspected
public record Command(
        UUID id,
        UUID projectId,
        String project,
        @Nullable UUID agentId,
        @Nullable String agent,
        String request,
        @Nullable String externalRef,
        RawJson metadata,
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
        @Nullable Instant completedAt)
        implements Versioned {

    /// A command that is stored.
    public static Command of(CommandRow row) {
        return new Command(
                row.id(),
                row.projectId(),
                row.project(),
                row.agentId(),
                row.agent(),
                StoredText.read(row.request()),
                row.externalRef(),
                raw(row.metadata()),
                row.status(),
                row.currentStepIndex(),
                row.requiresStateEvaluation(),
                row.adaptiveMode(),
                row.baselineSnapshotId(),
                row.lastStateEvaluationAt(),
                row.stateEvaluationCount(),
                row.adaptiveStepsGenerated(),
                row.correctiveStepsGenerated(),
                row.stepCount(),
                row.version(),
                row.createdAt(),
                row.updatedAt(),
                row.completedAt());
    }

    /// A command that has just been created: what was asked for, and what it was assigned.
    public static Command of(CommandToStore asked, AssignedCommand assigned) {
        return new Command(
                assigned.id(),
                assigned.projectId(),
                asked.project(),
                assigned.agentId(),
                assigned.agent(),
                StoredText.read(asked.request()),
                asked.externalRef(),
                asked.metadata() == null ? raw("{}") : RawJson.of(asked.metadata()),
                "pending",
                null,
                asked.requiresStateEvaluation(),
                asked.adaptiveMode(),
                assigned.baselineSnapshotId(),
                null,
                0,
                0,
                0,
                0,
                1,
                assigned.createdAt(),
                assigned.createdAt(),
                null);
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
