package dev.waymark.api.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The list of conversations, with what was said last in each.
final class ListConversationsTest {
    private final Client client = Functions.shared().newTenant();

    @Test
    void theNewestComesFirstWithWhatWasSaidLast() {
        make("c1", "u1", "coder");
        make("c2", "u1", "tester");
        make("c3", "u2", "coder");
        say("c1", "{\"type\": \"text\", \"text\": \"first\"}");
        say("c1", "{\"type\": \"text\", \"text\": \"%s\"}".formatted("ä".repeat(5_000)));
        say("c2", "{\"type\": \"multimodal\", \"parts\": [{\"image\": \"x\"}, {\"text\": \"a picture\"}]}");

        List<JsonNode> all = Pages.all(client, "/v1/conversations?limit=2");
        assertThat(Pages.texts(all, "/external_id")).containsExactly("c3", "c2", "c1");
        assertThat(all.getFirst().has("last_message")).isFalse();
        assertThat(all.get(1).at("/last_message/preview").asText()).isEqualTo("a picture");
        assertThat(all.get(2).at("/last_message/preview").asText()).isEqualTo("ä".repeat(200) + "…");
        assertThat(all.get(2).at("/last_message/position").asInt()).isEqualTo(2);
        assertThat(names("?user=u1")).containsExactly("c2", "c1");
        assertThat(names("?agent=coder")).containsExactly("c3", "c1");
        assertThat(names("?agent=nobody")).isEmpty();
        assertThat(names("?user=u1&agent=coder")).containsExactly("c1");
        assertThat(names("?from=" + all.get(1).get("created_at").asText())).containsExactly("c3", "c2");
        assertThat(names("?to=" + all.get(1).get("created_at").asText())).containsExactly("c1");
        Client user = client.withKey("{\"name\": \"u\", \"scopes\": [\"read\"], \"user_id\": \"u1\"}");
        assertThat(Pages.texts(Pages.all(user, "/v1/conversations?limit=5"), "/external_id"))
                .containsExactly("c2", "c1");
    }

    private List<String> names(String query) {
        return Pages.texts(Pages.items(client.get("/v1/conversations" + query).expect(200)), "/external_id");
    }

    private void make(String name, String user, String agent) {
        client.put("/v1/conversations/" + name, "{\"user_id\": \"%s\", \"agent\": \"%s\"}".formatted(user, agent))
                .expect(201);
    }

    private void say(String name, String content) {
        client.post(
                        "/v1/conversations/" + name + "/messages",
                        "{\"role\": \"user\", \"content\": %s}".formatted(content))
                .expect(201);
    }
}
