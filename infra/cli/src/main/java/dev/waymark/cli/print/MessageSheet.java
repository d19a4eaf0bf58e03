package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Messages of a conversation, one below the other: who said what, and which tools were called.
///
/// @param full whether long messages are shown whole
public record MessageSheet(Screen screen, boolean full) {
    private static final String INDENT = "    ";
    private static final int MOST_LINES = 20;
    private static final int LEAST_WIDTH = 30;

    /// One message, with an empty line after it.
    public String render(JsonNode message) {
        String role = message.path("role").asText("");
        var text = new StringBuilder(
                        screen.styled("faint", "#" + message.path("position").asText("?")))
                .append("  ")
                .append(screen.styled("bold," + ofRole(role), role))
                .append("  ")
                .append(screen.styled(
                        "faint", Moments.shortTime(message.path("created_at").asText(""))));
        JsonNode content = message.path("content");
        if (content.path("name").isTextual()) {
            text.append("  ")
                    .append(screen.styled(
                            "magenta",
                            "← " + PlainText.firstLine(content.path("name").asText())));
        }
        if (message.path("version_number").asInt(1) > 1) {
            text.append("  ").append(screen.styled("yellow", "edited"));
        }
        text.append('\n');
        lines(MessageText.of(content))
                .forEach(
                        line -> text.append(line.isEmpty() ? "" : INDENT + line).append('\n'));
        MessageText.calls(message.path("tools"))
                .forEach(call -> text.append(INDENT)
                        .append(screen.styled("magenta", "→ " + cut(call)))
                        .append('\n'));
        return text.append('\n').toString();
    }

    private List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        text.strip().lines().forEach(line -> lines.addAll(wrapped(line)));
        if (full || lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
        first.add(screen.styled("faint", "… %d more lines: --full shows them".formatted(lines.size() - first.size())));
        return first;
    }

    /// Broken between words where the screen has an end.
    private List<String> wrapped(String line) {
        int width =
                screen.columns() == 0 ? Integer.MAX_VALUE : Math.max(LEAST_WIDTH, screen.columns() - INDENT.length());
        List<String> lines = new ArrayList<>();
        var current = new StringBuilder();
        for (String word : line.split(" ", -1)) {
            if (!current.isEmpty() && PlainText.width(current.toString()) + 1 + PlainText.width(word) > width) {
                lines.add(current.toString());
                current.setLength(0);
            } else if (!current.isEmpty()) {
                current.append(' ');
            }
            current.append(word);
        }
        lines.add(current.toString());
        return lines;
    }

    private String cut(String call) {
        boolean whole = full || screen.columns() == 0;
        return whole ? call : PlainText.cut(call, Math.max(LEAST_WIDTH, screen.columns() - INDENT.length() - 2));
    }

    static String ofRole(String role) {
        return switch (role) {
            case "user" -> "green";
            case "assistant" -> "cyan";
            case "tool" -> "magenta";
            default -> "yellow";
        };
    }
}
