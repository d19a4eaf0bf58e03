package dev.waymark.cli;

import dev.waymark.cli.api.PathName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark export agent`: an agent as a file that another tenant takes in.
@Command(
        name = "agent",
        description = {
            "Writes an agent to a file, with all that hangs below it:",
            "configs, capabilities, states, checkpoints, memories, conversations, audit events.",
            "`waymark import bundle` takes it in."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExportAgent implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The agent.")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file (default: agent-NAME.bundle.zst).")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print what was written as JSON.")
    private boolean json;

    ExportAgent(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        return new Export("agent", name, "/v1/agents/" + PathName.encode(name) + "/bundle").run(session, file, json);
    }
}
