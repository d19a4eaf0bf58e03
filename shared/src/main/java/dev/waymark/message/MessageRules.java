package dev.waymark.message;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a message must not say, where that takes more than one member, or a look into one, to
/// see.
public final class MessageRules {
    private static final Set<String> CONTENT_TYPES = Set.of("text", "structured", "multimodal", "tool_result");

    private MessageRules() {}

    /// Checks messages.
    ///
    /// @param wrapper the pointer of the list that holds them; empty for a single message by
    ///     itself
    /// @throws ProblemException 422 with all that is wrong
    public static void check(String wrapper, List<NewMessage> messages) {
        var errors = new ArrayList<FieldError>();
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            NewMessage message = messages.get(i);
            String at = wrapper.isEmpty() ? "" : wrapper + "/" + i;
            check(at, message.content(), message.tools(), errors);
            if (message.id() != null && !ids.add(message.id())) {
                errors.add(FieldError.at(at + "/id", "duplicate", "is the id of an earlier message in this request"));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    static void check(String at, @Nullable JsonNode content, @Nullable JsonNode tools, List<FieldError> errors) {
        if (content != null && typeOf(content) == null) {
            errors.add(FieldError.at(
                    at + "/content/type", "enum", "must be one of text, structured, multimodal, tool_result"));
        }
        if (tools != null && !tools.isArray()) {
            errors.add(FieldError.at(at + "/tools", "type", "must be an array"));
        }
    }

    /// What the content names as its type; null for what is no type.
    static @Nullable String typeOf(JsonNode content) {
        JsonNode type = content.get("type");
        return type != null && type.isString() && CONTENT_TYPES.contains(type.getStringValue())
                ? type.getStringValue()
                : null;
    }
}
