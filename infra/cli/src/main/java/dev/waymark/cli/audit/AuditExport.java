package dev.waymark.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command's chain with the head that Waymark kept for it when it was exported.
///
/// @param chain the command's id
/// @param head hash of the newest event, hex; null for an empty chain
/// @param count how many events there were
/// @param events by their place in the chain
public record AuditExport(UUID chain, @Nullable String head, long count, List<AuditEvent> events) {
    public AuditExport {
        events = List.copyOf(events);
    }

    /// Reads what [#json] wrote. Events stay in the order of the file: reordering them is a flaw.
    ///
    /// @throws IllegalArgumentException when it is no export
    public static AuditExport of(JsonNode json) {
        if (!json.path("items").isArray() || !json.path("chain_id").isTextual()) {
            throw new IllegalArgumentException("it is no export of an audit chain");
        }
        List<AuditEvent> events = new ArrayList<>();
        for (JsonNode event : json.path("items")) {
            events.add(event(event, events.size()));
        }
        JsonNode head = json.path("head");
        return new AuditExport(
                chain(json.path("chain_id").asText()),
                head.isTextual() ? head.textValue() : null,
                json.path("count").asLong(),
                events);
    }

    private static UUID chain(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("its chain_id is no id", unreadable);
        }
    }

    private static AuditEvent event(JsonNode json, int place) {
        JsonNode detail = json.path("detail_text");
        try {
            return AuditEvent.of(json, detail.isTextual() ? detail.textValue() : null);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "its item " + place + " is no event: subject_id or occurred_at cannot be read", unreadable);
        }
    }

    /// The whole export. Details are texts in it, so that no tool that rewrites JSON can break their digests.
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("chain_id", chain.toString())
                .put("head", head)
                .put("count", count);
        var items = json.putArray("items");
        events.forEach(event -> items.add(event.json()));
        return json;
    }
}
