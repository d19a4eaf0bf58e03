package dev.waymark.jobs.metric;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes days of the points of metrics that are 90 days old, of every tenant: what they came to stays,
/// the points leave.
@Singleton
final class RollUpMetrics implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(RollUpMetrics.class);

    /// Some hundred milliseconds of work.
    private static final int POINTS_A_CALL = 10_000;

    private final OldPointRepository points;

    RollUpMetrics(OldPointRepository points) {
        this.points = points;
    }

    @Override
    public String name() {
        return "roll-up-metrics";
    }

    /// Goes on until no point is old enough, or the time is up; the next run goes on from there. A
    /// point leaves in the transaction in which its day counts it.
    @Override
    public Outcome run(Deadline deadline) {
        long rolledUp = 0;
        UUID tenant = new UUID(0, 0);
        while (!deadline.isOver()) {
            List<RolledUp> some = points.rollUp(tenant, POINTS_A_CALL);
            if (some.isEmpty()) {
                return new Outcome(rolledUp, true);
            }
            RolledUp of = some.getFirst();
            LOG.info("tenant {}: rolled {} points up into {} days", of.tenant(), of.points(), of.days());
            rolledUp += of.points();
            tenant = of.tenant();
        }
        return new Outcome(rolledUp, false);
    }
}
