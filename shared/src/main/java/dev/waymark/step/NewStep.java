package dev.waymark.step;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import dev.waymark.snapshot.Sections;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A step as it is asked for; it may arrive already executed, with its result and its snapshots.
///
/// @param id the client's own id
/// @param command what runs; the only member that is required
/// @param status `pending` when absent; never `approved`, which approvals alone set
/// @param durationMs milliseconds, where not both times are known
/// @param agentConfig how the agent was set up: model, max_tokens, temperature, system_prompt, tools, …
/// @param checkpointId the agent's checkpoint when the step was taken; a rollback says which to go back to
/// @param before what the system looked like before the step
/// @param after what the system looked like after it
@Introspected
public record NewStep(
        @Nullable UUID id,

        @NotEmpty @Text(maxBytes = MAX_TEXT_BYTES, allowNul = true)
        String command,

        @Nullable @Text(maxBytes = MAX_TEXT_BYTES, allowNul = true)
        String explanation,

        @Nullable @Text(maxBytes = MAX_TEXT_BYTES, allowNul = true)
        String expectedOutcome,

        @Nullable StepType stepType,
        @Nullable RiskLevel riskLevel,
        @Nullable StepStatus status,
        @Nullable @Text(maxBytes = 1_000) String externalRef,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @JsonObject @Document JsonNode agentConfig,
        @Nullable @JsonObject @Document JsonNode executionResult,
        @Nullable Integer exitCode,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode resourceUsage,
        @Nullable @Text(maxBytes = 1_000) String branch,

        @Nullable @Pattern(regexp = COMMIT_SHA, message = MUST_BE_A_SHA)
        String commitShaBefore,

        @Nullable @Pattern(regexp = COMMIT_SHA, message = MUST_BE_A_SHA)
        String commitShaAfter,

        @Nullable UUID checkpointId,
        @Nullable @Valid TokenUsage tokenUsage,
        @Nullable Instant generatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable @PositiveOrZero Long durationMs,
        @Nullable @Valid Sections before,
        @Nullable @Valid Sections after) {
    static final int MAX_TEXT_BYTES = 1024 * 1024;
    static final String COMMIT_SHA = "[0-9a-fA-F]{40}|[0-9a-fA-F]{64}";
    static final String MUST_BE_A_SHA = "must be 40 or 64 hex digits";

    public StepType stepTypeOrDefault() {
        return stepType == null ? StepType.GENERATED : stepType;
    }

    public RiskLevel riskLevelOrDefault() {
        return riskLevel == null ? RiskLevel.MEDIUM : riskLevel;
    }

    public StepStatus statusOrDefault() {
        return status == null ? StepStatus.PENDING : status;
    }
}
