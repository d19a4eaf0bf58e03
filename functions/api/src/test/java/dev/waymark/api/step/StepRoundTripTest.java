package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StepRoundTripTest {
    private static final String FULL = """
            {"id": "%s", "command": "pip install -e .", "explanation": "install the package", "expected_outcome": "importable",
             "step_type": "corrective", "risk_level": "low", "status": "completed", "external_ref": "T-7",
             "metadata": {"ticket": {"n": 1.5, "tags": ["a", null, true]}},
             "agent_config": {"model": "some-model", "max_tokens": 4000, "temperature": 0.7, "tools": ["bash"]},
             "execution_result": {"stdout": "ok", "stderr": "", "n": 9007199254740993}, "exit_code": -1,
             "resource_usage": {"cpu_ms": 12}, "branch": "feature/x",
             "commit_sha_before": "3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c",
             "commit_sha_after": "9AB19ab19ab19ab19ab19ab19ab19ab19ab19ab19ab19ab19ab19ab19ab19AB1",
             "token_usage": {"prompt_tokens": 1234, "completion_tokens": 567, "total_tokens": 1801, "cost_usd": 0.023},
             "generated_at": "2026-11-20T09:59:59.123456Z", "started_at": "2026-11-20T11:00:00+01:00",
             "ended_at": "2026-11-20T10:00:02.5Z",
             "before": {"system_info": {"os": "Debian 12"}},
             "after": {"system_info": {"os": "Debian 12"}, "packages_installed": [{"name": "curl", "version": "8.0"}]}}
            """;

    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();

    @Test
    void aStepWithEverythingIsReadAsItWasAnswered() {
        Functions.Answer made = client.newStep(command, FULL.formatted(UUID.randomUUID()));
        Functions.Answer read = client.get("/v1/steps/" + made.id()).expect(200);
        assertThat(read.body()).isEqualTo(made.body());
        assertThat(read.headers().get("etag"))
                .isEqualTo(made.headers().get("etag"))
                .isEqualTo("\"1\"");
    }

    @Test
    void aStepWithEverythingIsAnsweredAsItWasSent() throws IOException {
        UUID id = UUID.randomUUID();
        ObjectNode sent = (ObjectNode) Functions.JSON.readTree(FULL.formatted(id));
        ObjectNode made =
                (ObjectNode) client.newStep(command, FULL.formatted(id)).body();
        for (String changed : List.of(
                "agent_config", "before", "after", "commit_sha_after", "generated_at", "started_at", "ended_at")) {
            sent.remove(changed);
        }
        sent.properties()
                .forEach(member -> assertThat(made.get(member.getKey()))
                        .as(member.getKey())
                        .isEqualTo(member.getValue()));
        assertThat(made.get("commit_sha_after").asText()).isEqualTo("9ab1".repeat(16));
        assertThat(made.get("generated_at").asText()).isEqualTo("2026-11-20T09:59:59.123456Z");
        assertThat(made.get("started_at").asText()).isEqualTo("2026-11-20T10:00:00.000000Z");
        assertThat(made.get("ended_at").asText()).isEqualTo("2026-11-20T10:00:02.500000Z");
        assertThat(made.get("duration_ms").asLong()).isEqualTo(2_500);
        assertThat(made.get("active").asBoolean()).isTrue();
        assertThat(made.get("command_id").asText()).isEqualTo(command.toString());
    }

    @Test
    void onlyTheCommandIsRequiredAndTheRestHasDefaults() {
        Functions.Answer made = client.newStep(command, "{\"command\": \"ls\"}");
        assertThat(made.text("/status")).isEqualTo("pending");
        assertThat(made.text("/step_type")).isEqualTo("generated");
        assertThat(made.text("/risk_level")).isEqualTo("medium");
        assertThat(made.body().get("metadata")).isEmpty();
        assertThat(made.body().get("policy_violation").asBoolean()).isFalse();
        for (String member : List.of(
                "token_usage",
                "execution_result",
                "exit_code",
                "started_at",
                "ended_at",
                "duration_ms",
                "generated_at",
                "before_snapshot_id",
                "after_snapshot_id",
                "branch",
                "resource_usage",
                "agent_config_digest",
                "explanation")) {
            assertThat(made.body().get(member).isNull()).as(member).isTrue();
        }
        assertThat(client.get("/v1/steps/" + made.id()).expect(200).body()).isEqualTo(made.body());
    }

    @Test
    void expansionsBringSnapshotsAndAgentConfig() {
        Functions.Answer made = client.newStep(command, FULL.formatted(UUID.randomUUID()));
        JsonNode step = client.get("/v1/steps/" + made.id() + "?expand=snapshots,agent_config,evaluation")
                .expect(200)
                .body();
        assertThat(step.at("/snapshots/before/sections").toString())
                .isEqualTo("{\"system_info\":{\"os\":\"Debian 12\"}}");
        assertThat(step.at("/snapshots/after/sections/packages_installed/0/name")
                        .asText())
                .isEqualTo("curl");
        assertThat(step.at("/snapshots/before/id")).isEqualTo(made.body().get("before_snapshot_id"));
        assertThat(step.at("/snapshots/before/captured_at"))
                .isEqualTo(made.body().get("started_at"));
        assertThat(step.at("/snapshots/after/captured_at"))
                .isEqualTo(made.body().get("ended_at"));
        assertThat(step.at("/agent_config/tools/0").asText()).isEqualTo("bash");
        client.get("/v1/steps/" + made.id() + "?expand=everything").expect(422);
    }

    @Test
    void fiveHundredStepsAreRecordedAtOnceInOrder() {
        String steps = IntStream.range(0, 500)
                .mapToObj(i -> "{\"command\": \"c%d\", \"status\": \"completed\", \"after\": {\"system_info\": %d}}"
                        .formatted(i, i % 3))
                .collect(java.util.stream.Collectors.joining(","));
        List<JsonNode> made = Pages.items(client.newStep(command, "{\"steps\": [" + steps + "]}"));
        assertThat(Pages.texts(made, "/command")).containsExactlyElementsOf(numbered("c", 0, 500));
        assertThat(Pages.texts(made, "/step_index")).containsExactlyElementsOf(numbered("", 0, 500));
        assertThat(Pages.texts(made, "/step_number")).containsExactlyElementsOf(numbered("", 1, 501));
        assertThat(Pages.texts(made, "/parent_step_id").subList(1, 500))
                .isEqualTo(Pages.texts(made, "/id").subList(0, 499));
        assertThat(Pages.all(client, "/v1/commands/" + command + "/steps?limit=500"))
                .isEqualTo(made);
        assertThat(Pages.all(client, "/v1/commands/" + command + "/steps?limit=33"))
                .isEqualTo(made);
    }

    @Test
    void noStepAndFiveHundredAndOneAreRefused() {
        String path = "/v1/commands/" + command + "/steps";
        client.post(path, "{\"steps\": []}").expect(422);
        client.post(path, "{\"steps\": [%s]}".formatted("{\"command\": \"x\"},".repeat(500) + "{\"command\": \"x\"}"))
                .expect(422);
        client.post(path, "{\"steps\": [{\"command\": \"x\"}], \"command\": \"y\"}")
                .expect(422);
        assertThat(Pages.items(client.get(path))).isEmpty();
    }

    @Test
    void oneWrongStepAmongManyKeepsAllOut() {
        String path = "/v1/commands/" + command + "/steps";
        Functions.Answer refused =
                client.post(path, "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"\"}, {\"zzz\": 1}]}");
        assertThat(refused.expect(422).body().get("errors"))
                .extracting(error -> error.get("pointer").asText())
                .containsExactlyInAnyOrder("/steps/1/command", "/steps/2/zzz", "/steps/2/command");
        assertThat(Pages.items(client.get(path))).isEmpty();
    }

    @Test
    void anIdIsTakenOnceAlsoWithinOneRequest() {
        UUID id = UUID.randomUUID();
        String step = "{\"id\": \"%s\", \"command\": \"x\"}".formatted(id);
        String path = "/v1/commands/" + command + "/steps";
        assertThat(client.post(path, "{\"steps\": [%s, %s]}".formatted(step, step))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/steps/1/id");
        assertThat(client.newStep(command, step).id()).isEqualTo(id);
        assertThat(client.post(path, step).expect(409).problem()).isEqualTo("already-exists");
        assertThat(client.newStep(command, "{\"command\": \"y\"}").text("/step_number"))
                .isEqualTo("2");
    }

    @Test
    void replayAnswersTheStepsAsTheyWereRecorded() {
        String path = "/v1/commands/" + command + "/steps";
        String json = FULL.formatted(UUID.randomUUID()).replace("\"completed\"", "\"executing\"");
        Functions.Answer first = client.post(path, json, "Idempotency-Key", "k").expect(201);
        client.patch("/v1/steps/" + first.id(), "{\"status\": \"failed\"}", "If-Match", "\"1\"")
                .expect(200);
        Functions.Answer replay =
                client.post(path, json, "Idempotency-Key", "k").expect(201);
        assertThat(replay.body()).isEqualTo(first.body());
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
        client.post(path, "{\"command\": \"other\"}", "Idempotency-Key", "k").expect(422);
    }

    private static List<String> numbered(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
    }
}
