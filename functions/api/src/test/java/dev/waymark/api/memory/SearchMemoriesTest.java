package dev.waymark.api.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SearchMemoriesTest {
    private static final String PATH = "/v1/agents/coder/memories";

    private final Client client = Functions.shared().newTenant();

    private UUID remember(String text, String members) {
        return client.post(PATH, json("""
                {'memory_type': 'semantic', 'content': {'concept': 'x', 'definition': '%s'}%s}""".formatted(text, members))).expect(201).id();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private List<JsonNode> search(String body) {
        return Pages.items(client.post(PATH + "/search", json(body)).expect(200));
    }

    private List<String> found(String body) {
        return Pages.texts(search(body), "/memory/content/definition");
    }

    private static String embedding(double... first) {
        ArrayNode numbers = Functions.JSON.createArrayNode();
        for (int i = 0; i < 1_536; i++) {
            numbers.add(i < first.length ? first[i] : 0.0);
        }
        return "'embedding': " + numbers;
    }

    @Test
    void aQueryFindsWhatMatchesWithItsParts() {
        remember("prefers the aisle", "");
        remember("prefers the window", "");

        List<JsonNode> items = search("{'query': 'aisles'}");

        assertThat(items).hasSize(1);
        JsonNode parts = items.getFirst().get("parts");
        assertThat(items.getFirst().at("/memory/content/definition").asText()).isEqualTo("prefers the aisle");
        assertThat(parts.get("vector").isNull()).isTrue();
        assertThat(parts.get("text").asDouble()).isBetween(0.5, 1.0);
        assertThat(parts.get("importance").asDouble()).isEqualTo(0.5);
        assertThat(parts.get("recency").asDouble()).isBetween(0.99, 1.0);
        assertThat(items.getFirst().get("score").asDouble()).isBetween(0.5, 1.0);
    }

    @Test
    void aQueryIsWrittenAsForAWebSearch() {
        remember("red apple pie", "");
        remember("green apple", "");
        remember("red pear", "");

        assertThat(found("{'query': 'apple -pie'}")).containsExactly("green apple");
        assertThat(found("{'query': 'pear or pie'}")).containsExactlyInAnyOrder("red pear", "red apple pie");
        assertThat(found("{'query': '\\\"red apple\\\"'}")).containsExactly("red apple pie");
        for (String odd : List.of("'' | & ! ( :*", "\\\\ % _", "a' or 1=1 --", "<-> <2>", "-", "\\\"")) {
            client.post(PATH + "/search", "{\"query\": \"%s\"}".formatted(odd)).expect(200);
        }
    }

    @Test
    void theNearestComeFirstAndOppositesCountNothing() {
        remember("right on", ", " + embedding(2, 0));
        remember("near", ", " + embedding(1, 0.5));
        remember("across", ", " + embedding(0, 1));
        remember("opposite", ", " + embedding(-1, 0));
        remember("without", "");

        List<JsonNode> items =
                search("{" + embedding(1, 0) + ", 'weights': {'vector': 1, 'importance': 0, 'recency': 0}}");

        assertThat(Pages.texts(items, "/memory/content/definition").subList(0, 2))
                .containsExactly("right on", "near");
        assertThat(items).hasSize(5);
        assertThat(items.get(0).at("/parts/vector").asDouble()).isEqualTo(1);
        assertThat(items.get(1).at("/score").asDouble())
                .isEqualTo(items.get(1).at("/parts/vector").asDouble());
        for (JsonNode rest : items.subList(2, 5)) {
            assertThat(rest.at("/parts/vector").asDouble()).isZero();
            assertThat(rest.at("/parts/text").isNull()).isTrue();
        }
    }

    @Test
    void withAnEmbeddingWordsAddToTheRankAndExcludeNothing() {
        remember("plain", ", " + embedding(1, 0));
        remember("magic word", ", " + embedding(1, 0));

        assertThat(found("{'query': 'magic', " + embedding(1, 0) + "}")).containsExactly("magic word", "plain");
    }

    @Test
    void importanceAndWeightsDecideWhereNothingElseDoes() {
        remember("dull", ", 'importance': 0.1");
        remember("grave", ", 'importance': 1");

        assertThat(found("{}")).containsExactly("grave", "dull");
        assertThat(found("{'min_importance': 0.5}")).containsExactly("grave");
        assertThat(found("{'limit': 1}")).containsExactly("grave");
        client.post(PATH + "/search", json("{'weights': {'importance': 0, 'recency': 0}}"))
                .expect(422);
    }

    @Test
    void filtersNarrowWithAndWithoutAnEmbedding() {
        remember("a", ", 'user_id': 'u1', 'metadata': {'k': {'deep': ['x', 'y']}, 'n': 1}, " + embedding(1));
        remember("b", ", 'user_id': 'u2', 'metadata': {'k': 'x'}, " + embedding(1));
        client.post(PATH, json("{'memory_type': 'working', 'content': {'items': ['c'], 'capacity': 1}}"))
                .expect(201);

        for (String with : List.of("", ", " + embedding(1))) {
            assertThat(found("{'user': 'u1'" + with + "}")).containsExactly("a");
            assertThat(search("{'types': ['working']" + with + "}")).hasSize(1);
            assertThat(found("{'metadata': {'k': {'deep': ['y']}}" + with + "}"))
                    .containsExactly("a");
            assertThat(found("{'metadata': {'k': 'x'}" + with + "}")).containsExactly("b");
            assertThat(search("{'metadata': {}" + with + "}")).hasSize(3);
            assertThat(search("{'metadata': {'k': '\\\"} or true --'}" + with + "}"))
                    .isEmpty();
            assertThat(search("{'from': '2099-01-01T00:00:00Z'" + with + "}")).isEmpty();
            assertThat(search("{'to': '2020-01-01T00:00:00Z'" + with + "}")).isEmpty();
            assertThat(search("{'from': '2020-01-01T00:00:00Z', 'to': '2099-01-01T00:00:00Z'" + with + "}"))
                    .hasSize(3);
        }
    }

    @Test
    void whatIsFoundCountsAsAccessedAndIsFresherThen() {
        UUID id = remember("prefers the aisle", "");
        remember("prefers the window", "");

        search("{'query': 'aisle'}");
        search("{'query': 'aisle'}");

        JsonNode list = client.get(PATH).expect(200).body();
        for (JsonNode memory : list.get("items")) {
            boolean found = memory.get("id").asText().equals(id.toString());
            assertThat(memory.get("access_count").asLong()).isEqualTo(found ? 2 : 0);
            assertThat(memory.get("last_accessed_at").isNull()).isEqualTo(!found);
            assertThat(memory.get("version").asLong()).isEqualTo(1);
        }
        assertThat(search("{'query': 'aisle'}")
                        .getFirst()
                        .at("/memory/access_count")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void anUnknownAgentIsNotFoundAndOneWithoutMemoriesHasNone() {
        client.post(PATH + "/search", "{}").expect(404);
        client.post(PATH + "/search", json("{" + embedding(1) + "}")).expect(404);
        client.put("/v1/agents/coder", "{}").expect(201);
        assertThat(search("{}")).isEmpty();
        assertThat(search("{" + embedding(1) + "}")).isEmpty();
    }

    @Test
    void anEmbeddingOfAnotherLengthIsRefused() {
        remember("a", "");
        ObjectNode body = Functions.JSON.createObjectNode();
        body.putArray("embedding").add(1).add(2);

        Functions.Answer answer = client.post(PATH + "/search", body).expect(422);

        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/embedding");
    }
}
