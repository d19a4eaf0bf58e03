package dev.waymark.postgres;

import dev.waymark.postgres.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One data directory of PostgreSQL: made, configured, started and stopped with the server's own programs.
final class Cluster {
    static final Duration START_WAIT = Duration.ofSeconds(60);

    private static final Duration PROGRAM_WAIT = START_WAIT.plusSeconds(60);
    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.\\d+|devel|beta|rc)");
    private static final int FIRST_VERSION_WITH_BUILTIN_LOCALE = 17;

    private final DataFolder folder;
    private final ServerBinaries binaries;
    private final Durability durability;

    Cluster(DataFolder folder, ServerBinaries binaries, Durability durability) {
        this.folder = folder;
        this.binaries = binaries;
        this.durability = durability;
    }

    /// What the data directory says about a server that may still run on it.
    Optional<PostmasterPid> lastServer() throws IOException {
        return PostmasterPid.read(pidFile());
    }

    /// Makes the data directory where there is none. Killed half-way, it is made anew at the next start.
    void makeUnlessThere(String superuserPassword) throws IOException {
        if (Files.exists(data())) {
            refuseOtherMajorVersion();
            return;
        }
        Path unfinished = folder.path().resolve("postgresql.new");
        Folders.delete(unfinished);
        Path passwordFile = folder.path().resolve("password.new");
        try {
            Folders.writePrivately(passwordFile, superuserPassword);
            Outcome outcome = Program.run(initdb(unfinished, passwordFile), PROGRAM_WAIT);
            if (!outcome.succeeded()) {
                throw new DatabaseStartException("The data directory " + unfinished + " cannot be made:\n  "
                        + outcome.output().strip().replace("\n", "\n  "));
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.writeString(
                unfinished.resolve("postgresql.conf"), "\ninclude 'waymark.conf'\n", StandardOpenOption.APPEND);
        Files.writeString(unfinished.resolve("waymark.conf"), "");
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Starts the server and waits until it takes connections.
    Outcome start(int port) throws IOException {
        Files.writeString(data().resolve("waymark.conf"), settings(port));
        Files.deleteIfExists(folder.log());
        return pgCtl("start", "-l", folder.log().toString());
    }

    /// Ends all sessions and stops the server; transactions under way are rolled back.
    Outcome stop() throws IOException {
        return pgCtl("stop", "-m", "fast");
    }

    void forgetLastServer() throws IOException {
        Files.deleteIfExists(pidFile());
    }

    Path data() {
        return folder.postgres();
    }

    private Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    private Outcome pgCtl(String action, String... more) throws IOException {
        var arguments = new ArrayList<>(
                List.of(action, "-D", data().toString(), "-w", "-t", Long.toString(START_WAIT.toSeconds())));
        arguments.addAll(List.of(more));
        return Program.run(binaries.command("pg_ctl", arguments.toArray(String[]::new)), PROGRAM_WAIT);
    }

    private List<String> initdb(Path target, Path passwordFile) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "-D", target.toString(), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile.toString()));
        arguments.addAll(List.of("-E", "UTF8"));
        if (majorVersion() >= FIRST_VERSION_WITH_BUILTIN_LOCALE) {
            // The same order and case rules on every machine.
            arguments.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        } else {
            arguments.add("--locale=C");
        }
        if (durability == Durability.THROWN_AWAY) {
            arguments.add("--no-sync");
        }
        return binaries.command("initdb", arguments.toArray(String[]::new));
    }

    private void refuseOtherMajorVersion() throws IOException {
        String made = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!made.equals(Integer.toString(majorVersion()))) {
            throw new DatabaseStartException("The data directory " + data() + " was made by PostgreSQL " + made
                    + ", and this is " + majorVersion() + ": choose another folder with WAYMARK_DATA_DIR");
        }
    }

    private int majorVersion() throws IOException {
        Outcome outcome = Program.run(binaries.command("postgres", "--version"), PROGRAM_WAIT);
        Matcher version = VERSION.matcher(outcome.output());
        if (!outcome.succeeded() || !version.find()) {
            throw new DatabaseStartException("The PostgreSQL programs do not run on this machine: "
                    + outcome.output().strip());
        }
        return Integer.parseInt(version.group(1));
    }

    private String settings(int port) {
        return """
                # Written at every start: changes belong into postgresql.conf, below its include line.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 200
                shared_preload_libraries = 'pg_stat_statements'
                password_encryption = 'scram-sha-256'
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                fsync = %2$s
                synchronous_commit = %2$s
                full_page_writes = %2$s
                """.formatted(port, durability.setting());
    }
}
