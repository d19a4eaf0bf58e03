package dev.waymark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Goal P2: what recording and judging cost in round trips, commits and statements, through the whole handler. Counts,
/// no times.
final class RecordCounts implements Benchmarks.OneReport {
    private static final int WARM_UP = 20;
    private static final int WARM_UP_TURNS = 10;
    private static final int REPEATS = 20;
    private static final int TURN_TARGET = 25;
    private static final int WHOLE_TURNS = 3;

    /// One shape of work, and how much of it was counted.
    private interface Work {
        void once(Recorder recorder) throws Exception;
    }

    /// What one repetition cost.
    private record Cost(
            String work,
            int steps,
            double roundTrips,
            double commits,
            double statements,
            double walBytes,
            Map<String, Long> calls) {
        Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("work", work);
            json.put("repeats", REPEATS);
            json.put("round_trips", roundTrips);
            json.put("commits", commits);
            json.put("statements", statements);
            json.put("wal_bytes", walBytes);
            json.put("calls", calls);
            return json;
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.0f |%n",
                    work,
                    roundTrips,
                    commits,
                    statements,
                    walBytes);
        }
    }

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Ledger ledger = Ledger.create(database, 0, 1);
        database.countStatements();
        var costs = new ArrayList<Cost>();
        try (var recorder = new Recorder(database, ledger);
                ServerCounter server = database.counter()) {
            String plain = SampleStep.request(false);
            String pictured = SampleStep.request(true);
            String bulk = Recorder.bulk(10, true);
            String replayed = UUID.randomUUID().toString();
            recorder.record(plain, replayed);
            for (int i = 0; i < WARM_UP; i++) {
                recorder.record(pictured);
            }
            for (int i = 0; i < WARM_UP_TURNS; i++) {
                recorder.turn(false, i % 2 == 0);
            }
            costs.add(count("one step", 1, recorder, server, at -> at.record(plain)));
            costs.add(count("one step with 2 snapshots", 1, recorder, server, at -> at.record(pictured)));
            costs.add(count("one step again, same key", 0, recorder, server, at -> at.record(plain, replayed)));
            costs.add(count("turn: 10 steps, 20 snapshots, singly", 10, recorder, server, at -> {
                for (int i = 0; i < 10; i++) {
                    at.record(pictured);
                }
            }));
            costs.add(count("turn: 10 steps, 20 snapshots, in bulk", 10, recorder, server, at -> at.record(bulk)));
            costs.add(count(
                    "whole turn: 10 steps singly, 20 snapshots, 10 evaluations",
                    10,
                    recorder,
                    server,
                    at -> at.turn(true, true)));
            costs.add(count("whole turn in bulk", 10, recorder, server, at -> at.turn(false, true)));
            costs.add(count(
                    "whole turn in bulk, no expectation holds", 10, recorder, server, at -> at.turn(false, false)));
        }
        requireWritten(ledger, costs);
        return report(costs, database.settings());
    }

    private static Cost count(String work, int steps, Recorder recorder, ServerCounter server, Work once)
            throws Exception {
        server.forgetStatements();
        long commits = server.writingTransactions();
        long roundTrips = recorder.roundTrips();
        long walBytes = server.walBytes();
        for (int i = 0; i < REPEATS; i++) {
            once.once(recorder);
        }
        double walEach = (server.walBytes() - walBytes) / (double) REPEATS;
        double roundTripsEach = (recorder.roundTrips() - roundTrips) / (double) REPEATS;
        Map<String, Long> calls = server.statements();
        double commitsEach = (server.writingTransactions() - commits) / (double) REPEATS;
        double statementsEach =
                calls.values().stream().mapToLong(Long::longValue).sum() / (double) REPEATS;
        return new Cost(work, steps, roundTripsEach, commitsEach, statementsEach, walEach, calls);
    }

    private static void requireWritten(Ledger ledger, List<Cost> costs) throws Exception {
        long steps = costs.stream().mapToLong(Cost::steps).sum() * REPEATS + WARM_UP + 10 * WARM_UP_TURNS + 1;
        long found = ledger.steps();
        if (found != steps) {
            throw new BenchException("%d steps were recorded, and %d are there".formatted(steps, found));
        }
        long evaluations = 10L * (WHOLE_TURNS * REPEATS + WARM_UP_TURNS);
        if (ledger.evaluations() != evaluations) {
            throw new BenchException(
                    "%d steps were judged, and %d evaluations are there".formatted(evaluations, ledger.evaluations()));
        }
    }

    private static Report report(List<Cost> costs, Map<String, String> settings) {
        var table = new StringBuilder("""
                | work | round trips | commits | statements | WAL bytes |
                |---|---|---|---|---|
                """);
        costs.forEach(cost -> table.append(cost.row()));
        Cost step = costs.get(0);
        Cost pictured = costs.get(1);
        List<Report.Goal> goals = List.of(
                Report.Goal.atMost("P2 round trips a step", step.roundTrips(), 1),
                Report.Goal.atMost("P2 commits a step", step.commits(), 1),
                Report.Goal.atMost("P2 round trips a step with 2 snapshots", pictured.roundTrips(), 1),
                Report.Goal.atMost("P2 commits a step with 2 snapshots", pictured.commits(), 1),
                Report.Goal.atMost(
                        "P2 statements a whole turn, recorded singly, judged together",
                        costs.get(5).statements(),
                        TURN_TARGET),
                Report.Goal.atMost(
                        "P2 statements a whole turn in bulk", costs.get(6).statements(), TURN_TARGET),
                Report.Goal.atMost(
                        "P2 statements a whole turn in bulk, no expectation holds",
                        costs.get(7).statements(),
                        TURN_TARGET));
        return new Report(goals, costs.stream().map(Cost::json).toList(), settings, table.toString());
    }
}
