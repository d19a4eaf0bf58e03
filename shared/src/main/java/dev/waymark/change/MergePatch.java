package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// Applies a JSON Merge Patch (RFC 7396): members are set, objects merged, and null takes a member away. So a merge
/// patch can set no member to null and change no element of a list.
public final class MergePatch {
    private MergePatch() {}

    /// The document that the patch makes of this one, which itself stays as it is. A patch that is no object is the
    /// result. Nested no deeper than the deeper of the two.
    public static JsonNode apply(JsonNode document, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        if (document.isObject()) {
            document.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
        }
        patch.entries().forEach(change -> {
            if (change.getValue().isNull()) {
                members.remove(change.getKey());
                return;
            }
            JsonNode current = members.getOrDefault(change.getKey(), JsonNode.nullNode());
            members.put(change.getKey(), apply(current, change.getValue()));
        });
        return JsonNode.createObjectNode(members);
    }
}
