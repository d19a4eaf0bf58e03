package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Checkpoints under many writers, odd names and a clock that stands still.
@Isolated
final class CheckpointFaultsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String MAIN = "/v1/agents/coder/threads/main";
    private static final int WRITERS = 32;

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void ofThirtyTwoWritersOnOneThreadNothingIsLost() {
        UUID root = take(MAIN, "{\"state\": {\"messages\": [0, 1, 2]}}").id();

        List<Functions.Answer> taken;
        try (Race race = Race.start(WRITERS, number -> client.post(MAIN + "/checkpoints", body(root, number)))) {
            taken = race.answers();
        }

        assertThat(taken)
                .extracting(answer -> answer.expect(201).body().get("number").asLong())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, WRITERS + 1).boxed().toList());
        for (int number = 0; number < WRITERS; number++) {
            JsonNode read = read(taken.get(number).id());
            assertThat(read.at("/state/writer").asInt()).isEqualTo(number);
            assertThat(read.at("/state/messages")).hasSize(number % 2 == 0 ? 4 : 50);
            assertThat(read.get("namespace").asText()).isEqualTo("n" + number % 3);
            assertThat(read.get("parent_checkpoint_id").asText()).isEqualTo(root.toString());
        }
    }

    private static String body(UUID root, int number) {
        if (number % 2 == 0) {
            return """
                    {"namespace": "n%d", "base_checkpoint_id": "%s", "set": {"writer": %d},
                     "patch": [{"op": "add", "path": "/messages/-", "value": %d}]}""".formatted(number % 3, root, number, number);
        }
        return """
                {"namespace": "n%d", "parent_checkpoint_id": "%s", "state": {"writer": %d, "messages": %s}}""".formatted(
                        number % 3,
                        root,
                        number,
                        IntStream.range(0, 50)
                                .mapToObj(i -> "\"message " + i + " of " + number + "\"")
                                .toList());
    }

    @Test
    void threadsOfAThousandOddBytesAreThreadsLikeOthers() {
        String odd = "/%2F~ .. ?#&+\\\"'\u200d\u0301😀ß";
        StringBuilder name = new StringBuilder(odd);
        while (name.toString().getBytes(StandardCharsets.UTF_8).length < 1_000) {
            name.append('/');
        }
        String other = "%".repeat(1_000);

        Functions.Answer taken = take(path(name.toString()), "{\"state\": {\"n\": 1}}");
        UUID fork = client.post(
                        "/v1/checkpoints/" + taken.id() + "/fork",
                        Functions.JSON.createObjectNode().put("thread", other))
                .expect(201)
                .id();

        assertThat(taken.text("/thread")).isEqualTo(name.toString());
        assertThat(client.get(path(name.toString()) + "/checkpoints/latest")
                        .expect(200)
                        .id())
                .isEqualTo(taken.id());
        assertThat(client.get(path(other) + "/checkpoints/latest").expect(200).id())
                .isEqualTo(fork);
        client.post(path(other) + "/prune", "{\"older_than\": \"2099-01-01T00:00:00Z\"}")
                .expect(200);
        client.get("/v1/checkpoints/" + fork).expect(404);
        read(taken.id());
        client.post(
                        "/v1/checkpoints/" + taken.id() + "/fork",
                        Functions.JSON.createObjectNode().put("thread", other + "x"))
                .expect(422);
    }

    private static String path(String thread) {
        return "/v1/agents/coder/threads/~"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(thread.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void checkpointsOfOneInstantKeepTheirOrder() {
        List<UUID> ids = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            ids.addFirst(
                    take(MAIN, "{\"state\": {\"n\": %d}}".formatted(number)).id());
        }
        Sql.of(FUNCTIONS)
                .run(
                        "update state_checkpoints set created_at = '2026-01-01' where thread_id = (select thread_id from state_checkpoints where id = '%s')"
                                .formatted(ids.getFirst()));

        JsonNode listed = client.get(MAIN + "/checkpoints").expect(200).body().get("items");

        assertThat(StreamSupport.stream(listed.spliterator(), false)
                        .map(item -> UUID.fromString(item.get("id").asText())))
                .containsExactlyElementsOf(ids);
        assertThat(client.get(MAIN + "/checkpoints/latest").expect(200).id()).isEqualTo(ids.getFirst());
        client.post(MAIN + "/prune", "{\"keep_n\": 2}").expect(200);
        assertThat(ids)
                .filteredOn(id -> client.get("/v1/checkpoints/" + id).status() == 200)
                .containsExactlyElementsOf(ids.subList(0, 2));
    }

    @Test
    void aDeletedThreadAndADeletedAgentLeaveGarbageThatIsCollected() {
        UUID first = take(MAIN, "{\"state\": {\"n\": 1}, \"pinned\": true}").id();
        take("/v1/agents/coder/threads/other", "{\"state\": {\"n\": 2}}");
        take("/v1/agents/painter/threads/main", "{\"state\": {\"n\": 3}}");
        try (var store = new PackStore(FUNCTIONS, PackStore.tenantOf(FUNCTIONS, first))) {
            client.delete(MAIN + "?confirm=main").expect(204);
            client.get("/v1/checkpoints/" + first).expect(404);
            client.post(MAIN + "/checkpoints", "{\"state\": {}}").expect(410);
            Functions.Answer anew = client.post(MAIN + "/checkpoints", "{\"state\": {\"n\": 4}}", "If-None-Match", "*")
                    .expect(201);
            assertThat(anew.body().get("number").asInt()).as("numbers go on").isEqualTo(2);
            client.delete("/v1/agents/coder").expect(204);
            store.pass(java.time.Duration.ofHours(25));

            store.collectAll();

            assertThat(store.states()).hasSize(1);
            assertThat(store.packs()).isEqualTo(1);
            assertThat(store.notes()).isZero();
        }
    }

    private Functions.Answer take(String thread, String body) {
        return client.post(thread + "/checkpoints", body).expect(201);
    }

    private JsonNode read(UUID checkpoint) {
        return client.get("/v1/checkpoints/" + checkpoint).expect(200).body();
    }
}
