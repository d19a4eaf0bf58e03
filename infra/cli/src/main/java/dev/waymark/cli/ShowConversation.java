package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.ConversationTable;
import dev.waymark.cli.print.MessageSheet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark conversation show`: a conversation and what was said in it.
@Command(
        name = "show",
        description = "Shows a conversation and what was said in it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowConversation implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "EXTERNAL_ID", description = "The conversation, as `waymark conversations` lists it.")
    private String externalId = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most the newest N messages (default: 200).")
    private int limit = 200;

    @Option(names = "--full", description = "Show long messages whole.")
    private boolean full;

    @Option(names = "--json", description = "Print {\"conversation\": …, \"messages\": […]} as the API gives them.")
    private boolean json;

    ShowConversation(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            var messages = new NewestMessages(client, externalId);
            JsonNode conversation = messages.conversation();
            print(conversation, messages.of(conversation, limit));
        }
    }

    private void print(JsonNode conversation, List<JsonNode> messages) {
        if (json) {
            ObjectNode all = Json.object();
            all.set("conversation", conversation);
            all.putArray("messages").addAll(messages);
            session.out().println(Json.pretty(all));
            return;
        }
        session.out().print(ConversationTable.head(conversation, session.screen()));
        var sheet = new MessageSheet(session.screen(), full);
        messages.forEach(message -> session.out().print(sheet.render(message)));
        if (messages.size() < conversation.path("message_count").asLong()) {
            session.err().println("Earlier messages are not shown: --limit takes more than " + limit + ".");
        }
    }
}
