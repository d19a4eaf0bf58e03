package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Goal P1: recording a step against pgbench running the same statements, through the data layer and through the whole
/// handler. Each round runs the three one after the other; a ratio is always one of the same round.
final class RecordSpeed implements Benchmarks.OneReport {
    private static final int MOST_CLIENTS = 16;
    private static final double REPOSITORY_TARGET = 0.80;
    private static final double HANDLER_TARGET = 0.60;

    private final int rounds = Integer.getInteger("waymark.bench.rounds", 7);
    private final Duration window = Duration.ofSeconds(Integer.getInteger("waymark.bench.seconds", 3));

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Pgbench pgbench = Pgbench.find();
        Map<String, String> settings = database.settings();
        settings.put("pgbench", pgbench.version());
        settings.put("rounds", Integer.toString(rounds));
        settings.put("window_s", Long.toString(window.toSeconds()));
        var measured = new ArrayList<Round>();
        var environment =
                database.environment("waymark_record", database.admin().url(), MOST_CLIENTS);
        try (var handler = new ApiHandler(environment)) {
            for (boolean snapshots : new boolean[] {false, true}) {
                measured.addAll(compare(database, handler, pgbench, snapshots, settings));
            }
        }
        return report(measured, settings);
    }

    /// What one side did in one round.
    private record Round(boolean snapshots, int clients, int round, String lane, double perSecond) {
        Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("snapshots", snapshots);
            json.put("clients", clients);
            json.put("round", round);
            json.put("lane", lane);
            json.put("steps_per_second", perSecond);
            return json;
        }
    }

    private List<Round> compare(
            BenchDatabase database,
            ApiHandler handler,
            Pgbench pgbench,
            boolean snapshots,
            Map<String, String> settings)
            throws Exception {
        int first = snapshots ? 10 : 0;
        BodyTemplate body = SampleStep.stored(
                snapshots,
                handler.beans().getBean(BodyReader.class),
                handler.beans().getBean(BodyWriter.class));
        String newId = isAtLeast18(settings) ? "uuidv7()" : "gen_random_uuid()";
        List<Ledger> ledgers = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            ledgers.add(Ledger.create(database, first + lane, MOST_CLIENTS));
        }
        List<Lane> lanes = List.of(
                new PgbenchLane(ledgers.get(0), database.as("waymark_record"), pgbench, body, newId),
                new RepositoryLane(ledgers.get(1), handler, snapshots),
                new HandlerLane(ledgers.get(2), handler, snapshots));
        var measured = new ArrayList<Round>();
        for (int clients : new int[] {1, MOST_CLIENTS}) {
            // Round 0 warms up and is not kept.
            for (int round = 0; round <= rounds; round++) {
                for (Lane lane : lanes) {
                    double perSecond = lane.perSecond(clients, window);
                    if (round > 0) {
                        measured.add(new Round(snapshots, clients, round, lane.name(), perSecond));
                    }
                }
                System.err.printf(
                        Locale.ROOT, "round %d of %d, %d clients, snapshots %s%n", round, rounds, clients, snapshots);
            }
        }
        for (int lane = 0; lane < lanes.size(); lane++) {
            ledgers.get(lane).verify(lanes.get(lane).recorded(), SampleStep.result());
            lanes.get(lane).close();
        }
        return measured;
    }

    private static boolean isAtLeast18(Map<String, String> settings) {
        return Integer.parseInt(settings.getOrDefault("server_version", "0").split("[^0-9]", 2)[0]) >= 18;
    }

    private static Report report(List<Round> measured, Map<String, String> settings) {
        var goals = new ArrayList<Report.Goal>();
        var table = new StringBuilder("""
                | step | clients | pgbench, steps/s | data layer, steps/s | handler, steps/s | data layer ÷ pgbench | handler ÷ pgbench |
                |---|---|---|---|---|---|---|
                """);
        for (boolean snapshots : new boolean[] {false, true}) {
            for (int clients : new int[] {1, MOST_CLIENTS}) {
                List<Double> pgbench = of(measured, snapshots, clients, "pgbench");
                List<Double> repository = of(measured, snapshots, clients, "repository");
                List<Double> handler = of(measured, snapshots, clients, "handler");
                Spread first = Spread.of(ratios(repository, pgbench));
                Spread second = Spread.of(ratios(handler, pgbench));
                String what = snapshots ? "with 2 snapshots" : "without snapshots";
                String clientsShown = clients == 1 ? "1 client" : clients + " clients";
                goals.add(Report.Goal.atLeast(
                        "P1 data layer, " + what + ", " + clientsShown, first.median(), REPOSITORY_TARGET));
                goals.add(Report.Goal.atLeast(
                        "P1 handler, " + what + ", " + clientsShown, second.median(), HANDLER_TARGET));
                table.append("| %s | %d | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                what,
                                clients,
                                Spread.of(pgbench).shown(0),
                                Spread.of(repository).shown(0),
                                Spread.of(handler).shown(0),
                                first.shown(2) + mark(first, REPOSITORY_TARGET),
                                second.shown(2) + mark(second, HANDLER_TARGET)));
            }
        }
        return new Report(goals, measured.stream().map(Round::json).toList(), settings, table.toString());
    }

    private static String mark(Spread ratio, double target) {
        return ratio.median() >= target ? "" : " **missed**";
    }

    private static List<Double> of(List<Round> measured, boolean snapshots, int clients, String lane) {
        return measured.stream()
                .filter(round -> round.snapshots() == snapshots && round.clients() == clients)
                .filter(round -> round.lane().equals(lane))
                .map(Round::perSecond)
                .toList();
    }

    private static List<Double> ratios(List<Double> of, List<Double> to) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < of.size(); i++) {
            ratios.add(of.get(i) / to.get(i));
        }
        return ratios;
    }
}
