package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// `waymark run` on the machine that runs the tests, against the whole of Waymark.
@ExtendWith(WholeGateway.Extension.class)
@Isolated
class RunOnThisMachineTest {
    private final Ledger ledger;
    private final String project = "machine-" + UUID.randomUUID();

    @TempDir
    Path folder = Path.of("");

    /// Nobody watches this one.
    @TempDir
    Path aside = Path.of("");

    RunOnThisMachineTest(Ledger ledger) {
        this.ledger = ledger;
    }

    private String[] line(String... arguments) {
        List<String> line = new ArrayList<>(List.of("run", "-p", project, "-C", folder.toString()));
        line.addAll(List.of(arguments));
        return line.toArray(String[]::new);
    }

    private CommandLineRun run(String... arguments) throws Exception {
        return CommandLineRun.of(ledger.uri(), line(arguments));
    }

    private JsonNode step(int number) {
        return ledger.get("/v1/projects/" + project + "/steps/" + number + "?expand=snapshots");
    }

    @Test
    void filesThatComeAndGoAndAPortThatOpensAreSeenAndJudged() throws Exception {
        Files.writeString(folder.resolve("old.txt"), "old");
        Files.writeString(folder.resolve("kept.txt"), "one");
        int port = freePort();
        try {
            CommandLineRun run = run(
                    "--expect",
                    "serves: exists($.changes.network.ports_opened[*] ? (@.port == " + port + "))",
                    "--expect",
                    "writes: $.changes.files.added == \"new.txt\" && $.changes.files.changed.path == \"kept.txt\"",
                    "--expect",
                    "cleans up: $.changes.files.removed == \"old.txt\"",
                    "--",
                    "sh",
                    "-c",
                    "rm old.txt; echo two > kept.txt; echo new > new.txt;" + listener(port));

            assertThat(run.exitCode()).as(run.text()).isZero();
            assertThat(run.text())
                    .contains("S1  completed  exit 0")
                    .contains("+ new.txt")
                    .contains("− old.txt")
                    .containsPattern("~ kept\\.txt \\(.*sha256")
                    .containsPattern("\\+ tcp[46] .*:" + port + " \\(")
                    .contains("verdict: success")
                    .contains("✓ expectation: serves")
                    .contains("✓ expectation: cleans up");
            JsonNode sections = step(1).at("/snapshots/after/sections");
            assertThat(sections.at("/file_system_state/files").has("new.txt")).isTrue();
            assertThat(sections.path("network_connections"))
                    .anyMatch(c -> c.path("local").asText().endsWith(":" + port)
                            && c.path("state").asText().equals("LISTEN"));
            assertThat(command().path("status").asText()).isEqualTo("completed");
        } finally {
            stopListener();
        }
    }

    @Test
    void whatNobodyExpectedIsPointedAt() throws Exception {
        Files.writeString(folder.resolve("precious.txt"), "mine");

        CommandLineRun run = run(
                "--expect",
                "writes: $.changes.files.added == \"new.txt\"",
                "--",
                "sh",
                "-c",
                "echo new > new.txt; rm precious.txt");

        assertThat(run.exitCode()).isZero();
        assertThat(run.text()).contains("verdict: unexpected").contains("files removed: precious.txt");
    }

    @Test
    void aFailureIsJudgedAsOne() throws Exception {
        CommandLineRun run = run("--", "sh", "-c", "echo cannot find it >&2; exit 4");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.text()).contains("S1  failed  exit 4").contains("verdict: failure");
        assertThat(command().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void anExpectationThatDoesNotHoldIsToldAlthoughTheCommandEndedWell() throws Exception {
        CommandLineRun run = run("--expect", "makes a file: exists($.changes.files.added[*])", "--", "true");

        assertThat(run.exitCode()).isZero();
        assertThat(run.text()).doesNotContain("verdict: success").contains("✗ expectation: makes a file");
    }

    @Test
    void aSignalReachesTheCommandAndIsRecorded() throws Exception {
        Process waymark = CommandLineRun.prepared(ledger.uri(), line("--", "sh", "-c", "echo ready; exec sleep 60"))
                .start();
        try (BufferedReader output = waymark.inputReader()) {
            readUntil(output, "ready");
            // by its handle: the other way its output would be closed
            waymark.toHandle().destroy();
            String rest = rest(output);

            assertThat(waymark.waitFor()).isEqualTo(143);
            assertThat(rest).contains("S1  failed  exit 143");
        }
        assertThat(step(1).at("/execution_result/signal").asText()).isEqualTo("TERM");
        assertThat(step(1).at("/execution_result/stdout").asText()).isEqualTo("ready\n");
    }

    @Test
    void aRiskyCommandWaitsForItsApproval() throws Exception {
        needApprovalFor("high");
        Process waymark = CommandLineRun.prepared(
                        ledger.uri(), line("--risk", "high", "--approval-timeout", "2m", "--", "touch", "witness"))
                .start();
        try (BufferedReader output = waymark.inputReader()) {
            String line = readUntil(output, "  waymark approve ");
            assertThat(folder.resolve("witness")).doesNotExist();
            String step = line.strip().split(" ", -1)[2];

            CommandLineRun inbox = CommandLineRun.of(ledger.uri(), "inbox");
            CommandLineRun approved = CommandLineRun.of(ledger.uri(), "approve", step, "--reason", "it is safe");

            assertThat(inbox.text()).contains(step).contains("touch witness");
            assertThat(approved.text()).contains("S1 approved");
            String rest = rest(output);
            assertThat(waymark.waitFor()).as(rest).isZero();
        }
        assertThat(folder.resolve("witness")).exists();
        assertThat(step(1).path("policy_violation").asBoolean()).isFalse();
    }

    @Test
    void aRejectedCommandIsNotRun() throws Exception {
        needApprovalFor("critical");
        Process waymark = CommandLineRun.prepared(
                        ledger.uri(), line("--risk", "critical", "--approval-timeout", "2m", "--", "touch", "witness"))
                .start();
        try (BufferedReader output = waymark.inputReader()) {
            String step = readUntil(output, "  waymark approve ").strip().split(" ", -1)[2];

            CommandLineRun.of(ledger.uri(), "approve", step, "--reject", "--reason", "not today");

            assertThat(rest(output)).contains("not run: S1 was rejected");
            assertThat(waymark.waitFor()).isEqualTo(125);
        }
        assertThat(folder.resolve("witness")).doesNotExist();
        assertThat(command().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void aLongOutputIsShownWholeAndKeptUpToItsBound() throws Exception {
        CommandLineRun run =
                run("--", "sh", "-c", "echo first; yes 0123456789abcde | head -c 3000000; echo; echo last");

        assertThat(run.text()).containsPattern("\\d\\.\\d MB of output was shown and is not kept");
        assertThat(run.text().length()).isGreaterThan(3_000_000);
        String kept = step(1).at("/execution_result/stdout").asText();
        assertThat(kept)
                .startsWith("first\n")
                .endsWith("last\n")
                .containsPattern("\n\\[waymark: \\d+ bytes are left out here]\n");
        assertThat(kept.length()).isBetween(1_000_000, 1_100_000);
    }

    private void needApprovalFor(String risk) {
        ObjectNode body = Ledger.JSON.createObjectNode().put("name", project);
        body.putObject("settings").putObject("approval").put(risk, 1);
        ledger.put("/v1/projects/" + project, body);
    }

    private JsonNode command() {
        return ledger.get("/v1/commands?project=" + project).at("/items/0");
    }

    private static String readUntil(BufferedReader output, String wanted) throws IOException {
        var seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(wanted)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("it ended without '" + wanted + "': " + seen);
    }

    private static String rest(BufferedReader output) {
        return String.join("\n", output.lines().toList());
    }

    /// The web server of the JDK, which goes on after the shell has ended.
    private String listener(int port) {
        Path server = Path.of(System.getProperty("java.home"), "bin", "jwebserver");
        return " cd " + aside + "; " + server + " -b 127.0.0.1 -p " + port + " > log 2>&1 & echo $! > pid;"
                + " until grep -q URL log; do sleep 0.1; done";
    }

    private void stopListener() throws IOException {
        long pid = Long.parseLong(Files.readString(aside.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
