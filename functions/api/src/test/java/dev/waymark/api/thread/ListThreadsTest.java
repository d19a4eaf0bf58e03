package dev.waymark.api.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListThreadsTest {
    private static final String THREADS = "/v1/agents/coder/threads";

    private final Client client = Functions.shared().newTenant();

    private void thread(String name, String metadata) {
        client.put(THREADS + "/" + name, "{\"metadata\": " + metadata + "}").expect(201);
    }

    private List<String> found(String query) {
        return Pages.texts(Pages.items(client.get(THREADS + "?" + query).expect(200)), "/thread");
    }

    @Test
    void theLastChangedComesFirstAndPagesGoOn() {
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            thread(name, "{\"x\": 1}");
        }
        client.put(THREADS + "/b", "{\"metadata\": {\"x\": 1, \"y\": 2}}").expect(200);
        assertThat(Pages.texts(Pages.all(client, THREADS + "?limit=2"), "/thread"))
                .containsExactly("b", "e", "d", "c", "a");
        assertThat(Pages.texts(Pages.all(client, THREADS + "?metadata.x=1&limit=2"), "/thread"))
                .containsExactly("b", "e", "d", "c", "a");
    }

    @Test
    void metadataIsFoundAsItIsWrittenAndAsText() {
        thread("number", "{\"step\": 3}");
        thread("text", "{\"step\": \"3\"}");
        thread("other", "{\"step\": 4}");
        thread("nested", "{\"a\": {\"b\": true, \"c\": [1]}, \"step\": 3.0}");
        thread("nothing", "{\"step\": null}");
        assertThat(found("metadata.step=3")).containsExactlyInAnyOrder("number", "text", "nested");
        assertThat(found("metadata.step=4")).containsExactly("other");
        assertThat(found("metadata.step=null")).containsExactly("nothing");
        assertThat(found("metadata.a.b=true")).containsExactly("nested");
        assertThat(found("metadata.a.b=true&metadata.step=3")).containsExactly("nested");
        assertThat(found("metadata.a.b=true&metadata.step=4")).isEmpty();
        assertThat(found("metadata.a=1")).isEmpty();
    }

    @Test
    void whatLooksLikeCodeIsAValue() {
        String odd = "x\" || true'; drop table threads; --%_\\";
        thread("odd", "{\"k\": " + Functions.JSON.valueToTree(odd) + "}");
        thread("plain", "{\"k\": \"x\"}");
        assertThat(found("metadata.k=" + URLEncoder.encode(odd, StandardCharsets.UTF_8)))
                .containsExactly("odd");
    }

    @Test
    void onlyThatAgentsThreadsAreFound() {
        thread("mine", "{\"k\": 1}");
        client.put("/v1/agents/other/threads/theirs", "{\"metadata\": {\"k\": 1}}")
                .expect(201);
        assertThat(found("metadata.k=1")).containsExactly("mine");
        assertThat(client.get("/v1/agents/nobody/threads").expect(200).body().get("items"))
                .isEmpty();
        Client agent = client.withKey("{\"name\": \"a\", \"scopes\": [\"read\"], \"agent_id\": \"%s\"}"
                .formatted(client.get(THREADS + "/mine").text("/agent_id")));
        assertThat(Pages.items(agent.get(THREADS + "?metadata.k=1").expect(200)))
                .hasSize(1);
        assertThat(Pages.items(
                        agent.get("/v1/agents/other/threads?metadata.k=1").expect(200)))
                .isEmpty();
        assertThat(Pages.items(agent.get("/v1/agents/other/threads").expect(200)))
                .isEmpty();
    }

    @Test
    void anUnknownParameterIsRefused() {
        assertThat(client.get(THREADS + "?metadatax=1").expect(422).text("/errors/0/parameter"))
                .isEqualTo("metadatax");
        assertThat(client.get(THREADS + "?metadata.=1").expect(422).text("/errors/0/code"))
                .isEqualTo("format");
        assertThat(client.get(THREADS + "?metadata=1").expect(422).text("/errors/0/code"))
                .isEqualTo("unknown");
        client.get(THREADS + "/x?metadata.a=1").expect(422);
    }
}
