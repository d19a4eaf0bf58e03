package dev.waymark.api.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PutProjectTest {
    private final Client client = Functions.shared().newTenant();

    @Test
    void theFirstPutCreatesAndGetAnswersTheSame() {
        Functions.Answer made = client.put(
                        "/v1/projects/demo",
                        "{\"name\": \"Demo\", \"repository_url\": \"https://example.org/demo.git\", \"settings\": {\"approval\": {\"high\": {\"count\": 1, \"ttl_ms\": 86400000, \"on_expiry\": \"reject\"}, \"critical\": 2}}}")
                .expect(201);
        assertThat(made.text("/key")).isEqualTo("demo");
        assertThat(made.text("/settings/approval/high/ttl_ms")).isEqualTo("86400000");
        assertThat(made.text("/next_step_number")).isEqualTo("1");
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        Functions.Answer read = client.get("/v1/projects/demo").expect(200);
        assertThat(read.body()).isEqualTo(made.body());
        assertThat(read.headers()).containsEntry("etag", "\"1\"");
    }

    @Test
    void aPutChangesWhatItNamesAndKeepsTheRest() {
        put("{\"name\": \"Demo\", \"repository_url\": \"https://example.org/a\", \"settings\": {\"a\": 1}}")
                .expect(201);
        Functions.Answer changed = put("{\"name\": \"Renamed\"}").expect(200);
        assertThat(changed.text("/name")).isEqualTo("Renamed");
        assertThat(changed.text("/repository_url")).isEqualTo("https://example.org/a");
        assertThat(changed.text("/settings/a")).isEqualTo("1");
        assertThat(changed.text("/version")).isEqualTo("2");
        assertThat(put("{\"name\": \"Renamed\", \"settings\": {\"b\": 2}}")
                        .body()
                        .get("settings")
                        .toString())
                .isEqualTo("{\"b\":2}");
    }

    @Test
    void puttingWhatIsThereKeepsTheVersion() {
        String json = "{\"name\": \"Demo\", \"settings\": {\"a\": [1, {\"b\": null}]}}";
        Functions.Answer first = put(json).expect(201);
        Functions.Answer again = put(json).expect(200);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void ifMatchIsHonoured() {
        put("{\"name\": \"Demo\"}").expect(201);
        put("{\"name\": \"2\"}", "If-Match", "\"1\"").expect(200);
        Functions.Answer stale = put("{\"name\": \"3\"}", "If-Match", "\"1\"").expect(412);
        assertThat(stale.problem()).isEqualTo("version-mismatch");
        assertThat(stale.text("/current_version")).isEqualTo("2");
        put("{\"name\": \"3\"}", "If-Match", "*").expect(200);
        assertThat(client.get("/v1/projects/demo").text("/name")).isEqualTo("3");
    }

    @Test
    void ifMatchWithAVersionCreatesNothing() {
        put("{\"name\": \"Demo\"}", "If-Match", "\"1\"").expect(404);
        put("{\"name\": \"Demo\"}", "If-Match", "*").expect(404);
        client.get("/v1/projects/demo").expect(404);
    }

    @Test
    void ifNoneMatchCreatesAndNeverChanges() {
        put("{\"name\": \"Demo\"}", "If-None-Match", "*").expect(201);
        Functions.Answer second =
                put("{\"name\": \"Other\"}", "If-None-Match", "*").expect(412);
        assertThat(second.text("/current_version")).isEqualTo("1");
        assertThat(client.get("/v1/projects/demo").text("/name")).isEqualTo("Demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "W/\"1\"", "\"-1\"", ""})
    void anIfMatchThatIsNoVersionIsInvalid(String expected) {
        put("{\"name\": \"Demo\"}", "If-Match", expected).expect(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'approval': 3} | /settings/approval",
                "{'approval': {'severe': 1}} | /settings/approval/severe",
                "{'approval': {'high': 0}} | /settings/approval/high",
                "{'approval': {'high': 1.5}} | /settings/approval/high",
                "{'approval': {'high': '1'}} | /settings/approval/high",
                "{'approval': {'high': {}}} | /settings/approval/high/count",
                "{'approval': {'high': {'count': 1, 'ttl_ms': 0}}} | /settings/approval/high/ttl_ms",
                "{'approval': {'high': {'count': 1, 'on_expiry': 'shrug'}}} | /settings/approval/high/on_expiry",
                "{'approval': {'high': {'count': 1, 'zzz': 1}}} | /settings/approval/high/zzz",
                "[] | /settings"
            })
    void approvalSettingsAreValidated(String settings, String pointer) {
        String json = settings.replace('\'', '"');
        Functions.Answer refused =
                put("{\"name\": \"Demo\", \"settings\": %s}".formatted(json)).expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(refused.body().get("errors")).hasSize(1);
        client.get("/v1/projects/demo").expect(404);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Functions.Answer refused =
                put("{\"name\": \"\", \"repository_url\": 7, \"zzz\": 1}").expect(422);
        assertThat(refused.body().get("errors"))
                .extracting(error -> error.get("pointer").asText())
                .containsExactlyInAnyOrder("/name", "/repository_url", "/zzz");
        assertThat(refused.text("/instance")).isEqualTo("/v1/projects/demo");
        assertThat(refused.text("/request_id")).isNotEmpty();
        assertThat(refused.body().get("retryable").asBoolean()).isFalse();
        assertThat(refused.headers()).containsEntry("content-type", "application/problem+json");
    }

    @Test
    void aReplacedProjectKeepsItsSteps() {
        put("{\"name\": \"Demo\"}").expect(201);
        UUID command = client.newCommand("demo");
        client.newStep(command, "{\"command\": \"ls\"}");
        assertThat(put("{\"name\": \"Renamed\"}").text("/next_step_number")).isEqualTo("2");
    }

    private Functions.Answer put(String json, String... headers) {
        return client.put("/v1/projects/demo", json, headers);
    }
}
