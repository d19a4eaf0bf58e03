package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Snapshots;
import dev.waymark.cli.print.StepSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark step info`: everything about one step.
@Command(
        name = "info",
        description = "Shows everything about one step of a project.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowStep implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "P", description = "The project's key.")
    private String project = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The step's number in the project: S3 or 3.")
    private String number = "";

    @Option(names = "--full", description = "Show long outputs and the state before and after whole.")
    private boolean full;

    @Option(names = "--json", description = "Print the row as the API gives it.")
    private boolean json;

    ShowStep(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String digits = StepReference.number(spec, number);
        try (WaymarkClient client = session.connect()) {
            String path = "/v1/projects/" + PathName.encode(project) + "/steps/" + digits;
            JsonNode step = client.get(path + "?expand=snapshots");
            if (json) {
                session.out().println(Json.pretty(step));
                return;
            }
            session.out().print(new StepSheet(step, session.screen(), full).render(snapshots(client, step)));
        }
    }

    /// As they stand in the step; fetched by their ids where the step only names them.
    private static Snapshots snapshots(WaymarkClient client, JsonNode step) {
        Snapshots expanded = Snapshots.in(step);
        return new Snapshots(
                orFetched(client, expanded.before(), step.path("before_snapshot_id")),
                orFetched(client, expanded.after(), step.path("after_snapshot_id")));
    }

    private static JsonNode orFetched(WaymarkClient client, JsonNode expanded, JsonNode id) {
        if (!expanded.isMissingNode() || !id.isTextual()) {
            return expanded;
        }
        // Retention may have taken the snapshot and left the step.
        return client.find("/v1/snapshots/" + PathName.encode(id.textValue())).orElse(MissingNode.getInstance());
    }
}
