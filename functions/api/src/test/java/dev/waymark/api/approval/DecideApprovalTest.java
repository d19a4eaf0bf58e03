package dev.waymark.api.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecideApprovalTest {
    private static final String YES = "{\"decision\": \"approved\", \"approval_reasoning\": \"looked at it\"}";
    private static final String NO = "{\"decision\": \"rejected\", \"approval_reasoning\": \"not today\"}";

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final Client second = approver();
    private UUID command;

    private Client approver() {
        return client.withKey("{\"name\": \"a\", \"scopes\": [\"approve\"]}");
    }

    @BeforeEach
    void wantApprovals() {
        policy("{\"medium\": 1, \"high\": {\"count\": 1}, \"critical\": 2}");
        command = client.newCommand("p");
    }

    private void policy(String approval) {
        client.put("/v1/projects/p", "{\"name\": \"P\", \"settings\": {\"approval\": %s}}".formatted(approval));
    }

    @Test
    void anApprovedStepMayBegin() {
        UUID step = step("high");
        Functions.Answer approval = decide(second, step, """
                {"decision": "approved", "approval_reasoning": "the backup is fresh", "expected_impact": {"services": {"stopped": ["nginx"]}}}""").expect(201);
        assertThat(approval.text("/decision")).isEqualTo("approved");
        assertThat(approval.text("/step_id")).isEqualTo(step.toString());
        assertThat(approval.text("/command_id")).isEqualTo(command.toString());
        assertThat(approval.text("/decided_by")).startsWith("key:");
        assertThat(approval.text("/approval_reasoning")).isEqualTo("the backup is fresh");
        assertThat(approval.text("/expected_impact/services/stopped/0")).isEqualTo("nginx");
        assertThat(approval.text("/state_context_digest")).hasSize(64);
        assertThat(approval.text("/step_status")).isEqualTo("approved");
        Functions.Answer shown = client.get("/v1/steps/" + step);
        assertThat(shown.text("/status")).isEqualTo("approved");
        assertThat(shown.text("/version")).isEqualTo("2");
        assertThat(patch(step, "executing")
                        .expect(200)
                        .body()
                        .get("policy_violation")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"512, 201", "513, 422"})
    void anExpectedImpactNestsAsDeepAsADocument(int levels, int status) {
        String json = "{\"decision\": \"approved\", \"approval_reasoning\": \"x\", \"expected_impact\": %s1%s}"
                .formatted("{\"a\":".repeat(levels), "}".repeat(levels));
        Functions.Answer answer = decide(client, step("high"), json).expect(status);
        if (status == 422) {
            assertThat(answer.text("/errors/0/pointer")).isEqualTo("/expected_impact");
            assertThat(answer.text("/errors/0/code")).isEqualTo("too_deep");
        }
    }

    @Test
    void aRejectedStepIsSkippedAndNeverBegins() {
        UUID step = step("critical");
        assertThat(decide(client, step, NO).expect(201).text("/step_status")).isEqualTo("skipped");
        assertThat(status(step)).isEqualTo("skipped");
        assertThat(patch(step, "executing").expect(409).problem()).isEqualTo("move-not-allowed");
        assertThat(decide(second, step, YES).expect(409).problem()).isEqualTo("already-decided");
    }

    @Test
    void asManyDecidersAsThePolicyWantsHaveToApprove() {
        UUID step = step("critical");
        Functions.Answer first = decide(client, step, YES).expect(201);
        assertThat(first.text("/step_status")).isEqualTo("pending");
        assertThat(first.text("/needed_count")).isEqualTo("2");
        assertThat(first.text("/approved_count")).isEqualTo("1");
        assertThat(patch(step, "executing").expect(409).problem()).isEqualTo("approval-required");
        Functions.Answer again = decide(client, step, YES).expect(409);
        assertThat(again.problem()).isEqualTo("already-decided");
        assertThat(again.text("/detail")).contains("another");
        assertThat(decide(second, step, YES).expect(201).text("/step_status")).isEqualTo("approved");
        assertThat(decide(approver(), step, NO).expect(409).problem()).isEqualTo("already-decided");
    }

    @ParameterizedTest
    @CsvSource({"high, 422", "critical, 422", "medium, 201"})
    void riskyStepsWantAReason(String risk, int expected) {
        for (String reason : List.of("", ", \"approval_reasoning\": \" \\n\"", ", \"approval_reasoning\": null")) {
            UUID step = step(risk);
            Functions.Answer answer = decide(client, step, "{\"decision\": \"approved\"%s}".formatted(reason))
                    .expect(expected);
            if (expected == 422) {
                assertThat(answer.problem()).isEqualTo("invalid-request");
                assertThat(answer.text("/errors/0/pointer")).isEqualTo("/approval_reasoning");
                assertThat(status(step)).isEqualTo("pending");
            }
        }
    }

    @Test
    void decidingNeedsItsScopeWhichAdminIncludes() {
        Client writer = client.withKey("{\"name\": \"w\", \"scopes\": [\"read\", \"write\"]}");
        decide(writer, step("high"), YES).expect(403);
        decide(client, step("high"), YES).expect(201);
        decide(second, step("high"), YES).expect(201);
        second.get("/v1/approvals").expect(403);
        second.get("/v1/steps/" + step("high")).expect(403);
    }

    @Test
    void aDecisionIsRepeatedByItsKeyAndNotMadeTwice() {
        UUID step = step("high");
        Functions.Answer first = client.post("/v1/steps/" + step + "/approvals", YES, "Idempotency-Key", "k");
        Functions.Answer replay = client.post("/v1/steps/" + step + "/approvals", YES, "Idempotency-Key", "k");
        assertThat(replay.expect(201).body()).isEqualTo(first.expect(201).body());
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
        client.post("/v1/steps/" + step + "/approvals", NO, "Idempotency-Key", "k")
                .expect(422);
    }

    @Test
    void whatDoesNotWaitForADecisionSaysWhy() {
        assertThat(decide(client, UUID.randomUUID(), YES).expect(404).problem()).isEqualTo("not-found");
        assertThat(decide(client, step("low"), YES).expect(409).problem()).isEqualTo("approval-not-needed");
        UUID skipped = step("high");
        patch(skipped, "skipped").expect(200);
        assertThat(decide(client, skipped, YES).expect(409).problem()).isEqualTo("move-not-allowed");
        UUID ran = client.newStep(command, "{\"command\": \"x\", \"risk_level\": \"high\", \"status\": \"executing\"}")
                .id();
        assertThat(decide(client, ran, YES).expect(409).problem()).isEqualTo("move-not-allowed");
        UUID inactive = step("high");
        Sql.of(functions).run("update command_steps set active = false where id = '%s'".formatted(inactive));
        assertThat(decide(client, inactive, YES).expect(409).problem()).isEqualTo("step-is-inactive");
        UUID late = step("high");
        client.patch("/v1/commands/" + command, "{\"status\": \"cancelled\"}", "If-Match", "*")
                .expect(200);
        assertThat(decide(client, late, YES).expect(409).problem()).isEqualTo("command-is-final");
        assertThat(Pages.items(client.get("/v1/approvals?status=pending"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"decision\": \"maybe\"}", "{\"decision\": \"approved\", \"expected_impact\": [1]}"})
    void aDecisionThatMakesNoSenseIsRefused(String json) {
        UUID step = step("high");
        decide(client, step, json).expect(422);
        assertThat(status(step)).isEqualTo("pending");
    }

    @Test
    void theStateThatTheDeciderSawIsKept() {
        UUID step = client.newStep(command, """
                {"command": "rm -r \\u0000\\u0010\\"\\\\ä\\n /srv", "explanation": "make room", "risk_level": "high",
                 "before": {"services_status": {"nginx": "running"}, "file_system_state": {}}}""").id();
        UUID decision = decide(client, step, YES).expect(201).id();
        client.patch("/v1/steps/" + step, "{\"after\": {\"system_info\": 1}}", "If-Match", "*");
        JsonNode kept = client.get("/v1/steps/" + step + "/approvals?expand=state_context")
                .expect(200)
                .body()
                .at("/items/0");
        assertThat(kept.get("id").asText()).isEqualTo(decision.toString());
        JsonNode context = kept.get("state_context");
        assertThat(context.get("command").asText()).isEqualTo("rm -r \u0000\u0010\"\\ä\n /srv");
        assertThat(context.get("explanation").asText()).isEqualTo("make room");
        assertThat(context.get("expected_outcome").isNull()).isTrue();
        assertThat(context.get("risk_level").asText()).isEqualTo("high");
        assertThat(context.get("before")).hasSize(2).isEqualTo(context.at("/newest_snapshot/sections"));
        String canonical = new String(
                dev.waymark.json.RawJson.of(dev.waymark.json.StrictJson.read(context.toString()))
                        .utf8(),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(dev.waymark.json.Digest.of(canonical.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hex())
                .as("canonical: %s", canonical)
                .isEqualTo(kept.get("state_context_digest").asText());
        assertThat(client.get("/v1/steps/" + step + "/approvals")
                        .body()
                        .at("/items/0")
                        .has("state_context"))
                .isFalse();
        client.get("/v1/steps/" + step + "/approvals?expand=x").expect(422);
        client.get("/v1/steps/" + UUID.randomUUID() + "/approvals").expect(404);
    }

    @Test
    void aDecisionStandsInTheTimelineAndInTheAuditTrail() {
        UUID step = step("high");
        UUID decision = decide(second, step, NO).expect(201).id();
        client.newStep(command, "{\"command\": \"after\", \"risk_level\": \"low\"}");
        List<JsonNode> entries = Pages.all(client, "/v1/commands/" + command + "/timeline?limit=1");
        assertThat(Pages.texts(entries, "/kind")).containsExactly("step", "approval", "step");
        // the step's own change stands between them for whoever follows
        assertThat(Pages.texts(entries, "/position")).containsExactly("0", "1", "3");
        assertThat(entries.get(1).at("/approval/id").asText()).isEqualTo(decision.toString());
        assertThat(entries.get(1).at("/approval/decision").asText()).isEqualTo("rejected");
        assertThat(entries.get(1).at("/approval/approval_reasoning").asText()).isEqualTo("not today");
        assertThat(entries.get(0).at("/step/status").asText()).isEqualTo("skipped");
        assertThat(Pages.texts(Pages.items(client.get("/v1/audit-events?subject_id=" + step)), "/action"))
                .containsExactly("step.rejected", "step.recorded");
    }

    @Test
    void aCommandAwaitsApprovalWhileItHasAnOpenRequestAndNothingExecutes() {
        assertThat(commandStatus()).isEqualTo("pending");
        UUID first = step("high");
        assertThat(commandStatus()).isEqualTo("awaiting_approval");
        decide(client, first, YES).expect(201);
        assertThat(commandStatus()).isEqualTo("pending");
        UUID second = step("high");
        assertThat(commandStatus()).isEqualTo("awaiting_approval");
        patch(first, "executing").expect(200);
        assertThat(commandStatus()).isEqualTo("running");
        patch(first, "completed").expect(200);
        assertThat(commandStatus()).isEqualTo("awaiting_approval");
        assertThat(Pages.texts(Pages.items(client.get("/v1/commands?status=awaiting_approval")), "/id"))
                .containsExactly(command.toString());
        assertThat(client.patch("/v1/commands/" + command, "{\"status\": \"running\"}", "If-Match", "*")
                        .expect(409)
                        .problem())
                .isEqualTo("move-not-allowed");
        decide(client, second, NO).expect(201);
        assertThat(commandStatus()).isEqualTo("running");
        assertThat(Pages.items(client.get("/v1/commands?status=awaiting_approval")))
                .isEmpty();
    }

    @Test
    void aCommandThatAwaitsApprovalCanBeNotedOnAndEnded() {
        step("high");
        Functions.Answer noted = client.patch(
                        "/v1/commands/" + command,
                        "{\"status\": \"awaiting_approval\", \"external_ref\": \"T\"}",
                        "If-Match",
                        "*")
                .expect(200);
        assertThat(noted.text("/status")).isEqualTo("awaiting_approval");
        client.patch("/v1/commands/" + command, "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        assertThat(commandStatus()).isEqualTo("completed");
    }

    @Test
    void aPolicyThatComesLaterAsksForWhatIsStillPending() {
        policy("{}");
        UUID waiting = step("high");
        UUID begun = client.newStep(
                        command, "{\"command\": \"x\", \"risk_level\": \"high\", \"status\": \"executing\"}")
                .id();
        assertThat(Pages.items(client.get("/v1/approvals?status=pending"))).isEmpty();
        policy("{\"high\": 1}");
        assertThat(Pages.texts(Pages.items(client.get("/v1/approvals?status=pending")), "/step_id"))
                .containsExactly(waiting.toString());
        Functions.Answer refused = patch(waiting, "executing").expect(409);
        assertThat(refused.problem()).isEqualTo("approval-required");
        assertThat(refused.text("/detail")).contains("POST /v1/steps/" + waiting + "/approvals");
        patch(begun, "completed").expect(200);
        decide(client, waiting, YES).expect(201);
        patch(waiting, "executing").expect(200);
    }

    @Test
    void aStepWhoseRequestIsMissingCanBeDecidedAllTheSame() {
        UUID step = step("high");
        Sql.of(functions).run("delete from approval_requests where step_id = '%s'".formatted(step));
        assertThat(patch(step, "executing").expect(409).problem()).isEqualTo("approval-required");
        decide(client, step, YES).expect(201);
        patch(step, "executing").expect(200);
    }

    @Test
    void aRequestStandsAsItWasTakenWhateverBecomesOfThePolicy() {
        UUID step = step("critical");
        policy("{\"critical\": 1}");
        assertThat(decide(client, step, YES).expect(201).text("/step_status")).isEqualTo("pending");
        policy("{}");
        assertThat(patch(step, "executing").expect(409).problem()).isEqualTo("approval-required");
        assertThat(decide(second, step, YES).expect(201).text("/step_status")).isEqualTo("approved");
    }

    private UUID step(String risk) {
        return client.newStep(command, "{\"command\": \"rm\", \"risk_level\": \"%s\"}".formatted(risk))
                .id();
    }

    private String status(UUID step) {
        return client.get("/v1/steps/" + step).text("/status");
    }

    private String commandStatus() {
        return client.get("/v1/commands/" + command).text("/status");
    }

    private static Functions.Answer decide(Client decider, UUID step, String json) {
        return decider.post("/v1/steps/" + step + "/approvals", json);
    }

    private Functions.Answer patch(UUID step, String status) {
        return client.patch("/v1/steps/" + step, "{\"status\": \"%s\"}".formatted(status), "If-Match", "*");
    }
}
