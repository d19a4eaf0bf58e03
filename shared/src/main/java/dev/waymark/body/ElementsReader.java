package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an array into a list, or into a set in the order of the first occurrences.
record ElementsReader(ValueReader element, boolean distinct) implements ValueReader {
    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        if (!node.isArray()) {
            violations.add(at, "type", "must be an array");
            return null;
        }
        // What could not be read leaves a gap, so that the size can be judged all the same.
        List<@Nullable Object> elements = new ArrayList<>(node.size());
        int i = 0;
        for (JsonNode value : node.values()) {
            elements.add(Presence.read(element, value, at.element(i++), violations));
        }
        Collection<@Nullable Object> read = distinct
                ? Collections.unmodifiableSet(new LinkedHashSet<>(elements))
                : Collections.unmodifiableList(elements);
        return read;
    }
}
