package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.api.message.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Messages of a tenant that encrypts what they say: every route reads and writes as before, and
/// nothing of it is stored.
final class EncryptedMessagesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";
    private static final String ON = "{\"encryption\": {\"fields\": [\"messages.content\"]}}";
    private static final String OFF = "{}";

    private final Client client = FUNCTIONS.newTenant();
    private final Sql sql = Sql.of(FUNCTIONS);
    private final String mark = "mark" + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36);
    private final Walks walks = new Walks(FUNCTIONS, client);

    @BeforeEach
    void begin() {
        encrypt(ON);
        client.put(PATH, "{\"agent\": \"coder\", \"user_id\": \"u\"}").expect(201);
    }

    private void encrypt(String settings) {
        client.put("/v1/settings", settings).expect(200);
    }

    private Set<String> leaks() {
        return new Leaks(FUNCTIONS).of(mark, walks.tenant());
    }

    private ObjectNode message(String text) {
        ObjectNode message = Functions.JSON.createObjectNode().put("role", "assistant");
        message.putObject("content").put("type", "text").put("text", text);
        message.putArray("tools").addObject().put("name", "look").put("input", text);
        return message;
    }

    private ObjectNode messages(int count) {
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int i = 1; i <= count; i++) {
            messages.add(message(mark + " " + i));
        }
        return body;
    }

    private List<String> texts(String path) {
        List<String> texts = new ArrayList<>();
        JsonNode body = client.get(path).expect(200).body();
        body.get(body.has("messages") ? "messages" : "items")
                .forEach(item -> texts.add(item.at("/content/text").asText() + "|"
                        + item.at("/tools/0/input").asText()));
        return texts;
    }

    private static String said(String text) {
        return text + "|" + text;
    }

    @Test
    void whatIsAppendedEditedSavedAndSealedIsReadAsItWasSaidAndStoredNowhere() {
        JsonNode appended = client.post(MESSAGES, messages(200)).expect(201).body();
        UUID first = UUID.fromString(appended.at("/items/0/id").asText());
        assertThat(appended.at("/items/0/content/text").asText()).isEqualTo(mark + " 1");
        UUID own = UUID.randomUUID();
        client.post(MESSAGES, message(mark + " own").put("id", own.toString())).expect(201);
        JsonNode edited = client.patch(
                        "/v1/messages/" + first,
                        message(mark + " edited").without(List.of("role")).toString(),
                        "If-Match",
                        "\"1\"")
                .expect(200)
                .body();
        assertThat(edited.at("/content/text").asText()).isEqualTo(mark + " edited");

        for (boolean sealed : new boolean[] {false, true}) {
            if (sealed) {
                assertThat(new Sealing(FUNCTIONS, client, "c1").idle().go()).isEqualTo(200);
                assertThat(sql.truth(
                                "select bool_and(is_encrypted(body)) from message_segments where tenant_id = ?",
                                walks.tenant()))
                        .isTrue();
            }
            assertThat(client.get("/v1/messages/" + first).expect(200).body()).isEqualTo(edited);
            assertThat(texts(MESSAGES + "?after=0&limit=3"))
                    .containsExactly(said(mark + " edited"), said(mark + " 2"), said(mark + " 3"));
            assertThat(texts(PATH + "/state?messages=2")).containsExactly(said(mark + " 200"), said(mark + " own"));
            assertThat(texts("/v1/messages/" + first + "/versions"))
                    .containsExactly(said(mark + " edited"), said(mark + " 1"));
            assertThat(client.get("/v1/conversations")
                            .expect(200)
                            .body()
                            .at("/items/0/last_message/preview")
                            .asText())
                    .isEqualTo(mark + " own");
            assertThat(texts(MESSAGES + "?q=" + mark))
                    .as("nothing of it is found by words")
                    .isEmpty();
            assertThat(texts(MESSAGES + "?q=-elsewhere")).isEmpty();
            assertThat(client.get("/v1/conversations?q=" + mark)
                            .expect(200)
                            .body()
                            .get("items"))
                    .isEmpty();
            assertThat(leaks()).isEmpty();
        }
    }

    @Test
    void theSearchForLeaksFindsWhatIsNotEncrypted() {
        encrypt(OFF);
        client.post(MESSAGES, message(mark)).expect(201);
        assertThat(leaks()).containsExactly("messages.content", "messages.tools");
    }

    @Test
    void aLargeMessageIsPreviewed() {
        client.post(MESSAGES, message(mark + " " + "long ".repeat(3_000))).expect(201);
        assertThat(client.get("/v1/conversations")
                        .expect(200)
                        .body()
                        .at("/items/0/last_message/preview")
                        .asText())
                .startsWith(mark + " long long");
    }

    @Test
    void aReplayAnswersTheSameIdsAndContents() {
        ObjectNode body = messages(3);
        JsonNode answer =
                client.post(MESSAGES, body, "Idempotency-Key", "k").expect(201).body();
        Functions.Answer replay =
                client.post(MESSAGES, body, "Idempotency-Key", "k").expect(201);
        assertThat(replay.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(replay.body()).isEqualTo(answer);
        assertThat(answer.at("/items/2/content/text").asText()).isEqualTo(mark + " 3");
        assertThat(leaks()).isEmpty();
    }

    @Test
    void whatAnEditDoesNotChangeIsNoVersion() {
        UUID id = client.post(MESSAGES, message(mark)).expect(201).id();
        Functions.Answer edit = client.patch(
                "/v1/messages/" + id,
                "{\"content\": {\"type\": \"text\", \"text\": \"%s\"}}".formatted(mark),
                "If-Match",
                "*");
        assertThat(edit.expect(200).body().get("version_number").asInt()).isEqualTo(1);
    }

    @Test
    void aStateIsSavedAndGoesOnFromWhatIsStored() {
        String history = """
                {"messages": [{"role": "user", "content": {"type": "text", "text": "%1$s a"}},
                              {"role": "assistant", "content": {"type": "text", "text": "%1$s b"}}%2$s]}""";
        client.put(PATH + "/state", history.formatted(mark, "")).expect(200);
        JsonNode second = client.put(
                        PATH + "/state",
                        history.formatted(
                                mark,
                                ", {\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"" + mark
                                        + " c\"}}"))
                .expect(200)
                .body();
        assertThat(second.at("/messages/added").asInt()).isEqualTo(1);
        assertThat(second.at("/messages/unchanged").asInt()).isEqualTo(2);
        JsonNode changed = client.put(
                        PATH + "/state", history.formatted(mark, "").replace(" b\"", " changed\"") + "")
                .body();
        assertThat(changed.at("/type").asText())
                .as("a message is missing at the end")
                .endsWith("history-differs");
        JsonNode third = client.put(
                        PATH + "/state?truncate=true",
                        history.formatted(mark, "").replace(" b\"", " changed\""))
                .expect(200)
                .body();
        assertThat(third.at("/messages/changed").asInt()).isEqualTo(1);
        assertThat(texts(PATH + "/state")).containsExactly(mark + " a|", mark + " changed|");
        assertThat(leaks()).isEmpty();
    }

    @Test
    void aCiphertextIsWorthNothingAnywhereElse() {
        UUID one = client.post(MESSAGES, message("one")).expect(201).id();
        UUID other = client.post(MESSAGES, message("other")).expect(201).id();
        sql.run("update messages set content = (select content from messages where id = '%s') where id = '%s'"
                .formatted(one, other));
        refuses("/v1/messages/" + other);
        refuses(MESSAGES);
        refuses(PATH + "/state");
        refuses("/v1/conversations");
        assertThat(client.get("/v1/messages/" + one).expect(200).text("/content/text"))
                .isEqualTo("one");

        sql.run("update messages set content = tools where id = '%s'".formatted(one));
        refuses("/v1/messages/" + one);
    }

    @Test
    void aCiphertextOfAnotherTenantIsRefused() {
        UUID id = UUID.randomUUID();
        client.post(MESSAGES, message("one").put("id", id.toString())).expect(201);
        Client neighbour = FUNCTIONS.newTenant();
        neighbour.put("/v1/settings", ON).expect(200);
        neighbour.put(PATH, "{}").expect(201);
        neighbour.post(MESSAGES, message("two").put("id", id.toString())).expect(201);
        UUID its = neighbour.get("/v1/settings").expect(200).id();
        sql.run("""
                update messages set content = (select content from messages where id = '%1$s' and tenant_id = '%2$s')
                 where id = '%1$s' and tenant_id = '%3$s'""".formatted(id, walks.tenant(), its));
        assertThat(neighbour.get("/v1/messages/" + id).expect(500).problem()).isEqualTo("integrity-error");
    }

    @Test
    void aForgedCiphertextIsRefused() {
        UUID id = client.post(MESSAGES, message("one")).expect(201).id();
        sql.run("update messages set content = set_byte(content, 40, get_byte(content, 40) # 1) where id = '%s'"
                .formatted(id));
        refuses("/v1/messages/" + id);
        sql.run("update messages set content = '\\x01ff' where id = '%s'".formatted(id));
        refuses("/v1/messages/" + id);
    }

    @Test
    void aSegmentOfAnotherPlaceIsRefused() {
        client.post(MESSAGES, messages(130)).expect(201);
        client.put("/v1/conversations/c2", "{}").expect(201);
        client.post("/v1/conversations/c2/messages", messages(130)).expect(201);
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();
        var other = new Sealing(FUNCTIONS, client, "c2");
        other.idle().go();
        sql.run("""
                update message_segments s set body = o.body, content_bytes = o.content_bytes
                  from message_segments o
                 where s.conversation_id = '%s' and o.conversation_id = '%s'""".formatted(sealing.conversation(), other.conversation()));
        refuses(MESSAGES);
    }

    private void refuses(String path) {
        Functions.Answer answer = client.get(path).expect(500);
        assertThat(answer.problem()).isEqualTo("integrity-error");
    }

    @Test
    void whatWasThereBeforeIsBroughtAlongAndBackAgain() {
        encrypt(OFF);
        JsonNode appended = client.post(MESSAGES, messages(140)).expect(201).body();
        UUID first = UUID.fromString(appended.at("/items/0/id").asText());
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        client.post(MESSAGES, messages(2)).expect(201);
        client.patch(
                        "/v1/messages/" + first,
                        "{\"content\": {\"type\": \"text\", \"text\": \"" + mark + " new\"}}",
                        "If-Match",
                        "*")
                .expect(200);
        List<String> texts = texts(MESSAGES + "?limit=500");
        assertThat(leaks()).isNotEmpty();

        encrypt(ON);
        assertThat(walks.go()).isPositive();
        assertThat(leaks()).isEmpty();
        assertThat(texts(MESSAGES + "?limit=500")).isEqualTo(texts);
        assertThat(texts(MESSAGES + "?q=" + mark)).isEmpty();
        assertThat(walks.later().go()).as("all is as it should be").isZero();
        assertThat(walks.done()).isTrue();

        encrypt(OFF);
        assertThat(texts(MESSAGES + "?limit=500")).isEqualTo(texts);
        assertThat(walks.go()).isPositive();
        assertThat(sql.number(
                        "select count(*) from messages where tenant_id = ? and is_encrypted(content)", walks.tenant()))
                .isZero();
        assertThat(texts(MESSAGES + "?limit=500")).isEqualTo(texts);
        assertThat(texts(MESSAGES + "?limit=500&q=" + mark))
                .as("words are found again")
                .hasSize(142);
    }

    @Test
    void aWalkThatIsCutOffGoesOnFromThere() {
        encrypt(OFF);
        client.post(MESSAGES, messages(250)).expect(201);
        encrypt(ON);
        int[] batches = {0};
        assertThat(walks.once(() -> ++batches[0] > 1).finished()).isFalse();
        assertThat(sql.number(
                        "select count(*) from messages where tenant_id = ? and is_encrypted(content)", walks.tenant()))
                .isEqualTo(200);
        assertThat(walks.once(() -> false).changed()).isEqualTo(50);
        assertThat(leaks()).isEmpty();
    }
}
