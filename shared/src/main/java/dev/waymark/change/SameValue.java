package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.Iterator;
import java.util.Map;

/// Whether two nodes are the same JSON value: numbers as their canonical texts are, objects whatever the order
/// of their members. Ends at the first difference.
final class SameValue {
    private SameValue() {}

    static boolean of(JsonNode a, JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a.isContainerNode() && a.size() != b.size()) {
            return false;
        }
        if (a.isArray()) {
            return b.isArray() && elements(a, b);
        }
        if (a.isObject()) {
            return b.isObject() && members(a, b);
        }
        if (a.isNumber() && b.isNumber()) {
            return Trees.number(a).equals(Trees.number(b));
        }
        return a.equals(b);
    }

    private static boolean elements(JsonNode a, JsonNode b) {
        Iterator<JsonNode> others = b.values().iterator();
        for (JsonNode element : a.values()) {
            if (!of(element, others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean members(JsonNode a, JsonNode b) {
        for (Map.Entry<String, JsonNode> member : a.entries()) {
            JsonNode other = b.get(member.getKey());
            if (other == null || !of(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }
}
