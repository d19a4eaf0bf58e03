package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.CommandTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark commands`: the work given to agents.
@Command(
        name = "commands",
        description = "Lists commands: the work given to agents.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListCommands implements Runnable {
    private final Session session;

    @Option(
            names = {"-p", "--project"},
            paramLabel = "P",
            description = "Only those of this project.")
    private String project = "";

    @Option(names = "--status", paramLabel = "STATUS", description = "Only those with this status.")
    private String status = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListCommands(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> commands = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach("/v1/commands" + filter(), limit, command -> {
                commands.add(command);
                return commands.size() < limit;
            });
        }
        if (json) {
            session.printItems(commands);
            return;
        }
        if (commands.isEmpty()) {
            session.err().println("There are no such commands yet.");
            return;
        }
        session.out().print(CommandTable.render(commands, session.screen()));
    }

    private String filter() {
        List<String> filters = new ArrayList<>();
        if (!project.isEmpty()) {
            filters.add("project=" + PathName.encodeQuery(project));
        }
        if (!status.isEmpty()) {
            filters.add("status=" + PathName.encodeQuery(status));
        }
        return filters.isEmpty() ? "" : "?" + String.join("&", filters);
    }
}
