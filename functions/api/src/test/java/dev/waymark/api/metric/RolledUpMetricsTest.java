package dev.waymark.api.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Points that have been rolled up by day answer as they did before.
final class RolledUpMetricsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/agents/coder/metrics";
    private static final List<String> TYPES = List.of("counter", "gauge", "histogram");

    /// A midnight, UTC, well before that from which points stay.
    private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(120, ChronoUnit.DAYS);

    private final Client client = FUNCTIONS.newTenant();
    private final UUID tenant = UUID.fromString(
            Sql.of(FUNCTIONS).text("select tenant_id from projects where key = ?", client.newProject()));
    private ArrayNode points = Functions.JSON.createArrayNode();

    private ObjectNode point(String name, String type, double value, Instant at) {
        return points.addObject()
                .put("name", name)
                .put("metric_type", type)
                .put("value", value)
                .put("recorded_at", at.toString());
    }

    private void record() {
        ObjectNode body = Functions.JSON.createObjectNode();
        body.set("points", points);
        client.post(PATH, body).expect(201);
        points = Functions.JSON.createArrayNode();
    }

    /// Few at a time, so that a day comes together from several.
    private void rollUp() {
        while (Sql.of(FUNCTIONS).number("select count(*) from roll_up_metrics(?, 700) where tenant = ?", tenant, tenant)
                > 0) {
            // so many at a time
        }
        assertThat(Sql.of(FUNCTIONS).number("select count(*) from agent_metrics_daily where tenant_id = ?", tenant))
                .isPositive();
    }

    private JsonNode ask(String query) {
        return client.get(PATH + query).expect(200).body();
    }

    /// Points of every type, with tags, over forty days of which ten have been kept as points.
    private void recordSomeOfEach(Random random) {
        for (int call = 0; call < 2; call++) {
            for (int i = 0; i < 2_000; i++) {
                Instant at = day.plus(random.nextInt(40 * 86_400), ChronoUnit.SECONDS);
                ObjectNode point = point("m", TYPES.get(random.nextInt(3)), random.nextGaussian() * 100, at);
                if (random.nextBoolean()) {
                    point.putObject("tags").put("tool", "t" + random.nextInt(3));
                }
            }
            record();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bucket=day", "bucket=week", "bucket=month", "bucket=day&tag.tool=t1", "bucket=week&tag.tool=no"
            })
    void theFiguresAreTheSameBeforeAndAfter(String query) {
        recordSomeOfEach(new Random(11));
        List<String> questions = new ArrayList<>();
        for (int from : new int[] {0, 7, 25, 29, 31}) {
            questions.add("/m?%s&from=%s&to=%s"
                    .formatted(query, day.plus(from, ChronoUnit.DAYS), day.plus(39, ChronoUnit.DAYS)));
        }
        List<JsonNode> before = questions.stream().map(this::ask).toList();
        JsonNode list = ask("?from=" + day);

        rollUp();

        for (int i = 0; i < questions.size(); i++) {
            JsonNode after = ask(questions.get(i));
            assertSame(after.get("totals"), before.get(i).get("totals"));
            assertThat(after.get("buckets")).hasSameSizeAs(before.get(i).get("buckets"));
            for (int b = 0; b < after.get("buckets").size(); b++) {
                assertSame(after.at("/buckets/" + b), before.get(i).at("/buckets/" + b));
            }
        }
        assertThat(ask("?from=" + day)).isEqualTo(list);
    }

    private static void assertSame(JsonNode after, JsonNode before) {
        assertThat(after.get("at")).isEqualTo(before.get("at"));
        assertThat(after.get("count")).isEqualTo(before.get("count"));
        assertThat(after.get("min")).isEqualTo(before.get("min"));
        assertThat(after.get("max")).isEqualTo(before.get("max"));
        for (String figure : List.of("sum", "avg", "rate", "p50", "p95", "p99")) {
            assertThat(after.has(figure)).as(figure).isEqualTo(before.has(figure));
            if (before.has(figure)) {
                double was = before.get(figure).asDouble();
                assertThat(after.get(figure).asDouble())
                        .as(figure)
                        .isCloseTo(was, within(1e-9 + Math.abs(was) * 1e-11));
            }
        }
    }

    @Test
    void aPointThatComesLateJoinsItsDay() {
        point("m", "counter", 3, day.plusSeconds(60));
        record();
        rollUp();
        point("m", "counter", 5, day.plusSeconds(30));
        record();
        String question = "/m?stat=count,sum,p99&from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS);
        JsonNode between = ask(question);
        rollUp();

        assertThat(between.at("/totals").toString()).isEqualTo("{\"count\":2,\"sum\":8,\"p99\":4.98}");
        assertThat(ask(question)).isEqualTo(between);
        assertThat(ask("?from=" + day).at("/items/0/newest/value").asDouble()).isEqualTo(3);
        assertThat(Sql.of(FUNCTIONS).number("select count(*) from agent_metrics_daily where tenant_id = ?", tenant))
                .isEqualTo(1);
    }

    @Test
    void percentilesOfMoreValuesThanAreKeptAreClose() {
        var random = new Random(5);
        for (int call = 0; call < 2; call++) {
            for (int i = 0; i < 5_000; i++) {
                // from a hundredth to ten thousand, and as many below zero
                double value = Math.pow(10, random.nextDouble() * 6 - 2) * (random.nextBoolean() ? 1 : -1);
                point("m", "gauge", value, day.plusMillis(random.nextInt(86_400_000)));
            }
            record();
        }
        String question = "/m?from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS);
        JsonNode before = ask(question).get("totals");
        rollUp();
        JsonNode after = ask(question).get("totals");

        assertThat(Sql.of(FUNCTIONS)
                        .number("select max(cardinality(marks)) from agent_metrics_daily where tenant_id = ?", tenant))
                .isLessThanOrEqualTo(2_048);
        assertThat(after.get("min")).isEqualTo(before.get("min"));
        assertThat(after.get("max")).isEqualTo(before.get("max"));
        for (String figure : List.of("p95", "p99")) {
            double was = before.get(figure).asDouble();
            assertThat(after.get(figure).asDouble()).as(figure).isCloseTo(was, about(was));
        }
    }

    private static Offset<Double> about(double value) {
        // stretches of the scale are as wide as they must be for twenty-eight factors of e
        return within(Math.abs(value) * 0.008);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minute", "hour"})
    void stretchesWithinARolledUpDayAreRefusedAndSayWhy(String bucket) {
        point("m", "gauge", 1, day.plusSeconds(60));
        record();
        String question = "/m?bucket=" + bucket + "&from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS);
        ask(question);
        rollUp();

        Functions.Answer answer = client.get(PATH + question).expect(422);

        assertThat(answer.text("/errors/0/parameter")).isEqualTo("bucket");
        assertThat(answer.text("/errors/0/detail"))
                .contains(day.plus(1, ChronoUnit.DAYS).toString());
        ask("/m?bucket=" + bucket + "&from=" + day.plus(1, ChronoUnit.DAYS) + "&to=" + day.plus(2, ChronoUnit.DAYS));
    }

    @Test
    void theNewestPointOfAMetricStaysToBeSeen() {
        point("m", "gauge", 7, day.plusSeconds(60)).putObject("tags").put("tool", "bash");
        point("m", "gauge", 8, day.plusSeconds(30));
        record();
        JsonNode before =
                client.get("/v1/agents/coder?expand=metrics").expect(200).body().get("metrics");
        rollUp();

        assertThat(client.get("/v1/agents/coder?expand=metrics")
                        .expect(200)
                        .body()
                        .get("metrics"))
                .isEqualTo(before)
                .isNotEmpty();
    }

    @Test
    void aTenantSaysHowLongItsPointsStay() {
        Instant lately = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(20, ChronoUnit.DAYS);
        String hours = "/m?bucket=hour&from=" + lately + "&to=" + lately.plus(1, ChronoUnit.DAYS);
        point("m", "gauge", 1, lately.plusSeconds(60));
        record();
        client.put("/v1/retention-policies", """
                {"items": [{"kind": "agent_metrics", "days": 10, "then": "roll_up"}]}""", "If-Match", "*").expect(200);
        rollUp();
        client.get(PATH + hours).expect(422);

        client.put("/v1/retention-policies", """
                {"items": [{"kind": "agent_metrics", "days": null, "then": "keep"}]}""", "If-Match", "*").expect(200);
        point("n", "gauge", 1, day.plusSeconds(60));
        record();
        rollUp();
        ask("/n?bucket=hour&from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS));
    }
}
