package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.Problem;
import dev.waymark.cli.print.Screen;
import dev.waymark.cli.print.Timeline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class CommandsTest {
    private final LedgerStandIn ledger = new LedgerStandIn();
    private final Shell shell = Shell.of(ledger);

    CommandsTest() throws IOException {}

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void theDemoIsCompleteAndASecondRunChangesNothing() {
        var first = shell.run("demo");

        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("project demo: made").contains("waymark step info demo S3");
        assertThat(ledger.rows.commands).hasSize(3);
        assertThat(ledger.rows.steps).hasSizeBetween(12, 20);
        assertThat(ledger.rows.steps.values())
                .anyMatch(s -> s.path("status").asText().equals("failed"));
        assertThat(ledger.rows.steps.values())
                .anyMatch(s -> s.path("status").asText().equals("pending")
                        && s.path("risk_level").asText().equals("high"));
        assertThat(ledger.rows.steps.values())
                .filteredOn(s -> s.has("after"))
                .allMatch(s -> s.path("after").size() == 5 && s.path("before").size() == 5 && !s.has("changes"));
        long writes = ledger.writes();

        var second = shell.run("demo");

        assertThat(second.out()).contains("project demo: already there");
        assertThat(ledger.writes()).isEqualTo(writes);
    }

    @Test
    void stepsAreShownNewestLastWhicheverWayTheApiListsThem() {
        shell.run("demo");
        var ascending = shell.run("steps", "demo", "--limit", "3");
        ledger.rows.newestFirst = true;
        var descending = shell.run("steps", "demo", "--limit", "3");

        assertThat(ascending.out()).isEqualTo(descending.out());
        assertThat(ascending.out().lines().skip(1).map(l -> l.substring(0, 3))).containsExactly("S14", "S15", "S16");
        assertThat(ascending.err()).contains("Earlier steps are not shown");
        assertThat(shell.run("steps", "demo", "--limit", "16").err()).isEmpty();
    }

    @Test
    void whatIsNoIdIsToldInAPlainSentence() {
        var ran = shell.run("verify", "S3");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains("'S3' is no id: one looks like 01890000-")
                .doesNotContain("Exception", "UUID", "java");
    }

    @Test
    void activeStepsAreAskedForByTheirOwnRoute() {
        shell.run("demo");
        ledger.rows.steps.values().iterator().next().put("active", false);

        var active = shell.run("steps", "demo", "--active");

        assertThat(active.out()).contains("S2 ").doesNotContain("S1 ").doesNotContain("✗");
        assertThat(ledger.seen.getLast().path()).contains("/steps/active?");
    }

    @Test
    void jsonIsTheApisJson() throws IOException {
        shell.run("demo");

        var list = shell.run("steps", "demo", "--json");
        var one = shell.run("step", "info", "demo", "S3", "--json");

        var items = Json.read(new ByteArrayInputStream(list.out().getBytes(StandardCharsets.UTF_8)))
                .path("items");
        assertThat(items).hasSize(16);
        var step = Json.read(new ByteArrayInputStream(one.out().getBytes(StandardCharsets.UTF_8)));
        assertThat(step).isEqualTo(items.path(2));
    }

    @Test
    void stepInfoShowsEveryFieldAndWhatChanged() {
        shell.run("demo");

        var brief = shell.run("step", "info", "demo", "s3");
        var full = shell.run("step", "info", "demo", "3", "--full");

        assertThat(brief.out())
                .startsWith("S3  failed  low risk  exit 1")
                .contains("commit_sha_before")
                .contains("2 failed, 28 passed")
                .contains("services_status: unchanged")
                .contains("resource_usage: changed: cpu_percent 41.0 → 57.2");
        assertThat(full.out().length()).isGreaterThan(brief.out().length());
        assertThat(ledger.seen.getLast().path()).endsWith("/steps/3?expand=snapshots");
    }

    @Test
    void aLongOutputIsCutWithANoteUnlessAskedForWhole() {
        shell.run("demo");
        var step = ledger.rows.steps.values().iterator().next();
        step.withObject("/execution_result").put("stdout", "line\n".repeat(500) + "the end\n");

        assertThat(shell.run("step", "info", "demo", "S1").out())
                .contains("… 481 more lines of 2.5 kB: --full shows all")
                .doesNotContain("the end");
        assertThat(shell.run("step", "info", "demo", "S1", "--full").out())
                .contains("the end")
                .doesNotContain("more lines");
    }

    @Test
    void commandsAndTheirTimelinesAreListed() {
        shell.run("demo");

        var commands = shell.run("commands", "--project", "demo");
        String id = ledger.rows.commands.keySet().iterator().next();
        var timeline = shell.run("timeline", id);

        assertThat(commands.out()).contains(id + "  completed").contains("make the tests pass");
        assertThat(ledger.seen.stream().filter(s -> s.path().startsWith("/v1/commands?")))
                .allMatch(s -> s.path().contains("project=demo"));
        assertThat(timeline.out()).contains("2026-11-20 10:00:00  step S1").contains("step S7");
    }

    @Test
    void aCommandIsFollowedUntilItHasEnded() {
        shell.run("demo");
        String id = ledger.rows.commands.keySet().iterator().next();

        var followed = shell.run("timeline", id, "--follow");
        var json = shell.run("timeline", id, "--follow", "--json");

        assertThat(followed.exitCode()).isZero();
        assertThat(followed.out().lines()).hasSize(7).allMatch(line -> line.contains("step S"));
        assertThat(json.out().lines()).hasSize(7).allMatch(line -> line.startsWith("{\"kind\":\"step\""));
    }

    @Test
    void outputThatIsFollowedIsShownAsItIsAndMadeHarmless() {
        var entry = Json.read("{\"kind\": \"output\", \"output\": {\"stdout\": \"a\\u001b[2J\\nb\"}}");

        assertThat(Timeline.line(entry, Screen.plain())).isEqualTo("a·[2J\nb\n");
    }

    @Test
    void namesTravelEncodedAndArriveAsTheyWere() {
        for (String name : new String[] {"a/b c", "..", "~x", "größe %", "日本"}) {
            ledger.rows.projects.put(name, Json.object().put("key", name));
            assertThat(shell.run("steps", name).err()).contains("has no steps yet");
        }
    }

    @Test
    void aProblemIsToldWithItsFieldsAndEndsWithOne() {
        var absent = shell.run("steps", "nowhere");
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.err()).startsWith("waymark: not-found (404)");

        var problem = Json.object().put("title", "The request is not valid").put("detail", "1 field is wrong");
        problem.putArray("errors").addObject().put("pointer", "/request").put("detail", "must not be blank");
        assertThat(Problem.of(422, problem).message())
                .isEqualTo("The request is not valid (422): 1 field is wrong\n  /request: must not be blank");
    }

    @Test
    void aWrongKeyIsToldOnce() {
        var wrong = new Shell(Map.of("WAYMARK_URL", ledger.url(), "WAYMARK_API_KEY", "wm_wrong"), Screen.plain());

        var ran = wrong.run("demo");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("The API key is missing or not valid (401)");
    }

    @Test
    void noGatewayIsSaidAtOnce() {
        var nobody = new Shell(Map.of("WAYMARK_URL", "http://127.0.0.1:" + closedPort()), Screen.plain());

        var ran = nobody.run("steps", "demo");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith("waymark: no Waymark at http://127.0.0.1:")
                .contains("start it with mvn -Plocal");
        assertThat(nobody.waits).isEmpty();
    }

    @Test
    void wrongUseEndsWithTwo() {
        var elsewhere = new Shell(Map.of("WAYMARK_URL", "https://waymark.example.org"), Screen.plain());

        assertThat(shell.run().exitCode()).isEqualTo(2);
        assertThat(shell.run("import").exitCode()).isEqualTo(2);
        assertThat(shell.run("import", "trajectory", "x.traj").err()).contains("--project");
        assertThat(shell.run("step", "info", "demo", "first").exitCode()).isEqualTo(2);
        assertThat(shell.run("timeline", "not-a-uuid").exitCode()).isEqualTo(2);
        assertThat(shell.run("nonsense").exitCode()).isEqualTo(2);
        assertThat(elsewhere.run("steps", "demo").exitCode()).isEqualTo(2);
        assertThat(ledger.seen).isEmpty();
    }

    @Test
    void helpAndVersionAreThere() {
        assertThat(shell.run("--help").out()).contains("WAYMARK_URL").contains("timeline");
        assertThat(shell.run("import", "--help").out())
                .contains("waymark import")
                .contains("trajectory");
        assertThat(shell.run("--version").out()).startsWith("waymark ").doesNotContain("$");
        assertThat(shell.run("--version").exitCode()).isZero();
    }

    @Test
    void progressIsDrawnOnTheErrorStreamOnly() {
        var screen = new Screen(100, Ansi.OFF, true);

        var drawn = Bar.during(session(screen), "run", progress -> {
            progress.at(1, 2);
            progress.at(2, 2);
            return "done";
        });

        assertThat(drawn).isEqualTo("done");
        assertThat(drawnText.toString(StandardCharsets.UTF_8)).contains("run");
    }

    private final ByteArrayOutputStream drawnText = new ByteArrayOutputStream();

    private Session session(Screen screen) {
        var stream = new PrintStream(drawnText, true, StandardCharsets.UTF_8);
        return new Session(Map.of(), screen, Backoff.standard(), stream, stream);
    }

    private static int closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }
}
