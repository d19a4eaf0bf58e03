package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.MessageSheet;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark conversation tail`: what was said last, and what is being said.
@Command(
        name = "tail",
        description = "Shows what was said last in a conversation.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TailConversation implements Runnable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Session session;

    @Parameters(paramLabel = "EXTERNAL_ID", description = "The conversation, as `waymark conversations` lists it.")
    private String externalId = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "The newest N messages (default: 10).")
    private int limit = 10;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as more is said, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--full", description = "Show long messages whole.")
    private boolean full;

    @Option(names = "--json", description = "Print the rows as the API gives them; with --follow, one a line.")
    private boolean json;

    TailConversation(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            var messages = new NewestMessages(client, externalId);
            JsonNode conversation = messages.conversation();
            List<JsonNode> newest = messages.of(conversation, limit);
            if (json && !follow) {
                session.printItems(newest);
                return;
            }
            long last = conversation.path("message_count").asLong();
            while (true) {
                newest.forEach(this::tell);
                last = newest.isEmpty()
                        ? last
                        : newest.getLast().path("position").asLong(last);
                if (!follow || !waits()) {
                    return;
                }
                newest = messages.after(last);
            }
        }
    }

    private void tell(JsonNode message) {
        session.out()
                .print(json ? Json.compact(message) + "\n" : new MessageSheet(session.screen(), full).render(message));
        session.out().flush();
    }

    private static boolean waits() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
