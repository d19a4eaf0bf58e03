package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/// What PostgreSQL counts of one database, read from another one so that reading adds nothing to it.
final class ServerCounter implements AutoCloseable {
    private final Connection connection;
    private final String database;

    /// @param access to a database that has the view `pg_stat_statements`
    /// @param database whose counts are read
    ServerCounter(AdminAccess access, String database) throws SQLException {
        this.connection = access.open();
        this.database = database;
    }

    /// Transactions of the whole server that have written so far: each of them, and each subtransaction, takes a
    /// number.
    long writingTransactions() throws SQLException {
        return number(
                "select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint) where ? is not null");
    }

    /// Bytes of write-ahead log of the whole server so far.
    long walBytes() throws SQLException {
        return number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') where ? is not null");
    }

    void forgetStatements() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_statements_reset()");
        }
    }

    /// Calls of each statement that a client sent since the last [#forgetStatements()].
    Map<String, Long> statements() throws SQLException {
        String sql = """
                select left(s.query, 100), sum(s.calls)
                  from pg_stat_statements s
                  join pg_database d on d.oid = s.dbid
                 where s.toplevel and d.datname = ?
                 group by 1
                 order by 1
                """;
        var calls = new LinkedHashMap<String, Long>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    calls.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return calls;
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
