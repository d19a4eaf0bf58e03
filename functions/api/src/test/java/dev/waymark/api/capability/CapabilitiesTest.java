package dev.waymark.api.capability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CapabilitiesTest {
    private static final String PATH = "/v1/agents/coder/capabilities";

    private final Client client = Functions.shared().newTenant();

    @BeforeEach
    void register() {
        client.put("/v1/agents/coder", "{}").expect(201);
    }

    @Test
    void versionsStandSideBySideEachWithItsFlagAndDefinition() {
        Functions.Answer one = client.put(PATH + "/review/1.0", "{\"definition\": {\"lines\": 9007199254740993}}")
                .expect(201);
        Functions.Answer two =
                client.put(PATH + "/review/2.0", "{\"enabled\": false}").expect(201);

        assertThat(one.text("/name")).isEqualTo("review");
        assertThat(one.text("/version")).isEqualTo("1.0");
        assertThat(one.body().get("enabled").asBoolean()).isTrue();
        assertThat(one.body().at("/definition/lines").asLong()).isEqualTo(9007199254740993L);
        assertThat(two.body().get("enabled").asBoolean()).isFalse();
        assertThat(two.body().get("definition")).isEmpty();
        Functions.Answer read = client.get(PATH + "/review/1.0").expect(200);
        assertThat(read.body()).isEqualTo(one.body());
        assertThat(read.headers()).containsEntry("etag", "\"1\"");
        assertThat(client.get(PATH + "?enabled=true").expect(200).body().get("items"))
                .containsExactly(one.body());
        assertThat(client.get(PATH + "?enabled=false").expect(200).body().get("items"))
                .containsExactly(two.body());
        Functions.Answer off = client.put(PATH + "/review/1.0", "{\"enabled\": false}", "If-Match", "\"1\"")
                .expect(200);
        assertThat(off.body().get("definition")).isEqualTo(one.body().get("definition"));
        assertThat(off.headers()).containsEntry("etag", "\"2\"");
        client.put(PATH + "/review/1.0", "{}", "If-Match", "\"1\"").expect(412);
        client.put(PATH + "/review/1.0", "{}", "If-None-Match", "*").expect(412);
        client.put(PATH + "/review/3.0", "{}", "If-Match", "*").expect(404);
        client.delete(PATH + "/review/1.0", "If-Match", "\"1\"").expect(412);
        client.delete(PATH + "/review/1.0", "If-Match", "\"2\"").expect(204);
        client.get(PATH + "/review/1.0").expect(404);
        client.get(PATH + "/review/2.0").expect(200);
        client.get("/v1/agents/nobody/capabilities").expect(404);
    }

    @Test
    void theNewestVersionComesFirstAsPeopleNumberThem() {
        List<String> newestFirst = List.of(
                "2.0.0",
                "2.0.0-rc.2",
                "2.0.0-beta.11",
                "2.0.0-beta.2",
                "2.0.0-beta",
                "2.0.0-2",
                "1.10.1",
                "1.10",
                "v1.9.3",
                "1.9",
                "1",
                "0.99");
        newestFirst.stream()
                .sorted()
                .forEach(
                        version -> client.put(PATH + "/review/" + version, "{}").expect(201));
        client.put(PATH + "/answer/7", "{}").expect(201);

        for (int limit : new int[] {1, 5, 500}) {
            List<JsonNode> all = Pages.all(client, PATH + "?limit=" + limit);
            assertThat(Pages.texts(all, "/name")).first().isEqualTo("answer");
            assertThat(Pages.texts(all.subList(1, all.size()), "/version")).isEqualTo(newestFirst);
        }
    }
}
