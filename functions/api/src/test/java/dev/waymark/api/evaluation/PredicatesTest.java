package dev.waymark.api.evaluation;

import static dev.waymark.api.evaluation.EvaluateStepTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Predicates are callers' own text that the database runs: bad ones are told, hostile ones are stopped.
final class PredicatesTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();

    @Test
    void everyBadPredicateIsToldAtOnceAndNothingIsStored() {
        UUID step = executed("{'system_info': {}}");
        String path = "/v1/steps/" + step + "/evaluations";

        Functions.Answer answer = client.post(
                        path,
                        body(
                                "$.after.",
                                "$.result.exit_code == 0",
                                "$.result.exit_code",
                                "$.after ? (@.x == 1)",
                                "1 / 0",
                                "$x == 1",
                                "$.a like_regex \"(\"",
                                "$.a like_regex \"((((a{1,100}){1,100}){1,100}){1,100})\"",
                                "select 1",
                                "$.result.exit_code + 1",
                                "'; drop table commands; --"))
                .expect(422);

        assertThat(answer.problem()).isEqualTo("invalid-request");
        assertThat(answer.body().get("errors").findValuesAsText("pointer"))
                .containsExactly(
                        "/expectations/0/predicate",
                        "/expectations/2/predicate",
                        "/expectations/3/predicate",
                        "/expectations/4/predicate",
                        "/expectations/5/predicate",
                        "/expectations/6/predicate",
                        "/expectations/7/predicate",
                        "/expectations/8/predicate",
                        "/expectations/9/predicate",
                        "/expectations/10/predicate");
        assertThat(answer.body().at("/errors/1/detail").asText()).contains("must be a predicate");
        assertThat(client.get(path).expect(200).body().get("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.** == $.**",
                "$.after.**.** == 7",
                "$.after.system_info[0,0][0,0] == 7",
                "$.after[$.x[0], 0] == 1",
                "$.keyvalue().keyvalue().key == \"x\"",
                "$.after /* \" */ == 1 /* \" */",
                "$.** ? (@ == $.after) == 1"
            })
    void whatMultipliesIsNotRun(String predicate) {
        UUID step = executed("{'system_info': {}}");

        Functions.Answer answer = client.post("/v1/steps/" + step + "/evaluations", body(predicate))
                .expect(422);

        assertThat(answer.body().at("/errors/0/pointer").asText()).isEqualTo("/expectations/0/predicate");
    }

    @Test
    void aPathIsComparedWithAPathOnlyWhereLittleHasToBeLookedAt() {
        ObjectNode sections = Functions.JSON.createObjectNode();
        ArrayNode packages = sections.putArray("packages_installed");
        for (int i = 0; i < 6_000; i++) {
            packages.addObject().put("name", "p" + i);
        }
        sections.putObject("system_info").put("os", "Debian");
        UUID step = client.newStep(
                        command,
                        "{\"command\": \"x\", \"status\": \"completed\", \"before\": %1$s, \"after\": %1$s}"
                                .formatted(sections))
                .id();
        String path = "/v1/steps/" + step + "/evaluations";

        client.post(path, body("$.before.system_info.os == $.after.system_info.os"))
                .expect(201);
        client.post(path, body("$.after.packages_installed[*].name == \"p7\"")).expect(201);
        Functions.Answer refused = client.post(
                        path, body("$.before.packages_installed[*].name == $.after.packages_installed[*].name"))
                .expect(422);
        assertThat(refused.body().at("/errors/0/detail").asText()).contains("10000 values");
    }

    @Test
    void aHostilePredicateIsStoppedAndNamed() {
        ObjectNode sections = Functions.JSON.createObjectNode();
        ArrayNode numbers = sections.putObject("system_info").putArray("n");
        for (int i = 0; i < 3_000; i++) {
            numbers.add(i);
        }
        UUID step = client.newStep(
                        command, "{\"command\": \"x\", \"status\": \"completed\", \"after\": %s}".formatted(sections))
                .id();
        String hostile =
                "exists($.after.system_info.n[*] ? (exists($.after.system_info.n[*] ? (exists($.after.system_info.n[*]"
                        + " ? (@ == -1))))))";
        long started = System.nanoTime();

        Functions.Answer answer = client.post(
                        "/v1/steps/" + step + "/evaluations", body("$.result.exit_code == null", hostile))
                .expect(422);

        assertThat(answer.problem()).isEqualTo("predicate-too-slow");
        assertThat(answer.text("/pointer")).isEqualTo("/expectations/1/predicate");
        assertThat(answer.body().get("errors")).hasSize(1);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/expectations/1/predicate");
        assertThat(answer.text("/errors/0/code")).isEqualTo("too_slow");
        assertThat(answer.body().get("retryable").asBoolean()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
        assertThat(client.get("/v1/steps/" + step + "/evaluations")
                        .expect(200)
                        .body()
                        .get("items"))
                .isEmpty();
        // the connection goes on under its usual limit
        client.post("/v1/steps/" + step + "/evaluations", "{}").expect(201);
    }

    @Test
    void predicatesAreBoundedInNumberAndLength() {
        UUID step = executed("{'system_info': {}}");
        String[] many = new String[101];
        java.util.Arrays.fill(many, "1 == 1");

        client.post("/v1/steps/" + step + "/evaluations", body(many)).expect(422);
        client.post("/v1/steps/" + step + "/evaluations", body("1 == " + "1".repeat(4_000)))
                .expect(422);
        client.post("/v1/steps/" + step + "/evaluations", body("")).expect(422);
    }

    @Test
    void unknownIsNotEnough() {
        JsonNode evaluation = client.post(
                        "/v1/steps/" + executed("{'system_info': {'a': 'x'}}") + "/evaluations",
                        body("$.after.system_info.a > 1"))
                .expect(201)
                .body();

        assertThat(evaluation.get("evaluation_type").asText()).isEqualTo("failure");
        assertThat(evaluation.at("/failure_indicators/0/saw").asText()).isEqualTo("x");
    }

    private UUID executed(String sections) {
        return client.newStep(command, text("{'command': 'x', 'status': 'completed', 'after': %s}".formatted(sections)))
                .id();
    }

    private static String body(String... predicates) {
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode expectations = body.putArray("expectations");
        for (String predicate : predicates) {
            expectations.addObject().put("name", "x").put("predicate", predicate);
        }
        return body.toString();
    }
}
