package dev.waymark.step;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A step as the database shows it: text still escaped, JSON still text.
///
/// @param executionResult as it is stored: packed, encrypted, both or neither
/// @param resultArchiveId the archive that alone has the result
/// @param sizeBytes about what the step weighs in an answer
@MappedEntity("step_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record StepRow(
        @Id UUID id,
        UUID commandId,
        UUID projectId,
        int stepIndex,
        long stepNumber,
        long position,
        @Nullable UUID parentStepId,
        boolean active,
        String stepType,
        String command,
        @Nullable String explanation,
        @Nullable String expectedOutcome,
        String riskLevel,
        @Nullable String externalRef,
        String metadata,
        @Nullable String agentConfigDigest,
        String status,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] executionResult,
        @Nullable Integer exitCode,
        @Nullable String resourceUsage,
        boolean policyViolation,
        @Nullable String branch,
        @Nullable String commitShaBefore,
        @Nullable String commitShaAfter,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Instant generatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMs,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable UUID beforeSnapshotId,
        @Nullable UUID afterSnapshotId,
        @Nullable UUID checkpointId,
        @Nullable UUID resultArchiveId,
        long sizeBytes) {}
