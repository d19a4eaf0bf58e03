package dev.waymark.body;

import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;

/// Refuses document values that are nested deeper than a document may be.
record DepthCheck() implements NodeCheck {
    @Override
    public void check(JsonNode node, Pointer at, Violations violations) {
        if (isDeeper(node, StrictJson.MAX_DOCUMENT_DEPTH)) {
            violations.add(at, "too_deep", "nested deeper than %d levels".formatted(StrictJson.MAX_DOCUMENT_DEPTH));
        }
    }

    private static boolean isDeeper(JsonNode node, int levels) {
        if (!node.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode value : node.values()) {
            if (isDeeper(value, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
