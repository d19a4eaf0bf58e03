package dev.waymark.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Editing messages: what they said is kept, with who changed it and why.
final class MessageEditsTest {
    private final Client client = Functions.shared().newTenant();
    private final Functions.Answer made = make();

    private Functions.Answer make() {
        client.put("/v1/conversations/c1", "{}").expect(201);
        return client.post("/v1/conversations/c1/messages", """
                {"role": "user", "content": {"type": "text", "text": "one\\u0000"}, "metadata": {"m": 1}, "message_type": "t"}""").expect(201);
    }

    @Test
    void anEditKeepsWhatWasThereWithWhoAndWhy() {
        Functions.Answer edited = patch(
                        "{\"content\": {\"type\": \"structured\", \"x\": 2}, \"change_reason\": \"a typo\"}", "\"1\"")
                .expect(200);
        assertThat(edited.headers()).containsEntry("etag", "\"2\"");
        assertThat(edited.text("/change_reason")).isEqualTo("a typo");
        assertThat(edited.text("/changed_by")).startsWith("key:");
        assertThat(edited.body().get("metadata")).isEqualTo(made.body().get("metadata"));
        assertThat(edited.body().get("created_at")).isEqualTo(made.body().get("created_at"));
        assertThat(client.get("/v1/messages/" + made.id()).expect(200).body()).isEqualTo(edited.body());
        patch("{\"metadata\": null, \"message_type\": null}", "*").expect(200);

        List<JsonNode> versions = Pages.all(client, "/v1/messages/" + made.id() + "/versions?limit=2");
        assertThat(versions.stream()
                        .map(version -> version.get("version_number").asInt()))
                .containsExactly(3, 2, 1);
        assertThat(versions.get(2).at("/content/text").asText()).isEqualTo("one\0");
        assertThat(versions.get(2).get("changed_by").isNull()).isTrue();
        assertThat(versions.get(1).at("/content/x").asInt()).isEqualTo(2);
        assertThat(versions.get(1).get("change_reason").asText()).isEqualTo("a typo");
        assertThat(versions.get(1).at("/metadata/m").asInt()).isEqualTo(1);
        assertThat(versions.getFirst().get("metadata")).isEmpty();
        assertThat(versions.getFirst().get("message_type").isNull()).isTrue();
        assertThat(versions.getFirst().get("change_reason").isNull()).isTrue();
    }

    @Test
    void anEditOfNothingMakesNoVersion() {
        assertThat(patch("{\"content\": {\"text\": \"one\\u0000\", \"type\": \"text\"}}", "\"1\"")
                        .expect(200)
                        .body())
                .isEqualTo(made.body());
        assertThat(Pages.all(client, "/v1/messages/" + made.id() + "/versions?limit=5"))
                .hasSize(1);
    }

    @Test
    void whoHasNotSeenTheNewestVersionChangesNothing() {
        client.patch("/v1/messages/" + made.id(), "{}").expect(428);
        assertThat(patch("{\"metadata\": {}}", "\"2\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(1);
        patch("{\"content\": {\"type\": \"odd\"}}", "*").expect(422);
        patch("{\"metadata\": {\"a\": \"\\u0000\"}}", "*").expect(422);
        client.patch("/v1/messages/" + UUID.randomUUID(), "{}", "If-Match", "*").expect(404);
        client.get("/v1/messages/" + UUID.randomUUID() + "/versions").expect(404);
    }

    private Functions.Answer patch(String json, String version) {
        return client.patch("/v1/messages/" + made.id(), json, "If-Match", version);
    }
}
