package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StateHistoryTest {
    private static final String STATE = "/v1/agents/coder/threads/main/state";

    private final Client client = Functions.shared().newTenant();

    private Functions.Answer write(String json) {
        return client.put(STATE, json, "If-Match", "*").expect(200);
    }

    private Functions.Answer begin(String json) {
        return client.put(STATE, json, "If-None-Match", "*").expect(201);
    }

    private List<JsonNode> transitions() {
        return Pages.items(client.get(STATE + "/transitions").expect(200));
    }

    private Functions.Answer rollBack(String transition, String... headers) {
        return client.post(STATE + "/transitions/" + transition + "/rollback", "{}", headers);
    }

    @Test
    void everyVersionIsReadByItsNumberAndAtAnyInstantOfItsTime() {
        begin("{\"local_state\": {\"n\": 1}}");
        write("{\"local_state\": {\"n\": 2}}");
        write("{\"session_state\": {\"n\": 3}}");
        List<JsonNode> versions = Pages.items(client.get(STATE + "/versions").expect(200));
        assertThat(Pages.texts(versions, "/version")).containsExactly("3", "2", "1");
        for (JsonNode version : versions) {
            String number = version.get("version").asText();
            JsonNode read = client.get(STATE + "?version=" + number).expect(200).body();
            Instant from = Instant.parse(version.get("valid_from").asText());
            assertThat(client.get(STATE + "?at=" + from).expect(200).body()).isEqualTo(read);
            assertThat(read.get("valid_until")).isEqualTo(version.get("valid_until"));
            if (!version.get("valid_until").isNull()) {
                Instant last =
                        Instant.parse(version.get("valid_until").asText()).minusNanos(1_000);
                assertThat(client.get(STATE + "?at=" + last).expect(200).body()).isEqualTo(read);
            }
        }
        for (int i = 1; i < versions.size(); i++) {
            assertThat(versions.get(i).get("valid_until"))
                    .isEqualTo(versions.get(i - 1).get("valid_from"));
        }
        assertThat(client.get(STATE + "?version=2").text("/local_state/n")).isEqualTo("2");
    }

    @Test
    void versionsComeInPagesWithPartitionsWhereAskedFor() {
        begin("{\"local_state\": {\"n\": 1}}");
        for (int n = 2; n <= 7; n++) {
            write("{\"local_state\": {\"n\": %d}}".formatted(n));
        }
        List<JsonNode> all = Pages.all(client, STATE + "/versions?limit=2&expand=local_state");
        assertThat(Pages.texts(all, "/version")).containsExactly("7", "6", "5", "4", "3", "2", "1");
        assertThat(Pages.texts(all, "/local_state/n")).isEqualTo(Pages.texts(all, "/version"));
        assertThat(all.getFirst().has("session_state")).isFalse();
        assertThat(Pages.texts(Pages.all(client, STATE + "/transitions?limit=3"), "/to_version"))
                .containsExactly("7", "6", "5", "4", "3", "2", "1");
    }

    @Test
    void pagesEndBeforeTheyOutgrowAnAnswer() {
        begin("{}");
        for (int n = 0; n < 4; n++) {
            write("{\"local_state\": {\"n\": %d, \"x\": \"%s\"}}".formatted(n, "x".repeat(2_500_000)));
        }
        assertThat(Pages.of(client, STATE + "/versions?limit=50&expand=local_state"))
                .hasSizeGreaterThan(2);
        assertThat(Pages.texts(Pages.all(client, STATE + "/versions?limit=50&expand=local_state"), "/local_state/n"))
                .containsExactly("3", "2", "1", "0", "");
        assertThat(Pages.texts(Pages.all(client, STATE + "/transitions?limit=50"), "/to_version"))
                .containsExactly("5", "4", "3", "2", "1");
    }

    @Test
    void aTransitionSaysWhatChangedHowAndWhy() {
        String note = "\"note\": \"%s\"".formatted("long enough to be left alone ".repeat(5));
        begin("{\"local_state\": {\"a\": 1, %s}, \"trigger\": \"began\"}".formatted(note));
        write("{\"local_state\": {\"a\": 2, \"b\": 3, %s}, \"trigger\": \"went on\"}".formatted(note));
        client.patch(STATE + "?trigger=merged", "{\"session_state\": {\"s\": 1}}", "If-Match", "2")
                .expect(200);
        write("{\"local_state\": {}, \"shared_state\": {}, \"session_state\": {}, \"persistent_state\": {}}");
        List<JsonNode> all = transitions();
        assertThat(Pages.texts(all, "/transition_type")).containsExactly("reset", "merge", "update", "update");
        assertThat(Pages.texts(all, "/trigger")).containsExactly("null", "merged", "went on", "began");
        assertThat(all.get(3).get("from_state_id").isNull()).isTrue();
        assertThat(all.get(3).get("from_version").isNull()).isTrue();
        assertThat(all.get(2).get("from_state_id")).isEqualTo(all.get(3).get("to_state_id"));
        assertThat(all.get(2).get("changes").toString())
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/local_state/a\",\"value\":2},"
                        + "{\"op\":\"add\",\"path\":\"/local_state/b\",\"value\":3}]");
        assertThat(Pages.texts(all, "/rollback_available")).containsExactly("true", "true", "true", "false");
    }

    @Test
    void aRollbackIsANewVersionWithTheStateBefore() {
        JsonNode first = begin("{\"local_state\": {\"n\": 1}, \"shared_state\": {\"s\": 1}}")
                .body();
        String second = write("{\"local_state\": {\"n\": 2}, \"shared_state\": {\"s\": 2}}")
                .text("/transition_id");
        Functions.Answer back = client.post(
                        STATE + "/transitions/" + second + "/rollback", "{\"trigger\": \"it was wrong\"}")
                .expect(201);
        assertThat(back.text("/version")).isEqualTo("3");
        assertThat(back.text("/state_hash")).isEqualTo(first.get("state_hash").asText());
        assertThat(back.body().get("local_state")).isEqualTo(first.get("local_state"));
        assertThat(client.get(STATE).body()).isEqualTo(back.body());
        List<JsonNode> all = transitions();
        assertThat(all.getFirst().get("transition_type").asText()).isEqualTo("restore");
        assertThat(all.getFirst().get("trigger").asText()).isEqualTo("it was wrong");
        assertThat(Pages.texts(all, "/rollback_available")).containsExactly("true", "false", "false");
        assertThat(client.get(STATE + "?version=2").text("/local_state/n")).isEqualTo("2");
        // the undo has a transition of its own, which can be undone
        assertThat(rollBack(all.getFirst().get("id").asText()).expect(201).text("/local_state/n"))
                .isEqualTo("2");
    }

    @Test
    void aRollbackIsDoneOnceAndNotBeforeTheFirstVersion() {
        String first = begin("{}").text("/transition_id");
        String second = write("{\"local_state\": {\"n\": 2}}").text("/transition_id");
        assertThat(rollBack(first).expect(409).problem()).isEqualTo("conflict");
        rollBack(UUID.randomUUID().toString()).expect(404);
        assertThat(rollBack(second, "If-Match", "1").expect(412).text("/current_version"))
                .isEqualTo("2");
        Functions.Answer done =
                rollBack(second, "If-Match", "2", "Idempotency-Key", "once").expect(201);
        Functions.Answer replayed =
                rollBack(second, "If-Match", "2", "Idempotency-Key", "once").expect(201);
        assertThat(replayed.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(replayed.body()).isEqualTo(done.body());
        assertThat(rollBack(second).expect(409).problem()).isEqualTo("conflict");
        assertThat(client.get(STATE).text("/version")).isEqualTo("3");
    }

    @Test
    void everyWriteIsInTheAuditChainOfItsThread() {
        begin("{\"local_state\": {\"n\": 1}}");
        client.patch(STATE, "{\"local_state\": {\"n\": 2}}", "If-Match", "1").expect(200);
        rollBack(transitions().getFirst().get("id").asText()).expect(201);
        String thread = client.get("/v1/agents/coder/threads/main").expect(200).text("/id");
        assertThat(Pages.texts(
                        Pages.items(client.get("/v1/audit-events?chain_id=" + thread)
                                .expect(200)),
                        "/action"))
                .containsExactlyInAnyOrder("state.restore", "state.merge", "state.update", "thread.created");
    }
}
