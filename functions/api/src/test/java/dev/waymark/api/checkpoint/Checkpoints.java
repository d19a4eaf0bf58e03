package dev.waymark.api.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The checkpoints of agent `coder`, with ' for " in bodies.
record Checkpoints(Client client) {
    static String path(String thread) {
        return "/v1/agents/coder/threads/" + thread;
    }

    Functions.Answer take(String thread, String body) {
        return client.post(path(thread) + "/checkpoints", quoted(body)).expect(201);
    }

    UUID taken(String thread, String body) {
        return take(thread, body).id();
    }

    Functions.Answer fork(UUID checkpoint, String body, String... headers) {
        return client.post("/v1/checkpoints/" + checkpoint + "/fork", quoted(body), headers);
    }

    Functions.Answer prune(String thread, String body, String... headers) {
        return client.post(path(thread) + "/prune", quoted(body), headers);
    }

    JsonNode read(UUID checkpoint) {
        return client.get("/v1/checkpoints/" + checkpoint).expect(200).body();
    }

    boolean isThere(UUID checkpoint) {
        return client.get("/v1/checkpoints/" + checkpoint).status() == 200;
    }

    /// About 60 bytes an element, equal for equal seeds.
    static String messages(int seed, int count) {
        var random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> "{'i': %d, 'text': '%s %s'}"
                        .formatted(i, Long.toString(random.nextLong(), 36), Long.toString(random.nextLong(), 36)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    static JsonNode json(String text) {
        try {
            return Functions.JSON.readTree(quoted(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
