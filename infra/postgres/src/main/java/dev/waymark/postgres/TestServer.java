package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The server that the tests of one JVM share: the one of `-Dwaymark.test.jdbc-url`; else PostgreSQL in a container
/// where
/// Docker answers and Testcontainers is on the class path; else an embedded one. What was started stops with the JVM.
///
/// @param admin may create roles and databases
/// @param superuser sees every row; null on a server of which we know no superuser
record TestServer(AdminAccess admin, @Nullable AdminAccess superuser) {
    private static final String URL_PROPERTY = "waymark.test.jdbc-url";

    static TestServer start() {
        String url = System.getProperty(URL_PROPERTY, "");
        if (!url.isBlank()) {
            return new TestServer(AdminAccess.of(url), null);
        }
        return mayHaveDocker() && ContainerServer.isAvailable() ? ContainerServer.start() : embedded();
    }

    /// Asking Docker takes seconds where there is none, and looking for its socket takes none.
    private static boolean mayHaveDocker() {
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker"))
                || System.getProperty("os.name").startsWith("Windows");
    }

    private static TestServer embedded() {
        EmbeddedServer server = EmbeddedServer.throwAway();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-server"));
        return new TestServer(server.admin(), server.superuser());
    }

    /// A server of which the superuser is known.
    static TestServer administered(AdminAccess superuser, String secret) {
        try {
            return new TestServer(AdminRole.ensure(superuser, secret), superuser);
        } catch (SQLException e) {
            throw new DatabaseStartException("The test server does not let its superuser in: " + e.getMessage(), e);
        }
    }
}
