package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EraseUserTest {
    private final LedgerStandIn ledger = new LedgerStandIn();
    private final Shell shell = Shell.of(ledger);

    EraseUserTest() throws IOException {}

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void theReceiptIsShownOnceAllIsErased() {
        var ran = shell.answering("y\n").run("user", "erase", "u 1");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err())
                .contains("Erase everything of end user u 1? [y/N]")
                .contains("still erasing");
        assertThat(ran.out().lines())
                .containsExactly(
                        "u 1 erased at 2026-11-21T10:00:00.000000Z",
                        "ROWS  TABLE",
                        "   2  conversations",
                        "  41  messages",
                        "   1  archives");
        assertThat(ledger.seen("DELETE", "/v1/users/u%201")).hasSize(2);
        assertThat(shell.run("user", "erase", "--yes", "u 1").out()).startsWith("u 1 was erased already, at ");
    }

    @Test
    void nothingIsDoneWithoutAYes() {
        for (var ran : new Shell.Ran[] {
            shell.run("user", "erase", "u1"),
            shell.answering("n\n").run("user", "erase", "u1"),
            shell.run("user", "erase", "u1", "--json")
        }) {
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).contains("nothing was done: answer y, or add --yes");
        }
        assertThat(ledger.writes()).isZero();
    }

    @Test
    void theReceiptIsPrintedAsItCame() {
        shell.run("user", "erase", "--yes", "--json", "u1");
        var ran = shell.run("user", "erase", "--yes", "--json", "u1");

        assertThat(ran.out()).contains("\"already\" : true").contains("\"messages\" : 41");
    }
}
