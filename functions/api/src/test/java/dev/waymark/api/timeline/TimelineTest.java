package dev.waymark.api.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.StatementCount;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private static final Functions FUNCTIONS = new Functions();
    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();
    private final String path = "/v1/commands/" + command + "/timeline";

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    /// Snapshots before, between and after steps, one by one and in bulk, late ones too: 15 entries.
    private List<String> recordMixedEntries() {
        var expected = new ArrayList<String>();
        UUID pending = client.newStep(command, "{\"command\": \"late\"}").id();
        client.post(
                        "/v1/commands/" + command + "/snapshots",
                        "{\"snapshot_type\": \"baseline\", \"sections\": {\"system_info\": 1}}")
                .expect(201);
        client.newStep(
                command, "{\"command\": \"a\", \"before\": {\"system_info\": 1}, \"after\": {\"system_info\": 2}}");
        client.newStep(
                command,
                "{\"steps\": [{\"command\": \"b\"}, {\"command\": \"c\", \"after\": {\"system_info\": 3}}, {\"command\": \"d\", \"before\": {\"system_info\": 3}}]}");
        client.patch(
                        "/v1/steps/" + pending,
                        "{\"status\": \"completed\", \"before\": {\"system_info\": 4}, \"after\": {\"system_info\": 5}}",
                        "If-Match",
                        "*")
                .expect(200);
        client.newStep(command, "{\"command\": \"e\", \"after\": {\"system_info\": 6}}");
        client.newStep(command, "{\"command\": \"f\"}");
        expected.addAll(List.of(
                "late", "baseline", "before_step", "a", "after_step", "b", "c", "after_step", "before_step", "d"));
        expected.addAll(List.of("before_step", "after_step", "e", "after_step", "f"));
        return expected;
    }

    private static String name(JsonNode entry) {
        return entry.get("kind").asText().equals("step")
                ? entry.at("/step/command").asText()
                : entry.at("/snapshot/snapshot_type").asText();
    }

    @Test
    void entriesStandInTheOrderInWhichTheyWereRecorded() {
        List<String> expected = recordMixedEntries();
        List<JsonNode> entries = Pages.items(client.get(path).expect(200));
        assertThat(entries).extracting(TimelineTest::name).containsExactlyElementsOf(expected);
        assertThat(entries)
                .extracting(entry -> entry.get("position").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyPageSizeGivesEachEntryExactlyOnceInOrder() {
        List<String> expected = recordMixedEntries();
        List<JsonNode> whole = Pages.items(client.get(path).expect(200));
        for (int limit = 1; limit <= expected.size() + 1; limit++) {
            List<List<JsonNode>> pages = Pages.of(client, path + "?limit=" + limit);
            assertThat(pages.stream().flatMap(List::stream).toList())
                    .as("limit %d", limit)
                    .isEqualTo(whole);
            assertThat(pages).hasSize(Math.ceilDiv(expected.size(), limit));
        }
    }

    @Test
    void aReaderCanGoOnWhereItStopped() {
        recordMixedEntries();
        String cursor = client.get(path + "?limit=14").expect(200).text("/next_cursor");
        client.newStep(command, "{\"command\": \"g\"}");
        for (String name : new String[] {"after", "cursor"}) {
            assertThat(Pages.items(client.get(path + "?" + name + "=" + cursor).expect(200)))
                    .extracting(TimelineTest::name)
                    .containsExactly("f", "g");
        }
        client.get(path + "?after=" + cursor + "&cursor=" + cursor).expect(422);
        for (String parameter : new String[] {"cursor", "after"}) {
            Functions.Answer refused =
                    client.get(path + "?" + parameter + "=zzz").expect(422);
            assertThat(refused.text("/errors/0/parameter")).isEqualTo(parameter);
        }
    }

    @Test
    void aLongOutputIsCutAndLeadsToTheWholeStep() {
        String json = "{\"command\": \"ls\", \"execution_result\": {\"o\": \"%s\"}}";
        // {"o":""} has 8 bytes
        client.newStep(command, json.formatted("x".repeat(16_384 - 8)));
        Functions.Answer cut = client.newStep(command, json.formatted("x".repeat(16_384 - 7)));
        List<JsonNode> entries = Pages.items(client.get(path).expect(200));
        assertThat(entries.get(0).at("/step/execution_result/o").asText()).hasSize(16_376);
        assertThat(entries.get(0).at("/step").has("link")).isFalse();
        assertThat(entries.get(1).at("/step").has("execution_result")).isFalse();
        assertThat(entries.get(1).at("/step/result_bytes").asLong()).isEqualTo(16_385);
        assertThat(entries.get(1).at("/step/link").asText()).isEqualTo("/v1/steps/" + cut.id());
        assertThat(client.get(entries.get(1).at("/step/link").asText())
                        .expect(200)
                        .text("/execution_result/o"))
                .hasSize(16_377);
    }

    @Test
    void snapshotsLeadToTheirSectionsAndShowTheirDigests() {
        Functions.Answer step = client.newStep(
                command,
                "{\"command\": \"ls\", \"before\": {\"system_info\": 1}, \"after\": {\"system_info\": 1, \"process_list\": []}}");
        List<JsonNode> entries = Pages.items(client.get(path).expect(200));
        assertThat(entries.get(0).at("/snapshot/step_id").asText()).isEqualTo(step.text("/id"));
        assertThat(entries.get(0).at("/snapshot/sections/system_info"))
                .isEqualTo(entries.get(2).at("/snapshot/sections/system_info"));
        assertThat(entries.get(2).at("/snapshot/sections")).hasSize(2);
        client.get(entries.get(2).at("/snapshot/link").asText()).expect(200);
        assertThat(entries.get(1).has("snapshot")).isFalse();
    }

    @Test
    void aPageEndsEarlyWhenEntriesAreLargeAndPagingGivesAll() {
        String json = "{\"command\": \"%s\"}".formatted("x".repeat(1_000_000));
        for (int i = 0; i < 7; i++) {
            client.newStep(command, json);
        }
        List<List<JsonNode>> pages = Pages.of(client, path + "?limit=500");
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(6_291_456 * 3 / 4));
        assertThat(Pages.texts(pages.stream().flatMap(List::stream).toList(), "/position"))
                .containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void anEmptyTimelineIsEmptyAndAnUnknownCommandIs404() {
        assertThat(client.get(path).expect(200).body().toString()).isEqualTo("{\"items\":[],\"next_cursor\":null}");
        client.get("/v1/commands/" + UUID.randomUUID() + "/timeline").expect(404);
    }

    @Test
    void aPageTakesOneStatement() {
        recordMixedEntries();
        var statements = StatementCount.in(FUNCTIONS);
        String cursor = client.get(path + "?limit=3").expect(200).text("/next_cursor");
        for (String page : new String[] {"?limit=500", "?limit=1", "?limit=3&cursor=" + cursor}) {
            statements.reset();
            client.get(path + page).expect(200);
            assertThat(statements.of("waymark_read")).isEqualTo(1);
        }
    }
}
