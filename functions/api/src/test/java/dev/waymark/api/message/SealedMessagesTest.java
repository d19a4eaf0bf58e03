package dev.waymark.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nobody notices that messages are sealed.
final class SealedMessagesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";
    private static final List<String> WALKS = List.of(
            "?limit=500",
            "?limit=7",
            "?limit=50&after=90",
            "?limit=33&before=260",
            "?limit=13&after=100&before=190",
            "?limit=500&before=9223372036854775807",
            "?after=9223372036854775807",
            "?after=-5&limit=3",
            "?role=tool&limit=9",
            "?role=tool&limit=9&before=300",
            "?message_type=rare&limit=2",
            "?role=system",
            "?q=seat&limit=5",
            "?q=seat&limit=5&before=280",
            "?q=%22window+seat%22+-aisle",
            "?q=get_order",
            "?q=-seat&limit=100",
            "?q=the",
            "?q=flight+or+hotel&role=assistant&limit=11",
            "?q=nobodysaidthis");

    private final Client client = FUNCTIONS.newTenant();
    private final Random random = new Random(7);
    private final List<UUID> ids = new ArrayList<>();

    @BeforeEach
    void talk() {
        client.put(PATH, "{}").expect(201);
        for (int batch = 0; batch < 5; batch++) {
            ObjectNode body = Functions.JSON.createObjectNode();
            ArrayNode messages = body.putArray("messages");
            for (int i = 0; i < 66; i++) {
                messages.add(message(batch * 66 + i));
            }
            client.post(MESSAGES, body)
                    .expect(201)
                    .body()
                    .get("items")
                    .forEach(item -> ids.add(UUID.fromString(item.get("id").asText())));
        }
    }

    private ObjectNode message(int number) {
        ObjectNode message = Functions.JSON.createObjectNode();
        String role = List.of("user", "assistant", "tool", "assistant").get(number % 4);
        message.put("role", role);
        String text = List.of(
                        "I would like a window seat on flight %d please",
                        "Do you mean an aisle seat or the hotel %d?",
                        "The weather is odd \u0000 %d 😀 \\u0000 \"quoted\"",
                        "")
                .get(random.nextInt(4))
                .formatted(number);
        message.putObject("content").put("type", "text").put("text", text);
        if (role.equals("assistant") && random.nextBoolean()) {
            message.putArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "get_order");
        }
        if (number % 5 == 0) {
            message.put("id", UUID.randomUUID().toString());
        }
        if (number % 7 == 0) {
            message.put("created_at", "2001-02-03T04:05:06.%06dZ".formatted(number));
            message.put("latency_ms", number);
            message.putObject("token_usage")
                    .put("prompt_tokens", 1)
                    .put("completion_tokens", number)
                    .put("cost_usd", 0.25);
        }
        if (number == 40 || number == 200) {
            message.put("message_type", "rare").put("channel", "web").put("sender_user_id", "ü");
            message.putObject("metadata")
                    .put("n", number)
                    .putObject("deep")
                    .putArray("list")
                    .addNull();
            message.putArray("memory_refs")
                    .add(UUID.randomUUID().toString())
                    .add(UUID.randomUUID().toString());
            message.putObject("context").put("", 1);
            message.putObject("audit").put("by", "x");
            message.put("state_snapshot_id", UUID.randomUUID().toString());
        }
        if (number > 70 && number % 11 == 0) {
            message.put("parent_message_id", ids.get(3 + number % 5).toString());
        }
        return message;
    }

    /// Everything that can be read of the conversation, in the order of reading.
    private Map<String, JsonNode> everything() {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (String walk : WALKS) {
            String cursor = "";
            int page = 0;
            do {
                JsonNode answer =
                        client.get(MESSAGES + walk + cursor).expect(200).body();
                ((ObjectNode) answer).put("more", !answer.get("next_cursor").isNull());
                cursor = answer.get("next_cursor").isNull()
                        ? ""
                        : "&cursor=" + answer.get("next_cursor").asText();
                answers.put(walk + " page " + page++, answer);
            } while (!cursor.isEmpty());
        }
        ids.forEach(id -> answers.put(
                id.toString(), client.get("/v1/messages/" + id).expect(200).body()));
        return answers;
    }

    private static void assertSame(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        assertThat(after.keySet()).containsExactlyElementsOf(before.keySet());
        before.forEach((what, answer) -> assertThat(after.get(what)).as(what).isEqualTo(answer));
    }

    private static JsonNode items(Map<String, JsonNode> answers, String walk) {
        return Objects.requireNonNull(answers.get(walk + " page 0")).get("items");
    }

    @Test
    void whatIsReadIsTheSameBeforeAndAfterSealing() {
        Map<String, JsonNode> before = everything();
        assertThat(items(before, "?q=seat&limit=5")).hasSize(5);
        assertThat(items(before, "?q=get_order")).isNotEmpty();
        assertThat(items(before, "?q=%22window+seat%22+-aisle")).isNotEmpty();
        assertThat(items(before, "?q=the")).isEmpty();
        var sealing = new Sealing(FUNCTIONS, client, "c1");

        assertThat(sealing.go()).isEqualTo(266);
        assertThat(sealing.segments()).isOne();
        assertThat(sealing.live()).isEqualTo(64);
        assertSame(before, everything());

        assertThat(sealing.idle().go()).isEqualTo(63);
        assertThat(sealing.live()).as("the newest").isOne();
        assertThat(sealing.sealed()).isEqualTo(329);
        assertSame(before, everything());
    }

    @Test
    void whatComesAfterAnIdleTimeJoinsTheLastSegment() {
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();
        assertThat(sealing.segments()).isOne();
        for (int number = 330; number < 340; number++) {
            ids.add(client.post(MESSAGES, message(number)).expect(201).id());
        }
        Map<String, JsonNode> before = everything();

        assertThat(sealing.go()).as("the newest stay live").isZero();
        assertThat(sealing.idle().go()).isEqualTo(10);

        assertThat(sealing.segments()).isOne();
        assertThat(sealing.sealed()).isEqualTo(339);
        assertSame(before, everything());
    }

    @Test
    void aParentMayBeSealed() {
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        for (UUID parent : List.of(ids.get(10), ids.get(11))) {
            ObjectNode message = message(1);
            message.put("parent_message_id", parent.toString());
            assertThat(client.post(MESSAGES, message).expect(201).text("/parent_message_id"))
                    .isEqualTo(parent.toString());
        }
        ObjectNode message = message(1);
        message.put("parent_message_id", UUID.randomUUID().toString());
        client.post(MESSAGES, message).expect(422);
    }

    @Test
    void aTakenIdIsTakenAlsoOnceItsMessageIsSealed() {
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        for (UUID taken : List.of(ids.get(10), ids.get(11))) {
            client.post(MESSAGES, message(1).put("id", taken.toString())).expect(409);
        }
    }

    @Test
    void aDamagedSegmentIsAnIntegrityErrorAndNoWrongAnswer() {
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();
        Sql.of(FUNCTIONS).run("""
                update message_segments set body = set_byte(body, 100, get_byte(body, 100) # 1), content_bytes = content_bytes
                 where conversation_id = '%s' and first_position = 1""".formatted(sealing.conversation()));

        Functions.Answer refused = client.get(MESSAGES + "?after=140").expect(500);
        assertThat(refused.problem()).isEqualTo("integrity-error");
        assertThat(refused.text("/detail")).contains(sealing.conversation().toString(), "position 1 ");
        client.get("/v1/messages/" + ids.get(150)).expect(500);
        assertThat(client.get(MESSAGES + "?after=329").expect(200).body().get("items"))
                .hasSize(1);
    }

    @Test
    void anotherTenantSeesNothingOfASegment() {
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        Client other = FUNCTIONS.newTenant();
        ids.subList(0, 12).forEach(id -> other.get("/v1/messages/" + id).expect(404));
        other.get(MESSAGES).expect(404);
    }

    @Test
    void deletingTheConversationDeletesItsSegments() {
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();
        client.delete(PATH).expect(204);
        assertThat(sealing.segments()).isZero();
        client.get("/v1/messages/" + ids.getFirst()).expect(404);
    }
}
