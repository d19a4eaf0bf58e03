package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an object with free names into a map, in the order of the members.
record EntriesReader(ValueReader value) implements ValueReader {
    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        if (!node.isObject()) {
            violations.add(at, "type", "must be an object");
            return null;
        }
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.entries()) {
            Pointer place = at.member(member.getKey());
            entries.put(member.getKey(), Presence.read(value, member.getValue(), place, violations));
        }
        return Collections.unmodifiableMap(entries);
    }
}
