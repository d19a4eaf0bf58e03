package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/// The role that Waymark administers a server of its own with: it may create roles and databases, and is no superuser,
/// as
/// on a managed PostgreSQL.
final class AdminRole {
    static final String NAME = "waymark_admin";

    private AdminRole() {}

    /// Makes the role unless it is there and sets its password.
    ///
    /// @param secret from which the password is derived
    static AdminAccess ensure(AdminAccess superuser, String secret) throws SQLException {
        String password = LoginPasswords.derivedFrom(secret).of(NAME);
        if (password == null) {
            throw new IllegalArgumentException("The secret is empty");
        }
        try (Connection connection = superuser.open();
                Statement statement = connection.createStatement()) {
            if (!isThere(statement)) {
                statement.execute("create role " + NAME + " login createrole createdb nosuperuser nobypassrls");
            }
            connection.unwrap(PGConnection.class).alterUserPassword(NAME, password.toCharArray(), "scram-sha-256");
        }
        return AdminAccess.of(superuser.url(), NAME, password);
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select from pg_roles where rolname = '" + NAME + "'")) {
            return rows.next();
        }
    }
}
