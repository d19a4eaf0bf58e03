package dev.waymark.api.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ConsolidateMemoriesTest {
    private static final String PATH = "/v1/agents/coder/memories";

    private final Client client = Functions.shared().newTenant();
    private final UUID first = remember("coder", "prefers the aisle on long flights, whatever it costs", 0.4);
    private final UUID second = remember("coder", "asked for the aisle again and again", 0.8);

    private UUID remember(String agent, String text, double importance) {
        return client.post("/v1/agents/" + agent + "/memories", """
                {"memory_type": "semantic", "content": {"concept": "seat", "definition": "%s"}, "importance": %s, "user_id": "u1"}""".formatted(text, importance))
                .expect(201)
                .id();
    }

    private String body(UUID... sources) {
        return """
                {"source_ids": %s, "type": "semantic", "content": {"concept": "seat", "definition": "aisle"}, "consolidation_type": "summarize"}""".formatted(Functions.JSON.valueToTree(sources));
    }

    @Test
    void theSourcesStayAndOnlyTheNewOneIsFound() {
        Functions.Answer made =
                client.post(PATH + "/consolidate", body(first, second)).expect(201);

        JsonNode memory = made.body().get("memory");
        String id = memory.get("id").asText();
        assertThat(made.text("/consolidated_memory_id")).isEqualTo(id);
        assertThat(made.text("/consolidation_type")).isEqualTo("summarize");
        assertThat(made.body().get("source_memories")).hasSize(2);
        assertThat(made.body().get("tokens_saved").asLong()).isPositive();
        assertThat(memory.get("importance").asDouble())
                .as("the greatest of the sources")
                .isEqualTo(0.8);
        assertThat(memory.get("user_id").asText()).as("that of all sources").isEqualTo("u1");
        assertThat(client.get("/v1/memories/" + first).expect(200).text("/superseded_by"))
                .isEqualTo(id);
        assertThat(Pages.texts(
                        Pages.items(client.post(PATH + "/search", "{\"query\": \"aisle\"}")
                                .expect(200)),
                        "/memory/id"))
                .containsExactly(id);
        assertThat(Pages.items(client.post(PATH + "/search", "{\"query\": \"aisle\", \"include_superseded\": true}")
                        .expect(200)))
                .hasSize(3);
        assertThat(Pages.items(client.get(PATH).expect(200))).hasSize(1);
        assertThat(Pages.items(client.get(PATH + "?include_superseded=true").expect(200)))
                .hasSize(3);
        assertThat(Sql.of(Functions.shared())
                        .number("select tokens_saved from memory_consolidations where id = ?", made.id()))
                .isEqualTo(made.body().get("tokens_saved").asLong());
    }

    @Test
    void theSameKeyAnswersTheSameEvenOnceASourceIsGone() {
        String key = UUID.randomUUID().toString();
        Functions.Answer made = client.post(PATH + "/consolidate", body(first, second), "Idempotency-Key", key)
                .expect(201);
        client.delete("/v1/memories/" + first).expect(204);

        Functions.Answer again = client.post(PATH + "/consolidate", body(first, second), "Idempotency-Key", key)
                .expect(201);

        assertThat(again.body()).isEqualTo(made.body());
        assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
    }

    @Test
    void whatIsSupersededIsNotConsolidatedAgainUntilItsSuccessorIsGone() {
        String made = client.post(PATH + "/consolidate", body(first, second))
                .expect(201)
                .text("/consolidated_memory_id");

        client.post(PATH + "/consolidate", body(first)).expect(409);
        client.delete("/v1/memories/" + made).expect(204);

        assertThat(client.get("/v1/memories/" + first)
                        .expect(200)
                        .body()
                        .get("superseded_by")
                        .isNull())
                .isTrue();
        client.post(PATH + "/consolidate", body(first)).expect(201);
    }

    @Test
    void sourcesMustBeTheAgentsOwnAndNamedOnce() {
        UUID other = remember("writer", "x", 0.5);

        assertThat(client.post(PATH + "/consolidate", body(first, other))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/source_ids/1");
        assertThat(client.post(PATH + "/consolidate", body(first, first))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/source_ids/1");
        client.post(PATH + "/consolidate", body()).expect(422);
        assertThat(client.get("/v1/memories/" + first)
                        .expect(200)
                        .body()
                        .get("superseded_by")
                        .isNull())
                .isTrue();
    }
}
