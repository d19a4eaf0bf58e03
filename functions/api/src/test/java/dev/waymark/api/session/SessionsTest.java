package dev.waymark.api.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sessions: where they go, and what is counted in them.
final class SessionsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";

    private final Client client = FUNCTIONS.newTenant();

    @BeforeEach
    void makeConversation() {
        client.put(PATH, "{\"user_id\": \"u1\", \"agent\": \"coder\"}").expect(201);
    }

    @Test
    void aSessionIsPausedResumedAndCompleted() {
        Functions.Answer begun = client.post(
                        PATH + "/sessions", "{\"session_state\": {\"a\": \"\\u0000\"}, \"metadata\": {\"m\": 1}}")
                .expect(201);
        assertThat(begun.text("/status")).isEqualTo("active");
        assertThat(begun.text("/user_id")).isEqualTo("u1");
        assertThat(begun.text("/agent")).isEqualTo("coder");
        assertThat(begun.text("/conversation")).isEqualTo("c1");
        assertThat(client.get(PATH + "/sessions").expect(200).body().at("/items/0"))
                .isEqualTo(begun.body());

        Functions.Answer paused = move(begun, 1, """
                {"status": "paused", "interruption_context": {"waits_for": "a receipt"}}""").expect(200);
        assertThat(paused.text("/interruption_context/waits_for")).isEqualTo("a receipt");
        assertThat(paused.text("/session_state/a")).isEqualTo("\0");
        Functions.Answer resumed = move(begun, 2, "{\"status\": \"active\"}").expect(200);
        assertThat(resumed.text("/interruption_context/waits_for")).isEqualTo("a receipt");
        assertThat(move(begun, 3, "{\"status\": \"paused\"}")
                        .expect(200)
                        .body()
                        .get("interruption_context")
                        .isNull())
                .isTrue();
        Functions.Answer completed = move(begun, 4, "{\"status\": \"completed\", \"session_state\": null}")
                .expect(200);
        assertThat(completed.body().get("ended_at").isNull()).isFalse();
        assertThat(completed.body().get("session_state").isNull()).isTrue();
        for (String status : new String[] {"active", "paused", "abandoned", "completed"}) {
            assertThat(move(begun, 5, "{\"status\": \"%s\"}".formatted(status))
                            .expect(409)
                            .problem())
                    .isEqualTo("move-not-allowed");
        }
    }

    @Test
    void movesAreLegalOrRefused() {
        Functions.Answer begun = client.post(PATH + "/sessions", "{}").expect(201);
        client.patch("/v1/sessions/" + begun.id(), "{\"status\": \"paused\"}").expect(428);
        move(begun, 7, "{\"status\": \"paused\"}").expect(412);
        move(begun, 1, "{\"interruption_context\": {}}").expect(409);
        move(begun, 1, "{\"status\": \"odd\"}").expect(422);
        move(begun, 1, "{\"status\": \"abandoned\"}").expect(200);
        client.post("/v1/conversations/none/sessions", "{}").expect(404);
        client.get("/v1/conversations/none/sessions").expect(404);
    }

    @Test
    void whatASessionCountsIsTrue() {
        Functions.Answer first = client.post(PATH + "/sessions", "{}").expect(201);
        Functions.Answer second = client.post(PATH + "/sessions", "{}").expect(201);
        JsonNode messages = client.post(PATH + "/messages", """
                {"messages": [
                  {"role": "user", "content": {"type": "text"}, "session_id": "%1$s", "tools": [{}]},
                  {"role": "assistant", "content": {"type": "text"}, "session_id": "%1$s", "tools": [{}, {}],
                   "token_usage": {"prompt_tokens": 10, "completion_tokens": 5}},
                  {"role": "assistant", "content": {"type": "text"}, "session_id": "%2$s", "token_usage": {"total_tokens": 7}},
                  {"role": "user", "content": {"type": "text"}}]}""".formatted(first.id(), second.id()))
                .expect(201)
                .body()
                .get("items");
        assertCounts(1, 2, 15, 2);
        assertCounts(0, 1, 7, 0);
        client.patch("/v1/messages/" + messages.at("/1/id").asText(), "{\"tools\": [{}, {}, {}]}", "If-Match", "\"1\"")
                .expect(200);
        assertCounts(1, 2, 15, 3);
        client.patch("/v1/messages/" + messages.at("/1/id").asText(), "{\"tools\": null}", "If-Match", "\"2\"")
                .expect(200);
        assertCounts(1, 2, 15, 0);
        assertThat(Pages.all(client, PATH + "/messages?session=" + first.id())).hasSize(2);
    }

    @Test
    void aSessionThatIsNotActiveTakesNoMessages() {
        Functions.Answer begun = client.post(PATH + "/sessions", "{}").expect(201);
        move(begun, 1, "{\"status\": \"paused\"}").expect(200);
        String message =
                "{\"role\": \"user\", \"content\": {\"type\": \"text\"}, \"session_id\": \"%s\"}".formatted(begun.id());
        assertThat(client.post(PATH + "/messages", message).expect(409).problem())
                .isEqualTo("session-is-not-active");
        client.put("/v1/conversations/c2", "{}").expect(201);
        client.post("/v1/conversations/c2/messages", message).expect(422);
        assertCounts(0, 0, 0, 0);
    }

    @Test
    void aReplayBeginsNoSecondSession() {
        Functions.Answer first =
                client.post(PATH + "/sessions", "{}", "Idempotency-Key", "k").expect(201);
        assertThat(client.post(PATH + "/sessions", "{}", "Idempotency-Key", "k")
                        .expect(201)
                        .body())
                .isEqualTo(first.body());
        assertThat(Pages.all(client, PATH + "/sessions?status=active")).hasSize(1);
    }

    /// The counters of the session that stands at this place in the list, the newest first.
    private void assertCounts(int place, int messages, int tokens, int toolCalls) {
        JsonNode session =
                client.get(PATH + "/sessions").expect(200).body().get("items").get(place);
        assertThat(session.get("message_count").asInt()).isEqualTo(messages);
        assertThat(session.get("total_tokens_used").asInt()).isEqualTo(tokens);
        assertThat(session.get("tool_calls_count").asInt()).isEqualTo(toolCalls);
    }

    private Functions.Answer move(Functions.Answer session, int version, String json) {
        return client.patch("/v1/sessions/" + session.id(), json, "If-Match", "\"" + version + "\"");
    }
}
