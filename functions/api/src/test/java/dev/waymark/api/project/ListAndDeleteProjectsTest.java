package dev.waymark.api.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListAndDeleteProjectsTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();

    @Test
    void projectsAreListedNewestFirstPageByPage() {
        List<String> keys = List.of("a", "b", "c", "d", "e");
        keys.forEach(key -> put(key, "{\"name\": \"x\"}"));
        assertThat(Pages.of(client, "/v1/projects?limit=2"))
                .extracting(List::size)
                .containsExactly(2, 2, 1);
        assertThat(Pages.texts(Pages.all(client, "/v1/projects?limit=2"), "/key"))
                .containsExactlyElementsOf(keys.reversed());
    }

    @Test
    void aPageStaysWhereItIsWhenProjectsAreAdded() {
        List.of("a", "b", "c").forEach(key -> put(key, "{\"name\": \"x\"}"));
        Functions.Answer first = client.get("/v1/projects?limit=1").expect(200);
        put("d", "{\"name\": \"x\"}");
        Functions.Answer rest = client.get("/v1/projects?limit=5&cursor=" + first.text("/next_cursor"));
        assertThat(Pages.texts(Pages.items(rest.expect(200)), "/key")).containsExactly("b", "a");
    }

    @Test
    void aTenantWithoutProjectsGetsAnEmptyPage() {
        assertThat(client.get("/v1/projects").expect(200).body().toString())
                .isEqualTo("{\"items\":[],\"next_cursor\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=x", "limit=", "cursor=x", "cursor=", "zzz=1", "fields=zzz"})
    void aListThatCannotBeReadIsRefused(String query) {
        put("a", "{\"name\": \"x\"}");
        assertThat(client.get("/v1/projects?" + query)
                        .expect(422)
                        .body()
                        .at("/errors/0/parameter")
                        .asText())
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aPageEndsEarlyWhenSettingsAreLarge() {
        String settings = "{\"note\": \"%s\"}".formatted("x".repeat(65_000));
        for (int i = 0; i < 100; i++) {
            put("p" + i, "{\"name\": \"x\", \"settings\": %s}".formatted(settings));
        }
        List<List<com.fasterxml.jackson.databind.JsonNode>> pages = Pages.of(client, "/v1/projects?limit=500");
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(6_291_456 * 3 / 4));
        assertThat(Pages.texts(pages.stream().flatMap(List::stream).toList(), "/key"))
                .hasSize(100)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?confirm=", "?confirm=other", "?confirm=DEMO"})
    void deletingNeedsTheKeyTwice(String query) {
        put("demo", "{\"name\": \"x\"}");
        client.delete("/v1/projects/demo" + query).expect(422);
        client.get("/v1/projects/demo").expect(200);
    }

    @Test
    void deletingHonoursIfMatch() {
        put("demo", "{\"name\": \"x\"}");
        client.delete("/v1/projects/demo?confirm=demo", "If-Match", "\"9\"").expect(412);
        client.delete("/v1/projects/demo?confirm=demo", "If-Match", "\"1\"").expect(204);
        client.delete("/v1/projects/demo?confirm=demo").expect(404);
    }

    @Test
    void deletingTakesEverythingBelowAndKeepsTheFact() {
        Sql sql = Sql.of(functions);
        Functions.Answer project = put("demo", "{\"name\": \"secret plans\"}");
        UUID command = client.newCommand("demo");
        Functions.Answer step = client.newStep(command, "{\"command\": \"ls\", \"before\": {\"system_info\": {}}}");
        client.delete("/v1/projects/demo?confirm=demo").expect(204);

        client.get("/v1/commands/" + command).expect(404);
        client.get("/v1/steps/" + step.id()).expect(404);
        client.get("/v1/snapshots/" + step.text("/before_snapshot_id")).expect(404);
        client.get("/v1/projects/demo/steps").expect(404);
        assertThat(sql.number("select count(*) from command_steps where project_id = ?", project.id()))
                .isZero();
        assertThat(sql.number("select count(*) from audit_events where chain_id in (?, ?)", project.id(), command))
                .isEqualTo(3);
        assertThat(sql.number("select count(detail) from audit_events where chain_id in (?, ?)", project.id(), command))
                .isZero();
        Functions.Answer events =
                client.get("/v1/audit-events?action=project.deleted").expect(200);
        assertThat(events.text("/items/0/subject_id")).isEqualTo(project.text("/id"));
        assertThat(events.text("/items/0/detail/commands")).isEqualTo("1");
    }

    @Test
    void aDeletedKeyCanBeUsedAnew() {
        put("demo", "{\"name\": \"x\"}");
        client.newStep(client.newCommand("demo"), "{\"command\": \"ls\"}");
        client.delete("/v1/projects/demo?confirm=demo").expect(204);
        assertThat(put("demo", "{\"name\": \"y\"}").text("/next_step_number")).isEqualTo("1");
    }

    private Functions.Answer put(String key, String json) {
        return client.put("/v1/projects/" + key, json).expect(201);
    }
}
