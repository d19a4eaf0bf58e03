package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.LedgerStandIn.Fault;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.print.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class RunStepTest {
    private final LedgerStandIn ledger = new LedgerStandIn();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path folder = Path.of("");

    RunStepTest() throws IOException {}

    @BeforeEach
    void setEnvironment() {
        environment.put("WAYMARK_URL", ledger.url());
        environment.put("WAYMARK_API_KEY", LedgerStandIn.KEY);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    private Shell shell() {
        return new Shell(environment, Screen.plain());
    }

    private Shell.Ran run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "run";
        all[1] = "-C";
        all[2] = folder.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return shell().run(all);
    }

    private JsonNode step() {
        return ledger.rows.steps.values().iterator().next();
    }

    @Test
    void theOutputIsTheCommandsAndTheReportIsOnTheErrorStream() {
        var ran = run("-p", "shop", "--", "sh", "-c", "echo out; echo err >&2");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo("out\n");
        assertThat(ran.err())
                .contains("waymark: S1 of shop: sh -c 'echo out; echo err >&2'")
                .contains("\nerr\n")
                .contains("S1  completed  exit 0")
                .contains("+ a.txt")
                .contains("− old.txt")
                .contains("~ b.txt (size_bytes 1 → 2)")
                .contains("~ curl 8.0 → 8.1")
                .contains("+ tcp4 0.0.0.0:80 (nc)")
                .contains("verdict: success  confidence 0.9")
                .contains("→ continue: so")
                .doesNotContain("\u001b");
        assertThat(step().at("/execution_result/stdout").asText()).isEqualTo("out\n");
        assertThat(step().at("/execution_result/stderr").asText()).isEqualTo("err\n");
        assertThat(step().has("before") && step().has("after")).isTrue();
        assertThat(ledger.rows.commands.values())
                .allMatch(c -> c.path("status").asText().equals("completed"));
    }

    @Test
    void theExitCodeIsTheCommandsAndAFailureIsOne() {
        var ran = run("-p", "shop", "sh", "-c", "exit 7");

        assertThat(ran.exitCode()).isEqualTo(7);
        assertThat(ran.err())
                .contains("S1  failed  exit 7")
                .contains("verdict: failure")
                .contains("✗ exit code: 7");
        assertThat(step().path("exit_code").asInt()).isEqualTo(7);
        assertThat(ledger.rows.commands.values())
                .allMatch(c -> c.path("status").asText().equals("failed"));
    }

    @Test
    void whatIsThereAndNoProgramIsAFailedStepWith126() {
        var ran = run("-p", "shop", "--", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(126);
        assertThat(step().path("exit_code").asInt()).isEqualTo(126);
    }

    @Test
    void aPathToWatchThatIsNotThereIsSaid() {
        var ran = run("-p", "shop", "--watch", "nowhere", "--watch", ".", "--", "true");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).containsOnlyOnce("nothing is there yet to watch at nowhere");
    }

    @Test
    void aProgramThatIsNotThereIsAFailedStepWith127() {
        var ran = run("-p", "shop", "--", "no-such-program-anywhere");

        assertThat(ran.exitCode()).isEqualTo(127);
        assertThat(ran.err()).contains("no-such-program-anywhere");
        assertThat(step().path("status").asText()).isEqualTo("failed");
    }

    @Test
    void withoutWaymarkNothingIsRun() {
        Path witness = folder.resolve("witness");
        ledger.close();

        var ran = run("-p", "shop", "--", "touch", witness.toString());

        assertThat(ran.exitCode()).isEqualTo(RunStep.NOT_RUN);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("waymark: not run: no Waymark at");
        assertThat(witness).doesNotExist();
    }

    @Test
    void aResultThatCannotBeSentIsKeptAndSentLater() throws IOException {
        ledger.breakAfterWrites(4);

        var lost =
                run("-p", "shop", "--expect", "it is: $.result.exit_code == 3", "--", "sh", "-c", "echo kept; exit 3");

        assertThat(lost.exitCode()).isEqualTo(3);
        assertThat(lost.err()).contains("its result was not recorded").contains("waymark send");
        assertThat(step().path("status").asText()).isEqualTo("executing");
        assertThat(folder.resolve("state/waymark/unsent")).isDirectoryContaining("glob:**.json");
        ledger.breakAfterWrites(Integer.MAX_VALUE);

        var sent = shell().run("send");

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.out()).contains("S1  failed  exit 3").contains("recorded");
        assertThat(step().at("/execution_result/stdout").asText()).isEqualTo("kept\n");
        assertThat(ledger.seen("POST", "/evaluations")
                        .getLast()
                        .body()
                        .at("/expectations/0/name")
                        .asText())
                .isEqualTo("it is");
        assertThat(shell().run("send").err()).contains("Nothing waits");
    }

    @Test
    void anAnswerThatIsLostOnItsWayChangesNothing() {
        for (int i = 0; i < 3; i++) {
            ledger.faults.add(Fault.NONE);
        }
        ledger.faults.add(Fault.LOST_AFTER);
        ledger.faults.add(Fault.LOST_AFTER);

        var ran = run("-p", "shop", "--", "true");

        assertThat(ran.exitCode()).isZero();
        assertThat(step().path("status").asText()).isEqualTo("completed");
        assertThat(ran.err()).contains("verdict: success");
    }

    @Test
    void whatNeedsApprovalWaitsUntilItIsGivenUp() {
        shell().run("demo");
        ledger.rows.projects.put("shop", Json.object().put("key", "shop"));
        ledger.rows.projects.get("shop").withObject("/settings/approval").put("high", 1);
        ledger.rows.steps.clear();

        var ran = run("-p", "shop", "--risk", "high", "--approval-timeout", "5s", "--", "touch", "witness");

        assertThat(ran.exitCode()).isEqualTo(RunStep.NOT_RUN);
        assertThat(ran.err())
                .contains("S1 needs approval; waiting for at most 5s")
                .contains("waymark approve " + step().path("id").asText() + " --reason")
                .contains("not approved in time");
        assertThat(step().path("status").asText()).isEqualTo("skipped");
        assertThat(folder.resolve("witness")).doesNotExist();
        assertThat(ledger.seen("POST", "/snapshots")).hasSize(1);
    }

    @Test
    void jsonIsOneObjectAndTheOutputMovesAside() {
        var ran = run("-p", "shop", "--json", "--", "echo", "hello");

        JsonNode object = Json.read(ran.out());
        assertThat(object.path("exit_code").asInt()).isZero();
        assertThat(object.at("/evaluation/evaluation_type").asText()).isEqualTo("success");
        assertThat(object.at("/changes/summary/files/added/0").asText()).isEqualTo("a.txt");
        assertThat(ran.err()).contains("hello");
    }

    @Test
    void aPredicateThatIsRefusedIsToldAndTheStepStands() {
        var ran = run("-p", "shop", "--expect", "no predicate", "--", "true");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("not judged: invalid-request (422)").contains("+ a.txt");
    }

    @Test
    void aCommandThatIsGivenStaysOpen() {
        ledger.rows.projects.put("shop", Json.object().put("key", "shop"));
        String id = "01890000-0000-7000-8000-000000000001";
        ledger.rows.commands.put(
                id,
                Json.object()
                        .put("id", id)
                        .put("project", "shop")
                        .put("status", "running")
                        .put("version", 1));

        run("-p", "shop", "--command-id", id, "--", "true");

        assertThat(ledger.rows.commands.get(id).path("status").asText()).isEqualTo("running");
        assertThat(step().path("command_id").asText()).isEqualTo(id);
    }

    @Test
    void theProgramKnowsItsStepAndNothingOfTheLauncher() {
        environment.put("WAYMARK_COLUMNS", "80");
        environment.put("WAYMARK_LC_ALL", "");
        environment.put("LC_ALL", "C.UTF-8");

        var ran = run("-p", "shop", "--", "sh", "-c", "echo $WAYMARK_STEP_ID [$WAYMARK_COLUMNS] [$LC_ALL] @file");

        assertThat(ran.out()).isEqualTo(step().path("id").asText() + " [] [] @file\n");
    }

    @Test
    void whatGoesOnInTheBackgroundIsNotWaitedFor() {
        var ran = run("-p", "shop", "--", "sh", "-c", "echo started; sleep 30 &");

        assertThat(ran.out()).isEqualTo("started\n");
        assertThat(ran.exitCode()).isZero();
        assertThat(step().at("/execution_result/stdout").asText()).isEqualTo("started\n");
    }

    @Test
    void coloursAreForATerminalThatTakesThem() {
        var screen = new Screen(100, Ansi.ON, true);
        var coloured = new Shell(environment, screen).run("run", "-C", folder.toString(), "-p", "shop", "true");
        environment.put("NO_COLOR", "1");
        var plain = new Shell(environment, screen).run("run", "-C", folder.toString(), "-p", "shop", "true");

        assertThat(coloured.err()).contains("\u001b[32m");
        assertThat(plain.err()).doesNotContain("\u001b").contains("verdict: success");
    }

    @Test
    void wrongUseIsSaidBeforeAnythingIsRecorded() {
        assertThat(run("-p", "shop").exitCode()).isEqualTo(2);
        assertThat(run("-p", "shop", "--approval-timeout", "soon", "true").exitCode())
                .isEqualTo(2);
        assertThat(run("-p", "shop", "--risk", "huge", "true").exitCode()).isEqualTo(2);
        assertThat(shell().run("run", "-C", folder.resolve("nowhere").toString(), "true")
                        .exitCode())
                .isEqualTo(2);
        assertThat(ledger.seen).isEmpty();
    }
}
