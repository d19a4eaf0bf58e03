package dev.waymark.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.api.StatementCount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordMetricsTest {
    private static final Functions FUNCTIONS = new Functions();
    private static final String PATH = "/v1/agents/coder/metrics";

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    private final Client client = FUNCTIONS.newTenant();

    private static String points(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> point("'name': 'm', 'value': " + i))
                .collect(Collectors.joining(", ", "{\"points\": [", "]}"));
    }

    private static String point(String members) {
        return ("{'metric_type': 'gauge', " + members + "}").replace('\'', '"');
    }

    private static String one(String members) {
        return "{\"points\": [" + point(members) + "]}";
    }

    private long stored(String metric) {
        return client.get(PATH + "/" + metric + "?stat=count")
                .expect(200)
                .body()
                .at("/totals/count")
                .asLong();
    }

    /// The id of an agent: a thread of it, made for that, tells it.
    private String idOf(String agent) {
        return client.put("/v1/agents/" + agent + "/threads/main", "{}")
                .expect(201)
                .text("/agent_id");
    }

    @Test
    void fiveThousandPointsAreOneStatement() {
        client.post(PATH, points(1)).expect(201);
        var statements = StatementCount.in(FUNCTIONS);
        long fewest = Long.MAX_VALUE;
        // a connection that the pool opens meanwhile has statements of its own
        for (int i = 0; i < 3; i++) {
            statements.reset();
            Functions.Answer answer = client.post(PATH, points(5_000)).expect(201);
            assertThat(answer.body().toString()).isEqualTo("{\"accepted\":5000}");
            fewest = Math.min(fewest, statements.of("waymark_state"));
        }

        assertThat(fewest).isEqualTo(1);
        assertThat(stored("m")).isEqualTo(15_001);
    }

    @Test
    void morePointsOrNoneAreRefused() {
        assertThat(client.post(PATH, points(5_001)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/points");
        assertThat(client.post(PATH, points(0)).expect(422).text("/errors/0/pointer"))
                .isEqualTo("/points");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithItsPlace() {
        String body = """
                {"points": [{"name": "", "metric_type": "sum", "value": "1", "tags": {"a": 1}},
                            {"metric_type": "gauge", "zzz": 1, "value": 1},
                            {"name": "%s", "metric_type": "gauge", "value": 1, "tags": {"a": "%s"}}]}""".formatted("x".repeat(1_001), "x".repeat(1_025));

        JsonNode errors = client.post(PATH, body).expect(422).body().get("errors");

        assertThat(errors.findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/points/0/name",
                        "/points/0/metric_type",
                        "/points/0/value",
                        "/points/0/tags/a",
                        "/points/1/name",
                        "/points/1/zzz",
                        "/points/2/name",
                        "/points/2/tags/a");
    }

    @Test
    void whatTakesMoreThanAWordToSeeIsToldAtOnceToo() {
        String tooMany =
                IntStream.range(0, 33).mapToObj(i -> "'t" + i + "': ''").collect(Collectors.joining(", ", "{", "}"));
        assertThat(client.post(PATH, one("'name': 'm', 'value': 1, 'tags': " + tooMany))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/points/0/tags");
        String body = "{\"points\": [" + point("'name': 'm\\u0001', 'value': 1e301") + ", "
                + point("'name': 'm', 'value': -1e308, 'tags': {'': 'x', 'a/b\\u0007': 'x'}") + "]}";

        JsonNode errors = client.post(PATH, body).expect(422).body().get("errors");

        assertThat(errors.findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/points/0/name",
                        "/points/0/value",
                        "/points/1/value",
                        "/points/1/tags/",
                        "/points/1/tags/a~1b\u0007");
    }

    @Test
    void atMostAHundredErrorsAreTold() {
        String bad = IntStream.range(0, 5_000)
                .mapToObj(_ -> point("'name': 'm', 'value': 1e301"))
                .collect(Collectors.joining(", ", "{\"points\": [", "]}"));

        assertThat(client.post(PATH, bad).expect(422).body().get("errors")).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"-367, 422", "-365, 201", "0, 201", "2, 422"})
    void aPointMayBeAYearOldAndADayAhead(int days, int status) {
        Instant then = Instant.now().plus(days, ChronoUnit.DAYS);

        Functions.Answer answer = client.post(PATH, one("'name': 'm', 'value': 1, 'recorded_at': '" + then + "'"))
                .expect(status);

        if (status == 422) {
            assertThat(answer.text("/errors/0/pointer")).isEqualTo("/points/0/recorded_at");
        }
    }

    @Test
    void aMonthThatNoJobHasMadeIsMadeAndGuardedLikeTheOthers() {
        Instant then = Instant.now().minus(200, ChronoUnit.DAYS);
        String month = "agent_metrics_"
                + DateTimeFormatter.ofPattern("yyyy_MM")
                        .withZone(ZoneOffset.UTC)
                        .format(then);

        client.post(PATH, one("'name': 'old', 'value': 7, 'recorded_at': '" + then + "'"))
                .expect(201);

        JsonNode totals = client.get(PATH + "/old?from=" + then.minusSeconds(60) + "&to=" + then.plusSeconds(60))
                .expect(200)
                .body()
                .get("totals");
        assertThat(totals.get("sum").asDouble()).isEqualTo(7);
        Sql sql = Sql.of(FUNCTIONS);
        assertThat(sql.number("select count(*) from " + month)).isPositive();
        assertThat(sql.truth("select relrowsecurity and relforcerowsecurity from pg_class where relname = ?", month))
                .isTrue();
        assertThat(sql.text("select qual from pg_policies where tablename = ?", month))
                .isEqualTo(
                        sql.text(
                                "select qual from pg_policies where tablename = 'agent_metrics' and policyname = 'tenant_rows'"));
        assertThat(sql.number(
                        "select count(*) from information_schema.table_privileges where table_name = ?"
                                + " and grantee like 'waymark_%' and grantee <> 'waymark_keeper'",
                        month))
                .isZero();
    }

    @Test
    void theSameKeyAnswersTheSameAndAddsNothing() {
        String key = UUID.randomUUID().toString();
        client.post(PATH, points(3), "Idempotency-Key", key).expect(201);

        Functions.Answer again =
                client.post(PATH, points(3), "Idempotency-Key", key).expect(201);

        assertThat(again.headers()).containsEntry("Idempotency-Replayed", "true");
        assertThat(again.body().get("accepted").asInt()).isEqualTo(3);
        assertThat(stored("m")).isEqualTo(3);
        client.post(PATH, points(4), "Idempotency-Key", key).expect(422);
    }

    @Test
    void oneEventOfTheAgentsChainTellsHowManyCame() {
        client.post(PATH, points(3)).expect(201);
        String agent = idOf("coder");

        JsonNode events = client.get("/v1/audit-events?action=metrics.recorded")
                .expect(200)
                .body()
                .get("items");

        assertThat(events).hasSize(1);
        assertThat(events.at("/0/chain_id").asText()).isEqualTo(agent);
        assertThat(events.at("/0/detail/count").asInt()).isEqualTo(3);
        assertThat(events.at("/0/detail/digest").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void anAgentsKeyReportsForThatAgentAlone() {
        Client agent = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(idOf("mine")));
        client.post("/v1/agents/other/metrics", points(2)).expect(201);

        agent.post("/v1/agents/mine/metrics", points(1)).expect(201);

        agent.post("/v1/agents/other/metrics", points(1)).expect(403);
        agent.post("/v1/agents/new/metrics", points(1)).expect(403);
        agent.get("/v1/agents/other/metrics").expect(404);
        agent.get("/v1/agents/other/metrics/m").expect(404);
        assertThat(agent.get("/v1/agents/mine/metrics")
                        .expect(200)
                        .body()
                        .at("/items/0/count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void anAgentThatIsDeletedTakesItsPointsAlong() {
        client.post(PATH, points(3)).expect(201);
        Sql sql = Sql.of(FUNCTIONS);
        String agent = idOf("coder");
        String points = "select count(*) from agent_metrics where agent_id = '" + agent + "'";
        assertThat(sql.number(points)).isEqualTo(3);

        sql.run("delete from agents where id = '" + agent + "'");

        assertThat(sql.number(points)).isZero();
    }
}
