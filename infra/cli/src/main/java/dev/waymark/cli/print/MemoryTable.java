package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;

/// Memories that a search found, the best first, with what their score is made of.
public final class MemoryTable {
    private MemoryTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> found, Screen screen) {
        var table = new Table(">SCORE", ">VECTOR", ">TEXT", ">IMPORTANCE", ">RECENCY", "TYPE", "USER", "CONTENT");
        found.forEach(item -> {
            JsonNode memory = item.path("memory");
            JsonNode parts = item.path("parts");
            table.add(List.of(
                    new Cell(figure(item.path("score")), "bold"),
                    Cell.of(figure(parts.path("vector"))),
                    Cell.of(figure(parts.path("text"))),
                    Cell.of(figure(parts.path("importance"))),
                    Cell.of(figure(parts.path("recency"))),
                    Cell.of(memory.path("memory_type").asText("")),
                    Cell.of(PlainText.firstLine(
                            memory.path("user_id").asText("").replace("null", ""))),
                    Cell.of(PlainText.firstLine(content(memory.path("content"))))));
        });
        return table.render(screen);
    }

    /// `concept: seat, definition: prefers the aisle`.
    public static String content(JsonNode content) {
        var text = new StringBuilder();
        content.properties()
                .forEach(member -> text.append(text.isEmpty() ? "" : ", ")
                        .append(member.getKey())
                        .append(": ")
                        .append(
                                member.getValue().isTextual()
                                        ? member.getValue().asText()
                                        : member.getValue().toString()));
        return text.toString();
    }

    private static String figure(JsonNode number) {
        return number.isNumber()
                ? BigDecimal.valueOf(number.asDouble())
                        .setScale(2, RoundingMode.HALF_UP)
                        .toPlainString()
                : "";
    }
}
