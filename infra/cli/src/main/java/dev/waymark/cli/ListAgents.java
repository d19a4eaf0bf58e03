package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.AgentTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark agents`: who there is, and who could do a task.
@Command(
        name = "agents",
        description = "Lists agents, or finds those that could do a task.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListAgents implements Runnable {
    private final Session session;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that said so last: idle, busy, processing, waiting or error.")
    private String status = "";

    @Option(names = "--capability", paramLabel = "NAME", description = "Only those that have it enabled.")
    private String capability = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListAgents(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> agents = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach("/v1/agents" + filter(), limit, agent -> {
                agents.add(agent);
                return agents.size() < limit;
            });
        }
        if (json) {
            session.printItems(agents);
            return;
        }
        if (agents.isEmpty()) {
            session.err().println("There are no such agents yet.");
            return;
        }
        session.out().print(AgentTable.render(agents, session.screen()));
    }

    private String filter() {
        List<String> filters = new ArrayList<>();
        if (!status.isEmpty()) {
            filters.add("status=" + PathName.encodeQuery(status));
        }
        if (!capability.isEmpty()) {
            filters.add("enabled=true&capability=" + PathName.encodeQuery(capability));
        }
        return filters.isEmpty() ? "" : "?" + String.join("&", filters);
    }
}
