package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.Roles;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A freshly migrated database of its own for one test class, on the server that the JVM's tests share. Tests at the
/// same
/// time, in this JVM or another, do not see each other.
///
/// `-Dwaymark.test.jdbc-url=jdbc:postgresql://…?user=…&password=…` names another server; the user must be able to
/// create
/// roles and databases.
public final class TestDatabase implements AutoCloseable {
    private final TestTemplate template;
    private final AdminAccess admin;
    private final String name;

    private TestDatabase(TestTemplate template, String name) {
        this.template = template;
        this.admin = template.database(name);
        this.name = name;
    }

    /// Copies the template that the first call of this JVM migrates.
    ///
    /// @throws DatabaseStartException when there is no server to be had
    public static TestDatabase create() {
        return on(TestTemplate.shared());
    }

    static TestDatabase on(TestTemplate template) {
        try {
            return new TestDatabase(template, template.copy());
        } catch (SQLException e) {
            throw new DatabaseStartException("The test server refuses a database: " + e.getMessage(), e);
        }
    }

    /// The URL without credentials, as functions get it.
    public String jdbcUrl() {
        return admin.url();
    }

    /// The name of the database.
    public String name() {
        return name;
    }

    /// The user to log in as for a role of [Roles#LOGINS].
    public String user(String role) {
        if (!Roles.LOGINS.contains(role)) {
            throw new IllegalArgumentException("Nobody logs in as " + role);
        }
        return role;
    }

    /// The password of a login role; null on a server that asks for none.
    public @Nullable String password(String role) {
        return template.passwords().of(user(role));
    }

    /// A connection as a login role, which cannot bypass row security.
    public Connection connect(String role) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user(role));
        @Nullable String password = password(role);
        if (password != null) {
            properties.setProperty("password", password);
        }
        Connection connection = DriverManager.getConnection(jdbcUrl(), properties);
        requireRowSecurity(connection, role);
        return connection;
    }

    /// The admin's access to this database: it owns the database and has the rights of `waymark_owner`, for which
    /// forced
    /// row security holds too.
    public AdminAccess adminAccess() {
        return admin;
    }

    /// A connection of the admin, to change a schema object or to read the catalogue.
    public Connection admin() throws SQLException {
        return admin.open();
    }

    /// Whether [#inspect()] sees the rows of every tenant here: where we know a superuser, or the admin is one.
    public boolean inspectsEveryRow() {
        try (Connection connection = inspect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select rolsuper or rolbypassrls from pg_roles where rolname = current_user")) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The test server does not answer", e);
        }
    }

    /// A connection that sees every row of every tenant, to assert on what is stored; never to be handed to what is
    /// under test. On a server given by URL whose user is no superuser it is `waymark_owner`, and then forced row
    /// security leaves only what its policies show: set the tenant first, or ask [#inspectsEveryRow()] and skip.
    public Connection inspect() throws SQLException {
        @Nullable AdminAccess superuser = template.server().superuser();
        if (superuser != null) {
            return superuser.database(name).open();
        }
        Connection connection = admin.open();
        try (Statement statement = connection.createStatement()) {
            if (!isSuperuser(statement)) {
                statement.execute("set role " + Roles.OWNER);
            }
        }
        return connection;
    }

    /// Drops the database, ending what still uses it.
    @Override
    public void close() {
        try {
            template.drop(name);
        } catch (SQLException e) {
            throw new IllegalStateException("The test database " + name + " cannot be dropped", e);
        }
    }

    private static boolean isSuperuser(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static void requireRowSecurity(Connection connection, String role) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                select rolname, rolsuper or rolbypassrls
                  from pg_roles
                 where rolname = current_user
                """)) {
            if (!rows.next() || !role.equals(rows.getString(1)) || rows.getBoolean(2)) {
                connection.close();
                throw new IllegalStateException("The connection of " + role + " can bypass row security");
            }
        }
    }
}
