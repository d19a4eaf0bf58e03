package dev.waymark.api.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Judging by rules: what is seen, what follows from it, and how sure it is.
final class EvaluateStepTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String STARTS_NGINX = """
            {'command': 'systemctl start nginx', 'status': 'completed', 'exit_code': 0, 'risk_level': 'low',
             'before': {'services_status': {'nginx': 'stopped', 'ssh': 'running'}},
             'after': {'services_status': {'nginx': 'running', 'ssh': 'running'}}}""";
    private static final String NGINX_RUNS = """
            {'expectations': [{'name': 'nginx runs', 'predicate': '$.after.services_status.nginx == "running"', 'severity': 'required'}]}""";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();

    @Test
    void anExpectationThatHoldsIsASuccessThatSaysWhatItSaw() {
        JsonNode evaluation = evaluated(step(STARTS_NGINX), NGINX_RUNS);

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("success");
        assertThat(evaluation.get("evaluator").asText()).isEqualTo("rules");
        assertThat(evaluation.at("/success_indicators/0")).isEqualTo(json("""
                {'rule': 'expectation: nginx runs', 'saw': 'running', 'at': '$.after.services_status.nginx', 'severity': 'required'}"""));
        assertThat(evaluation.at("/success_indicators/1")).isEqualTo(json("""
                {'rule': 'exit code', 'saw': 0, 'at': '$.result.exit_code', 'severity': 'required'}"""));
        assertThat(evaluation.get("failure_indicators")).isEmpty();
        assertThat(evaluation.at("/state_changes/services/started/0").asText()).isEqualTo("nginx");
        assertThat(evaluation.get("recommendations")).isEqualTo(json("""
                [{'action': 'continue', 'reason': 'nothing speaks against it', 'target': null}]"""));
        // 1 - 0.3 x 0.4
        assertThat(evaluation.get("confidence_score").asDouble()).isEqualTo(0.88);
        assertThat(evaluation.get("evaluated_at").asText()).isNotBlank();
        assertThat(evaluation.get("proposed_steps")).isEmpty();
    }

    @Test
    void aRequiredExpectationThatDoesNotHoldIsAFailureWhateverTheExitCodeSays() {
        UUID step = step(STARTS_NGINX.replace("'running', 'ssh'", "'failed', 'ssh'"));

        JsonNode evaluation = evaluated(step, NGINX_RUNS);

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("failure");
        assertThat(evaluation.at("/failure_indicators/0")).isEqualTo(json("""
                {'rule': 'expectation: nginx runs', 'saw': 'failed', 'at': '$.after.services_status.nginx', 'severity': 'required'}"""));
        assertThat(actions(evaluation)).containsExactly("corrective_step", "roll_back_to");
        assertThat(evaluation.at("/recommendations/0/target").asText()).isEqualTo("S1");
        // 0.7 x (1 - 0.6 / 2)
        assertThat(evaluation.get("confidence_score").asDouble()).isEqualTo(0.49);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // no expectation
                "{'exit_code': 0}                                                           | success | 0.60",
                "{'exit_code': 2}                                                           | failure | 0.60",
                "{'exit_code': 1, 'status': 'failed'}                                       | failure | 0.72",
                "{'status': 'failed'}                                                       | failure | 0.30",
                "{}                                                                         | partial | 0.00",
                "{'execution_result': {'stdout': 'README.md'}}                              | success | 0.20",
                "{'exit_code': 0, 'execution_result': {'stdout': 'ok'}}                     | success | 0.68",
                "{'exit_code': 0, 'execution_result': {'stderr': 'sh: 1: foo: not found'}}  | partial | 0.30",
                "{'exit_code': 127, 'execution_result': {'stderr': 'foo: command not found'}} | failure | 0.80",
                "{'execution_result': {'stdout': 'Traceback (most recent call last):'}}     | failure | 0.50",
                "{'execution_result': {'stderr': 'cat: x: No such file or directory'}}      | failure | 0.50",
                "{'execution_result': {'stderr': 'rm: x: Permission denied'}}               | failure | 0.50"
            })
    void whatCameOfAStepIsEvidenceByItself(String step, String type, double confidence) {
        UUID id = step(step.replaceFirst(
                        "\\{",
                        step.contains("status") ? "{'command': 'x', " : "{'command': 'x', 'status': 'completed', ")
                .replace(", }", "}"));

        JsonNode evaluation = evaluated(id, "{}");

        assertThat(evaluation.get("evaluation_type").asText())
                .as("%s", evaluation)
                .isEqualTo(type);
        assertThat(evaluation.get("confidence_score").asDouble())
                .as("%s", evaluation)
                .isEqualTo(confidence);
    }

    @Test
    void noBodyAtAllIsJudgedByRules() {
        UUID step = step("{'command': 'x', 'status': 'completed', 'exit_code': 0}");

        Functions.Answer answer = client.send("POST", "/v1/steps/" + step + "/evaluations", new byte[0])
                .expect(201);

        assertThat(answer.text("/evaluation_type")).isEqualTo("success");
    }

    @Test
    void silenceIsNoSuccessAndAsksAHuman() {
        JsonNode evaluation = evaluated(step("{'command': 'x', 'status': 'completed'}"), "{}");

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("partial");
        assertThat(actions(evaluation)).containsExactly("ask_human");
    }

    @Test
    void aWarningThatDoesNotHoldIsPartialAndAnOptionalOneOnlyCostsConfidence() {
        UUID step = step("{'command': 'x', 'status': 'completed', 'exit_code': 0}");
        String expectations =
                "{'expectations': [{'name': 'quiet', 'predicate': '$.result.exit_code == 7', 'severity': '%s'}]}";

        assertThat(evaluated(step, expectations.formatted("warning"))
                        .get("evaluation_type")
                        .asText())
                .isEqualTo("partial");
        JsonNode optional = evaluated(step, expectations.formatted("optional"));
        assertThat(optional.get("evaluation_type").asText()).isEqualTo("success");
        // 0.6 x (1 - 0.3 / 2)
        assertThat(optional.get("confidence_score").asDouble()).isEqualTo(0.51);
    }

    @Test
    void requiredExpectationsThatHoldAgainstABadExitCodeArePartial() {
        UUID step = step(STARTS_NGINX.replace("'exit_code': 0", "'exit_code': 3"));

        JsonNode evaluation = evaluated(step, NGINX_RUNS);

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("partial");
        assertThat(actions(evaluation)).containsExactly("ask_human", "corrective_step");
    }

    @Test
    void aChangeThatNobodyExpectedMakesItUnexpected() {
        UUID step = step("""
                {'command': 'x', 'status': 'completed', 'exit_code': 0,
                 'before': {'services_status': {'nginx': 'stopped'}, 'packages_installed': []},
                 'after': {'services_status': {'nginx': 'running'},
                           'packages_installed': [{'name': 'nginx-common', 'version': '1'}, {'name': 'miner', 'version': '6'}]}}""");

        JsonNode evaluation = evaluated(step, NGINX_RUNS);

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("unexpected");
        assertThat(evaluation.get("failure_indicators")).hasSize(1);
        assertThat(evaluation.at("/failure_indicators/0/rule").asText())
                .isEqualTo("unexpected change: packages installed");
        assertThat(evaluation.at("/failure_indicators/0/saw/name").asText()).isEqualTo("miner");
        assertThat(actions(evaluation)).containsExactly("ask_human", "roll_back_to");
        // where nobody said what to expect, nothing is unexpected
        assertThat(evaluated(step, "{}").get("evaluation_type").asText()).isEqualTo("success");
    }

    @Test
    void whatTheApproverExpectsIsExpected() {
        String project = client.newProject();
        client.put("/v1/projects/" + project, text("{'name': 'x', 'settings': {'approval': {'high': 1}}}"))
                .expect(200);
        UUID step = client.newStep(
                        client.newCommand(project),
                        text("{'command': 'x', 'risk_level': 'high', 'before': {'packages_installed': []}}"))
                .id();
        client.post(
                        "/v1/steps/" + step + "/approvals",
                        text(
                                "{'decision': 'approved', 'approval_reasoning': 'y', 'expected_impact': {'packages': ['nginx']}}"))
                .expect(201);
        client.patch(
                        "/v1/steps/" + step,
                        text(
                                "{'status': 'completed', 'exit_code': 0, 'after': {'packages_installed': [{'name': 'nginx'}, {'name': 'miner'}]}}"),
                        "If-Match",
                        "*")
                .expect(200);

        JsonNode evaluation = evaluated(step, "{}");

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("unexpected");
        assertThat(evaluation.get("failure_indicators")).hasSize(1);
        assertThat(evaluation.at("/failure_indicators/0/saw/name").asText()).isEqualTo("miner");
    }

    @Test
    void predicatesSeeBeforeAfterChangesResultAndStep() {
        UUID step = step(STARTS_NGINX.replace(
                "'exit_code': 0", "'exit_code': 0, 'execution_result': {'stdout': 'a\\u0000b', 'n': 7}"));

        JsonNode evaluation = evaluated(step, """
                {'expectations': [
                  {'name': 'before', 'predicate': '$.before.services_status."nginx" == "stopped"'},
                  {'name': 'changes', 'predicate': '$.changes.services.started[*] == "nginx"'},
                  {'name': 'unchanged', 'predicate': '$.before.services_status.ssh == $.after.services_status.ssh'},
                  {'name': 'nothing else', 'predicate': '!exists($.changes.services.stopped[*])'},
                  {'name': 'result', 'predicate': '$.result.n > 6 && $.result.exit_code == 0'},
                  {'name': 'U+FFFD', 'predicate': '$.result.stdout == "a\uFFFDb"'},
                  {'name': 'step', 'predicate': '$.step.command starts with "systemctl" && $.step.step_number == 1'}]}""");

        assertThat(evaluation.get("failure_indicators")).isEmpty();
        assertThat(evaluation.get("success_indicators")).hasSize(9);
        assertThat(evaluation.at("/success_indicators/5/saw").asText()).isEqualTo("a\u0000b");
        assertThat(evaluation.get("confidence_score").asDouble()).isEqualTo(0.99);
    }

    @Test
    void aProjectSaysWhatItsOutputsMean() {
        String project = client.newProject();
        client.put("/v1/projects/" + project, text("""
                {'name': 'x', 'settings': {'output_patterns': {'failure': ['ROT'], 'success': ['GRUEN'], 'ignore': ['No such file']}}}""")).expect(200);
        UUID of = client.newCommand(project);
        UUID red = client.newStep(
                        of, text("{'command': 'x', 'status': 'completed', 'execution_result': {'stdout': 'ROT'}}"))
                .id();
        UUID green = client.newStep(
                        of,
                        text(
                                "{'command': 'x', 'status': 'completed', 'execution_result': {'stdout': 'No such file or directory\\nGRUEN'}}"))
                .id();

        assertThat(evaluated(red, "{}").at("/failure_indicators/0/rule").asText())
                .isEqualTo("output: ROT");
        JsonNode evaluation = evaluated(green, "{}");
        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("success");
        assertThat(evaluation.at("/success_indicators/0/rule").asText()).isEqualTo("output: GRUEN");
        Functions.Answer refused =
                client.put("/v1/projects/" + project, text("""
                {'name': 'x', 'settings': {'output_patterns': {'failure': [''], 'zzz': [], 'success': 1}}}""")).expect(422);
        assertThat(refused.body().get("errors")).hasSize(3);
    }

    @Test
    void aStepThatHasNotBeenExecutedIsNotJudged() {
        UUID step = step("{'command': 'x'}");

        Functions.Answer byRules =
                client.post("/v1/steps/" + step + "/evaluations", "{}").expect(409);
        Functions.Answer fromOutside = client.post(
                        "/v1/steps/" + step + "/evaluations",
                        text("{'evaluator': 'judge', 'evaluation_type': 'success', 'confidence_score': 1}"))
                .expect(409);

        assertThat(byRules.problem()).isEqualTo("step-not-executed");
        assertThat(fromOutside.problem()).isEqualTo("step-not-executed");
        client.post("/v1/steps/" + UUID.randomUUID() + "/evaluations", "{}").expect(404);
    }

    @Test
    void anExecutedStepThatRanAgainstThePolicyAsksAHuman() {
        String project = client.newProject();
        client.put("/v1/projects/" + project, text("{'name': 'x', 'settings': {'approval': {'high': 1}}}"))
                .expect(200);
        UUID step = client.newStep(
                        client.newCommand(project),
                        text("{'command': 'x', 'risk_level': 'high', 'status': 'completed', 'exit_code': 0}"))
                .id();

        JsonNode evaluation = evaluated(step, "{}");

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("partial");
        assertThat(evaluation.at("/failure_indicators/0/rule").asText()).isEqualTo("policy violation");
        assertThat(actions(evaluation)).first().isEqualTo("ask_human");
    }

    @Test
    void theNewestEvaluationCountsAndAllOfThemStay() {
        UUID step = step(STARTS_NGINX);
        evaluated(step, "{}");
        JsonNode second = evaluated(step, NGINX_RUNS);

        JsonNode list = client.get("/v1/steps/" + step + "/evaluations?limit=1")
                .expect(200)
                .body();
        assertThat(list.at("/items/0")).isEqualTo(second);
        JsonNode rest = client.get("/v1/steps/" + step + "/evaluations?cursor="
                        + list.get("next_cursor").asText())
                .expect(200)
                .body();
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.get("next_cursor").isNull()).isTrue();
        assertThat(client.get("/v1/steps/" + step + "?expand=evaluation")
                        .expect(200)
                        .body()
                        .get("evaluation"))
                .isEqualTo(second);
        JsonNode listed = client.get("/v1/commands/" + command + "/steps?expand=evaluation,snapshots")
                .expect(200)
                .body()
                .at("/items/0");
        assertThat(listed.get("evaluation")).isEqualTo(second);
        assertThat(listed.at("/snapshots/after/sections/services_status/nginx").asText())
                .isEqualTo("running");
        JsonNode stored = client.get("/v1/commands/" + command).expect(200).body();
        assertThat(stored.get("state_evaluation_count").asInt()).isEqualTo(2);
        assertThat(stored.get("last_state_evaluation_at")).isEqualTo(second.get("evaluated_at"));
        assertThat(stored.get("version").asInt()).isEqualTo(1);
        JsonNode timeline = client.get("/v1/commands/" + command + "/timeline")
                .expect(200)
                .body()
                .get("items");
        assertThat(timeline.findValuesAsText("kind"))
                .containsExactly("snapshot", "step", "snapshot", "evaluation", "evaluation");
        assertThat(timeline.at("/4/evaluation/id")).isEqualTo(second.get("id"));
        assertThat(timeline.at("/4/evaluation/evaluation_type").asText()).isEqualTo("success");
    }

    @Test
    void aCommandThatRequiresItIsCompletedOnceItsStepsAreEvaluated() {
        UUID strict = client.post(
                        "/v1/commands", text("{'project': '%s', 'request': 'x'}".formatted(client.newProject())))
                .expect(201)
                .id();
        client.post(
                        "/v1/commands/" + strict + "/steps",
                        text(
                                "{'steps': [{'command': 'a', 'status': 'completed'}, {'command': 'b'}, {'command': 'c', 'status': 'failed'}]}"))
                .expect(201);
        String done = text("{'status': 'completed'}");

        assertThat(client.patch("/v1/commands/" + strict, done, "If-Match", "*")
                        .expect(409)
                        .problem())
                .isEqualTo("evaluation-required");
        JsonNode judged = client.post("/v1/commands/" + strict + "/evaluations", "{}")
                .expect(201)
                .body();
        assertThat(judged.get("items")).hasSize(2);
        assertThat(judged.get("remaining").asInt()).isZero();
        client.patch("/v1/commands/" + strict, done, "If-Match", "*").expect(200);
        assertThat(client.post("/v1/commands/" + strict + "/evaluations", "")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
    }

    private UUID step(String json) {
        return client.newStep(command, text(json)).id();
    }

    private JsonNode evaluated(UUID step, String body) {
        return client.post("/v1/steps/" + step + "/evaluations", text(body))
                .expect(201)
                .body();
    }

    static List<String> actions(JsonNode evaluation) {
        return StreamSupport.stream(evaluation.get("recommendations").spliterator(), false)
                .map(each -> each.get("action").asText())
                .toList();
    }

    /// JSON written with single quotes; double quotes inside strings are escaped.
    static String text(String json) {
        return json.replace("\"", "\\\"").replace('\'', '"');
    }

    private static JsonNode json(String json) {
        try {
            return Functions.JSON.readTree(text(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
