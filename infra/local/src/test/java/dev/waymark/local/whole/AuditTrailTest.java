package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The audit trail of a command is proved by Waymark, and by whoever has an export of it.
@ExtendWith(WholeGateway.Extension.class)
class AuditTrailTest {
    private final Ledger ledger;

    @TempDir
    Path folder = Path.of("");

    AuditTrailTest(Ledger ledger) {
        this.ledger = ledger;
    }

    private String command() {
        ledger.send("PUT", "/v1/projects/audited", text("{\"name\": \"Größe \\\"audited\\\"\"}"));
        JsonNode command = ledger.post("/v1/commands", json("{\"project\": \"audited\", \"request\": \"count\"}"));
        String id = command.get("id").asText();
        for (int i = 0; i < 8; i++) {
            ledger.post("/v1/commands/" + id + "/steps", json("{\"command\": \"echo " + i + "\"}"));
        }
        return id;
    }

    private static java.net.http.HttpRequest.BodyPublisher text(String text) {
        return java.net.http.HttpRequest.BodyPublishers.ofString(text);
    }

    private static JsonNode json(String text) {
        try {
            return Ledger.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    private CommandLineRun verify(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "verify";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(ledger.uri(), all);
    }

    @Test
    void aTrailIsProvedHereAndThere() throws Exception {
        String command = command();
        Path file = folder.resolve("trail.json");

        CommandLineRun there = verify(command);
        CommandLineRun here = verify(command, "--export", file.toString());
        CommandLineRun later = verify("--file", file.toString());

        assertThat(there.text()).startsWith("intact: 9 events, head ");
        assertThat(there.exitCode()).isZero();
        assertThat(here.text()).isEqualTo(there.text());
        assertThat(later.text()).isEqualTo(there.text());
        assertThat(Ledger.JSON
                        .readTree(file.toFile())
                        .at("/items/3/detail_text")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void anyEventThatIsTamperedWithIsFoundAndNamed() throws Exception {
        Path file = folder.resolve("trail.json");
        verify(command(), "--export", file.toString());

        expect("event 3 is edited", file, items -> ((ObjectNode) items.get(3)).put("actor", "somebody else"));
        expect("event 3 is edited", file, items -> ((ObjectNode) items.get(3)).put("detail_text", "{}"));
        expect(
                "event 3 is edited",
                file,
                items -> ((ObjectNode) items.get(3)).put("occurred_at", "2026-01-01T00:00:00Z"));
        expect("event 3 is missing", file, items -> items.remove(3));
        expect("event 8 is missing", file, items -> items.remove(8));
        expect("event 9 is added", file, items -> items.add(items.get(8).deepCopy()));
        expect("event 3 is misplaced", file, items -> items.insert(3, items.remove(4)));
        expect(
                "event 4 is misplaced",
                file,
                items -> items.insert(4, items.get(2).deepCopy()));
    }

    @Test
    void blankedContentLeavesTheTrailWhole() throws Exception {
        Path file = folder.resolve("trail.json");
        verify(command(), "--export", file.toString());
        JsonNode export = Ledger.JSON.readTree(file.toFile());
        ((ObjectNode) export.at("/items/2")).putNull("detail_text").putNull("detail_salt");
        Files.writeString(file, export.toString());

        assertThat(verify("--file", file.toString()).exitCode()).isZero();
    }

    @Test
    void whatIsNoExportIsSaidSo() throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"items\": 3}");

        CommandLineRun run = verify("--file", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.text()).contains("it is no export of an audit chain");
    }

    private void expect(String said, Path file, Consumer<ArrayNode> tampering) throws Exception {
        JsonNode export = Ledger.JSON.readTree(file.toFile());
        tampering.accept((ArrayNode) export.get("items"));
        Path tampered = Files.writeString(folder.resolve("tampered.json"), export.toString());

        CommandLineRun run = verify("--file", tampered.toString());

        assertThat(run.text()).contains("broken: " + said);
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
