package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Inbox;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark inbox`: what waits for approval.
@Command(
        name = "inbox",
        description = "Lists the steps that wait for approval, across all commands.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowInbox implements Runnable {
    private final Session session;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ShowInbox(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> requests = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach("/v1/approvals?status=pending", 100, requests::add);
        }
        if (json) {
            session.printItems(requests);
            return;
        }
        if (requests.isEmpty()) {
            session.err().println("Nothing waits for approval.");
            return;
        }
        session.out().print(Inbox.render(requests, session.screen()));
        session.err().println("Decide with waymark approve STEP_ID --reason '…', or --reject.");
    }
}
