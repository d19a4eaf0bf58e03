package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/// Empty databases for tests of what runs before a schema is there.
public final class Servers {
    private static final Path INSTALLED_15 = Path.of("/usr/lib/postgresql/15");

    private Servers() {}

    /// A new database of the shared server, owned by its admin; dropped by [#drop(AdminAccess)].
    public static AdminAccess emptyDatabase() throws SQLException {
        return emptyDatabase(TestTemplate.shared().server().admin());
    }

    public static AdminAccess emptyDatabase(AdminAccess admin) throws SQLException {
        String name = "waymark_empty_" + UUID.randomUUID().toString().substring(0, 8);
        try (Connection connection = admin.open()) {
            Sql.execute(connection, "create database " + name);
        }
        return admin.database(name);
    }

    public static void drop(AdminAccess database) throws SQLException {
        String name = database.url().substring(database.url().lastIndexOf('/') + 1);
        try (Connection connection = TestTemplate.shared().server().admin().open()) {
            Sql.execute(connection, "drop database if exists " + name + " with (force)");
        }
    }

    /// A server of the oldest version supported, from the machine's own installation; skips the test without one.
    public static EmbeddedServer oldestSupported() throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(INSTALLED_15.resolve("bin/initdb")),
                "skipped: PostgreSQL 15 is not installed in " + INSTALLED_15);
        return EmbeddedServer.throwAwayOf(ServerBinaries.installedIn(INSTALLED_15));
    }
}
