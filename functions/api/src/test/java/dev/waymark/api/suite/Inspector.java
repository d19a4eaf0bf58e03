package dev.waymark.api.suite;

import dev.waymark.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// Asks a database by SQL, on one connection.
final class Inspector implements AutoCloseable {
    private final Connection connection;

    Inspector(Connection connection) {
        this.connection = connection;
    }

    /// One that sees the rows of every tenant. On a server without a superuser of ours the test is skipped.
    static Inspector of(TestDatabase database) {
        Assumptions.assumeTrue(
                database.inspectsEveryRow(), "skipped: this server shows nobody the rows of every tenant");
        try {
            return new Inspector(database.inspect());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One that is logged in as a role of functions.
    static Inspector as(TestDatabase database, String role) {
        try {
            return new Inspector(database.connect(role));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connection() {
        return connection;
    }

    /// Every row as the text of its columns.
    List<List<@Nullable String>> rows(String sql, @Nullable Object... parameters) {
        try {
            return tryRows(sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// As [#rows(String, Object...)], for statements that the database may refuse.
    List<List<@Nullable String>> tryRows(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (!statement.execute()) {
                return List.of();
            }
            return read(Objects.requireNonNull(statement.getResultSet()));
        }
    }

    /// The first column of every row.
    List<String> texts(String sql, @Nullable Object... parameters) {
        return rows(sql, parameters).stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }

    /// The one value.
    String text(String sql, @Nullable Object... parameters) {
        return texts(sql, parameters).getFirst();
    }

    /// The one number.
    long number(String sql, @Nullable Object... parameters) {
        return Long.parseLong(text(sql, parameters));
    }

    void run(String sql, @Nullable Object... parameters) {
        rows(sql, parameters);
    }

    private static List<List<@Nullable String>> read(ResultSet result) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (result.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
