package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.StepTable;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark steps`: a project's history, newest last.
@Command(
        name = "steps",
        description = "Shows a project's steps, newest last. ✗ marks those that a rollback made inactive.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListSteps implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "P", description = "The project's key.")
    private String project = "";

    @Option(names = "--active", description = "Only the active steps.")
    private boolean active;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most the newest N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListSteps(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            String path = "/v1/projects/" + PathName.encode(project) + (active ? "/steps/active" : "/steps");
            var newest = new NewestSteps(limit);
            newest.read(client, path);
            print(newest.oldestFirst(), newest.hasEarlier());
        }
    }

    private void print(List<JsonNode> steps, boolean hasEarlier) {
        if (json) {
            session.printItems(steps);
            return;
        }
        if (steps.isEmpty()) {
            session.err().println("The project has no " + (active ? "active " : "") + "steps yet.");
            return;
        }
        session.out().print(StepTable.render(steps, session.screen()));
        if (hasEarlier) {
            session.err().println("Earlier steps are not shown: --limit takes more than " + limit + ".");
        }
    }
}
