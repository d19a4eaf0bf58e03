package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// One component of a record to be read.
///
/// @param name as JSON spells it
/// @param whenAbsent what the component is when the object does not name it
/// @param required what to say where it is absent or null, or null where it may be
record Component(
        String name,
        ValueReader reader,
        @Nullable Object whenAbsent,
        @Nullable String required) {

    @Nullable
    Object read(JsonNode node, Pointer at, Violations violations) {
        if (!node.isNull() || reader instanceof ChangeReader) {
            return reader.read(node, at, violations);
        }
        if (required != null) {
            violations.add(at, "required", required);
        }
        return whenAbsent;
    }

    @Nullable
    Object absent(Pointer record, Violations violations) {
        if (required != null) {
            violations.add(record.member(name), "required", required);
        }
        return whenAbsent;
    }
}
