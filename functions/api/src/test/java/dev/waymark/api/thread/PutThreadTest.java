package dev.waymark.api.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class PutThreadTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aThreadIsMadeReadAndChanged() {
        Functions.Answer made = client.put("/v1/agents/coder/threads/main", "{\"metadata\": {\"ticket\": \"T-1\"}}")
                .expect(201);

        assertThat(made.text("/agent")).isEqualTo("coder");
        assertThat(made.text("/thread")).isEqualTo("main");
        assertThat(made.text("/metadata/ticket")).isEqualTo("T-1");
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(client.get("/v1/agents/coder/threads/main").expect(200).body())
                .isEqualTo(made.body());
        assertThat(client.put("/v1/agents/coder/threads/main", "{}").expect(200).body())
                .isEqualTo(made.body());
        assertThat(client.put("/v1/agents/coder/threads/main", "{\"metadata\": {}}", "If-Match", "\"1\"")
                        .expect(200)
                        .body()
                        .get("version")
                        .asInt())
                .isEqualTo(2);
        client.put("/v1/agents/coder/threads/main", "{}", "If-Match", "\"1\"").expect(412);
        client.put("/v1/agents/coder/threads/main", "{}", "If-None-Match", "*").expect(412);
        client.put("/v1/agents/coder/threads/other", "{}", "If-Match", "*").expect(404);
        client.get("/v1/agents/coder/threads/other").expect(404);
    }

    @Test
    void aThreadMayHaveAThousandBytesOfAnyUnicodeForItsName() {
        String name = "a/b%?#~".repeat(20) + "🦜".repeat(215);
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(1_000);
        String path = "/v1/agents/coder/threads/~"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));

        client.put(path, "{}").expect(201);

        assertThat(client.get(path).expect(200).text("/thread")).isEqualTo(name);
    }
}
