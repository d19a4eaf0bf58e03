package dev.waymark.local;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.migrate.Migrate;
import dev.waymark.migrate.MigrationException;
import dev.waymark.postgres.DatabaseStartException;
import dev.waymark.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The database behind a local gateway: the embedded PostgreSQL, or one that exists.
final class LocalDatabase implements AutoCloseable {
    private static final String NAME = "waymark";
    private static final String ACCESS_FAMILY = "waymark_access";
    private static final String POOL_SIZE = "8";

    /// Wraps the keys of tenants that encrypt fields; made by the first function that needs it.
    private static final String KEY_FILE = "encryption.key";

    private final @Nullable EmbeddedServer server;
    private final AdminAccess admin;
    private final LoginPasswords passwords;
    private final Path archives;
    private final Path keyFile;

    private LocalDatabase(@Nullable EmbeddedServer server, AdminAccess admin, Path dataDirectory) {
        this.archives = dataDirectory.resolve("archives").toAbsolutePath();
        this.keyFile = dataDirectory.resolve(KEY_FILE).toAbsolutePath();
        this.server = server;
        this.admin = admin;
        this.passwords = LoginPasswords.derivedFrom(admin.password());
    }

    /// Starts the embedded server, or names the one of the settings. Does not touch the schema.
    ///
    /// @throws StartFailure where there is no database to be had
    static LocalDatabase open(Settings settings) {
        String jdbcUrl = settings.jdbcUrl();
        try {
            if (jdbcUrl != null) {
                return new LocalDatabase(null, AdminAccess.of(jdbcUrl), settings.dataDirectory());
            }
            return embedded(EmbeddedServer.keepingDataIn(writable(settings.dataDirectory())), settings.dataDirectory());
        } catch (DatabaseStartException | MigrationException e) {
            throw new StartFailure(oneLine(e), e);
        }
    }

    private static LocalDatabase embedded(EmbeddedServer server, Path dataDirectory) {
        try {
            return new LocalDatabase(server, server.database(NAME), dataDirectory);
        } catch (SQLException e) {
            server.close();
            throw new StartFailure("The database cannot be made: " + StartFailure.reason(e), e);
        }
    }

    private static Path writable(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartFailure(
                    "The folder %s cannot be made (%s): choose another with WAYMARK_DATA_DIR"
                            .formatted(folder, StartFailure.reason(e)),
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new StartFailure("The folder " + folder + " cannot be written: choose another with WAYMARK_DATA_DIR");
        }
        return folder;
    }

    /// Brings the schema up to date and makes the local keys; a second call changes nothing.
    ///
    /// @throws StartFailure where the database does not answer or refuses
    void prepare() {
        try {
            Migrate.on(admin).withPasswords(passwords).run();
            LocalKeys.ensure(AdminAccess.of(admin.url(), ACCESS_FAMILY, passwords.of(ACCESS_FAMILY)));
        } catch (MigrationException e) {
            throw new StartFailure(oneLine(e), e);
        } catch (SQLException e) {
            throw new StartFailure("The local keys cannot be made: " + StartFailure.reason(e), e);
        }
    }

    /// What a function's environment is here: its own of the template, with this database instead of the deployed one
    /// and a folder beside its data instead of the bucket.
    Map<String, String> environmentOf(FunctionResource function) {
        var environment = new LinkedHashMap<>(function.environment());
        environment.remove("WAYMARK_DB_IAM");
        environment.put("WAYMARK_KEY_FILE", keyFile.toString());
        environment.put("WAYMARK_JDBC_URL", admin.url());
        environment.put("WAYMARK_POOL_SIZE", POOL_SIZE);
        environment.put("WAYMARK_ARCHIVES", archives.toString());
        String user = environment.get("WAYMARK_DB_USER");
        if (user == null) {
            throw new StartFailure("template.yaml: " + function.name() + " has no WAYMARK_DB_USER");
        }
        String password = passwords.of(user);
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        return Map.copyOf(environment);
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : String.join(" | ", message.lines().map(String::strip).toList());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
