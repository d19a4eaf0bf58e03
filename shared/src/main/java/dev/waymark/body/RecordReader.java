package dev.waymark.body;

import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.json.tree.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an object into a record of one type.
final class RecordReader implements ValueReader {
    private final BeanIntrospection<?> introspection;
    private final List<Component> components;
    private final Map<String, Integer> positions = new HashMap<>();

    RecordReader(BeanIntrospection<?> introspection, List<Component> components) {
        this.introspection = introspection;
        this.components = components;
        for (int i = 0; i < components.size(); i++) {
            positions.put(components.get(i).name(), i);
        }
    }

    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        if (!node.isObject()) {
            violations.add(at, "type", "must be an object");
            return null;
        }
        int before = violations.count();
        @Nullable Object[] values = new Object[components.size()];
        boolean[] named = new boolean[components.size()];
        for (Map.Entry<String, JsonNode> member : node.entries()) {
            Integer position = positions.get(member.getKey());
            Pointer place = at.member(member.getKey());
            if (position == null) {
                violations.add(place, "unknown", "no such field");
                continue;
            }
            named[position] = true;
            values[position] = components.get(position).read(member.getValue(), place, violations);
        }
        for (int i = 0; i < values.length; i++) {
            if (!named[i]) {
                values[i] = components.get(i).absent(at, violations);
            }
        }
        return violations.count() == before ? introspection.instantiate(false, values) : null;
    }
}
