package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepPolicyTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();

    @BeforeEach
    void wantApprovals() {
        client.put("/v1/projects/p", "{\"name\": \"P\", \"settings\": {\"approval\": {\"high\": 1, \"critical\": 2}}}")
                .expect(201);
    }

    @ParameterizedTest
    @CsvSource({
        "high, executing, true", "high, completed, true", "high, failed, true", "critical, completed, true",
        "high, pending, false", "high, skipped, false", "medium, completed, false", "low, executing, false"
    })
    void aStepThatRanWithoutItsApprovalIsKeptAndMarked(String risk, String status, boolean violation) {
        Functions.Answer step = client.newStep(
                client.newCommand("p"),
                "{\"command\": \"rm\", \"risk_level\": \"%s\", \"status\": \"%s\"}".formatted(risk, status));
        assertThat(step.body().get("policy_violation").asBoolean()).isEqualTo(violation);
        assertThat(client.get("/v1/steps/" + step.id()).body()).isEqualTo(step.body());
        Functions.Answer event =
                client.get("/v1/audit-events?subject_id=" + step.id()).expect(200);
        assertThat(event.body().at("/items/0/detail/0/policy_violation").asBoolean())
                .isEqualTo(violation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"executing", "completed", "failed"})
    void aPendingStepThatNeedsAnApprovalCannotBegin(String status) {
        UUID step = newStep("high");
        Functions.Answer refused = patch(step, status).expect(409);
        assertThat(refused.problem()).isEqualTo("approval-required");
        assertThat(client.get("/v1/steps/" + step).text("/status")).isEqualTo("pending");
    }

    @Test
    void aPendingStepThatNeedsAnApprovalCanBeSkipped() {
        patch(newStep("high"), "skipped").expect(200);
    }

    @Test
    void anApprovedStepMayBegin() {
        UUID step = newStep("critical");
        Sql.of(functions).run("update command_steps set status = 'approved' where id = '%s'".formatted(step));
        Functions.Answer begun = patch(step, "executing").expect(200);
        assertThat(begun.body().get("policy_violation").asBoolean()).isFalse();
    }

    @Test
    void risksWithoutAPolicyBeginFreely() {
        patch(newStep("medium"), "executing").expect(200);
        UUID elsewhere = client.newStep(client.newCommand(), "{\"command\": \"rm\", \"risk_level\": \"critical\"}")
                .id();
        patch(elsewhere, "executing").expect(200);
    }

    private UUID newStep(String risk) {
        return client.newStep(client.newCommand("p"), "{\"command\": \"rm\", \"risk_level\": \"%s\"}".formatted(risk))
                .id();
    }

    private Functions.Answer patch(UUID step, String status) {
        return client.patch("/v1/steps/" + step, "{\"status\": \"%s\"}".formatted(status), "If-Match", "*");
    }
}
