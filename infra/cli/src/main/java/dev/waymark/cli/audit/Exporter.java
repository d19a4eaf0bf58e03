package dev.waymark.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads a command's whole chain from the audit trail; the key needs the scope `admin`.
public final class Exporter {
    private final WaymarkClient client;

    public Exporter(WaymarkClient client) {
        this.client = client;
    }

    /// The chain as it is when this begins: events that come meanwhile are left out.
    public AuditExport export(UUID command) {
        JsonNode proof = client.get("/v1/commands/" + command + "/audit-chain");
        List<AuditEvent> events = new ArrayList<>();
        String base = "/v1/audit-events?limit=500&chain_id=" + command;
        String next = base;
        while (!next.isEmpty()) {
            byte[] page = client.getBytes(next);
            JsonNode json = Json.read(page);
            List<@Nullable String> details = RawDetails.in(page);
            for (int i = 0; i < json.path("items").size(); i++) {
                events.add(AuditEvent.of(json.path("items").get(i), details.get(i)));
            }
            String cursor = json.path("next_cursor").asText("");
            next = json.hasNonNull("next_cursor") ? base + "&cursor=" + PathName.encodeQuery(cursor) : "";
        }
        events.sort(Comparator.comparingLong(AuditEvent::index));
        long count = proof.path("events").asLong();
        JsonNode head = proof.path("head");
        boolean intact = proof.path("intact").asBoolean();
        // A chain that is whole may have grown since; one that is not is exported with all that is there.
        List<AuditEvent> shown = intact ? events.subList(0, (int) Math.min(count, events.size())) : events;
        return new AuditExport(command, head.isTextual() ? head.textValue() : null, count, shown);
    }
}
