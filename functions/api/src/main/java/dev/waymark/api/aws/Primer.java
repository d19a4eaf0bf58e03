package dev.waymark.api.aws;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.crac.Context;
import org.crac.Resource;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a function's work once before a snapshot of its process is taken, and leaves no connection open in it.
///
/// Priming is a help, not a condition: without a database the function starts cold and says so.
final class Primer implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(Primer.class);

    /// Nobody waits for an answer here, and a connection that came after it was given up would stay in the snapshot.
    private static final long PATIENCE_MS = 10_000;

    private final Runnable work;
    private final HikariDataSource pool;

    Primer(Runnable work, HikariDataSource pool) {
        this.work = work;
        this.pool = pool;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> ignored) {
        long patienceMs = pool.getConnectionTimeout();
        pool.getHikariConfigMXBean().setConnectionTimeout(PATIENCE_MS);
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("not primed, so the first request will be slower", e);
        } finally {
            pool.getHikariConfigMXBean().setConnectionTimeout(patienceMs);
        }
        closeConnections();
    }

    @Override
    public void afterRestore(Context<? extends Resource> ignored) {
        // the pool opens a new connection when the first request asks for one
    }

    /// The pool closes what it evicts on a thread of its own, maybe after the snapshot, so this closes it first.
    private void closeConnections() {
        try {
            while (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
                try (Connection pooled = pool.getConnection()) {
                    pooled.unwrap(BaseConnection.class).close();
                    pool.evictConnection(pooled);
                }
            }
        } catch (SQLException e) {
            LOG.warn("a connection stays open in the snapshot, and the pool will replace it", e);
        }
    }
}
