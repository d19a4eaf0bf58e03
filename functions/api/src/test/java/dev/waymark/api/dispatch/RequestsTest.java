package dev.waymark.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestsTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();

    @Test
    void everyRouteButHealthNeedsAKey() {
        for (String route : functions.routeKeys()) {
            String[] parts =
                    route.replaceAll("\\{[^}]+}", UUID.randomUUID().toString()).split(" ", 2);
            byte[] body = parts[0].startsWith("P") ? "{}".getBytes(StandardCharsets.UTF_8) : null;
            Functions.Answer answer = functions.as(null).send(parts[0], parts[1], body);
            assertThat(answer.status()).as(route).isEqualTo(route.equals("GET /v1/health") ? 200 : 401);
            if (answer.status() == 401) {
                assertThat(answer.problem()).isEqualTo("unauthenticated");
                assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wm_", "wm_nobody", "nobody", "' or true --", "\uD83D\uDE00"})
    void aKeyThatNobodyHasIs401(String key) {
        functions.as(key).get("/v1/commands").expect(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic d206d20=", "Bearer", "Bearer a b", ""})
    void anythingButABearerTokenIs401(String header) {
        functions.as(null).get("/v1/commands", "Authorization", header).expect(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v2/commands",
                "/v1/nothing",
                "/v1/commands/",
                "/v1//commands",
                "/V1/commands",
                "/v1/commands/1/2/3"
            })
    void anUnknownRouteIs404(String path) {
        for (Client caller : new Client[] {client, functions.as(null)}) {
            Functions.Answer answer = caller.get(path).expect(404);
            assertThat(answer.problem()).isEqualTo("unknown-route");
            assertThat(answer.text("/instance")).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /v1/commands | GET, POST",
                "POST | /v1/health | GET",
                "POST | /v1/projects/x | DELETE, GET, PUT",
                "GET | /v1/steps/x/snapshots | POST",
                "PUT | /v1/steps/x | GET, PATCH",
                "HEAD | /v1/version | GET",
                "OPTIONS | /v1/commands/x | DELETE, GET, PATCH"
            })
    void aWrongMethodIs405AndSaysWhichAreAllowed(String method, String path, String allow) {
        Functions.Answer answer = client.send(method, path, null).expect(405);
        assertThat(answer.problem()).isEqualTo("method-not-allowed");
        assertThat(answer.headers()).containsEntry("allow", allow);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, 415",
        "application/xml, 415",
        "application/x-www-form-urlencoded, 415",
        "multipart/form-data; boundary=x, 415",
        "application/json, 201",
        "APPLICATION/JSON; charset=utf-8, 201",
        "application/vnd.waymark+json, 201"
    })
    void onlyJsonIsRead(String contentType, int status) {
        byte[] body = "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_8);
        client.send("PUT", "/v1/projects/x", body, "Content-Type", contentType).expect(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"name\": }", "{} {}", "{'name': 'x'}", "\uFEFF{}", "{\"name\": \"x\",}", "NaN"})
    void whatIsNoJsonIs400(String body) {
        assertThat(client.put("/v1/projects/x", body).expect(400).problem()).isEqualTo("unreadable-body");
    }

    @Test
    void bytesThatAreNoUtf8Are400() {
        byte[] body = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};
        client.send("PUT", "/v1/projects/x", body).expect(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"x\"", "1", "true"})
    void aBodyThatIsNoObjectIs422(String body) {
        client.put("/v1/projects/x", body).expect(422);
    }

    @Test
    void problemsNameTheRequest() {
        Functions.Answer one = client.get("/v1/commands/" + UUID.randomUUID()).expect(404);
        Functions.Answer two = client.get("/v1/commands/" + UUID.randomUUID()).expect(404);
        assertThat(one.text("/request_id")).isNotEmpty().isNotEqualTo(two.text("/request_id"));
        assertThat(one.text("/type")).isEqualTo("https://waymark.dev/problems/not-found");
        assertThat(one.body().fieldNames())
                .toIterable()
                .containsExactly("type", "title", "status", "detail", "instance", "request_id", "retryable");
    }
}
