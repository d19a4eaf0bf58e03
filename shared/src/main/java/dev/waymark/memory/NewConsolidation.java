package dev.waymark.memory;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Memories that become one, as it is asked for.
///
/// @param id the new memory's, brought by the client
/// @param sourceIds of the same agent, superseded by nothing yet
/// @param type of the new memory
/// @param content of the new memory
/// @param consolidationType `merge` by default
/// @param importance the sources' greatest by default
/// @param userId the sources' end user by default, where they have one in common
@Introspected
public record NewConsolidation(
        @Nullable UUID id,
        @Size(min = 1, max = 100) List<UUID> sourceIds,
        MemoryType type,

        @JsonObject @Document @Text(maxBytes = NewMemory.MAX_CONTENT_BYTES, allowNul = true)
        JsonNode content,

        @Nullable ConsolidationType consolidationType,
        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal importance,
        @Nullable @DecimalMin("0") @DecimalMax("1000") Double decayRate,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String userId,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable JsonNode embedding,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String embeddingModel) {

    /// The memory that comes of it.
    public NewMemory memory(List<SourceRow> sources) {
        return new NewMemory(
                id,
                type,
                content,
                importance == null ? greatestImportance(sources) : importance,
                decayRate,
                userId == null ? commonUser(sources) : userId,
                null,
                null,
                null,
                metadata,
                embedding,
                embeddingModel);
    }

    public ConsolidationType consolidationTypeOrDefault() {
        return consolidationType == null ? ConsolidationType.MERGE : consolidationType;
    }

    private static BigDecimal greatestImportance(List<SourceRow> sources) {
        return sources.stream().map(SourceRow::importance).reduce(BigDecimal.ZERO, BigDecimal::max);
    }

    private static @Nullable String commonUser(List<SourceRow> sources) {
        String first = sources.isEmpty() ? null : sources.getFirst().userId();
        return first != null && sources.stream().allMatch(source -> first.equals(source.userId())) ? first : null;
    }
}
