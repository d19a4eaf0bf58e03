package dev.waymark.jobs.session;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;

/// Abandons the active sessions, of every tenant, that have been idle for longer than the
/// tenant's `session_idle_ms` says (a
/// day where it says nothing). Paused ones wait for as long as it takes.
@Singleton
final class AbandonSessions implements Job {
    /// Small, so that a statement is short and what it locks is free again soon.
    private static final int SESSIONS_A_CALL = 200;

    private final IdleSessionRepository sessions;

    AbandonSessions(IdleSessionRepository sessions) {
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return "abandon-sessions";
    }

    /// Goes on until fewer are abandoned than a call may, or the time is up; the next run goes
    /// on from there.
    @Override
    public Outcome run(Deadline deadline) {
        long abandoned = 0;
        while (!deadline.isOver()) {
            long some = sessions.abandon(SESSIONS_A_CALL).stream()
                    .mapToLong(Abandoned::abandoned)
                    .sum();
            abandoned += some;
            if (some < SESSIONS_A_CALL) {
                return new Outcome(abandoned, true);
            }
        }
        return new Outcome(abandoned, false);
    }
}
