package dev.waymark.step;

import static dev.waymark.database.StoredText.read;
import static dev.waymark.database.StoredText.readOrNull;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Versioned;
import dev.waymark.document.ResultCipher;
import dev.waymark.evaluation.Evaluation;
import dev.waymark.json.RawJson;
import dev.waymark.snapshot.Snapshot;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A step as it is answered.
///
/// @param stepIndex in the command, from 0
/// @param stepNumber in the project, from 1; people write `S12`
/// @param parentStepId the last active step before it in the project
/// @param active false once rolled back
/// @param executionResult the object that was stored; null also once it is in an archive
/// @param policyViolation executed although the project's policy wanted an approval first
/// @param agentConfigDigest SHA-256 of the canonical agent configuration, 64 hex digits
/// @param durationMs milliseconds from start to end
/// @param checkpointId the agent's checkpoint when the step was taken
/// @param snapshots only where asked for, as `expand=snapshots`
/// @param agentConfig only where asked for, as `expand=agent_config`
/// @param executionArchive where the result is, once an archive alone has it
/// @param evaluation the newest one, only where asked for, as `expand=evaluation`, and where there is one
@Introspected
public record Step(
        UUID id,
        UUID commandId,
        UUID projectId,
        int stepIndex,
        long stepNumber,
        @Nullable UUID parentStepId,
        boolean active,
        String stepType,
        String command,
        @Nullable String explanation,
        @Nullable String expectedOutcome,
        String riskLevel,
        String status,
        @Nullable Integer exitCode,
        @Nullable RawJson executionResult,
        boolean policyViolation,
        @Nullable String commitShaBefore,
        @Nullable String commitShaAfter,
        @Nullable String branch,
        @Nullable String externalRef,
        RawJson metadata,
        @Nullable RawJson resourceUsage,
        @Nullable String agentConfigDigest,
        @Nullable TokenUsage tokenUsage,
        @Nullable Instant generatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMs,
        @Nullable UUID beforeSnapshotId,
        @Nullable UUID afterSnapshotId,
        @Nullable UUID checkpointId,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @OmitNull @Nullable StepSnapshots snapshots,
        @OmitNull @Nullable RawJson agentConfig,
        @OmitNull @Nullable Evaluation evaluation,
        @OmitNull @Nullable ExecutionArchive executionArchive)
        implements Versioned {

    /// The snapshots of a step with their sections.
    @Introspected
    public record StepSnapshots(
            @Nullable Snapshot before, @Nullable Snapshot after) {}

    /// A step that is stored.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for a result that does not
    ///     belong to it
    public static Step of(StepRow row, ResultCipher results) {
        return new Step(
                row.id(),
                row.commandId(),
                row.projectId(),
                row.stepIndex(),
                row.stepNumber(),
                row.parentStepId(),
                row.active(),
                row.stepType(),
                read(row.command()),
                readOrNull(row.explanation()),
                readOrNull(row.expectedOutcome()),
                row.riskLevel(),
                row.status(),
                row.exitCode(),
                result(row, results),
                row.policyViolation(),
                row.commitShaBefore(),
                row.commitShaAfter(),
                row.branch(),
                row.externalRef(),
                raw(row.metadata()),
                row.resourceUsage() == null ? null : raw(row.resourceUsage()),
                row.agentConfigDigest(),
                new TokenUsage(row.promptTokens(), row.completionTokens(), row.totalTokens(), row.costUsd()).orNull(),
                row.generatedAt(),
                row.startedAt(),
                row.endedAt(),
                row.durationMs(),
                row.beforeSnapshotId(),
                row.afterSnapshotId(),
                row.checkpointId(),
                row.version(),
                row.createdAt(),
                row.updatedAt(),
                null,
                null,
                null,
                ExecutionArchive.orNull(row.resultArchiveId()));
    }

    private static @Nullable RawJson result(StepRow row, ResultCipher results) {
        byte[] plain = results.plain(row.id(), row.executionResult());
        return plain == null ? null : new RawJson(plain);
    }

    /// A step that has just been recorded: what was asked for, and what it was assigned.
    ///
    /// @param result as it was before it was encrypted
    static Step of(
            UUID commandId,
            StepToStore asked,
            @Nullable String result,
            AssignedSteps all,
            AssignedSteps.Assigned assigned) {
        return new Step(
                assigned.id(),
                commandId,
                all.projectId(),
                assigned.stepIndex(),
                assigned.stepNumber(),
                assigned.parentStepId(),
                true,
                lower(asked.stepType()),
                read(asked.command()),
                readOrNull(asked.explanation()),
                readOrNull(asked.expectedOutcome()),
                lower(asked.riskLevel()),
                lower(asked.status()),
                asked.exitCode(),
                result == null ? null : raw(result),
                assigned.policyViolation(),
                asked.commitShaBefore(),
                asked.commitShaAfter(),
                asked.branch(),
                asked.externalRef(),
                asked.metadata() == null ? raw("{}") : RawJson.of(asked.metadata()),
                asked.resourceUsage() == null ? null : RawJson.of(asked.resourceUsage()),
                asked.agentConfigDigest(),
                new TokenUsage(asked.promptTokens(), asked.completionTokens(), asked.totalTokens(), asked.costUsd())
                        .orNull(),
                asked.generatedAt(),
                asked.startedAt(),
                asked.endedAt(),
                asked.durationMs(),
                assigned.beforeSnapshotId(),
                assigned.afterSnapshotId(),
                asked.checkpointId(),
                1,
                all.createdAt(),
                all.createdAt(),
                null,
                null,
                null,
                null);
    }

    /// The same step with what belongs to it; null leaves it out.
    public Step with(
            @Nullable StepSnapshots itsSnapshots,
            @Nullable RawJson itsAgentConfig,
            @Nullable Evaluation itsEvaluation) {
        return new Step(
                id,
                commandId,
                projectId,
                stepIndex,
                stepNumber,
                parentStepId,
                active,
                stepType,
                command,
                explanation,
                expectedOutcome,
                riskLevel,
                status,
                exitCode,
                executionResult,
                policyViolation,
                commitShaBefore,
                commitShaAfter,
                branch,
                externalRef,
                metadata,
                resourceUsage,
                agentConfigDigest,
                tokenUsage,
                generatedAt,
                startedAt,
                endedAt,
                durationMs,
                beforeSnapshotId,
                afterSnapshotId,
                checkpointId,
                version,
                createdAt,
                updatedAt,
                itsSnapshots,
                itsAgentConfig,
                itsEvaluation,
                executionArchive);
    }

    /// The same step with its result, which was read elsewhere.
    public Step withResult(RawJson result) {
        return new Step(
                id,
                commandId,
                projectId,
                stepIndex,
                stepNumber,
                parentStepId,
                active,
                stepType,
                command,
                explanation,
                expectedOutcome,
                riskLevel,
                status,
                exitCode,
                result,
                policyViolation,
                commitShaBefore,
                commitShaAfter,
                branch,
                externalRef,
                metadata,
                resourceUsage,
                agentConfigDigest,
                tokenUsage,
                generatedAt,
                startedAt,
                endedAt,
                durationMs,
                beforeSnapshotId,
                afterSnapshotId,
                checkpointId,
                version,
                createdAt,
                updatedAt,
                snapshots,
                agentConfig,
                evaluation,
                executionArchive);
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
