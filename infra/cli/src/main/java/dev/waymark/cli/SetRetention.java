package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Answer;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.RetentionTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark retention set`: changes the policy of one kind, and leaves the others as they are.
@Command(
        name = "set",
        description = "Changes how long rows of one kind stay; the next sweep goes by it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SetRetention implements Runnable {
    private static final String PATH = "/v1/retention-policies";

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "KIND", description = "As `waymark retention` names it.")
    private String kind = "";

    @Option(names = "--days", paramLabel = "N", description = "After how many days.")
    private @Nullable Integer days;

    @Option(
            names = "--then",
            paramLabel = "WHAT",
            required = true,
            description = "archive, delete, compress, roll_up, or keep for ever.")
    private String then = "";

    @Option(names = "--json", description = "Print the policies as the API gives them.")
    private boolean json;

    SetRetention(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            Answer read = client.read(PATH);
            boolean known = false;
            for (JsonNode policy : read.body().path("items")) {
                if (policy.path("kind").asText().equals(kind) && policy instanceof ObjectNode changed) {
                    changed.put("days", days).put("then", then);
                    known = true;
                }
            }
            if (!known) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no kind " + kind + " but "
                                + String.join(", ", read.body().path("items").findValuesAsText("kind")));
            }
            JsonNode policies = client.put(PATH, read.body(), Objects.requireNonNullElse(read.etag(), "*"))
                    .body();
            session.out()
                    .print(json ? Json.pretty(policies) + "\n" : RetentionTable.ofPolicies(policies, session.screen()));
        }
    }
}
