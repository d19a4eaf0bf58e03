package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Tells whether any row of any table has changed since a moment, whoever's it is.
///
/// Counting all rows costs far more than a refused request. So the moment is kept as a snapshot of the database, and
/// rows are counted, then and now, only when some transaction has committed in between.
final class RowWatch implements AutoCloseable {
    private static final String COMMITTED = """
            select exists (select from generate_series(cast(? as bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) as n (id)
                            where pg_xact_status(n.id::text::xid8) <> 'aborted')
            """;

    private final Inspector then;
    private final Inspector now;
    private final String changes;
    private long firstTransaction;

    RowWatch(TestDatabase database) {
        this.then = Inspector.of(database);
        this.now = Inspector.of(database);
        this.changes = Tables.changes(Tables.names(now));
        try {
            then.connection().setAutoCommit(false);
            then.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        begin();
    }

    /// From now on nothing may change.
    void begin() {
        then.run("rollback");
        firstTransaction = then.number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    }

    /// What has changed is told once: the next look begins with it.
    void assertNothingChanged() {
        if (List.of("t").equals(now.texts(COMMITTED, firstTransaction))) {
            String before = then.text(changes);
            String after = now.text(changes);
            begin();
            assertThat(after).as("rows").isEqualTo(before);
        }
    }

    @Override
    public void close() {
        then.close();
        now.close();
    }
}
