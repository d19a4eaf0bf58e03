package dev.waymark.memory;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A search as the database takes it: what is not asked for is not there.
@Introspected
@OmitNull
public record SearchToRun(
        @Nullable String query,
        @Nullable Set<MemoryType> types,
        @Nullable String user,
        @Nullable BigDecimal minImportance,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable JsonNode metadata,
        int limit,
        @Nullable Boolean includeSuperseded,
        SearchWeights.Effective weights) {

    public static SearchToRun of(MemorySearch search) {
        return new SearchToRun(
                search.query(),
                search.types(),
                search.user(),
                search.minImportance(),
                search.from(),
                search.to(),
                search.metadata(),
                search.limitOrDefault(),
                search.includeSuperseded(),
                SearchWeights.effective(search.weights(), search.embedding() != null, search.query() != null));
    }
}
