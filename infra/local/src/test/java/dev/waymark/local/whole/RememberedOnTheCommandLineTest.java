package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What somebody gives an agent to remember on the command line is found there again.
@ExtendWith(WholeGateway.Extension.class)
class RememberedOnTheCommandLineTest {
    private final Ledger ledger;
    private final String agent = "agent " + System.nanoTime();

    RememberedOnTheCommandLineTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void aMemoryIsAddedAndFound() throws Exception {
        assertThat(run("memory", "add", agent, "concept=seat", "definition=prefers the aisle", "--user", "u1")
                        .text())
                .contains("concept: seat, definition: prefers the aisle");
        run(
                "memory",
                "add",
                agent,
                "--type",
                "procedural",
                "{\"skill\": \"deploy\", \"steps\": [\"build\", \"copy\"]}");

        CommandLineRun table = run("memory", "search", agent, "aisle");
        assertThat(table.text())
                .contains("SCORE", "semantic", "u1", "prefers the aisle")
                .doesNotContain("deploy");
        JsonNode found = Ledger.JSON.readTree(
                run("memory", "search", agent, "--type", "procedural", "--json").text());
        assertThat(found.get("items"))
                .singleElement()
                .satisfies(item ->
                        assertThat(item.at("/memory/content/steps/1").asText()).isEqualTo("copy"));
        assertThat(CommandLineRun.of(ledger.uri(), "memory", "add", agent, "concept=seat")
                        .exitCode())
                .isEqualTo(1);
        assertThat(CommandLineRun.of(ledger.uri(), "memory", "add", agent, "seat")
                        .exitCode())
                .isEqualTo(2);
    }

    private CommandLineRun run(String... arguments) throws IOException, InterruptedException {
        CommandLineRun run = CommandLineRun.of(ledger.uri(), arguments);
        assertThat(run.exitCode()).as(run.text()).isZero();
        return run;
    }
}
