package dev.waymark.bench;

import java.util.Map;

/// Runs one benchmark by its name.
public final class Benchmarks {
    private static final Map<String, Benchmark> BY_NAME = Map.ofEntries(
            Map.entry("p1", new RecordSpeed()),
            Map.entry("p2", new RecordCounts()),
            Map.entry("checkpoints", new CheckpointCosts()),
            Map.entry("growth", new CheckpointGrowth()),
            Map.entry("insights", new InsightsSpeed()),
            Map.entry("store", new StoreChoices()),
            Map.entry("metrics", new MetricsSpeed()),
            Map.entry("conversations", new ConversationCosts()),
            Map.entry("memories", new MemorySpeed()),
            Map.entry("sweep", new SweepSpeed()),
            Map.entry("collector", new CollectorStress()));

    private Benchmarks() {}

    /// One benchmark: measures, and answers what it found.
    interface Benchmark {
        /// Runs to the end.
        ///
        /// @param name of the benchmark
        /// @return what it found, by the name of each report
        /// @throws BenchException when it cannot run here, or when what was measured is not what was meant
        Map<String, Report> reports(String name, BenchDatabase database) throws Exception;
    }

    /// A benchmark with one report, which has its name.
    interface OneReport extends Benchmark {
        /// Runs to the end, as [#reports(String, BenchDatabase)] does.
        Report run(BenchDatabase database) throws Exception;

        @Override
        default Map<String, Report> reports(String name, BenchDatabase database) throws Exception {
            return Map.of(name, run(database));
        }
    }

    /// Exit status 0 whether goals are met or not, 1 when a benchmark cannot run, 2 for a name that is none.
    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = arguments.length == 1 ? BY_NAME.get(arguments[0]) : null;
        if (benchmark == null) {
            System.err.println(
                    "usage: infra/bench/run p1|p2|checkpoints|growth|insights|store|metrics|conversations|memories|sweep|collector");
            System.exit(2);
            return;
        }
        System.exit(run(arguments[0], benchmark));
    }

    private static int run(String name, Benchmark benchmark) throws Exception {
        try (BenchServer server = BenchServer.start();
                BenchDatabase database = BenchDatabase.create(server)) {
            for (Map.Entry<String, Report> report :
                    benchmark.reports(name, database).entrySet()) {
                System.out.println(report.getValue().table());
                report.getValue().write(report.getKey());
            }
            return 0;
        } catch (BenchException e) {
            System.err.println(name + ": " + e.getMessage());
            return 1;
        }
    }
}
