package dev.waymark.api.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeysTest {
    private static final String READER = "{\"name\": \"reader\", \"scopes\": [\"read\"]}";

    private final Functions functions = Functions.shared();
    private final Client admin = functions.newTenant();

    @Test
    void theAnswerThatMakesAKeyAloneShowsItsSecret() {
        Functions.Answer made = admin.post("/v1/api-keys", READER).expect(201);
        String secret = made.text("/api_key");
        assertThat(secret).startsWith(made.text("/prefix")).hasSize(46);
        Functions.Answer list = admin.get("/v1/api-keys").expect(200);
        assertThat(Pages.texts(Pages.items(list), "/id")).hasSize(2).first().isEqualTo(made.text("/id"));
        assertThat(list.body().toString()).doesNotContain(secret).doesNotContain("api_key\"");
    }

    @Test
    void replayOfANewKeyOmitsItsSecret() {
        String key = UUID.randomUUID().toString();
        Functions.Answer first =
                admin.post("/v1/api-keys", READER, "Idempotency-Key", key).expect(201);
        Functions.Answer replay =
                admin.post("/v1/api-keys", READER, "Idempotency-Key", key).expect(201);
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
        assertThat(replay.id()).isEqualTo(first.id());
        assertThat(replay.text("/prefix")).isEqualTo(first.text("/prefix"));
        assertThat(replay.body().has("api_key")).isFalse();
        assertThat(Pages.items(admin.get("/v1/api-keys"))).hasSize(2);
    }

    @Test
    void aRevokedKeyIsRefusedAndStaysListed() {
        Functions.Answer made = admin.post("/v1/api-keys", READER).expect(201);
        Client reader = functions.as(made.text("/api_key"));
        reader.get("/v1/projects").expect(200);
        admin.delete("/v1/api-keys/" + made.id()).expect(204);
        assertThat(reader.get("/v1/projects").expect(401).problem()).isEqualTo("unauthenticated");
        assertThat(admin.get("/v1/api-keys?limit=1")
                        .body()
                        .at("/items/0/revoked_at")
                        .isTextual())
                .isTrue();
        admin.delete("/v1/api-keys/" + made.id()).expect(204);
        admin.delete("/v1/api-keys/" + UUID.randomUUID()).expect(404);
    }

    @ParameterizedTest
    @CsvSource({"2020-01-01T00:00:00Z, 401", "9999-01-01T00:00:00Z, 200"})
    void aKeyWorksUntilItExpires(String expiresAt, int status) {
        Client reader =
                admin.withKey("{\"name\": \"k\", \"scopes\": [\"read\"], \"expires_at\": \"%s\"}".formatted(expiresAt));
        reader.get("/v1/projects").expect(status);
    }

    @Test
    void aKeyDoesWhatItsScopesSay() {
        String project = admin.newProject();
        Client reader = admin.withKey(READER);
        Client writer = admin.withKey("{\"name\": \"w\", \"scopes\": [\"write\"]}");
        reader.get("/v1/projects/" + project).expect(200);
        assertThat(reader.put("/v1/projects/" + project, "{\"name\": \"x\"}")
                        .expect(403)
                        .problem())
                .isEqualTo("forbidden");
        reader.get("/v1/api-keys").expect(403);
        reader.get("/v1/audit-events").expect(403);
        writer.put("/v1/projects/" + project, "{\"name\": \"x\"}").expect(200);
        writer.post("/v1/api-keys", READER).expect(403);
        writer.delete("/v1/api-keys/" + UUID.randomUUID()).expect(403);
        admin.delete("/v1/projects/" + project + "?confirm=" + project).expect(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"k\", \"scopes\": []}",
                "{\"name\": \"k\", \"scopes\": [\"operator\"]}",
                "{\"name\": \"k\", \"scopes\": [\"everything\"]}",
                "{\"name\": \"k\"}",
                "{\"name\": \" \", \"scopes\": [\"read\"]}",
                "{\"name\": \"k\", \"scopes\": [\"read\"], \"user_id\": \"\"}",
                "{\"name\": \"k\", \"scopes\": [\"read\"], \"agent_id\": \"0197a000-0000-7000-8000-000000000000\"}",
                "{\"name\": \"k\", \"scopes\": [\"read\"], \"user_id\": \"u\", \"agent_id\": \"0197a000-0000-7000-8000-000000000000\"}"
            })
    void aKeyThatMakesNoSenseIsNotMade(String json) {
        assertThat(admin.post("/v1/api-keys", json).expect(422).problem()).isEqualTo("invalid-request");
        assertThat(Pages.items(admin.get("/v1/api-keys"))).hasSize(1);
    }

    @Test
    void keysAreListedPageByPage() {
        for (int i = 0; i < 4; i++) {
            admin.post("/v1/api-keys", READER).expect(201);
        }
        assertThat(Pages.of(admin, "/v1/api-keys?limit=2"))
                .extracting(java.util.List::size)
                .containsExactly(2, 2, 1);
        assertThat(Pages.texts(Pages.all(admin, "/v1/api-keys?limit=2"), "/id")).doesNotHaveDuplicates();
    }

    @Test
    void aKeyShowsWhenItWasUsed() {
        Functions.Answer made = admin.post("/v1/api-keys", READER).expect(201);
        assertThat(admin.get("/v1/api-keys?limit=1")
                        .body()
                        .at("/items/0/last_used_at")
                        .isNull())
                .isTrue();
        functions.as(made.text("/api_key")).get("/v1/version").expect(200);
        assertThat(admin.get("/v1/api-keys?limit=1")
                        .body()
                        .at("/items/0/last_used_at")
                        .isTextual())
                .isTrue();
    }
}
