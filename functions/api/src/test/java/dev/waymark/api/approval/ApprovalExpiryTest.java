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

/// Requests fall to their default by the clock: nothing is written when they do.
final class ApprovalExpiryTest {
    private static final String YES = "{\"decision\": \"approved\", \"approval_reasoning\": \"looked at it\"}";

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private UUID command;
    private UUID rejects;
    private UUID approves;
    private UUID waits;

    @BeforeEach
    void waitForApprovals() {
        client.put("/v1/projects/p", """
                {"name": "P", "settings": {"approval": {"medium": {"count": 1, "ttl_ms": 60000, "on_expiry": "approve"},
                 "high": {"count": 1, "ttl_ms": 60000}, "critical": 1}}}""").expect(201);
        command = client.newCommand("p");
        rejects = step("high");
        approves = step("medium");
        waits = step("critical");
    }

    /// As if so much time had passed since the requests were made.
    private void pass(String interval) {
        Sql.of(functions)
                .run(
                        "update approval_requests set requested_at = requested_at - interval '%1$s', expires_at = expires_at - interval '%1$s' where command_id = '%2$s'"
                                .formatted(interval, command));
    }

    @Test
    void aRequestIsOpenUntilItsLastMoment() {
        pass("50 seconds");
        assertThat(inbox("pending")).containsExactly(waits, approves, rejects);
        assertThat(inbox("expired")).isEmpty();
        assertThat(statuses()).containsExactly("pending", "pending", "pending");
        assertThat(patch(approves, "executing").expect(409).problem()).isEqualTo("approval-required");
    }

    @Test
    void anExpiredRequestMeansWhatThePolicySaidAndNobodyWritesIt() {
        long before = changes();
        pass("60 seconds");
        assertThat(inbox("pending")).containsExactly(waits);
        assertThat(inbox("expired")).containsExactly(approves, rejects);
        assertThat(statuses()).containsExactly("skipped", "approved", "pending");
        assertThat(client.get("/v1/steps/" + rejects).text("/status")).isEqualTo("skipped");
        assertThat(client.get("/v1/projects/p/steps/S2").text("/status")).isEqualTo("approved");
        assertThat(Pages.texts(Pages.items(client.get("/v1/projects/p/steps/active")), "/status"))
                .containsExactly("skipped", "approved", "pending");
        assertThat(Pages.texts(Pages.items(client.get("/v1/commands/" + command + "/timeline")), "/step/status"))
                .containsExactly("skipped", "approved", "pending");
        assertThat(changes()).as("only the time was changed").isEqualTo(before);
    }

    @Test
    void whatExpiryApprovedMayBeginAndWhatItRejectedMayNot() {
        pass("1 day");
        assertThat(patch(rejects, "executing").expect(409).problem()).isEqualTo("move-not-allowed");
        assertThat(patch(approves, "executing").expect(200).text("/status")).isEqualTo("executing");
        assertThat(inbox("expired")).containsExactly(approves, rejects);
        for (UUID step : List.of(rejects, approves)) {
            Functions.Answer late = decide(step).expect(409);
            assertThat(late.problem()).isEqualTo("approval-expired");
        }
        decide(waits).expect(201);
    }

    @Test
    void aNoteOnAnExpiredStepLeavesItsStatusToTheClock() {
        pass("1 day");
        Functions.Answer noted = client.patch("/v1/steps/" + rejects, "{\"external_ref\": \"T\"}", "If-Match", "\"1\"");
        assertThat(noted.expect(200).text("/status")).isEqualTo("skipped");
        patch(rejects, "skipped").expect(200);
        assertThat(inbox("expired")).containsExactly(approves, rejects);
    }

    @Test
    void aCommandNoLongerAwaitsWhatHasExpired() {
        patch(waits, "skipped").expect(200);
        assertThat(client.get("/v1/commands/" + command).text("/status")).isEqualTo("awaiting_approval");
        pass("1 day");
        assertThat(client.get("/v1/commands/" + command).text("/status")).isEqualTo("pending");
    }

    @Test
    void theInboxShowsWhatADeciderNeedsToKnow() {
        JsonNode request =
                client.get("/v1/approvals?status=pending").expect(200).body().at("/items/2");
        assertThat(request.get("id").asText()).isEqualTo(rejects.toString());
        assertThat(request.get("step_id").asText()).isEqualTo(rejects.toString());
        assertThat(request.get("command_id").asText()).isEqualTo(command.toString());
        assertThat(request.get("project").asText()).isEqualTo("p");
        assertThat(request.get("agent").asText()).isEqualTo("coder");
        assertThat(request.get("step_number").asInt()).isEqualTo(1);
        assertThat(request.get("command").asText()).isEqualTo("rm\u0000");
        assertThat(request.get("risk_level").asText()).isEqualTo("high");
        assertThat(request.get("status").asText()).isEqualTo("pending");
        assertThat(request.get("needed_count").asInt()).isEqualTo(1);
        assertThat(request.get("on_expiry").asText()).isEqualTo("reject");
        assertThat(java.time.Duration.between(
                        java.time.Instant.parse(request.get("created_at").asText()),
                        java.time.Instant.parse(request.get("expires_at").asText())))
                .hasSeconds(60);
        assertThat(request.get("decisions")).isEmpty();
        assertThat(client.get("/v1/approvals").body().at("/items/0/expires_at").isNull())
                .isTrue();
        decide(waits).expect(201);
        JsonNode decided =
                client.get("/v1/approvals?status=approved").expect(200).body().at("/items/0");
        assertThat(decided.at("/decisions/0/decision").asText()).isEqualTo("approved");
        assertThat(decided.at("/decisions/0/approval_reasoning").asText()).isEqualTo("looked at it");
        assertThat(decided.at("/settled_at").asText())
                .isEqualTo(decided.at("/decisions/0/decided_at").asText());
    }

    @Test
    void theInboxHasPagesAndAnAgentsKeySeesItsOwn() {
        assertThat(Pages.texts(Pages.all(client, "/v1/approvals?limit=1"), "/id"))
                .containsExactly(waits.toString(), approves.toString(), rejects.toString());
        UUID other = client.post("/v1/commands", "{\"project\": \"p\", \"request\": \"r\", \"agent\": \"other\"}")
                .expect(201)
                .id();
        UUID theirs = client.newStep(other, "{\"command\": \"x\", \"risk_level\": \"high\"}")
                .id();
        Client agent = client.withKey("{\"name\": \"a\", \"scopes\": [\"read\", \"approve\"], \"agent_id\": \"%s\"}"
                .formatted(client.get("/v1/commands/" + other).text("/agent_id")));
        assertThat(Pages.texts(Pages.items(agent.get("/v1/approvals").expect(200)), "/id"))
                .containsExactly(theirs.toString());
        agent.post("/v1/steps/" + waits + "/approvals", YES).expect(404);
        agent.post("/v1/steps/" + theirs + "/approvals", YES).expect(201);
        assertThat(Pages.items(agent.get("/v1/steps/" + theirs + "/approvals").expect(200)))
                .hasSize(1);
        agent.get("/v1/steps/" + waits + "/approvals").expect(404);
    }

    private long changes() {
        return Sql.of(functions)
                .number(
                        "select (select audit_count from commands where id = ?) + (select sum(version) from command_steps where command_id = ?)",
                        command,
                        command);
    }

    private List<UUID> inbox(String status) {
        return Pages.texts(
                        Pages.items(client.get("/v1/approvals?status=" + status).expect(200)), "/id")
                .stream()
                .map(UUID::fromString)
                .toList();
    }

    private List<String> statuses() {
        return Pages.texts(
                Pages.items(client.get("/v1/commands/" + command + "/steps").expect(200)), "/status");
    }

    private UUID step(String risk) {
        return client.newStep(command, "{\"command\": \"rm\\u0000\", \"risk_level\": \"%s\"}".formatted(risk))
                .id();
    }

    private Functions.Answer decide(UUID step) {
        return client.post("/v1/steps/" + step + "/approvals", YES);
    }

    private Functions.Answer patch(UUID step, String status) {
        return client.patch("/v1/steps/" + step, "{\"status\": \"%s\"}".formatted(status), "If-Match", "*");
    }
}
