package dev.waymark.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void whatNobodySetIsTheDefault() {
        Functions.Answer settings = client.get("/v1/settings").expect(200);
        assertThat(settings.text("/text_search")).isEqualTo("english");
        assertThat(settings.body().get("embedding_dimensions").asInt()).isEqualTo(1536);
        assertThat(settings.body().get("context_window_size").isNull()).isTrue();
        assertThat(settings.body().get("session_idle_ms").asLong()).isEqualTo(86_400_000);
        assertThat(settings.headers()).containsEntry("etag", "\"1\"");
    }

    @Test
    void whatIsSetHoldsAndWhatIsNotNamedGoesBack() {
        client.put("/v1/settings", "{\"embedding_dimensions\": 3, \"context_window_size\": 2}", "If-Match", "\"1\"")
                .expect(200);
        client.post("/v1/agents/coder/memories", """
                        {"memory_type": "semantic", "content": {"concept": "a", "definition": "b"}, "embedding": [1, 2, 3]}""").expect(201);
        client.put("/v1/conversations/c", "{}").expect(201);
        for (int i = 0; i < 3; i++) {
            client.post("/v1/conversations/c/messages", """
                    {"role": "user", "content": {"type": "text", "text": "x"}}""").expect(201);
        }
        assertThat(client.get("/v1/conversations/c/state").body().get("messages"))
                .hasSize(2);

        Functions.Answer second =
                client.put("/v1/settings", "{\"context_window_size\": 5}").expect(200);
        assertThat(second.body().get("embedding_dimensions").asInt()).isEqualTo(1536);
        assertThat(second.body().get("version").asInt()).isEqualTo(3);
        assertThat(client.get("/v1/conversations/c/state").body().get("messages"))
                .hasSize(3);
        assertThat(client.get("/v1/settings").body()).isEqualTo(second.body());
    }

    @Test
    void settingsAreSearchedInTheLanguageThatTheyName() {
        client.put("/v1/settings", "{\"text_search\": \"german\"}").expect(200);
        client.post("/v1/agents/coder/memories", """
                        {"memory_type": "semantic", "content": {"concept": "Haus", "definition": "viele Häuser stehen dort"}}""").expect(201);
        assertThat(client.post("/v1/agents/coder/memories/search", "{\"query\": \"Haus\"}")
                        .body()
                        .at("/items/0/parts/text")
                        .asDouble())
                .isPositive();
    }

    @Test
    void aStaleVersionIsRefused() {
        client.put("/v1/settings", "{\"context_window_size\": 5}", "If-Match", "\"1\"")
                .expect(200);
        Functions.Answer stale =
                client.put("/v1/settings", "{}", "If-Match", "\"1\"").expect(412);
        assertThat(stale.body().get("current_version").asInt()).isEqualTo(2);
    }

    @Test
    void aLanguageThatIsNotThereIsNamedWithThoseThatAre() {
        Functions.Answer answer =
                client.put("/v1/settings", "{\"text_search\": \"klingon\"}").expect(422);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/text_search");
        assertThat(answer.text("/errors/0/detail")).contains("german", "simple");
    }

    @Test
    void onlyAnAdminChangesThem() {
        Client writer = client.withKey("{\"name\": \"w\", \"scopes\": [\"read\", \"write\"]}");
        writer.get("/v1/settings").expect(200);
        writer.put("/v1/settings", "{}").expect(403);
    }
}
