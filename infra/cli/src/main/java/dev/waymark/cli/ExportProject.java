package dev.waymark.cli;

import dev.waymark.cli.api.PathName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark export project`: a project as a file that another tenant takes in.
@Command(
        name = "project",
        description = {
            "Writes a project to a file, with all that hangs below it:",
            "commands, steps, snapshots, evaluations, approvals, rollbacks, effects, audit events.",
            "`waymark import bundle` takes it in."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExportProject implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "KEY", description = "The project.")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file (default: project-KEY.bundle.zst).")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print what was written as JSON.")
    private boolean json;

    ExportProject(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        return new Export("project", name, "/v1/projects/" + PathName.encode(name) + "/bundle")
                .run(session, file, json);
    }
}
