package dev.waymark.api.state;

import dev.waymark.state.Partitions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks partitions against the schemas of their agent.
final class StateSchemas {
    private StateSchemas() {}

    static @Nullable Map<String, String> check(String schemas, Partitions partitions) {
        return partitions.given().isEmpty() || schemas.isEmpty() ? null : Map.of();
    }
}
