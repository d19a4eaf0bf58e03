package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.ConversationTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark conversations`: who talks with whom.
@Command(
        name = "conversations",
        description = "Lists conversations, the newest first.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListConversations implements Runnable {
    private final Session session;

    @Option(names = "--user", paramLabel = "USER", description = "Only those of this end user.")
    private String user = "";

    @Option(names = "--agent", paramLabel = "NAME", description = "Only those of this agent.")
    private String agent = "";

    @Option(names = "--search", paramLabel = "TEXT", description = "Only those in which this was said.")
    private String query = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListConversations(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> conversations = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach("/v1/conversations" + filter(), limit, conversation -> {
                conversations.add(conversation);
                return conversations.size() < limit;
            });
        }
        if (json) {
            session.printItems(conversations);
            return;
        }
        if (conversations.isEmpty()) {
            session.err().println("There are no such conversations yet.");
            return;
        }
        session.out().print(ConversationTable.render(conversations, session.screen()));
    }

    private String filter() {
        List<String> filters = new ArrayList<>();
        add("user", user, filters);
        add("agent", agent, filters);
        add("q", query, filters);
        return filters.isEmpty() ? "" : "?" + String.join("&", filters);
    }

    private static void add(String name, String value, List<String> filters) {
        if (!value.isEmpty()) {
            filters.add(name + "=" + PathName.encodeQuery(value));
        }
    }
}
