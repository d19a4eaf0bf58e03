package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Memories of a tenant that encrypts what they say.
final class EncryptedMemoriesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String MEMORIES = "/v1/agents/coder/memories";
    private static final String ON =
            "{\"embedding_dimensions\": 3, \"encryption\": {\"fields\": [\"memories.content\"]}}";
    private static final String OFF = "{\"embedding_dimensions\": 3}";

    private final Client client = FUNCTIONS.newTenant();
    private final Sql sql = Sql.of(FUNCTIONS);
    private final String mark = "mark" + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36);
    private final Walks walks = new Walks(FUNCTIONS, client);

    @BeforeEach
    void begin() {
        client.put("/v1/settings", ON).expect(200);
    }

    private Set<String> leaks() {
        return new Leaks(FUNCTIONS).of(mark, walks.tenant());
    }

    private String memory(String concept) {
        return """
                {"memory_type": "semantic", "content": {"concept": "%s", "definition": "%s \\u0000"}, "embedding": [1, 2, 3]}""".formatted(concept, mark);
    }

    private static String concept(JsonNode memory) {
        return memory.at("/content/concept").asText();
    }

    @Test
    void whatIsRememberedIsReadAsItWasToldAndStoredNowhere() {
        Functions.Answer made =
                client.post(MEMORIES, memory("a"), "Idempotency-Key", "k").expect(201);
        assertThat(made.text("/content/definition")).isEqualTo(mark + " \u0000");
        assertThat(client.post(MEMORIES, memory("a"), "Idempotency-Key", "k")
                        .expect(201)
                        .body())
                .isEqualTo(made.body());
        UUID id = made.id();
        Functions.Answer changed = client.patch(
                        "/v1/memories/" + id,
                        "{\"content\": {\"concept\": \"b\", \"definition\": \"" + mark + "\"}}",
                        "If-Match",
                        "\"1\"")
                .expect(200);
        assertThat(concept(changed.body())).isEqualTo("b");
        assertThat(concept(client.get("/v1/memories/" + id).expect(200).body())).isEqualTo("b");
        assertThat(concept(client.get(MEMORIES).expect(200).body().at("/items/0")))
                .isEqualTo("b");
        JsonNode found = client.post(MEMORIES + "/search", "{\"embedding\": [1, 2, 3]}")
                .expect(200)
                .body();
        assertThat(concept(found.at("/items/0/memory"))).isEqualTo("b");
        assertThat(client.post(MEMORIES + "/search", "{\"query\": \"" + mark + "\"}")
                        .expect(200)
                        .body()
                        .get("items"))
                .as("nothing of it is found by words")
                .isEmpty();
        JsonNode merged = client.post(MEMORIES + "/consolidate", """
                        {"source_ids": ["%s"], "type": "semantic", "content": {"concept": "c", "definition": "%s"}}""".formatted(id, mark))
                .expect(201)
                .body();
        assertThat(concept(merged.get("memory"))).isEqualTo("c");
        assertThat(leaks()).isEmpty();
    }

    @Test
    void whatATypeRequiresIsAskedForAllTheSame() {
        client.post(MEMORIES, "{\"memory_type\": \"episodic\", \"content\": {\"event\": \"x\"}}")
                .expect(422);
        String memory =
                "/v1/memories/" + client.post(MEMORIES, memory("a")).expect(201).id();

        Functions.Answer lacking = client.patch(memory, "{\"content\": {\"concept\": \"x\"}}", "If-Match", "*")
                .expect(422);
        assertThat(lacking.text("/errors/0/pointer")).isEqualTo("/content/definition");
        Functions.Answer misfit = client.patch(memory, "{\"memory_type\": \"procedural\"}", "If-Match", "*")
                .expect(422);
        assertThat(misfit.text("/errors/0/pointer")).isEqualTo("/content/skill");
        Functions.Answer both = client.patch(
                        memory,
                        "{\"content\": {\"skill\": \"x\", \"steps\": [], \"concept\": 1, \"definition\": 2}}",
                        "If-Match",
                        "*")
                .expect(200);
        assertThat(client.patch(
                                memory,
                                "{\"memory_type\": \"procedural\"}",
                                "If-Match",
                                both.headers().get("etag"))
                        .expect(200)
                        .text("/memory_type"))
                .isEqualTo("procedural");
        assertThat(client.patch(memory, "{\"importance\": 0.9}", "If-Match", "*")
                        .expect(200)
                        .text("/content/skill"))
                .isEqualTo("x");
    }

    @Test
    void aCiphertextIsWorthNothingAnywhereElse() {
        UUID one = client.post(MEMORIES, memory("one")).expect(201).id();
        UUID other = client.post(MEMORIES, memory("other")).expect(201).id();
        sql.run(
                "update agent_memories set content = (select content from agent_memories where id = '%s') where id = '%s'"
                        .formatted(one, other));
        assertThat(client.get("/v1/memories/" + other).expect(500).problem()).isEqualTo("integrity-error");
        assertThat(client.get(MEMORIES).expect(500).problem()).isEqualTo("integrity-error");
        assertThat(concept(client.get("/v1/memories/" + one).expect(200).body()))
                .isEqualTo("one");
    }

    @Test
    void whatWasThereBeforeIsBroughtAlongAndBackAgain() {
        client.put("/v1/settings", OFF).expect(200);
        UUID id = client.post(MEMORIES, memory("a")).expect(201).id();
        assertThat(leaks())
                .containsExactly(
                        "agent_memories.content", "agent_memories.search_text", "agent_memories.search_vector");
        JsonNode before = client.get(MEMORIES).expect(200).body();

        client.put("/v1/settings", ON).expect(200);
        assertThat(walks.go()).isEqualTo(1);
        assertThat(leaks()).isEmpty();
        assertThat(client.get(MEMORIES).expect(200).body())
                .as("no version, no time")
                .isEqualTo(before);

        client.put("/v1/settings", OFF).expect(200);
        assertThat(walks.go()).isEqualTo(1);
        assertThat(client.post(MEMORIES + "/search", "{\"query\": \"" + mark + "\"}")
                        .expect(200)
                        .text("/items/0/memory/id"))
                .isEqualTo(id.toString());
    }
}
