package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Steps of a tenant that encrypts what they put out: every route reads and judges as before, and
/// nothing of it is stored.
final class EncryptedResultsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String ON = "{\"encryption\": {\"fields\": [\"steps.execution_result\"]}}";
    private static final String OFF = "{}";

    private final Client client = FUNCTIONS.newTenant();
    private final Sql sql = Sql.of(FUNCTIONS);
    private final String mark = "mark" + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36);
    private final Walks walks = new Walks(FUNCTIONS, client);
    private final String project = client.newProject();
    private final UUID command = client.newCommand(project);
    private final String steps = "/v1/commands/" + command + "/steps";

    private void encrypt(String settings) {
        client.put("/v1/settings", settings).expect(200);
    }

    private Set<String> leaks() {
        return new Leaks(FUNCTIONS).of(mark, walks.tenant());
    }

    private String step(String text) {
        return """
                {"command": "make", "status": "failed", "exit_code": 2,
                 "execution_result": {"stdout": "%s", "stderr": "error: %s \\u0000", "n": 9007199254740993}}""".formatted(text, mark);
    }

    private UUID executing() {
        return client.newStep(command, "{\"command\": \"run\", \"status\": \"executing\"}")
                .id();
    }

    private JsonNode put(UUID step, String stream, String text) {
        return client.post("/v1/steps/" + step + "/output", "{\"%s\": \"%s\"}".formatted(stream, text))
                .expect(201)
                .body();
    }

    private JsonNode end(UUID step, String more) {
        return client.patch("/v1/steps/" + step, "{\"status\": \"completed\"" + more + "}", "If-Match", "*")
                .expect(200)
                .body();
    }

    private JsonNode evaluated(UUID step, String body) {
        return client.post("/v1/steps/" + step + "/evaluations", body)
                .expect(201)
                .body();
    }

    /// Everything that is read of steps, by path.
    private Map<String, JsonNode> read(List<UUID> ids) {
        var read = new LinkedHashMap<String, JsonNode>();
        List<String> paths = new ArrayList<>(List.of(
                steps + "?expand=evaluation",
                "/v1/projects/" + project + "/steps",
                "/v1/projects/" + project + "/steps/active",
                "/v1/projects/" + project + "/steps/S1",
                "/v1/commands/" + command + "/timeline",
                "/v1/commands/" + command + "/timeline?wait_ms=0"));
        ids.forEach(id -> paths.addAll(List.of("/v1/steps/" + id, "/v1/steps/" + id + "/evaluations")));
        paths.forEach(path -> read.put(path, client.get(path).expect(200).body()));
        return read;
    }

    /// One of each: recorded whole, ended with a result, ended with what it put out, and one that
    /// goes on; the first is evaluated by rules and from outside.
    private List<UUID> work() {
        UUID whole = client.newStep(command, step(mark)).id();
        UUID ended = executing();
        end(ended, ", \"execution_result\": {\"stdout\": \"%s ended\"}".formatted(mark));
        UUID told = executing();
        put(told, "stdout", mark + " told");
        end(told, "");
        UUID goingOn = executing();
        put(goingOn, "stdout", mark + " a\\u0000 \\\"");
        put(goingOn, "stderr", mark + " b\\n");
        put(goingOn, "stdout", "\\u0001 c");
        evaluated(whole, "{}");
        evaluated(whole, """
                {"evaluator": "judge", "evaluation_type": "failure", "confidence_score": 0.9,
                 "success_indicators": [{"rule": "r", "saw": "%1$s"}],
                 "failure_indicators": [{"rule": "r", "saw": {"failure_indicators": "\\u0001%1$s"}}],
                 "recommendations": [{"action": "retry", "reason": "%1$s"}]}""".formatted(mark));
        return List.of(whole, ended, told, goingOn);
    }

    @Test
    void whatStepsPutOutIsReadAsItWasAndStoredNowhere() {
        encrypt(ON);
        Functions.Answer made =
                client.post(steps, step(mark), "Idempotency-Key", "k").expect(201);
        assertThat(made.text("/execution_result/stdout")).isEqualTo(mark);
        Functions.Answer replay =
                client.post(steps, step(mark), "Idempotency-Key", "k").expect(201);
        assertThat(replay.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(replay.body()).isEqualTo(made.body());
        JsonNode many = client.post(steps, "{\"steps\": [%s, %s]}".formatted(step(mark + " 1"), step(mark + " 2")))
                .expect(201)
                .body();
        assertThat(many.at("/items/1/execution_result/stdout").asText()).isEqualTo(mark + " 2");

        List<UUID> ids = work();
        Map<String, JsonNode> read = read(ids);
        assertThat(read.get("/v1/steps/" + ids.get(0)).at("/execution_result").toString())
                .isEqualTo("{\"n\":9007199254740993,\"stderr\":\"error: %1$s \\u0000\",\"stdout\":\"%1$s\"}"
                        .formatted(mark));
        assertThat(read.get("/v1/steps/" + ids.get(1))
                        .at("/execution_result/stdout")
                        .asText())
                .isEqualTo(mark + " ended");
        assertThat(read.get("/v1/steps/" + ids.get(2))
                        .at("/execution_result/stdout")
                        .asText())
                .isEqualTo(mark + " told");
        assertThat(read.get("/v1/steps/" + ids.get(3)).at("/execution_result").toString())
                .isEqualTo("{\"stderr\":\"%1$s b\\n\",\"stdout\":\"%1$s a\\u0000 \\\"\\u0001 c\"}".formatted(mark));
        assertThat(leaks()).isEmpty();
    }

    @Test
    void thereIsNoDifferenceToWhatIsNotEncrypted() {
        List<UUID> ids = work();
        Map<String, JsonNode> before = read(ids);
        Set<String> plain = leaks();
        assertThat(plain)
                .containsExactlyInAnyOrder(
                        "command_steps.execution_result",
                        "step_outputs.stdout",
                        "step_outputs.stderr",
                        "step_evaluations.success_indicators",
                        "step_evaluations.failure_indicators",
                        "step_evaluations.recommendations");

        encrypt(ON);
        assertThat(walks.go()).isEqualTo(3 + 3 + 2);
        assertThat(leaks()).isEmpty();
        assertThat(read(ids)).as("no version, no time, no place").isEqualTo(before);

        client.post("/v1/encryption-keys", "").expect(201);
        assertThat(walks.go()).isEqualTo(3 + 3 + 2);
        assertThat(read(ids)).isEqualTo(before);

        encrypt(OFF);
        assertThat(walks.go()).isEqualTo(3 + 3 + 2);
        assertThat(leaks()).isEqualTo(plain);
        assertThat(read(ids)).isEqualTo(before);
    }

    @Test
    void predicatesAndRemediesSeeWhatTheyAlwaysSee() {
        encrypt(ON);
        client.put("/v1/remedies/again", """
                        {"applies_when": "$.failure_indicators[*].saw like_regex \\"error: %s\\"", "command": "again",
                         "explanation": "e", "risk_level": "low", "enabled": true}""".formatted(mark)).expect(201);
        UUID adaptive = client.post(
                        "/v1/commands",
                        "{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"coder\", \"adaptive_mode\": true}"
                                .formatted(project))
                .expect(201)
                .id();
        UUID step = client.newStep(adaptive, step(mark)).id();
        JsonNode judged = client.post("/v1/steps/" + step + "/evaluations", """
                        {"expectations": [{"name": "says so", "predicate": "$.result.stdout == \\"%s\\"", "severity": "required"}]}""".formatted(mark), "Idempotency-Key", "k")
                .expect(201)
                .body();
        assertThat(judged.at("/success_indicators/0/saw").asText()).isEqualTo(mark);
        assertThat(judged.get("failure_indicators").toString()).contains("error: " + mark);
        assertThat(judged.get("proposed_steps")).hasSize(1);
        assertThat(client.get("/v1/steps/" + step + "/evaluations")
                        .expect(200)
                        .body()
                        .at("/items/0"))
                .isEqualTo(judged);
        assertThat(client.post("/v1/steps/" + step + "/evaluations", """
                        {"expectations": [{"name": "says so", "predicate": "$.result.stdout == \\"%s\\"", "severity": "required"}]}""".formatted(mark), "Idempotency-Key", "k")
                        .expect(201)
                        .body())
                .as("a replay is read back")
                .isEqualTo(judged);
        client.newStep(adaptive, step(mark));
        JsonNode all = client.post("/v1/commands/" + adaptive + "/evaluations", "")
                .expect(201)
                .body();
        assertThat(all.at("/items/0/failure_indicators").toString()).contains("error: " + mark);
        client.delete("/v1/remedies/again").expect(204);
        assertThat(leaks()).isEmpty();
    }

    @Test
    void aCiphertextIsWorthNothingAnywhereElse() {
        encrypt(ON);
        List<UUID> ids = work();
        UUID other = client.newStep(command, step("other")).id();
        evaluated(other, "{}");
        sql.run(
                "update command_steps set execution_result = (select execution_result from command_steps where id = '%s') where id = '%s'"
                        .formatted(other, ids.get(0)));
        sql.run("""
                update step_evaluations set failure_indicators =
                  (select failure_indicators from step_evaluations where step_id = '%s') where step_id = '%s'""".formatted(other, ids.get(0)));
        sql.run("""
                update step_outputs set stdout = (select stdout from step_outputs where step_id = '%1$s' and chunk_index = 0)
                 where step_id = '%1$s' and chunk_index = 2""".formatted(ids.get(3)));
        for (String path : List.of(
                "/v1/steps/" + ids.get(0),
                "/v1/steps/" + ids.get(0) + "/evaluations",
                "/v1/steps/" + ids.get(3),
                steps,
                "/v1/commands/" + command + "/timeline?wait_ms=0")) {
            assertThat(client.get(path).expect(500).problem()).as(path).isEqualTo("integrity-error");
        }
        assertThat(client.post("/v1/steps/" + ids.get(0) + "/evaluations", "{}")
                        .expect(500)
                        .problem())
                .isEqualTo("integrity-error");
        client.get("/v1/steps/" + other).expect(200);
    }

    @Test
    void whoeverAppendsAtTheSameTimeLosesNothing() throws Exception {
        encrypt(ON);
        UUID step = executing();
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 4; writer++) {
                String name = "w" + writer + "-";
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        put(step, "stdout", name + i + ";");
                    }
                }));
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        String output = end(step, "").at("/execution_result/stdout").asText();
        assertThat(output.split(";", -1)).hasSize(41).doesNotHaveDuplicates();
        for (int writer = 0; writer < 4; writer++) {
            assertThat(output).containsSubsequence("w" + writer + "-0;", "w" + writer + "-5;", "w" + writer + "-9;");
        }
    }

    @Test
    void stepsGoOnWhileKeysAreRotated() throws Exception {
        encrypt(ON);
        UUID first = client.newStep(command, step("first")).id();
        List<Future<List<UUID>>> writers = new ArrayList<>();
        var over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 2; writer++) {
                writers.add(threads.submit(() -> {
                    List<UUID> written = new ArrayList<>();
                    do {
                        UUID step = executing();
                        put(step, "stdout", "a ");
                        put(step, "stdout", step.toString());
                        end(step, "");
                        evaluated(step, "{}");
                        written.add(step);
                    } while (!over.get());
                    return written;
                }));
            }
            for (int rotation = 0; rotation < 4; rotation++) {
                client.post("/v1/encryption-keys", "").expect(201);
                walks.go();
                client.get(steps).expect(200);
            }
            over.set(true);
        }
        walks.later().go();
        for (Future<List<UUID>> writer : writers) {
            for (UUID step : writer.get()) {
                assertThat(client.get("/v1/steps/" + step).expect(200).text("/execution_result/stdout"))
                        .isEqualTo("a " + step);
                client.get("/v1/steps/" + step + "/evaluations").expect(200);
            }
        }
        UUID primary =
                UUID.fromString(client.get("/v1/encryption-keys").expect(200).text("/items/0/id"));
        assertThat(sql.number(
                        "select count(*) from command_steps where tenant_id = ? and not is_encrypted_by(execution_result, ?)",
                        walks.tenant(),
                        primary))
                .isZero();
        assertThat(client.get("/v1/steps/" + first).expect(200).text("/execution_result/stdout"))
                .isEqualTo("first");
    }

    @Test
    void aWalkThatIsStoppedGoesOnWhereItWas() {
        List<UUID> ids = work();
        Map<String, JsonNode> before = read(ids);
        encrypt(ON);
        walks.later();
        int walked = 0;
        while (!walks.done()) {
            // each function is stopped a little later than the one before
            var left = new AtomicInteger(walked++);
            walks.once(() -> left.getAndDecrement() < 0);
        }
        assertThat(walked).isGreaterThan(4);
        assertThat(leaks()).isEmpty();
        assertThat(read(ids)).isEqualTo(before);
    }

    @Test
    void anAgentsKeyReadsAndWritesItsOwn() {
        encrypt(ON);
        client.newStep(command, step(mark));
        UUID agent = UUID.fromString(client.get("/v1/agents/coder").expect(200).text("/id"));
        Client coder = client.withKey(
                "{\"name\": \"coder\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(agent));
        UUID step = coder.post(steps, step(mark)).expect(201).id();
        assertThat(coder.get("/v1/steps/" + step).expect(200).text("/execution_result/stdout"))
                .isEqualTo(mark);
        assertThat(leaks()).isEmpty();
    }

    @Test
    void withoutItsKeyNothingIsWrittenInPlain() {
        encrypt(ON);
        sql.run("update encryption_keys set wrapped_by = 'arn:aws:kms:somewhere' where tenant_id = '%s'"
                .formatted(walks.tenant()));
        UUID step = executing();
        assertThat(client.post(steps, step(mark)).expect(503).problem()).isEqualTo("unavailable");
        assertThat(client.post("/v1/steps/" + step + "/output", "{\"stdout\": \"%s\"}".formatted(mark))
                        .expect(503)
                        .problem())
                .isEqualTo("unavailable");
        assertThat(client.patch(
                                "/v1/steps/" + step,
                                "{\"status\": \"failed\", \"execution_result\": {\"stdout\": \"%s\"}}".formatted(mark),
                                "If-Match",
                                "*")
                        .expect(503)
                        .problem())
                .isEqualTo("unavailable");
        assertThat(leaks()).isEmpty();
        sql.run("""
                update encryption_keys k set wrapped_by = o.wrapped_by from encryption_keys o
                 where k.tenant_id = '%s' and o.wrapped_by like 'local:%%'""".formatted(walks.tenant()));
    }

    @Test
    void outputIsCountedAsItWasSent() {
        encrypt(ON);
        UUID step = executing();
        assertThat(put(step, "stdout", "abc").get("output_bytes").asLong()).isEqualTo(3);
        assertThat(put(step, "stderr", "de").get("output_bytes").asLong()).isEqualTo(5);
        assertThat(put(step, "stdout", "f").get("chunk_index").asInt()).isEqualTo(2);
        client.post("/v1/steps/" + client.newStep(command, step("x")).id() + "/output", "{\"stdout\": \"x\"}")
                .expect(409);
    }

    @Test
    void outputOfBothKindsIsOneResult() {
        UUID step = executing();
        put(step, "stdout", "plain ");
        encrypt(ON);
        put(step, "stdout", "hidden ");
        encrypt(OFF);
        put(step, "stdout", "plain again");
        assertThat(client.get("/v1/steps/" + step).expect(200).text("/execution_result/stdout"))
                .isEqualTo("plain hidden plain again");
        assertThat(end(step, "").at("/execution_result/stdout").asText()).isEqualTo("plain hidden plain again");
    }

    @Test
    void aBundleWithItDoesNotLeave() {
        encrypt(ON);
        client.newStep(command, step(mark));
        assertThat(client.get("/v1/projects/" + project + "/bundle").expect(409).text("/detail"))
                .contains("encrypted");
    }
}
