package dev.waymark.body;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records with every kind of component that a body may have.
final class Sample {
    private Sample() {}

    enum Level {
        LOW,
        VERY_HIGH
    }

    @Introspected
    record Usage(
            @PositiveOrZero int promptTokens,
            @Nullable @DecimalMin("0") BigDecimal costUsd) {}

    @Introspected
    record Step(
            @NotBlank @Text(maxBytes = 20, allowNul = true) String command,
            @Nullable Level riskLevel,
            @Nullable Usage tokenUsage,

            @Nullable @Size(min = 40, max = 40) @Pattern(regexp = "[0-9a-f]*")
            String commitSha) {}

    @Introspected
    record Everything(
            String text,
            int whole,
            @Nullable Integer maybeWhole,
            long big,
            boolean flag,
            @Nullable Double ratio,
            @Nullable BigDecimal amount,
            @Nullable UUID id,
            @Nullable Instant startedAt,
            @Nullable Level level,
            @Nullable @Size(max = 2) List<@NotBlank @Text(maxBytes = 3) String> tags,
            @Nullable Set<Level> levels,
            @Nullable Map<String, JsonNode> sections,
            @Nullable List<Usage> usages,
            @Nullable @JsonObject @Text JsonNode metadata,
            @Nullable @Document JsonNode state) {}

    @Introspected
    record Partial(
            Change<@Size(max = 3) String> name,
            Change<@NotBlank String> title,
            @Text(maxBytes = 4) Change<String> branch,
            Change<@Min(1) @Max(9) Integer> number,
            @JsonObject Change<JsonNode> metadata,
            Change<Usage> usage) {}

    @Introspected
    record Tree(String name, @Nullable List<Tree> children) {}

    /// A record that cannot be made from nulls, as records with a copying constructor are.
    @Introspected
    record Strict(List<String> names, @Size(max = 1) String letter) {
        Strict {
            names = List.copyOf(names);
        }
    }

    @Introspected
    record Answer(
            UUID id,
            String stepName,
            @Nullable Instant endedAt,
            @Hidden String secret,
            @OmitNull @Nullable String note) {}

    @Introspected
    @OmitNull
    record Sparse(
            @Nullable String a,
            @Nullable Integer b,
            @Nullable JsonNode node,
            @Nullable RawJson raw,
            Level level) {}
}
