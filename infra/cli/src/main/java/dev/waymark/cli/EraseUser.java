package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Answer;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.ErasureReceipt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark user erase`: erases an end user everywhere.
@Command(
        name = "erase",
        description = {
            "Erases an end user everywhere: conversations, messages, memories, contexts, keys and archives. There is no"
                    + " way back, and nothing may be written of the user afterwards.",
            "Asks first; the receipt says how many rows it was, by table."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EraseUser implements Callable<Integer> {
    private static final int ACCEPTED = 202;

    private final Session session;

    @Parameters(paramLabel = "ID", description = "The end user, as conversations and memories name it.")
    private String user = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print the receipt as JSON; needs --yes.")
    private boolean json;

    EraseUser(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!yes && (json || !session.confirms("Erase everything of end user " + user + "? [y/N] "))) {
            session.err().println("waymark: nothing was done: answer y, or add --yes");
            return ExitCode.SOFTWARE;
        }
        JsonNode receipt = erase();
        if (json) {
            session.out().println(Json.pretty(receipt));
            return ExitCode.OK;
        }
        session.out().print(ErasureReceipt.render(receipt, session.screen()));
        return ExitCode.OK;
    }

    /// What takes longer than a call may goes on with the next one.
    private JsonNode erase() {
        try (WaymarkClient client = session.connect()) {
            while (true) {
                Answer answer = client.delete("/v1/users/" + PathName.encode(user));
                if (answer.status() != ACCEPTED) {
                    return answer.body();
                }
                session.err().println("still erasing …");
            }
        }
    }
}
