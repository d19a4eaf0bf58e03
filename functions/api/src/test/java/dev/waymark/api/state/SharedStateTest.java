package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What agents of one thread name share: seen by all at once, changed by one at a time.
final class SharedStateTest {
    private final Client client = Functions.shared().newTenant();

    private static String state(String agent) {
        return "/v1/agents/" + agent + "/threads/main/state";
    }

    private Functions.Answer begin(String agent, String json) {
        return client.put(state(agent), json, "If-None-Match", "*").expect(201);
    }

    private Functions.Answer put(String agent, String json, long version) {
        return client.put(state(agent), json, "If-Match", String.valueOf(version));
    }

    @Test
    void aChangeByOneAgentIsANewVersionForTheOtherAtOnce() {
        begin("a", "{\"local_state\": {\"mine\": \"a\"}, \"shared_state\": {\"n\": 1}}");
        Functions.Answer b = begin("b", "{\"local_state\": {\"mine\": \"b\"}}");
        assertThat(b.text("/shared_state/n")).isEqualTo("1");
        Functions.Answer changed = put("a", "{\"shared_state\": {\"n\": 2}, \"trigger\": \"a did it\"}", 1)
                .expect(200);

        Functions.Answer seen = client.get(state("b")).expect(200);
        assertThat(seen.text("/shared_state/n")).isEqualTo("2");
        assertThat(seen.text("/local_state/mine")).isEqualTo("b");
        assertThat(seen.headers()).containsEntry("etag", "\"2\"");
        assertThat(seen.body().get("valid_from")).isEqualTo(changed.body().get("valid_from"));
        assertThat(client.get(state("b") + "?version=1").text("/shared_state/n"))
                .isEqualTo("1");
        assertThat(client.get(state("b") + "?at=" + b.text("/valid_from")).text("/shared_state/n"))
                .isEqualTo("1");
        List<JsonNode> transitions =
                Pages.items(client.get(state("b") + "/transitions").expect(200));
        assertThat(transitions.getFirst().get("changes").toString())
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/shared_state/n\",\"value\":2}]");
        assertThat(transitions.getFirst().get("trigger").asText()).isEqualTo("a did it");
        assertThat(transitions.getFirst().get("changed_by").asText()).isEqualTo(changed.text("/agent_id"));
    }

    @Test
    void whoeverHasNotSeenTheChangeIsToldSo() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        begin("b", "{}");
        put("a", "{\"shared_state\": {\"n\": 2}}", 1).expect(200);
        assertThat(put("b", "{\"shared_state\": {\"n\": 3}}", 1).expect(412).text("/current_version"))
                .isEqualTo("2");
        assertThat(put("b", "{\"local_state\": {\"n\": 3}}", 1).expect(412).text("/current_version"))
                .isEqualTo("2");
        assertThat(put("b", "{\"shared_state\": {\"n\": 3}}", 2).expect(200).text("/version"))
                .isEqualTo("3");
        assertThat(client.get(state("a")).text("/version")).isEqualTo("3");
        assertThat(client.get(state("a")).text("/shared_state/n")).isEqualTo("3");
    }

    @Test
    void versionsCountOnAcrossTheChangesOfOthers() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        begin("b", "{\"local_state\": {\"l\": 1}}");
        for (int n = 2; n <= 4; n++) {
            put("a", "{\"shared_state\": {\"n\": %d}}".formatted(n), n - 1).expect(200);
        }
        put("b", "{\"local_state\": {\"l\": 2}}", 4).expect(200);
        put("a", "{\"local_state\": {\"only\": \"mine\"}}", 4).expect(200);
        put("a", "{\"shared_state\": {\"n\": 5}}", 5).expect(200);
        List<JsonNode> versions = Pages.all(client, state("b") + "/versions?limit=2&expand=shared_state,local_state");
        assertThat(Pages.texts(versions, "/version")).containsExactly("6", "5", "4", "3", "2", "1");
        assertThat(Pages.texts(versions, "/shared_state/n")).containsExactly("5", "4", "4", "3", "2", "1");
        assertThat(Pages.texts(versions, "/local_state/l")).containsExactly("2", "2", "1", "1", "1", "1");
        for (JsonNode version : versions) {
            JsonNode read = client.get(state("b") + "?version=" + version.get("version"))
                    .expect(200)
                    .body();
            assertThat(read.get("state_hash")).isEqualTo(version.get("state_hash"));
            assertThat(read.get("shared_state")).isEqualTo(version.get("shared_state"));
        }
        for (int i = 1; i < versions.size(); i++) {
            assertThat(versions.get(i).get("valid_until"))
                    .isEqualTo(versions.get(i - 1).get("valid_from"));
        }
        assertThat(Pages.texts(Pages.all(client, state("b") + "/transitions?limit=2"), "/to_version"))
                .containsExactly("6", "5", "4", "3", "2", "1");
    }

    @Test
    void anotherAgentsChangeCanBeTakenBack() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        begin("b", "{}");
        String transition =
                put("a", "{\"shared_state\": {\"n\": 2}}", 1).expect(200).text("/transition_id");
        String rollback = state("b") + "/transitions/" + transition + "/rollback";
        Functions.Answer back = client.post(rollback, "{}").expect(201);
        assertThat(back.text("/version")).isEqualTo("3");
        assertThat(back.text("/shared_state/n")).isEqualTo("1");
        assertThat(client.get(state("a")).text("/shared_state/n")).isEqualTo("1");
        client.post(rollback, "{}").expect(409);
    }

    @Test
    void aNewcomerDoesNotOverwriteWhatIsShared() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        client.put(state("b"), "{\"shared_state\": {\"n\": 7}}", "If-None-Match", "*")
                .expect(412);
        assertThat(client.get(state("a")).text("/shared_state/n")).isEqualTo("1");
        begin("b", "{\"shared_state\": {\"n\": 1}}");
        assertThat(client.get(state("a")).text("/version")).isEqualTo("1");
    }

    @Test
    void threadsOfOtherNamesAndOtherTenantsShareNothing() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        assertThat(client.put("/v1/agents/b/threads/other/state", "{}", "If-None-Match", "*")
                        .expect(201)
                        .body()
                        .get("shared_state"))
                .isEmpty();
        assertThat(Functions.shared()
                        .newTenant()
                        .put(state("b"), "{}", "If-None-Match", "*")
                        .expect(201)
                        .body()
                        .get("shared_state"))
                .isEmpty();
    }

    @Test
    void whatIsSharedGoesWithTheLastOfItsThreads() {
        begin("a", "{\"shared_state\": {\"n\": 1}}");
        begin("b", "{}");
        client.delete("/v1/agents/a/threads/main?confirm=main").expect(204);
        assertThat(client.get(state("b")).text("/shared_state/n")).isEqualTo("1");
        client.delete("/v1/agents/b/threads/main?confirm=main").expect(204);
        client.put("/v1/agents/a/threads/main", "{}", "If-None-Match", "*").expect(201);
        assertThat(begin("a", "{}").body().get("shared_state")).isEmpty();
    }

    @Test
    void aRestrictedKeySharesInTheThreadsOfItsAgentAlone() {
        String id = begin("a", "{\"shared_state\": {\"n\": 1}}").text("/agent_id");
        begin("b", "{\"local_state\": {\"secret\": 1}}");
        client.put("/v1/agents/b/threads/private/state", "{\"shared_state\": {\"n\": 1}}", "If-None-Match", "*")
                .expect(201);
        Client a = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(id));
        a.put(state("a"), "{\"shared_state\": {\"n\": 2}}", "If-Match", "1").expect(200);
        assertThat(client.get(state("b")).text("/shared_state/n")).isEqualTo("2");
        put("b", "{\"shared_state\": {\"n\": 3}}", 2).expect(200);
        assertThat(a.get(state("a")).text("/shared_state/n")).isEqualTo("3");
        a.get(state("b")).expect(404);
        a.get("/v1/agents/b/threads/private/state").expect(404);
        a.put(state("b"), "{}", "If-Match", "*").expect(404);
        a.put("/v1/agents/b/threads/new/state", "{}", "If-None-Match", "*").expect(403);
        a.put("/v1/agents/a/threads/private/state", "{}", "If-None-Match", "*").expect(201);
        a.delete("/v1/agents/b/threads/main?confirm=main").expect(404);
    }
}
