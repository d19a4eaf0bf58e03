package dev.waymark.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What changes a sealed message, and what is read beside messages once they are sealed.
final class SealedEditsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";
    private static final int COUNT = 300;

    private final Client client = FUNCTIONS.newTenant();
    private final List<UUID> ids = new ArrayList<>();

    @BeforeEach
    void talk() {
        talk("c1", COUNT, "message number");
    }

    private void talk(String name, int count, String words) {
        client.put(
                        "/v1/conversations/" + name,
                        "{\"user_input\": \"find me a room\", \"agent\": \"coder\", \"user_id\": \"u\"}")
                .expect(201);
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int i = 1; i <= count; i++) {
            messages.addObject()
                    .put("role", i % 2 == 0 ? "assistant" : "user")
                    .putObject("content")
                    .put("type", "text")
                    .put("text", words + " " + i);
        }
        client.post("/v1/conversations/" + name + "/messages", body)
                .expect(201)
                .body()
                .get("items")
                .forEach(item -> ids.add(UUID.fromString(item.get("id").asText())));
    }

    private Functions.Answer edit(int position, String text, String version) {
        return client.patch(
                "/v1/messages/" + ids.get(position - 1),
                "{\"content\": {\"type\": \"text\", \"text\": \"%s\"}, \"change_reason\": \"why not\"}".formatted(text),
                "If-Match",
                version);
    }

    private JsonNode search(String query) {
        return client.get(MESSAGES + "?q=" + query).expect(200).body().get("items");
    }

    @Test
    void anEditOfASealedMessageIsAVersionOfItAndIsSealedAgain() {
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();

        edit(50, "no", "\"7\"").expect(412);
        JsonNode edited = edit(50, "altogether different", "\"1\"").expect(200).body();

        assertThat(edited.get("version_number").asInt()).isEqualTo(2);
        assertThat(edited.get("change_reason").asText()).isEqualTo("why not");
        String message = "/v1/messages/" + ids.get(49);
        JsonNode versions = client.get(message + "/versions").expect(200).body();
        assertThat(sealing.live()).as("it and the newest").isEqualTo(2);
        for (int sealedAgain = 0; sealedAgain < 2; sealedAgain++) {
            assertThat(client.get(message).expect(200).body()).isEqualTo(edited);
            assertThat(client.get(MESSAGES + "?after=49&limit=1")
                            .expect(200)
                            .body()
                            .at("/items/0"))
                    .isEqualTo(edited);
            assertThat(search("different")).containsExactly(edited);
            assertThat(search("%22number+50%22")).isEmpty();
            assertThat(versions.get("items")).hasSize(2);
            assertThat(client.get(message + "/versions").expect(200).body()).isEqualTo(versions);
            assertThat(client.get(message + "/versions?limit=1")
                            .expect(200)
                            .body()
                            .at("/items/0"))
                    .isEqualTo(versions.at("/items/0"));
            sealing.idle().go();
            assertThat(sealing.live()).isOne();
        }
        edit(50, "once more", "\"1\"").expect(412);
        edit(50, "once more", "\"2\"").expect(200);
        assertThat(client.get(message + "/versions").expect(200).body().get("items"))
                .hasSize(3);
    }

    @Test
    void aSealedMessageThatNeverWasIsNotThere() {
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        UUID other = new UUID(
                ids.getFirst().getMostSignificantBits() + (1 << 20),
                ids.getFirst().getLeastSignificantBits());
        client.get("/v1/messages/" + other).expect(404);
        client.get("/v1/messages/" + other + "/versions").expect(404);
        client.patch("/v1/messages/" + other, "{\"content\": {\"type\": \"text\"}}", "If-Match", "*")
                .expect(404);
    }

    @Test
    void theStateIsTheSameBeforeAndAfterSealing() {
        List<JsonNode> before = states();

        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.go();
        assertThat(states()).isEqualTo(before);
        edit(290, "message number 290", "*").expect(200);
        edit(255, "message number 255", "*").expect(200);
        sealing.idle().go();

        edit(280, "message number 280", "*").expect(200);
        assertThat(sealing.live())
                .as("the one that was to be edited, and the newest")
                .isEqualTo(2);
        assertThat(texts(states())).isEqualTo(texts(before));
    }

    private List<JsonNode> states() {
        List<JsonNode> states = new ArrayList<>();
        for (int messages : new int[] {0, 1, 31, 50, 200, 500}) {
            JsonNode state =
                    client.get(PATH + "/state?messages=" + messages).expect(200).body();
            ((ObjectNode) state.get("conversation")).remove("updated_at");
            states.add(state);
        }
        return states;
    }

    private static List<List<String>> texts(List<JsonNode> states) {
        return states.stream()
                .map(state -> state.get("messages").findValuesAsText("text"))
                .toList();
    }

    @Test
    void aStateIsSavedOverSealedMessages() {
        var sealing = new Sealing(FUNCTIONS, client, "c1");
        sealing.idle().go();

        save(COUNT + 5, 0, false).expect(200);
        assertThat(sealing.live()).as("nothing that is sealed was touched").isEqualTo(6);
        JsonNode changed = save(COUNT + 5, 77, false).expect(200).body();
        assertThat(changed.at("/messages/changed").asInt())
                .as(changed.toString())
                .isOne();
        assertThat(client.get("/v1/messages/" + ids.get(76)).expect(200).text("/content/text"))
                .isEqualTo("changed");
        sealing.idle().go();
        save(200, 77, false).expect(409);
        save(200, 77, true).expect(200);
        JsonNode all = client.get(MESSAGES + "?limit=500").expect(200).body().get("items");
        assertThat(all).hasSize(200);
        assertThat(all.get(76).at("/content/text").asText()).isEqualTo("changed");
        assertThat(client.get("/v1/conversations")
                        .expect(200)
                        .body()
                        .at("/items/0/last_message/id")
                        .asText())
                .isEqualTo(ids.get(199).toString());
        client.get("/v1/messages/" + ids.get(200)).expect(404);
        sealing.idle().go();
        assertThat(client.get(MESSAGES + "?limit=500").expect(200).body().get("items"))
                .isEqualTo(all);
    }

    private Functions.Answer save(int count, int changed, boolean truncate) {
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int i = 1; i <= count; i++) {
            messages.addObject()
                    .put("role", i % 2 == 0 ? "assistant" : "user")
                    .putObject("content")
                    .put("type", "text")
                    .put("text", i == changed ? "changed" : "message number " + i);
        }
        return client.put(PATH + "/state" + (truncate ? "?truncate=true" : ""), body.toString(), "If-Match", "*");
    }

    @Test
    void conversationsAreFoundByWhatWasSaidInThemSealedOrNot() {
        talk("c2", 200, "entirely other words");
        talk("c3", 3, "one cat");
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        new Sealing(FUNCTIONS, client, "c2").go();

        assertThat(found("q=%22number+50%22")).containsExactly("c1");
        assertThat(found("q=entirely")).containsExactly("c2");
        assertThat(found("q=%22words+10%22+or+cats")).containsExactly("c3", "c2");
        assertThat(found("q=room")).containsExactly("c3", "c2", "c1");
        assertThat(found("q=room&agent=coder&user=u")).hasSize(3);
        assertThat(found("q=room&agent=nobody")).isEmpty();
        assertThat(found("q=room&user=other")).isEmpty();
        assertThat(found("q=nowhere")).isEmpty();
        assertThat(found("q=the")).isEmpty();
        assertThat(FUNCTIONS
                        .newTenant()
                        .get("/v1/conversations?q=room")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
        Client narrowed = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\"], \"user_id\": \"other\"}");
        assertThat(narrowed.get("/v1/conversations?q=entirely")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void anEditTakesTheOldWordsAwayAlsoFromTheSearchForConversations() {
        new Sealing(FUNCTIONS, client, "c1").idle().go();
        edit(50, "something else", "*").expect(200);
        assertThat(found("q=%22number+50%22")).isEmpty();
        assertThat(found("q=something")).containsExactly("c1");
    }

    private List<String> found(String query) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/conversations?limit=2&" + query + cursor)
                    .expect(200)
                    .body();
            page.get("items").forEach(item -> found.add(item.get("external_id").asText()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        } while (!cursor.isEmpty());
        return found;
    }
}
