package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waymark.cli.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one message of a history is and says.
final class Message {
    private static final Pattern FENCED = Pattern.compile("```[^\\n`]*\\n(.*?)```", Pattern.DOTALL);
    private static final JsonMapper MAPPER = Json.builder().build();

    private Message() {}

    static boolean isAssistant(JsonNode message) {
        String role = message.path("role").asText("");
        boolean action =
                role.isEmpty() && message.path("message_type").asText("").equals("action");
        return action || role.equals("assistant") || role.equals("ai");
    }

    static boolean isUser(JsonNode message) {
        String role = message.path("role").asText("");
        return role.equals("user") || role.equals("human");
    }

    static boolean isDemonstration(JsonNode message) {
        return message.path("is_demo").asBoolean(false)
                || message.path("message_type").asText("").equals("demonstration");
    }

    /// The command of a turn: its `action`; else what its tool calls say; else its last fenced block; else all it says.
    static String action(JsonNode message) {
        String action = TolerantText.of(message.path("action"));
        if (!action.isBlank() || message.path("action").isTextual()) {
            return action;
        }
        List<String> calls = new ArrayList<>();
        message.path("tool_calls").forEach(call -> calls.add(call(call.path("function"))));
        if (!calls.isEmpty()) {
            return String.join("\n", calls);
        }
        String content = TolerantText.of(message.path("content"));
        String block = "";
        for (Matcher fenced = FENCED.matcher(content); fenced.find(); ) {
            block = fenced.group(1);
        }
        return block.isBlank() ? content : block;
    }

    /// A shell's call is the command that it was given; any other is its name and its arguments.
    private static String call(JsonNode function) {
        String name = function.path("name").asText("");
        String arguments = TolerantText.of(function.path("arguments"));
        JsonNode parsed = parse(arguments);
        if (name.equals("bash") && parsed.size() == 1 && parsed.path("command").isTextual()) {
            return parsed.path("command").textValue();
        }
        return parsed.isEmpty() ? name : name + " " + arguments;
    }

    private static JsonNode parse(String arguments) {
        try {
            return MAPPER.readTree(arguments);
        } catch (JsonProcessingException notJson) {
            return Json.object().put("arguments", arguments);
        }
    }
}
