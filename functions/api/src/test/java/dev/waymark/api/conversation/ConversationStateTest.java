package dev.waymark.api.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import dev.waymark.api.StatementCount;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Saving a whole state and loading what an agent needs to go on.
final class ConversationStateTest {
    /// Its own, because statements are counted.
    private static final Functions FUNCTIONS = new Functions();

    private static final String PATH = "/v1/conversations/c1";
    private static final String STATE = PATH + "/state";

    private final Client client = FUNCTIONS.newTenant();

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    @Test
    void whatIsSavedIsLoadedAndSavedAgainWithoutAnyChange() {
        ObjectNode state = state(3);
        state.putObject("conversation")
                .put("user_input", "x\0")
                .put("agent", "coder")
                .put("step_count", 2);
        state.putArray("context_items").addObject().put("source", "rag").put("content", "a\0");
        Functions.Answer saved = client.put(STATE, state.toString()).expect(201);
        assertCounts(saved, "messages", 3, 0, 0, 0);
        assertCounts(saved, "context_items", 1, 0, 0, 0);
        assertThat(saved.headers()).containsEntry("etag", "\"1\"");

        Functions.Answer loaded = client.get(STATE).expect(200);
        assertThat(loaded.body().at("/conversation/user_input").asText()).isEqualTo("x\0");
        assertThat(loaded.body().get("conversation")).isEqualTo(client.get(PATH).body());
        assertThat(Pages.all(client, PATH + "/messages?limit=9"))
                .containsExactlyElementsOf(loaded.body().get("messages"));
        assertThat(loaded.body().get("context_items"))
                .isEqualTo(client.get(PATH + "/context-items").body().get("items"));

        Functions.Answer again = client.put(STATE, loaded.body().toString()).expect(200);
        assertCounts(again, "messages", 0, 0, 3, 0);
        assertCounts(again, "context_items", 0, 0, 1, 0);
        assertThat(client.get(STATE).body()).isEqualTo(loaded.body());
        // without ids and positions, as an agent holds it
        assertCounts(client.put(STATE, state.toString()).expect(200), "messages", 0, 0, 3, 0);
        assertThat(client.get(STATE).body()).isEqualTo(loaded.body());
    }

    @Test
    void aHistoryThatGoesOnIsAppendedToInTwoStatements() {
        client.put(STATE, state(1000).toString()).expect(201);
        StatementCount count = StatementCount.in(FUNCTIONS);
        // a connection that has been idle for a while is tried by a statement of its own
        client.put(STATE, "{}").expect(200);
        count.reset();
        Functions.Answer saved = client.put(STATE, state(1003).toString()).expect(200);
        assertThat(count.of("waymark_talk")).isEqualTo(2);
        assertCounts(saved, "messages", 3, 0, 1000, 0);
        assertThat(saved.body().at("/conversation/message_count").asInt()).isEqualTo(1003);

        // so is a connection that is new
        client.get(STATE).expect(200);
        count.reset();
        JsonNode loaded = client.get(STATE + "?messages=50").expect(200).body();
        assertThat(count.of("waymark_read")).isEqualTo(1);
        assertThat(loaded.get("messages")).hasSize(50);
        assertThat(loaded.at("/messages/0/position").asInt()).isEqualTo(954);
        assertThat(loaded.at("/messages/49/position").asInt()).isEqualTo(1003);
        // appended one by one, then saved whole: still one comparison
        client.post(PATH + "/messages", message(1003)).expect(201);
        count.reset();
        assertCounts(client.put(STATE, state(1005).toString()).expect(200), "messages", 1, 0, 1004, 0);
        assertThat(count.of("waymark_talk")).isEqualTo(2);
    }

    @Test
    void theNewestMessagesAreEnoughToGoOn() {
        client.put(STATE, state(20).toString()).expect(201);
        ObjectNode window =
                (ObjectNode) client.get(STATE + "?messages=5").expect(200).body();
        ((ArrayNode) window.get("messages")).add(message(20));
        assertCounts(client.put(STATE, window.toString()).expect(200), "messages", 1, 0, 20, 0);
        // and the whole is still known
        assertCounts(client.put(STATE, state(22).toString()).expect(200), "messages", 1, 0, 21, 0);
        ((ObjectNode) window.at("/messages/1")).put("position", 9);
        client.put(STATE, window.toString()).expect(422);
        ObjectNode gap = Functions.JSON.createObjectNode();
        gap.putArray("messages").add(message(0).put("position", 30));
        assertThat(client.put(STATE, gap.toString()).expect(409).problem()).isEqualTo("history-differs");
    }

    @Test
    void aMessageThatSaysSomethingElseBecomesAVersion() {
        client.put(STATE, state(5).toString()).expect(201);
        ObjectNode changed = state(6);
        ((ObjectNode) changed.at("/messages/2/content")).put("text", "said better");
        Functions.Answer saved = client.put(STATE, changed.toString()).expect(200);
        assertCounts(saved, "messages", 1, 1, 4, 0);
        JsonNode third = client.get(STATE).body().at("/messages/2");
        assertThat(third.at("/content/text").asText()).isEqualTo("said better");
        assertThat(third.get("version").asInt()).isEqualTo(2);
        List<JsonNode> versions =
                Pages.all(client, "/v1/messages/" + third.get("id").asText() + "/versions?limit=5");
        assertThat(versions.get(1).at("/content/text").asText()).isEqualTo("message 2");
        assertCounts(client.put(STATE, changed.toString()).expect(200), "messages", 0, 0, 6, 0);
        // an edit by itself is found, too
        client.patch(
                        "/v1/messages/" + third.get("id").asText(),
                        "{\"content\": {\"type\": \"text\", \"text\": \"edited\"}}",
                        "If-Match",
                        "*")
                .expect(200);
        assertCounts(client.put(STATE, changed.toString()).expect(200), "messages", 0, 1, 5, 0);
    }

    @Test
    void aTruncatedHistoryIsRefusedUnlessToldAndThenGoesAway() {
        String session = client.put(PATH, "{}").expect(201).text("/external_id");
        String sessionId = client.post("/v1/conversations/" + session + "/sessions", "{}")
                .expect(201)
                .text("/id");
        ObjectNode whole = state(10);
        whole.get("messages").forEach(message -> ((ObjectNode) message).put("session_id", sessionId));
        client.put(STATE, whole.toString()).expect(200);
        String last = client.get(STATE).body().at("/messages/9/id").asText();

        Functions.Answer refused = client.put(STATE, state(7).toString()).expect(409);
        assertThat(refused.problem()).isEqualTo("history-differs");
        assertThat(refused.body().get("position").asInt()).isEqualTo(8);
        ObjectNode other = state(12);
        ((ObjectNode) other.at("/messages/4")).put("role", "tool");
        assertThat(client.put(STATE, other.toString())
                        .expect(409)
                        .body()
                        .get("position")
                        .asInt())
                .isEqualTo(5);
        assertThat(client.get(PATH).body().get("message_count").asInt()).isEqualTo(10);

        assertCounts(client.put(STATE + "?truncate=true", state(7).toString()).expect(200), "messages", 0, 0, 7, 3);
        client.get("/v1/messages/" + last).expect(404);
        assertCounts(client.put(STATE + "?truncate=true", other.toString()).expect(200), "messages", 8, 0, 4, 3);
        assertThat(Pages.all(client, PATH + "/messages?limit=50")).hasSize(12);
        assertThat(client.get(PATH + "/sessions")
                        .body()
                        .at("/items/0/message_count")
                        .asInt())
                .isEqualTo(4);
        assertCounts(client.put(STATE, other.toString()).expect(200), "messages", 0, 0, 12, 0);
        assertThat(client.get("/v1/audit-events?action=messages.removed")
                        .expect(200)
                        .body()
                        .get("items"))
                .hasSize(2);
    }

    @Test
    void partsThatAreNotGivenStayAsTheyAre() {
        client.put(STATE, state(3).toString()).expect(201);
        Functions.Answer saved = client.put(
                        STATE,
                        "{\"conversation\": {\"step_count\": 9}, \"context_items\": [{\"source\": \"ltm\", \"content\": 1}]}")
                .expect(200);
        assertCounts(saved, "messages", 0, 0, 3, 0);
        assertThat(saved.body().at("/conversation/step_count").asInt()).isEqualTo(9);
        assertThat(saved.headers()).containsEntry("etag", "\"2\"");
        Functions.Answer changed = client.put(
                        STATE,
                        "{\"context_items\": [{\"source\": \"ltm\", \"content\": 1, \"relevance_score\": 0.9}, {\"source\": \"ltm\", \"content\": 1}]}")
                .expect(200);
        assertCounts(changed, "context_items", 1, 1, 0, 0);
        client.put(STATE, "{}", "If-Match", "\"1\"").expect(412);
        client.put(STATE, "{}", "If-Match", "\"2\"").expect(200);
        client.put("/v1/conversations/none/state", "{}", "If-Match", "\"2\"").expect(404);
    }

    @Test
    void theContextWindowOfTheTenantHolds() {
        client.put(STATE, state(10).toString()).expect(201);
        String tenant = client.get(STATE).text("/conversation/id");
        setting(tenant, "context_window_size", 4);
        assertThat(client.get(STATE).body().get("messages")).hasSize(4);
        assertThat(client.get(STATE + "?messages=2").body().get("messages")).hasSize(2);
        // 34 bytes of content each, so 9 tokens
        setting(tenant, "context_window_token_limit", 20);
        assertThat(client.get(STATE).body().get("messages")).hasSize(2);
        setting(tenant, "context_window_token_limit", 1);
        assertThat(client.get(STATE).body().get("messages")).hasSize(1);
        assertThat(client.get(STATE + "?messages=0&context=0").body().get("messages"))
                .isEmpty();
    }

    @Test
    void theDigestOfAllMessagesIsTheSameHoweverTheyCame() {
        client.put(STATE, state(2).toString()).expect(201);
        client.post(PATH + "/messages", message(2)).expect(201);
        ObjectNode window =
                (ObjectNode) client.get(STATE + "?messages=1").expect(200).body();
        ((ArrayNode) window.get("messages")).add(message(3));
        client.put(STATE, window.toString()).expect(200);
        client.put(STATE, state(8).toString()).expect(200);
        client.put(STATE + "?truncate=true", state(6).toString()).expect(200);
        client.post(PATH + "/messages", message(6)).expect(201);
        String cameInParts = digest("c1");

        client.put("/v1/conversations/c2/state", state(7).toString()).expect(201);
        assertThat(digest("c2")).isEqualTo(cameInParts);
        assertCounts(client.put(STATE, state(7).toString()).expect(200), "messages", 0, 0, 7, 0);
        assertThat(digest("c1")).isEqualTo(cameInParts);
        // an edit makes it unknown until the whole is saved
        String third = client.get(STATE).body().at("/messages/2/id").asText();
        client.patch("/v1/messages/" + third, "{\"metadata\": {}}", "If-Match", "*")
                .expect(200);
        assertThat(digest("c1")).isEqualTo("unknown");
        client.post(PATH + "/messages", message(7)).expect(201);
        assertThat(digest("c1")).isEqualTo("unknown");
        assertCounts(client.put(STATE, state(8).toString()).expect(200), "messages", 0, 1, 7, 0);
        client.put("/v1/conversations/c2/state", state(8).toString()).expect(200);
        assertThat(digest("c1")).isEqualTo(digest("c2"));
    }

    @Test
    void everythingIsInTheChainOfTheConversation() {
        client.put(STATE, state(4).toString()).expect(201);
        ObjectNode changed = state(5);
        ((ObjectNode) changed.at("/messages/1/content")).put("text", "said better");
        changed.putArray("context_items").addObject().put("source", "rag").put("content", 1);
        client.put(STATE, changed.toString()).expect(200);
        client.put(STATE + "?truncate=true", state(3).toString()).expect(200);
        client.post(PATH + "/sessions", "{}").expect(201);
        client.post(PATH + "/context-items", "{\"source\": \"rag\", \"content\": 2}")
                .expect(201);
        String id = client.patch(PATH, "{\"step_count\": 1}", "If-Match", "*")
                .expect(200)
                .text("/id");
        assertThat(Sql.of(FUNCTIONS).text("""
                        select string_agg(e.action, ' ' order by e.chain_index)
                          from audit_trail e join conversations c on c.id = e.chain_id and c.tenant_id = e.tenant_id
                         where c.id = cast(? as uuid)
                        having count(*) = max(c.audit_count)
                           and bool_and(e.hash = audit_hash(e.previous_hash, e.chain_id, e.chain_index, e.occurred_at, e.actor, e.action,
                                 e.subject_type, e.subject_id, e.detail_digest))
                           and max(e.chain_index) filter (where e.hash = c.audit_head) = max(c.audit_count) - 1""", id))
                .isEqualTo(
                        "conversation.created messages.appended messages.changed context_items.saved messages.appended"
                                + " messages.removed messages.changed session.created context_items.added conversation.changed");
    }

    private String digest(String name) {
        return Sql.of(FUNCTIONS)
                .text(
                        "select coalesce(encode(messages_digest, 'hex'), 'unknown') from conversations where id = cast(? as uuid)",
                        client.get("/v1/conversations/" + name).expect(200).text("/id"));
    }

    @Test
    void anUnknownConversationIsNotThere() {
        client.get(STATE).expect(404);
        client.get(STATE + "?messages=501").expect(422);
        client.put(STATE, "{\"messages\": [{\"role\": \"user\"}], \"zzz\": 1}").expect(422);
        client.get(PATH).expect(404);
    }

    private static void setting(String conversation, String name, int value) {
        Sql.of(FUNCTIONS).run("""
                update tenants set settings = settings || '{"%s": %d}'
                 where id = (select tenant_id from conversations where id = '%s')""".formatted(name, value, conversation));
    }

    private static void assertCounts(
            Functions.Answer saved, String part, int added, int changed, int unchanged, int removed) {
        JsonNode counts = saved.body().get(part);
        assertThat(counts.get("added").asInt()).as("added").isEqualTo(added);
        assertThat(counts.get("changed").asInt()).as("changed").isEqualTo(changed);
        assertThat(counts.get("unchanged").asInt()).as("unchanged").isEqualTo(unchanged);
        assertThat(counts.get("removed").asInt()).as("removed").isEqualTo(removed);
    }

    /// So many messages, user and assistant in turn.
    private static ObjectNode state(int count) {
        ObjectNode state = Functions.JSON.createObjectNode();
        ArrayNode messages = state.putArray("messages");
        for (int i = 0; i < count; i++) {
            messages.add(message(i));
        }
        return state;
    }

    private static ObjectNode message(int i) {
        ObjectNode message = Functions.JSON.createObjectNode();
        message.put("role", i % 2 == 0 ? "user" : "assistant");
        message.putObject("content").put("type", "text").put("text", "message " + i);
        message.putObject("metadata").put("number", i).put("weight", 0.5);
        return message;
    }
}
