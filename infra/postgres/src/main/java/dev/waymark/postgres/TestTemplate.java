package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.migrate.Migrate;
import dev.waymark.migrate.Roles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A migrated database that test databases are copied from: migrating takes a second, copying a tenth of one.
record TestTemplate(TestServer server, String name, LoginPasswords passwords) {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /// Made once per JVM, at first use: the one static of the tests that holds state, because starting a server for
    /// each
    /// test class would take minutes.
    static TestTemplate shared() {
        return Shared.TEMPLATE;
    }

    private static final class Shared {
        static final TestTemplate TEMPLATE = make(TestServer.start());
    }

    static TestTemplate make(TestServer server) {
        var template = new TestTemplate(
                server,
                "waymark_template_" + suffix(),
                LoginPasswords.derivedFrom(server.admin().password()));
        try {
            execute(server.admin(), "create database " + template.name);
            Runtime.getRuntime().addShutdownHook(new Thread(template::dropQuietly, "drop-test-template"));
            Migrate.on(server.admin().database(template.name))
                    .withPasswords(template.passwords)
                    .run();
            template.requireRowSecurity();
            return template;
        } catch (SQLException e) {
            throw new DatabaseStartException("The test server refuses a database: " + e.getMessage(), e);
        }
    }

    /// A copy under a name of its own.
    String copy() throws SQLException {
        String copy = "waymark_test_" + suffix();
        execute(server.admin(), "create database " + copy + " template " + name);
        return copy;
    }

    /// Drops a database with the sessions on it. On a server without a known superuser the admin may not end the
    /// sessions of login roles: those must have been closed, and PostgreSQL waits some seconds for the last to go.
    void drop(String database) throws SQLException {
        String drop = "drop database if exists " + database;
        @Nullable AdminAccess superuser = server.superuser();
        try {
            execute(superuser != null ? superuser : server.admin(), drop + " with (force)");
        } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
            execute(server.admin(), drop);
        }
    }

    AdminAccess database(String database) {
        return server.admin().database(database);
    }

    private void requireRowSecurity() throws SQLException {
        try (Connection connection = server.admin().open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                select rolname
                  from pg_roles
                 where rolname in ('%s')
                   and (rolsuper or rolbypassrls)
                """.formatted(String.join("', '", Roles.LOGINS)))) {
            if (rows.next()) {
                throw new DatabaseStartException("The login role " + rows.getString(1) + " bypasses row security");
            }
        }
    }

    private static void execute(AdminAccess access, String sql) throws SQLException {
        try (Connection connection = access.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void dropQuietly() {
        try {
            drop(name);
        } catch (SQLException gone) {
            // The embedded server may have stopped before: then the template went with it.
            return;
        }
    }

    private static String suffix() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
