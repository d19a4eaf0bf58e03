package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepMovesTest {
    private static final List<String> FROM_WAITING = List.of("executing", "completed", "failed", "skipped");
    private static final Map<String, List<String>> MOVES = Map.of(
            "pending", FROM_WAITING,
            "approved", FROM_WAITING,
            "executing", List.of("completed", "failed"));

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final UUID command = client.newCommand();

    /// The vocabulary of the database; `approved` is not set by PATCH from anywhere.
    enum Status {
        pending,
        approved,
        executing,
        completed,
        failed,
        skipped
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void everyMoveIsAllowedOrRefusedAsTheContractSays(Status from) {
        Sql sql = Sql.of(functions);
        for (Status to : Status.values()) {
            UUID step = inStatus(sql, from);
            boolean allowed =
                    to == from || MOVES.getOrDefault(from.name(), List.of()).contains(to.name());
            assertThat(sql.truth("select step_may_move(?, ?)", from.name(), to.name()))
                    .as("%s to %s", from, to)
                    .isEqualTo(allowed);
            int status = to == Status.approved ? 422 : allowed ? 200 : 409;
            Functions.Answer answer =
                    patch(step, "\"1\"", "{\"status\": \"%s\"}".formatted(to)).expect(status);
            assertThat(client.get("/v1/steps/" + step).text("/status"))
                    .isEqualTo(status == 200 ? to.name() : from.name());
            if (status == 409) {
                assertThat(answer.problem()).isEqualTo("move-not-allowed");
            }
        }
    }

    private UUID inStatus(Sql sql, Status status) {
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        sql.run("update command_steps set status = '%s' where id = '%s'".formatted(status, step));
        return step;
    }

    @Test
    void approvedIsSetByApprovalsAlone() {
        Functions.Answer refused =
                client.post("/v1/commands/" + command + "/steps", "{\"command\": \"ls\", \"status\": \"approved\"}");
        assertThat(refused.expect(422).text("/errors/0/pointer")).isEqualTo("/status");
        assertThat(refused.text("/errors/0/code")).isEqualTo("not_settable");
    }

    @Test
    void aPatchNeedsIfMatchAndAStaleOneNamesTheCurrentVersion() {
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        assertThat(client.patch("/v1/steps/" + step, "{\"status\": \"executing\"}")
                        .expect(428)
                        .problem())
                .isEqualTo("version-required");
        assertThat(patch(step, "\"1\"", "{\"status\": \"executing\"}")
                        .expect(200)
                        .headers())
                .containsEntry("etag", "\"2\"");
        Functions.Answer stale =
                patch(step, "\"1\"", "{\"status\": \"completed\"}").expect(412);
        assertThat(stale.text("/current_version")).isEqualTo("2");
        patch(step, "*", "{\"status\": \"completed\"}").expect(200);
        patch(UUID.randomUUID(), "*", "{\"status\": \"completed\"}").expect(404);
    }

    @Test
    void startingAndCompletingTakeTheTimesByThemselves() {
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        Functions.Answer started =
                patch(step, "\"1\"", "{\"status\": \"executing\"}").expect(200);
        assertThat(started.text("/started_at")).isEqualTo(started.text("/updated_at"));
        Functions.Answer ended = patch(
                        step,
                        "\"2\"",
                        "{\"status\": \"completed\", \"exit_code\": 0, \"execution_result\": {\"stdout\": \"a\\u0000b\"}, \"after\": {\"system_info\": 1}, \"token_usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 2}, \"commit_sha_after\": \"%s\"}"
                                .formatted("AB".repeat(20)))
                .expect(200);
        assertThat(ended.text("/ended_at")).isEqualTo(ended.text("/updated_at"));
        assertThat(ended.text("/started_at")).isEqualTo(started.text("/started_at"));
        assertThat(ended.body().get("duration_ms").isIntegralNumber()).isTrue();
        assertThat(ended.text("/execution_result/stdout")).isEqualTo("a\u0000b");
        assertThat(ended.text("/token_usage/total_tokens")).isEqualTo("3");
        assertThat(ended.text("/commit_sha_after")).isEqualTo("ab".repeat(20));
        assertThat(client.get("/v1/steps/" + step).expect(200).body()).isEqualTo(ended.body());
        client.get("/v1/snapshots/" + ended.text("/after_snapshot_id")).expect(200);
    }

    @Test
    void aPatchKeepsWhatItDoesNotName() {
        UUID step = client.newStep(
                        command, "{\"command\": \"ls\", \"metadata\": {\"a\": 1}, \"branch\": \"b\", \"exit_code\": 3}")
                .id();
        Functions.Answer changed =
                patch(step, "\"1\"", "{\"external_ref\": \"T\"}").expect(200);
        assertThat(changed.text("/metadata/a")).isEqualTo("1");
        assertThat(changed.text("/branch")).isEqualTo("b");
        assertThat(changed.text("/exit_code")).isEqualTo("3");
        assertThat(changed.text("/status")).isEqualTo("pending");
    }

    @Test
    void aRolledBackStepCannotBePatched() {
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        Sql.of(functions).run("update command_steps set active = false where id = '%s'".formatted(step));
        assertThat(patch(step, "\"1\"", "{\"status\": \"completed\"}")
                        .expect(409)
                        .problem())
                .isEqualTo("step-is-inactive");
        client.get("/v1/steps/" + step).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\": \"rm\"}",
                "{\"status\": \"done\"}",
                "{\"exit_code\": 2147483648}",
                "{\"after\": {}}",
                "{\"id\": 1}"
            })
    void aPatchThatMakesNoSenseChangesNothing(String json) {
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        patch(step, "\"1\"", json).expect(422);
        assertThat(client.get("/v1/steps/" + step).text("/version")).isEqualTo("1");
    }

    private Functions.Answer patch(UUID step, String version, String json) {
        return client.patch("/v1/steps/" + step, json, "If-Match", version);
    }
}
