package dev.waymark.session;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.Change;
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
import org.jspecify.annotations.Nullable;

/// What `create_session()` and `patch_session()` take: the members that are given, null
/// included. A map, because a member
/// that is null is not one that is absent.
public final class SessionToStore {
    private SessionToStore() {}

    /// A new session.
    public static Map<String, @Nullable Object> of(NewSession session, Ids ids, BodyWriter writer, Instant at) {
        var stored = new LinkedHashMap<String, @Nullable Object>();
        String state = session.sessionState() == null ? null : canonical(session.sessionState());
        requireFits(state, null);
        stored.put("user_id", session.userId());
        stored.put("agent", session.agent());
        stored.put("session_state", state);
        if (session.metadata() != null) {
            stored.put("metadata", session.metadata());
        }
        stored.put("digest", Digest.of(writer.write(stored)).hex());
        stored.put("started_at", session.startedAt());
        stored.put("id", ids.orNext(session.id()));
        stored.put("new_agent_id", ids.next());
        stored.put("at", at);
        return stored;
    }

    /// A change.
    public static Map<String, @Nullable Object> of(SessionChange change, BodyWriter writer, Instant at) {
        var stored = new LinkedHashMap<String, @Nullable Object>();
        if (change.status() != null) {
            stored.put("status", change.status());
        }
        String state = put(stored, "session_state", change.sessionState());
        String interruption = put(stored, "interruption_context", change.interruptionContext());
        requireFits(state, interruption);
        if (change.metadata().isPresent()) {
            stored.put("metadata", change.metadata().value());
        }
        stored.put("digest", Digest.of(writer.write(stored)).hex());
        stored.put("at", at);
        return stored;
    }

    private static @Nullable String put(Map<String, @Nullable Object> stored, String name, Change<JsonNode> change) {
        JsonNode value = change.value();
        String text = value == null ? null : canonical(value);
        if (change.isPresent()) {
            stored.put(name, text);
        }
        return text;
    }

    /// Each of the two may be half of what an answer holds, so that both can be read back.
    private static void requireFits(@Nullable String state, @Nullable String interruption) {
        for (String text : new String[] {state, interruption}) {
            NewDocuments.requireFits("a session", text == null ? 0 : 2 * Text.utf8Length(text));
        }
    }

    private static String canonical(JsonNode value) {
        return new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
    }
}
