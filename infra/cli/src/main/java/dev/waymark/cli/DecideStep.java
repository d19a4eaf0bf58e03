package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark approve`: decides about a step that waits.
@Command(
        name = "approve",
        description = "Approves or rejects a step that waits for it. `waymark inbox` lists these.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DecideStep implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "STEP", description = "The step: its id, or S5 with --project.")
    private String step = "";

    @Option(
            names = {"-p", "--project"},
            paramLabel = "P",
            description = "The project of S5.")
    private String project = "";

    @Option(names = "--reject", description = "Reject it.")
    private boolean reject;

    @Option(
            names = {"-r", "--reason"},
            paramLabel = "TEXT",
            description = "Why; steps of high and critical risk need it.")
    private String reason = "";

    @Option(names = "--json", description = "Print the decision as the API gives it.")
    private boolean json;

    DecideStep(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Json.object().put("decision", reject ? "rejected" : "approved");
        if (!reason.isEmpty()) {
            body.put("approval_reasoning", reason);
        }
        try (WaymarkClient client = session.connect()) {
            JsonNode found = new StepReference(spec, project, step).read(client);
            String path = "/v1/steps/" + found.path("id").asText() + "/approvals";
            JsonNode decision = client.post(path, Json.bytes(body)).body();
            session.out().println(json ? Json.pretty(decision) : told(found, decision));
        }
    }

    private String told(JsonNode found, JsonNode decision) {
        String name = "S" + found.path("step_number").asText("?") + " ";
        if (reject) {
            return name + session.screen().styled("red", "rejected");
        }
        int missing = decision.path("needed_count").asInt()
                - decision.path("approved_count").asInt();
        return name
                + session.screen().styled("green", "approved")
                + (missing > 0 ? "; " + missing + " more to go" : "");
    }
}
