package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.conversation.ConversationFile;
import dev.waymark.cli.conversation.ConversationSender;
import dev.waymark.cli.conversation.PlannedConversation;
import dev.waymark.cli.conversation.UnreadableConversationsException;
import dev.waymark.cli.ledger.Progress;
import dev.waymark.cli.print.Figures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark import conversations`: a conversation for each run in each file. One that fails does
/// not keep the others from being imported; running it again goes on where it stopped and changes
/// nothing that is there.
@Command(
        name = "conversations",
        description = {
            "Imports runs of τ-bench, tool calls included: each run becomes a conversation.",
            "Importing a file again changes nothing, and one that was cut off is gone on with."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ImportConversations implements Callable<Integer> {
    private final Session session;
    private final List<JsonNode> told = new ArrayList<>();
    private boolean failed;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to import: JSON with a list of runs.")
    private List<Path> files = List.of();

    @Option(
            names = {"-a", "--agent"},
            paramLabel = "NAME",
            description = "The agent who speaks in them; it is registered where it is new.")
    private String agent = "";

    @Option(names = "--json", description = "Print what was done with each conversation.")
    private boolean json;

    ImportConversations(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        failed = false;
        told.clear();
        try (WaymarkClient client = session.connect()) {
            for (Path file : files) {
                try {
                    List<PlannedConversation> conversations = new ConversationFile(agent).read(file);
                    List<ConversationSender.Sent> sent = Bar.during(
                            session,
                            String.valueOf(file.getFileName()),
                            " conversations",
                            progress -> send(client, conversations, progress));
                    tell(file, sent);
                } catch (UnreadableConversationsException unreadable) {
                    failed = true;
                    session.err().println(file + ": not imported: " + unreadable.getMessage());
                }
            }
        }
        if (json) {
            session.printItems(told);
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<ConversationSender.Sent> send(
            WaymarkClient client, List<PlannedConversation> conversations, Progress progress) {
        var sender = new ConversationSender(client);
        List<ConversationSender.Sent> sent = new ArrayList<>();
        for (int i = 0; i < conversations.size(); i++) {
            progress.at(i, conversations.size());
            try {
                sent.add(sender.send(conversations.get(i)));
            } catch (ProblemException refused) {
                if (refused.isRefusedKey()) {
                    throw refused;
                }
                fail(conversations.get(i), refused);
            } catch (UnreadableConversationsException other) {
                fail(conversations.get(i), other);
            }
        }
        progress.at(conversations.size(), conversations.size());
        return sent;
    }

    private void fail(PlannedConversation conversation, RuntimeException why) {
        failed = true;
        session.err().println(conversation.externalId() + ": not imported: " + why.getMessage());
    }

    private void tell(Path file, List<ConversationSender.Sent> all) {
        all.forEach(sent -> told.add(Json.object()
                .put("external_id", sent.externalId())
                .put("messages", sent.messages())
                .put("sent", sent.sent())
                .put("created", sent.created())));
        if (!json) {
            session.out().println(file + ": " + summary(all));
        }
    }

    private static String summary(List<ConversationSender.Sent> all) {
        int messages = all.stream().mapToInt(ConversationSender.Sent::messages).sum();
        int sent = all.stream().mapToInt(ConversationSender.Sent::sent).sum();
        long created = all.stream().filter(ConversationSender.Sent::created).count();
        String whole = Figures.counted(all.size(), "conversation") + ", " + Figures.counted(messages, "message");
        if (sent == 0 && created == 0) {
            return "already there (" + whole + ")";
        }
        return sent == messages
                ? whole + " imported"
                : Figures.counted(sent, "message") + " imported, the others were there (" + whole + ")";
    }
}
