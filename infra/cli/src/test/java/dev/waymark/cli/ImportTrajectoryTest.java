package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.LedgerStandIn.Fault;
import dev.waymark.cli.LedgerStandIn.Seen;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTrajectoryTest {
    @TempDir
    private Path folder = Path.of("");

    private final LedgerStandIn ledger = new LedgerStandIn();

    ImportTrajectoryTest() throws IOException {}

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void importsACommandWithAllItsStepsInOrderAndCompletesIt() throws IOException {
        Path file = trajectory(250, "submitted (exit_cost)");

        var ran = run(file);

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("250 steps imported").contains("completed");
        JsonNode command = command();
        assertThat(command.path("status").asText()).isEqualTo("completed");
        assertThat(command.path("request").asText()).isEqualTo("fix the bug");
        assertThat(command.path("requires_state_evaluation").asBoolean(true)).isFalse();
        assertThat(command.path("external_ref").asText())
                .isEqualTo(
                        "swe-agent:" + command.path("metadata").path("sha256").asText());
        assertThat(commandsOfSteps()).hasSize(250).first().isEqualTo("echo 0\n");
        assertThat(commandsOfSteps().get(249)).isEqualTo("echo 249\n");
        assertThat(ledger.seen("POST", "/steps")).hasSize(3);
    }

    @Test
    void aSecondRunWritesNothingAndSaysSo() throws IOException {
        Path file = trajectory(5, "submitted");
        run(file);
        long writes = ledger.writes();

        var again = run(file);

        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("already there (5 steps");
        assertThat(ledger.writes()).isEqualTo(writes);
    }

    @Test
    void theSameContentUnderAnotherNameIsTheSameCommand() throws IOException {
        Path file = trajectory(2, "submitted");
        run(file);

        var again = run(Files.copy(file, folder.resolve("copy.traj")));

        assertThat(again.out()).contains("already there");
        assertThat(ledger.rows.commands).hasSize(1);
    }

    @Test
    void anotherProjectGetsItsOwnCopy() throws IOException {
        Path file = trajectory(2, "submitted");
        run(file);

        Shell.of(ledger).run("import", "trajectory", file.toString(), "--project", "other");

        assertThat(ledger.rows.commands).hasSize(2);
        assertThat(ledger.rows.steps).hasSize(4);
    }

    @Test
    void aRunThatWasCutOffIsGoneOnWithWhereItStopped() throws IOException {
        Path file = trajectory(250, "submitted");
        // Project, command, first batch; then nothing more.
        ledger.breakAfterWrites(3);
        var cut = run(file);
        assertThat(cut.exitCode()).isEqualTo(1);
        assertThat(cut.err()).contains("not imported").contains("Something went wrong");
        assertThat(ledger.rows.steps).hasSize(100);
        ledger.breakAfterWrites(Integer.MAX_VALUE);

        var rest = run(file);

        assertThat(rest.exitCode()).isZero();
        assertThat(rest.out()).contains("gone on with: 150 of 250 steps were missing");
        assertThat(commandsOfSteps()).hasSize(250).doesNotHaveDuplicates();
        assertThat(commandsOfSteps().get(100)).isEqualTo("echo 100\n");
        assertThat(command().path("status").asText()).isEqualTo("completed");
    }

    @Test
    void whatMayBeRetriedIsRetriedAndNothingIsDoubled() throws IOException {
        Path file = trajectory(150, "exit_cost");
        List<Fault> project = List.of(Fault.LOST_AFTER, Fault.NONE);
        List<Fault> command = List.of(Fault.UNAVAILABLE, Fault.LOST_AFTER, Fault.NONE);
        List<Fault> steps = List.of(Fault.IN_PROGRESS, Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.NONE, Fault.NONE);
        List<Fault> end = List.of(Fault.UNAVAILABLE, Fault.LOST_AFTER);
        List.of(project, command, steps, end).forEach(ledger.faults::addAll);
        var shell = Shell.of(ledger);

        var ran = shell.run("import", "trajectory", file.toString(), "--project", "p");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ledger.rows.commands).hasSize(1);
        assertThat(commandsOfSteps()).hasSize(150).doesNotHaveDuplicates();
        assertThat(command().path("status").asText()).isEqualTo("failed");
        assertThat(shell.waits).hasSize(8);
    }

    @Test
    void givesUpAfterABoundedNumberOfTriesAndWaitsLongerEachTime() throws IOException {
        Path file = trajectory(1, "submitted");
        for (int i = 0; i < 20; i++) {
            ledger.faults.add(Fault.UNAVAILABLE);
        }
        var shell = Shell.of(ledger);

        var ran = shell.run("import", "trajectory", file.toString(), "--project", "p");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("The service cannot answer now (503)");
        assertThat(shell.waits)
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(300), Duration.ofMillis(300));
    }

    @Test
    void mapsEachPartOfAStepToItsField() throws IOException {
        ObjectNode first = step("ls -F\n", "AUTHORS\r\n\u0000", "look\u0000 around");
        first.put("execution_time", 0.1164);
        first.put("state", "{\"open_file\": \"n/a\", \"working_dir\": \"/repo\"}\n");
        ObjectNode second = step("", "nothing", "");
        second.set("state", Json.object().put("open_file", "/repo/a.py"));
        ObjectNode third = step(" \n", "", "think");
        third.put("state", "null");
        run(write("map.traj", file("submitted", first, second, third)));

        List<ObjectNode> steps = List.copyOf(ledger.rows.steps.values());
        JsonNode one = steps.get(0);
        assertThat(one.path("command").asText()).isEqualTo("ls -F\n");
        assertThat(one.path("execution_result").path("stdout").asText()).isEqualTo("AUTHORS\r\n\u0000");
        assertThat(one.path("explanation").asText()).isEqualTo("look\u0000 around");
        assertThat(one.path("duration_ms").asLong()).isEqualTo(116);
        assertThat(one.path("status").asText()).isEqualTo("completed");
        assertThat(one.has("before")).isFalse();
        JsonNode state = one.path("after").path("system_info");
        assertThat(state).isEqualTo(Json.object().put("open_file", "n/a").put("working_dir", "/repo"));
        JsonNode two = steps.get(1);
        assertThat(two.path("command").asText()).isEqualTo("(no action)");
        assertThat(two.path("metadata").path("empty_action").asBoolean()).isTrue();
        assertThat(two.has("explanation")).isFalse();
        assertThat(two.has("duration_ms")).isFalse();
        assertThat(two.path("before").path("system_info")).isEqualTo(state);
        assertThat(two.path("after").path("system_info")).isEqualTo(second.path("state"));
        JsonNode three = steps.get(2);
        assertThat(three.path("metadata").path("action").asText()).isEqualTo(" \n");
        assertThat(three.path("after").path("system_info"))
                .isEqualTo(Json.object().put("state", "null"));
    }

    @Test
    void statesTakenBeforeTheActionShiftByOneWhenAskedFor() throws IOException {
        ObjectNode first = step("create a", "", "");
        first.put("state", "{\"open_file\": \"n/a\"}");
        ObjectNode second = step("submit", "", "");
        second.put("state", "{\"open_file\": \"a\"}");
        Path file = write("old.traj", file("submitted", first, second));

        Shell.of(ledger).run("import", "trajectory", file.toString(), "-p", "p", "--state-taken", "before");

        JsonNode one = List.copyOf(ledger.rows.steps.values()).getFirst();
        assertThat(one.path("before").path("system_info").path("open_file").asText())
                .isEqualTo("n/a");
        assertThat(one.path("after").path("system_info").path("open_file").asText())
                .isEqualTo("a");
        assertThat(List.copyOf(ledger.rows.steps.values()).getLast().has("after"))
                .isFalse();
    }

    @Test
    void keepsWhatTheRunCostInTheCommand() throws IOException {
        ObjectNode file = file("submitted", step("ls", "", ""));
        file.withObject("/info/model_stats")
                .put("total_cost", 3.5)
                .put("instance_cost", 1.25)
                .put("tokens_sent", 1000)
                .put("tokens_received", 20)
                .put("api_calls", 4);
        file.put("environment", "swe_main");
        run(write("cost.traj", file));

        JsonNode metadata = command().path("metadata");
        assertThat(metadata.path("source").asText()).isEqualTo("swe-agent");
        assertThat(metadata.path("file").asText()).isEqualTo("cost.traj");
        assertThat(metadata.path("environment").asText()).isEqualTo("swe_main");
        assertThat(metadata.path("exit_status").asText()).isEqualTo("submitted");
        assertThat(metadata.path("token_usage").path("prompt_tokens").asLong()).isEqualTo(1000);
        assertThat(metadata.path("token_usage").path("total_tokens").asLong()).isEqualTo(1020);
        assertThat(metadata.path("token_usage").path("cost_usd").asDouble()).isEqualTo(1.25);
        assertThat(metadata.path("model_stats").path("api_calls").asLong()).isEqualTo(4);
    }

    @Test
    void batchesStayBelowTwoMebibytesAndAHugeStepTravelsPacked() throws IOException {
        ObjectNode file = file("submitted");
        ArrayNode steps = (ArrayNode) file.path("trajectory");
        for (int i = 0; i < 6; i++) {
            steps.add(step("cat " + i, "x".repeat(900_000), ""));
        }
        steps.add(step("cat huge", "y".repeat(6_000_000), ""));
        steps.add(step("submit", "", ""));
        var ran = run(write("large.traj", file));

        assertThat(ran.err()).isEmpty();
        List<Seen> batches = ledger.seen("POST", "/steps");
        assertThat(batches).extracting(b -> b.body().path("steps").size()).containsExactly(2, 2, 2, 1, 1);
        assertThat(batches).extracting(Seen::packed).containsExactly(false, false, false, true, false);
        assertThat(batches.subList(0, 3)).allMatch(b -> b.bytesSent() <= 2 * 1024 * 1024);
        assertThat(commandsOfSteps()).hasSize(8).endsWith("cat huge", "submit");
    }

    @Test
    void oneBadFileDoesNotKeepTheOthersOut() throws IOException {
        Path good = trajectory(2, "submitted");
        Path text = Files.writeString(folder.resolve("notes.traj"), "no json");
        Path other = Files.writeString(folder.resolve("other.traj"), "{\"a\": 1}");
        Path list = Files.writeString(folder.resolve("list.traj"), "[]");
        String absent = folder.resolve("absent.traj").toString();

        var ran = Shell.of(ledger)
                .run(
                        "import",
                        "trajectory",
                        "-p",
                        "p",
                        absent,
                        text.toString(),
                        other.toString(),
                        list.toString(),
                        folder.toString(),
                        good.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("absent.traj: not imported: no such file")
                .contains("notes.traj: not imported: not JSON")
                .contains("other.traj: not imported: not a trajectory: it has neither")
                .contains("list.traj: not imported: not a trajectory: it is no JSON object")
                .contains("a folder, not a file");
        assertThat(ran.out()).contains("2 steps imported");
    }

    @Test
    void aFileThatTheApiRefusesDoesNotKeepTheOthersOut() throws IOException {
        Path first = trajectory(2, "submitted");
        Path second = write("second.traj", file("submitted", step("pwd", "/", "")));
        // The second write is the first file's command.
        ledger.rows.projects.put("p", Json.object().put("key", "p"));
        ledger.faults.add(Fault.BROKEN);

        var ran = Shell.of(ledger).run("import", "trajectory", "-p", "p", first.toString(), second.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains(first + ": not imported: Something went wrong here (500)");
        assertThat(ran.out()).contains(second + ": 1 step imported");
    }

    @Test
    void aRunWithoutAnyStepIsACommandThatEnded() throws IOException {
        var ran = run(write("empty.traj", file("exit_error")));

        assertThat(ran.exitCode()).isZero();
        assertThat(command().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void replacesLoneSurrogatesAndCountsThem() throws IOException {
        Path file = Files.writeString(folder.resolve("odd.traj"), """
                {"environment": "a\\u0000b", "info": {"exit_status": null, "model_stats": null},
                 "history": [{"role": "user", "content": "task \\udc00 😀"}],
                 "trajectory": [{"action": "x\\ud800y", "observation": null, "state": {"n": NaN, "k\\udfff": 1}}]}
                """);
        var ran = run(file);

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("warning: 5 characters or numbers");
        assertThat(commandsOfSteps()).containsExactly("x\uFFFDy");
        assertThat(command().path("request").asText()).isEqualTo("task \uFFFD 😀");
        assertThat(command().path("metadata").path("environment").asText()).isEqualTo("a\uFFFDb");
        JsonNode state =
                List.copyOf(ledger.rows.steps.values()).getFirst().path("after").path("system_info");
        assertThat(state.path("n").asText()).isEqualTo("NaN");
        assertThat(state.path("k\uFFFD").asInt()).isEqualTo(1);
    }

    @Test
    void anExistingProjectIsLeftAsItIs() throws IOException {
        ledger.rows.projects.put("p", Json.object().put("key", "p").put("name", "Mine"));

        run(trajectory(1, "submitted"));

        assertThat(ledger.rows.projects.get("p"))
                .isEqualTo(Json.object().put("key", "p").put("name", "Mine"));
        assertThat(ledger.seen("PUT", "/p")).isEmpty();
    }

    @Test
    void theAgentIsNamedOnlyWhenGiven() throws IOException {
        run(trajectory(1, "submitted"));
        assertThat(command().has("agent")).isFalse();

        Shell.of(ledger).run("import", "trajectory", trajectory(2, "x").toString(), "-p", "p", "--agent", "coder");
        assertThat(List.copyOf(ledger.rows.commands.values())
                        .getLast()
                        .path("agent")
                        .asText())
                .isEqualTo("coder");
    }

    private Shell.Ran run(Path file) {
        return Shell.of(ledger).run("import", "trajectory", file.toString(), "--project", "p");
    }

    private JsonNode command() {
        return ledger.rows.commands.values().iterator().next();
    }

    private List<String> commandsOfSteps() {
        return ledger.rows.steps.values().stream()
                .map(s -> s.path("command").asText())
                .toList();
    }

    private Path trajectory(int size, String exitStatus) throws IOException {
        ObjectNode file = file(exitStatus);
        for (int i = 0; i < size; i++) {
            ((ArrayNode) file.path("trajectory")).add(step("echo " + i + "\n", i + "\n", "count"));
        }
        return write("run-" + size + ".traj", file);
    }

    private static ObjectNode file(String exitStatus, ObjectNode... steps) {
        ObjectNode file = Json.object();
        file.withObject("/info").put("exit_status", exitStatus);
        file.putArray("history").addObject().put("role", "user").put("content", "fix the bug");
        file.putArray("trajectory").addAll(List.of(steps));
        return file;
    }

    private static ObjectNode step(String action, String observation, String thought) {
        return Json.object()
                .put("action", action)
                .put("observation", observation)
                .put("thought", thought);
    }

    private Path write(String name, ObjectNode file) throws IOException {
        return Files.write(folder.resolve(name), Json.bytes(file));
    }
}
