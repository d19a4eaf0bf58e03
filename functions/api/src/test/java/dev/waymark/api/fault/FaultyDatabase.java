package dev.waymark.api.fault;

import dev.waymark.api.Functions;
import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.migrate.Migrate;
import dev.waymark.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.SQLException;

/// A server that may be killed, with durable commits, and the functions on it.
record FaultyDatabase(EmbeddedServer server, Functions functions) implements AutoCloseable {
    static FaultyDatabase in(Path folder) throws SQLException {
        EmbeddedServer server = EmbeddedServer.keepingDataIn(folder);
        AdminAccess admin = server.database("faults");
        LoginPasswords passwords = LoginPasswords.derivedFrom(admin.password());
        Migrate.on(admin).withPasswords(passwords).run();
        return new FaultyDatabase(server, Functions.on(admin, passwords));
    }

    @Override
    public void close() {
        functions.close();
        server.close();
    }
}
