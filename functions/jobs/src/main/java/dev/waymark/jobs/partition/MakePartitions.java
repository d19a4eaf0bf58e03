package dev.waymark.jobs.partition;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Makes months ahead, so that no call has to: one that reports points of a month that is not there
/// makes it itself, and waits for everybody who writes agents. Drops months that the rolling up of
/// their points has left empty.
@Singleton
final class MakePartitions implements Job {
    private static final Duration BEHIND = Duration.ofDays(31);
    private static final Duration AHEAD = Duration.ofDays(92);

    /// As long as points stay where a tenant says nothing else: nobody writes much that is older.
    private static final Duration KEPT = Duration.ofDays(90);

    private final PartitionRepository partitions;
    private final Clock clock;

    MakePartitions(PartitionRepository partitions, Clock clock) {
        this.partitions = partitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "make-partitions";
    }

    /// Makes last month to three months from now, all or none of what is missing; then drops what is
    /// empty and 90 days old, but for what somebody works with: that is for the next run.
    @Override
    public Outcome run(Deadline deadline) {
        Instant now = clock.instant();
        int made = partitions.makeMonthsOfMetrics(now.minus(BEHIND), now.plus(AHEAD));
        return new Outcome(made + partitions.dropEmptyMonthsOfMetrics(now.minus(KEPT)), true);
    }
}
