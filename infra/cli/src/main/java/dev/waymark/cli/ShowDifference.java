package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Changes;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark diff`: what changed between two snapshots, or around a step.
@Command(
        name = "diff",
        description = "Shows what changed between two snapshots, or by a step.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowDifference implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SNAPSHOT_ID", arity = "0..2", description = "The two snapshots, the earlier one first.")
    private List<UUID> snapshots = List.of();

    @Option(names = "--step", paramLabel = "STEP", description = "The step: its id, or S5 with --project.")
    private String step = "";

    @Option(
            names = {"-p", "--project"},
            paramLabel = "P",
            description = "The project of S5.")
    private String project = "";

    @Option(names = "--json", description = "Print the patch, the summary and the noise as the API gives them.")
    private boolean json;

    ShowDifference(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (step.isEmpty() ? snapshots.size() != 2 : !snapshots.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which two snapshots, or which --step?");
        }
        try (WaymarkClient client = session.connect()) {
            JsonNode changes = client.get(path(client));
            session.out().print(json ? Json.pretty(changes) + "\n" : new Changes(session.screen()).render(changes));
        }
    }

    private String path(WaymarkClient client) {
        if (step.isEmpty()) {
            return "/v1/snapshots/" + snapshots.getFirst() + "/diff/" + snapshots.getLast();
        }
        JsonNode found = new StepReference(spec, project, step).read(client);
        return "/v1/steps/" + found.path("id").asText() + "/state-changes";
    }
}
