package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.bench.CheckpointLane.Read;
import dev.waymark.bench.ThreadStates.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One size and one kind of change: every lane keeps the same threads, one after the other in each round, and reads
/// them. Round 0 is not timed: it warms up, and its round trips are counted on the way to the server.
final class CheckpointRun {
    static final int CHECKPOINTS = Integer.getInteger("waymark.bench.checkpoints", 100);
    static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);

    /// A checkpoint in the midst of LangGraph's delta mode: half-way between two snapshots.
    static final int MIDDLE = Math.min(25, CHECKPOINTS / 2);

    private static final int READS = 5;

    /// A read that takes longer is not repeated.
    private static final double LONG_MS = 1_000;

    /// What one lane took in one round.
    ///
    /// @param firstBytes what all its tables grew by for checkpoint 0, which is whole
    /// @param bytes what they grew by for each of those after it
    record Round(
            int round,
            String lane,
            double first,
            double put,
            double firstBytes,
            double bytes,
            double walBytes,
            double latest,
            double oldest,
            double middle) {}

    /// How often one lane waited for the server.
    record Trips(String lane, double put, double latest, double oldest, double middle) {}

    private final Kind kind;
    private final int bytes;
    private final ServerCounter server;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Trips> trips = new ArrayList<>();
    private final Map<String, Map<String, Double>> tables = new LinkedHashMap<>();

    CheckpointRun(Kind kind, int bytes, ServerCounter server) {
        this.kind = kind;
        this.bytes = bytes;
        this.server = server;
    }

    Kind kind() {
        return kind;
    }

    int bytes() {
        return bytes;
    }

    List<Round> rounds() {
        return rounds;
    }

    List<Trips> trips() {
        return trips;
    }

    /// What each table of each lane grew by for a checkpoint after the first.
    Map<String, Map<String, Double>> tables() {
        return tables;
    }

    /// Measures all of them.
    ///
    /// @throws BenchException when a state that is read is not the one that was kept
    void measure(List<? extends CheckpointLane> lanes) throws Exception {
        for (CheckpointLane lane : lanes) {
            count(lane);
            lane.open(lane.database().access().url());
        }
        for (int round = 1; round <= ROUNDS; round++) {
            for (CheckpointLane lane : lanes) {
                rounds.add(time(lane, round));
            }
        }
    }

    private void count(CheckpointLane lane) throws Exception {
        try (WireCounter wire = WireCounter.before(lane.database().access().url())) {
            lane.open(wire.jdbcUrl());
            ThreadStates states = begin(lane, 0);
            Map<String, Long> bytesBefore = lane.database().bytesByTable();
            long before = wire.roundTrips();
            for (int n = 1; n <= CHECKPOINTS; n++) {
                var edits = states.next();
                lane.put(states.state(), edits);
            }
            double put = (wire.roundTrips() - before) / (double) CHECKPOINTS;
            tables.put(lane.name(), grown(bytesBefore, lane.database().bytesByTable()));
            trips.add(new Trips(
                    lane.name(),
                    put,
                    tripsOf(wire, lane, CHECKPOINTS, true),
                    tripsOf(wire, lane, 0, false),
                    tripsOf(wire, lane, MIDDLE, false)));
        }
    }

    private static Map<String, Double> grown(Map<String, Long> before, Map<String, Long> after) {
        var grown = new LinkedHashMap<String, Double>();
        after.forEach((table, bytes) -> {
            long more = bytes - before.getOrDefault(table, 0L);
            if (more > 0) {
                grown.put(table, more / (double) CHECKPOINTS);
            }
        });
        return grown;
    }

    private static double tripsOf(WireCounter wire, CheckpointLane lane, int number, boolean latest) throws Exception {
        lane.get(number, latest);
        long before = wire.roundTrips();
        lane.get(number, latest);
        return wire.roundTrips() - before;
    }

    private ThreadStates begin(CheckpointLane lane, int round) throws Exception {
        ThreadStates states = states(round);
        lane.begin(thread(round), states.state());
        return states;
    }

    private ThreadStates states(int round) {
        return ThreadStates.of(kind, bytes, 1000L * round + bytes + kind.shown.length());
    }

    private Round time(CheckpointLane lane, int round) throws Exception {
        ThreadStates states = states(round);
        long bytesBefore = lane.database().bytes();
        double first = lane.begin(thread(round), states.state());
        long bytesFirst = lane.database().bytes();
        long walBefore = server.walBytes();
        var puts = new ArrayList<Double>();
        Map<Integer, JsonNode> kept = new LinkedHashMap<>();
        kept.put(0, states(round).state());
        for (int n = 1; n <= CHECKPOINTS; n++) {
            var edits = states.next();
            puts.add(lane.put(states.state(), edits));
            if (n == MIDDLE || n == CHECKPOINTS) {
                kept.put(n, states.state().deepCopy());
            }
        }
        double wal = (server.walBytes() - walBefore) / (double) CHECKPOINTS;
        long bytesAfter = lane.database().bytes();
        return new Round(
                round,
                lane.name(),
                first,
                Spread.of(puts).median(),
                bytesFirst - bytesBefore,
                (bytesAfter - bytesFirst) / (double) CHECKPOINTS,
                wal,
                read(lane, CHECKPOINTS, true, kept),
                read(lane, 0, false, kept),
                read(lane, MIDDLE, false, kept));
    }

    private static double read(CheckpointLane lane, int number, boolean latest, Map<Integer, JsonNode> kept)
            throws Exception {
        var times = new ArrayList<Double>();
        for (int i = 0; i < READS && (times.isEmpty() || times.getLast() < LONG_MS); i++) {
            Read read = lane.get(number, latest);
            if (!read.state().equals(kept.get(number))) {
                throw new BenchException("%s gave back another state for checkpoint %d".formatted(lane.name(), number));
            }
            times.add(read.milliseconds());
        }
        return Spread.of(times).median();
    }

    private String thread(int round) {
        return "t-%d-%s-%d".formatted(bytes, kind == Kind.APPEND ? "append" : "edit", round);
    }
}
