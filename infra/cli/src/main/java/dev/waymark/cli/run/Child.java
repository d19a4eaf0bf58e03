package dev.waymark.cli.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs one program with this program's input, showing what it writes as it comes and keeping it.
public final class Child {
    /// A program that ended may leave others behind that hold its output; they are not waited for, and what they write
    /// from then on is lost.
    private static final Duration REST = Duration.ofSeconds(1);

    private final List<String> line;
    private final Path folder;
    private final Map<String, String> environment;
    private final AtomicReference<@Nullable String> signal = new AtomicReference<>();

    /// A program that is not yet running.
    ///
    /// @param environment all of it
    public Child(List<String> line, Path folder, Map<String, String> environment) {
        this.line = List.copyOf(line);
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /// Runs it to its end. Signals that reach this program meanwhile are passed on, and do not end it.
    ///
    /// @param out gets its output, and `live` too
    public Outcome run(OutputStream out, OutputStream err, Live live) throws InterruptedException {
        var keptOut = new KeptOutput();
        var keptErr = new KeptOutput();
        Instant start = now();
        Process process;
        try {
            process = start();
        } catch (IOException unstartable) {
            String why = "waymark: " + unstartable.getMessage() + "\n";
            byte[] bytes = why.getBytes(StandardCharsets.UTF_8);
            new Pump(InputStream.nullInputStream(), err, keptErr, bytes1 -> {}).show(bytes, bytes.length);
            return new Outcome(isThere() ? 126 : 127, null, keptOut, keptErr, start, now());
        }
        try (Signals _ = Signals.to(name -> pass(name, process))) {
            Thread first = pump(new Pump(process.getInputStream(), out, keptOut, live::stdout));
            Thread second = pump(new Pump(process.getErrorStream(), err, keptErr, live::stderr));
            int exitCode = process.waitFor();
            Instant end = now();
            first.join(REST);
            second.join(REST);
            return new Outcome(exitCode, signal.get(), keptOut, keptErr, start, end);
        }
    }

    /// Whether there is something of the program's name, which then is no program that may be run, as shells tell it.
    private boolean isThere() {
        String name = line.getFirst();
        if (name.contains("/")) {
            return Files.exists(folder.resolve(name));
        }
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isRegularFile(folder.resolve(each).resolve(name)));
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Process start() throws IOException {
        var builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Thread pump(Pump pump) {
        return Thread.ofPlatform().daemon().name("output").start(pump);
    }

    private void pass(String name, Process process) {
        signal.set(name);
        if (name.equals("INT") && Foreground.isHere()) {
            return;
        }
        try {
            var kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid());
            kill.redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException noShell) {
            process.destroy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
