package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A server that still runs on a data directory although the process that started it is gone. Asked only while this
/// process
/// holds the folder's lock, so no living Waymark uses it.
final class OrphanedServer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final String superuser;
    private final String password;

    OrphanedServer(Cluster cluster, String superuser, String password) {
        this.cluster = cluster;
        this.superuser = superuser;
        this.password = password;
    }

    /// The way in, where one runs and answers; empty where none runs. One that is still recovering is waited for.
    ///
    /// @throws DatabaseStartException when one runs that does not answer
    Optional<AdminAccess> adopt() throws IOException {
        long giveUpAt = System.nanoTime() + Cluster.START_WAIT.toNanos();
        while (true) {
            Optional<PostmasterPid> found = cluster.lastServer().filter(PostmasterPid::isAlive);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            PostmasterPid server = found.get();
            if (server.belongsToAnotherProgram()) {
                // The server itself would take that process for a server and refuse to start.
                cluster.forgetLastServer();
                return Optional.empty();
            }
            AdminAccess access = EmbeddedServer.access(server.port(), password);
            if (answers(access)) {
                return Optional.of(access);
            }
            if (System.nanoTime() > giveUpAt) {
                throw new DatabaseStartException("A PostgreSQL server (process " + server.pid() + ") still runs on "
                        + cluster.data() + " and does not let " + superuser + " in: stop it first");
            }
            pause();
        }
    }

    private boolean answers(AdminAccess access) throws IOException {
        try (Connection connection = access.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show data_directory")) {
            return rows.next()
                    && Path.of(rows.getString(1))
                            .toRealPath()
                            .equals(cluster.data().toRealPath());
        } catch (SQLException notYet) {
            // Starting, recovering or stopping: asked again until the time is up.
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for a server", e);
        }
    }
}
