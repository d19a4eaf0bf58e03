package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Conversations that the command line brings in are what the file says, read back over HTTP.
@Isolated // compares all that was done in the tenant
@ExtendWith(WholeGateway.Extension.class)
class ImportedConversationsTest {
    private final Ledger ledger;

    ImportedConversationsTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void everyConversationReadsBackEqualPagedAndWholeAndASecondImportChangesNothing() throws Exception {
        for (Path file : SharedData.files("tau-bench", ".json")) {
            JsonNode runs = Ledger.JSON.readTree(file.toFile());

            JsonNode imported = imported(file);

            assertThat(imported).hasSameSizeAs(runs);
            for (int i = 0; i < runs.size(); i++) {
                assertReadsBack(path(imported.get(i)), runs.get(i));
            }
            List<JsonNode> before = everything(imported);
            JsonNode again = imported(file);
            assertThat(again).allSatisfy(conversation -> {
                assertThat(conversation.get("sent").asInt()).isZero();
                assertThat(conversation.get("created").asBoolean()).isFalse();
            });
            assertThat(everything(again)).isEqualTo(before);
        }
    }

    private void assertReadsBack(String path, JsonNode run) {
        JsonNode conversation = ledger.get(path);
        List<JsonNode> paged = ledger.list(path + "/messages");

        assertEqual(run(conversation, paged), run);
        JsonNode whole = ledger.get(path + "/messages?limit=500");
        assertThat(whole.get("next_cursor").isNull()).isTrue();
        assertThat(whole.get("items")).containsExactlyElementsOf(paged);
        assertThat(paged)
                .extracting(message -> message.get("position").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(conversation.get("message_count").asInt()).isEqualTo(paged.size());
    }

    /// What the file said, made again of what was stored, and simply, so that the importer is not
    /// judged by itself.
    private static JsonNode run(JsonNode conversation, List<JsonNode> stored) {
        ObjectNode run = conversation.at("/metadata/run").deepCopy();
        ArrayNode said =
                run.putArray(conversation.at("/metadata/messages_under").asText());
        for (JsonNode message : stored) {
            ObjectNode one = said.addObject().put("role", message.get("role").asText());
            one.setAll((ObjectNode) message.get("metadata"));
            ObjectNode content = message.get("content").deepCopy();
            content.remove("type");
            content.properties().forEach(member -> {
                boolean isContent = List.of("text", "parts", "data").contains(member.getKey());
                one.set(isContent ? "content" : member.getKey(), member.getValue());
            });
            if (!message.get("tools").isNull()) {
                one.set("tool_calls", message.get("tools"));
            }
        }
        return run;
    }

    /// Numbers by their value: JSON does not tell 0.0 from 0.
    private static void assertEqual(JsonNode actual, JsonNode expected) {
        boolean equal = expected.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                actual);
        assertThat(equal).as("%s%nshould be%n%s", actual, expected).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImportThatIsKilledHalfwayIsGoneOnWith(boolean afterTheSecondBatchIsIn) throws Exception {
        Path file = longRun(afterTheSecondBatchIsIn);
        Path output = Files.createTempFile("waymark-killed", ".txt");
        try (var cut = new CutConnection(ledger.uri(), afterTheSecondBatchIsIn)) {
            Process process = CommandLineRun.start(cut.uri(), output, "import", "conversations", file.toString());
            cut.kills(process);
            assertThat(CommandLineRun.ended(process, output).exitCode()).isEqualTo(137);
        }

        JsonNode resumed = imported(file);

        assertThat(resumed).singleElement().satisfies(conversation -> {
            assertThat(conversation.get("sent").asInt()).isEqualTo(afterTheSecondBatchIsIn ? 50 : 150);
            assertReadsBack(
                    path(conversation), Ledger.JSON.readTree(file.toFile()).get(0));
        });
        Files.delete(file);
        Files.delete(output);
    }

    @Test
    void aConversationIsShownTailedAndSearched() throws Exception {
        Path file = longRun("said " + System.nanoTime());
        String id = imported(file).get(0).get("external_id").asText();

        assertThat(run("conversation", "show", id, "--limit", "3").text())
                .contains(id, "#250", "message 249", "Earlier messages are not shown")
                .doesNotContain("message 246");
        assertThat(run("conversation", "tail", id, "-n", "2").text())
                .contains("#249", "#250")
                .doesNotContain("#248");
        JsonNode found = Ledger.JSON.readTree(
                run("conversation", "search", id, "123", "--json").text());
        assertThat(found.get("items"))
                .singleElement()
                .satisfies(message ->
                        assertThat(message.at("/content/text").asText()).isEqualTo("message 123"));
        assertThat(run("conversation", "search", id, "123").text()).contains("124", "message 123");
        assertThat(run("conversations", "--json").text()).contains(id);
        assertThat(run("conversation", "show", "no such").exitCode()).isEqualTo(1);
    }

    /// More than fits in two batches, and another for each mark.
    private static Path longRun(Object mark) throws IOException {
        ArrayNode runs = Ledger.JSON.createArrayNode();
        ObjectNode run = runs.addObject().put("task_id", 1).put("mark", String.valueOf(mark));
        ArrayNode messages = run.putArray("traj");
        for (int i = 0; i < 250; i++) {
            messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", "message " + i);
        }
        Path file = Files.createTempFile("waymark-long", ".json");
        Ledger.JSON.writeValue(file.toFile(), runs);
        return file;
    }

    private JsonNode imported(Path file) throws IOException, InterruptedException {
        CommandLineRun run = run("import", "conversations", file.toString(), "--agent", "clerk", "--json");
        assertThat(run.exitCode()).as(run.text()).isZero();
        return Ledger.JSON.readTree(run.text()).get("items");
    }

    private CommandLineRun run(String... arguments) throws IOException, InterruptedException {
        return CommandLineRun.of(ledger.uri(), arguments);
    }

    /// All that can be read of these conversations, and of what was done in the tenant.
    private List<JsonNode> everything(JsonNode imported) {
        List<JsonNode> rows = new ArrayList<>(ledger.list("/v1/audit-events"));
        imported.forEach(conversation -> {
            rows.add(ledger.get(path(conversation)));
            ledger.get(path(conversation) + "/messages?limit=500").get("items").forEach(rows::add);
        });
        return rows;
    }

    private static String path(JsonNode conversation) {
        return "/v1/conversations/" + conversation.get("external_id").asText();
    }
}
