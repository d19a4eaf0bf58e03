package dev.waymark.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.migrate.AdminAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Servers that are started and stopped: mostly waiting, so the tests run side by side, each in a folder of its own.
@Execution(ExecutionMode.CONCURRENT)
class EmbeddedServerTest {
    @TempDir
    Path folder;

    /// Copied for each test, because making a data directory takes seconds.
    @TempDir
    static Path prepared;

    @BeforeAll
    static void prepare() {
        EmbeddedServer.keepingDataIn(prepared).close();
    }

    @BeforeEach
    void copyPrepared() throws IOException {
        try (Stream<Path> files = Files.walk(prepared)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = folder.resolve(prepared.relativize(file));
                if (!copy.equals(folder)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /// A test that failed half-way must not leave a server behind.
    @AfterEach
    void stopWhatIsLeft() {
        if (Files.exists(folder.resolve("postgresql"))) {
            EmbeddedServer.keepingDataIn(folder).close();
        }
    }

    @Test
    void keepsDataSafelyOverARestartAndLeavesNoProcess() throws Exception {
        long pid;
        try (var server = EmbeddedServer.keepingDataIn(folder);
                Connection connection = server.database("kept").open()) {
            pid = pid();
            Sql.execute(connection, "create table kept as select 42 as answer");
            assertThat(Sql.text(connection, "show fsync")).isEqualTo("on");
            assertThat(Sql.text(connection, "show synchronous_commit")).isEqualTo("on");
            assertThat(Sql.text(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
        waitUntilGone(pid);

        try (var server = EmbeddedServer.keepingDataIn(folder);
                Connection connection = server.database("kept").open()) {
            assertThat(server.adopted()).isFalse();
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void adoptsTheServerOfAKilledProcessWithItsDataAndStopsIt() throws Exception {
        Process killed = startAndKill();
        assertThat(killed.isAlive()).isFalse();
        long pid = pid();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isPresent();

        try (var server = EmbeddedServer.keepingDataIn(folder);
                Connection connection = server.database("kept").open()) {
            assertThat(server.adopted()).isTrue();
            assertThat(pid()).isEqualTo(pid);
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
        }
        waitUntilGone(pid);
    }

    @Test
    void recoversFromAServerThatWasKilledToo() throws Exception {
        startAndKill();
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();

        try (var restarted = EmbeddedServer.keepingDataIn(folder);
                Connection connection = restarted.database("kept").open()) {
            assertThat(restarted.adopted()).isFalse();
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void startsAlthoughTheOldProcessNumberNowBelongsToAnotherProgram() throws Exception {
        // as after a container's restart: the number is taken, by this very JVM
        Files.writeString(
                folder.resolve("postgresql/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("postgresql") + "\n1\n5432\n\n127.0.0.1\n\n");

        try (var server = EmbeddedServer.keepingDataIn(folder)) {
            assertThat(server.adopted()).isFalse();
        }
    }

    @Test
    void refusesAFolderThatAnotherUses() {
        try (var _ = EmbeddedServer.keepingDataIn(folder)) {
            assertThatThrownBy(() -> EmbeddedServer.keepingDataIn(folder))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageStartingWith("Another Waymark already uses the data folder")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws IOException {
        // below a file, so that root is refused too
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedServer.keepingDataIn(file.resolve("data")))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("WAYMARK_DATA_DIR")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other/postgresql"));
        Files.writeString(other.resolve("PG_VERSION"), "12\n");

        assertThatThrownBy(() -> EmbeddedServer.keepingDataIn(folder.resolve("other")))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("was made by PostgreSQL 12, and this is 18");
    }

    @Test
    void aServerThatDoesNotStartShowsTheEndOfItsLogAndFreesTheFolder() throws IOException {
        Path settings = folder.resolve("postgresql/postgresql.conf");
        String good = Files.readString(settings);
        Files.writeString(settings, good + "\nno_such_setting = on\n");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> EmbeddedServer.keepingDataIn(folder))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageContaining("did not start")
                    .hasMessageContaining("no_such_setting");
        }
        Files.writeString(settings, good);
    }

    @Test
    void theAdminIsNoSuperuserAndNobodyGetsInWithoutAPassword() throws SQLException {
        try (var server = EmbeddedServer.keepingDataIn(folder)) {
            AdminAccess admin = server.admin();
            try (Connection connection = AdminAccess.of(server.adminUrl()).open()) {
                assertThat(Sql.text(
                                connection,
                                "select current_user || rolsuper::text || rolbypassrls::text"
                                        + " from pg_roles where rolname = current_user"))
                        .isEqualTo("waymark_adminfalsefalse");
            }
            assertThatThrownBy(() -> DriverManager.getConnection(admin.url(), "postgres", ""))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(admin.url(), "postgres", "postgres"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void countsStatementsForTheAdmin() throws SQLException {
        try (var server = EmbeddedServer.throwAway();
                Connection connection = server.database("counted").open()) {
            server.countStatements("counted");
            Sql.execute(connection, "select 4711");

            assertThat(Sql.text(
                            connection,
                            "select sum(calls) from pg_stat_statements where query = 'select $1' and dbid ="
                                    + " (select oid from pg_database where datname = 'counted')"))
                    .isEqualTo("1");
            assertThat(Sql.text(connection, "show fsync")).isEqualTo("off");
        }
    }

    @Test
    void aThrownAwayServerLeavesNoFolder() throws SQLException {
        Path data;
        try (var server = EmbeddedServer.throwAway();
                Connection connection = server.superuser().open()) {
            data = Path.of(Sql.text(connection, "show data_directory"));
            assertThat(data).exists();
        }
        assertThat(data.getParent()).doesNotExist();
    }

    private Process startAndKill() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesAnOrphan.class.getName(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo(LeavesAnOrphan.READY);
            process.destroyForcibly().waitFor();
        }
        return process;
    }

    /// Hangs, and fails, where the process stays. Init may take a moment to bury it.
    private static void waitUntilGone(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    private long pid() throws IOException {
        return PostmasterPid.read(folder.resolve("postgresql/postmaster.pid"))
                .orElseThrow()
                .pid();
    }
}
