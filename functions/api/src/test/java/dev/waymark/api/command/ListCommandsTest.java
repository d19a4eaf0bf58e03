package dev.waymark.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListCommandsTest {
    private final Client client = Functions.shared().newTenant();
    private final String project = client.newProject();

    @Test
    void commandsAreFilteredByProjectStatusAndAgent() {
        String other = client.newProject();
        String a = create(project, "one");
        String b = create(project, "two");
        String c = create(other, "one");
        client.patch("/v1/commands/" + b, "{\"status\": \"running\"}", "If-Match", "\"1\"")
                .expect(200);
        assertThat(ids("?limit=50")).containsExactly(c, b, a);
        assertThat(ids("?project=" + project)).containsExactly(b, a);
        assertThat(ids("?status=running")).containsExactly(b);
        assertThat(ids("?status=pending")).containsExactly(c, a);
        assertThat(ids("?agent=one")).containsExactly(c, a);
        assertThat(ids("?agent=one&project=" + other + "&status=pending")).containsExactly(c);
        assertThat(ids("?agent=two&project=" + other)).isEmpty();
        assertThat(ids("?agent=nobody")).isEmpty();
    }

    @Test
    void commandsAreFilteredByTimeFromIncludedToExcluded() {
        String a = create(project, "x");
        String b = create(project, "x");
        String at = client.get("/v1/commands/" + b).text("/created_at");
        assertThat(ids("?from=" + at)).containsExactly(b);
        assertThat(ids("?to=" + at)).containsExactly(a);
        assertThat(ids("?from=" + at + "&to=" + at)).isEmpty();
        assertThat(ids("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")).containsExactly(b, a);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyPageSizeGivesEveryCommandOnceInOrder(int limit) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(create(project, "x"));
        }
        assertThat(Pages.texts(Pages.all(client, "/v1/commands?limit=" + limit), "/id"))
                .containsExactlyElementsOf(made.reversed());
    }

    @Test
    void pagesStayWhereTheyAreWhileCommandsComeAndGo() {
        String a = create(project, "x");
        String b = create(project, "x");
        String c = create(project, "x");
        String cursor = client.get("/v1/commands?limit=1").expect(200).text("/next_cursor");
        create(project, "x");
        client.delete("/v1/commands/" + c).expect(204);
        assertThat(ids("?limit=1&cursor=" + cursor)).containsExactly(b);
        assertThat(ids("?limit=9&cursor=" + cursor)).containsExactly(b, a);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"status=done", "status=PENDING", "from=yesterday", "to=2026-01-01", "cursor=MC4w", "limit=-1"})
    void aFilterThatCannotBeReadIsRefused(String query) {
        assertThat(client.get("/v1/commands?" + query).expect(422).text("/errors/0/parameter"))
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void anUnknownProjectIs404AndAnUnknownCommandToo() {
        client.get("/v1/commands?project=nowhere").expect(404);
        client.get("/v1/commands/" + UUID.randomUUID()).expect(404);
        client.get("/v1/commands/42").expect(422);
    }

    @Test
    void fieldsNarrowWhatIsShownOfEachRow() {
        create(project, "x");
        assertThat(client.get("/v1/commands?fields=id,status")
                        .expect(200)
                        .body()
                        .get("items")
                        .get(0)
                        .fieldNames())
                .toIterable()
                .containsExactly("id", "status");
    }

    @Test
    void aPageEndsEarlyWhenRequestsAndMetadataAreLarge() {
        String metadata = "{\"note\": \"%s\"}".formatted("x".repeat(65_000));
        String json = "{\"project\": \"%s\", \"request\": \"%s\", \"metadata\": %s}"
                .formatted(project, "y".repeat(60_000), metadata);
        for (int i = 0; i < 60; i++) {
            client.post("/v1/commands", json).expect(201);
        }
        List<List<JsonNode>> pages = Pages.of(client, "/v1/commands?limit=500");
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(6_291_456 * 3 / 4));
        assertThat(Pages.texts(pages.stream().flatMap(List::stream).toList(), "/id"))
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    private List<String> ids(String query) {
        return Pages.texts(Pages.items(client.get("/v1/commands" + query).expect(200)), "/id");
    }

    private String create(String inProject, String agent) {
        String json = "{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"%s\"}".formatted(inProject, agent);
        return client.post("/v1/commands", json).expect(201).text("/id");
    }
}
