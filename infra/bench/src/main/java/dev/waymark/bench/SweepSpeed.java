package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import dev.waymark.caller.Call;
import dev.waymark.retention.KindFigures;
import dev.waymark.retention.RetentionRun;
import dev.waymark.retention.Sweep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// P10: what a sweep of expired snapshots costs against one plain DELETE of as many, and what those notice who record
/// meanwhile. Each round fills three tenants alike, in turn: one is deleted from plainly, by the same role under the
/// same row
/// security; one is swept under a policy that deletes; one under the default, which archives first.
final class SweepSpeed implements Benchmarks.OneReport {
    private static final int ROWS = Integer.getInteger("waymark.bench.rows", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);
    private static final int ROWS_A_COMMAND = 50;

    private static final List<String> LANES =
            List.of("one plain DELETE", "sweep that deletes", "sweep that archives first");

    /// @param perSecond rows a second of each lane
    /// @param processor processor seconds of each lane, of the thread and the server's process together
    /// @param p99 milliseconds of a recorded step while nothing happens, and then while each lane runs
    private record Round(List<Double> perSecond, List<Double> processor, List<Double> p99) {}

    @Override
    public Report run(BenchDatabase database) throws Exception {
        List<Ledger> ledgers =
                List.of(Ledger.create(database, 0, 1), Ledger.create(database, 1, 1), Ledger.create(database, 2, 1));
        Path archives = Files.createTempDirectory("waymark-bench-archives");
        Map<String, String> environment = new LinkedHashMap<>(
                database.environment("waymark_keep", database.admin().url(), 2));
        environment.put("WAYMARK_ARCHIVES", archives.toString());
        withoutSteps(database);
        deleting(ledgers.get(1));
        var rounds = new ArrayList<Round>();
        try (var keep = new ApiHandler(environment);
                var foreground = new Foreground(database, Ledger.create(database, 3, 1))) {
            Sweep sweep = keep.beans().getBean(Sweep.class);
            foreground.warmUp();
            for (int number = 0; number < ROUNDS; number++) {
                rounds.add(round(database, ledgers, sweep, foreground));
            }
        } finally {
            delete(archives);
        }
        return report(rounds, database.settings());
    }

    private static Round round(BenchDatabase database, List<Ledger> ledgers, Sweep sweep, Foreground foreground)
            throws Exception {
        var perSecond = new ArrayList<Double>();
        var processor = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        for (Ledger ledger : ledgers) {
            fill(ledger);
        }
        analyze(database);
        p99.add(foreground.p99While(() -> Thread.sleep(3_000)));
        for (int lane = 0; lane < LANES.size(); lane++) {
            Ledger ledger = ledgers.get(lane);
            boolean plain = lane == 0;
            Took[] took = new Took[1];
            p99.add(foreground.p99While(
                    () -> took[0] = plain ? deletePlainly(database, ledger) : sweep(database, ledger, sweep)));
            perSecond.add(ROWS / took[0].seconds());
            processor.add(took[0].processor());
        }
        return new Round(perSecond, processor, p99);
    }

    private record Took(double seconds, double processor) {}

    private static Took deletePlainly(BenchDatabase database, Ledger ledger) throws SQLException {
        try (Connection connection = ledger.connectAs("waymark_keep");
                Statement statement = connection.createStatement()) {
            var processor = new ProcessorTime(database, "waymark_keep");
            double before = processor.seconds();
            long start = System.nanoTime();
            int deleted = statement.executeUpdate("""
                    delete from system_state_snapshots s
                     using commands c
                     where c.tenant_id = current_tenant() and c.completed_at <= now() - interval '30 days'
                       and s.tenant_id = c.tenant_id and s.command_id = c.id
                    """);
            var took = new Took((System.nanoTime() - start) / 1e9, processor.seconds() - before);
            requireAll(deleted);
            return took;
        }
    }

    private static Took sweep(BenchDatabase database, Ledger ledger, Sweep sweep) throws SQLException {
        var processor = new ProcessorTime(database, "waymark_keep");
        double before = processor.seconds();
        long start = System.nanoTime();
        RetentionRun run = new Call(ledger.caller(), null)
                .run(() -> sweep.sweep(sweep.begin().run(), () -> false));
        var took = new Took((System.nanoTime() - start) / 1e9, processor.seconds() - before);
        requireAll(run.kinds().stream().mapToLong(KindFigures::deleted).sum());
        return took;
    }

    private static void requireAll(long deleted) {
        if (deleted != ROWS) {
            throw new BenchException("%d rows left, and not %d".formatted(deleted, ROWS));
        }
    }

    private static void deleting(Ledger ledger) throws SQLException {
        try (Connection connection = ledger.connectAs("waymark_keep");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    select from put_retention_policies(json_build_object('at', now(), 'items',
                      json_build_array(json_build_object('kind', 'system_state_snapshots', 'days', 30, 'then', 'delete'))), null)
                    """);
        }
    }

    /// Commands that ended 40 days ago, with 25 steps of two snapshots each; sections repeat themselves, as they do.
    /// The
    /// steps themselves are left out, because nothing here looks at them.
    private static void fill(Ledger ledger) throws SQLException {
        int commands = ROWS / ROWS_A_COMMAND;
        try (Connection keeping = ledger.connectAs("waymark_keep");
                Statement reset = keeping.createStatement();
                Connection connection = ledger.connect();
                Statement statement = connection.createStatement()) {
            int there = reset.executeUpdate(
                    "update commands set snapshots_left_at = null where tenant_id = current_tenant() and status = 'completed'");
            if (there == 0) {
                createWork(statement, commands);
            }
            // a million times through a thousand documents, where statistics are old
            statement.execute("set enable_nestloop = off");
            statement.execute("""
                    with d as (select digest, row_number() over () - 1 as n from documents where tenant_id = current_tenant())
                    insert into system_state_snapshots (id, command_id, step_id, position, snapshot_type, system_info, services_status,
                                                        packages_installed, captured_at, created_at)
                    select ('e0000000-0000-7000-8000-' || lpad((100 * (c * 100 + s) + t.n)::text, 12, '0'))::uuid,
                           ('c0000000-0000-7000-8000-' || lpad(c::text, 12, '0'))::uuid,
                           ('d0000000-0000-7000-8000-' || lpad((c * 100 + s)::text, 12, '0'))::uuid, 3 * s + t.n, t.type,
                           x.digest, y.digest, z.digest, now() - interval '41 days', now() - interval '41 days'
                      from generate_series(1, %d) c
                     cross join generate_series(0, %d) s
                     cross join (values (1, 'before_step'), (2, 'after_step')) t (n, type)
                      join d x on x.n = 0
                      join d y on y.n = (c * 100 + s) %% 1000
                      join d z on z.n = ((c * 100 + s) * 7 + t.n) %% 1000
                     order by c, s, t.n
                    """.formatted(commands, ROWS_A_COMMAND / 2 - 1));
        }
    }

    private static void createWork(Statement statement, int commands) throws SQLException {
        statement.execute("""
                insert into documents (digest, body, size_bytes)
                select sha256(b), b, octet_length(b)
                  from (select convert_to('{"d":"' || n || repeat('y', 200) || '"}', 'UTF8') b from generate_series(1, 1000) n) x
                """);
        statement.execute("""
                insert into commands (id, project_id, request, status, completed_at, created_at, updated_at, next_step_index, next_position)
                select ('c0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, p.id, 'x', 'completed', e.at, e.at, e.at, %d, %d
                  from generate_series(1, %d) n, lateral (select now() - interval '40 days' - n * interval '1 second') e (at),
                       (select project_of('p0')) p (id)
                """.formatted(ROWS_A_COMMAND / 2, ROWS_A_COMMAND / 2 * 3, commands));
    }

    /// A DELETE asks nothing of these; filling would ask of a million steps whether they are there.
    private static void withoutSteps(BenchDatabase database) throws SQLException {
        try (Connection connection = database.admin().open();
                Statement statement = connection.createStatement()) {
            statement.execute("set role waymark_owner");
            statement.execute("""
                    alter table system_state_snapshots drop constraint snapshots_of_a_command, drop constraint snapshots_of_a_step
                    """);
        }
    }

    private static void analyze(BenchDatabase database) throws SQLException {
        try (Connection connection = database.admin().open();
                Statement statement = connection.createStatement()) {
            statement.execute("set role waymark_owner");
            statement.execute("vacuum analyze");
        }
    }

    private static void delete(Path folder) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Report report(List<Round> rounds, Map<String, String> settings) {
        var table = new StringBuilder(
                "| %,d expired snapshots | rows/s | ÷ plain DELETE | processor µs a row | plain DELETE ÷ that | p99 of recording a step, ms | ÷ undisturbed |%n|---|---|---|---|---|---|---|%n"
                        .formatted(ROWS));
        table.append("| nothing | | | | | %s | |%n"
                .formatted(Spread.of(rounds.stream()
                                .map(round -> round.p99().getFirst())
                                .toList())
                        .shown(1)));
        var goals = new ArrayList<Report.Goal>();
        for (int i = 0; i < LANES.size(); i++) {
            int lane = i;
            Spread ratio = Spread.of(rounds.stream()
                    .map(round ->
                            round.perSecond().get(lane) / round.perSecond().getFirst())
                    .toList());
            Spread disturbed = Spread.of(rounds.stream()
                    .map(round -> round.p99().get(lane + 1) / round.p99().getFirst())
                    .toList());
            Spread processor = Spread.of(rounds.stream()
                    .map(round -> round.processor().get(lane) * 1e6 / ROWS)
                    .toList());
            Spread cheapness = Spread.of(rounds.stream()
                    .map(round ->
                            round.processor().getFirst() / round.processor().get(lane))
                    .toList());
            table.append("| %s | %s | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            LANES.get(lane),
                            Spread.of(rounds.stream()
                                            .map(round -> round.perSecond().get(lane))
                                            .toList())
                                    .shown(0),
                            ratio.shown(2),
                            processor.shown(2),
                            cheapness.shown(2),
                            Spread.of(rounds.stream()
                                            .map(round -> round.p99().get(lane + 1))
                                            .toList())
                                    .shown(1),
                            disturbed.shown(2)));
            if (lane > 0) {
                goals.add(Report.Goal.atLeast("P10 " + LANES.get(lane) + ", ÷ DELETE", ratio.median(), 0.7));
                goals.add(Report.Goal.atMost("P10 " + LANES.get(lane) + ", p99", disturbed.median(), 2));
            }
        }
        var json = new ArrayList<Map<String, Object>>();
        for (Round round : rounds) {
            json.add(Map.of(
                    "lanes",
                    LANES,
                    "rows_per_second",
                    round.perSecond(),
                    "processor_seconds",
                    round.processor(),
                    "p99_ms",
                    round.p99()));
        }
        return new Report(goals, json, settings, table.toString());
    }
}
