package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.MemoryTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark memory search`: what an agent remembers of something.
@Command(
        name = "search",
        description = "Shows what an agent remembers of something, the best first, with what each score is made of.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SearchMemories implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "AGENT", description = "Whose memories.")
    private String agent = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "What to look for; without it, what matters most.")
    private List<String> query = List.of();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "Only of this type; can be repeated.")
    private List<String> types = List.of();

    @Option(names = "--user", paramLabel = "USER", description = "Only about this end user.")
    private String user = "";

    @Option(names = "--min-importance", paramLabel = "0..1", description = "Only what matters at least so much.")
    private @Nullable BigDecimal minImportance;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 10).")
    private int limit = 10;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    SearchMemories(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Json.object().put("limit", limit);
        if (!query.isEmpty()) {
            body.put("query", String.join(" ", query));
        }
        if (!types.isEmpty()) {
            types.forEach(body.putArray("types")::add);
        }
        if (!user.isEmpty()) {
            body.put("user", user);
        }
        if (minImportance != null) {
            body.put("min_importance", minImportance);
        }
        List<JsonNode> found = new ArrayList<>();
        try (WaymarkClient client = session.connect()) {
            client.post("/v1/agents/" + PathName.encode(agent) + "/memories/search", Json.bytes(body))
                    .body()
                    .path("items")
                    .forEach(found::add);
        }
        if (json) {
            session.printItems(found);
        } else if (found.isEmpty()) {
            session.err().println("It remembers nothing like that.");
        } else {
            session.out().print(MemoryTable.render(found, session.screen()));
        }
    }
}
