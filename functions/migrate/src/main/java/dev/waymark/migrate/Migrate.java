package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// Brings one database to the schema that this release ships: roles, then migrations, then grants.
///
/// It can be killed at any point and run again; several runs at once are fine, on one database as on many of one
/// server. A
/// database that a newer release has migrated is left as it is, so that an older release can be deployed beside it.
public final class Migrate {
    static final String MIGRATIONS = "db/migration";
    static final String GRANTS = "roles";

    private final AdminAccess admin;
    private final LoginPasswords passwords;
    private final boolean grantIam;
    private final List<String> folders;

    private Migrate(AdminAccess admin, LoginPasswords passwords, boolean grantIam, List<String> folders) {
        this.admin = admin;
        this.passwords = passwords;
        this.grantIam = grantIam;
        this.folders = folders;
    }

    /// Migrates the database that the access names. Sets no password and grants no IAM login unless told to.
    public static Migrate on(AdminAccess admin) {
        return new Migrate(admin, LoginPasswords.unset(), false, List.of(MIGRATIONS, GRANTS));
    }

    /// The same, setting the passwords of the login roles.
    public Migrate withPasswords(LoginPasswords chosen) {
        return new Migrate(admin, chosen, grantIam, folders);
    }

    /// The same, also letting the login roles in by IAM database authentication where the server offers it.
    public Migrate withIamLogin() {
        return new Migrate(admin, passwords, true, folders);
    }

    /// The same, from other folders of the class path: for tests of the machinery itself.
    Migrate fromFolders(String... others) {
        return new Migrate(admin, passwords, grantIam, List.of(others));
    }

    /// The newest schema version shipped; 0 where none is.
    public static int schemaVersion() {
        return ShippedSchema.newestVersion(MIGRATIONS);
    }

    /// Runs to the end or throws; a second run finds nothing left to do.
    ///
    /// @throws MigrationException when the server refuses; run again once the cause is gone
    public void run() {
        List<String> all = new ArrayList<>(folders);
        try (Connection connection = admin.open()) {
            new RoleBootstrap(connection).run(passwords, grantIam);
            if (folders.contains(MIGRATIONS)) {
                all.add(VectorSearch.folder(connection));
            }
        } catch (SQLException e) {
            throw new MigrationException("The database roles could not be prepared", e);
        }
        try {
            migrate(flyway(all));
        } catch (FlywayException e) {
            throw new MigrationException("The migrations failed", e);
        }
    }

    private void migrate(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        if (current != null && isNewerThanShipped(current.getVersion())) {
            // Applying an older release's repeatable files would take functions and grants back in time.
            return;
        }
        flyway.migrate();
    }

    private boolean isNewerThanShipped(MigrationVersion version) {
        int newest =
                folders.stream().mapToInt(ShippedSchema::newestVersion).max().orElse(0);
        return version != null && version.isNewerThan(Integer.toString(newest));
    }

    private Flyway flyway(List<String> all) {
        return Flyway.configure()
                .dataSource(admin.url(), admin.user(), admin.password())
                .initSql("set role " + Roles.OWNER)
                .locations(all.stream().map(folder -> "classpath:" + folder).toArray(String[]::new))
                .defaultSchema("public")
                .createSchemas(false)
                .placeholderReplacement(false)
                .validateMigrationNaming(true)
                .validateOnMigrate(true)
                .outOfOrder(false)
                .ignoreMigrationPatterns("*:future")
                .cleanDisabled(true)
                .loggers("slf4j")
                .load();
    }
}
