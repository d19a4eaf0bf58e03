package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line brings in is what the file says, read back over HTTP.
@Isolated // compares all that was done in the tenant
@ExtendWith(WholeGateway.Extension.class)
class ImportedTrajectoryTest {
    private final Ledger ledger;

    ImportedTrajectoryTest(Ledger ledger) {
        this.ledger = ledger;
    }

    /// What one step of a file says, whichever way the file is written.
    ///
    /// @param state missing where the file has none
    private record Said(String action, String observation, String thought, JsonNode state) {}

    @Test
    void everyCommandOutputAndStateReadsBackAsItStandsInItsFileInOrder() throws Exception {
        for (Path file : SharedData.files("swe-agent", ".traj")) {
            String project = "read back " + file.getFileName();
            CommandLineRun run = imported(project, file);

            assertThat(run.exitCode()).as(run.text()).isZero();
            List<Said> said = said(Ledger.JSON.readTree(file.toFile()));
            List<JsonNode> steps = ledger.list(project(project) + "/steps");
            assertThat(steps).as(project).hasSameSizeAs(said).isNotEmpty();
            for (int i = 0; i < said.size(); i++) {
                assertIsSaid(steps.get(i), i, said);
            }
        }
    }

    private void assertIsSaid(JsonNode listed, int i, List<Said> said) {
        Said wanted = said.get(i);
        JsonNode step = ledger.get("/v1/steps/" + listed.get("id").asText() + "?expand=snapshots");

        assertThat(step.get("step_index").asInt()).isEqualTo(i);
        assertThat(step.get("step_number").asInt()).isEqualTo(i + 1);
        assertThat(step.get("status").asText()).isEqualTo("completed");
        assertThat(step.get("command").asText()).isEqualTo(wanted.action().isBlank() ? "(no action)" : wanted.action());
        assertThat(step.at("/execution_result/stdout").asText()).isEqualTo(wanted.observation());
        assertThat(step.path("explanation").asText("")).isEqualTo(wanted.thought());
        assertThat(step.at("/snapshots/after/sections/system_info")).isEqualTo(wanted.state());
        assertThat(step.at("/snapshots/before/sections/system_info"))
                .isEqualTo(i == 0 ? MissingNode.getInstance() : said.get(i - 1).state());
        assertThat(listed.get("execution_result")).isEqualTo(step.get("execution_result"));
    }

    @Test
    void theTimelineTellsTheStepsAndTheirStatesInTheSameOrder() throws Exception {
        for (Path file : SharedData.files("swe-agent", ".traj")) {
            String project = "timeline " + file.getFileName();
            imported(project, file);
            List<Said> said = said(Ledger.JSON.readTree(file.toFile()));

            JsonNode command = ledger.list("/v1/commands?project=" + PathText.encode(project))
                    .getFirst();
            List<JsonNode> entries =
                    ledger.list("/v1/commands/" + command.get("id").asText() + "/timeline");

            List<JsonNode> steps = entries.stream()
                    .filter(entry -> entry.get("kind").asText().equals("step"))
                    .toList();
            assertThat(steps)
                    .extracting(entry -> entry.at("/step/command").asText())
                    .containsExactlyElementsOf(said.stream()
                            .map(each -> each.action().isBlank() ? "(no action)" : each.action())
                            .toList());
            long states = said.stream().filter(each -> each.state().isObject()).count();
            long before = said.subList(0, said.size() - 1).stream()
                    .filter(each -> each.state().isObject())
                    .count();
            assertThat(entries).hasSize((int) (said.size() + states + before));
        }
    }

    @Test
    void importingAFileAgainChangesNothing() throws Exception {
        for (Path file : SharedData.files("swe-agent", ".traj")) {
            String project = "twice " + file.getFileName();
            imported(project, file);
            List<JsonNode> before = everything(project);

            CommandLineRun again = imported(project, file);

            assertThat(again.exitCode()).as(again.text()).isZero();
            assertThat(again.text()).contains("already there");
            assertThat(everything(project)).isEqualTo(before);
        }
    }

    /// All that can be read of a project, and of what was done in the tenant.
    private List<JsonNode> everything(String project) {
        List<JsonNode> rows = new ArrayList<>(ledger.list(project(project) + "/steps"));
        rows.add(ledger.get(project(project)));
        for (JsonNode command : ledger.list("/v1/commands?project=" + PathText.encode(project))) {
            rows.add(command);
            rows.addAll(ledger.list("/v1/commands/" + command.get("id").asText() + "/timeline"));
        }
        rows.addAll(ledger.list("/v1/audit-events"));
        return rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImportThatIsKilledHalfwayIsGoneOnWith(boolean afterTheSecondBatchIsIn) throws Exception {
        String project = "killed " + (afterTheSecondBatchIsIn ? "after" : "before");
        Path file = LongTrajectory.write();
        Path output = Files.createTempFile("waymark-killed", ".txt");
        try (var cut = new CutConnection(ledger.uri(), afterTheSecondBatchIsIn)) {
            Process process = CommandLineRun.start(
                    cut.uri(), output, "import", "trajectory", file.toString(), "--project", project);
            cut.kills(process);
            assertThat(CommandLineRun.ended(process, output).exitCode()).isEqualTo(137);
        }
        assertThat(ledger.list(project(project) + "/steps")).hasSize(afterTheSecondBatchIsIn ? 200 : 100);

        CommandLineRun resumed = imported(project, file);

        assertThat(resumed.exitCode()).as(resumed.text()).isZero();
        assertThat(resumed.text()).contains("gone on with");
        List<JsonNode> steps = ledger.list(project(project) + "/steps");
        assertThat(steps)
                .extracting(step -> step.get("command").asText())
                .containsExactlyElementsOf(LongTrajectory.ACTIONS);
        assertThat(steps)
                .extracting(step -> step.get("step_number").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(ledger.list("/v1/commands?project=" + PathText.encode(project)))
                .singleElement()
                .satisfies(command -> assertThat(command.get("status").asText()).isEqualTo("completed"));
        Files.delete(file);
        Files.delete(output);
    }

    private CommandLineRun imported(String project, Path file) throws IOException, InterruptedException {
        return CommandLineRun.of(ledger.uri(), "import", "trajectory", file.toString(), "--project", project);
    }

    private static String project(String key) {
        return "/v1/projects/" + PathText.encode(key);
    }

    /// Read here once more, and simply, so that the importer is not judged by itself.
    private static List<Said> said(JsonNode file) throws IOException {
        List<Said> said = new ArrayList<>();
        for (JsonNode entry : file.path("trajectory")) {
            JsonNode state = entry.path("state");
            said.add(new Said(
                    entry.path("action").asText(),
                    entry.path("observation").asText(),
                    entry.path("thought").asText(),
                    state.isTextual() ? Ledger.JSON.readTree(state.asText()) : state));
        }
        JsonNode history = file.path("history");
        for (int i = 0; !file.has("trajectory") && i < history.size(); i++) {
            if (history.get(i).path("role").asText().equals("assistant")) {
                said.add(new Said(
                        history.get(i).path("action").asText(),
                        history.path(i + 1).path("content").asText(),
                        history.get(i).path("thought").asText(),
                        MissingNode.getInstance()));
            }
        }
        return said;
    }
}
