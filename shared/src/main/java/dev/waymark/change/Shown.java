package dev.waymark.change;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Text;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How values are shown in a summary: short ones as they are, long texts cut, large values by their size.
final class Shown {
    private static final int MAX_VALUE_BYTES = 2_000;
    private static final int MAX_TEXT_CHARS = 500;
    private static final int MAX_POINTER_CHARS = 500;

    private Shown() {}

    static JsonNode value(@Nullable Tree tree) {
        if (tree == null) {
            return JsonNode.nullNode();
        }
        String text = tree.text();
        if (text != null) {
            return JsonNode.createStringNode(Text.shortened(text, MAX_TEXT_CHARS));
        }
        return tree.bytes() <= MAX_VALUE_BYTES
                ? tree.node()
                : object().with("omitted_bytes", JsonNode.createNumberNode(tree.bytes()))
                        .build();
    }

    /// The text of a string, the JSON of any other value.
    static String text(Tree tree) {
        String text = tree.text();
        return text == null ? new String(CanonicalJson.write(tree.node()), StandardCharsets.UTF_8) : text;
    }

    /// A pointer that begins at `base`.
    static JsonNode pointer(Place at, Place base) {
        return JsonNode.createStringNode(at.from(base, MAX_POINTER_CHARS));
    }

    static JsonNode texts(List<String> texts) {
        return JsonNode.createArrayNode(
                texts.stream().map(JsonNode::createStringNode).toList());
    }

    static ObjectNode object() {
        return new ObjectNode(new LinkedHashMap<>());
    }

    /// An object that is being put together.
    record ObjectNode(Map<String, JsonNode> members) {
        ObjectNode with(String name, JsonNode value) {
            members.put(name, value);
            return this;
        }

        ObjectNode with(String name, List<JsonNode> values) {
            return with(name, JsonNode.createArrayNode(values));
        }

        /// Adds a member that is there.
        ObjectNode withPresent(String name, @Nullable Tree value) {
            return value == null ? this : with(name, Shown.value(value));
        }

        ObjectNode withText(String name, String text) {
            return text.isEmpty() ? this : with(name, JsonNode.createStringNode(text));
        }

        JsonNode build() {
            return JsonNode.createObjectNode(members);
        }
    }
}
