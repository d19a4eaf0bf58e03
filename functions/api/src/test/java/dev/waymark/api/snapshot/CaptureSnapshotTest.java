package dev.waymark.api.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureSnapshotTest {
    private static final String SECTIONS = """
            {"system_info": {"os": "Debian 12", "uptime_s": 9007199254740993},
             "services_status": {"ssh": "running", "nginx": {"state": "stopped"}},
             "packages_installed": [{"name": "curl", "version": "8.0"}],
             "network_connections": [{"protocol": "tcp", "local": "0.0.0.0:22", "remote": null, "state": "LISTEN", "process": "sshd"}],
             "file_system_state": {"mounts": ["/"], "files": {"/etc/passwd": {"sha256": "00", "size_bytes": 1, "mode": "0644"}}},
             "process_list": [{"pid": 1, "name": "init\\u0000"}], "resource_usage": {"load": 0.25}}
            """;

    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();
    private final UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();

    @Test
    void sectionsComeBackAsTheyWereGiven() throws IOException {
        Functions.Answer made = ofStep("after_step", SECTIONS, "").expect(201);
        JsonNode read = client.get("/v1/snapshots/" + made.id()).expect(200).body();
        assertThat(read.get("sections")).isEqualTo(Functions.JSON.readTree(SECTIONS));
        assertThat(made.body().has("sections")).isFalse();
        ObjectNode common = ((ObjectNode) read).deepCopy();
        common.remove("sections");
        common.properties()
                .forEach(member -> assertThat(made.body().get(member.getKey()))
                        .as(member.getKey())
                        .isEqualTo(member.getValue()));
        assertThat(client.get("/v1/steps/" + step).text("/after_snapshot_id")).isEqualTo(made.text("/id"));
    }

    @Test
    void equalSectionsHaveEqualDigestsHoweverTheyAreWritten() {
        Functions.Answer before = ofStep("before_step", "{\"system_info\": {\"a\": 1, \"b\": [2.50, \"x\"]}}", "")
                .expect(201);
        Functions.Answer after = ofStep(
                        "after_step",
                        "{\"system_info\": {\"b\": [25e-1, \"\\u0078\"], \"a\": 1.0}, \"resource_usage\": {\"a\": 2}}",
                        "")
                .expect(201);
        assertThat(before.text("/digests/system_info"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(after.text("/digests/system_info"));
        assertThat(after.text("/digests/resource_usage")).isNotEqualTo(after.text("/digests/system_info"));
        assertThat(after.body().get("digests")).hasSize(2);
    }

    @Test
    void aCommandHasOneBaseline() {
        Functions.Answer made = ofCommand("{\"system_info\": {}}").expect(201);
        assertThat(client.get("/v1/commands/" + command).text("/baseline_snapshot_id"))
                .isEqualTo(made.text("/id"));
        assertThat(ofCommand("{\"system_info\": {}}").expect(409).problem()).isEqualTo("already-exists");
        assertThat(client.get("/v1/commands/" + command).text("/baseline_snapshot_id"))
                .isEqualTo(made.text("/id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"before_step", "after_step"})
    void aStepHasOneSnapshotOfEachType(String type) {
        ofStep(type, "{\"system_info\": 1}", "").expect(201);
        assertThat(ofStep(type, "{\"system_info\": 2}", "").expect(409).problem())
                .isEqualTo("already-exists");
        String other = type.equals("before_step") ? "after_step" : "before_step";
        ofStep(other, "{\"system_info\": 2}", "").expect(201);
        String member = type.replace("_step", "");
        Functions.Answer patched =
                client.patch("/v1/steps/" + step, "{\"%s\": {\"system_info\": 3}}".formatted(member), "If-Match", "*");
        assertThat(patched.expect(409).problem()).isEqualTo("already-exists");
    }

    @Test
    void snapshotsDoNotRaiseTheVersionOfStepOrCommand() {
        ofStep("before_step", "{\"system_info\": 1}", "").expect(201);
        ofCommand("{\"system_info\": {}}").expect(201);
        assertThat(client.get("/v1/steps/" + step).text("/version")).isEqualTo("1");
        assertThat(client.get("/v1/commands/" + command).text("/version")).isEqualTo("1");
    }

    @Test
    void eachRouteTakesItsOwnTypes() {
        String sections = "{\"system_info\": {}}";
        for (String type : new String[] {"before_step", "after_step"}) {
            assertThat(post("commands/" + command, type, sections, "")
                            .expect(422)
                            .text("/errors/0/pointer"))
                    .isEqualTo("/snapshot_type");
        }
        assertThat(ofStep("baseline", sections, "").expect(422).text("/errors/0/pointer"))
                .isEqualTo("/snapshot_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /sections/system_info | required",
                "{'services_status': {}} | /sections/system_info | required",
                "{'system_info': {}, 'weather': 1} | /sections/weather | unknown",
                "[] | /sections | type"
            })
    void sectionsThatMakeNoSenseAreRefused(String sections, String pointer, String code) {
        Functions.Answer refused = ofCommand(sections.replace('\'', '"')).expect(422);
        assertThat(refused.body().get("errors")).anySatisfy(error -> {
            assertThat(error.get("pointer").asText()).isEqualTo(pointer);
            assertThat(error.get("code").asText()).isEqualTo(code);
        });
    }

    @Test
    void anOwnTimeAndIdAreKept() {
        UUID id = UUID.randomUUID();
        String more = ", \"id\": \"%s\", \"captured_at\": \"2026-11-20T10:00:00.000001+02:00\"".formatted(id);
        Functions.Answer made =
                ofStep("before_step", "{\"system_info\": 1}", more).expect(201);
        assertThat(made.id()).isEqualTo(id);
        assertThat(made.text("/captured_at")).isEqualTo("2026-11-20T08:00:00.000001Z");
        assertThat(client.get("/v1/snapshots/" + id).text("/captured_at")).isEqualTo("2026-11-20T08:00:00.000001Z");
        assertThat(ofStep("after_step", "{\"system_info\": 1}", more)
                        .expect(409)
                        .problem())
                .isEqualTo("already-exists");
    }

    @Test
    void replayCapturesNothingTwice() {
        String json = "{\"snapshot_type\": \"before_step\", \"sections\": {\"system_info\": 1}}";
        String path = "/v1/steps/" + step + "/snapshots";
        Functions.Answer first = client.post(path, json, "Idempotency-Key", "k").expect(201);
        Functions.Answer replay =
                client.post(path, json, "Idempotency-Key", "k").expect(201);
        assertThat(replay.body()).isEqualTo(first.body());
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
    }

    @Test
    void whatIsNotThereIs404() {
        post("commands/" + UUID.randomUUID(), "baseline", "{\"system_info\": 1}", "")
                .expect(404);
        post("steps/" + UUID.randomUUID(), "after_step", "{\"system_info\": 1}", "")
                .expect(404);
        client.get("/v1/snapshots/" + UUID.randomUUID()).expect(404);
    }

    private Functions.Answer ofCommand(String sections) {
        return post("commands/" + command, "baseline", sections, "");
    }

    private Functions.Answer ofStep(String type, String sections, String more) {
        return post("steps/" + step, type, sections, more);
    }

    private Functions.Answer post(String of, String type, String sections, String more) {
        String json = "{\"snapshot_type\": \"%s\", \"sections\": %s%s}".formatted(type, sections, more);
        return client.post("/v1/" + of + "/snapshots", json);
    }
}
