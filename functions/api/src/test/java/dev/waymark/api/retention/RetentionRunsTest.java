package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.retention.RetentionRun;
import dev.waymark.retention.Sweep;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RetentionRunsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/retention-runs";

    private final OldWork work = new OldWork(FUNCTIONS);

    @Test
    void aSweepOfNothingIsFinishedAtOnceAndListed() {
        Functions.Answer run = work.sweep();
        assertThat(run.body().get("finished").asBoolean()).isTrue();
        assertThat(run.body().at("/kinds/0").toString())
                .isEqualTo(
                        "{\"kind\":\"system_state_snapshots\",\"archived\":0,\"deleted\":0,\"compressed\":0,\"bytes\":0,\"failed\":0}");
        assertThat(work.client.get(PATH).body().at("/items/0")).isEqualTo(run.body());
    }

    @Test
    void whatIsNotOldEnoughStays() {
        work.add(3).age(29);
        work.sweep();
        assertThat(work.count("system_state_snapshots")).isEqualTo(7);
    }

    @Test
    void whatItsCommandHasNotDoneWithStays() {
        work.add(2);
        work.sql()
                .run("update commands set status = 'running', completed_at = null where tenant_id = '" + work.tenant
                        + "'");
        work.age(400);
        work.sweep();
        assertThat(work.count("system_state_snapshots")).isEqualTo(5);
        assertThat(work.count("step_evaluations")).isEqualTo(4);
    }

    @Test
    void snapshotsLeaveThirtyDaysAfterTheirCommandEndedAndEvaluationsAfterNinety() {
        work.add(3).age(31);
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "system_state_snapshots", "archived")).isEqualTo(7);
        assertThat(OldWork.figure(run, "system_state_snapshots", "deleted")).isEqualTo(7);
        assertThat(work.count("system_state_snapshots")).isZero();
        assertThat(work.count("step_evaluations")).isEqualTo(6);

        work.age(60);
        run = work.sweep();
        assertThat(OldWork.figure(run, "step_evaluations", "archived")).isEqualTo(6);
        assertThat(work.count("step_evaluations")).isZero();
        assertThat(work.sql()
                        .text(
                                "select string_agg(kept_evaluation_type, ',' order by step_number) from command_steps where tenant_id = ?",
                                work.tenant))
                .isEqualTo("unexpected,success,success");
        assertThat(work.sql()
                        .text(
                                "select evaluations || ' ' || failure || ' ' || partial || ' ' || success || ' ' || unexpected || ' ' || confidence_sum from evaluation_daily where tenant_id = ?",
                                work.tenant))
                .isEqualTo("6 2 1 2 1 3.00");
        assertThat(work.sql()
                        .text(
                                "select sum(steps) || ' ' || sum(success) || ' ' || sum(unexpected) from step_daily where tenant_id = ?",
                                work.tenant))
                .isEqualTo("3 2 1");
        assertThat(work.count("archives")).isEqualTo(2);
    }

    @Test
    void aDryRunSaysWhatTheRunThenDoes() {
        work.add(3).add(2).age(100);
        Functions.Answer dry = work.client.post(PATH + "?dry_run=true", "{}").expect(200);
        assertThat(dry.body().get("dry_run").asBoolean()).isTrue();
        assertThat(work.count("retention_runs")).isZero();
        Functions.Answer run = work.sweep();
        assertThat(run.body().get("kinds")).isEqualTo(dry.body().get("kinds"));
        assertThat(OldWork.figure(run, "step_evaluations", "archived")).isEqualTo(10);
    }

    @Test
    void underADeletingPolicyNothingIsArchived() {
        work.add(4).age(8);
        work.policy("system_state_snapshots", 7, "delete");
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "system_state_snapshots", "deleted")).isEqualTo(9);
        assertThat(OldWork.figure(run, "system_state_snapshots", "archived")).isZero();
        assertThat(work.count("archives")).isZero();
        assertThat(work.count("system_state_snapshots")).isZero();
    }

    @Test
    void aCommandWithMoreThanABatchMayHaveLeavesInParts() {
        work.add(6).add(1).age(8);
        work.policy("system_state_snapshots", 7, "delete");
        RetentionRun run = inBatchesOf(4);
        assertThat(run.finished()).isTrue();
        assertThat(run.kinds().getFirst().deleted()).isEqualTo(16);
        assertThat(work.count("system_state_snapshots")).isZero();
        assertThat(work.client
                        .get("/v1/audit-events?action=retention.swept")
                        .body()
                        .at("/items")
                        .findValuesAsText("rows"))
                .allMatch(rows -> Integer.parseInt(rows) <= 4)
                .hasSizeGreaterThan(3);
    }

    @Test
    void aSnapshotThatIsYoungerThanItsCommandStaysAndLeavesWhenItIsOld() {
        work.add(2).age(400);
        work.policy("system_state_snapshots", 300, "delete");
        String one = " where id = (select max(id::text)::uuid from system_state_snapshots where tenant_id = '"
                + work.tenant + "')";
        work.sql().run("update system_state_snapshots set created_at = now() - interval '200 days'" + one);
        assertThat(OldWork.figure(work.sweep(), "system_state_snapshots", "deleted"))
                .isEqualTo(4);
        assertThat(work.count("system_state_snapshots")).isEqualTo(1);
        work.age(101);
        assertThat(OldWork.figure(work.sweep(), "system_state_snapshots", "deleted"))
                .isEqualTo(1);
    }

    @Test
    void commandsThatNothingHappenedToSinceAreDoneWithAtOnce() {
        work.add(2).add(3).age(400);
        work.policy("system_state_snapshots", 300, "delete");
        work.sql().run("update commands set updated_at = completed_at where tenant_id = '" + work.tenant + "'");
        RetentionRun run = inBatchesOf(3);
        assertThat(run.kinds().getFirst().deleted()).isEqualTo(12);
        assertThat(work.sql()
                        .number(
                                "select count(*) from commands where tenant_id = ? and snapshots_left_at is not null",
                                work.tenant))
                .isEqualTo(2);
    }

    private RetentionRun inBatchesOf(int rows) {
        Sweep sweep = FUNCTIONS.handler("waymark_keep").beans().getBean(Sweep.class);
        var caller = new Caller(new UUID(0, 0), work.tenant, Set.of(), null, null);
        return new Call(caller, null).run(() -> sweep.sweep(sweep.begin().run(), () -> false, rows, rows));
    }

    @Test
    void commandStepAndTimelineReadAsBeforeWithoutTheirSnapshots() {
        work.add(2).age(31);
        String command = "/v1/commands/" + work.commands.getFirst();
        JsonNode before = work.client.get(command).body();
        work.sweep();
        assertThat(work.client.get(command).body()).isEqualTo(before);
        JsonNode step = work.client
                .get("/v1/steps/" + work.steps.getFirst())
                .expect(200)
                .body();
        assertThat(step.get("before_snapshot_id").isNull()).isTrue();
        JsonNode timeline =
                work.client.get(command + "/timeline").expect(200).body().get("items");
        assertThat(timeline.findValuesAsText("kind"))
                .contains("step", "evaluation")
                .doesNotContain("snapshot");
        work.client
                .get("/v1/commands/" + work.commands.getFirst() + "/audit-chain")
                .expect(200);
    }

    @Test
    void whatComesAfterASweepIsForTheNext() {
        work.add(1).age(100);
        work.sweep();
        work.evaluate(work.steps.getFirst(), "failure");
        work.sweep();
        assertThat(work.count("step_evaluations")).as("it is not old itself").isEqualTo(1);
        work.age(91);
        work.sweep();
        assertThat(work.count("step_evaluations")).isZero();
        assertThat(work.sql().text("select kept_evaluation_type from command_steps where tenant_id = ?", work.tenant))
                .isEqualTo("failure");
        assertThat(work.sql().number("select sum(steps) from step_daily where tenant_id = ?", work.tenant))
                .as("a step is counted once")
                .isEqualTo(1);
    }

    @Test
    void resultsArePackedAfterAYearAndReadAsBefore() {
        work.add(3).age(366);
        String step = "/v1/steps/" + work.steps.get(1);
        JsonNode before = work.client.get(step).body().get("execution_result");
        long bytes = work.sql()
                .number(
                        "select sum(octet_length(execution_result)) from command_steps where tenant_id = ?",
                        work.tenant);
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "plain_execution_results", "compressed")).isEqualTo(3);
        assertThat(work.sql()
                        .number(
                                "select sum(octet_length(execution_result)) from command_steps where tenant_id = ?",
                                work.tenant))
                .isLessThan(bytes / 10);
        assertThat(work.client.get(step).body().get("execution_result")).isEqualTo(before);
        assertThat(before.get("stdout").asText()).contains("\u0000 of step 1");
        JsonNode timeline = work.client
                .get("/v1/commands/" + work.commands.getFirst() + "/timeline")
                .body();
        assertThat(timeline.findValues("execution_result")).contains(before);
        assertThat(OldWork.figure(work.sweep(), "plain_execution_results", "compressed"))
                .isZero();
    }

    @Test
    void resultsAreArchivedAfterTwoYearsAndStepsStay() {
        work.add(3).age(731);
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "execution_results", "archived")).isEqualTo(3);
        JsonNode step = work.client.get("/v1/steps/" + work.steps.getFirst()).body();
        assertThat(step.get("execution_result").isNull()).isTrue();
        assertThat(step.get("exit_code").asInt()).isZero();
        assertThat(work.sql()
                        .number(
                                "select count(*) from command_steps where tenant_id = ? and result_archive_id is not null",
                                work.tenant))
                .isEqualTo(3);
    }

    @Test
    void aRunThatSomebodyIsAtKeepsOthersOutAndOneThatWasLeftGoesOn() {
        work.add(1).age(31);
        work.sql()
                .run("insert into retention_runs (tenant_id, id, lease_until, started_at) values ('" + work.tenant
                        + "', gen_random_uuid(), now() + interval '1 minute', now())");
        Functions.Answer refused = work.client.post(PATH, "{}").expect(409);
        assertThat(refused.problem()).isEqualTo("sweep-in-progress");
        assertThat(refused.body().get("retryable").asBoolean()).isTrue();
        assertThat(work.client.get(PATH).body().at("/items/0/working").asBoolean())
                .isTrue();

        work.sql().run("update retention_runs set lease_until = now() where tenant_id = '" + work.tenant + "'");
        Functions.Answer run = work.sweep();
        assertThat(run.body().get("finished").asBoolean()).isTrue();
        assertThat(work.count("retention_runs")).as("it is the same run").isEqualTo(1);
        assertThat(work.count("system_state_snapshots")).isZero();
    }

    @Test
    void anIdempotencyKeyAnswersTheSameRunAndBeginsNoOther() {
        Functions.Answer first =
                work.client.post(PATH, "{}", "Idempotency-Key", "k").expect(201);
        Functions.Answer second =
                work.client.post(PATH, "{}", "Idempotency-Key", "k").expect(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(work.count("retention_runs")).isEqualTo(1);
    }

    @Test
    void runsAreListedNewestFirstInPages() {
        for (int i = 0; i < 5; i++) {
            work.sweep();
        }
        assertThat(Pages.texts(Pages.all(work.client, PATH + "?limit=2"), "/id"))
                .hasSize(5)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void expiredMemoriesAndTemporaryCheckpointsLeaveAndOthersStay() {
        work.client.post("/v1/agents/coder/memories", """
                {"memories": [{"memory_type": "semantic", "content": {"concept": "a", "definition": "b"}, "expires_at": "2020-01-01T00:00:00Z"},
                              {"memory_type": "semantic", "content": {"concept": "a", "definition": "b"}}]}""").expect(201);
        String checkpoints = "/v1/agents/coder/threads/main/checkpoints";
        String expired = "\"retention_policy\": \"%s\", \"expires_at\": \"2020-01-01T00:00:00Z\"";
        work.client
                .post(checkpoints, "{\"state\": {\"n\": 1}, " + expired.formatted("temporary") + "}")
                .expect(201);
        work.client
                .post(checkpoints, "{\"state\": {\"n\": 2}, \"pinned\": true, " + expired.formatted("temporary") + "}")
                .expect(201);
        work.client
                .post(
                        checkpoints,
                        "{\"state\": {\"n\": 3}, \"writes\": [{\"task_id\": \"t\", \"index\": 0, \"key\": \"k\", \"value\": 1}], "
                                + expired.formatted("archive") + "}")
                .expect(201);
        work.client.post(checkpoints, "{\"state\": {\"n\": 4}}").expect(201);
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "agent_memories", "deleted")).isEqualTo(1);
        assertThat(OldWork.figure(run, "temporary_checkpoints", "deleted")).isEqualTo(1);
        assertThat(OldWork.figure(run, "archive_checkpoints", "archived")).isEqualTo(1);
        assertThat(work.count("agent_memories")).isEqualTo(1);
        assertThat(work.count("state_checkpoints")).isEqualTo(2);
    }

    @Test
    void conversationsAndOldVersionsOfStatesLeaveUnderAPolicyAlone() {
        work.client.put("/v1/conversations/c", "{\"user_id\": \"u\"}").expect(201);
        work.client
                .post(
                        "/v1/conversations/c/messages",
                        "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}}")
                .expect(201);
        String state = "/v1/agents/coder/threads/main/state";
        work.client
                .put(state, "{\"local_state\": {\"n\": 1}}", "If-None-Match", "*")
                .expect(201);
        work.client.put(state, "{\"local_state\": {\"n\": 2}}", "If-Match", "*").expect(200);
        work.sweep();
        assertThat(work.count("conversations")).isEqualTo(1);
        assertThat(work.count("agent_states")).isEqualTo(2);

        work.client.put("/v1/retention-policies", """
                        {"items": [{"kind": "conversations", "days": 0, "then": "delete"}, {"kind": "agent_states", "days": 0, "then": "delete"}]}""", "If-Match", "*").expect(200);
        work.sweep();
        assertThat(work.count("conversations")).isZero();
        assertThat(work.count("messages")).isZero();
        assertThat(work.count("agent_states")).isEqualTo(1);
        assertThat(work.client.get(state).body().at("/local_state/n").asInt()).isEqualTo(2);
        work.client.get(state + "/versions").expect(200);
        work.client.get(state + "?version=1").expect(404);
    }
}
