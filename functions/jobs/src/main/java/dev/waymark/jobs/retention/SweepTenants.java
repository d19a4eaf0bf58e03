package dev.waymark.jobs.retention;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.database.DatabaseProblems;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.retention.KindFigures;
import dev.waymark.retention.RetentionRun;
import dev.waymark.retention.RetentionRunRepository;
import dev.waymark.retention.Sweep;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sweeps every tenant, as a caller of that tenant, those first whose sweep is unfinished or longest ago.
@Singleton
final class SweepTenants implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(SweepTenants.class);

    private static final int TENANTS_A_RUN = 10_000;

    /// Who acts: no key, but the system itself, for one tenant.
    private static final UUID SYSTEM = new UUID(0, 0);

    private final RetentionRunRepository runs;
    private final Sweep sweep;

    SweepTenants(RetentionRunRepository runs, Sweep sweep) {
        this.runs = runs;
        this.sweep = sweep;
    }

    @Override
    public String name() {
        return "sweep";
    }

    /// Goes on until every tenant has been swept, or the time is up; the next run goes on from there. One whose sweep
    /// is
    /// under way elsewhere is left alone.
    ///
    /// @throws IllegalStateException at the end, where rows of some tenant could not leave; the others have left
    @Override
    public Outcome run(Deadline deadline) {
        long left = 0;
        long failed = 0;
        boolean finished = true;
        for (UUID tenant : runs.tenantsToSweep(TENANTS_A_RUN)) {
            if (deadline.isOver()) {
                finished = false;
                break;
            }
            try {
                RetentionRun run = sweep(tenant, deadline);
                finished &= run.finished();
                left += run.kinds().stream()
                        .mapToLong(kind -> kind.deleted() + kind.compressed())
                        .sum();
                failed += run.kinds().stream().mapToLong(KindFigures::failed).sum();
            } catch (RuntimeException e) {
                if (!isUnderWay(e)) {
                    LOG.error("tenant {} cannot be swept", tenant, e);
                    failed++;
                }
            }
        }
        if (failed > 0) {
            throw new IllegalStateException("%d rows or tenants could not be swept".formatted(failed));
        }
        return new Outcome(left, finished);
    }

    private RetentionRun sweep(UUID tenant, Deadline deadline) {
        var caller = new Caller(SYSTEM, tenant, Set.of(), null, null);
        return new Call(caller, null).run(() -> sweep.sweep(sweep.begin().run(), deadline::isOver));
    }

    private static boolean isUnderWay(RuntimeException failure) {
        SQLException error = DatabaseProblems.in(failure);
        ProblemException problem = error == null ? null : DatabaseProblems.of(error);
        return problem != null && problem.type() == ProblemType.SWEEP_IN_PROGRESS;
    }
}
