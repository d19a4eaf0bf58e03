package dev.waymark.jobs.idempotency;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;

/// Deletes idempotency keys once they are 48 hours old, of every tenant.
@Singleton
final class ForgetIdempotencyKeys implements Job {
    /// Some tens of milliseconds of work.
    private static final int KEYS_A_CALL = 5_000;

    private final IdempotencyKeyRepository keys;

    ForgetIdempotencyKeys(IdempotencyKeyRepository keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "forget-idempotency-keys";
    }

    /// Goes on until none is left that is old enough, or the time is up; the next run goes on from there.
    @Override
    public Outcome run(Deadline deadline) {
        long forgotten = 0;
        while (!deadline.isOver()) {
            long some = keys.forget(KEYS_A_CALL);
            forgotten += some;
            if (some < KEYS_A_CALL) {
                return new Outcome(forgotten, true);
            }
        }
        return new Outcome(forgotten, false);
    }
}
