package dev.waymark.cli.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.io.UncheckedIOException;
import java.util.List;

/// The content of a memory as it is written on a command line: one JSON object, or members, each
/// as `name=text` or `name:=json`.
public final class MemoryContent {
    private MemoryContent() {}

    /// The object that was written.
    ///
    /// @throws IllegalArgumentException for what is neither, in words fit to be shown
    public static ObjectNode of(List<String> written) {
        if (written.size() == 1 && written.getFirst().stripLeading().startsWith("{")) {
            return object(written.getFirst());
        }
        ObjectNode content = Json.object();
        written.forEach(member -> put(member, content));
        return content;
    }

    private static void put(String member, ObjectNode content) {
        int equals = member.indexOf('=');
        boolean isJson = equals > 0 && member.charAt(equals - 1) == ':';
        String name = equals < 0 ? "" : member.substring(0, isJson ? equals - 1 : equals);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + member + "' is no member: write name=text or name:=json, or one JSON object");
        }
        String value = member.substring(equals + 1);
        if (isJson) {
            content.set(name, json(value));
        } else {
            content.put(name, value);
        }
    }

    private static ObjectNode object(String text) {
        return json(text) instanceof ObjectNode object ? object : Json.object();
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (UncheckedIOException unreadable) {
            throw new IllegalArgumentException("not JSON: " + text, unreadable);
        }
    }
}
