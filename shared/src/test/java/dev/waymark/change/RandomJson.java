package dev.waymark.change;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes JSON values, and others that differ from them in a few places. Names and texts are from a small
/// alphabet that holds the odd ones, so that parts of two values are often equal.
final class RandomJson {
    private static final String[] TEXTS = {
        "",
        "a",
        "b",
        "name",
        "~",
        "/",
        "~1",
        "a/b",
        "m~n",
        "\u0000",
        "-",
        "0",
        "01",
        "*",
        "é",
        "\uD83D\uDE00",
        "x".repeat(60)
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "1.0",
        "-0.0",
        "1.5",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e300",
        "9007199254740992",
        "9007199254740993",
        "0.1"
    };

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    JsonNode value(int levels) {
        return switch (random.nextInt(levels == 0 ? 4 : 8)) {
            case 0 -> JsonNode.nullNode();
            case 1 -> JsonNode.createBooleanNode(random.nextBoolean());
            case 2 -> JsonNode.createStringNode(text());
            case 3 -> StrictJson.read(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4, 5 -> JsonNode.createArrayNode(elements(levels - 1));
            default -> JsonNode.createObjectNode(members(levels - 1));
        };
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private List<JsonNode> elements(int levels) {
        List<JsonNode> elements = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            elements.add(value(levels));
        }
        return elements;
    }

    private Map<String, JsonNode> members(int levels) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.put(text(), value(levels));
        }
        return members;
    }

    /// The value with about one of eight of its containers changed.
    JsonNode edited(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.values().forEach(element -> elements.add(edited(element)));
            if (random.nextInt(3) == 0) {
                edit(elements);
            }
            return JsonNode.createArrayNode(elements);
        }
        if (node.isObject()) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            node.entries().forEach(member -> members.put(member.getKey(), edited(member.getValue())));
            if (random.nextInt(3) == 0) {
                edit(members);
            }
            return JsonNode.createObjectNode(members);
        }
        return random.nextInt(12) == 0 ? value(1) : node;
    }

    private void edit(List<JsonNode> elements) {
        int place = elements.isEmpty() ? 0 : random.nextInt(elements.size());
        switch (random.nextInt(4)) {
            case 0 -> elements.add(place, value(2));
            case 1 -> java.util.Collections.shuffle(elements, random);
            case 2 -> {
                if (!elements.isEmpty()) {
                    elements.add(random.nextInt(elements.size()), elements.remove(place));
                }
            }
            default -> {
                if (!elements.isEmpty()) {
                    elements.remove(place);
                }
            }
        }
    }

    private void edit(Map<String, JsonNode> members) {
        String name = text();
        JsonNode old = members.remove(name);
        if (old != null && random.nextBoolean()) {
            members.put(text(), old);
        }
        if (random.nextBoolean()) {
            members.put(text(), value(2));
        }
    }

    static byte[] canonical(JsonNode node) {
        return CanonicalJson.write(node);
    }
}
