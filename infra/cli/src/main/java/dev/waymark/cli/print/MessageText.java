package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What a message says, as text: whatever its type, made safe for a terminal.
public final class MessageText {
    private MessageText() {}

    /// The text of the content; what is no text is shown as JSON.
    public static String of(JsonNode content) {
        if (content.path("text").isTextual()) {
            return PlainText.lines(content.path("text").asText());
        }
        if (content.path("parts").isArray()) {
            List<String> parts = new ArrayList<>();
            content.path("parts")
                    .forEach(part -> parts.add(
                            part.path("text").isTextual() ? part.path("text").asText() : part.toString()));
            return PlainText.lines(String.join("\n", parts));
        }
        if (content.size() <= 1 || content.path("text").isNull()) {
            return "";
        }
        return PlainText.lines(
                content.path("data").isMissingNode()
                        ? content.toString()
                        : content.path("data").toString());
    }

    /// `get_user({"id":1})` for each call of a tool.
    static List<String> calls(JsonNode tools) {
        List<String> calls = new ArrayList<>();
        tools.forEach(call -> {
            JsonNode function = call.path("function").isObject() ? call.path("function") : call;
            JsonNode arguments = function.path("arguments");
            String given =
                    arguments.isTextual() ? arguments.asText() : arguments.isMissingNode() ? "" : arguments.toString();
            calls.add(PlainText.firstLine(function.path("name").asText(call.toString()) + "(" + given + ")"));
        });
        return calls;
    }
}
