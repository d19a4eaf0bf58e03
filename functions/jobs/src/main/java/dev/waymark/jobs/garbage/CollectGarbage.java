package dev.waymark.jobs.garbage;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.List;

/// Deletes the packs of states that no checkpoint names any more, of every tenant, some hundreds a statement.
@Singleton
final class CollectGarbage implements Job {
    /// Small, so that a statement is short and what it locks is free again soon.
    private static final int NOTES_A_CALL = 500;

    private final PackRepository packs;

    CollectGarbage(PackRepository packs) {
        this.packs = packs;
    }

    @Override
    public String name() {
        return "collect-garbage";
    }

    /// Goes on until there is nothing left, or the time is up; the next run goes on from there.
    @Override
    public Outcome run(Deadline deadline) {
        long collected = 0;
        while (!deadline.isOver()) {
            List<Collected> some = packs.collect(NOTES_A_CALL);
            if (some.isEmpty()) {
                return new Outcome(collected, true);
            }
            collected += some.stream().mapToLong(Collected::collected).sum();
        }
        return new Outcome(collected, false);
    }
}
