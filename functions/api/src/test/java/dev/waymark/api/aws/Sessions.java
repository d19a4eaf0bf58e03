package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The sessions of functions, as the database sees them.
final class Sessions {
    private static final int LOOKS = 500;

    private Sessions() {}

    static int ofFunctionsIn(TestDatabase database) {
        try (Connection admin = database.inspect()) {
            return count(admin);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A client that has closed is gone at once; the server takes a moment to notice.
    static void awaitNoneOfFunctionsIn(TestDatabase database) throws SQLException {
        try (Connection admin = database.inspect()) {
            for (int look = 0; count(admin) > 0; look++) {
                assertThat(look).as("looks at sessions that should be gone").isLessThan(LOOKS);
                try (PreparedStatement pause = admin.prepareStatement("select pg_sleep(0.01)")) {
                    pause.execute();
                }
            }
        }
    }

    /// Whether a session that has ended read the version of the schema, as asking for the health does.
    static boolean schemaVersionWasReadIn(TestDatabase database) throws SQLException {
        try (Connection admin = database.inspect();
                PreparedStatement statement = admin.prepareStatement("""
                        select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0
                          from pg_stat_user_tables
                         where relname = 'flyway_schema_history'
                        """);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static int count(Connection admin) throws SQLException {
        try (PreparedStatement statement = admin.prepareStatement("""
                        select count(*)
                          from pg_stat_activity
                         where datname = current_database()
                           and application_name = 'waymark'
                        """);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
