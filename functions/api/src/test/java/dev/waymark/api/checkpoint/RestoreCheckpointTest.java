package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Checkpoints that become current again.
final class RestoreCheckpointTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String STATE = Checkpoints.path("main") + "/state";

    private final Client client = FUNCTIONS.newTenant();
    private final Checkpoints checkpoints = new Checkpoints(client);

    @Test
    void theStateOfAThreadIsTakenAndRestored() {
        put(
                "{'local_state': {'n': 1, 'text': '\\u0000'}, 'shared_state': {'s': 1}, 'session_state': {'x': []}}",
                "If-None-Match");
        String first = client.get(STATE).expect(200).text("/id");
        Functions.Answer taken = checkpoints.take("main", "{}");
        JsonNode before = client.get(STATE).expect(200).body();
        put("{'local_state': {'n': 2}, 'shared_state': {'s': 2}, 'session_state': {}}", "If-Match");

        Functions.Answer restored = restore(taken.id(), "{'trigger': 'back'}").expect(201);

        assertThat(taken.text("/state_id")).isEqualTo(first);
        assertThat(checkpoints.read(taken.id()).at("/state/local_state/n").asInt())
                .isEqualTo(1);
        assertThat(restored.body().get("version").asInt()).isEqualTo(3);
        JsonNode now = client.get(STATE).expect(200).body();
        assertThat(restored.text("/id")).isEqualTo(now.get("id").asText());
        for (String partition :
                new String[] {"local_state", "shared_state", "session_state", "persistent_state", "state_hash"}) {
            assertThat(now.get(partition)).as(partition).isEqualTo(before.get(partition));
        }
        JsonNode transition =
                client.get(STATE + "/transitions").expect(200).body().at("/items/0");
        assertThat(transition.get("transition_type").asText()).isEqualTo("restore");
        assertThat(transition.get("trigger").asText()).isEqualTo("back");
        JsonNode checkpoint = checkpoints.read(taken.id());
        assertThat(checkpoint.get("restoration_count").asInt()).isEqualTo(1);
        assertThat(checkpoint.get("last_restored_at").isNull()).isFalse();
        assertThat(checkpoint.get("restoration_time_ms").asLong()).isNotNegative();
    }

    @Test
    void aStateOfAnotherShapeBecomesTheLocalState() {
        put("{'local_state': {'n': 1}, 'session_state': {'x': 1}}", "If-None-Match");
        UUID checkpoint = checkpoints.taken("main", "{'state': {'local_state': {'a': 1}, 'messages': [1]}}");
        UUID scalar = checkpoints.taken("main", "{'state': {'local_state': 7}}");
        UUID empty = checkpoints.taken("main", "{'state': {}}");

        JsonNode restored = restore(checkpoint, "{}").expect(201).body();

        assertThat(restored.get("local_state"))
                .isEqualTo(Checkpoints.json("{'local_state': {'a': 1}, 'messages': [1]}"));
        assertThat(restored.get("session_state")).isEqualTo(Checkpoints.json("{'x': 1}"));
        assertThat(restore(scalar, "{}").expect(201).body().get("local_state"))
                .isEqualTo(Checkpoints.json("{'local_state': 7}"));
        assertThat(restore(empty, "{}").expect(201).body().get("local_state")).isEmpty();
    }

    @Test
    void restoringBeginsAStateWhereThereIsNoneAndHonoursVersions() {
        UUID checkpoint = checkpoints.taken("main", "{'state': {'persistent_state': {'p': 1}}}");

        JsonNode first =
                restore(checkpoint, "{}", "Idempotency-Key", "k").expect(201).body();
        Functions.Answer again =
                restore(checkpoint, "{}", "Idempotency-Key", "k").expect(201);

        assertThat(first.get("version").asInt()).isEqualTo(1);
        assertThat(first.at("/persistent_state/p").asInt()).isEqualTo(1);
        assertThat(again.body()).isEqualTo(first);
        assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
        Functions.Answer stale = restore(checkpoint, "{}", "If-Match", "\"7\"").expect(412);
        assertThat(stale.body().get("current_version").asInt()).isEqualTo(1);
        restore(checkpoint, "{}", "If-Match", "\"1\"").expect(201);
        restore(UUID.randomUUID(), "{}").expect(404);
    }

    private Functions.Answer restore(UUID checkpoint, String body, String... headers) {
        return client.post("/v1/checkpoints/" + checkpoint + "/restore", Checkpoints.quoted(body), headers);
    }

    private void put(String body, String condition) {
        Functions.Answer answer = client.put(STATE, Checkpoints.quoted(body), condition, "*");
        assertThat(answer.status()).isIn(200, 201);
    }
}
