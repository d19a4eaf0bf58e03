package dev.waymark.jobs.watch;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.log.Metric;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures the database: what it takes and how that grows, connections, dead rows, indexes that
/// nothing uses, and how late sweeps are. Acts for the tenant of operators, who owns the samples
/// and sees no other tenant's rows.
@Singleton
final class WatchDatabase implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(WatchDatabase.class);
    private static final UUID SYSTEM = new UUID(0, 0);
    private static final UUID OPERATORS = new UUID(0, 0);
    private static final double PERCENT = 100;

    private final WatchRepository watch;

    WatchDatabase(WatchRepository watch) {
        this.watch = watch;
    }

    @Override
    public String name() {
        return "watch-database";
    }

    @Override
    public Outcome run(Deadline deadline) {
        var operators = new Caller(SYSTEM, OPERATORS, Set.of(), null, null);
        return new Call(operators, null).run(() -> {
            long kept = watch.sample();
            DatabaseRow row = watch.look();
            LOG.info(
                    "largest tables: {}; most dead rows: {}; unused indexes: {}",
                    row.largestTables(),
                    row.mostDead(),
                    row.unusedIndexNames());
            return new Outcome(kept, true, figures(row));
        });
    }

    static Map<Metric, Double> figures(DatabaseRow row) {
        var figures = new EnumMap<Metric, Double>(Metric.class);
        put(figures, Metric.STORAGE_BYTES, row.storageBytes());
        put(figures, Metric.GROWTH_RATIO, row.growthRatio());
        put(figures, Metric.CONNECTIONS, row.connections());
        put(figures, Metric.CONNECTION_SHARE, share(row.connections(), row.maxConnections()));
        put(figures, Metric.DEAD_ROW_SHARE, row.deadRowPercent() == null ? 0 : row.deadRowPercent());
        put(figures, Metric.UNUSED_INDEXES, row.unusedIndexCount());
        put(figures, Metric.SWEEP_LAG, row.sweepLagSeconds());
        put(figures, Metric.ARCHIVE_FAILURES, row.archiveFailures());
        return figures;
    }

    private static double share(long part, long whole) {
        return PERCENT * part / whole;
    }

    private static void put(Map<Metric, Double> figures, Metric metric, @Nullable Number number) {
        if (number != null) {
            figures.put(metric, number.doubleValue());
        }
    }
}
