package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import dev.waymark.caller.Call;
import dev.waymark.metric.MetricRepository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/// What taking 5,000 points a call costs, against COPY of the same rows into a table like it.
final class MetricsSpeed implements Benchmarks.OneReport {
    private static final int POINTS = 5_000;
    private static final int CALLS = Integer.getInteger("waymark.bench.calls", 10);
    private static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);
    private static final List<String> NAMES = List.of("COPY, without row security", "data layer", "handler");

    /// The same columns, checks, indexes and foreign key, but nobody's rows are guarded.
    private static final List<String> LIKE_IT = List.of(
            // the admin is a member of the owner, whose tables these are
            "set role waymark_owner",
            "create table points_copied (like agent_metrics including defaults including constraints including indexes)",
            "alter table points_copied add foreign key (tenant_id, agent_id) references agents (tenant_id, id)");

    /// Takes the points once.
    private interface Lane {
        void take() throws Exception;
    }

    /// One point, told in each lane's own way.
    private record Point(String name, double value, String tool, Instant at) {
        String json() {
            return "{\"name\":\"%s\",\"metric_type\":\"histogram\",\"value\":%s,\"tags\":{\"tool\":\"%s\"},\"recorded_at\":\"%s\"}"
                    .formatted(name, value, tool, at);
        }

        String line(UUID tenant, UUID agent) {
            return "%s\t%s\t%s\thistogram\t%s\t{\"tool\":\"%s\"}\t%s%n".formatted(tenant, agent, name, value, tool, at);
        }
    }

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Ledger ledger = Ledger.create(database, 0, 1);
        List<Point> points = points(Instant.now());
        try (Connection admin = database.admin().open();
                Connection state = ledger.connectAs("waymark_state");
                ApiHandler handler = new ApiHandler(
                        database.environment("waymark_state", database.admin().url(), 1))) {
            List<Lane> lanes = List.of(
                    copy(admin, state, ledger, points),
                    dataLayer(handler, ledger, points),
                    handler(handler, ledger, points));
            var rounds = new ArrayList<List<Double>>();
            for (int round = 0; round <= ROUNDS; round++) {
                var rates = new ArrayList<Double>();
                for (Lane lane : lanes) {
                    rates.add(pointsPerSecond(lane));
                }
                if (round > 0) {
                    rounds.add(rates);
                }
            }
            long sent = (long) (ROUNDS + 1) * CALLS * POINTS;
            verify(admin, "points_copied", sent);
            verify(state, "agent_metrics", 2 * sent);
            return report(rounds, database.settings());
        }
    }

    /// 50 series over the last hour, from one seed.
    private static List<Point> points(Instant now) {
        var random = new Random(7);
        return IntStream.range(0, POINTS)
                .mapToObj(i -> new Point(
                        "metric_" + i % 10,
                        Math.round(random.nextGaussian() * 1e6) / 1e3,
                        "tool_" + i % 5,
                        now.minusMillis(random.nextInt(3_600_000)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS)))
                .toList();
    }

    private static Lane copy(Connection admin, Connection state, Ledger ledger, List<Point> points)
            throws SQLException {
        UUID tenant = ledger.caller().tenantId();
        UUID agent = UUID.fromString(text(state, "select id::text from agents where name = 'coder'"));
        for (String sql : LIKE_IT) {
            try (PreparedStatement statement = admin.prepareStatement(sql)) {
                statement.execute();
            }
        }
        String lines = points.stream().map(point -> point.line(tenant, agent)).collect(Collectors.joining());
        var copies = admin.unwrap(PGConnection.class).getCopyAPI();
        return () -> copies.copyIn(
                "copy points_copied (tenant_id, agent_id, name, metric_type, value, tags, recorded_at) from stdin",
                new StringReader(lines));
    }

    private static Lane dataLayer(ApiHandler handler, Ledger ledger, List<Point> points) {
        MetricRepository metrics = handler.beans().getBean(MetricRepository.class);
        String body =
                """
                {"at": "%1$s", "new_agent_id": "%2$s", "digest": "x", "earliest": "%3$s", "latest": "%1$s", "points": [%4$s]}""".formatted(Instant.now(), UUID.randomUUID(), Instant.now().minusSeconds(3_700), json(points));
        var call = new Call(ledger.caller(), null);
        return () -> call.run(() -> metrics.record("coder", body));
    }

    private static Lane handler(ApiHandler handler, Ledger ledger, List<Point> points) {
        String body = "{\"points\": [" + json(points) + "]}";
        return () -> {
            String event = RecordEvent.ofMetrics(
                    ledger.caller(), "coder", UUID.randomUUID().toString(), body);
            var out = new ByteArrayOutputStream();
            handler.handleRequest(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, NoContext.INSTANCE);
            String answer = out.toString(StandardCharsets.UTF_8);
            if (!answer.startsWith("{\"statusCode\":201,")) {
                throw new BenchException("the handler answered " + answer);
            }
        };
    }

    private static String json(List<Point> points) {
        return points.stream().map(Point::json).collect(Collectors.joining(","));
    }

    private static double pointsPerSecond(Lane lane) throws Exception {
        long start = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            lane.take();
        }
        return CALLS * (double) POINTS / ((System.nanoTime() - start) / 1e9);
    }

    private static void verify(Connection connection, String table, long expected) throws SQLException {
        String found = text(connection, "select count(*)::text from " + table);
        if (!found.equals(Long.toString(expected))) {
            throw new BenchException("%d points were sent, and %s has %s".formatted(expected, table, found));
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new BenchException("there is no row for " + sql);
            }
            return row.getString(1);
        }
    }

    private static Report report(List<List<Double>> rounds, Map<String, String> settings) {
        var table = new StringBuilder("| %,d points a call | points/s | ÷ COPY |%n|---|---|---|%n".formatted(POINTS));
        var json = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < NAMES.size(); i++) {
            int lane = i;
            List<Double> rates = rounds.stream().map(round -> round.get(lane)).toList();
            List<Double> ratios = rounds.stream()
                    .map(round -> round.get(lane) / round.getFirst())
                    .toList();
            table.append("| %s | %s | %s |%n"
                    .formatted(
                            NAMES.get(lane),
                            Spread.of(rates).shown(0),
                            Spread.of(ratios).shown(2)));
            json.add(Map.of("lane", NAMES.get(lane), "points_per_second", rates));
        }
        return new Report(List.of(), json, settings, table.toString());
    }
}
