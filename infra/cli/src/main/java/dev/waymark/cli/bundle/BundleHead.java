package dev.waymark.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;

/// What a bundle is of: its first line.
///
/// @param kind `project` or `agent`
/// @param name the project's key, or the agent's name
public record BundleHead(String kind, String id, String name) {
    private static final int FORMAT = 1;

    String line() {
        ObjectNode head = Json.object().put("waymark_bundle", FORMAT);
        return Json.compact(head.put("kind", kind).put("id", id).put("name", name));
    }

    static BundleHead of(JsonNode line) {
        if (line.path("waymark_bundle").asInt() != FORMAT) {
            throw new UnreadableBundleException("it is no bundle of Waymark, or one of a later version");
        }
        return new BundleHead(
                line.path("kind").asText(),
                line.path("id").asText(),
                line.path("name").asText());
    }
}
