package dev.waymark.api.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The runbook, and what adaptive mode makes of it.
final class RemediesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String NOT_FOUND = """
            {'applies_when': '$.failure_indicators[*].saw like_regex "not found"', 'command': 'apt-get install -y foo',
             'explanation': 'it is not installed', 'risk_level': 'low'}""";
    private static final String FAILS =
            "{'command': 'foo', 'status': 'failed', 'exit_code': 127, 'execution_result': {'stderr': 'sh: foo: not found'}}";

    private final Client client = FUNCTIONS.newTenant();
    private final String project = client.newProject();
    private final UUID command = adaptive();

    @Test
    void aRemedyIsMadeReadReplacedAndDeleted() {
        Functions.Answer made = put("install", NOT_FOUND).expect(201);

        assertThat(made.text("/name")).isEqualTo("install");
        assertThat(made.body().get("enabled").asBoolean()).isTrue();
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(put("install", NOT_FOUND).expect(200).body()).isEqualTo(made.body());
        Functions.Answer changed = put(
                        "install",
                        "{'applies_when': '$.evaluation_type == \"failure\"', 'command': 'x', 'enabled': false}")
                .expect(200);
        assertThat(changed.body().get("version").asInt()).isEqualTo(2);
        assertThat(changed.text("/risk_level")).isEqualTo("medium");
        assertThat(changed.body().get("explanation").isNull()).isTrue();
        assertThat(client.get("/v1/remedies/install").expect(200).body()).isEqualTo(changed.body());
        assertThat(client.get("/v1/remedies").expect(200).body().at("/items/0")).isEqualTo(changed.body());
        assertThat(put("install", NOT_FOUND, "If-Match", "\"1\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(2);
        put("install", NOT_FOUND, "If-None-Match", "*").expect(412);
        put("other", NOT_FOUND, "If-Match", "\"1\"").expect(404);
        client.delete("/v1/remedies/install", "If-Match", "\"1\"").expect(412);
        client.delete("/v1/remedies/install").expect(204);
        client.delete("/v1/remedies/install").expect(404);
        client.get("/v1/remedies/install").expect(404);
        assertThat(client.get("/v1/audit-events")
                        .expect(200)
                        .body()
                        .get("items")
                        .findValuesAsText("action"))
                .contains("remedy.created", "remedy.changed", "remedy.deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.",
                "$.evaluation_type",
                "$.a ? (@ > 1)",
                "1 / 0",
                "$x == 1",
                "$.a == $.b",
                "$.**.** == 1",
                "$.a like_regex \"(\"",
                "$.a /* */ == 1"
            })
    void aBadPredicateIsToldWhereItStands(String predicate) {
        Functions.Answer answer = put("bad", "{'applies_when': '%s', 'command': 'x'}".formatted(predicate))
                .expect(422);

        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/applies_when");
        client.get("/v1/remedies/bad").expect(404);
    }

    @Test
    void aFailureInAdaptiveModeProposesWhatApplies() {
        put("install", NOT_FOUND).expect(201);
        put("disabled", NOT_FOUND.replaceFirst("\\{", "{'enabled': false, ")).expect(201);
        put("elsewhere", NOT_FOUND.replace("not found", "no space")).expect(201);
        UUID step = step(FAILS);

        JsonNode evaluation = evaluated(step);

        assertThat(evaluation.get("proposed_steps")).hasSize(1);
        JsonNode proposed = client.get(
                        "/v1/steps/" + evaluation.at("/proposed_steps/0").asText())
                .expect(200)
                .body();
        assertThat(proposed.get("status").asText()).isEqualTo("pending");
        assertThat(proposed.get("step_type").asText()).isEqualTo("corrective");
        assertThat(proposed.get("command").asText()).isEqualTo("apt-get install -y foo");
        assertThat(proposed.get("explanation").asText()).isEqualTo("it is not installed");
        assertThat(proposed.get("risk_level").asText()).isEqualTo("low");
        assertThat(proposed.get("parent_step_id").asText()).isEqualTo(step.toString());
        assertThat(proposed.get("step_number").asInt()).isEqualTo(2);
        assertThat(proposed.at("/metadata/remedy").asText()).isEqualTo("install");
        assertThat(proposed.at("/metadata/evaluation_id")).isEqualTo(evaluation.get("id"));
        assertThat(proposed.at("/metadata/evaluated_step").asText()).isEqualTo("S1");
        JsonNode stored = client.get("/v1/commands/" + command).expect(200).body();
        assertThat(stored.get("corrective_steps_generated").asInt()).isEqualTo(1);
        assertThat(stored.get("adaptive_steps_generated").asInt()).isZero();
        assertThat(stored.get("state_evaluation_count").asInt()).isEqualTo(1);
        assertThat(stored.get("current_step_index").asInt()).isZero();
        assertThat(stored.get("step_count").asInt()).isEqualTo(2);
        assertThat(client.get("/v1/commands/" + command + "/timeline")
                        .expect(200)
                        .body()
                        .get("items")
                        .findValuesAsText("kind"))
                .containsExactly("step", "evaluation", "step");
        // the recorded step goes on from the proposal
        assertThat(client.newStep(command, "{\"command\": \"x\"}").text("/parent_step_id"))
                .isEqualTo(proposed.get("id").asText());
    }

    @Test
    void aSuccessThatChangedThePremisesIsAdaptedTo() {
        put("look", "{'applies_when': '$.evaluation_type == \"unexpected\"', 'command': 'look around'}")
                .expect(201);
        UUID step = step("""
                {'command': 'x', 'status': 'completed', 'exit_code': 0,
                 'before': {'services_status': {'a1': 'stopped', 'b2': 'stopped'}}, 'after': {'services_status': {'a1': 'running', 'b2': 'running'}}}""");

        JsonNode evaluation = client.post(
                        "/v1/steps/" + step + "/evaluations",
                        text(
                                "{'expectations': [{'name': 'a1', 'predicate': '$.after.services_status.a1 == \"running\"'}]}"))
                .expect(201)
                .body();

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("unexpected");
        assertThat(client.get("/v1/steps/" + evaluation.at("/proposed_steps/0").asText())
                        .expect(200)
                        .text("/step_type"))
                .isEqualTo("adaptive");
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("adaptive_steps_generated")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void successesAndPlainCommandsGetNoProposals() {
        put("always", "{'applies_when': '1 == 1', 'command': 'x'}").expect(201);
        UUID plain = client.newCommand(project);

        assertThat(evaluated(step("{'command': 'x', 'status': 'completed', 'exit_code': 0}"))
                        .get("proposed_steps"))
                .isEmpty();
        assertThat(evaluated(client.newStep(plain, text(FAILS)).id()).get("proposed_steps"))
                .isEmpty();
        UUID last = step(FAILS);
        client.patch("/v1/commands/" + command, "{\"status\": \"failed\"}", "If-Match", "*")
                .expect(200);
        assertThat(evaluated(last).get("proposed_steps")).isEmpty();
    }

    @Test
    void aRemedyNeverAnswersItsOwnStepNorOneStepTwiceNorACommandMoreThanThrice() {
        put("install", NOT_FOUND).expect(201);
        UUID first = step(FAILS);
        String proposed = evaluated(first).at("/proposed_steps/0").asText();

        assertThat(evaluated(first).get("proposed_steps")).isEmpty();
        // what says which remedy it was is not what a client may change
        client.patch("/v1/steps/" + proposed, text("""
                {'status': 'failed', 'exit_code': 127, 'metadata': {}, 'execution_result': {'stderr': 'sh: foo: not found'}}"""), "If-Match", "*").expect(200);
        assertThat(evaluated(UUID.fromString(proposed)).get("proposed_steps")).isEmpty();
        assertThat(evaluated(step(FAILS)).get("proposed_steps")).hasSize(1);
        assertThat(evaluated(step(FAILS)).get("proposed_steps")).hasSize(1);
        assertThat(evaluated(step(FAILS)).get("proposed_steps")).isEmpty();
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("corrective_steps_generated")
                        .asInt())
                .isEqualTo(3);
        // another command counts anew
        UUID other = adaptive();
        assertThat(evaluated(client.newStep(other, text(FAILS)).id()).get("proposed_steps"))
                .hasSize(1);
    }

    @Test
    void twoRemediesThatAnswerEachOtherEnd() {
        put("ping", "{'applies_when': '$.evaluation_type == \"failure\"', 'command': 'ping'}")
                .expect(201);
        put("pong", "{'applies_when': '$.evaluation_type == \"failure\"', 'command': 'pong'}")
                .expect(201);
        var open = new java.util.ArrayDeque<UUID>(List.of(step(FAILS)));
        int steps = 0;
        while (!open.isEmpty() && steps++ < 50) {
            for (JsonNode proposed : evaluated(open.pop()).get("proposed_steps")) {
                client.patch(
                                "/v1/steps/" + proposed.asText(),
                                "{\"status\": \"failed\", \"exit_code\": 1}",
                                "If-Match",
                                "*")
                        .expect(200);
                open.add(UUID.fromString(proposed.asText()));
            }
        }

        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("step_count")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void aProposalThatNeedsApprovalStaysPending() {
        client.put("/v1/projects/" + project, text("{'name': 'x', 'settings': {'approval': {'high': 1}}}"))
                .expect(200);
        put("risky", NOT_FOUND.replace("'low'", "'high'")).expect(201);

        String proposed = evaluated(step(FAILS)).at("/proposed_steps/0").asText();

        assertThat(client.patch("/v1/steps/" + proposed, "{\"status\": \"executing\"}", "If-Match", "*")
                        .expect(409)
                        .problem())
                .isEqualTo("approval-required");
    }

    @Test
    void anOutsideFailureProposesTooAndAReplayProposesNothingMore() {
        put("install", NOT_FOUND).expect(201);
        UUID step = step("{'command': 'x', 'status': 'completed', 'exit_code': 0}");
        String body = text("""
                {'evaluator': 'llm', 'evaluation_type': 'failure', 'confidence_score': 0.9,
                 'failure_indicators': [{'rule': 'r', 'saw': 'foo was not found'}]}""");
        String path = "/v1/steps/" + step + "/evaluations";

        Functions.Answer first =
                client.post(path, body, "Idempotency-Key", "once").expect(201);

        assertThat(first.body().get("proposed_steps")).hasSize(1);
        assertThat(client.post(path, body, "Idempotency-Key", "once")
                        .expect(201)
                        .body())
                .isEqualTo(first.body());
        assertThat(client.get("/v1/commands/" + command)
                        .expect(200)
                        .body()
                        .get("step_count")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void sixteenEvaluationsAtOnceCountAndProposeAsIfOneWasAfterAnother() throws Exception {
        put("install", NOT_FOUND).expect(201);
        put("more", NOT_FOUND.replace("apt-get", "dnf")).expect(201);
        List<UUID> steps = IntStream.range(0, 16).mapToObj(_ -> step(FAILS)).toList();
        int proposed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<JsonNode>> evaluations = steps.stream()
                    .map(step -> threads.submit(() -> evaluated(step)))
                    .toList();
            for (Future<JsonNode> evaluation : evaluations) {
                proposed += evaluation.get().get("proposed_steps").size();
            }
        }

        assertThat(proposed).isEqualTo(6);
        JsonNode stored = client.get("/v1/commands/" + command).expect(200).body();
        assertThat(stored.get("state_evaluation_count").asInt()).isEqualTo(16);
        assertThat(stored.get("corrective_steps_generated").asInt()).isEqualTo(6);
        assertThat(stored.get("step_count").asInt()).isEqualTo(22);
        JsonNode listed = client.get("/v1/projects/" + project + "/steps?limit=100")
                .expect(200)
                .body()
                .get("items");
        String parent = null;
        for (JsonNode step : listed) {
            assertThat(step.get("parent_step_id").textValue()).isEqualTo(parent);
            parent = step.get("id").asText();
        }
        JsonNode timeline = client.get("/v1/commands/" + command + "/timeline?limit=100")
                .expect(200)
                .body()
                .get("items");
        assertThat(StreamSupport.stream(timeline.spliterator(), false)
                        .map(entry -> entry.get("position").asInt()))
                .containsExactlyElementsOf(IntStream.range(0, 38).boxed().toList());
    }

    private UUID adaptive() {
        return client.post(
                        "/v1/commands",
                        text(
                                "{'project': '%s', 'request': 'x', 'adaptive_mode': true, 'requires_state_evaluation': false}"
                                        .formatted(project)))
                .expect(201)
                .id();
    }

    private UUID step(String json) {
        return client.newStep(command, text(json)).id();
    }

    private JsonNode evaluated(UUID step) {
        return client.post("/v1/steps/" + step + "/evaluations", "{}")
                .expect(201)
                .body();
    }

    private Functions.Answer put(String name, String json, String... headers) {
        return client.put("/v1/remedies/" + name, text(json), headers);
    }

    private static String text(String json) {
        return json.replace("\"", "\\\"").replace('\'', '"');
    }
}
