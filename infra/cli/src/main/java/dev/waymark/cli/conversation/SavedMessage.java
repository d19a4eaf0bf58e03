package dev.waymark.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.util.Map;
import java.util.Set;

/// A message of a file as the API takes it. Nothing of it is lost: what has no place of its own
/// goes to `metadata`, and a member that is absent stays absent.
///
/// | in the file | in Waymark |
/// |---|---|
/// | `content` of a tool | `content` of type `tool_result`, with `tool_call_id` and `name` beside
/// it |
/// | text or null as `content` | `text` in `content` of type `text` |
/// | an array as `content` | `parts` in `content` of type `multimodal` |
/// | any other `content` | `data` in `content` of type `structured` |
/// | `tool_calls` | `tools`, untouched |
/// | `developer`, `function` as `role` | `system`, `tool`, and the word itself in `metadata.role`
/// |
final class SavedMessage {
    private static final Map<String, String> ROLES = Map.of(
            "system", "system",
            "developer", "system",
            "user", "user",
            "assistant", "assistant",
            "tool", "tool",
            "function", "tool");
    private static final Set<String> OF_TOOLS = Set.of("tool_call_id", "name");

    private SavedMessage() {}

    /// The body of one message.
    ///
    /// @param place said where the message cannot be read
    static ObjectNode of(JsonNode message, String place) {
        String said = message.path("role").asText("");
        String role = ROLES.get(said);
        if (!message.isObject() || role == null) {
            throw new UnreadableConversationsException(
                    place + " is no message: its role is none of system, user, assistant, tool");
        }
        ObjectNode content = Json.object();
        ObjectNode metadata = Json.object();
        ObjectNode body = Json.object().put("role", role);
        boolean ofTool = role.equals("tool");
        putContent(content, message.path("content"), ofTool);
        message.properties().forEach(member -> {
            String name = member.getKey();
            if (name.equals("role") || name.equals("content")) {
                return;
            }
            if (name.equals("tool_calls") && member.getValue().isArray()) {
                body.set("tools", member.getValue());
            } else if (ofTool && OF_TOOLS.contains(name)) {
                content.set(name, member.getValue());
            } else {
                metadata.set(name, member.getValue());
            }
        });
        if (!role.equals(said)) {
            metadata.put("role", said);
        }
        body.set("content", content);
        if (!metadata.isEmpty()) {
            body.set("metadata", metadata);
        }
        return body;
    }

    private static void putContent(ObjectNode content, JsonNode said, boolean ofTool) {
        boolean text = said.isMissingNode() || said.isTextual() || said.isNull();
        String member = text ? "text" : said.isArray() ? "parts" : "data";
        String type = text ? "text" : said.isArray() ? "multimodal" : "structured";
        content.put("type", ofTool ? "tool_result" : type);
        if (!said.isMissingNode()) {
            content.set(member, said);
        }
    }
}
