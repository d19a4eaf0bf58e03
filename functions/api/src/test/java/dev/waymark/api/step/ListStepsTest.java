package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListStepsTest {
    private static final int LARGEST_ANSWER_BYTES = 6_291_456 * 3 / 4;

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final String project = client.newProject();
    private final UUID first = client.newCommand(project);
    private final UUID second = client.newCommand(project);

    private void recordAlternating() {
        for (UUID command : new UUID[] {first, second, first, second, first}) {
            client.newStep(command, "{\"command\": \"c\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyPageSizeGivesTheHistoryOnceInOrder(int limit) {
        recordAlternating();
        List<JsonNode> history = Pages.all(client, "/v1/projects/" + project + "/steps?limit=" + limit);
        assertThat(Pages.texts(history, "/step_number")).containsExactly("1", "2", "3", "4", "5");
        assertThat(Pages.texts(Pages.all(client, "/v1/commands/" + first + "/steps?limit=" + limit), "/step_number"))
                .containsExactly("1", "3", "5");
    }

    @Test
    void aPageStaysWhereItIsWhenStepsAreAdded() {
        recordAlternating();
        String path = "/v1/commands/" + first + "/steps?limit=2";
        String cursor = client.get(path).text("/next_cursor");
        client.newStep(first, "{\"command\": \"late\"}");
        assertThat(Pages.texts(
                        Pages.items(client.get(path + "&cursor=" + cursor).expect(200)), "/step_index"))
                .containsExactly("2", "3");
    }

    @Test
    void activeStepsLeaveOutWhatWasRolledBack() {
        recordAlternating();
        Sql.of(functions)
                .run("update command_steps set active = false where command_id = '%s' and step_number > 2"
                        .formatted(first));
        assertThat(Pages.texts(Pages.all(client, "/v1/projects/" + project + "/steps/active?limit=2"), "/step_number"))
                .containsExactly("1", "2", "4");
        assertThat(Pages.all(client, "/v1/projects/" + project + "/steps?limit=2"))
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"2, 200", "S2, 200", "s2, 200", "002, 200", "3, 404", "0, 404", "999999999999999999, 404"})
    void aStepIsFoundByNumberWithAndWithoutItsS(String number, int status) {
        client.newStep(first, "{\"command\": \"a\"}");
        Functions.Answer made = client.newStep(second, "{\"command\": \"b\"}");
        Functions.Answer found =
                client.get("/v1/projects/" + project + "/steps/" + number).expect(status);
        if (status == 200) {
            assertThat(found.body()).isEqualTo(made.body());
            assertThat(found.headers()).containsEntry("etag", "\"1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "SS1", "S", "1.0", "9999999999999999999", "1%3B"})
    void whatIsNoNumberIsRefused(String number) {
        client.get("/v1/projects/" + project + "/steps/" + number).expect(422);
    }

    @Test
    void whatIsNotThereIs404() {
        client.get("/v1/projects/nowhere/steps").expect(404);
        client.get("/v1/projects/nowhere/steps/active").expect(404);
        client.get("/v1/projects/nowhere/steps/1").expect(404);
        client.get("/v1/commands/" + UUID.randomUUID() + "/steps").expect(404);
        client.get("/v1/steps/" + UUID.randomUUID()).expect(404);
        client.post("/v1/commands/" + UUID.randomUUID() + "/steps", "{\"command\": \"x\"}")
                .expect(404);
        assertThat(Pages.items(client.get("/v1/commands/" + first + "/steps").expect(200)))
                .isEmpty();
    }

    @Test
    void fieldsNarrowWhatIsShownAndUnknownOnesAreRefused() {
        Functions.Answer made = client.newStep(first, "{\"command\": \"a\", \"explanation\": \"e\"}");
        String step = "/v1/steps/" + made.id();
        assertThat(client.get(step + "?fields=command,id").expect(200).body().toString())
                .isEqualTo("{\"id\":\"%s\",\"command\":\"a\"}".formatted(made.id()));
        assertThat(client.get("/v1/commands/" + first + "/steps?fields=status")
                        .expect(200)
                        .body()
                        .toString())
                .isEqualTo("{\"items\":[{\"status\":\"pending\"}],\"next_cursor\":null}");
        assertThat(client.get(step + "?fields=id,zzz").expect(422).text("/errors/0/parameter"))
                .isEqualTo("fields");
        client.get(step + "?fields=").expect(422);
    }

    @Test
    void aPageEndsEarlyWhenResultsAreLargeAndPagingGivesAll() {
        String step =
                "{\"command\": \"ls\", \"execution_result\": {\"stdout\": \"%s\"}}".formatted("x".repeat(1_500_000));
        for (int i = 0; i < 6; i++) {
            client.newStep(first, step);
        }
        expectAllInSmallPages("/v1/commands/" + first + "/steps?limit=500", 6);
        expectAllInSmallPages("/v1/projects/" + project + "/steps?limit=500", 6);
        expectAllInSmallPages("/v1/projects/" + project + "/steps/active?limit=500", 6);
    }

    @Test
    void aPageEndsEarlyWhenMetadataIsLargeAndPagingGivesAll() {
        String note = "{\"note\": \"%s\"}".formatted("x".repeat(65_000));
        String step = "{\"command\": \"c\", \"metadata\": %s, \"resource_usage\": %s}".formatted(note, note);
        String steps = "{\"steps\": [%s]}".formatted((step + ",").repeat(19) + step);
        for (int i = 0; i < 3; i++) {
            client.newStep(first, steps);
        }
        expectAllInSmallPages("/v1/commands/" + first + "/steps?limit=500", 60);
        expectAllInSmallPages("/v1/projects/" + project + "/steps?limit=500", 60);
    }

    private void expectAllInSmallPages(String path, int count) {
        List<List<JsonNode>> pages = Pages.of(client, path);
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(LARGEST_ANSWER_BYTES));
        assertThat(Pages.texts(pages.stream().flatMap(List::stream).toList(), "/id"))
                .hasSize(count)
                .doesNotHaveDuplicates();
    }
}
