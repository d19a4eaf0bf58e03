package dev.waymark.api.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FollowTimelineTest {
    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();
    private final String path = "/v1/commands/" + command + "/timeline";

    private JsonNode follow(String cursor, int waitMs) {
        String after = cursor.isEmpty() ? "" : "&after=" + cursor;
        return client.get(path + "?wait_ms=" + waitMs + after).expect(200).body();
    }

    private static String next(JsonNode page) {
        assertThat(page.get("next_cursor").isTextual()).isTrue();
        return page.get("next_cursor").asText();
    }

    @Test
    void aFollowerLearnsOfEverythingThatAStepGoesThrough() {
        String start = next(follow("", 0));
        UUID step = client.newStep(command, "{\"command\": \"make\"}").id();
        JsonNode recorded = follow(start, 0);
        assertThat(recorded.at("/items/0/kind").asText()).isEqualTo("step");
        client.patch("/v1/steps/" + step, "{\"status\": \"executing\"}", "If-Match", "*")
                .expect(200);
        JsonNode begun = follow(next(recorded), 0);
        assertThat(begun.at("/items/0/change/status").asText()).isEqualTo("executing");
        client.post("/v1/steps/" + step + "/output", "{\"stdout\": \"a\\u0000\\n\"}")
                .expect(201);
        client.post("/v1/steps/" + step + "/output", "{\"stderr\": \"\\\"b\\\"\"}")
                .expect(201);
        JsonNode spoke = follow(next(begun), 0);
        assertThat(spoke.at("/items/0/output/stdout").asText()).isEqualTo("a\u0000\n");
        assertThat(spoke.at("/items/1/output/stderr").asText()).isEqualTo("\"b\"");
        assertThat(spoke.at("/items/1/output/chunk_index").asInt()).isEqualTo(1);
        client.patch(
                        "/v1/steps/" + step,
                        "{\"status\": \"failed\", \"exit_code\": 2, \"after\": {\"system_info\": 1}}",
                        "If-Match",
                        "*")
                .expect(200);
        JsonNode ended = follow(next(spoke), 0);
        assertThat(ended.findValuesAsText("kind")).containsExactly("change", "snapshot");
        assertThat(ended.at("/items/0/change/status").asText()).isEqualTo("failed");
        assertThat(ended.at("/items/0/change/exit_code").asInt()).isEqualTo(2);
        JsonNode nothing = follow(next(ended), 0);
        assertThat(nothing.get("items")).isEmpty();
        assertThat(next(nothing)).isEqualTo(next(ended));
    }

    @Test
    void whoDoesNotFollowSeesEachStepOnce() {
        UUID step = client.newStep(command, "{\"command\": \"make\", \"status\": \"executing\"}")
                .id();
        client.post("/v1/steps/" + step + "/output", "{\"stdout\": \"x\"}").expect(201);
        client.patch("/v1/steps/" + step, "{\"metadata\": {\"a\": 1}}", "If-Match", "*")
                .expect(200);
        JsonNode page = client.get(path).expect(200).body();
        assertThat(page.findValuesAsText("kind")).containsExactly("step");
        assertThat(page.at("/items/0/step/execution_result/stdout").asText()).isEqualTo("x");
    }

    @Test
    void aFollowerWaitsUntilSomethingComes() throws Exception {
        String start = next(follow("", 0));
        CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(() -> follow(start, 20_000));
        client.newStep(command, "{\"command\": \"late\"}");
        JsonNode page = waiting.get(15, TimeUnit.SECONDS);
        assertThat(page.at("/items/0/step/command").asText()).isEqualTo("late");
    }

    @Test
    void nothingIsMissedOrToldTwiceWhileOthersWrite() throws Exception {
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 40; i++) {
                client.newStep(command, "{\"command\": \"%d\", \"after\": {\"system_info\": %d}}".formatted(i, i));
            }
        });
        List<JsonNode> seen = new ArrayList<>();
        String cursor = "";
        boolean all = false;
        while (!all) {
            boolean written = writing.isDone();
            JsonNode page = follow(cursor, written ? 0 : 2_000);
            page.get("items").forEach(seen::add);
            cursor = next(page);
            all = written && page.get("items").isEmpty();
        }
        writing.get();
        assertThat(seen).isEqualTo(Pages.all(client, path + "?limit=500"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "20001", "x", "1.5"})
    void aWaitThatCannotBeIsRefused(String wait) {
        client.get(path + "?wait_ms=" + wait).expect(422);
    }

    @Test
    void anUnknownCommandIsNotWaitedFor() {
        client.get("/v1/commands/" + UUID.randomUUID() + "/timeline?wait_ms=20000")
                .expect(404);
    }
}
