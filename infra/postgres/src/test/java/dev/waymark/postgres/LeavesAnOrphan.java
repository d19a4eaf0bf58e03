package dev.waymark.postgres;

import dev.waymark.migrate.AdminAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;

/// Run in a JVM of its own: starts a server on the folder named, stores a row, says so, and waits to be killed.
final class LeavesAnOrphan {
    static final String READY = "stored";

    private LeavesAnOrphan() {}

    public static void main(String[] arguments) throws Exception {
        @SuppressWarnings("resource") // never closed: that is the point
        EmbeddedServer server = EmbeddedServer.keepingDataIn(Path.of(arguments[0]));
        AdminAccess database = server.database("kept");
        try (Connection connection = database.open()) {
            Sql.execute(connection, "create table kept as select 42 as answer");
        }
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
