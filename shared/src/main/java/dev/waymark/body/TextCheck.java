package dev.waymark.body;

import dev.waymark.json.CanonicalJson;
import io.micronaut.json.tree.JsonNode;
import java.util.Map;

/// What [Text] asks for.
record TextCheck(int maxBytes, boolean allowNul) implements NodeCheck {
    @Override
    public void check(JsonNode node, Pointer at, Violations violations) {
        if (!allowNul) {
            refuseNul(node, at, violations);
        }
        if (maxBytes < Integer.MAX_VALUE && bytesOf(node) > maxBytes) {
            violations.add(at, "size", "must have at most %d bytes of UTF-8".formatted(maxBytes));
        }
    }

    private static long bytesOf(JsonNode node) {
        return node.isString()
                ? dev.waymark.json.Text.utf8Length(node.getStringValue())
                : CanonicalJson.write(node).length;
    }

    private static void refuseNul(JsonNode node, Pointer at, Violations violations) {
        if (node.isString()) {
            refuseNul(node.getStringValue(), at, violations);
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                refuseNul(node.get(i), at.element(i), violations);
            }
            return;
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.entries()) {
                Pointer place = at.member(member.getKey());
                refuseNul(member.getKey(), place, violations);
                refuseNul(member.getValue(), place, violations);
            }
        }
    }

    private static void refuseNul(String text, Pointer at, Violations violations) {
        if (text.indexOf('\0') >= 0) {
            violations.add(at, "nul", "must not contain U+0000");
        }
    }
}
