package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.AgentSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark agent info`: everything about one agent, in one call.
@Command(
        name = "info",
        description = "Shows everything about one agent.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowAgent implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Option(names = "--json", description = "Print the row as the API gives it.")
    private boolean json;

    ShowAgent(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            JsonNode agent = client.get(
                    "/v1/agents/" + PathName.encode(name) + "?expand=configs,status,capabilities,metrics,state");
            if (json) {
                session.out().println(Json.pretty(agent));
                return;
            }
            session.out().print(new AgentSheet(agent, session.screen()).render());
        }
    }
}
