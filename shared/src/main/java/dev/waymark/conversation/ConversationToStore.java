package dev.waymark.conversation;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.Change;
import dev.waymark.database.StoredText;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.Text;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What `put_conversation()` and `patch_conversation()` take: the members that are changed,
/// null included, and what
/// belongs to the write. A map, because a member that is null is not one that is absent.
public final class ConversationToStore {
    private ConversationToStore() {}

    /// The members that the change names.
    ///
    /// @throws dev.waymark.problem.ProblemException 413 for what could never be read back whole
    public static Map<String, @Nullable Object> of(ConversationChange change, Ids ids, BodyWriter writer, Instant at) {
        var stored = new LinkedHashMap<String, @Nullable Object>();
        put(stored, "user_id", change.userId(), text -> text);
        put(stored, "agent", change.agent(), text -> text);
        put(stored, "user_input", change.userInput(), StoredText::of);
        put(stored, "focus_areas", change.focusAreas(), areas -> areas);
        put(stored, "step_count", change.stepCount(), count -> count);
        put(stored, "last_tool_result", change.lastToolResult(), ConversationToStore::canonical);
        put(stored, "metadata", change.metadata(), node -> node);
        NewDocuments.requireFits("a conversation", bytes(change.userInput().value()) + bytes(stored));
        stored.put("digest", Digest.of(writer.write(stored)).hex());
        stored.put("at", at);
        stored.put("id", ids.next());
        stored.put("new_agent_id", ids.next());
        return stored;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : Text.utf8Length(text);
    }

    private static long bytes(Map<String, @Nullable Object> stored) {
        return stored.get("last_tool_result") instanceof String result ? Text.utf8Length(result) : 0;
    }

    private static <T> void put(
            Map<String, @Nullable Object> stored, String name, Change<T> change, Function<T, Object> form) {
        T value = change.value();
        if (change.isPresent()) {
            stored.put(name, value == null ? null : form.apply(value));
        }
    }

    /// As text, because json itself cannot be read once it holds U+0000.
    private static String canonical(JsonNode value) {
        return new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
    }
}
