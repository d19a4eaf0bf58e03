package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The same messages for everybody: those of shared/data/tau-bench one after the other, over and
/// over, each round of them with a number of its own. Where that folder is absent the benchmark
/// cannot run.
final class ConversationMessages {
    private final List<ObjectNode> recorded;

    private ConversationMessages(List<ObjectNode> recorded) {
        this.recorded = recorded;
    }

    static ConversationMessages read() throws IOException {
        Path file = Path.of(System.getProperty("waymark.root", "."))
                .resolve("../shared/data/tau-bench/airline-conversations.json")
                .normalize();
        if (!Files.exists(file)) {
            throw new BenchException("there is no ../shared/data/tau-bench/airline-conversations.json");
        }
        List<ObjectNode> recorded = new ArrayList<>();
        for (JsonNode conversation : ThreadStates.JSON.readTree(file.toFile())) {
            for (JsonNode turn : conversation.get("traj")) {
                // the same long system prompt begins every one of them
                if (!turn.get("role").asText().equals("system")) {
                    recorded.add(message(turn));
                }
            }
        }
        return new ConversationMessages(recorded);
    }

    private static ObjectNode message(JsonNode turn) {
        ObjectNode message = ThreadStates.JSON.createObjectNode();
        message.put("role", turn.get("role").asText());
        message.putObject("content")
                .put("type", "text")
                .put(
                        "text",
                        turn.path("content").isTextual() ? turn.get("content").asText() : "");
        if (turn.path("tool_calls").isArray()) {
            message.set("tools", turn.get("tool_calls"));
        }
        return message;
    }

    /// The message of this number, from 0.
    ObjectNode message(int number) {
        ObjectNode message = recorded.get(number % recorded.size()).deepCopy();
        ObjectNode content = (ObjectNode) message.get("content");
        content.put("text", content.get("text").asText() + " #" + number);
        return message;
    }

    static String text(JsonNode message) {
        return message.at("/content/text").asText();
    }
}
