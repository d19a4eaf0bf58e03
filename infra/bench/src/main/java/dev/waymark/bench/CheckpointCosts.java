package dev.waymark.bench;

import dev.waymark.bench.ThreadStates.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Goals P3, P4 and P5: what successive checkpoints of a thread cost in bytes, in time to keep and in time to read,
/// against the savers of others and against plain rows, in one run.
final class CheckpointCosts implements Benchmarks.Benchmark {
    private static final List<Integer> KILOBYTES = Stream.of(
                    System.getProperty("waymark.bench.kilobytes", "10,100,1024").split(",", -1))
            .map(Integer::valueOf)
            .toList();

    @Override
    public Map<String, Report> reports(String name, BenchDatabase database) throws Exception {
        var runs = new ArrayList<CheckpointRun>();
        int tenants = 0;
        for (int kilobytes : KILOBYTES) {
            for (Kind kind : Kind.values()) {
                try (ServerCounter server = database.counter();
                        var lanes = new Lanes(database, tenants)) {
                    var run = new CheckpointRun(kind, kilobytes * 1024, server);
                    run.measure(lanes.all());
                    runs.add(run);
                    tenants += 2;
                }
                System.err.println("checkpoints: " + kilobytes + " KB, " + kind.shown + ": done");
            }
        }
        return new CheckpointReports(runs, database.settings()).all();
    }

    /// All sides for one size and kind, each with what it stores to itself.
    private static final class Lanes implements AutoCloseable {
        private final BenchDatabase database;
        private final List<CheckpointLane> lanes = new ArrayList<>();
        private final Map<String, PlainDatabase> others = new LinkedHashMap<>();

        Lanes(BenchDatabase database, int tenants) throws Exception {
            this.database = database;
            lanes.add(new WaymarkLane(database, Ledger.create(database, tenants, 0), false));
            lanes.add(new WaymarkLane(database, Ledger.create(database, tenants + 1, 0), true));
            lanes.add(PeerLane.langGraph(beside("full"), "full"));
            lanes.add(PeerLane.langGraph(beside("delta"), "delta"));
            lanes.add(PeerLane.alibaba(beside("alibaba")));
            lanes.add(new RawLane(beside("raw")));
        }

        private PlainDatabase beside(String suffix) throws Exception {
            PlainDatabase other = database.beside(suffix);
            others.put(suffix, other);
            return other;
        }

        List<CheckpointLane> all() {
            return lanes;
        }

        @Override
        public void close() throws IOException, SQLException {
            for (CheckpointLane lane : lanes) {
                lane.close();
            }
            for (PlainDatabase other : others.values()) {
                database.drop(other);
            }
        }
    }
}
