package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists of checkpoints, and what led to one.
final class ListCheckpointsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String MAIN = "/v1/agents/coder/threads/main/checkpoints";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aThreadIsPagedFromTheNewestToTheOldest() {
        List<UUID> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(take(MAIN, "{'state': {'n': %d}, 'metadata': {'step': %d}}".formatted(i, i)));
        }

        JsonNode first = client.get(MAIN + "?limit=2&expand=state").expect(200).body();
        JsonNode second = client.get(
                        MAIN + "?limit=3&cursor=" + first.get("next_cursor").asText())
                .expect(200)
                .body();

        assertThat(ids(first)).containsExactly(taken.get(4), taken.get(3));
        assertThat(first.at("/items/0/state/n").asInt()).isEqualTo(4);
        assertThat(first.at("/items/0").has("writes")).isFalse();
        assertThat(ids(second)).containsExactly(taken.get(2), taken.get(1), taken.get(0));
        assertThat(second.get("next_cursor").isNull()).isTrue();
        assertThat(second.at("/items/0").has("state")).isFalse();
        assertThat(ids(client.get(MAIN + "?before=" + taken.get(2)).expect(200).body()))
                .containsExactly(taken.get(1), taken.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "metadata.step=1, 1",
        "metadata.source=loop, 2",
        "metadata.source=loop&metadata.step=1, 1",
        "metadata.deep.x=true, 1",
        "metadata.step=7, 0",
        "metadata.source=%27%20or%20true%20--, 0",
        "namespace=a, 1",
        "namespace=, 2",
        "namespace=zzz, 0"
    })
    void aListIsNarrowedByNamespaceAndMetadata(String query, int count) {
        take(MAIN, "{'state': {}, 'metadata': {'source': 'input', 'step': 0, 'deep': {'x': true}}}");
        take(MAIN, "{'state': {}, 'metadata': {'source': 'loop', 'step': 1}}");
        take(MAIN, "{'state': {}, 'metadata': {'source': 'loop', 'step': 2}, 'namespace': 'a'}");

        assertThat(ids(client.get(MAIN + "?" + query).expect(200).body())).hasSize(count);
        assertThat(ids(client.get("/v1/agents/coder/checkpoints?" + query)
                        .expect(200)
                        .body()))
                .hasSize(count);
    }

    @Test
    void allThreadsOfAnAgentAreListedTogether() {
        UUID one = take(MAIN, "{'state': {'a': 1}, 'writes': [{'task_id': 't', 'index': 0, 'key': 'k', 'value': 1}]}");
        UUID two = take("/v1/agents/coder/threads/other/checkpoints", "{'state': {}}");
        take("/v1/agents/stranger/threads/main/checkpoints", "{'state': {}}");

        JsonNode all = client.get("/v1/agents/coder/checkpoints?expand=state,writes&limit=1")
                .expect(200)
                .body();
        assertThat(ids(all)).containsExactly(two);
        JsonNode rest = client.get("/v1/agents/coder/checkpoints?expand=state,writes&cursor="
                        + all.get("next_cursor").asText())
                .expect(200)
                .body();
        assertThat(ids(rest)).containsExactly(one);
        assertThat(rest.at("/items/0/state/a").asInt()).isEqualTo(1);
        assertThat(rest.at("/items/0/writes/0/key").asText()).isEqualTo("k");
        assertThat(client.get("/v1/agents/nobody/checkpoints")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void theHistoryOfAMemberEndsWhereAStateHasIt() {
        UUID root = take(
                MAIN,
                "{'state': {'a': null, 'b': 1}, 'writes': [{'task_id': 't', 'index': 0, 'key': 'a', 'value': 1}]}");
        UUID middle = take(MAIN, """
                {'base_checkpoint_id': '%s', 'keep': ['b'], 'set': {'b': 2},
                 'writes': [{'task_id': 't', 'index': 0, 'key': 'a', 'value': 2}, {'task_id': 't', 'index': 1, 'key': 'zzz', 'value': 3}]}""".formatted(root));
        UUID leaf = take(MAIN, "{'base_checkpoint_id': '%s', 'keep': [], 'set': {'c': 1}}".formatted(middle));

        JsonNode items = client.get("/v1/checkpoints/" + leaf + "/history?keys=a,b")
                .expect(200)
                .body()
                .get("items");

        assertThat(items).hasSize(2);
        assertThat(items.at("/0/id").asText()).isEqualTo(middle.toString());
        assertThat(items.at("/0/writes")).hasSize(1);
        assertThat(items.at("/0/writes/0/value").asInt()).isEqualTo(2);
        assertThat(items.at("/0/state").toString()).isEqualTo("{\"b\":2}");
        assertThat(items.at("/1/id").asText()).isEqualTo(root.toString());
        assertThat(items.at("/1/writes/0/value").asInt()).isEqualTo(1);
        assertThat(items.at("/1/state").toString()).isEqualTo("{\"a\":null}");
        assertThat(client.get("/v1/checkpoints/" + root + "/history?keys=a")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
        client.get("/v1/checkpoints/" + UUID.randomUUID() + "/history?keys=a").expect(404);
        assertThat(client.get("/v1/checkpoints/" + middle + "/history")
                        .expect(200)
                        .body()
                        .at("/items/0/state")
                        .toString())
                .isEqualTo("{\"b\":1}");
    }

    private UUID take(String path, String body) {
        return client.post(path, body.replace('\'', '"')).expect(201).id();
    }

    private static List<UUID> ids(JsonNode page) {
        return page.get("items").findValuesAsText("id").stream()
                .map(UUID::fromString)
                .toList();
    }
}
