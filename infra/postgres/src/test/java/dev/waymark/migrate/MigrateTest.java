package dev.waymark.migrate;

import static dev.waymark.postgres.Sql.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.postgres.EmbeddedServer;
import dev.waymark.postgres.Servers;
import dev.waymark.postgres.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrateTest {
    private static final String MACHINERY = "machinery/first";

    private AdminAccess database = AdminAccess.of("jdbc:postgresql://unset/unset");

    @BeforeEach
    void makeDatabase() throws SQLException {
        database = Servers.emptyDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        Servers.drop(database);
    }

    @Test
    void whatMigrationsMakeBelongsToTheOwner() throws SQLException {
        migrate(MACHINERY);

        try (Connection connection = database.open()) {
            assertThat(text(
                            connection,
                            "select string_agg(distinct tableowner, ',') from pg_tables"
                                    + " where schemaname = 'public'"))
                    .isEqualTo("waymark_owner");
            assertThat(text(connection, "select has_table_privilege('waymark_read', 'first', 'select')"))
                    .isEqualTo("t");
            assertThat(text(connection, "select has_schema_privilege('public', 'public', 'create')"))
                    .isEqualTo("f");
            assertThat(text(
                            connection,
                            "select has_database_privilege('waymark_read', current_database(), 'temporary')"))
                    .isEqualTo("f");
        }
    }

    @Test
    void aSecondRunChangesNothing() throws SQLException {
        migrate(MACHINERY);
        String before = history();

        migrate(MACHINERY);

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void anOlderReleaseLeavesANewerSchemaAsItIs() throws SQLException {
        migrate("machinery/newer");
        String before = history();

        migrate(MACHINERY);

        assertThat(history()).isEqualTo(before);
        try (Connection connection = database.open()) {
            assertThat(text(connection, "select release()")).isEqualTo("newer");
        }
    }

    @Test
    void runsAtOnceOnOneServerDoNotTripOverTheRolesOrEachOther() throws Exception {
        List<AdminAccess> databases = new ArrayList<>(List.of(database, database));
        try (var threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < 3; i++) {
                databases.add(Servers.emptyDatabase());
            }
            List<Future<?>> runs = new ArrayList<>();
            for (AdminAccess each : databases) {
                runs.add(threads.submit(() -> migration(each, MACHINERY).run()));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            for (AdminAccess each : databases) {
                try (Connection connection = each.open()) {
                    assertThat(text(connection, "select count(*) from second")).isEqualTo("1");
                }
            }
        } finally {
            for (AdminAccess each : databases) {
                Servers.drop(each);
            }
        }
    }

    @Test
    void aRunThatIsKilledHalfWayIsFinishedByTheNext() throws Exception {
        var slow = new AdminAccess(
                database.url() + "?options=-c%20machinery.pause_s%3D600", database.user(), database.password());
        try (Connection connection = database.open()) {
            CompletableFuture<Void> killed =
                    CompletableFuture.runAsync(() -> migration(slow, MACHINERY).run());
            while (!killed.isDone()
                    && text(connection, sessionsAsleep("count(*)")).equals("0")) {
                Thread.onSpinWait();
            }
            assertThat(text(connection, sessionsAsleep("bool_and(pg_terminate_backend(pid))")))
                    .isEqualTo("t");
            assertThatThrownBy(killed::join).hasCauseInstanceOf(MigrationException.class);
            assertThat(text(connection, "select to_regclass('second') is null")).isEqualTo("t");

            migrate(MACHINERY);

            assertThat(text(connection, "select count(*) from second")).isEqualTo("1");
        }
    }

    @Test
    void theShippedSchemaStandsOnTheOldestServerAndLoginRolesGetIn() throws IOException, SQLException {
        try (EmbeddedServer oldest = Servers.oldestSupported()) {
            AdminAccess empty = oldest.database("waymark");
            LoginPasswords passwords = LoginPasswords.derivedFrom(empty.password());

            Migrate.on(empty).withPasswords(passwords).run();
            Migrate.on(empty).withPasswords(passwords).run();

            for (String role : Roles.LOGINS) {
                try (Connection connection = DriverManager.getConnection(empty.url(), role, passwords.of(role))) {
                    assertThat(text(connection, "show server_version")).startsWith("15.");
                    assertThat(text(
                                    connection,
                                    "select rolsuper or rolbypassrls from pg_roles" + " where rolname = current_user"))
                            .isEqualTo("f");
                }
            }
        }
    }

    @Test
    void theOperatorKeyIsStoredOnce() throws SQLException {
        FirstOperatorKey key = FirstOperatorKey.of("wm_0123456789abcdefghijklmnopqrstuvwxyz");
        try (var migrated = TestDatabase.create();
                Connection authorizer = migrated.connect("waymark_access")) {
            FirstOperatorKey.store(migrated.adminAccess(), key);
            FirstOperatorKey.store(migrated.adminAccess(), key);

            assertThat(text(
                            authorizer,
                            "select string_agg(scopes::text, ' ') from authenticate_key(decode('" + key.secretHash()
                                    + "', 'hex'))"))
                    .isEqualTo("{operator}");
        }
    }

    @Test
    void theNewestVersionShippedIsTheOneThatADatabaseEndsAt() throws SQLException {
        try (var migrated = TestDatabase.create();
                Connection connection = migrated.admin()) {
            assertThat(text(connection, "select max(version::int) from flyway_schema_history"))
                    .isEqualTo(Integer.toString(Migrate.schemaVersion()));
        }
        assertThat(ShippedSchema.newestVersion("machinery/newer")).isEqualTo(3);
        assertThat(ShippedSchema.newestVersion("no/such/folder")).isZero();
    }

    private void migrate(String folder) {
        migration(database, folder).run();
    }

    private static Migrate migration(AdminAccess admin, String folder) {
        return Migrate.on(admin)
                .withPasswords(LoginPasswords.derivedFrom(admin.password()))
                .fromFolders(folder);
    }

    private String history() throws SQLException {
        try (Connection connection = database.open()) {
            return text(
                    connection,
                    "select string_agg(installed_rank || ':' || script || ':' || success, ' ' order by installed_rank)"
                            + " from flyway_schema_history");
        }
    }

    private static String sessionsAsleep(String what) {
        return "select " + what
                + " from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    }
}
