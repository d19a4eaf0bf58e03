package dev.waymark.jobs.garbage;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the documents and the packs of states that nothing refers to any more, of every tenant.
@Singleton
final class CollectGarbage implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(CollectGarbage.class);

    /// A second of work, about (ADR 0020). What refers to documents is read once for so many of them.
    private static final int ROWS_A_CALL = 50_000;

    private final GarbageRepository garbage;

    CollectGarbage(GarbageRepository garbage) {
        this.garbage = garbage;
    }

    @Override
    public String name() {
        return "collect-garbage";
    }

    /// Goes on until no tenant is due, or the time is up; the next run goes on from there.
    @Override
    public Outcome run(Deadline deadline) {
        long collected = 0;
        while (!deadline.isOver()) {
            List<Collected> some = garbage.collect(ROWS_A_CALL);
            if (some.isEmpty()) {
                return new Outcome(collected, true);
            }
            some.forEach(CollectGarbage::tell);
            collected += some.stream().mapToLong(Collected::rows).sum();
        }
        return new Outcome(collected, false);
    }

    private static void tell(Collected some) {
        if (some.rows() > 0) {
            LOG.info(
                    "tenant {}: collected {} documents and {} packs, {} bytes",
                    some.tenant(),
                    some.documents(),
                    some.packs(),
                    some.bytes());
        }
    }
}
