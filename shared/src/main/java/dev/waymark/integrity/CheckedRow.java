package dev.waymark.integrity;

import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A row that was looked at.
///
/// @param place the values of its key, as a JSON array
/// @param flaws as a JSON array; null for none
@Introspected
record CheckedRow(String place, @Nullable String flaws) {
    /// The values of the row's key; bytes in hex.
    List<String> key() {
        List<String> key = new ArrayList<>();
        for (JsonNode value : json(place).values()) {
            String text = value.isString() ? value.getStringValue() : value.coerceStringValue();
            key.add(text.startsWith("\\x") ? text.substring(2) : text);
        }
        return key;
    }

    String id() {
        return key().stream().collect(Collectors.joining("/"));
    }

    List<Finding> findings(String table) {
        List<Finding> findings = new ArrayList<>();
        if (flaws != null) {
            for (JsonNode flaw : json(flaws).values()) {
                findings.add(new Finding(
                        table,
                        id(),
                        text(flaw, "flaw", ""),
                        text(flaw, "column", ""),
                        textOrNull(flaw, "stored"),
                        textOrNull(flaw, "expected")));
            }
        }
        return findings;
    }

    private static String text(JsonNode object, String member, String otherwise) {
        String text = textOrNull(object, member);
        return text == null ? otherwise : text;
    }

    private static @Nullable String textOrNull(JsonNode object, String member) {
        JsonNode value = object.get(member);
        return value == null || value.isNull() ? null : value.getStringValue();
    }

    private static JsonNode json(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
