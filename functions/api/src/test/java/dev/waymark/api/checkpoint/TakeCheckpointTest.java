package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Taking checkpoints and reading them.
final class TakeCheckpointTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String THREAD = "/v1/agents/coder/threads/main";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aWholeStateIsTakenAndReadBack() {
        Functions.Answer taken = take(
                "{'state': {'plan': 'look', 'messages': [1, 2.5, null, {'': '\\u0000'}]}, 'metadata': {'step': 3}}");

        assertThat(taken.body().has("state")).isFalse();
        assertThat(taken.text("/thread")).isEqualTo("main");
        assertThat(taken.text("/checkpoint_type")).isEqualTo("manual");
        assertThat(taken.body().get("number").asInt()).isEqualTo(1);
        JsonNode read = get(taken.id());
        assertThat(read.get("state")).isEqualTo(json("{'plan': 'look', 'messages': [1, 2.5, null, {'': '\\u0000'}]}"));
        assertThat(read.get("writes")).isEmpty();
        assertThat(read.at("/metadata/step").asInt()).isEqualTo(3);
        assertThat(client.get(THREAD + "/checkpoints/latest").expect(200).body())
                .isEqualTo(read);
        assertThat(client.get(THREAD).expect(200).text("/agent")).isEqualTo("coder");
    }

    @Test
    void whatDiffersFromABaseIsSetUnsetKeptAndPatched() {
        UUID base = take("{'state': {'n': 1, 'draft': 'x', 'plan': {'a': [1]}, 'messages': %s}}"
                        .formatted(messages(40)))
                .id();

        Functions.Answer next = take("""
                {'base_checkpoint_id': '%s', 'set': {'n': 2, 'plan': {'a': [1, 2]}}, 'unset': ['draft', 'nothing'],
                 'patch': [{'op': 'add', 'path': '/messages/-', 'value': {'text': 'last'}}]}""".formatted(base));

        assertThat(next.text("/parent_checkpoint_id")).isEqualTo(base.toString());
        JsonNode state = get(next.id()).get("state");
        assertThat(state.size()).isEqualTo(3);
        assertThat(state.get("n").asInt()).isEqualTo(2);
        assertThat(state.at("/plan/a/1").asInt()).isEqualTo(2);
        assertThat(state.get("messages").size()).isEqualTo(41);
        assertThat(state.at("/messages/40/text").asText()).isEqualTo("last");
        assertThat(get(base).at("/state/draft").asText()).isEqualTo("x");
        JsonNode patched = get(take("""
                {'base_checkpoint_id': '%s', 'keep': ['messages', 'n', 'zzz'],
                 'patch': [{'op': 'replace', 'path': '/messages/3/text', 'value': 'edited'}, {'op': 'remove', 'path': '/messages/0'},
                           {'op': 'copy', 'from': '/n', 'path': '/m'}, {'op': 'test', 'path': '/m', 'value': 2}]}""".formatted(next.id())).id()).get("state");
        assertThat(patched.size()).isEqualTo(3);
        assertThat(patched.at("/messages/2/text").asText()).isEqualTo("edited");
        assertThat(patched.get("messages").size()).isEqualTo(40);
        assertThat(patched.get("m").asInt()).isEqualTo(2);
    }

    @Test
    void thePatchMayReplaceTheWholeState() {
        UUID base = take("{'state': {'n': 1, 'messages': %s}}".formatted(messages(40)))
                .id();

        UUID next = take("{'base_checkpoint_id': '%s', 'patch': [{'op': 'replace', 'path': '', 'value': {'x': 1}}]}"
                        .formatted(base))
                .id();

        assertThat(get(next).get("state")).isEqualTo(json("{'x': 1}"));
        for (String bad : new String[] {
            "{'op': 'replace', 'path': '', 'value': 1}",
            "{'op': 'remove', 'path': '/zzz'}",
            "{'op': 'test', 'path': '/n', 'value': 7}",
            "{'op': 'add', 'path': 'n', 'value': 7}",
            "{'op': 'zzz', 'path': '/n'}",
            "{'op': 'remove', 'path': ''}",
            "7"
        }) {
            assertThat(post("{'base_checkpoint_id': '%s', 'patch': [%s]}".formatted(base, bad))
                            .expect(422)
                            .text("/errors/0/pointer"))
                    .startsWith("/patch");
        }
    }

    @Test
    void anAppendCostsAboutItself() {
        Functions.Answer first = take("{'state': {'messages': %s}}".formatted(messages(1_000)));

        Functions.Answer next = take("""
                {'base_checkpoint_id': '%s', 'patch': [{'op': 'add', 'path': '/messages/-', 'value': %s}]}""".formatted(first.id(), message(1_000)));

        assertThat(first.body().get("size_bytes").asLong()).isGreaterThan(600_000);
        assertThat(next.body().get("stored_bytes").asLong()).isLessThan(1_500);
        assertThat(get(next.id()).at("/state/messages").size()).isEqualTo(1_001);
    }

    @Test
    void onlyTheKeysAskedForAreRead() {
        UUID checkpoint = take("{'state': {'a': 1, 'b': null, 'messages': %s}}".formatted(messages(40)))
                .id();

        assertThat(client.get("/v1/checkpoints/" + checkpoint + "?keys=a,zzz")
                        .expect(200)
                        .body()
                        .get("state"))
                .isEqualTo(json("{'a': 1}"));
        JsonNode latest = client.get(THREAD + "/checkpoints/latest?keys=b,messages")
                .expect(200)
                .body()
                .get("state");
        assertThat(latest.size()).isEqualTo(2);
        assertThat(latest.get("messages").size()).isEqualTo(40);
    }

    @Test
    void namespacesAreLinesOfTheirOwn() {
        UUID root = take("{'state': {'n': 1}}").id();
        UUID inner = take("{'state': {'n': 2}, 'namespace': 'a|b:c'}").id();

        assertThat(client.get(THREAD + "/checkpoints/latest").expect(200).id()).isEqualTo(root);
        assertThat(client.get(THREAD + "/checkpoints/latest?namespace=a%7Cb%3Ac")
                        .expect(200)
                        .id())
                .isEqualTo(inner);
        client.get(THREAD + "/checkpoints/latest?namespace=zzz").expect(404);
        client.get("/v1/agents/coder/threads/zzz/checkpoints/latest").expect(404);
    }

    @Test
    void pendingWritesAreKeptOncePerTaskAndIndex() {
        UUID checkpoint =
                take("{'state': {}, 'writes': [{'task_id': 't1', 'index': 0, 'key': 'messages', 'value': {'a': '\\u0000'}}]}")
                        .id();

        Functions.Answer receipt = client.post("/v1/checkpoints/" + checkpoint + "/writes", quoted("""
                        {'writes': [{'task_id': 't1', 'index': 0, 'key': 'other', 'value': 2}, {'task_id': 't1', 'index': -1, 'key': 'error', 'value': 1},
                                    {'task_id': 't0', 'index': 1, 'key': 'x', 'value': null}]}"""))
                .expect(201);
        client.post("/v1/checkpoints/" + checkpoint + "/writes", quoted("""
                        {'writes': [{'task_id': 't1', 'index': -1, 'key': 'error', 'value': 2}]}""")).expect(201);

        assertThat(receipt.body().get("stored").asInt()).isEqualTo(2);
        assertThat(get(checkpoint).get("writes")).isEqualTo(json("""
                [{'task_id': 't0', 'index': 1, 'task_path': '', 'key': 'x', 'value': null},
                 {'task_id': 't1', 'index': -1, 'task_path': '', 'key': 'error', 'value': 2},
                 {'task_id': 't1', 'index': 0, 'task_path': '', 'key': 'messages', 'value': {'a': '\\u0000'}}]"""));
        client.post(
                        "/v1/checkpoints/" + UUID.randomUUID() + "/writes",
                        quoted("{'writes': [{'task_id': 't', 'index': 0, 'key': 'k'}]}"))
                .expect(404);
    }

    @Test
    void bodiesThatDoNotFitTogetherAreToldWhole() {
        UUID base = take("{'state': {}}").id();

        assertThat(post("{'retention_policy': 'temporary', 'set': {}}")
                        .expect(422)
                        .body()
                        .get("errors"))
                .hasSize(2);
        assertThat(client.post("/v1/agents/coder/threads/stateless/checkpoints", "{}")
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/state");
        assertThat(post("{'state': {}, 'base_checkpoint_id': '%s', 'keep': []}".formatted(base))
                        .expect(422)
                        .body()
                        .get("errors"))
                .hasSize(2);
        assertThat(post("{'base_checkpoint_id': '%s'}".formatted(UUID.randomUUID()))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/base_checkpoint_id");
        assertThat(post("{'state': {}, 'parent_checkpoint_id': '%s'}".formatted(UUID.randomUUID()))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/parent_checkpoint_id");
        assertThat(post("{'state': {}, 'id': '%s'}".formatted(base)).expect(409).text("/type"))
                .endsWith("already-exists");
        post("{'state': []}").expect(422);
        assertThat(client.get(THREAD + "/checkpoints/latest").expect(200).id()).isEqualTo(base);
    }

    @Test
    void aBaseOfAnotherAgentIsUnknownToARestrictedKeyWhateverThePatch() {
        UUID base = take("{'state': {'secret': 1}}").id();
        String own = "/v1/agents/own/threads/main/checkpoints";
        String agent = client.post(own, quoted("{'state': {}}")).expect(201).text("/agent_id");
        Client restricted = client.withKey(
                "{\"name\": \"own\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(agent));

        for (int guess : new int[] {1, 2}) {
            String body =
                    quoted("{'base_checkpoint_id': '%s', 'patch': [{'op': 'test', 'path': '/secret', 'value': %d}]}"
                            .formatted(base, guess));
            assertThat(restricted.post(own, body).expect(422).text("/errors/0/pointer"))
                    .isEqualTo("/base_checkpoint_id");
        }
    }

    @Test
    void theSameKeyTakesOneCheckpoint() {
        String body = quoted("{'state': {'n': 1}}");
        Functions.Answer first = client.post(
                        THREAD + "/checkpoints", body, "Idempotency-Key", "k", "Prefer", "return=representation")
                .expect(201);

        Functions.Answer second = client.post(
                        THREAD + "/checkpoints", body, "Idempotency-Key", "k", "Prefer", "return=representation")
                .expect(201);

        assertThat(first.body().at("/state/n").asInt()).isEqualTo(1);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(take("{'state': {'n': 1}}").body().get("number").asInt()).isEqualTo(2);
    }

    private Functions.Answer take(String body) {
        return post(body).expect(201);
    }

    private Functions.Answer post(String body) {
        return client.post(THREAD + "/checkpoints", quoted(body));
    }

    private JsonNode get(UUID checkpoint) {
        return client.get("/v1/checkpoints/" + checkpoint).expect(200).body();
    }

    private static String messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(TakeCheckpointTest::message)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String message(int number) {
        String text = IntStream.range(0, 160)
                .mapToObj(i -> Integer.toString((number * 7_919 + i * 104_729) % 46_656, 36))
                .collect(Collectors.joining(" "));
        return "{'number': %d, 'text': '%s'}".formatted(number, text);
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    private static JsonNode json(String text) {
        try {
            return Functions.JSON.readTree(quoted(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
