package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.RetentionTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark retention`: how long what stays.
@Command(
        name = "retention",
        description = "Shows how long rows of each kind stay, and what then becomes of them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowRetention implements Runnable {
    private final Session session;

    @Option(names = "--json", description = "Print the policies as the API gives them.")
    private boolean json;

    ShowRetention(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            JsonNode policies = client.get("/v1/retention-policies");
            session.out()
                    .print(json ? Json.pretty(policies) + "\n" : RetentionTable.ofPolicies(policies, session.screen()));
        }
    }
}
