package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark timeline`: what happened in a command, in order.
@Command(
        name = "timeline",
        description = "Shows what happened in a command, in order.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowTimeline implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "COMMAND_ID", description = "The command's id, as `waymark commands` shows it.")
    private UUID id = new UUID(0, 0);

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as it happens, until the command has ended.")
    private boolean follow;

    @Option(names = "--json", description = "Print the entries as the API gives them; with --follow, one a line.")
    private boolean json;

    ShowTimeline(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> entries = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            if (follow) {
                new Following(client, "/v1/commands/" + id).forEach(this::tell);
                return;
            }
            new Pages(client).forEach("/v1/commands/" + id + "/timeline", 100, entries::add);
        }
        if (json) {
            session.printItems(entries);
            return;
        }
        if (entries.isEmpty()) {
            session.err().println("Nothing has happened in this command yet.");
            return;
        }
        session.out().print(Timeline.render(entries, session.screen()));
    }

    private void tell(JsonNode entry) {
        session.out().print(json ? Json.compact(entry) + "\n" : Timeline.line(entry, session.screen()));
        session.out().flush();
    }
}
