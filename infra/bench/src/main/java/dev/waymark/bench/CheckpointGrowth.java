package dev.waymark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.bench.CheckpointLane.Read;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether a thread of 10,000 checkpoints costs more for the last than for the first: put, reads and bytes, through the
/// handlers, of a state of 100 KB that is edited.
final class CheckpointGrowth implements Benchmarks.OneReport {
    private static final int LENGTH = Integer.getInteger("waymark.bench.checkpoints", 10_000);
    private static final int WINDOW = 100;
    private static final int READS = 20;
    private static final int BYTES = 100 * 1024;

    /// What the last checkpoints up to this one cost.
    ///
    /// @param bytes heap, TOAST and indexes of all tables, for each of them
    record Point(int checkpoints, double put, double latest, double oldest, double bytes) {}

    @Override
    public Report run(BenchDatabase database) throws Exception {
        var points = new ArrayList<Point>();
        ThreadStates states = ThreadStates.of(ThreadStates.Kind.EDIT, BYTES, 1);
        try (var lane = new WaymarkLane(database, Ledger.create(database, 0, 0), false)) {
            lane.open(database.admin().url());
            warmUp(lane);
            ObjectNode first = states.state();
            lane.begin("long", first);
            var puts = new ArrayList<Double>();
            long before = 0;
            for (int n = 1; n < LENGTH; n++) {
                if (isMeasured(n + WINDOW)) {
                    puts.clear();
                    before = lane.database().bytes();
                }
                List<ThreadStates.Edit> edits = states.next();
                puts.add(lane.put(states.state(), edits));
                if (isMeasured(n + 1)) {
                    double bytes = (lane.database().bytes() - before) / (double) WINDOW;
                    points.add(new Point(
                            n + 1,
                            Spread.of(puts).median(),
                            read(lane, n, true, states.state()),
                            read(lane, 0, false, first),
                            bytes));
                }
            }
        }
        return report(points, database.settings());
    }

    private static boolean isMeasured(int checkpoints) {
        return checkpoints == 2 * WINDOW || checkpoints == 10 * WINDOW || checkpoints == LENGTH;
    }

    private static void warmUp(WaymarkLane lane) throws Exception {
        ThreadStates states = ThreadStates.of(ThreadStates.Kind.EDIT, BYTES, 2);
        lane.begin("warm-up", states.state());
        for (int n = 1; n < 10 * WINDOW; n++) {
            List<ThreadStates.Edit> edits = states.next();
            lane.put(states.state(), edits);
            if (n % 10 == 0) {
                read(lane, n, true, states.state());
            }
        }
    }

    private static double read(WaymarkLane lane, int number, boolean latest, ObjectNode kept) throws Exception {
        var times = new ArrayList<Double>();
        for (int i = 0; i < READS; i++) {
            Read read = lane.get(number, latest);
            if (!read.state().equals(kept)) {
                throw new BenchException("another state came back for checkpoint " + number);
            }
            times.add(read.milliseconds());
        }
        return Spread.of(times).median();
    }

    private static Report report(List<Point> points, Map<String, String> settings) {
        var table = new StringBuilder("""
                | checkpoints | put, ms | latest, ms | oldest, ms | bytes a checkpoint |
                |---|---|---|---|---|
                """);
        List<Map<String, Object>> rounds = new ArrayList<>();
        for (Point point : points) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %.2f | %.2f | %.2f | %.0f |%n",
                    point.checkpoints(),
                    point.put(),
                    point.latest(),
                    point.oldest(),
                    point.bytes()));
            var json = new LinkedHashMap<String, Object>();
            json.put("point", point);
            rounds.add(json);
        }
        Point first = points.getFirst();
        Point last = points.getLast();
        return new Report(
                List.of(
                        Report.Goal.atMost("P9 put, last ÷ first of one thread", last.put() / first.put(), 1.25),
                        Report.Goal.atMost("P9 latest, last ÷ first", last.latest() / first.latest(), 1.25),
                        Report.Goal.atMost("P9 oldest, last ÷ first", last.oldest() / first.oldest(), 1.25),
                        Report.Goal.atMost("P9 bytes, last ÷ first", last.bytes() / first.bytes(), 1.03)),
                rounds,
                settings,
                table.toString());
    }
}
