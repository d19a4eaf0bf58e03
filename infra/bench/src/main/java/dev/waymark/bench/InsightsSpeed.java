package dev.waymark.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What exact figures over a million steps of one project cost, against one plain pass over the same rows.
final class InsightsSpeed implements Benchmarks.OneReport {
    private static final int COMMANDS = Integer.getInteger("waymark.bench.commands", 10_000);
    private static final int STEPS_EACH = 100;
    private static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);
    private static final String YEAR = "timestamptz '2026-01-01 00:00Z', timestamptz '2027-01-01 00:00Z'";

    /// One question, and the statement that answers it.
    private record Lane(String question, String sql) {}

    /// The first is what the others are compared with.
    private static final List<Lane> LANES = List.of(
            new Lane("one plain pass over all: count and sums", """
                    select count(*), sum(s.duration_ms), sum(s.total_tokens), sum(s.cost_usd)
                      from command_steps s
                     where s.tenant_id = current_tenant() and s.project_id = project_of('p0')
                    """),
            new Lane("insights of the year, by month", insights(YEAR, "month")),
            new Lane("insights of the year, by day", insights(YEAR, "day")),
            new Lane(
                    "insights of one month, by day",
                    insights("timestamptz '2026-06-01 00:00Z', timestamptz '2026-07-01 00:00Z'", "day")),
            new Lane(
                    "insights of one day, by hour",
                    insights("timestamptz '2026-06-15 00:00Z', timestamptz '2026-06-16 00:00Z'", "hour")));

    private static String insights(String range, String bucket) {
        return "select * from insights_of('p0', %s, '%s')".formatted(range, bucket);
    }

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Ledger ledger = Ledger.create(database, 0, 1);
        fill(ledger);
        var rounds = new ArrayList<List<Double>>();
        analyze(database);
        try (Connection connection = ledger.connectAs("waymark_read")) {
            for (int round = 0; round <= ROUNDS; round++) {
                var times = new ArrayList<Double>();
                for (Lane lane : LANES) {
                    times.add(milliseconds(connection, lane.sql()));
                }
                if (round > 0) {
                    rounds.add(times);
                }
            }
        }
        return report(rounds, database.settings());
    }

    private static double milliseconds(Connection connection, String sql) throws SQLException {
        long start = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeQuery().close();
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /// A year of steps, each day as many; a tenth failed, and every fifth was evaluated.
    private static void fill(Ledger ledger) throws SQLException {
        try (Connection connection = ledger.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into commands (id, project_id, request, created_at, updated_at)
                    select ('c0000000-0000-7000-8000-' || lpad(c::text, 12, '0'))::uuid, project_of('p0'), 'x', now(), now()
                      from generate_series(1, %d) c
                    """.formatted(COMMANDS));
            statement.execute("""
                    insert into command_steps (id, command_id, project_id, step_index, step_number, position, step_type, command, risk_level,
                                               status, exit_code, execution_result, duration_ms, prompt_tokens, completion_tokens,
                                               total_tokens, cost_usd, created_at, updated_at)
                    select ('d0000000-0000-7000-8000-' || lpad((c * %1$d + s)::text, 12, '0'))::uuid,
                           ('c0000000-0000-7000-8000-' || lpad(c::text, 12, '0'))::uuid, project_of('p0'), s, (c - 1) * %1$d + s + 1, s,
                           'generated', 'make test', 'low', case when s %% 10 = 0 then 'failed' else 'completed' end, 0,
                           convert_to('{"stdout":"' || repeat('x', 300) || '"}', 'UTF8'), (c * 7919 + s * 104729) %% 100000,
                           1000, 200, 1200, 0.0123,
                           timestamptz '2026-01-01 00:00Z' + (c - 1) * (interval '365 days' / %2$d) + s * interval '1 second', now()
                      from generate_series(1, %2$d) c, generate_series(0, %1$d - 1) s
                    """.formatted(STEPS_EACH, COMMANDS));
        }
        try (Connection connection = ledger.connectAs("waymark_judge");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into step_evaluations (id, command_id, step_id, position, evaluation_type, confidence_score, evaluator,
                                                  success_indicators, failure_indicators, recommendations, evaluated_at)
                    select gen_random_uuid(), s.command_id, s.id, 1000 + s.step_index, 'success', 0.9, 'rules', '[]', '[]', '[]', now()
                      from command_steps s
                     where s.tenant_id = current_tenant() and s.step_index % 5 = 0
                    """);
        }
    }

    private static void analyze(BenchDatabase database) throws SQLException {
        try (Connection connection = database.admin().open();
                Statement statement = connection.createStatement()) {
            // the admin is a member of the owner, whose tables these are
            statement.execute("set role waymark_owner");
            statement.execute("vacuum analyze");
        }
    }

    private static Report report(List<List<Double>> rounds, Map<String, String> settings) {
        var table = new StringBuilder(
                "| over %,d steps | ms | ÷ plain pass |%n|---|---|---|%n".formatted(COMMANDS * STEPS_EACH));
        var json = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < LANES.size(); i++) {
            int lane = i;
            List<Double> times = rounds.stream().map(round -> round.get(lane)).toList();
            List<Double> ratios = rounds.stream()
                    .map(round -> round.get(lane) / round.getFirst())
                    .toList();
            String question = LANES.get(lane).question();
            table.append("| %s | %s | %s |%n"
                    .formatted(
                            question,
                            Spread.of(times).shown(0),
                            Spread.of(ratios).shown(2)));
            json.add(Map.of("lane", question, "milliseconds", times));
        }
        return new Report(List.of(), json, settings, table.toString());
    }
}
