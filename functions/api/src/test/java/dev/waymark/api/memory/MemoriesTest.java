package dev.waymark.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoriesTest {
    private static final String PATH = "/v1/agents/coder/memories";
    private static final String SEAT = "'content': {'concept': 'seat', 'definition': 'prefers the aisle'}";
    private static final String EMBEDDING = "'embedding': [" + "0.25,".repeat(1_535) + "-1]";

    private final Client client = Functions.shared().newTenant();

    private Functions.Answer remember(String members) {
        return client.post(PATH, json("{'memory_type': 'semantic', " + SEAT + ", " + members + "}"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private Functions.Answer read(UUID id) {
        return client.get("/v1/memories/" + id);
    }

    @Test
    void aMemoryIsReadBackAsItWasMadeWithDefaults() {
        Functions.Answer made = client.post(PATH, json("{'memory_type': 'semantic', " + SEAT + "}"))
                .expect(201);

        JsonNode read = read(made.id()).expect(200).body();
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(read.get("agent").asText()).isEqualTo("coder");
        assertThat(read.get("content")).isEqualTo(made.body().get("content"));
        assertThat(read.get("importance").asDouble()).isEqualTo(0.5);
        assertThat(read.get("decay_rate").asDouble()).isEqualTo(0.1);
        assertThat(read.get("related_memories")).isEmpty();
        assertThat(read.get("metadata")).isEmpty();
        assertThat(read.has("embedding")).isFalse();
    }

    @Test
    void everyMemberSurvives() {
        UUID related = remember("'importance': 1").expect(201).id();
        client.put("/v1/conversations/c", "{}").expect(201);
        UUID message = client.post(
                        "/v1/conversations/c/messages",
                        json("{'role': 'user', 'content': {'type': 'text', 'text': 'x'}}"))
                .expect(201)
                .id();

        Functions.Answer made =
                remember("""
                'importance': 0.25, 'decay_rate': 2.5, 'user_id': 'u1', 'related_memories': ['%s'], 'source_message_id': '%s',
                'expires_at': '2099-01-01T00:00:00Z', 'metadata': {'k': 'v'}, 'embedding_model': 'm', %s""".formatted(related, message, EMBEDDING)).expect(201);

        JsonNode read = read(made.id()).expect(200).body();
        assertThat(read.get("importance").asDouble()).isEqualTo(0.25);
        assertThat(read.get("decay_rate").asDouble()).isEqualTo(2.5);
        assertThat(read.get("user_id").asText()).isEqualTo("u1");
        assertThat(read.at("/related_memories/0").asText()).isEqualTo(related.toString());
        assertThat(read.get("source_message_id").asText()).isEqualTo(message.toString());
        assertThat(read.get("expires_at").asText()).isEqualTo("2099-01-01T00:00:00.000000Z");
        assertThat(read.at("/metadata/k").asText()).isEqualTo("v");
        assertThat(read.get("embedding_model").asText()).isEqualTo("m");
        assertThat(read.get("embedding_dimensions").asInt()).isEqualTo(1_536);
        assertThat(read.get("embedding")).hasSize(1_536);
        assertThat(read.at("/embedding/0").asDouble()).isEqualTo(0.25);
        assertThat(read.at("/embedding/1535").asDouble()).isEqualTo(-1);
        for (String member :
                List.of("importance", "user_id", "related_memories", "metadata", "content", "expires_at")) {
            assertThat(made.body().get(member)).as(member).isEqualTo(read.get(member));
        }
    }

    @Test
    void contentKeepsUnicodeThatJsonbCannotHold() {
        String odd = "a\\u0000b\\\\u0000\\\\\\u0000c";
        Functions.Answer made = client.post(
                        PATH,
                        "{\"memory_type\": \"working\", \"content\": {\"items\": [\"%s\", 9007199254740993], \"capacity\": 7, \"\": {}}}"
                                .formatted(odd))
                .expect(201);

        JsonNode content = read(made.id()).expect(200).body().get("content");

        assertThat(content.at("/items/0").asText()).isEqualTo("a\0b\\u0000\\\0c");
        assertThat(content.at("/items/1").asLong()).isEqualTo(9007199254740993L);
        assertThat(content.has("")).isTrue();
    }

    @Test
    void eachTypeNeedsItsKeysAndAllThatIsMissingIsToldAtOnce() {
        Functions.Answer answer = client.post(PATH, json("""
                {'memories': [{'memory_type': 'episodic', 'content': {}}, {'memory_type': 'semantic', 'content': {'concept': 1}},
                              {'memory_type': 'procedural', 'content': {'steps': []}},
                              {'memory_type': 'working', 'content': {'capacity': 1}, 'embedding': [1, 'x', 1e300]}]}""")).expect(422);

        assertThat(Pages.texts(listed(answer.body().get("errors")), "/pointer"))
                .containsExactlyInAnyOrder(
                        "/memories/0/content/event",
                        "/memories/0/content/temporal",
                        "/memories/1/content/definition",
                        "/memories/2/content/skill",
                        "/memories/3/content/items",
                        "/memories/3/embedding/1",
                        "/memories/3/embedding/2");
    }

    @Test
    void theDatabaseChecksTheKeysToo() {
        UUID id = remember("'importance': 1").expect(201).id();
        Sql sql = Sql.of(Functions.shared());

        assertThatThrownBy(() -> sql.run(
                        "update agent_memories set content = convert_to('{\"concept\": 1}', 'UTF8') where id = '" + id
                                + "'"))
                .hasStackTraceContaining("agent_memories_content_has_what_its_type_requires");
    }

    @Test
    void embeddingsThatCannotBeComparedAreRefusedWithTheirPlace() {
        assertThat(errors(remember("'embedding': [1, 2]"))).containsExactly("/embedding size");
        assertThat(errors(remember("'embedding': [" + "0,".repeat(1_535) + "0]")))
                .containsExactly("/embedding zero");
        assertThat(errors(remember("'embedding': 'x'"))).containsExactly("/embedding type");
        assertThat(errors(remember("'embedding': []"))).containsExactly("/embedding size");
        client.post(PATH, json("{'memory_type': 'semantic', " + SEAT + ", 'embedding': [NaN]}"))
                .expect(400);
        assertThat(errors(client.post(
                        PATH,
                        json("{'memories': [{'memory_type': 'semantic', %s, 'embedding': [1]}]}".formatted(SEAT)))))
                .containsExactly("/memories/0/embedding size");
    }

    private static List<JsonNode> listed(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    private static List<String> errors(Functions.Answer answer) {
        return answer.status() == 404
                ? List.of()
                : listed(answer.expect(422).body().get("errors")).stream()
                        .map(error -> error.get("pointer").asText() + " "
                                + error.get("code").asText())
                        .toList();
    }

    @Test
    void relatedMemoriesMustBeThereAndSeen() {
        Client other = Functions.shared().newTenant();
        UUID theirs = other.post(PATH, json("{'memory_type': 'semantic', " + SEAT + "}"))
                .expect(201)
                .id();
        UUID mine = remember("'importance': 1").expect(201).id();
        UUID expired =
                remember("'expires_at': '2020-01-01T00:00:00Z'").expect(201).id();

        Functions.Answer answer = remember("'related_memories': ['%s', '%s', '%s']".formatted(mine, theirs, expired))
                .expect(422);

        assertThat(Pages.texts(listed(answer.body().get("errors")), "/pointer"))
                .containsExactly("/related_memories/1", "/related_memories/2");
    }

    @Test
    void theMessageThatItWasTakenFromMustBeThere() {
        assertThat(errors(remember("'source_message_id': '" + UUID.randomUUID() + "'")))
                .containsExactly("/source_message_id unknown");
        UUID id = remember("'importance': 1").expect(201).id();
        assertThat(errors(client.patch(
                        "/v1/memories/" + id,
                        json("{'source_message_id': '" + UUID.randomUUID() + "'}"),
                        "If-Match",
                        "*")))
                .containsExactly("/source_message_id unknown");
    }

    @Test
    void manyComeInOneCallAllOrNone() {
        String memory = "{'memory_type': 'semantic', " + SEAT + "}";
        String many = json("{'memories': [" + (memory + ",").repeat(499) + memory + "]}");

        assertThat(client.post(PATH, many).expect(201).body().get("items")).hasSize(500);
        client.post(PATH, json("{'memories': [" + (memory + ",").repeat(500) + memory + "]}"))
                .expect(422);
        client.post(PATH, json("{'memories': [" + memory + ", {'memory_type': 'semantic', 'content': {}}]}"))
                .expect(422);

        assertThat(Pages.items(client.get(PATH + "?limit=500").expect(200))).hasSize(500);
    }

    @Test
    void theSameKeyAnswersTheSameMemories() {
        String body = json("{'memories': [{'memory_type': 'semantic', " + SEAT + "}]}");
        String key = UUID.randomUUID().toString();

        Functions.Answer first = client.post(PATH, body, "Idempotency-Key", key).expect(201);
        Functions.Answer again = client.post(PATH, body, "Idempotency-Key", key).expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(Pages.items(client.get(PATH).expect(200))).hasSize(1);
    }

    @Test
    void expiryHidesAtOnce() {
        UUID id = remember("'expires_at': '2020-01-01T00:00:00Z'").expect(201).id();
        UUID kept = remember("'importance': 1").expect(201).id();

        read(id).expect(404);
        client.patch("/v1/memories/" + id, "{\"importance\": 1}", "If-Match", "*")
                .expect(404);
        client.delete("/v1/memories/" + id).expect(404);
        assertThat(Pages.texts(Pages.items(client.get(PATH).expect(200)), "/id"))
                .containsExactly(kept.toString());
        assertThat(Pages.texts(Pages.items(client.post(PATH + "/search", "{}").expect(200)), "/memory/id"))
                .containsExactly(kept.toString());
    }

    @Test
    void aPatchChangesWhatItNamesAndNothingElse() {
        UUID id = remember(
                        "'user_id': 'u1', 'metadata': {'k': 'v'}, 'expires_at': '2099-01-01T00:00:00Z', " + EMBEDDING)
                .expect(201)
                .id();

        Functions.Answer patched = client.patch(
                        "/v1/memories/" + id, "{\"importance\": 0.9, \"expires_at\": null}", "If-Match", "\"1\"")
                .expect(200);

        assertThat(patched.headers()).containsEntry("etag", "\"2\"");
        JsonNode read = read(id).expect(200).body();
        assertThat(read.get("importance").asDouble()).isEqualTo(0.9);
        assertThat(read.get("expires_at").isNull()).isTrue();
        assertThat(read.at("/metadata/k").asText()).isEqualTo("v");
        assertThat(read.get("embedding")).hasSize(1_536);
        client.patch("/v1/memories/" + id, "{\"embedding\": null}", "If-Match", "\"2\"")
                .expect(200);
        assertThat(read(id).expect(200).body().has("embedding")).isFalse();
    }

    @Test
    void aPatchNeedsTheVersionAndContentThatFitsTheType() {
        UUID id = remember("'importance': 1").expect(201).id();
        String path = "/v1/memories/" + id;

        client.patch(path, "{\"importance\": 0.9}").expect(428);
        assertThat(client.patch(path, "{\"importance\": 0.9}", "If-Match", "\"7\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(1);
        assertThat(errors(client.patch(path, "{\"content\": {\"concept\": 1}}", "If-Match", "*")))
                .containsExactly("/content/definition required");
        assertThat(errors(client.patch(path, "{\"memory_type\": \"working\"}", "If-Match", "*")))
                .containsExactly("/content/items required", "/content/capacity required");
        client.patch(
                        path,
                        json("{'memory_type': 'working', 'content': {'items': ['fresh'], 'capacity': 1}}"),
                        "If-Match",
                        "*")
                .expect(200);
        assertThat(Pages.items(
                        client.post(PATH + "/search", "{\"query\": \"fresh\"}").expect(200)))
                .hasSize(1);
        assertThat(Pages.items(
                        client.post(PATH + "/search", "{\"query\": \"aisle\"}").expect(200)))
                .isEmpty();
    }

    @Test
    void theListIsPagedNewestFirstByTypeAndUser() {
        for (int i = 0; i < 5; i++) {
            remember("'user_id': 'u" + i % 2 + "', 'metadata': {'i': " + i + "}")
                    .expect(201);
        }
        client.post(PATH, json("{'memory_type': 'working', 'content': {'items': [], 'capacity': 1}}"))
                .expect(201);

        List<JsonNode> all = Pages.all(client, PATH + "?type=semantic&limit=2");
        assertThat(Pages.texts(all, "/metadata/i")).containsExactly("4", "3", "2", "1", "0");
        assertThat(Pages.texts(Pages.items(client.get(PATH + "?user=u1").expect(200)), "/metadata/i"))
                .containsExactly("3", "1");
        client.get("/v1/agents/nobody/memories").expect(404);
    }

    @Test
    void changesStandInTheAgentsChain() {
        UUID id = remember("'importance': 1").expect(201).id();
        client.patch("/v1/memories/" + id, "{\"importance\": 0.1}", "If-Match", "*")
                .expect(200);
        client.delete("/v1/memories/" + id).expect(204);
        read(id).expect(404);

        assertThat(Pages.texts(
                        Pages.items(
                                client.get("/v1/audit-events?subject_id=" + id).expect(200)),
                        "/action"))
                .containsExactlyInAnyOrder("memory.changed", "memory.deleted");
        assertThat(Pages.items(
                        client.get("/v1/audit-events?action=memories.recorded").expect(200)))
                .hasSize(1);
    }
}
