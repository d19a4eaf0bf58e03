package dev.waymark.api.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RollBackTest {
    private static final String WHY = "{\"reason\": \"it broke\"}";

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final String project = client.newProject();
    private final String path = "/v1/projects/" + project;
    private final UUID first = client.newCommand(project);
    private final UUID second = client.newCommand(project);

    private JsonNode step(UUID command, String json) {
        return client.newStep(command, json).body();
    }

    private void record(int first, int second) {
        for (int i = 0; i < first; i++) {
            step(this.first, "{\"command\": \"a\", \"status\": \"completed\"}");
        }
        for (int i = 0; i < second; i++) {
            step(this.second, "{\"command\": \"b\", \"status\": \"completed\"}");
        }
    }

    private Functions.Answer rollBack(int number, String json) {
        return client.post(path + "/steps/S" + number + "/rollback", json);
    }

    private Functions.Answer undo(Functions.Answer rollback) {
        return client.post(path + "/rollbacks/" + rollback.id() + "/undo", "");
    }

    private List<String> active() {
        return Pages.texts(Pages.items(client.get(path + "/steps/active?limit=500")), "/step_number");
    }

    private String status(UUID command) {
        return client.get("/v1/commands/" + command).text("/status");
    }

    @Test
    void theStepAndAllLaterActiveOnesBecomeInactive() {
        record(3, 4);
        Functions.Answer rollback = rollBack(5, WHY).expect(201);
        assertThat(rollback.text("/project")).isEqualTo(project);
        assertThat(rollback.text("/to_step_number")).isEqualTo("5");
        assertThat(rollback.text("/deactivated_count")).isEqualTo("3");
        assertThat(rollback.text("/first_step_number")).isEqualTo("5");
        assertThat(rollback.text("/last_step_number")).isEqualTo("7");
        assertThat(rollback.body().at("/git/reset_to").isNull()).isTrue();
        assertThat(rollback.body().get("snapshot_id").isNull()).isTrue();
        assertThat(rollback.body().get("checkpoint_id").isNull()).isTrue();
        assertThat(rollback.body().get("undone_at").isNull()).isTrue();
        assertThat(rollback.text("/reason")).isEqualTo("it broke");
        assertThat(rollback.text("/rolled_back_by")).startsWith("key:");
        assertThat(active()).containsExactly("1", "2", "3", "4");
        assertThat(Pages.items(client.get(path + "/steps"))).hasSize(7);
        assertThat(client.get(path + "/steps/S6").body().get("active").asBoolean())
                .isFalse();
        assertThat(Pages.items(client.get(path + "/rollbacks"))).singleElement().isEqualTo(rollback.body());
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        record(3, 0);
        Functions.Answer dry = client.post(path + "/steps/2/rollback", "{\"dry_run\": true}", "Idempotency-Key", "dry");
        assertThat(dry.expect(200).text("/deactivated_count")).isEqualTo("2");
        assertThat(dry.body().get("id").isNull()).isTrue();
        assertThat(active()).containsExactly("1", "2", "3");
        assertThat(Pages.items(client.get(path + "/rollbacks"))).isEmpty();
        rollBack(3, WHY).expect(201);
        Functions.Answer later =
                client.post(path + "/steps/2/rollback", "{\"dry_run\": true}", "Idempotency-Key", "dry");
        assertThat(later.expect(200).text("/deactivated_count")).isEqualTo("1");
    }

    @Test
    void laterStepsGoOnFromTheLastActiveOneAndNumbersAreNeverUsedAgain() {
        record(4, 0);
        String parent = client.get(path + "/steps/S2").text("/id");
        rollBack(3, WHY).expect(201);
        assertThat(client.get(path).text("/last_active_step_id")).isEqualTo(parent);
        JsonNode next = step(second, "{\"command\": \"c\"}");
        assertThat(next.get("step_number").asInt()).isEqualTo(5);
        assertThat(next.get("parent_step_id").asText()).isEqualTo(parent);
        rollBack(1, WHY).expect(201);
        assertThat(client.get(path).body().get("last_active_step_id").isNull()).isTrue();
        assertThat(step(client.newCommand(project), "{\"command\": \"d\"}")
                        .get("parent_step_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void aCommandWithoutAnActiveStepIsRolledBackUntilThatIsUndone() {
        record(2, 2);
        client.patch("/v1/commands/" + second, "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        Functions.Answer rollback = rollBack(2, WHY).expect(201);
        assertThat(status(first)).isEqualTo("running");
        assertThat(status(second)).isEqualTo("rolled_back");
        client.post("/v1/commands/" + second + "/steps", "{\"command\": \"x\"}").expect(409);
        client.patch("/v1/commands/" + second, "{\"status\": \"running\"}", "If-Match", "*")
                .expect(409);
        Functions.Answer undone = undo(rollback).expect(200);
        assertThat(undone.body().get("undone_at").isNull()).isFalse();
        assertThat(undone.text("/undone_by")).startsWith("key:");
        assertThat(status(first)).isEqualTo("running");
        assertThat(status(second)).isEqualTo("completed");
        assertThat(active()).containsExactly("1", "2", "3", "4");
        assertThat(client.get(path).text("/last_active_step_id"))
                .isEqualTo(client.get(path + "/steps/S4").text("/id"));
    }

    @Test
    void undoWorksOnceAndWhileNothingNewerStandsOnIt() {
        record(5, 0);
        Functions.Answer four = rollBack(4, WHY).expect(201);
        Functions.Answer two = rollBack(2, WHY).expect(201);
        Functions.Answer early = undo(four).expect(409);
        assertThat(early.problem()).isEqualTo("undo-not-possible");
        assertThat(early.text("/detail")).contains("S2");
        undo(two).expect(200);
        assertThat(active()).containsExactly("1", "2", "3");
        assertThat(undo(two).expect(409).text("/detail")).contains("undone");
        undo(four).expect(200);
        assertThat(active()).containsExactly("1", "2", "3", "4", "5");
        Functions.Answer again = rollBack(5, WHY).expect(201);
        step(second, "{\"command\": \"newer\"}");
        assertThat(undo(again).expect(409).text("/detail")).contains("S6");
        assertThat(active()).containsExactly("1", "2", "3", "4", "6");
        assertThat(Pages.texts(Pages.all(client, path + "/rollbacks?limit=1"), "/to_step_number"))
                .containsExactly("5", "2", "4");
    }

    @Test
    void aKeyRepeatsTheAnswersOfRollbackAndUndo() {
        record(2, 0);
        Functions.Answer made = client.post(path + "/steps/2/rollback", WHY, "Idempotency-Key", "k");
        Functions.Answer replay = client.post(path + "/steps/2/rollback", WHY, "Idempotency-Key", "k");
        assertThat(replay.expect(201).body()).isEqualTo(made.expect(201).body());
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
        String undo = path + "/rollbacks/" + made.id() + "/undo";
        Functions.Answer undone =
                client.send("POST", undo, null, "Idempotency-Key", "k").expect(200);
        Functions.Answer undoneAgain =
                client.send("POST", undo, null, "Idempotency-Key", "k").expect(200);
        assertThat(undoneAgain.body()).isEqualTo(undone.body());
    }

    @Test
    void whatIsNotThereOrAlreadyInactiveCannotBeRolledBack() {
        record(3, 0);
        rollBack(3, WHY).expect(201);
        assertThat(rollBack(3, WHY).expect(409).problem()).isEqualTo("step-is-inactive");
        rollBack(4, WHY).expect(404);
        rollBack(4, "{\"dry_run\": true}").expect(404);
        client.post("/v1/projects/none/steps/1/rollback", WHY).expect(404);
        client.post(path + "/rollbacks/" + UUID.randomUUID() + "/undo", "").expect(404);
        client.get("/v1/projects/none/rollbacks").expect(404);
        for (String silent : List.of("{}", "{\"reason\": \" \"}", "{\"dry_run\": false}")) {
            assertThat(rollBack(1, silent).expect(422).text("/errors/0/pointer"))
                    .isEqualTo("/reason");
        }
    }

    @Test
    void oneStepCanBeDeactivatedAlone() {
        record(4, 0);
        Functions.Answer alone = client.post(path + "/steps/S2/deactivate", WHY).expect(201);
        assertThat(alone.text("/kind")).isEqualTo("deactivation");
        assertThat(alone.text("/deactivated_count")).isEqualTo("1");
        assertThat(active()).containsExactly("1", "3", "4");
        assertThat(client.get(path).text("/last_active_step_id"))
                .isEqualTo(client.get(path + "/steps/S4").text("/id"));
        assertThat(rollBack(1, WHY).expect(201).text("/deactivated_count")).isEqualTo("3");
        assertThat(active()).isEmpty();
        assertThat(status(first)).isEqualTo("rolled_back");
        client.post(path + "/steps/S2/deactivate", WHY).expect(409);
    }

    @Test
    void deactivatingTheLastStepMovesTheProjectBackAndCanBeUndone() {
        record(2, 0);
        Functions.Answer alone = client.post(path + "/steps/S2/deactivate", WHY).expect(201);
        assertThat(client.get(path).text("/last_active_step_id"))
                .isEqualTo(client.get(path + "/steps/S1").text("/id"));
        undo(alone).expect(200);
        assertThat(active()).containsExactly("1", "2");
    }

    @Test
    void aStepThatExecutesBecomesInactiveAndCannotGoOn() {
        JsonNode running = step(first, "{\"command\": \"sleep\", \"status\": \"executing\"}");
        Functions.Answer rollback = rollBack(1, WHY).expect(201);
        String at = "/v1/steps/" + running.get("id").asText();
        assertThat(client.patch(at, "{\"status\": \"completed\"}", "If-Match", "*")
                        .expect(409)
                        .problem())
                .isEqualTo("step-is-inactive");
        undo(rollback).expect(200);
        client.patch(at, "{\"status\": \"completed\"}", "If-Match", "*").expect(200);
    }

    @Test
    void requestsForApprovalLeaveWithTheirStepsAndComeBackWithThem() {
        client.put(path, "{\"name\": \"x\", \"settings\": {\"approval\": {\"high\": 1}}}")
                .expect(200);
        step(first, "{\"command\": \"a\", \"status\": \"completed\"}");
        String waiting = step(first, "{\"command\": \"rm\", \"risk_level\": \"high\"}")
                .get("id")
                .asText();
        Functions.Answer rollback = rollBack(2, WHY).expect(201);
        assertThat(Pages.items(client.get("/v1/approvals?status=pending"))).isEmpty();
        assertThat(status(first)).isEqualTo("running");
        String yes = "{\"decision\": \"approved\", \"approval_reasoning\": \"r\"}";
        assertThat(client.post("/v1/steps/" + waiting + "/approvals", yes)
                        .expect(409)
                        .problem())
                .isEqualTo("step-is-inactive");
        undo(rollback).expect(200);
        assertThat(Pages.items(client.get("/v1/approvals?status=pending"))).hasSize(1);
        assertThat(status(first)).isEqualTo("awaiting_approval");
        client.post("/v1/steps/" + waiting + "/approvals", yes).expect(201);
    }

    @Test
    void theSnapshotIsTheNewestBeforeTheStep() {
        JsonNode one = step(first, "{\"command\": \"a\", \"before\": {\"system_info\": 1}}");
        JsonNode two = step(first, "{\"command\": \"b\", \"after\": {\"system_info\": 2}}");
        step(first, "{\"command\": \"c\"}");
        JsonNode four =
                step(first, "{\"command\": \"d\", \"before\": {\"system_info\": 3}, \"after\": {\"system_info\": 4}}");
        assertThat(snapshot(1)).isEqualTo(one.get("before_snapshot_id").asText());
        assertThat(snapshot(2)).isEqualTo("null");
        assertThat(snapshot(3)).isEqualTo(two.get("after_snapshot_id").asText());
        assertThat(snapshot(4)).isEqualTo(four.get("before_snapshot_id").asText());
        rollBack(3, WHY).expect(201);
        step(second, "{\"command\": \"e\"}");
        assertThat(snapshot(5))
                .as("not that of a step rolled back")
                .isEqualTo(two.get("after_snapshot_id").asText());
        UUID third =
                client.post("/v1/commands", """
                {"project": "%s", "request": "r", "baseline": {"system_info": 5}}""".formatted(project)).expect(201).id();
        step(third, "{\"command\": \"f\"}");
        assertThat(snapshot(6)).isEqualTo(client.get("/v1/commands/" + third).text("/baseline_snapshot_id"));
    }

    private String snapshot(int number) {
        return rollBack(number, "{\"dry_run\": true}").expect(200).text("/snapshot_id");
    }

    @Test
    void theCheckpointIsTheNewestOfAnEarlierStep() {
        UUID early = UUID.randomUUID();
        UUID late = UUID.randomUUID();
        JsonNode one = step(first, "{\"command\": \"a\", \"checkpoint_id\": \"%s\"}".formatted(early));
        assertThat(one.get("checkpoint_id").asText()).isEqualTo(early.toString());
        JsonNode two = step(first, "{\"command\": \"b\"}");
        client.patch(
                        "/v1/steps/" + two.get("id").asText(),
                        "{\"checkpoint_id\": \"%s\"}".formatted(late),
                        "If-Match",
                        "*")
                .expect(200);
        step(first, "{\"command\": \"c\"}");
        assertThat(client.get(path + "/steps/S2").text("/checkpoint_id")).isEqualTo(late.toString());
        for (Object[] expected : new Object[][] {{1, "null"}, {2, early.toString()}, {3, late.toString()}}) {
            assertThat(rollBack((int) expected[0], "{\"dry_run\": true}").text("/checkpoint_id"))
                    .isEqualTo(expected[1]);
        }
    }

    @Test
    void aRollbackStandsInTheTimelineAndAuditTrailOfEachCommand() {
        record(1, 2);
        Functions.Answer rollback = rollBack(1, WHY).expect(201);
        undo(rollback).expect(200);
        for (UUID command : List.of(first, second)) {
            List<JsonNode> entries = Pages.all(client, "/v1/commands/" + command + "/timeline?limit=1").stream()
                    .filter(entry -> entry.get("kind").asText().equals("rollback"))
                    .toList();
            assertThat(Pages.texts(entries, "/rollback/action")).containsExactly("rolled_back", "undone");
            assertThat(entries)
                    .allMatch(entry -> entry.at("/rollback/id").asText().equals(rollback.text("/id")));
            assertThat(Pages.texts(entries, "/rollback/reason")).containsOnly("it broke");
            assertThat(entries.getFirst().at("/rollback/deactivated_count").asInt())
                    .isEqualTo(command.equals(first) ? 1 : 2);
        }
        assertThat(Pages.texts(Pages.items(client.get("/v1/audit-events?subject_id=" + rollback.id())), "/action"))
                .containsExactlyInAnyOrder(
                        "project.rolled_back",
                        "steps.rolled_back",
                        "steps.rolled_back",
                        "rollback.undone",
                        "steps.undone",
                        "steps.undone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/steps/1/rollback", "/steps/1/deactivate"})
    void aKeyOfOneAgentMayNotBecauseItConcernsTheStepsOfAll(String route) {
        record(1, 0);
        Client agent = client.withKey("{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}"
                .formatted(client.get("/v1/commands/" + first).text("/agent_id")));
        agent.post(path + route, WHY).expect(403);
        rollBack(1, WHY).expect(201);
        assertThat(Pages.texts(Pages.items(agent.get("/v1/commands/" + first + "/timeline")), "/kind"))
                .containsExactly("step", "rollback");
    }

    @Test
    void aHundredThousandStepsAreRolledBackAtOnce() {
        record(1, 0);
        Sql.of(functions).run("""
                insert into command_steps (tenant_id, id, command_id, project_id, step_index, step_number, position, step_type, command,
                                           risk_level, status, created_at, updated_at)
                select c.tenant_id, gen_random_uuid(), c.id, c.project_id, n, n + 1, n, 'generated', 'ls', 'low', 'completed', now(), now()
                  from commands c, generate_series(1, 100000) n
                 where c.id = '%s'""".formatted(first), """
                update projects set next_step_number = 100002 where id = (select project_id from commands where id = '%s')""".formatted(first));
        Functions.Answer rollback = rollBack(2, WHY).expect(201);
        assertThat(rollback.text("/deactivated_count")).isEqualTo("100000");
        assertThat(active()).containsExactly("1");
        undo(rollback).expect(200);
        assertThat(Sql.of(functions)
                        .number("select count(*) from command_steps where command_id = ? and active", first))
                .isEqualTo(100_001);
    }
}
