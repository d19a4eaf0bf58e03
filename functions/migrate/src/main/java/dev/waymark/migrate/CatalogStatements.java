package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Statements on the catalogues that a whole server shares, each in a transaction of its own. Another run on the same
/// server may make the same change at the same instant: such a statement is tried again, a bounded number of times.
final class CatalogStatements {
    private static final int MAXIMUM_TRIES = 20;
    private static final int LONGEST_PAUSE_MS = 100;

    /// unique_violation, duplicate_object, serialization_failure, deadlock_detected.
    private static final Set<String> LOST_A_RACE = Set.of("23505", "42710", "40001", "40P01");

    private final Connection connection;

    CatalogStatements(Connection connection) {
        this.connection = connection;
    }

    /// A change that knows whether it is still needed, so that it can be tried again after losing a race.
    @FunctionalInterface
    interface Change {
        void make() throws SQLException;
    }

    void execute(String sql) throws SQLException {
        retrying(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    boolean isTrue(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    void retrying(Change change) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                change.make();
                return;
            } catch (SQLException e) {
                if (attempt == MAXIMUM_TRIES || !lostARace(e)) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static boolean lostARace(SQLException e) {
        // PostgreSQL reports "tuple concurrently updated" (or deleted) as an internal error without a code of its own.
        return LOST_A_RACE.contains(e.getSQLState())
                || ("XX000".equals(e.getSQLState())
                        && String.valueOf(e.getMessage()).contains("tuple concurrently"));
    }

    private static void pause() throws SQLException {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(5, LONGEST_PAUSE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for another run", e);
        }
    }
}
