package dev.waymark.state;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a PUT of a state says: a partition that is there replaces the one before, another stays as it is.
///
/// @param trigger why, in a few words
@Introspected
public record NewState(
        @Nullable @JsonObject @Document JsonNode localState,
        @Nullable @JsonObject @Document JsonNode sharedState,
        @Nullable @JsonObject @Document JsonNode sessionState,
        @Nullable @JsonObject @Document JsonNode persistentState,
        @Nullable @Text(maxBytes = 4_000) String trigger) {

    public Partitions partitions() {
        return new Partitions(localState, sharedState, sessionState, persistentState);
    }
}
