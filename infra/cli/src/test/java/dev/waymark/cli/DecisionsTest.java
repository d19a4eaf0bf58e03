package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final String FIRST = new UUID(1, 2).toString();
    private static final String SECOND = new UUID(3, 4).toString();

    private final LedgerStandIn ledger = new LedgerStandIn();
    private final Shell shell = Shell.of(ledger);

    DecisionsTest() throws IOException {}

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    private JsonNode waiting() {
        shell.run("demo");
        return ledger.rows.steps.values().stream()
                .filter(s -> s.path("status").asText().equals("pending"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWaitsIsListedAndDecidedByIdOrNumber() {
        JsonNode step = waiting();
        String id = step.path("id").asText();
        String number = step.path("step_number").asText();

        assertThat(shell.run("inbox").out()).contains(id).contains("S" + number).contains("0 of 2");
        assertThat(Json.read(shell.run("inbox", "--json").out()).path("items")).isNotEmpty();
        var approved = shell.run("approve", "s" + number, "--project", "demo", "--reason", "it is time");
        assertThat(approved.out()).isEqualTo("S" + number + " approved; 1 more to go\n");
        assertThat(ledger.seen("POST", "/approvals").getLast().body())
                .isEqualTo(Json.read("{\"decision\": \"approved\", \"approval_reasoning\": \"it is time\"}"));
        var late = shell.run("approve", id, "--reject", "--reason", "no");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).contains("already-decided (409)");
    }

    @Test
    void anEmptyInboxSaysSo() {
        assertThat(shell.run("inbox").err()).contains("Nothing waits for approval");
    }

    @Test
    void aNumberNeedsItsProject() {
        var ran = shell.run("approve", "S3");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--project");
    }

    @Test
    void differencesAreShownBySnapshotsAndByStep() {
        String id = waiting().path("id").asText();

        assertThat(shell.run("diff", FIRST, SECOND).out()).contains("+ a.txt").contains("~ curl 8.0 → 8.1");
        assertThat(ledger.seen.getLast().path()).isEqualTo("/v1/snapshots/" + FIRST + "/diff/" + SECOND);
        assertThat(shell.run("diff", "--step", id).out()).contains("− old.txt");
        assertThat(shell.run("diff", "--step", "S1", "-p", "demo", "--json").out())
                .contains("\"noise\"");
        assertThat(shell.run("diff", FIRST).exitCode()).isEqualTo(2);
        assertThat(shell.run("diff").exitCode()).isEqualTo(2);
    }

    @Test
    void aSnapshotIsShownOrStored() {
        String here = Path.of("pom.xml").toString();

        var shown = shell.run("snapshot", "--watch", here);
        var json = shell.run("snapshot", "--watch", here, "--json");
        var stored = shell.run("snapshot", "--watch", here, "--command", FIRST);

        assertThat(shown.out()).contains("file_system_state: 1 files");
        assertThat(Json.read(json.out())
                        .at("/file_system_state/files/pom.xml/sha256")
                        .asText())
                .hasSize(64);
        assertThat(stored.out()).isEqualTo("made\n");
        assertThat(ledger.seen("POST", "/snapshots")
                        .getLast()
                        .body()
                        .path("snapshot_type")
                        .asText())
                .isEqualTo("baseline");
        assertThat(shell.run("snapshot", "--command", FIRST, "--after", SECOND).exitCode())
                .isEqualTo(2);
    }
}
