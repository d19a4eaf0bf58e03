package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What real agents did leaves as a file and reads the same where it is taken in.
@ExtendWith(WholeGateway.Extension.class)
class BundlesOnTheCommandLineTest {
    private final Ledger ledger;

    @TempDir
    private Path folder = Path.of("");

    BundlesOnTheCommandLineTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void aProjectWithRealRunsReadsTheSameInAnotherTenant() throws Exception {
        String project = "leaves " + UUID.randomUUID();
        List<String> files = SharedData.files("swe-agent", ".traj").stream()
                .map(Path::toString)
                .toList();
        List<String> line = new ArrayList<>(List.of("import", "trajectory", "--project", project));
        line.addAll(files);
        done(Ledger.LOCAL_KEY, line.toArray(String[]::new));
        Path bundle = folder.resolve("project.bundle.zst");
        Ledger there = newTenant();

        String exported = done(Ledger.LOCAL_KEY, "export", "project", project, "-o", bundle.toString());
        String imported = done(there.apiKey(), "import", "bundle", bundle.toString());

        assertThat(reads(there, project)).isEqualTo(reads(ledger, project)).hasSizeGreaterThan(50);
        assertThat(done(there.apiKey(), "import", "bundle", bundle.toString())).contains("0 rows stored");
        for (JsonNode command : there.list("/v1/commands?project=" + PathText.encode(project))) {
            assertThat(done(there.apiKey(), "verify", command.get("id").asText()))
                    .startsWith("intact");
        }
        String checked = done(there.apiKey(), "integrity", "--check", "command_steps")
                + done(there.apiKey(), "integrity", "--check", "audit-events");
        assertThat(checked).contains("intact");
        System.out.printf("swe-agent: %s%s%s", exported, imported, checked);

        assertThat(done(there.apiKey(), "import", "bundle", bundle.toString(), "--json"))
                .contains("\"stored\" : 0");
        assertThat(run(there.apiKey(), "import", "bundle", bundle.toString(), "--as", "copy")
                        .exitCode())
                .as("under two keys at once")
                .isEqualTo(1);
    }

    @Test
    void anAgentWithRealConversationsReadsTheSameInAnotherTenant() throws Exception {
        String agent = "leaves-" + UUID.randomUUID();
        Path file = SharedData.files("tau-bench", ".json").getFirst();
        done(Ledger.LOCAL_KEY, "import", "conversations", "--agent", agent, file.toString());
        Path bundle = folder.resolve("agent.bundle.zst");
        Ledger there = newTenant();

        String exported = done(Ledger.LOCAL_KEY, "export", "agent", agent, "-o", bundle.toString());
        String imported = done(there.apiKey(), "import", "bundle", bundle.toString());

        List<JsonNode> conversations = ledger.list("/v1/conversations?agent=" + agent);
        assertThat(there.list("/v1/conversations?agent=" + agent))
                .isEqualTo(conversations)
                .isNotEmpty();
        for (JsonNode conversation : conversations.subList(0, Math.min(5, conversations.size()))) {
            String path = "/v1/conversations/"
                    + PathText.encode(conversation.get("external_id").asText());
            assertThat(there.list(path + "/messages")).isEqualTo(ledger.list(path + "/messages"));
        }
        String checked = done(there.apiKey(), "integrity", "--check", "conversations");
        System.out.printf("tau-bench: %s%s%s", exported, imported, checked);
    }

    @Test
    void aFileThatWasCutOrChangedIsNotSent() throws Exception {
        done(Ledger.LOCAL_KEY, "demo");
        Path bundle = folder.resolve("demo.bundle.zst");
        done(Ledger.LOCAL_KEY, "export", "project", "demo", "-o", bundle.toString());
        byte[] whole = Files.readAllBytes(bundle);
        Ledger there = newTenant();
        Path bad = folder.resolve("bad.bundle.zst");

        for (byte[] content : List.of(
                Arrays.copyOf(whole, whole.length / 2),
                Arrays.copyOf(whole, 0),
                changed(whole),
                "no bundle".getBytes(StandardCharsets.UTF_8))) {
            Files.write(bad, content);
            CommandLineRun refused = run(there.apiKey(), "import", "bundle", bad.toString());
            assertThat(refused.exitCode()).as(refused.text()).isEqualTo(1);
            assertThat(refused.text()).contains("not imported").doesNotContain("Exception");
        }
        assertThat(there.list("/v1/projects")).isEmpty();
        assertThat(run(there.apiKey(), "export", "project", "nowhere").text()).contains("no project with this key");
    }

    private static byte[] changed(byte[] whole) {
        byte[] other = whole.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    private Ledger newTenant() {
        JsonNode made = ledger.as(Ledger.OPERATOR_KEY)
                .post("/v1/tenants", Ledger.JSON.createObjectNode().put("name", "elsewhere"));
        return ledger.as(made.get("api_key").asText());
    }

    /// What one reads of a project, by path.
    private static Map<String, JsonNode> reads(Ledger ledger, String project) {
        Map<String, JsonNode> reads = new LinkedHashMap<>();
        String path = "/v1/projects/" + PathText.encode(project);
        List<String> paths = new ArrayList<>(List.of(path, path + "/insights", path + "/rollbacks"));
        for (JsonNode command : ledger.list("/v1/commands?project=" + PathText.encode(project))) {
            String id = "/v1/commands/" + command.get("id").asText();
            paths.addAll(List.of(
                    id,
                    id + "/timeline?limit=500",
                    id + "/audit-chain",
                    id + "/steps?limit=500&expand=snapshots,evaluation"));
        }
        for (JsonNode step : ledger.list(path + "/steps")) {
            paths.add("/v1/steps/" + step.get("id").asText() + "?expand=snapshots");
            paths.add("/v1/steps/" + step.get("id").asText() + "/state-changes");
        }
        for (String each : paths) {
            var answer = ledger.send("GET", each, java.net.http.HttpRequest.BodyPublishers.noBody());
            try {
                JsonNode body = Ledger.JSON.readTree(answer.body());
                // a problem has an id of its own
                reads.put(each, answer.statusCode() == 200 ? body : body.get("type"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return reads;
    }

    private String done(String key, String... arguments) throws IOException, InterruptedException {
        CommandLineRun run = run(key, arguments);
        assertThat(run.exitCode()).as(run.text()).isZero();
        return run.text();
    }

    private CommandLineRun run(String key, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run", ".txt");
        ProcessBuilder process =
                CommandLineRun.prepared(ledger.uri(), arguments).redirectOutput(output.toFile());
        process.environment().put("WAYMARK_API_KEY", key);
        return CommandLineRun.ended(process.start(), output);
    }
}
