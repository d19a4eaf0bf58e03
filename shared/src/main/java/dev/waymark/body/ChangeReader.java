package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// Reads a member that is there; one that is not is [Change.Absent] without being read.
record ChangeReader(ValueReader value, boolean nullable) implements ValueReader {
    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        if (node.isNull() && nullable) {
            return Change.toNull();
        }
        Object read = Presence.read(value, node, at, violations);
        return read == null ? null : Change.to(read);
    }

    @Override
    public boolean takesNull() {
        return true;
    }
}
