package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import java.util.ArrayList;
import java.util.List;

/// Reads the messages of one conversation.
record NewestMessages(WaymarkClient client, String externalId) {
    /// The conversation itself.
    JsonNode conversation() {
        return client.get(path());
    }

    /// The newest `limit` messages of a conversation that has been read, in order.
    List<JsonNode> of(JsonNode conversation, int limit) {
        return after(Math.max(0, conversation.path("message_count").asLong() - Math.max(0, limit)));
    }

    /// The messages after this position, in order.
    List<JsonNode> after(long position) {
        return read("?after=" + position, Integer.MAX_VALUE);
    }

    /// The messages in which this is said.
    List<JsonNode> found(String query, int limit) {
        return read("?q=" + PathName.encodeQuery(query), limit);
    }

    private List<JsonNode> read(String query, int limit) {
        List<JsonNode> messages = new ArrayList<>();
        if (limit > 0) {
            new Pages(client).forEach(path() + "/messages" + query, limit, message -> {
                messages.add(message);
                return messages.size() < limit;
            });
        }
        return messages;
    }

    private String path() {
        return "/v1/conversations/" + PathName.encode(externalId);
    }
}
