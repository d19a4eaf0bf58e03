package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import org.jspecify.annotations.Nullable;

/// The state of the environment, which newer files hold as an object and older ones as JSON in a string.
final class StateText {
    private final JsonMapper mapper;

    StateText(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /// Always an object, as a snapshot's section must be: what is none stands under `state`. Null where the file has
    /// no state.
    @Nullable
    ObjectNode read(JsonNode state) {
        return switch (state) {
            case ObjectNode object -> object;
            case JsonNode none when none.isMissingNode() || none.isNull() -> null;
            case JsonNode text when text.isTextual() -> parse(text.textValue());
            default -> under(state);
        };
    }

    private ObjectNode parse(String text) {
        try {
            JsonNode parsed = mapper.readTree(text);
            if (parsed instanceof ObjectNode object) {
                return object;
            }
            // "null" and an empty string say nothing, but they are what was recorded.
            return parsed.isMissingNode() || parsed.isNull() ? Json.object().put("state", text) : under(parsed);
        } catch (JsonProcessingException notJson) {
            return Json.object().put("state", text);
        }
    }

    private static ObjectNode under(JsonNode value) {
        return Json.object().set("state", value);
    }
}
