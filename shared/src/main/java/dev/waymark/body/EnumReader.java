package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one of a closed set of words, each the lower-case name of a constant.
record EnumReader(Map<String, Object> constants, String allowed) implements ValueReader {
    static EnumReader of(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(JsonName.ofConstant((Enum<?>) constant), constant);
        }
        return new EnumReader(constants, "must be one of " + String.join(", ", constants.keySet()));
    }

    @Override
    public @Nullable Object read(JsonNode node, Pointer at, Violations violations) {
        String word = Scalars.text(node, allowed, at, violations);
        if (word == null) {
            return null;
        }
        Object constant = constants.get(word);
        if (constant == null) {
            violations.add(at, "enum", allowed);
        }
        return constant;
    }
}
