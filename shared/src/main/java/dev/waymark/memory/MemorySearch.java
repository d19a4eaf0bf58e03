package dev.waymark.memory;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A search as it is asked for. Without an embedding a query's words must match; with one they add
/// to the rank.
///
/// @param query as in a web search: words, `"phrases"`, `or`, `-without`
/// @param embedding of what is searched for, by the model that made the memories'
/// @param types of these only
/// @param user of this end user only
/// @param from made at this time or later
/// @param to made before this time
/// @param metadata an object that the memory's metadata contains
/// @param limit 1 to 500, 10 by default
/// @param includeSuperseded also what was consolidated into others
/// @param weights how much each part counts
@Introspected
public record MemorySearch(
        @Nullable @NotEmpty @Text(maxBytes = 4_000) String query,
        @Nullable JsonNode embedding,
        @Nullable @NotEmpty Set<MemoryType> types,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String user,
        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal minImportance,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @Min(1) @Max(500) Integer limit,
        @Nullable Boolean includeSuperseded,
        @Nullable @Valid SearchWeights weights) {
    private static final int DEFAULT_LIMIT = 10;

    public int limitOrDefault() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }
}
