package dev.waymark.api.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoryKeysTest {
    private static final String PATH = "/v1/agents/coder/memories";
    private static final String VECTOR = "\"embedding\": [" + "1,".repeat(1_535) + "1]";

    private final Client admin = Functions.shared().newTenant();
    private final UUID mine = remember(admin, "coder", "u1");
    private final UUID others = remember(admin, "coder", "u2");
    private final UUID nobodys = remember(admin, "coder", null);
    private final UUID otherAgents = remember(admin, "writer", "u1");
    private final Client user =
            admin.withKey("{\"name\": \"u\", \"scopes\": [\"read\", \"write\"], \"user_id\": \"u1\"}");
    private final Client agent =
            admin.withKey("{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}"
                    .formatted(admin.get("/v1/agents/coder").expect(200).text("/id")));

    private static UUID remember(Client client, String agent, @org.jspecify.annotations.Nullable String user) {
        return client.post("/v1/agents/" + agent + "/memories", memory(user))
                .expect(201)
                .id();
    }

    private static String memory(@org.jspecify.annotations.Nullable String user) {
        return """
                {"memory_type": "semantic", "content": {"concept": "aisle", "definition": "d"}, %s%s}""".formatted(user == null ? "" : "\"user_id\": \"" + user + "\", ", VECTOR);
    }

    @Test
    void aUsersKeySeesThatUsersMemoriesAlone() {
        user.get("/v1/memories/" + mine).expect(200);
        user.get("/v1/memories/" + others).expect(404);
        user.get("/v1/memories/" + nobodys).expect(404);
        assertThat(Pages.texts(Pages.items(user.get(PATH).expect(200)), "/id")).containsExactly(mine.toString());
        for (String search : new String[] {
            "{}", "{\"query\": \"aisle\"}", "{" + VECTOR + "}", "{\"user\": \"u1\"}", "{\"metadata\": {}}"
        }) {
            assertThat(Pages.texts(
                            Pages.items(user.post(PATH + "/search", search).expect(200)), "/memory/id"))
                    .as(search)
                    .containsExactly(mine.toString());
        }
        assertThat(Pages.items(user.post(PATH + "/search", "{\"user\": \"u2\"}").expect(200)))
                .isEmpty();
    }

    @Test
    void aUsersKeyWritesThatUsersMemoriesAlone() {
        assertThat(user.post(PATH, memory(null)).expect(201).text("/user_id")).isEqualTo("u1");
        user.post(PATH, memory("u2")).expect(403);
        user.patch("/v1/memories/" + others, "{\"importance\": 1}", "If-Match", "*")
                .expect(404);
        user.delete("/v1/memories/" + nobodys).expect(404);
        user.post("/v1/agents/nobody-yet/memories", memory(null)).expect(403);
        user.post(PATH, """
                {"memory_type": "semantic", "content": {"concept": "c", "definition": "d"}, "related_memories": ["%s"]}""".formatted(others)).expect(422);
        user.post(PATH + "/consolidate", """
                {"source_ids": ["%s"], "type": "semantic", "content": {"concept": "c", "definition": "d"}}""".formatted(others)).expect(422);
        user.delete("/v1/memories/" + mine).expect(204);
    }

    @Test
    void anAgentsKeySeesAndWritesThatAgentsMemoriesAlone() {
        agent.get("/v1/memories/" + others).expect(200);
        agent.get("/v1/memories/" + otherAgents).expect(404);
        agent.post("/v1/agents/writer/memories/search", "{}").expect(404);
        agent.get("/v1/agents/writer/memories").expect(404);
        agent.post("/v1/agents/writer/memories", memory(null)).expect(403);
        assertThat(Pages.items(agent.post(PATH + "/search", "{" + VECTOR + "}").expect(200)))
                .hasSize(3);
        agent.delete("/v1/memories/" + otherAgents).expect(404);
    }

    @Test
    void aReadKeyMaySearchAndReadButNotWrite() {
        Client reader = admin.withKey("{\"name\": \"r\", \"scopes\": [\"read\"]}");

        reader.get("/v1/memories/" + mine).expect(200);
        reader.post(PATH + "/search", "{}").expect(200);
        reader.post(PATH, memory(null)).expect(403);
    }
}
