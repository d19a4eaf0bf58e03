package dev.waymark.log;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Every metric that functions emit: its name, its unit, and by what it is told apart. Alarms refer
/// to these names.
public enum Metric {
    REQUESTS("Requests", "Count", By.OPERATION),
    LATENCY("Latency", "Milliseconds", By.OPERATION),
    PROBLEMS("Problems", "Count", By.PROBLEM),
    COLD_STARTS("ColdStarts", "Count", By.FUNCTION),
    /// Connections of a function's pool in use when an answer was ready.
    POOL_ACTIVE("PoolActive", "Count", By.FUNCTION),
    /// Threads that waited for one of them.
    POOL_WAITING("PoolWaiting", "Count", By.FUNCTION),
    /// Statements that took longer than a second.
    SLOW_STATEMENTS("SlowStatements", "Count", By.WORK),
    CONSTRAINT_VIOLATIONS("ConstraintViolations", "Count", By.NOTHING),

    JOB_FAILURES("JobFailures", "Count", By.WORK),
    /// How long the oldest row that is due to leave has been due.
    SWEEP_LAG("SweepLag", "Seconds", By.NOTHING),
    /// Rows that sweeps of the last day failed to archive or delete, and archives that nobody
    /// finished.
    ARCHIVE_FAILURES("ArchiveFailures", "Count", By.NOTHING),
    STORAGE_BYTES("StorageBytes", "Bytes", By.NOTHING),
    /// How much more the last day brought than the median of the days before it.
    GROWTH_RATIO("GrowthRatio", "None", By.NOTHING),
    CONNECTIONS("Connections", "Count", By.NOTHING),
    /// Of what the server allows.
    CONNECTION_SHARE("ConnectionShare", "Percent", By.NOTHING),
    /// Large indexes that no query has used in a week.
    UNUSED_INDEXES("UnusedIndexes", "Count", By.NOTHING),
    /// Dead rows of the table that has the most of them for its size.
    DEAD_ROW_SHARE("DeadRowShare", "Percent", By.NOTHING);

    private final String metricName;
    private final String unit;
    private final By by;

    Metric(String metricName, String unit, By by) {
        this.metricName = metricName;
        this.unit = unit;
        this.by = by;
    }

    /// Those that the lines of requests have; jobs have the others, and slow statements too.
    public static Set<Metric> ofRequests() {
        return EnumSet.range(REQUESTS, CONSTRAINT_VIOLATIONS);
    }

    /// As CloudWatch shows it.
    public String metricName() {
        return metricName;
    }

    public String unit() {
        return unit;
    }

    /// The sets of fields that it is summed up by.
    public List<List<String>> dimensions() {
        return by.dimensions();
    }

    /// By what a metric is told apart.
    private enum By {
        NOTHING,
        /// The family of operations that a function serves.
        FUNCTION,
        /// The route too.
        OPERATION,
        /// Whose problem it is: `caller`, `conflict`, `capacity` or `internal`.
        PROBLEM,
        /// The route or the job.
        WORK;

        List<List<String>> dimensions() {
            return switch (this) {
                case NOTHING -> List.of(List.of());
                case FUNCTION -> List.of(List.of(), List.of("function"));
                case OPERATION -> List.of(List.of(), List.of("function"), List.of("function", "operation"));
                case PROBLEM -> List.of(List.of("problem_class"), List.of("problem_class", "operation"));
                case WORK -> List.of(List.of(), List.of("operation"));
            };
        }
    }
}
