package dev.waymark.api.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import org.junit.jupiter.api.Test;

/// Conversations: their core state, who may see them, and what goes with them.
final class ConversationsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String WHOLE = """
            {"user_id": "u1", "agent": "coder", "user_input": "book\\u0000 a seat", "focus_areas": ["billing"], "step_count": 3,
             "last_tool_result": {"seat": [1.5, "\\u0000", 9223372036854775807]}, "metadata": {"a": 1}}""";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aConversationIsMadeReadReplacedAndDeleted() {
        Functions.Answer made = client.put(PATH, WHOLE).expect(201);

        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(made.text("/external_id")).isEqualTo("c1");
        assertThat(made.text("/user_input")).isEqualTo("book\0 a seat");
        assertThat(made.body().at("/last_tool_result/seat/2").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(made.text("/last_tool_result/seat/1")).isEqualTo("\0");
        assertThat(made.body().get("message_count").asInt()).isZero();
        assertThat(client.get(PATH).expect(200).body()).isEqualTo(made.body());
        // what is absent is emptied, and the version goes up
        Functions.Answer replaced =
                client.put(PATH, "{\"user_input\": \"x\"}", "If-Match", "\"1\"").expect(200);
        assertThat(replaced.id()).isEqualTo(made.id());
        assertThat(replaced.body().get("version").asInt()).isEqualTo(2);
        for (String emptied : new String[] {"user_id", "agent", "last_tool_result"}) {
            assertThat(replaced.body().get(emptied).isNull()).as(emptied).isTrue();
        }
        assertThat(replaced.body().get("focus_areas")).isEmpty();
        assertThat(replaced.body().get("step_count").asInt()).isZero();
        assertThat(replaced.body().get("metadata")).isEmpty();
        // the same again changes nothing
        assertThat(client.put(PATH, "{\"user_input\": \"x\"}", "If-Match", "*")
                        .expect(200)
                        .body())
                .isEqualTo(replaced.body());
        client.delete(PATH, "If-Match", "\"1\"").expect(412);
        client.delete(PATH, "If-Match", "\"2\"").expect(204);
        client.get(PATH).expect(404);
        client.delete(PATH).expect(404);
        assertThat(client.put(PATH, WHOLE).expect(201).id()).isNotEqualTo(made.id());
    }

    @Test
    void changingOneThatExistsTakesTheVersionThatTheCallerHasSeen() {
        client.put(PATH, WHOLE, "If-Match", "\"1\"").expect(404);
        client.put(PATH, WHOLE, "If-None-Match", "*").expect(201);

        client.put(PATH, "{}").expect(428);
        client.put(PATH, "{}", "If-None-Match", "*").expect(412);
        assertThat(client.put(PATH, "{}", "If-Match", "\"7\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(1);
        client.patch(PATH, "{}").expect(428);
        client.patch(PATH, "{}", "If-Match", "\"7\"").expect(412);
        client.patch("/v1/conversations/none", "{}", "If-Match", "*").expect(404);
    }

    @Test
    void aPatchTouchesOnlyWhatItNames() {
        JsonNode made = client.put(PATH, WHOLE).expect(201).body();

        JsonNode patched = client.patch(PATH, "{\"step_count\": 4}", "If-Match", "\"1\"")
                .expect(200)
                .body();

        assertThat(patched.get("step_count").asInt()).isEqualTo(4);
        assertThat(patched.get("version").asInt()).isEqualTo(2);
        made.properties().forEach(member -> {
            if (!member.getKey().matches("step_count|version|updated_at")) {
                assertThat(patched.get(member.getKey())).as(member.getKey()).isEqualTo(member.getValue());
            }
        });
        JsonNode emptied = client.patch(
                        PATH, "{\"user_input\": null, \"focus_areas\": null, \"agent\": null}", "If-Match", "\"2\"")
                .expect(200)
                .body();
        assertThat(emptied.get("user_input").isNull()).isTrue();
        assertThat(emptied.get("agent").isNull()).isTrue();
        assertThat(emptied.get("focus_areas")).isEmpty();
        assertThat(emptied.get("last_tool_result")).isEqualTo(made.get("last_tool_result"));
        // what is there already is no change
        assertThat(client.patch(PATH, "{\"step_count\": 4}", "If-Match", "*")
                        .expect(200)
                        .body())
                .isEqualTo(emptied);
    }

    @Test
    void whatIsWrongIsToldAtOnce() {
        Functions.Answer refused = client.put(PATH, """
                {"user_id": "", "agent": "", "focus_areas": "x", "step_count": -1, "metadata": {"a": "\\u0000"}, "zzz": 1}""").expect(422);
        assertThat(refused.body().get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/user_id", "/agent", "/focus_areas", "/step_count", "/metadata/a", "/zzz");
        client.get(PATH).expect(404);
    }

    @Test
    void aRestrictedKeySeesTheConversationsOfItsUserOrAgentAlone() {
        client.put(PATH, WHOLE).expect(201);
        client.put("/v1/conversations/other", WHOLE.replace("u1", "u2").replace("coder", "tester"))
                .expect(201);
        String agentId = client.get(PATH).text("/agent_id");
        String message = client.post(
                        "/v1/conversations/other/messages", "{\"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                .expect(201)
                .text("/id");
        Client user = client.withKey("{\"name\": \"u\", \"scopes\": [\"read\", \"write\"], \"user_id\": \"u1\"}");
        Client agent = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(agentId));

        for (Client restricted : new Client[] {user, agent}) {
            restricted.get(PATH).expect(200);
            restricted.get("/v1/conversations/other").expect(404);
            restricted.get("/v1/conversations/other/messages").expect(404);
            restricted.get("/v1/messages/" + message).expect(404);
            restricted
                    .post("/v1/conversations/other/messages", "{\"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                    .expect(404);
            restricted.patch("/v1/conversations/other", "{}", "If-Match", "*").expect(404);
            restricted.delete("/v1/conversations/other").expect(404);
            restricted.put("/v1/conversations/other", "{}").expect(409);
            String own = restricted
                    .post(PATH + "/messages", "{\"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                    .expect(201)
                    .text("/id");
            restricted.get("/v1/messages/" + own).expect(200);
        }
        assertThat(user.put("/v1/conversations/mine", "{}").expect(201).text("/user_id"))
                .isEqualTo("u1");
        assertThat(agent.put("/v1/conversations/its", "{}").expect(201).text("/agent"))
                .isEqualTo("coder");
        user.put("/v1/conversations/theirs", "{\"user_id\": \"u2\"}").expect(403);
        user.put("/v1/conversations/theirs", "{\"agent\": \"new\"}").expect(403);
        user.patch(PATH, "{\"user_id\": \"u2\"}", "If-Match", "*").expect(403);
        agent.put("/v1/conversations/theirs", "{\"agent\": \"tester\"}").expect(403);
    }

    @Test
    void deletingTakesAllAlongAndTheAuditKeepsTheFact() {
        client.put(PATH, WHOLE).expect(201);
        String message = client.post(
                        PATH + "/messages",
                        "{\"id\": \"00000000-0000-4000-8000-000000000001\", \"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                .expect(201)
                .text("/id");
        client.delete(PATH).expect(204);

        client.get("/v1/messages/" + message).expect(404);
        client.get(PATH + "/messages").expect(404);
        JsonNode events = client.get("/v1/audit-events").expect(200).body().get("items");
        assertThat(events.findValuesAsText("action"))
                .contains("conversation.created", "messages.appended", "conversation.deleted");
        events.forEach(event -> {
            if (event.get("action").asText().equals("messages.appended")) {
                assertThat(event.get("detail").isNull()).isTrue();
            }
        });
        // the id is free again
        client.put(PATH, WHOLE).expect(201);
        client.post(
                        PATH + "/messages",
                        "{\"id\": \"%s\", \"role\": \"user\", \"content\": {\"type\": \"text\"}}".formatted(message))
                .expect(201);
    }

    @Test
    void deletingAnAgentDeletesItsConversations() {
        client.put(PATH, WHOLE).expect(201);
        client.put("/v1/conversations/free", "{}").expect(201);
        client.delete("/v1/agents/coder").expect(204);
        client.get(PATH).expect(404);
        client.get("/v1/conversations/free").expect(200);
    }
}
