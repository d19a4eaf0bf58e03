package dev.waymark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.bench.ConversationLane.Loaded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Goal P6: what a long conversation costs to keep, to go on with and to read, against one JSON
/// blob and against the chat memory of Spring AI, in one run.
final class ConversationCosts implements Benchmarks.OneReport {
    private static final List<Integer> SIZES = Stream.of(
                    System.getProperty("waymark.bench.messages", "1000,10000").split(",", -1))
            .map(Integer::valueOf)
            .toList();
    private static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);

    /// How many conversations share the tables whose bytes are counted, so that a page that is half
    /// empty does not.
    private static final int CONVERSATIONS = 5;

    private static final int LAST = 50;

    /// How often a round does what takes no second; the median counts.
    private static final int TIMES = 5;

    private static final int SLOW_TIMES = 2;
    private static final long WARM_NANOS = 3_000_000_000L;

    /// What one lane took in one round.
    record Round(
            int messages,
            int round,
            String lane,
            double lastMs,
            double appendMs,
            double walBytes,
            double changeMs,
            double allMs,
            double unparsedMs,
            double allocatedBytes) {}

    /// What one conversation weighs.
    ///
    /// @param liveBytes without what others have no counterpart of: the trail of events and the
    ///     keys of requests
    /// @param idleBytes the same once most of the conversations have been idle for an hour
    /// @param sealedPerSecond messages; NaN where nothing is sealed
    record Kept(
            String lane,
            int messages,
            Map<String, Long> bytesByTable,
            long liveBytes,
            long idleBytes,
            double sealedPerSecond) {}

    @Override
    public Report run(BenchDatabase database) throws Exception {
        ConversationMessages messages = ConversationMessages.read();
        var rounds = new ArrayList<Round>();
        var sizes = new ArrayList<Kept>();
        int number = 0;
        for (int size : SIZES) {
            PlainDatabase blob = database.beside("blob" + size);
            PlainDatabase spring = database.beside("spring" + size);
            try (ServerCounter server = database.counter();
                    var layer = new WaymarkConversations(database, Ledger.create(database, number, 0), false);
                    var handler = new WaymarkConversations(database, Ledger.create(database, number + 1, 0), true);
                    var text = new BlobConversations(blob);
                    var memory = new SpringConversations(spring)) {
                number += 2;
                // the first is the one whose bytes are counted: nothing else of it is in these tables yet
                for (ConversationLane lane : List.of(layer, text, memory)) {
                    sizes.add(keep(lane, messages, size));
                }
                handler.begin("c0-" + size, all(messages, size));
                handler.settle("c0-" + size);
                measure(List.of(layer, handler, text, memory), messages, size, server, rounds);
            } finally {
                database.drop(blob);
                database.drop(spring);
            }
            System.err.println("conversations: " + size + " messages: done");
        }
        return new ConversationReport(rounds, sizes, database.settings()).report();
    }

    private static List<ObjectNode> all(ConversationMessages messages, int size) {
        return IntStream.range(0, size).mapToObj(messages::message).toList();
    }

    /// Keeps some conversations of a size, and answers what they weigh once what can be sealed is
    /// sealed and the room is free again.
    private static Kept keep(ConversationLane lane, ConversationMessages messages, int size) throws Exception {
        Map<String, Long> before = lane.database().bytesByTable();
        for (int i = 0; i < CONVERSATIONS; i++) {
            lane.begin("c" + i + "-" + size, all(messages, size));
            lane.settle("c" + i + "-" + size);
            PlainDatabase.execute(lane.database().access(), "vacuum analyze");
        }
        Map<String, Long> bytes = grown(before, lane);
        for (int i = 1; i < CONVERSATIONS; i++) {
            lane.rest("c" + i + "-" + size);
            PlainDatabase.execute(lane.database().access(), "vacuum analyze");
        }
        // the first one goes on, for the rounds; what is left of the others' rows is room for more
        long idle = live(grown(before, lane));
        double sealed = lane instanceof WaymarkConversations waymark ? waymark.sealedPerSecond() : Double.NaN;
        return new Kept(lane.name(), size, bytes, live(bytes), idle, sealed);
    }

    private static Map<String, Long> grown(Map<String, Long> before, ConversationLane lane) throws Exception {
        var bytes = new LinkedHashMap<String, Long>();
        lane.database().bytesByTable().forEach((table, after) -> {
            long grown = (after - before.getOrDefault(table, 0L)) / CONVERSATIONS;
            if (grown != 0) {
                bytes.put(table, grown);
            }
        });
        return bytes;
    }

    /// What the conversations themselves weigh: the trail of events and the keys of requests the
    /// others do not have.
    private static long live(Map<String, Long> bytes) {
        return bytes.entrySet().stream()
                .filter(table -> !table.getKey().equals("audit_events")
                        && !table.getKey().equals("idempotency_keys")
                        && !table.getKey().equals("flyway_schema_history")
                        && !table.getKey().equals("api_keys")
                        && !table.getKey().equals("tenants"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void measure(
            List<? extends ConversationLane> lanes,
            ConversationMessages messages,
            int size,
            ServerCounter server,
            List<Round> rounds)
            throws Exception {
        String conversation = "c0-" + size;
        for (ConversationLane lane : lanes) {
            warm(lane, conversation, size);
        }
        var kept = new LinkedHashMap<String, Integer>();
        lanes.forEach(lane -> kept.put(lane.name(), size));
        for (int round = 0; round <= ROUNDS; round++) {
            for (ConversationLane lane : lanes) {
                int count = java.util.Objects.requireNonNull(kept.get(lane.name()));
                int times = lane instanceof WaymarkConversations ? TIMES : SLOW_TIMES;
                double last = load(lane, conversation, messages, count, LAST, times);
                double allocated = lane.allocated() == null ? Double.NaN : lane.allocated();
                var appends = new ArrayList<Double>();
                long wal = server.walBytes();
                for (int i = 0; i < times; i++) {
                    appends.add(lane.append(conversation, messages.message(count++)));
                }
                double walBytes = (server.walBytes() - wal) / (double) times;
                kept.put(lane.name(), count);
                var changes = new ArrayList<Double>();
                for (int i = 0; i < times; i++) {
                    changes.add(lane.change(conversation, 10 * round + i + 1));
                }
                double all = load(lane, conversation, messages, count, count, SLOW_TIMES);
                if (round > 0) {
                    rounds.add(new Round(
                            size,
                            round,
                            lane.name(),
                            last,
                            Spread.of(appends).median(),
                            walBytes,
                            Spread.of(changes).median(),
                            all,
                            lane.unparsed(),
                            allocated));
                }
            }
        }
    }

    /// Reads until the compilers have had their time, as each side's process would have had for long.
    private static void warm(ConversationLane lane, String conversation, int size) throws Exception {
        long end = System.nanoTime() + WARM_NANOS;
        while (System.nanoTime() < end) {
            lane.last(conversation, LAST);
        }
        end = System.nanoTime() + WARM_NANOS;
        while (System.nanoTime() < end) {
            lane.all(conversation, size);
        }
    }

    /// The median time of loading the newest messages, each time compared with what they are.
    private static double load(
            ConversationLane lane, String conversation, ConversationMessages messages, int kept, int count, int times)
            throws Exception {
        List<String> expected = IntStream.range(kept - count, kept)
                .mapToObj(i -> ConversationMessages.text(messages.message(i)))
                .toList();
        var taken = new ArrayList<Double>();
        for (int i = 0; i < times; i++) {
            Loaded loaded = count == kept ? lane.all(conversation, count) : lane.last(conversation, count);
            if (!loaded.texts().equals(expected)) {
                throw new BenchException("%s gave back other messages than it was given".formatted(lane.name()));
            }
            taken.add(loaded.milliseconds());
        }
        return Spread.of(taken).median();
    }
}
