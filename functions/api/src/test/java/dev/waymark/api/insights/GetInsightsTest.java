package dev.waymark.api.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GetInsightsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String ALL = "?from=2026-01-01T00:00:00Z&to=2027-12-01T00:00:00Z&bucket=";

    private final Client client = FUNCTIONS.newTenant();
    private final String project = "p" + UUID.randomUUID();
    private final String path = "/v1/projects/" + project + "/insights";
    private final UUID command = command();

    private UUID command() {
        client.put("/v1/projects/" + project, "{\"name\": \"x\", \"settings\": {\"approval\": {\"critical\": 1}}}")
                .expect(201);
        return client.post("/v1/commands", "{\"project\": \"" + project + "\", \"request\": \"x\"}")
                .expect(201)
                .id();
    }

    private UUID step(String more) {
        return client.newStep(command, "{\"command\": \"ls\"" + more + "}").id();
    }

    /// Moves a step, and what hangs on it, to the time when it should have been recorded.
    private void recordedAt(UUID step, String at) {
        Sql.of(FUNCTIONS).run("update command_steps set created_at = '%s' where id = '%s'".formatted(at, step));
    }

    private JsonNode totals(String bucket) {
        return client.get(path + ALL + bucket).expect(200).body().get("totals");
    }

    @Test
    void nothingRecordedIsZeroAndUnknown() {
        JsonNode answer = client.get(path).expect(200).body();
        assertThat(answer.get("buckets")).isEmpty();
        JsonNode totals = answer.get("totals");
        assertThat(totals.get("steps").asLong()).isZero();
        assertThat(totals.get("error_rate").isNull()).isTrue();
        assertThat(totals.get("rollback_rate").isNull()).isTrue();
        assertThat(totals.at("/duration_ms/p50").isNull()).isTrue();
        assertThat(totals.at("/tokens/total_tokens").asLong()).isZero();
        assertThat(totals.get("cost_usd").asDouble()).isZero();
    }

    @Test
    void stepsAreCountedByHowTheyWent() {
        step(
                ", \"status\": \"completed\", \"duration_ms\": 10, \"token_usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 2, \"cost_usd\": 0.5}");
        step(
                ", \"status\": \"completed\", \"duration_ms\": 30, \"token_usage\": {\"prompt_tokens\": 10, \"completion_tokens\": 20, \"cost_usd\": 0.25}");
        step(", \"status\": \"failed\", \"duration_ms\": 20");
        step(", \"status\": \"skipped\"");
        step("");
        step(", \"risk_level\": \"critical\", \"status\": \"executing\"");
        JsonNode totals = totals("month");
        assertThat(totals.get("steps").asLong()).isEqualTo(6);
        assertThat(totals.get("executed").asLong()).isEqualTo(3);
        assertThat(totals.get("failed").asLong()).isEqualTo(1);
        assertThat(totals.get("skipped").asLong()).isEqualTo(1);
        assertThat(totals.get("policy_violations").asLong()).isEqualTo(1);
        assertThat(totals.get("error_rate").asDouble()).isEqualTo(1.0 / 3);
        assertThat(totals.get("rollback_rate").asDouble()).isZero();
        assertThat(totals.at("/duration_ms/p50").asLong()).isEqualTo(20);
        assertThat(totals.at("/duration_ms/p95").asLong()).isEqualTo(30);
        assertThat(totals.at("/tokens/prompt_tokens").asLong()).isEqualTo(11);
        assertThat(totals.at("/tokens/completion_tokens").asLong()).isEqualTo(22);
        assertThat(totals.at("/tokens/total_tokens").asLong()).isEqualTo(33);
        assertThat(totals.get("cost_usd").asDouble()).isEqualTo(0.75);
    }

    @Test
    void percentilesAreThoseOfAnIndependentCount() {
        var random = new Random(7);
        long[] durations = random.longs(500, 0, 100_000).toArray();
        var steps = new StringBuilder();
        for (long duration : durations) {
            steps.append(steps.isEmpty() ? "" : ",")
                    .append("{\"command\": \"x\", \"status\": \"completed\", \"duration_ms\": ")
                    .append(duration)
                    .append('}');
        }
        client.newStep(command, "{\"steps\": [" + steps + "]}");
        Arrays.sort(durations);
        JsonNode totals = totals("week");
        assertThat(totals.at("/duration_ms/p50").asLong()).isEqualTo(durations[249]);
        assertThat(totals.at("/duration_ms/p95").asLong()).isEqualTo(durations[474]);
    }

    @Test
    void bucketsBeginInUtcAndARangeEndsBeforeItsEnd() {
        recordedAt(step(""), "2026-03-01T00:00:00Z");
        recordedAt(step(""), "2026-03-01T23:59:59.999999Z");
        recordedAt(step(", \"status\": \"failed\""), "2026-03-02T00:00:00Z");
        JsonNode buckets = client.get(path + "?from=2026-02-01T00:00:00Z&to=2026-03-02T00:00:00Z")
                .expect(200)
                .body()
                .get("buckets");
        assertThat(buckets).hasSize(1);
        assertThat(buckets.at("/0/at").asText()).isEqualTo("2026-03-01T00:00:00.000000Z");
        assertThat(buckets.at("/0/steps").asLong()).isEqualTo(2);
        JsonNode all = client.get(path + ALL + "day").expect(200).body();
        assertThat(all.get("buckets")).hasSize(2);
        assertThat(all.at("/buckets/1/error_rate").asDouble()).isEqualTo(1);
        assertThat(all.at("/totals/steps").asLong()).isEqualTo(3);
        assertThat(client.get(path + ALL + "week").expect(200).body().get("buckets"))
                .hasSize(2);
        assertThat(client.get(path + ALL + "month").expect(200).body().get("buckets"))
                .hasSize(1);
        assertThat(client.get(path + "?from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z&bucket=hour")
                        .expect(200)
                        .body()
                        .get("buckets"))
                .hasSize(3);
    }

    @Test
    void theNewestEvaluationOfAStepCounts() {
        UUID step = step(", \"status\": \"completed\", \"exit_code\": 0");
        for (String type : new String[] {"failure", "partial"}) {
            client.post("/v1/steps/" + step + "/evaluations", """
                    {"evaluator": "judge", "evaluation_type": "%s", "confidence_score": 0.5}""".formatted(type))
                    .expect(201);
        }
        assertThat(totals("month").get("evaluations").toString())
                .isEqualTo("{\"success\":0,\"failure\":0,\"partial\":1,\"unexpected\":0}");
    }

    @Test
    void approvalsAreCountedWithHowLongTheyTook() {
        UUID decided = step(", \"risk_level\": \"critical\"");
        step(", \"risk_level\": \"critical\"");
        client.post(
                        "/v1/steps/" + decided + "/approvals",
                        "{\"decision\": \"rejected\", \"approval_reasoning\": \"no\"}")
                .expect(201);
        Sql.of(FUNCTIONS)
                .run(
                        "update approval_requests set settled_at = requested_at + interval '90 seconds' where step_id = '%s'"
                                .formatted(decided));
        JsonNode approvals = totals("month").get("approvals");
        assertThat(approvals.get("requested").asLong()).isEqualTo(2);
        assertThat(approvals.get("settled").asLong()).isEqualTo(1);
        assertThat(approvals.at("/waiting_ms/p50").asLong()).isEqualTo(90_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?bucket=minute",
                "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "?bucket=hour&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z",
                "?from=x"
            })
    void whatCannotBeAnsweredIsRefused(String query) {
        client.get(path + query).expect(422);
    }

    @Test
    void anotherTenantAndAnotherProjectSeeNothing() {
        step("");
        FUNCTIONS.newTenant().get(path).expect(404);
        client.get("/v1/projects/nothing/insights").expect(404);
    }
}
