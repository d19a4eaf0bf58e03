package dev.waymark.step;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import dev.waymark.snapshot.Sections;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a step says; what it does not name stays.
@Introspected
public record StepChange(
        @Nullable StepStatus status,
        @Nullable @JsonObject @Document JsonNode executionResult,
        @Nullable Integer exitCode,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode resourceUsage,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @Text(maxBytes = 1_000) String externalRef,
        @Nullable @Text(maxBytes = 1_000) String branch,

        @Nullable @Pattern(regexp = NewStep.COMMIT_SHA, message = NewStep.MUST_BE_A_SHA)
        String commitShaBefore,

        @Nullable @Pattern(regexp = NewStep.COMMIT_SHA, message = NewStep.MUST_BE_A_SHA)
        String commitShaAfter,

        @Nullable UUID checkpointId,
        @Nullable @Valid TokenUsage tokenUsage,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable @PositiveOrZero Long durationMs,
        @Nullable @Valid Sections before,
        @Nullable @Valid Sections after) {}
