package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waymark.cli.api.Json;

/// Replaces what the API has no place for and counts it: lone surrogates everywhere, U+0000 where it is not kept
/// (decisions.md 8 and 9), numbers beyond 64 bits or without a value. Everything else stays as it was.
final class Cleaner {
    private static final char REPLACEMENT = '\uFFFD';

    private int replaced;

    int replaced() {
        return replaced;
    }

    void count(int more) {
        replaced += more;
    }

    /// For fields that keep U+0000.
    String text(String text) {
        return clean(text, false);
    }

    /// For fields that do not.
    String label(String text) {
        return clean(text, true);
    }

    /// A document, whose strings keep U+0000.
    ObjectNode document(ObjectNode node) {
        return object(node, false);
    }

    /// A value within `metadata`.
    JsonNode metadata(JsonNode node) {
        return value(node, true);
    }

    private JsonNode value(JsonNode node, boolean withoutNul) {
        return switch (node) {
            case ObjectNode object -> object(object, withoutNul);
            case ArrayNode array -> {
                ArrayNode copy = Json.object().arrayNode(array.size());
                array.forEach(item -> copy.add(value(item, withoutNul)));
                yield copy;
            }
            case TextNode text -> TextNode.valueOf(clean(text.textValue(), withoutNul));
            default -> number(node);
        };
    }

    private ObjectNode object(ObjectNode node, boolean withoutNul) {
        ObjectNode copy = Json.object();
        node.properties()
                .forEach(member -> copy.set(clean(member.getKey(), withoutNul), value(member.getValue(), withoutNul)));
        return copy;
    }

    private JsonNode number(JsonNode node) {
        boolean tooLarge = node.isIntegralNumber() && !node.canConvertToLong();
        boolean valueless = node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue());
        if (!tooLarge && !valueless) {
            return node;
        }
        replaced++;
        return TextNode.valueOf(node.asText());
    }

    private String clean(String text, boolean withoutNul) {
        StringBuilder copy = null;
        for (int i = 0; i < text.length(); i++) {
            if (isKept(text, i, withoutNul)) {
                continue;
            }
            copy = copy == null ? new StringBuilder(text) : copy;
            copy.setCharAt(i, REPLACEMENT);
            replaced++;
        }
        return copy == null ? text : copy.toString();
    }

    private static boolean isKept(String text, int i, boolean withoutNul) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c != 0 || !withoutNul;
    }
}
