package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs of a real agent, judged step by step: no exit codes, outputs as a terminal gave them.
@ExtendWith(WholeGateway.Extension.class)
class EvaluatedTrajectoryTest {
    private final Ledger ledger;

    EvaluatedTrajectoryTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void everyStepGetsAVerdictThatItsOutputBearsOut() throws Exception {
        for (Path file : SharedData.files("swe-agent", ".traj")) {
            for (JsonNode step : imported(file)) {
                JsonNode evaluation = ledger.post(evaluations(step), Ledger.JSON.createObjectNode());

                String output = step.at("/execution_result/stdout").asText();
                String verdict = evaluation.get("evaluation_type").asText();
                if (output.contains("Traceback (most recent call last)")) {
                    assertThat(verdict)
                            .as("%s: %s", step.get("command"), evaluation)
                            .isEqualTo("failure");
                } else if (output.isBlank()) {
                    // a command that says nothing has shown nothing
                    assertThat(verdict).as("%s", step.get("command")).isEqualTo("partial");
                    assertThat(evaluation.get("confidence_score").asDouble()).isZero();
                } else if (!output.toLowerCase(java.util.Locale.ROOT)
                        .matches("(?s).*(error|fail|denied|not found|no such|refused).*")) {
                    assertThat(verdict)
                            .as("%s: %s", step.get("command"), evaluation)
                            .isEqualTo("success");
                    assertThat(evaluation.get("confidence_score").asDouble()).isEqualTo(0.2);
                }
            }
        }
    }

    @Test
    void anExpectationTellsTheRunThatShowsTheBugFromTheOneThatShowsItMended() throws Exception {
        Path file = SharedData.files("swe-agent", ".traj").stream()
                .filter(each -> each.getFileName().toString().startsWith("marshmallow"))
                .findFirst()
                .orElseThrow();
        List<JsonNode> runs = imported(file).stream()
                .filter(step -> step.get("command").asText().strip().equals("python reproduce.py"))
                .toList();
        assertThat(runs).hasSize(2);

        JsonNode bug = ledger.post(evaluations(runs.getFirst()), prints345());
        JsonNode mended = ledger.post(evaluations(runs.getLast()), prints345());

        assertThat(bug.get("evaluation_type").asText()).isEqualTo("failure");
        assertThat(bug.at("/failure_indicators/0/saw").asText().strip()).isEqualTo("344");
        assertThat(bug.at("/recommendations/0/action").asText()).isEqualTo("corrective_step");
        assertThat(mended.get("evaluation_type").asText()).isEqualTo("success");
        assertThat(mended.get("confidence_score").decimalValue()).isEqualByComparingTo("0.76");
    }

    private static ObjectNode prints345() {
        ObjectNode body = Ledger.JSON.createObjectNode();
        body.putArray("expectations")
                .addObject()
                .put("name", "345 milliseconds stay 345")
                .put("predicate", "$.result.stdout like_regex \"^345\\\\s*$\"");
        return body;
    }

    private List<JsonNode> imported(Path file) throws Exception {
        String project = "judged " + file.getFileName() + UUID.randomUUID();
        CommandLineRun run =
                CommandLineRun.of(ledger.uri(), "import", "trajectory", file.toString(), "--project", project);
        assertThat(run.exitCode()).as(run.text()).isZero();
        return ledger.list("/v1/projects/" + PathText.encode(project) + "/steps");
    }

    private static String evaluations(JsonNode step) {
        return "/v1/steps/" + step.get("id").asText() + "/evaluations";
    }
}
