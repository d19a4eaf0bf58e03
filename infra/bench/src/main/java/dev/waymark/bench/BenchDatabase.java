package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.migrate.Migrate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A migrated database of one run's own; dropped with the run.
final class BenchDatabase implements AutoCloseable {
    private static final String[] SETTINGS = {
        "server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"
    };

    private final BenchServer server;
    private final AdminAccess access;
    private final String name;
    private final LoginPasswords passwords;

    private BenchDatabase(BenchServer server, String name) {
        this.server = server;
        this.name = name;
        this.access = server.admin().database(name);
        this.passwords = LoginPasswords.derivedFrom(access.password());
    }

    static BenchDatabase create(BenchServer server) throws SQLException {
        String name = "waymark_bench_" + UUID.randomUUID().toString().substring(0, 8);
        execute(server.admin(), "create database " + name);
        var database = new BenchDatabase(server, name);
        Migrate.on(database.access).withPasswords(database.passwords).run();
        return database;
    }

    /// An empty database on the same server, for somebody else.
    PlainDatabase beside(String suffix) throws SQLException {
        return PlainDatabase.create(server.admin(), name + "_" + suffix);
    }

    /// Drops a database that is beside this one.
    void drop(PlainDatabase other) throws SQLException {
        other.drop(server.admin());
    }

    /// This one, for whoever counts its bytes.
    PlainDatabase plain() {
        return new PlainDatabase(access, name);
    }

    AdminAccess admin() {
        return access;
    }

    /// Counts statements on this server from now on, here and everywhere else.
    void countStatements() {
        server.countStatements();
    }

    /// What the server counts of this database.
    ServerCounter counter() throws SQLException {
        return new ServerCounter(server.admin(), name);
    }

    /// How to log in as a login role, which cannot bypass row security.
    AdminAccess as(String role) {
        return AdminAccess.of(access.url(), role, passwords.of(role));
    }

    /// The environment of a function of this family.
    ///
    /// @param jdbcUrl the database, perhaps through something that listens
    Map<String, String> environment(String role, String jdbcUrl, int connections) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("WAYMARK_JDBC_URL", jdbcUrl);
        environment.put("WAYMARK_DB_USER", role);
        String password = passwords.of(role);
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        environment.put("WAYMARK_POOL_SIZE", Integer.toString(connections));
        return environment;
    }

    /// What of the server and of this machine a figure depends on.
    Map<String, String> settings() throws SQLException {
        var settings = new LinkedHashMap<String, String>();
        try (Connection connection = access.open();
                Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                try (ResultSet row = statement.executeQuery("show " + setting)) {
                    row.next();
                    settings.put(setting, row.getString(1));
                }
            }
        }
        settings.put("java", System.getProperty("java.version"));
        settings.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return settings;
    }

    private static void execute(AdminAccess access, String sql) throws SQLException {
        try (Connection connection = access.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute(server.admin(), "drop database " + name);
    }
}
