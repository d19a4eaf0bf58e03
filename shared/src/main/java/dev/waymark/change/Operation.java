package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation of a patch.
///
/// @param word `add`, `remove`, `replace` or `move`
/// @param from of a move
/// @param value of an addition or replacement
record Operation(
        String word,
        Place path,
        @Nullable Place from,
        @Nullable Tree value) {
    private static final int FRAME_BYTES = 28;

    static Operation add(Place path, Tree value) {
        return new Operation("add", path, null, value);
    }

    static Operation remove(Place path) {
        return new Operation("remove", path, null, null);
    }

    static Operation replace(Place path, Tree value) {
        return new Operation("replace", path, null, value);
    }

    static Operation move(Place from, Place path) {
        return new Operation("move", path, from, null);
    }

    /// About what it weighs as JSON.
    long bytes() {
        return FRAME_BYTES
                + path.bytes()
                + (from == null ? 0 : from.bytes() + 9)
                + (value == null ? 0 : value.bytes() + 9);
    }

    JsonNode toJson() {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        members.put("op", JsonNode.createStringNode(word));
        if (from != null) {
            members.put("from", JsonNode.createStringNode(from.toString()));
        }
        members.put("path", JsonNode.createStringNode(path.toString()));
        if (value != null) {
            members.put("value", value.node());
        }
        return JsonNode.createObjectNode(members);
    }
}
