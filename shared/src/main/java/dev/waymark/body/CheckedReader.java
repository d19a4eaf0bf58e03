package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reader together with the rules for what was sent and for what was read.
record CheckedReader(ValueReader reader, List<NodeCheck> checks, List<Rule<?>> rules) implements ValueReader {
    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        int before = violations.count();
        for (NodeCheck check : checks) {
            check.check(node, at, violations);
        }
        if (violations.count() > before) {
            return null;
        }
        Object value = reader.read(node, at, violations);
        if (value == null) {
            return null;
        }
        for (Rule<?> rule : rules) {
            rule.check(value, at, violations);
        }
        return value;
    }

    @Override
    public boolean takesNull() {
        return reader.takesNull();
    }
}
