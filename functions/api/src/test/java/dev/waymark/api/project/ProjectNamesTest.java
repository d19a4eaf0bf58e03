package dev.waymark.api.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProjectNamesTest {
    private final Client client = Functions.shared().newTenant();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "a/b",
                "50%",
                "%2F",
                "q?x=1#f",
                ".",
                "..",
                "~tilde",
                "a+b",
                "naïve",
                "nai\u0308ve",
                "日本語",
                "\uD83D\uDC69\u200D\uD83D\uDCBB",
                "\u202Eright-to-left",
                "'; drop table projects; --",
                "\"quoted\" \\ back",
                "$.key ? (@ == 1)"
            })
    void anyNameWorksEncodedPlainlyAndAsBase64(String key) {
        String base64 = "~" + base64(key);
        client.put("/v1/projects/" + base64, "{\"name\": \"Named\"}").expect(201);
        assertThat(client.get("/v1/projects/" + base64).expect(200).text("/key"))
                .isEqualTo(key);
        if (!key.startsWith("~")) {
            assertThat(client.get("/v1/projects/" + percent(key)).expect(200).text("/key"))
                    .isEqualTo(key);
        }
        assertThat(client.get("/v1/projects").body().at("/items/0/key").asText())
                .isEqualTo(key);
        var asked = Functions.JSON.createObjectNode().put("project", key).put("request", "r");
        assertThat(client.post("/v1/commands", asked).expect(201).text("/project"))
                .isEqualTo(key);
        assertThat(client.get("/v1/commands?project=" + percent(key))
                        .expect(200)
                        .text("/items/0/project"))
                .isEqualTo(key);
        client.delete("/v1/projects/" + base64 + "?confirm=" + percent(key)).expect(204);
    }

    @Test
    void namesThatOnlyLookAlikeAreDifferent() {
        client.put("/v1/projects/" + percent("naïve"), "{\"name\": \"composed\"}")
                .expect(201);
        client.put("/v1/projects/" + percent("nai\u0308ve"), "{\"name\": \"decomposed\"}")
                .expect(201);
        client.put("/v1/projects/Naive", "{\"name\": \"upper\"}").expect(201);
        client.put("/v1/projects/naive", "{\"name\": \"lower\"}").expect(201);
        client.put("/v1/projects/naive%20", "{\"name\": \"blank at the end\"}").expect(201);
        assertThat(client.get("/v1/projects").body().get("items")).hasSize(5);
    }

    @Test
    void aNameMayHave1000BytesAndNotOneMore() {
        String longest = "é".repeat(500);
        client.put("/v1/projects/" + percent(longest), "{\"name\": \"x\"}").expect(201);
        assertThat(client.get("/v1/projects/~" + base64(longest)).expect(200).text("/key"))
                .isEqualTo(longest);
        Functions.Answer tooLong = client.put("/v1/projects/" + percent(longest + "e"), "{\"name\": \"x\"}");
        assertThat(tooLong.expect(422).text("/errors/0/code")).isEqualTo("size");
        client.put("/v1/projects/~" + base64("e".repeat(1_001)), "{\"name\": \"x\"}")
                .expect(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "a%0Ab", "%7F", "%C2%85", "~", "~!!", "~_w", "~YQBi"})
    void controlsAndBrokenBase64AreRefused(String path) {
        assertThat(client.put("/v1/projects/" + path, "{\"name\": \"x\"}")
                        .expect(422)
                        .problem())
                .isEqualTo("invalid-request");
        client.get("/v1/projects/" + path).expect(422);
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
