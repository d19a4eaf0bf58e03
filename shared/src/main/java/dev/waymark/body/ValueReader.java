package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// Turns one JSON value into one Java value.
@FunctionalInterface
interface ValueReader {
    /// The value, or null when it could not be made; then a violation at or below this place says why.
    ///
    /// @param node never a JSON null, unless [#takesNull]
    @Nullable
    Object read(JsonNode node, Pointer at, Violations violations);

    /// Whether a JSON null is a value like any other here.
    default boolean takesNull() {
        return false;
    }
}
