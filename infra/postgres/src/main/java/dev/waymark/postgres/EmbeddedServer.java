package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.postgres.Program.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// A PostgreSQL server of our own on the loopback interface, from binaries that Maven brought. It belongs to one
/// process at
/// a time. A server that a killed process left behind on the same folder is adopted, and stopped with this one.
///
/// It stops when closed, not with the JVM: who starts it knows when the last request is done.
public final class EmbeddedServer implements AutoCloseable {
    private static final int PORT_TRIES = 3;
    private static final String SUPERUSER = "postgres";

    private final DataFolder folder;
    private final Cluster cluster;
    private final Durability durability;
    private final AdminAccess superuser;
    private final AdminAccess admin;
    private final boolean adopted;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServer(
            DataFolder folder,
            Cluster cluster,
            Durability durability,
            AdminAccess superuser,
            AdminAccess admin,
            boolean adopted) {
        this.folder = folder;
        this.cluster = cluster;
        this.durability = durability;
        this.superuser = superuser;
        this.admin = admin;
        this.adopted = adopted;
    }

    /// Starts a server whose data stays in the folder, and survives a crash.
    ///
    /// @throws DatabaseStartException when the folder cannot be written, is in use, holds another major
    ///     version's data, or the server does not start
    public static EmbeddedServer keepingDataIn(Path folder) {
        return start(folder, Durability.KEPT);
    }

    /// Starts a server for one run: fast, and gone with its data when closed.
    ///
    /// @throws DatabaseStartException when the server does not start
    public static EmbeddedServer throwAway() {
        try {
            return start(Files.createTempDirectory("waymark-throw-away-"), Durability.THROWN_AWAY);
        } catch (IOException e) {
            throw new DatabaseStartException("No temporary folder can be made: " + e.getMessage(), e);
        }
    }

    /// As [#throwAway()], with the programs of another installation.
    static EmbeddedServer throwAwayOf(ServerBinaries binaries) throws IOException {
        DataFolder folder = DataFolder.take(Files.createTempDirectory("waymark-throw-away-"));
        return start(folder, binaries, Durability.THROWN_AWAY);
    }

    private static EmbeddedServer start(Path path, Durability durability) {
        DataFolder folder = DataFolder.take(path);
        return start(folder, ServerBinaries.in(CacheFolder.orInside(folder.path())), durability);
    }

    private static EmbeddedServer start(DataFolder folder, ServerBinaries binaries, Durability durability) {
        boolean started = false;
        try {
            EmbeddedServer server = start(folder, new Cluster(folder, binaries, durability), durability);
            started = true;
            return server;
        } catch (IOException | SQLException e) {
            throw new DatabaseStartException(
                    "The database in " + folder.path() + " did not start: " + e.getMessage() + folder.endOfLog(), e);
        } finally {
            if (!started) {
                folder.close();
            }
        }
    }

    private static EmbeddedServer start(DataFolder folder, Cluster cluster, Durability durability)
            throws IOException, SQLException {
        String secret = folder.secret();
        String password = String.valueOf(LoginPasswords.derivedFrom(secret).of(SUPERUSER));
        cluster.makeUnlessThere(password);
        Optional<AdminAccess> orphan = new OrphanedServer(cluster, SUPERUSER, password).adopt();
        AdminAccess superuser = orphan.isPresent() ? orphan.get() : launch(folder, cluster, password);
        AdminAccess admin = AdminRole.ensure(superuser, secret);
        return new EmbeddedServer(folder, cluster, durability, superuser, admin, orphan.isPresent());
    }

    private static AdminAccess launch(DataFolder folder, Cluster cluster, String password) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Outcome outcome = cluster.start(port);
            if (outcome.succeeded()) {
                return access(port, password);
            }
            String log = folder.endOfLog();
            // Another program may take the port between our look and the server's start.
            if (attempt == PORT_TRIES || !log.contains("could not bind")) {
                String said = log.isEmpty() ? "\n  " + outcome.output().strip().replace("\n", "\n  ") : log;
                throw new DatabaseStartException(
                        "The PostgreSQL server in " + folder.path() + " did not start; its log ends with:" + said);
            }
        }
    }

    static AdminAccess access(int port, String password) {
        return AdminAccess.of("jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, password);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// The admin's access to the maintenance database: may create roles and databases, no superuser.
    public AdminAccess admin() {
        return admin;
    }

    /// [#admin()] as one URL with credentials.
    public String adminUrl() {
        return admin.urlWithCredentials();
    }

    /// The admin's access to a database of this name, which is made unless it is there.
    public AdminAccess database(String name) throws SQLException {
        try (Connection connection = admin.open()) {
            if (!hasDatabase(connection, name)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("create database " + statement.enquoteIdentifier(name, true));
                }
            }
        }
        return admin.database(name);
    }

    /// Counts statements of one database from now on: makes the view `pg_stat_statements` there, for the admin to read.
    public void countStatements(String database) throws SQLException {
        try (Connection connection = superuser.database(database).open();
                Statement statement = connection.createStatement()) {
            statement.execute("create extension if not exists pg_stat_statements");
            statement.execute("grant pg_read_all_stats to " + AdminRole.NAME);
            statement.execute("grant execute on function pg_stat_statements_reset to " + AdminRole.NAME);
        }
    }

    /// Makes it another time for one login role in one database, from its next connection on: what leases, expiries and
    /// retention go by. For showing what time brings.
    public void turnClock(String database, String role, Instant now) throws SQLException {
        try (Connection connection = superuser.database(database).open();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role %s in database %s set waymark.now = '%s'"
                    .formatted(
                            statement.enquoteIdentifier(role, true), statement.enquoteIdentifier(database, true), now));
        }
    }

    /// Whether a server that a killed process had left was taken over.
    public boolean adopted() {
        return adopted;
    }

    /// Kills every process of the server at once, as a crash does: nothing is rolled back or written any more. Waits
    /// until they are gone; [#startAgain()] brings the server back.
    public void kill() {
        List<ProcessHandle> processes = lastServer().flatMap(last -> ProcessHandle.of(last.pid())).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /// Starts the killed server on its data and on the port that it had; it recovers first.
    ///
    /// @throws DatabaseStartException when it does not start
    public void startAgain() {
        try {
            int port = lastServer().orElseThrow().port();
            if (!cluster.start(port).succeeded()) {
                throw new DatabaseStartException(
                        "The server in " + folder.path() + " did not start again:" + folder.endOfLog());
            }
        } catch (IOException e) {
            throw new DatabaseStartException("The server did not start again: " + e.getMessage(), e);
        }
    }

    private Optional<PostmasterPid> lastServer() {
        try {
            return cluster.lastServer();
        } catch (IOException e) {
            throw new UncheckedIOException("The server's own file cannot be read", e);
        }
    }

    /// The superuser's access, for what must see every row. Nothing under test may run with it.
    AdminAccess superuser() {
        return superuser;
    }

    /// Stops the server; a second call does nothing.
    ///
    /// @throws DatabaseStartException when the server does not stop
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            stop();
        } catch (IOException e) {
            throw new DatabaseStartException("The server in " + folder.path() + " did not stop: " + e.getMessage(), e);
        } finally {
            folder.close();
        }
    }

    private void stop() throws IOException {
        Outcome outcome = cluster.stop();
        if (!outcome.succeeded()
                && cluster.lastServer().filter(PostmasterPid::isAlive).isPresent()) {
            throw new IOException(outcome.output().strip());
        }
        if (durability == Durability.THROWN_AWAY) {
            Folders.delete(folder.path());
        }
    }

    private static boolean hasDatabase(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select from pg_database where datname = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
