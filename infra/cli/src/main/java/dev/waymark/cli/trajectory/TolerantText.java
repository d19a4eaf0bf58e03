package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.util.ArrayList;
import java.util.List;

/// Text out of the shapes that text comes in: a string, a list of parts, nothing at all.
final class TolerantText {
    private TolerantText() {}

    /// Strings as they are; parts of a list joined by line breaks; a part's `text` or `content`; the JSON of anything
    /// else, so that nothing is lost. Empty for null and for what is missing.
    static String of(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isArray()) {
            List<String> parts = new ArrayList<>();
            node.forEach(part -> parts.add(of(part)));
            return String.join("\n", parts);
        }
        return ofObject(node);
    }

    private static String ofObject(JsonNode node) {
        for (String member : List.of("text", "content")) {
            if (node.path(member).isTextual()) {
                return node.path(member).textValue();
            }
        }
        return Json.compact(node);
    }

    /// The first of these members that has any text.
    static String first(JsonNode node, String... members) {
        for (String member : members) {
            String text = of(node.path(member));
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
