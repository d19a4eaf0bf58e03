package dev.waymark.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatchCommandTest {
    private static final List<String> STATUSES =
            List.of("pending", "running", "awaiting_approval", "completed", "failed", "cancelled", "rolled_back");
    private static final List<String> ENDS = List.of("completed", "failed", "cancelled");
    private static final Map<String, List<String>> MOVES = Map.of(
            "pending", List.of("running", "completed", "failed", "cancelled"),
            "running", ENDS,
            "awaiting_approval", ENDS);

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();

    @Test
    void aPatchChangesWhatItNamesAndKeepsTheRest() {
        UUID command = client.newCommand();
        Functions.Answer changed = patch(command, "\"1\"", "{\"external_ref\": \"T-2\", \"metadata\": {\"a\": 1}}")
                .expect(200);
        assertThat(changed.text("/external_ref")).isEqualTo("T-2");
        assertThat(changed.text("/status")).isEqualTo("pending");
        assertThat(changed.headers()).containsEntry("etag", "\"2\"");
        Functions.Answer again =
                patch(command, "\"2\"", "{\"status\": \"running\"}").expect(200);
        assertThat(again.text("/external_ref")).isEqualTo("T-2");
        assertThat(again.text("/metadata/a")).isEqualTo("1");
        assertThat(client.get("/v1/commands/" + command).body()).isEqualTo(again.body());
    }

    @Test
    void theFirstBegunStepMakesTheCommandRunWithoutAnotherVersion() {
        UUID command = client.newCommand();
        client.newStep(command, "{\"command\": \"ls\"}");
        assertThat(client.get("/v1/commands/" + command).text("/status")).isEqualTo("pending");
        client.newStep(command, "{\"command\": \"ls\", \"status\": \"executing\"}");
        Functions.Answer running = client.get("/v1/commands/" + command);
        assertThat(running.text("/status")).isEqualTo("running");
        assertThat(running.text("/current_step_index")).isEqualTo("1");
        assertThat(running.text("/step_count")).isEqualTo("2");
        assertThat(running.text("/version")).isEqualTo("1");
    }

    @Test
    void everyMoveIsAllowedOrRefusedAsTheContractSays() {
        Sql sql = Sql.of(functions);
        for (String from : STATUSES) {
            for (String to : STATUSES) {
                UUID command = inStatus(sql, from);
                boolean allowed =
                        to.equals(from) || MOVES.getOrDefault(from, List.of()).contains(to);
                Functions.Answer answer = patch(command, "\"1\"", "{\"status\": \"%s\"}".formatted(to));
                assertThat(answer.status())
                        .as("%s to %s: %s", from, to, answer.body())
                        .isEqualTo(allowed ? 200 : 409);
                assertThat(allowed ? answer.text("/status") : answer.problem())
                        .isEqualTo(allowed ? to : "move-not-allowed");
                assertThat(sql.truth("select command_may_move(?, ?)", from, to)).isEqualTo(allowed);
            }
        }
    }

    private UUID inStatus(Sql sql, String status) {
        UUID command = client.newCommand();
        sql.run(
                "update commands set status = '%s', completed_at = case when '%s' in ('completed', 'failed', 'cancelled') then created_at end where id = '%s'"
                        .formatted(status, status, command));
        return command;
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "cancelled"})
    void endingSetsTheTimeOnceAndTakesNoMoreSteps(String status) {
        UUID command = client.newCommand();
        Functions.Answer ended = patch(command, "\"1\"", "{\"status\": \"%s\"}".formatted(status))
                .expect(200);
        assertThat(ended.text("/completed_at")).isEqualTo(ended.text("/updated_at"));
        Functions.Answer noted =
                patch(command, "\"2\"", "{\"external_ref\": \"T\"}").expect(200);
        assertThat(noted.text("/completed_at")).isEqualTo(ended.text("/completed_at"));
        Functions.Answer step = client.post("/v1/commands/" + command + "/steps", "{\"command\": \"ls\"}");
        assertThat(step.expect(409).problem()).isEqualTo("command-is-final");
    }

    @Test
    void aPatchNeedsIfMatchAndAStaleOneNamesTheCurrentVersion() {
        UUID command = client.newCommand();
        assertThat(client.patch("/v1/commands/" + command, "{\"external_ref\": \"T\"}")
                        .expect(428)
                        .problem())
                .isEqualTo("version-required");
        patch(command, "\"1\"", "{\"external_ref\": \"T\"}").expect(200);
        Functions.Answer stale =
                patch(command, "\"1\"", "{\"external_ref\": \"U\"}").expect(412);
        assertThat(stale.problem()).isEqualTo("version-mismatch");
        assertThat(stale.text("/current_version")).isEqualTo("2");
        assertThat(patch(command, "*", "{\"external_ref\": \"V\"}").expect(200).text("/version"))
                .isEqualTo("3");
        patch(UUID.randomUUID(), "\"1\"", "{\"external_ref\": \"T\"}").expect(404);
    }

    @Test
    void completingIsRefusedWhileExecutedStepsHaveNoEvaluation() {
        String json = "{\"project\": \"%s\", \"request\": \"r\"}".formatted(client.newProject());
        UUID command = client.post("/v1/commands", json).expect(201).id();
        client.newStep(
                command,
                "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"b\", \"status\": \"completed\"}, {\"command\": \"c\", \"status\": \"failed\"}, {\"command\": \"d\", \"status\": \"skipped\"}]}");
        Functions.Answer refused =
                patch(command, "\"1\"", "{\"status\": \"completed\"}").expect(409);
        assertThat(refused.problem()).isEqualTo("evaluation-required");
        assertThat(refused.body().get("step_numbers").toString()).isEqualTo("[2,3]");
        assertThat(client.get("/v1/commands/" + command).text("/version")).isEqualTo("1");
        patch(command, "\"1\"", "{\"status\": \"failed\"}").expect(200);
    }

    @Test
    void completingIsAllowedWithoutExecutedSteps() {
        String json = "{\"project\": \"%s\", \"request\": \"r\"}".formatted(client.newProject());
        UUID command = client.post("/v1/commands", json).expect(201).id();
        client.newStep(command, "{\"command\": \"a\"}");
        patch(command, "\"1\"", "{\"status\": \"completed\"}").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"done\"}",
                "{\"request\": \"other\"}",
                "{\"metadata\": 1}",
                "[]",
                "{\"status\": 3}"
            })
    void aPatchThatMakesNoSenseChangesNothing(String json) {
        UUID command = client.newCommand();
        patch(command, "\"1\"", json).expect(422);
        assertThat(client.get("/v1/commands/" + command).text("/version")).isEqualTo("1");
    }

    private Functions.Answer patch(UUID command, String version, String json) {
        return client.patch("/v1/commands/" + command, json, "If-Match", version);
    }
}
