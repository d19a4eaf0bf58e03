package dev.waymark.cli;

import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.print.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs command lines in this process and keeps what they print.
final class Shell {
    /// What one run did.
    record Ran(int exitCode, String out, String err) {}

    /// How long the client would have waited between tries.
    final List<Duration> waits = new ArrayList<>();

    private final Map<String, String> environment;
    private final Screen screen;

    /// What a person types.
    private String answers = "";

    Shell(Map<String, String> environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    static Shell of(LedgerStandIn ledger) {
        return of(ledger, Screen.plain());
    }

    static Shell of(LedgerStandIn ledger, Screen screen) {
        return new Shell(Map.of("WAYMARK_URL", ledger.url(), "WAYMARK_API_KEY", LedgerStandIn.KEY), screen);
    }

    Shell answering(String text) {
        answers = text;
        return this;
    }

    Ran run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var backoff = new Backoff(5, Duration.ofMillis(100), Duration.ofMillis(300), waits::add);
        var session = new Session(
                environment,
                screen,
                backoff,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)));
        int exitCode = Waymark.commandLine(session).execute(arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
