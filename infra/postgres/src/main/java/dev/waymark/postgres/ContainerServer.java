package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// PostgreSQL in a container. The only class that touches Testcontainers, which is optional: without it there is none.
final class ContainerServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("postgres:18-alpine");

    private ContainerServer() {}

    static boolean isAvailable() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (NoClassDefFoundError withoutTestcontainers) {
            return false;
        }
    }

    static TestServer start() {
        String secret = UUID.randomUUID().toString();
        @SuppressWarnings("resource") // Testcontainers itself removes the container when the JVM ends.
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withPassword(secret)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        container.start();
        AdminAccess superuser = AdminAccess.of(
                "jdbc:postgresql://" + container.getHost() + ":" + container.getFirstMappedPort() + "/postgres",
                container.getUsername(),
                secret);
        return TestServer.administered(superuser, secret);
    }
}
