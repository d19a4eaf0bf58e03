package dev.waymark.cli.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Finds programs on the `PATH` of an environment and runs them with no input, in one folder.
///
/// @param longest a program that takes longer is ended
public record Programs(Map<String, String> environment, Path folder, Duration longest) {
    private static final int MOST_BYTES = 32 * 1024 * 1024;
    private static final int MOST_ERROR_BYTES = 64 * 1024;

    public Programs {
        environment = Map.copyOf(environment);
    }

    /// Where the program is; empty where the `PATH` has none.
    public Optional<Path> find(String name) {
        for (String place : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(place).resolve(name);
            if (!place.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// Runs a program to its end.
    ///
    /// @throws MissingProgramException when it is not there, takes too long or prints more than anybody reads
    public Ran run(String name, String... arguments) throws MissingProgramException {
        Path program = find(name).orElseThrow(() -> new MissingProgramException(name + " is not there"));
        List<String> line = new ArrayList<>(List.of(program.toString()));
        line.addAll(List.of(arguments));
        try {
            return ended(name, start(line));
        } catch (IOException | UncheckedIOException failed) {
            throw new MissingProgramException(name + " does not run: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MissingProgramException(name + " was interrupted", interrupted);
        }
    }

    private Process start(List<String> line) throws IOException {
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        // Words are read by this program, and nothing may wait for a person.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Ran ended(String name, Process process) throws IOException, InterruptedException, MissingProgramException {
        var late = new CompletableFuture<Void>();
        Thread watch = Thread.ofVirtual().start(() -> endWhenLate(process, late));
        var errors = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> errors.complete(head(process.getErrorStream())));
        byte[] out = process.getInputStream().readNBytes(MOST_BYTES + 1);
        if (out.length > MOST_BYTES) {
            process.destroyForcibly();
            throw new MissingProgramException(name + " prints more than " + (MOST_BYTES >> 20) + " MiB");
        }
        int exitCode = process.waitFor();
        watch.interrupt();
        if (late.isDone()) {
            throw new MissingProgramException(name + " took longer than " + longest.toSeconds() + " s");
        }
        return new Ran(exitCode, new String(out, StandardCharsets.UTF_8), errors.join());
    }

    private void endWhenLate(Process process, CompletableFuture<Void> late) {
        try {
            if (!process.waitFor(longest)) {
                late.complete(null);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream stream) {
        try (stream) {
            byte[] head = stream.readNBytes(MOST_ERROR_BYTES);
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return new String(head, StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }
}
