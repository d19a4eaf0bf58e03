package dev.waymark.step;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One step as `record_steps()` takes it.
///
/// @param ordinal its place in the request, from 0
/// @param parentStepId the step before it in the request; null for the first, whose parent the database knows
/// @param digest SHA-256 of the step as it was asked for, kept by the audit trail
/// @param entry its place among the timeline entries of the request; its snapshots stand right before and
///     after it
/// @param executionResult canonical JSON as text, or encrypted
/// @param before section → hex digest
@Introspected
@OmitNull
record StepToStore(
        int ordinal,
        UUID id,
        @Nullable UUID parentStepId,
        String digest,
        long entry,
        StepType stepType,
        String command,
        @Nullable String explanation,
        @Nullable String expectedOutcome,
        RiskLevel riskLevel,
        @Nullable String externalRef,
        @Nullable JsonNode metadata,
        @Nullable String agentConfigDigest,
        StepStatus status,
        @Nullable String executionResult,
        @Nullable Integer exitCode,
        @Nullable JsonNode resourceUsage,
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
        @Nullable UUID beforeId,
        @Nullable Map<String, String> before,
        @Nullable UUID afterId,
        @Nullable Map<String, String> after,
        @Nullable UUID checkpointId) {}
