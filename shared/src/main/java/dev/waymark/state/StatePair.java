package dev.waymark.state;

import dev.waymark.change.Patches;
import dev.waymark.document.StoredBody;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The partitions that differ between two versions.
final class StatePair {
    private final Map<String, JsonNode> before = new LinkedHashMap<>();
    private final Map<String, JsonNode> after = new LinkedHashMap<>();

    void add(
            Partition partition,
            @io.micronaut.core.annotation.Nullable byte[] bodyBefore,
            @io.micronaut.core.annotation.Nullable byte[] bodyAfter) {
        if (bodyBefore != null) {
            before.put(partition.word(), StrictJson.read(StoredBody.json(bodyBefore)));
        }
        if (bodyAfter != null) {
            after.put(partition.word(), StrictJson.read(StoredBody.json(bodyAfter)));
        }
    }

    /// The patch over the whole object of partitions.
    JsonNode changes(Patches patches) {
        JsonNode patch = patches.between(JsonNode.createObjectNode(before), JsonNode.createObjectNode(after));
        List<JsonNode> operations = new ArrayList<>();
        for (JsonNode operation : patch.values()) {
            boolean replacesAll =
                    String.valueOf(operation.get("path").getStringValue()).isEmpty();
            if (replacesAll) {
                // the object has more members than those that differ
                after.forEach((name, value) -> operations.add(set(name, value)));
            } else {
                operations.add(operation);
            }
        }
        return JsonNode.createArrayNode(operations);
    }

    private JsonNode set(String name, JsonNode value) {
        var operation = new LinkedHashMap<String, JsonNode>();
        operation.put("op", JsonNode.createStringNode(before.containsKey(name) ? "replace" : "add"));
        operation.put("path", JsonNode.createStringNode("/" + name));
        operation.put("value", value);
        return JsonNode.createObjectNode(operation);
    }
}
