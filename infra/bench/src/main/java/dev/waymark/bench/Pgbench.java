package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The program pgbench of this machine.
record Pgbench(Path program, String version) {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern PROGRESS = Pattern.compile("progress: [0-9.]+ s, ([0-9.]+) tps.* ([0-9]+) failed");
    private static final Pattern TRANSACTIONS = Pattern.compile("number of transactions actually processed: ([0-9]+)");

    /// What one run came to.
    ///
    /// @param transactions how many there were in all
    /// @param perSecond how many in each full second
    record Outcome(long transactions, List<Double> perSecond) {}

    /// The pgbench on the path, else the newest of a Debian package.
    ///
    /// @throws BenchException where there is none
    static Pgbench find() throws IOException, InterruptedException {
        Path found = onPath().or(Pgbench::inDebianPackage)
                .orElseThrow(
                        () -> new BenchException(
                                "skipped: there is no pgbench on the path or in /usr/lib/postgresql/*/bin; install postgresql-contrib"));
        Process process = new ProcessBuilder(found.toString(), "--version").start();
        String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return new Pgbench(found, version);
    }

    /// Runs a script with this many clients.
    ///
    /// @throws BenchException when it fails, or a transaction of it does
    Outcome run(AdminAccess access, Path script, int clients, Duration duration)
            throws IOException, InterruptedException {
        URI server = URI.create(access.url().substring("jdbc:".length()));
        // One second more, because the report of the last one may be missing.
        long seconds = duration.toSeconds() + 1;
        var builder = new ProcessBuilder(List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--progress=1",
                "--client=" + clients,
                "--jobs=" + Math.min(clients, 2),
                "--time=" + seconds,
                "--file=" + script,
                "--host=" + server.getHost(),
                "--port=" + (server.getPort() < 0 ? 5432 : server.getPort()),
                "--username=" + access.user(),
                server.getPath().substring(1)));
        if (access.password() != null) {
            builder.environment().put("PGPASSWORD", access.password());
        }
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new BenchException("pgbench failed: " + output.strip());
        }
        return outcome(output, (int) duration.toSeconds());
    }

    private static Outcome outcome(String output, int seconds) {
        Matcher total = TRANSACTIONS.matcher(output);
        List<Double> perSecond = new ArrayList<>();
        Matcher progress = PROGRESS.matcher(output);
        while (progress.find() && perSecond.size() < seconds) {
            perSecond.add(Double.valueOf(progress.group(1)));
        }
        if (!total.find() || perSecond.size() < seconds || output.contains("number of failed transactions: 1")) {
            throw new BenchException("pgbench said something else than expected: " + output.strip());
        }
        return new Outcome(Long.parseLong(total.group(1)), perSecond);
    }

    private static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> inDebianPackage() {
        File[] versions = DEBIAN.toFile().listFiles();
        return Stream.of(versions == null ? new File[0] : versions)
                .sorted((left, right) -> right.getName().compareTo(left.getName()))
                .map(version -> version.toPath().resolve("bin/pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
