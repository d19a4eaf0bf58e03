package dev.waymark.api.evaluation;

import static dev.waymark.api.evaluation.EvaluateStepTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Evaluations from outside, several at once, repeated ones, and whose they are.
final class OutsideEvaluationTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String OUTSIDE = """
            {'evaluator': 'llm', 'evaluation_type': 'partial', 'confidence_score': 0.725,
             'success_indicators': [{'rule': 'reads well', 'saw': {'a': [1, null, 'x\\u0000']}, 'at': 'stdout', 'severity': 'warning'}],
             'failure_indicators': [{'rule': 'too long'}],
             'recommendations': [{'action': 'roll_back_to', 'reason': 'r', 'target': 'S4'}, {'action': 'ask_human'}]}""";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();

    @Test
    void anOutsideEvaluationIsKeptAsItCameBesideTheRules() {
        UUID step = executed();

        JsonNode evaluation = evaluate(step, OUTSIDE).expect(201).body();

        assertThat(evaluation.get("evaluator").asText()).isEqualTo("llm");
        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("partial");
        assertThat(evaluation.get("confidence_score").asDouble()).isEqualTo(0.72);
        assertThat(evaluation.at("/success_indicators/0/saw/a/2").asText()).isEqualTo("x\0");
        assertThat(evaluation.at("/failure_indicators/0/saw").isNull()).isTrue();
        assertThat(evaluation.at("/recommendations/0/target").asText()).isEqualTo("S4");
        assertThat(evaluation.get("state_changes").isNull()).isTrue();
        evaluate(step, "{}").expect(201);
        JsonNode items = client.get("/v1/steps/" + step + "/evaluations")
                .expect(200)
                .body()
                .get("items");
        assertThat(items.findValuesAsText("evaluator")).containsExactly("rules", "llm");
        assertThat(items.get(1)).isEqualTo(evaluation);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        UUID step = executed();

        assertThat(evaluate(step, "{'evaluator': 'llm'}")
                        .expect(422)
                        .body()
                        .get("errors")
                        .findValuesAsText("pointer"))
                .containsExactly("/evaluation_type", "/confidence_score");
        assertThat(evaluate(step, OUTSIDE.replace("'llm'", "'rules'"))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/evaluator");
        assertThat(evaluate(step, OUTSIDE.replaceFirst("\\{", "{'expectations': [],"))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/expectations");
        evaluate(step, OUTSIDE.replace("0.725", "1.01")).expect(422);
        evaluate(step, OUTSIDE.replace("0.725", "-0.01")).expect(422);
        evaluate(step, OUTSIDE.replace("'ask_human'", "'panic'")).expect(422);
        assertThat(client.get("/v1/steps/" + step + "/evaluations")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void replayWithSameKeyReturnsTheFirstAnswer() {
        UUID step = executed();
        for (String body : new String[] {
            OUTSIDE, "{}", "{'expectations': [{'name': 'no', 'predicate': '$.result.exit_code == 9'}]}"
        }) {
            String key = UUID.randomUUID().toString();
            Functions.Answer first =
                    evaluate(step, body, "Idempotency-Key", key).expect(201);
            Functions.Answer again =
                    evaluate(step, body, "Idempotency-Key", key).expect(201);

            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
            assertThat(first.headers()).doesNotContainKey("idempotency-replayed");
            evaluate(step, "{'expectations': []}", "Idempotency-Key", key).expect(422);
        }
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("state_evaluation_count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void severalStepsAreJudgedAtOnceInTheOrderInWhichTheyAreNamed() {
        UUID good = executed();
        UUID bad = client.newStep(command, text("{'command': 'x', 'status': 'failed', 'exit_code': 1}"))
                .id();
        String body = text("""
                {'evaluations': [{'step_id': '%s', 'expectations': [{'name': 'x', 'predicate': '$.result.exit_code == 0'}]},
                                 {'step_id': '%s'}]}""".formatted(bad, good));
        String key = UUID.randomUUID().toString();

        JsonNode items = client.post("/v1/commands/" + command + "/evaluations", body, "Idempotency-Key", key)
                .expect(201)
                .body()
                .get("items");

        assertThat(items.findValuesAsText("step_id")).containsExactly(bad.toString(), good.toString());
        assertThat(items.findValuesAsText("evaluation_type")).containsExactly("failure", "success");
        assertThat(client.post("/v1/commands/" + command + "/evaluations", body, "Idempotency-Key", key)
                        .expect(201)
                        .body()
                        .get("items"))
                .isEqualTo(items);
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("state_evaluation_count")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void oneWrongStepAmongSeveralStoresNothing() {
        UUID good = executed();
        UUID other = client.newStep(client.newCommand(), text("{'command': 'x', 'status': 'completed'}"))
                .id();
        UUID pending = client.newStep(command, text("{'command': 'x'}")).id();
        String path = "/v1/commands/" + command + "/evaluations";

        assertThat(client.post(path, several(good, other)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/evaluations/1/step_id");
        assertThat(client.post(path, several(good, good)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/evaluations/1/step_id");
        assertThat(client.post(path, several(good, pending)).expect(409).problem())
                .isEqualTo("step-not-executed");
        assertThat(client.post(
                                path,
                                text(
                                        "{'evaluations': [{'step_id': '%s', 'expectations': [{'name': 'x', 'predicate': '$.'}]}]}"
                                                .formatted(good)))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/evaluations/0/expectations/0/predicate");
        client.post(path, "{\"evaluations\": []}").expect(422);
        client.post("/v1/commands/" + UUID.randomUUID() + "/evaluations", "{}").expect(404);
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("state_evaluation_count")
                        .asInt())
                .isZero();
    }

    @Test
    void keysOfAnAgentJudgeThatAgentsStepsAlone() {
        UUID mine = UUID.fromString(
                client.get("/v1/commands/" + command).expect(200).text("/agent_id"));
        UUID foreign = client.post(
                        "/v1/commands",
                        text("{'project': '%s', 'request': 'x', 'agent': 'other'}".formatted(client.newProject())))
                .expect(201)
                .id();
        UUID theirs = client.newStep(foreign, text("{'command': 'x', 'status': 'completed', 'exit_code': 0}"))
                .id();
        Client restricted =
                client.withKey(text("{'name': 'k', 'scopes': ['read', 'write'], 'agent_id': '%s'}".formatted(mine)));
        client.post("/v1/steps/" + theirs + "/evaluations", "{}").expect(201);
        UUID step = executed();

        restricted.post("/v1/steps/" + step + "/evaluations", "{}").expect(201);
        assertThat(restricted
                        .get("/v1/steps/" + step + "/evaluations")
                        .expect(200)
                        .body()
                        .get("items"))
                .hasSize(1);
        restricted.post("/v1/steps/" + theirs + "/evaluations", "{}").expect(404);
        restricted.get("/v1/steps/" + theirs + "/evaluations").expect(404);
        restricted.post("/v1/commands/" + foreign + "/evaluations", "{}").expect(404);
        restricted.get("/v1/remedies").expect(403);
        restricted.put("/v1/remedies/x", "{}").expect(403);
        Client reader = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\"]}");
        reader.post("/v1/steps/" + step + "/evaluations", "{}").expect(403);
        reader.put("/v1/remedies/x", "{}").expect(403);
        reader.get("/v1/remedies").expect(200);
    }

    @Test
    void whatDeletesAStepDeletesItsEvaluations() {
        UUID step = executed();
        evaluate(step, "{}").expect(201);

        client.delete("/v1/commands/" + command).expect(204);

        assertThat(Sql.of(FUNCTIONS).number("select count(*) from step_evaluations where command_id = ?", command))
                .isZero();
        client.get("/v1/steps/" + step + "/evaluations").expect(404);
    }

    private UUID executed() {
        return client.newStep(command, text("{'command': 'x', 'status': 'completed', 'exit_code': 0}"))
                .id();
    }

    private Functions.Answer evaluate(UUID step, String body, String... headers) {
        return client.post("/v1/steps/" + step + "/evaluations", text(body), headers);
    }

    private static String several(UUID... steps) {
        return java.util.Arrays.stream(steps)
                .map(step -> "{\"step_id\": \"" + step + "\"}")
                .collect(java.util.stream.Collectors.joining(",", "{\"evaluations\": [", "]}"));
    }
}
