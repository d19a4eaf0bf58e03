package dev.waymark.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.StableId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Brings planned conversations into Waymark. What is there already stays untouched: a second run
/// writes nothing, and a run after one that was cut off appends the rest. Messages travel in
/// batches that are always cut at the same places and have a key of their own, so of two runs at
/// once the second is answered what the first has done.
public final class ConversationSender {
    /// Far below the 500 that the API takes: a lost connection then costs little.
    private static final int MOST_MESSAGES = 100;

    private static final int MOST_BYTES = 2 * 1024 * 1024;

    private final WaymarkClient client;

    public ConversationSender(WaymarkClient client) {
        this.client = client;
    }

    /// What sending one conversation did.
    ///
    /// @param messages how many the plan has
    /// @param sent how many of them were missing and are now there
    /// @param created whether the conversation itself was missing
    public record Sent(String externalId, int messages, int sent, boolean created) {}

    /// Sends what is missing.
    ///
    /// @throws ProblemException when the API refuses something; what was sent before stays,
    ///     and a later run goes on
    public Sent send(PlannedConversation planned) {
        String path = "/v1/conversations/" + PathName.encode(planned.externalId());
        boolean created = client.find(path).isEmpty();
        if (created) {
            client.putIfAbsent(path, planned.body());
        }
        int there = client.get(path).path("message_count").asInt();
        int sent = 0;
        int from = 0;
        for (List<byte[]> batch : batches(planned.messages())) {
            if (from >= there) {
                client.post(path + "/messages", body(batch), key(planned, from));
                sent += batch.size();
            } else if (from + batch.size() > there) {
                throw new UnreadableConversationsException("conversation " + planned.externalId() + " has " + there
                        + " messages, which no import leaves behind: it is not gone on with");
            }
            from += batch.size();
        }
        return new Sent(planned.externalId(), planned.messages().size(), sent, created);
    }

    private static String key(PlannedConversation planned, int from) {
        JsonNode hash = planned.body().at("/metadata/sha256");
        return StableId.of("import", planned.externalId(), hash.asText(), String.valueOf(from))
                .toString();
    }

    private static List<List<byte[]>> batches(List<ObjectNode> messages) {
        List<List<byte[]>> batches = new ArrayList<>();
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        for (ObjectNode message : messages) {
            byte[] json = Json.bytes(message);
            if (batch.size() == MOST_MESSAGES || (!batch.isEmpty() && bytes + json.length > MOST_BYTES)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(json);
            bytes += json.length;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private static byte[] body(List<byte[]> messages) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("{\"messages\":".getBytes(StandardCharsets.UTF_8));
        char before = '[';
        for (byte[] message : messages) {
            body.write(before);
            body.writeBytes(message);
            before = ',';
        }
        body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }
}
