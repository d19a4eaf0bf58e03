package dev.waymark.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.message.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Appending messages, and reading them by id and by position.
final class MessagesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";

    private final Client client = FUNCTIONS.newTenant();

    @BeforeEach
    void makeConversation() {
        client.put(PATH, "{}").expect(201);
    }

    @Test
    void aMessageIsKeptAsItWasSaid() {
        String sent = """
                {"role": "assistant", "message_type": "answer", "channel": "web", "sender_user_id": "u", "schema_version": 2,
                 "content": {"type": "multimodal", "parts": ["a\\u0000b", {"image": "data:"}, 9223372036854775807, 1.5, null], "": {}},
                 "tools": [{"id": "t", "function": {"arguments": "{\\"a\\\\u0000\\": 1}"}}], "metadata": {"m": [1, {"n": null}]},
                 "context": {"c": 1}, "audit": {"by": "x"}, "memory_refs": ["00000000-0000-4000-8000-000000000009"],
                 "state_snapshot_id": "00000000-0000-4000-8000-000000000008", "latency_ms": 12,
                 "token_usage": {"prompt_tokens": 1, "completion_tokens": 2, "cost_usd": 0.25}, "created_at": "2001-02-03T04:05:06.5Z"}""";
        Functions.Answer made = client.post(MESSAGES, sent).expect(201);

        ObjectNode expected = (ObjectNode) json(sent);
        expected.withObject("/token_usage").put("total_tokens", 3);
        expected.put("created_at", "2001-02-03T04:05:06.500000Z");
        expected.properties().forEach(member -> {
            if (!member.getKey().equals("token_usage")) {
                assertThat(made.body().get(member.getKey())).as(member.getKey()).isEqualTo(member.getValue());
            }
        });
        assertThat(made.body().at("/token_usage/total_tokens").asInt()).isEqualTo(3);
        assertThat(made.body().get("position").asInt()).isEqualTo(1);
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(client.get("/v1/messages/" + made.id()).expect(200).body()).isEqualTo(made.body());
        assertThat(client.get(MESSAGES).expect(200).body().at("/items/0")).isEqualTo(made.body());
    }

    @Test
    void whatCannotBeKeptIsRefusedWithEverythingThatIsWrong() {
        Functions.Answer refused = client.post(MESSAGES, """
                {"messages": [{"role": "user", "content": {"type": "text"}},
                              {"role": "nobody", "content": "x", "metadata": {"a": "\\u0000"}},
                              {"role": "user", "content": {"type": "odd"}, "tools": {}},
                              {"content": {}}]}""").expect(422);
        assertThat(refused.body().get("errors").findValuesAsText("pointer"))
                .contains("/messages/1/role", "/messages/1/content", "/messages/1/metadata/a", "/messages/3/role");
        assertThat(client.post(MESSAGES, "{\"role\": \"user\", \"content\": {\"type\": \"odd\"}, \"tools\": {}}")
                        .expect(422)
                        .body()
                        .get("errors")
                        .findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/content/type", "/tools");
        assertThat(client.get(MESSAGES).expect(200).body().get("items")).isEmpty();
        client.post("/v1/conversations/none/messages", "{\"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                .expect(404);
    }

    @Test
    void theIdSaysWhereTheMessageIs() {
        List<JsonNode> made = append(3);
        UUID id = UUID.fromString(made.get(2).get("id").asText());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getLeastSignificantBits() & 0xffff_ffffL).isEqualTo(3);
        long tag =
                ((id.getMostSignificantBits() & 0xfff) << 30) | ((id.getLeastSignificantBits() >>> 32) & 0x3fff_ffff);
        Instant at = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
        assertThat(MessageId.of(at, tag, 3)).isEqualTo(id);
        var sql = dev.waymark.api.Sql.of(FUNCTIONS);
        assertThat(sql.number("select (message_place(cast(? as uuid))).tag", id.toString()))
                .isEqualTo(tag);
        assertThat(sql.number("select (message_place(cast(? as uuid))).position", id.toString()))
                .isEqualTo(3);
        assertThat(sql.text("select id from messages where id = cast(? as uuid) and position = 3", id.toString()))
                .isEqualTo(id.toString());
    }

    @Test
    void aClientMayBringIdsThatAreNotTaken() {
        UUID own = UUID.randomUUID();
        UUID next = UUID.randomUUID();
        JsonNode items = client.post(MESSAGES, """
                {"messages": [{"id": "%s", "role": "user", "content": {"type": "text"}},
                              {"id": "%s", "role": "user", "content": {"type": "text"}, "parent_message_id": "%s"}]}""".formatted(own, next, own))
                .expect(201)
                .body()
                .get("items");
        assertThat(items.at("/0/id").asText()).isEqualTo(own.toString());
        assertThat(items.at("/1/parent_message_id").asText()).isEqualTo(own.toString());
        client.post(MESSAGES, "{\"id\": \"%s\", \"role\": \"user\", \"content\": {\"type\": \"text\"}}".formatted(own))
                .expect(409);
        // neither what Waymark has made nor what it may make in a conversation of the tenant
        UUID made = UUID.fromString(append(1).getFirst().get("id").asText());
        UUID coming = new UUID(made.getMostSignificantBits(), made.getLeastSignificantBits() + 7);
        for (UUID taken : List.of(made, coming)) {
            client.post(
                            MESSAGES,
                            "{\"id\": \"%s\", \"role\": \"user\", \"content\": {\"type\": \"text\"}}".formatted(taken))
                    .expect(409);
        }
        client.post(MESSAGES, """
                {"messages": [{"id": "%1$s", "role": "user", "content": {"type": "text"}},
                              {"id": "%1$s", "role": "user", "content": {"type": "text"}}]}""".formatted(UUID.randomUUID())).expect(422);
        assertThat(client.get(PATH).body().get("message_count").asInt()).isEqualTo(3);
    }

    @Test
    void parentsAreOfTheSameConversation() {
        client.put("/v1/conversations/c2", "{}").expect(201);
        String there = client.post(
                        "/v1/conversations/c2/messages", "{\"role\": \"user\", \"content\": {\"type\": \"text\"}}")
                .expect(201)
                .text("/id");
        String here = append(1).getFirst().get("id").asText();
        String body = "{\"role\": \"user\", \"content\": {\"type\": \"text\"}, \"parent_message_id\": \"%s\"}";

        assertThat(client.post(MESSAGES, body.formatted(there)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/parent_message_id");
        client.post(MESSAGES, body.formatted(UUID.randomUUID())).expect(422);
        client.post(MESSAGES, body.formatted(here)).expect(201);
        UUID later = UUID.randomUUID();
        assertThat(client.post(MESSAGES, """
                        {"messages": [{"role": "user", "content": {"type": "text"}, "parent_message_id": "%1$s"},
                                      {"id": "%1$s", "role": "user", "content": {"type": "text"}}]}""".formatted(later)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/messages/0/parent_message_id");
    }

    @Test
    void sendersAreKnownAndSessionsOfTheConversation() {
        String body = "{\"role\": \"user\", \"content\": {\"type\": \"text\"}, \"%s\": \"%s\"}";
        assertThat(client.post(MESSAGES, body.formatted("sender_agent_id", UUID.randomUUID()))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/sender_agent_id");
        assertThat(client.post(MESSAGES, body.formatted("session_id", UUID.randomUUID()))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/session_id");
        assertThat(client.get(PATH).body().get("message_count").asInt()).isZero();
    }

    @Test
    void aReplayIsAnsweredWithTheMessagesOfTheFirst() {
        String body = "{\"messages\": [{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}}]}";
        Functions.Answer first =
                client.post(MESSAGES, body, "Idempotency-Key", "k").expect(201);
        append(1);
        Functions.Answer second =
                client.post(MESSAGES, body, "Idempotency-Key", "k").expect(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
        client.post(MESSAGES, body.replace("x", "y"), "Idempotency-Key", "k").expect(422);
        assertThat(client.get(PATH).body().get("message_count").asInt()).isEqualTo(2);
    }

    @Test
    void pagesGoBothWaysOverAThousandMessages() {
        List<JsonNode> made = new ArrayList<>();
        for (int batch = 0; batch < 3; batch++) {
            made.addAll(append(400));
        }
        assertThat(positions(made))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1200).boxed().toList());

        assertThat(Pages.all(client, MESSAGES + "?limit=97")).isEqualTo(made);
        assertThat(Pages.all(client, MESSAGES + "?limit=97&after=1000")).isEqualTo(made.subList(1000, 1200));
        assertThat(Pages.all(client, MESSAGES + "?limit=97&after=500&before=801"))
                .isEqualTo(made.subList(500, 800));
        List<JsonNode> backwards = new ArrayList<>();
        for (List<JsonNode> page : Pages.of(client, MESSAGES + "?limit=97&before=1001")) {
            backwards.addAll(0, page);
        }
        assertThat(backwards).isEqualTo(made.subList(0, 1000));
        assertThat(positions(Pages.items(client.get(MESSAGES + "?before=2147483648&limit=3"))))
                .containsExactly(1198, 1199, 1200);
        assertThat(Pages.items(client.get(MESSAGES + "?after=1200"))).isEmpty();
        assertThat(Pages.items(client.get(MESSAGES + "?before=1"))).isEmpty();
        assertThat(positions(Pages.all(client, MESSAGES + "?limit=97&role=tool")))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1200)
                        .filter(position -> (position - 1) % 400 % 4 == 3)
                        .boxed()
                        .toList());
        assertThat(positions(Pages.all(client, MESSAGES + "?limit=5&message_type=t7")))
                .containsExactly(8, 408, 808);
    }

    @Test
    void aPageEndsEarlyRatherThanOutgrowAnAnswer() {
        String large = "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"%s\"}}"
                .formatted("x".repeat(1_500_000));
        for (int i = 0; i < 4; i++) {
            client.post(MESSAGES, large).expect(201);
        }
        for (String direction : new String[] {"after=0", "before=5"}) {
            List<List<JsonNode>> pages = Pages.of(client, MESSAGES + "?" + direction);
            assertThat(pages).hasSizeGreaterThan(1);
            assertThat(pages.stream().mapToInt(List::size).sum()).isEqualTo(4);
        }
    }

    /// Appends so many messages of all roles and answers them.
    private List<JsonNode> append(int count) {
        ArrayNode messages = Functions.JSON.createArrayNode();
        String[] roles = {"system", "user", "assistant", "tool"};
        for (int i = 0; i < count; i++) {
            ObjectNode message = messages.addObject();
            message.put("role", roles[i % 4]);
            message.put("message_type", "t" + i);
            message.putObject("content").put("type", "text").put("text", "message " + i);
        }
        ObjectNode body = Functions.JSON.createObjectNode();
        body.set("messages", messages);
        return Pages.items(client.post(MESSAGES, body).expect(201));
    }

    private static List<Integer> positions(List<JsonNode> messages) {
        return messages.stream().map(message -> message.get("position").asInt()).toList();
    }

    private static JsonNode json(String text) {
        try {
            return Functions.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
