package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.log.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The log as Lambda would keep it.
@Isolated("reads what this JVM writes")
final class RequestLinesTest {
    private static final String SECRET = "correct-horse-battery";
    private static final String USER = "end-user-4711";

    private static final Functions FUNCTIONS = Functions.with(Map.of(
            "AWS_LAMBDA_FUNCTION_NAME",
            "waymark-test",
            "WAYMARK_METRICS",
            "Waymark/test",
            "WAYMARK_LOG_LEVEL",
            "info"));

    private final Client client = FUNCTIONS.newTenant();

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    @Test
    void eachRequestIsALineWithItsTenantOperationStatusAndRoundTrips() {
        UUID command = client.newCommand();
        JsonNode line = only(() -> client.newStep(command, "{\"command\": \"ls\"}"));
        assertThat(line.get("operation").asText()).isEqualTo("POST /v1/commands/{id}/steps");
        assertThat(line.get("status").asInt()).isEqualTo(201);
        assertThat(line.get("round_trips").asInt()).isEqualTo(1);
        assertThat(line.get("function").asText()).isEqualTo("record");
        assertThat(line.get("Latency").asLong()).isNotNegative();
        assertThat(UUID.fromString(line.get("tenant_id").asText())).isNotNull();
        assertThat(line.has("problem")).isFalse();
    }

    @Test
    void aProblemIsToldByItsTypeAndItsClass() {
        Functions.Answer[] answer = new Functions.Answer[1];
        JsonNode line = only(() -> answer[0] = client.get("/v1/steps/" + UUID.randomUUID()));
        assertThat(line.get("problem").asText()).isEqualTo("not-found");
        assertThat(line.get("problem_class").asText()).isEqualTo("caller");
        assertThat(line.get("request_id").asText()).isEqualTo(answer[0].text("/request_id"));
        assertThat(line.get("Problems").asInt()).isEqualTo(1);
        JsonNode unknown = only(() -> client.get("/v1/nothing/" + SECRET));
        assertThat(unknown.get("operation").asText()).isEqualTo("$default");
        assertThat(unknown.toString()).doesNotContain(SECRET);
    }

    @Test
    void noLineHoldsAPayloadAHeaderAnEndUserOrAValueOfTheDatabase() {
        Sql sql = Sql.of(FUNCTIONS);
        String project = client.newProject();
        UUID command = client.newCommand(project);
        String text;
        // breaks in ways that nobody foresaw: what PostgreSQL then says shows the whole row
        sql.run("alter table command_steps add constraint unforeseen check (command not like '%" + SECRET + "%')");
        sql.run("alter table conversations add constraint unforeseen check (user_id <> '" + USER + "')");
        try (Output output = Output.capture()) {
            assertThat(client.post("/v1/commands/" + command + "/steps", "{\"command\": \"" + SECRET + "\"}")
                            .status())
                    .isEqualTo(500);
            assertThat(client.put("/v1/conversations/" + SECRET, "{\"user_id\": \"" + USER + "\"}")
                            .status())
                    .isEqualTo(500);
            client.post(
                    "/v1/commands/" + command + "/steps", "{\"" + SECRET + "\": 1, \"command\": \"" + SECRET + "\"}");
            client.post("/v1/commands/" + command + "/steps", "{\"command\": \"" + SECRET);
            client.get("/v1/commands?project=" + SECRET + "&cursor=" + SECRET, "X-Secret", SECRET);
            client.get("/v1/projects/" + SECRET + "/steps/S1", "If-Match", SECRET);
            FUNCTIONS.as("wm_" + SECRET).get("/v1/commands");
            client.put("/v1/remedies/" + SECRET, "{\"applies_when\": \"$.x == \", \"command\": \"" + SECRET + "\"}");
            String sameId = "{\"id\": \"" + UUID.randomUUID() + "\", \"command\": \"ls\", \"explanation\": \"" + SECRET
                    + " of another kind\"}";
            client.post("/v1/commands/" + command + "/steps", sameId);
            client.post("/v1/commands/" + command + "/steps", sameId, "Idempotency-Key", SECRET);
            text = output.lines() + output.errors();
        } finally {
            sql.run("alter table command_steps drop constraint unforeseen");
            sql.run("alter table conversations drop constraint unforeseen");
        }
        assertThat(text).contains("not foreseen", "SQLSTATE 23514", "constraint=unforeseen", "CallerStatement");
        assertThat(text).doesNotContain(SECRET, USER);
    }

    /// Alarms are made of these.
    @Test
    void theMetricsOfRequestsAreThoseThatTheirListNames() {
        Set<String> emitted = new TreeSet<>();
        for (JsonNode line : List.of(
                only(() -> client.get("/v1/commands")),
                only(() -> client.get("/v1/steps/" + UUID.randomUUID())),
                only(() -> {
                    String agent = "{\"id\": \"" + UUID.randomUUID() + "\", \"name\": \"x\", \"scopes\": [\"read\"]}";
                    client.post("/v1/api-keys", agent);
                    client.post("/v1/api-keys", agent);
                }))) {
            JsonNode directives = line.at("/_aws/CloudWatchMetrics");
            for (JsonNode directive : directives) {
                assertThat(directive.get("Namespace").asText()).isEqualTo("Waymark/test");
                for (JsonNode metric : directive.get("Metrics")) {
                    emitted.add(metric.get("Name").asText());
                    assertThat(line.has(metric.get("Name").asText())).isTrue();
                }
                for (JsonNode set : directive.get("Dimensions")) {
                    set.forEach(field ->
                            assertThat(line.get(field.asText()).isTextual()).isTrue());
                }
            }
        }
        assertThat(emitted)
                .containsExactlyInAnyOrderElementsOf(
                        Metric.ofRequests().stream().map(Metric::metricName).toList());
    }

    /// The last line that the work leaves, every one of which is JSON.
    private JsonNode only(Runnable work) {
        try (Output output = Output.capture()) {
            work.run();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : output.lines().lines().toList()) {
                lines.add(Functions.JSON.readTree(line));
            }
            return lines.stream()
                    .filter(line -> line.path("message").asText().equals("answered"))
                    .max(Comparator.comparing(line ->
                            StreamSupport.stream(line.spliterator(), false).count()))
                    .orElseThrow();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
