package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Copies of checkpoints in threads of their own.
final class ForkCheckpointTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();
    private final Checkpoints checkpoints = new Checkpoints(client);

    @Test
    void aForkIsTheSameStateInAnotherThreadAndCostsARow() {
        Functions.Answer original = checkpoints.take("main", """
                {'namespace': 'inner', 'state': {'n': 1, 'messages': %s}, 'metadata': {'step': 3}, 'checkpoint_type': 'milestone',
                 'retention_policy': 'temporary', 'expires_at': '2099-01-01T00:00:00Z',
                 'writes': [{'task_id': 't', 'index': 0, 'key': 'k', 'value': {'a': '\\u0000'}}]}""".formatted(Checkpoints.messages(1, 2_000)));

        Functions.Answer fork =
                checkpoints.fork(original.id(), "{'thread': 'branch'}").expect(201);

        assertThat(fork.text("/thread")).isEqualTo("branch");
        assertThat(fork.text("/agent")).isEqualTo("coder");
        assertThat(fork.text("/namespace")).isEqualTo("inner");
        assertThat(fork.text("/forked_from")).isEqualTo(original.id().toString());
        assertThat(fork.body().get("parent_checkpoint_id").isNull()).isTrue();
        assertThat(fork.body().get("number").asInt()).isEqualTo(1);
        assertThat(fork.text("/checkpoint_type")).isEqualTo("milestone");
        assertThat(fork.text("/retention_policy"))
                .as("nobody said that it may go")
                .isEqualTo("permanent");
        assertThat(fork.text("/state_digest")).isEqualTo(original.text("/state_digest"));
        assertThat(fork.body().get("size_bytes").asLong()).isGreaterThan(90_000);
        assertThat(fork.body().get("stored_bytes").asLong()).isLessThan(500);
        JsonNode read = checkpoints.read(fork.id());
        JsonNode first = checkpoints.read(original.id());
        assertThat(read.get("state")).isEqualTo(first.get("state"));
        assertThat(read.get("writes")).isEqualTo(first.get("writes"));
        assertThat(read.get("writes")).hasSize(1);
        assertThat(read.get("metadata")).isEqualTo(first.get("metadata"));
        assertThat(first.get("forked_from").isNull()).isTrue();
    }

    @Test
    void whatIsWrittenLaterOnOneSideTheOtherDoesNotSee() {
        UUID original =
                checkpoints.taken("main", "{'state': {'messages': %s}}".formatted(Checkpoints.messages(1, 200)));
        UUID fork =
                checkpoints.fork(original, "{'thread': 'branch'}").expect(201).id();

        checkpoints.taken("main", "{'base_checkpoint_id': '%s', 'set': {'side': 'main'}}".formatted(original));
        UUID next =
                checkpoints.taken("branch", "{'base_checkpoint_id': '%s', 'set': {'side': 'branch'}}".formatted(fork));
        client.post(
                        "/v1/checkpoints/" + fork + "/writes",
                        Checkpoints.quoted("{'writes': [{'task_id': 't', 'index': 0, 'key': 'k', 'value': 1}]}"))
                .expect(201);

        assertThat(latest("main").at("/state/side").asText()).isEqualTo("main");
        assertThat(latest("branch").at("/state/side").asText()).isEqualTo("branch");
        assertThat(latest("branch").get("parent_checkpoint_id").asText()).isEqualTo(fork.toString());
        assertThat(checkpoints.read(original).get("writes")).isEmpty();
        assertThat(checkpoints.read(original).get("state").has("side")).isFalse();
        assertThat(checkpoints.read(next).at("/state/messages")).hasSize(200);
    }

    @Test
    void theThreadHasToBeNew() {
        UUID original = checkpoints.taken("main", "{'state': {}}");

        assertThat(checkpoints.fork(original, "{'thread': 'main'}").expect(409).problem())
                .isEqualTo("already-exists");
        checkpoints.fork(original, "{'thread': 'main'}", "If-None-Match", "*").expect(409);
        checkpoints.fork(UUID.randomUUID(), "{'thread': 'branch'}").expect(404);
        client.get(Checkpoints.path("branch")).expect(404);
        assertThat(checkpoints
                        .fork(original, "{'thread': 'a\\u0007', 'zzz': 1, 'retention_policy': 'x'}")
                        .expect(422)
                        .body()
                        .get("errors"))
                .hasSize(3);
        checkpoints.fork(original, "{'thread': ''}").expect(422);
        checkpoints
                .fork(original, "{'thread': 'branch', 'retention_policy': 'temporary'}")
                .expect(422);
        assertThat(checkpoints
                        .fork(original, "{'thread': 'branch', 'id': '%s'}".formatted(original))
                        .expect(409)
                        .problem())
                .isEqualTo("already-exists");
        client.get(Checkpoints.path("branch")).expect(404);
    }

    @Test
    void theSameKeyForksOnce() {
        UUID original = checkpoints.taken("main", "{'state': {}}");

        Functions.Answer first = checkpoints
                .fork(original, "{'thread': 'branch', 'metadata': {'a': 1}}", "Idempotency-Key", "k")
                .expect(201);
        Functions.Answer second = checkpoints
                .fork(original, "{'thread': 'branch', 'metadata': {'a': 1}}", "Idempotency-Key", "k")
                .expect(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.body().at("/metadata/a").asInt()).isEqualTo(1);
        assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
    }

    @Test
    void aKeyOfAnotherAgentForksNothing() {
        UUID original = checkpoints.taken("main", "{'state': {}}");
        checkpoints.taken("other", "{'state': {}}");
        client.post("/v1/agents/painter/threads/main/checkpoints", "{\"state\": {}}")
                .expect(201);
        String painter =
                client.get("/v1/agents/painter/threads/main").expect(200).text("/agent_id");

        Client restricted = client.withKey(
                Checkpoints.quoted("{'name': 'x', 'scopes': ['read', 'write'], 'agent_id': '%s'}".formatted(painter)));

        new Checkpoints(restricted).fork(original, "{'thread': 'branch'}").expect(404);
        new Checkpoints(restricted).prune("main", "{'keep_n': 1}").expect(404);
        restricted.delete("/v1/checkpoints/" + original).expect(404);
        restricted.patch("/v1/checkpoints/" + original, "{\"pinned\": true}").expect(404);
    }

    private JsonNode latest(String thread) {
        return client.get(Checkpoints.path(thread) + "/checkpoints/latest")
                .expect(200)
                .body();
    }
}
