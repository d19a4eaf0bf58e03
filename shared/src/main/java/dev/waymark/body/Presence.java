package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// Tells values from nulls where a value must be.
final class Presence {
    private Presence() {}

    /// Reads what must not be null, unless the reader takes a null for a value.
    static @Nullable Object read(ValueReader reader, JsonNode node, Pointer at, Violations violations) {
        if (node.isNull() && !reader.takesNull()) {
            violations.add(at, "required", "must not be null");
            return null;
        }
        return reader.read(node, at, violations);
    }
}
