package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The PostgreSQL that is measured: the one of `-Dwaymark.bench.jdbc-url`, else an embedded one that waits for the disk
/// at every commit and is gone with its data afterwards.
final class BenchServer implements AutoCloseable {
    private static final String URL_PROPERTY = "waymark.bench.jdbc-url";

    private final @Nullable EmbeddedServer embedded;
    private final @Nullable Path folder;
    private final AdminAccess admin;

    private BenchServer(@Nullable EmbeddedServer embedded, @Nullable Path folder, AdminAccess admin) {
        this.embedded = embedded;
        this.folder = folder;
        this.admin = admin;
    }

    static BenchServer start() throws IOException {
        String url = System.getProperty(URL_PROPERTY, "");
        if (!url.isBlank()) {
            return new BenchServer(null, null, AdminAccess.of(url));
        }
        Path folder = Files.createTempDirectory("waymark-bench-");
        EmbeddedServer embedded = EmbeddedServer.keepingDataIn(folder);
        return new BenchServer(embedded, folder, embedded.admin());
    }

    /// A server for counts: as fast as it goes, because nothing is timed.
    static BenchServer forCounts() {
        String url = System.getProperty("waymark.test.jdbc-url", "");
        if (!url.isBlank()) {
            return new BenchServer(null, null, AdminAccess.of(url));
        }
        EmbeddedServer embedded = EmbeddedServer.throwAway();
        return new BenchServer(embedded, null, embedded.admin());
    }

    AdminAccess admin() {
        return admin;
    }

    /// Makes the view `pg_stat_statements` in the admin's own database, where it shows all databases.
    ///
    /// @throws BenchException where the server does not offer it
    void countStatements() {
        try {
            if (embedded != null) {
                embedded.countStatements("postgres");
                return;
            }
            try (Connection connection = admin.open();
                    Statement statement = connection.createStatement()) {
                statement.execute("create extension if not exists pg_stat_statements");
            }
        } catch (SQLException e) {
            throw new BenchException("this server cannot count statements: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        }
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(folder)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.deleteIfExists(path);
        }
    }
}
