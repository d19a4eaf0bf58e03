package dev.waymark.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Writers that share bodies, and collectors that delete those nobody refers to, at once, on a clock
/// that runs so fast that a day is some seconds: what a row refers to must be there whenever it is
/// looked at, and in the end nothing may be left.
final class CollectorStress implements Benchmarks.OneReport {
    private static final int SECONDS = Integer.getInteger("waymark.bench.seconds", 40);
    private static final int WRITERS = 6;
    private static final int COLLECTORS = 2;

    /// Counts of all threads, in the order in which they are shown.
    static final class Counts {
        private final Map<String, Long> byName = new LinkedHashMap<>();

        Counts(String... names) {
            for (String name : names) {
                byName.put(name, 0L);
            }
        }

        synchronized void add(String name, long count) {
            byName.merge(name, count, Long::sum);
        }

        synchronized long of(String name) {
            return byName.getOrDefault(name, 0L);
        }

        synchronized Map<String, Long> shown() {
            return new LinkedHashMap<>(byName);
        }
    }

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Ledger ledger = Ledger.create(database, 0, 1);
        var clock = new FastClock(Instant.now(), 20_000);
        var counts = new Counts(
                "commands with a baseline recorded",
                "commands deleted",
                "recordings made again, because a body was collected under them",
                "transactions given up on purpose",
                "calls of the collector",
                "documents collected",
                "references found without their document",
                "documents left in the end");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + COLLECTORS)) {
            var work = new ArrayList<Future<?>>();
            for (int i = 0; i < WRITERS; i++) {
                var writer = new CollectorWriter(ledger, clock, counts, i);
                work.add(threads.submit(() -> {
                    writer.run(end);
                    return null;
                }));
            }
            for (int i = 0; i < COLLECTORS; i++) {
                int seed = i;
                work.add(threads.submit(() -> {
                    collect(database, clock, counts, seed, end);
                    return null;
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
        }
        collectTheRest(database, ledger, clock, counts);
        return report(counts, database.settings());
    }

    private static void collect(BenchDatabase database, FastClock clock, Counts counts, int seed, long end)
            throws SQLException {
        var random = new java.util.Random(seed);
        try (Connection jobs = database.as("waymark_jobs").open()) {
            jobs.setAutoCommit(false);
            while (System.nanoTime() < end) {
                clock.tell(jobs);
                int rows = 1 + random.nextInt(2_000);
                long documents =
                        Rows.number(jobs, "select coalesce(sum(documents), 0) from collect_garbage(" + rows + ")");
                counts.add("calls of the collector", 1);
                if (random.nextInt(10) == 0) {
                    counts.add("transactions given up on purpose", 1);
                    jobs.rollback();
                    continue;
                }
                jobs.commit();
                counts.add("documents collected", documents);
            }
        }
    }

    /// A day after the last command is gone.
    private static void collectTheRest(BenchDatabase database, Ledger ledger, FastClock clock, Counts counts)
            throws SQLException {
        try (Connection jobs = database.as("waymark_jobs").open();
                Connection reader = ledger.connectAs("waymark_read")) {
            for (int run = 1; run <= 2; run++) {
                clock.later(TimeUnit.HOURS.toSeconds(25));
                clock.tell(jobs);
                boolean more = true;
                while (more) {
                    List<Long> row = Rows.numbers(
                            jobs, "select coalesce(sum(documents), 0), count(*) from collect_garbage(10000)", 2);
                    counts.add("documents collected", row.getFirst());
                    more = row.getLast() > 0;
                    clock.tell(jobs);
                }
            }
            counts.add("documents left in the end", Rows.number(reader, "select count(*) from documents"));
        }
    }

    private static Report report(Counts counts, Map<String, String> settings) {
        long lost = counts.of("references found without their document");
        long left = counts.of("documents left in the end");
        var table = new StringBuilder(
                "| in %d s, %d writers, %d collectors | |%n|---|---|%n".formatted(SECONDS, WRITERS, COLLECTORS));
        counts.shown().forEach((name, count) -> table.append("| %s | %,d |%n".formatted(name, count)));
        return new Report(
                List.of(
                        Report.Goal.atMost("references without their document", (double) lost, 0),
                        Report.Goal.atMost("documents left in the end", (double) left, 0)),
                List.of(new LinkedHashMap<>(counts.shown())),
                settings,
                table.toString());
    }
}
