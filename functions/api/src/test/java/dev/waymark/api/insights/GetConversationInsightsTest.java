package dev.waymark.api.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.message.Sealing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures over messages, live and sealed.
final class GetConversationInsightsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String MARCH = "/v1/insights/conversations?from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void messagesAreCountedByDayAgentAndRole() {
        client.put("/v1/conversations/c", "{\"agent\": \"clerk\", \"user_id\": \"u1\"}")
                .expect(201);
        append("""
                {'messages': [
                  {'role': 'user', 'content': {'type': 'text'}, 'created_at': '2026-03-01T23:59:50Z'},
                  {'role': 'assistant', 'content': {'type': 'text'}, 'created_at': '2026-03-02T00:00:10Z',
                   'tools': [{'name': 'a'}, {'name': 'b'}],
                   'token_usage': {'prompt_tokens': 10, 'completion_tokens': 5, 'total_tokens': 15, 'cost_usd': 0.25}},
                  {'role': 'tool', 'content': {'type': 'tool_result'}, 'created_at': '2026-03-02T00:00:11Z', 'latency_ms': 900},
                  {'role': 'assistant', 'content': {'type': 'text'}, 'created_at': '2026-03-02T00:00:12Z', 'latency_ms': 4000,
                   'token_usage': {'total_tokens': 5}},
                  {'role': 'assistant', 'content': {'type': 'text'}, 'created_at': '2026-03-02T00:00:12Z'}]}""");

        JsonNode insights = client.get(MARCH).expect(200).body();

        assertThat(insights.get("items")).hasSize(3);
        assertThat(insights.at("/items/0/at").asText()).isEqualTo("2026-03-01T00:00:00.000000Z");
        assertThat(insights.at("/items/0/role").asText()).isEqualTo("user");
        assertThat(insights.at("/items/0/agent").asText()).isEqualTo("clerk");
        JsonNode answers = insights.at("/items/1");
        assertThat(answers.get("role").asText()).isEqualTo("assistant");
        assertThat(answers.get("messages").asInt()).isEqualTo(3);
        assertThat(answers.get("tool_calls").asInt()).isEqualTo(2);
        assertThat(answers.at("/tokens/total_tokens").asInt()).isEqualTo(20);
        assertThat(answers.get("cost_usd").decimalValue()).isEqualByComparingTo("0.25");
        // 20 s after the question, 4 s as it says itself, and one that came together with another
        assertThat(answers.at("/latency/count").asInt()).isEqualTo(2);
        assertThat(answers.at("/latency/avg_ms").decimalValue()).isEqualByComparingTo("12000");
        assertThat(insights.at("/items/2/latency/count").asInt()).isZero();
        assertThat(insights.at("/items/2/latency/avg_ms").isNull()).isTrue();
        assertThat(insights.at("/totals/messages").asInt()).isEqualTo(5);
        assertThat(insights.at("/totals/latency/count").asInt()).isEqualTo(2);
        JsonNode month = client.get(MARCH + "&bucket=month").expect(200).body();
        assertThat(month.get("items")).hasSize(3);
        assertThat(month.at("/items/0/at").asText()).isEqualTo("2026-03-01T00:00:00.000000Z");
        assertThat(client.get(MARCH + "&agent=nobody")
                        .expect(200)
                        .body()
                        .at("/totals/messages")
                        .asInt())
                .isZero();
        assertThat(client.get(MARCH + "&agent=clerk").expect(200).body()).isEqualTo(insights);
        client.get(MARCH + "&bucket=hour").expect(422);
        client.get("/v1/insights/conversations?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")
                .expect(422);
    }

    @Test
    void sealingAndEditingChangeNoFigure() {
        client.put("/v1/conversations/c", "{\"agent\": \"clerk\"}").expect(201);
        Instant said = Instant.parse("2026-03-01T22:00:00Z");
        for (int batch = 0; batch < 12; batch++) {
            ObjectNode body = Functions.JSON.createObjectNode();
            ArrayNode messages = body.putArray("messages");
            for (int i = 0; i < 151; i++) {
                said = said.plusMillis(977 * (i % 60) + 13);
                ObjectNode message = messages.addObject()
                        .put(
                                "role",
                                List.of("user", "assistant", "assistant", "tool")
                                        .get(i % 4))
                        .put("created_at", said.toString());
                message.putObject("content").put("type", "text").put("text", "message " + i);
                if (i % 9 == 5) {
                    message.put("latency_ms", i);
                }
                message.putObject("token_usage").put("total_tokens", i);
            }
            append(body.toString());
        }
        JsonNode live = client.get(MARCH).expect(200).body();
        assertThat(live.at("/totals/messages").asInt()).isEqualTo(1_812);
        assertThat(live.at("/totals/latency/count").asInt()).isGreaterThan(200);
        assertThat(live.get("items").size()).isGreaterThan(3);

        Sealing sealing = new Sealing(FUNCTIONS, client, "c");
        sealing.go();
        assertThat(sealing.segments()).isGreaterThan(1);
        assertThat(sealing.live()).isPositive();
        assertThat(client.get(MARCH).expect(200).body()).isEqualTo(live);

        String first =
                client.get("/v1/conversations/c/messages?limit=2").expect(200).text("/items/1/id");
        client.patch("/v1/messages/" + first, "{\"metadata\": {\"seen\": true}}", "If-Match", "*")
                .expect(200);
        assertThat(client.get(MARCH).expect(200).body()).isEqualTo(live);

        sealing.idle().go();
        assertThat(sealing.live()).isLessThan(2);
        assertThat(client.get(MARCH).expect(200).body()).isEqualTo(live);
    }

    @Test
    void aNarrowKeyLearnsOfItsOwnConversationsAlone() {
        client.put("/v1/conversations/c", "{\"agent\": \"clerk\", \"user_id\": \"u1\"}")
                .expect(201);
        append("{'role': 'user', 'content': {'type': 'text'}, 'created_at': '2026-03-01T10:00:00Z'}");
        Client other = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\"], \"user_id\": \"u2\"}");
        Client user = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\"], \"user_id\": \"u1\"}");

        assertThat(other.get(MARCH).expect(200).body().at("/totals/messages").asInt())
                .isZero();
        assertThat(user.get(MARCH).expect(200).body().at("/totals/messages").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=0001-01-01T00:00:00Z",
                "to=0001-01-01T00:00:00Z",
                "to=9999-12-31T23:59:59.999999Z",
                "from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.999999Z&bucket=month",
                "agent=%00",
                "agent=",
                "bucket=week&agent=%F0%9F%98%80",
            })
    void oddQuestionsHaveAnswersToo(String query) {
        assertThat(client.get("/v1/insights/conversations?" + query).status()).isIn(200, 422);
    }

    private void append(String json) {
        client.post("/v1/conversations/c/messages", json.replace('\'', '"')).expect(201);
    }
}
