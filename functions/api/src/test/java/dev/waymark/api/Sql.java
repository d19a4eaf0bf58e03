package dev.waymark.api;

import dev.waymark.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Looks behind the API, past row security: what is stored, and what happens when it is no longer what was stored.
/// Where nobody may see every row the test is skipped.
public final class Sql {
    private final TestDatabase database;

    private Sql(TestDatabase database) {
        this.database = database;
    }

    public static Sql of(Functions functions) {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                functions.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
        return new Sql(functions.database());
    }

    /// The number that a query answers.
    public long number(String sql, Object... arguments) {
        return query(sql, rows -> rows.getLong(1), arguments);
    }

    /// The truth that a query answers.
    public boolean truth(String sql, Object... arguments) {
        return query(sql, rows -> rows.getBoolean(1), arguments);
    }

    /// The text that a query answers.
    public String text(String sql, Object... arguments) {
        return query(sql, rows -> rows.getString(1), arguments);
    }

    /// Runs statements that have no parameters, all on one connection.
    public void run(String... statements) {
        try (Connection connection = database.inspect()) {
            for (String sql : statements) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, Reading<T> reading, Object... arguments) {
        try (Connection connection = database.inspect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new AssertionError("no row for " + sql);
                }
                return reading.of(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
