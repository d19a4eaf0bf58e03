package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.RetentionTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark retention runs`: what sweeps did.
@Command(
        name = "runs",
        description = "Lists sweeps, the newest first, with what each took out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListRetentionRuns implements Runnable {
    private final Session session;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 20).")
    private int limit = 20;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListRetentionRuns(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> runs = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach("/v1/retention-runs", limit, run -> {
                runs.add(run);
                return runs.size() < limit;
            });
        }
        if (json) {
            session.printItems(runs);
            return;
        }
        if (runs.isEmpty()) {
            session.err().println("There has been no sweep yet.");
            return;
        }
        session.out().print(RetentionTable.ofRuns(runs, session.screen()));
    }
}
