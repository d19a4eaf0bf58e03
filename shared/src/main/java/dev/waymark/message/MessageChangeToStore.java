package dev.waymark.message;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.Change;
import dev.waymark.document.NewDocuments;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.Text;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `patch_message()` takes: the members that are changed, null included. A map, because a
/// member that is null is not
/// one that is absent.
public final class MessageChangeToStore {
    private MessageChangeToStore() {}

    /// The members that the change names.
    ///
    /// @param id the message's
    /// @param fields how messages are written
    /// @throws dev.waymark.problem.ProblemException 413 for what could never be read back whole
    public static Map<String, @Nullable Object> of(
            UUID id, MessageChange change, FieldWriter fields, BodyWriter writer, Instant at) {
        var stored = new LinkedHashMap<String, @Nullable Object>();
        JsonNode content = change.content();
        if (content != null) {
            stored.put("content", canonical(content));
            stored.put("content_type", MessageRules.typeOf(content));
        }
        JsonNode tools = change.tools().value();
        if (change.tools().isPresent()) {
            stored.put("tools", tools == null ? null : canonical(tools));
            stored.put("tool_calls", tools == null ? 0 : tools.size());
        }
        NewDocuments.requireFits("a message", bytes(stored.get("content")) + bytes(stored.get("tools")));
        stored.computeIfPresent("content", (_, plain) -> fields.text(MessageCipher.content(id), (String) plain));
        stored.computeIfPresent("tools", (_, plain) -> fields.text(MessageCipher.tools(id), (String) plain));
        put(stored, "message_type", change.messageType());
        put(stored, "metadata", change.metadata());
        put(stored, "context", change.context());
        stored.put("digest", Digest.of(writer.write(stored)).hex());
        stored.put("change_reason", change.changeReason());
        stored.put("at", at);
        return stored;
    }

    private static void put(Map<String, @Nullable Object> stored, String name, Change<?> change) {
        if (change.isPresent()) {
            stored.put(name, change.value());
        }
    }

    private static long bytes(@Nullable Object text) {
        return text == null ? 0 : Text.utf8Length((String) text);
    }

    private static String canonical(JsonNode value) {
        return new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
    }
}
