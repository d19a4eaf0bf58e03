package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.FoundMessages;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark conversation search`: where something was said.
@Command(
        name = "search",
        description = "Shows the messages of a conversation in which something was said.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SearchConversation implements Runnable {
    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "EXTERNAL_ID",
            description = "The conversation, as `waymark conversations` lists it.")
    private String externalId = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description = "What to look for: words, \"a phrase\", -without, or.")
    private List<String> query = List.of();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    SearchConversation(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String text = String.join(" ", query);
        try (WaymarkClient client = session.connect()) {
            List<JsonNode> found = new NewestMessages(client, externalId).found(text, limit);
            if (json) {
                session.printItems(found);
            } else if (found.isEmpty()) {
                session.err().println("Nobody said that here.");
            } else {
                session.out().print(FoundMessages.render(found, text, session.screen()));
            }
        }
    }
}
