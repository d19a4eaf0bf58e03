package dev.waymark.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs one of the server's programs to its end.
final class Program {
    /// What it returned and what it printed.
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    private Program() {}

    static Outcome run(List<String> command, Duration patience) throws IOException {
        // Into a file rather than a pipe: the server inherits what pg_ctl writes to, and a pipe would never end.
        Path output = Files.createTempFile("waymark-postgres", ".log");
        try {
            Process process = start(command, output);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getLast() + " did not end within " + patience.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a program ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static Process start(List<String> command, Path output) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        // Messages are read below and shown to people; libpq's variables would lead the programs elsewhere.
        builder.environment().put("LC_MESSAGES", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
