package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.RetentionTable;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `waymark sweep`: takes out now what retention says is over.
@Command(
        name = "sweep",
        description = {
            "Takes out what retention says is over, archived first where it says so.",
            "A call of it takes 20 seconds at most; what is left then the schedule goes on with.",
            "Exit code: 0, or 1 where rows could not leave."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SweepNow implements Callable<Integer> {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final Session session;

    @Option(names = "--dry-run", description = "Say what would leave, and change nothing.")
    private boolean dryRun;

    @Option(names = "--watch", description = "Go on until nothing is left, and tell how far it is.")
    private boolean watch;

    @Option(names = "--json", description = "Print the answer as the API gives it.")
    private boolean json;

    SweepNow(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (WaymarkClient client = session.connect()) {
            if (dryRun) {
                tell(client.post("/v1/retention-runs?dry_run=true", NOTHING).body());
                return ExitCode.OK;
            }
            JsonNode run = client.post("/v1/retention-runs", NOTHING).body();
            while (watch && !run.path("finished").asBoolean()) {
                session.err().println(RetentionTable.summary(run) + " so far");
                run = client.post("/v1/retention-runs", NOTHING).body();
            }
            tell(run);
            return failed(run) ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    private static boolean failed(JsonNode run) {
        return run.path("kinds").findValues("failed").stream().anyMatch(failed -> failed.asLong() > 0);
    }

    private void tell(JsonNode run) {
        session.out().print(json ? Json.pretty(run) + "\n" : RetentionTable.ofRun(run, dryRun, session.screen()));
    }
}
