package dev.waymark.cli.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.CommandPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Files that others made (shared/data/NOTICE.md): whatever lies there must come through whole.
class SharedTrajectoriesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("waymark.root", "../.."), "..", "shared", "data", "swe-agent");

    @Test
    void everySharedFileComesThroughWhole() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: there are no shared trajectories beside the repository");
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> trajectories =
                    files.filter(f -> f.toString().endsWith(".traj")).toList();
            assertThat(trajectories).isNotEmpty();
            for (Path file : trajectories) {
                comesThroughWhole(file);
            }
        }
    }

    private static void comesThroughWhole(Path path) throws IOException {
        Trajectory run = new TrajectoryReader().read(path);
        CommandPlan plan = new TrajectoryPlan("p", "", StateMoment.AFTER).of(run);
        JsonNode file;
        try (InputStream stream = Files.newInputStream(path)) {
            file = Json.read(stream);
        }

        assertThat(plan.finalStatus()).isEqualTo("completed");
        assertThat(run.replaced()).isZero();
        assertThat(run.task()).startsWith("We're currently solving");
        assertThat(plan.steps()).extracting(s -> s.path("id").asText()).doesNotHaveDuplicates();
        if (!file.has("trajectory")) {
            long turns = file.path("history")
                    .valueStream()
                    .filter(Message::isAssistant)
                    .count();
            assertThat(plan.steps()).hasSize((int) turns);
            assertThat(plan.steps())
                    .allMatch(s ->
                            !s.path("execution_result").path("stdout").asText().isEmpty());
            return;
        }
        JsonNode steps = file.path("trajectory");
        assertThat(plan.steps()).hasSize(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            ObjectNode step = plan.steps().get(i);
            assertThat(step.path("command")).isEqualTo(steps.path(i).path("action"));
            assertThat(step.path("execution_result").path("stdout"))
                    .isEqualTo(steps.path(i).path("observation"));
            assertThat(step.path("explanation")).isEqualTo(steps.path(i).path("thought"));
            assertThat(step.path("after")
                            .path("system_info")
                            .path("working_dir")
                            .asText())
                    .startsWith("/");
            assertThat(step.path("before"))
                    .isEqualTo(
                            i == 0
                                    ? step.path("absent")
                                    : plan.steps().get(i - 1).path("after"));
        }
    }
}
