package dev.waymark.api.suite;

import dev.waymark.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.UUID;

/// Holds the lock of a row, so that a race can be lined up before it and then let go all at once.
final class Blocked implements AutoCloseable {
    /// Less than the 5 seconds that functions wait for a lock.
    private static final long PATIENCE_NANOS = 4_000_000_000L;

    private final Inspector holder;
    private final Inspector watcher;

    private Blocked(Inspector holder, Inspector watcher) {
        this.holder = holder;
        this.watcher = watcher;
    }

    /// Locks the row of a table.
    static Blocked on(TestDatabase database, String table, UUID id) {
        var blocked = new Blocked(Inspector.of(database), Inspector.of(database));
        try {
            blocked.holder.connection().setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        blocked.holder.run("select from " + table + " where id = ? for update", id);
        return blocked;
    }

    /// Waits until so many statements of functions really wait for a lock.
    void awaitWaiting(int statements) {
        awaitWaiting(watcher, statements);
    }

    /// The same where another holds the lock.
    static void awaitWaiting(Inspector watcher, int statements) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (waiting(watcher) < statements) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "only %d of %d statements wait for a lock".formatted(waiting(watcher), statements));
            }
            Thread.onSpinWait();
        }
    }

    private static long waiting(Inspector watcher) {
        return watcher.number("""
                select count(distinct pid)
                  from pg_locks
                  join pg_stat_activity using (pid)
                 where not granted
                   and datname = current_database()
                """);
    }

    /// Lets go of the row.
    @Override
    public void close() {
        try (holder;
                watcher) {
            holder.connection().rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
