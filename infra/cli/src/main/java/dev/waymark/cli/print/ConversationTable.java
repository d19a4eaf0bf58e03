package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// Conversations, one a line, and one in full.
public final class ConversationTable {
    private ConversationTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> conversations, Screen screen) {
        var table = new Table("CONVERSATION", "USER", "AGENT", ">MESSAGES", "CHANGED", "LAST MESSAGE");
        conversations.forEach(conversation -> table.add(List.of(
                new Cell(text(conversation, "external_id"), "bold"),
                Cell.of(text(conversation, "user_id")),
                Cell.of(text(conversation, "agent")),
                Cell.of(conversation.path("message_count").asText("")),
                Cell.of(Moments.shortTime(conversation.path("updated_at").asText(""))),
                Cell.of(preview(conversation.path("last_message"))))));
        return table.render(screen);
    }

    /// What is said of a conversation before its messages.
    public static String head(JsonNode conversation, Screen screen) {
        var head = new StringBuilder(screen.styled("bold", text(conversation, "external_id"))).append('\n');
        List.of("user_id", "agent", "message_count", "step_count", "user_input", "created_at", "updated_at")
                .forEach(name -> {
                    String value = text(conversation, name);
                    if (!value.isEmpty()) {
                        head.append(String.format("  %-14s %s%n", name, value));
                    }
                });
        return head.append('\n').toString();
    }

    private static String preview(JsonNode message) {
        return message.isObject()
                ? PlainText.firstLine(message.path("role").asText("") + ": "
                        + message.path("preview").asText(""))
                : "";
    }

    private static String text(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isNull() || value.isMissingNode() ? "" : PlainText.firstLine(value.asText());
    }
}
