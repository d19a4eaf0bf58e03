package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.memory.MemoryContent;
import dev.waymark.cli.print.MemoryTable;
import dev.waymark.cli.print.PlainText;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark memory add`: gives an agent something to remember.
@Command(
        name = "add",
        description = {
            "Gives an agent something to remember, such as",
            "  waymark memory add coder concept=seat definition='prefers the aisle'"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AddMemory implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "AGENT", description = "Who shall remember it.")
    private String agent = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "CONTENT",
            description = "Members as name=text or name:=json, or one JSON object. Semantic memories need concept and"
                    + " definition, episodic ones event and temporal, procedural ones skill and steps, working ones"
                    + " items and capacity.")
    private List<String> content = List.of();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "semantic, episodic, procedural or working (default: semantic).")
    private String type = "semantic";

    @Option(names = "--importance", paramLabel = "0..1", description = "How much it matters (default: 0.5).")
    private @Nullable BigDecimal importance;

    @Option(names = "--user", paramLabel = "USER", description = "The end user whom it is about.")
    private String user = "";

    @Option(names = "--json", description = "Print the row as the API gives it.")
    private boolean json;

    AddMemory(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Json.object().put("memory_type", type);
        try {
            body.set("content", MemoryContent.of(content));
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(spec.commandLine(), String.valueOf(unreadable.getMessage()), unreadable);
        }
        if (importance != null) {
            body.put("importance", importance);
        }
        if (!user.isEmpty()) {
            body.put("user_id", user);
        }
        try (WaymarkClient client = session.connect()) {
            JsonNode memory = client.post("/v1/agents/" + PathName.encode(agent) + "/memories", Json.bytes(body))
                    .body();
            if (json) {
                session.out().println(Json.pretty(memory));
                return;
            }
            session.out()
                    .println("memory " + memory.path("id").asText() + ": "
                            + PlainText.firstLine(MemoryTable.content(memory.path("content"))));
        }
    }
}
