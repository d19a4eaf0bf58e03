package dev.waymark.api.agentconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentConfigsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/agents/coder/configs";

    private final Client client = FUNCTIONS.newTenant();

    @BeforeEach
    void register() {
        client.put("/v1/agents/coder", "{}").expect(201);
    }

    private Functions.Answer put(String key, String type, String value, String... headers) {
        return client.put(PATH + "/" + key, "{\"config_type\": \"%s\", \"value\": %s}".formatted(type, value), headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string|\"\"",
                "string|\"1 \u2028 🦜\"",
                "integer|9223372036854775807",
                "integer|-9223372036854775808",
                "integer|0",
                "float|0.1",
                "float|-1.5E-7",
                "float|3",
                "float|5E-324",
                "boolean|true",
                "boolean|false",
                "json|null",
                "json|[1,\"a\",{\"b\":null,\"\":9007199254740993}]",
                "json|\"x\""
            })
    void aValueThatFitsItsTypeComesBackAsItWas(String type, String value) throws JsonProcessingException {
        Functions.Answer made = put("k", type, value).expect(201);

        assertThat(made.text("/config_key")).isEqualTo("k");
        assertThat(made.text("/config_type")).isEqualTo(type);
        assertThat(made.body().get("value")).isEqualTo(Functions.JSON.readTree(value));
        assertThat(client.get(PATH + "/k").expect(200).body()).isEqualTo(made.body());
        assertThat(client.get("/v1/agents/coder?expand=configs")
                        .expect(200)
                        .body()
                        .get("configs"))
                .containsExactly(made.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string|1",
                "string|null",
                "string|{}",
                "integer|1.5",
                "integer|\"1\"",
                "integer|9223372036854775808",
                "integer|true",
                "integer|null",
                "float|\"0.1\"",
                "float|[]",
                "boolean|0",
                "boolean|\"true\"",
                "json|\"a\\u0000b\"",
                "json|{\"\\u0000\":1}",
                "text|\"x\""
            })
    void aValueThatDoesNotFitIsToldWhereItStands(String type, String value) {
        Functions.Answer refused = put("k", type, value).expect(422);

        assertThat(refused.text("/errors/0/pointer")).startsWith(type.equals("text") ? "/config_type" : "/value");
        client.get(PATH + "/k").expect(404);
    }

    @Test
    void aValueIsRequiredAndSoIsItsType() {
        Functions.Answer refused =
                client.put(PATH + "/k", "{\"config_type\": \"json\"}").expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/value");
        refused = client.put(PATH + "/k", "{\"value\": 1}").expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/config_type");
    }

    @Test
    void theDatabaseItselfRefusesAValueThatDoesNotFit() {
        java.util.UUID config = put("k", "integer", "1").expect(201).id();
        for (String change : List.of(
                "value = '\"1\"'",
                "value = '1.5'",
                "value = 'null'",
                "value = '9223372036854775808'",
                "config_type = 'string'",
                "config_type = 'boolean'",
                "value = '[]'")) {
            assertThatThrownBy(() -> Sql.of(FUNCTIONS)
                            .run("update agent_configs set " + change + " where id = '" + config + "'"))
                    .as(change)
                    .hasMessageContaining("agent_configs_value_fits_its_type");
        }
    }

    @Test
    void aConfigIsReplacedByVersionAndDeleted() {
        put("a/b".replace("/", "%20"), "integer", "1").expect(201);
        Functions.Answer made = put("k", "integer", "1", "If-None-Match", "*").expect(201);
        assertThat(put("k", "integer", "1").expect(200).body()).isEqualTo(made.body());
        Functions.Answer changed =
                put("k", "string", "\"one\"", "If-Match", "\"1\"").expect(200);
        assertThat(changed.headers()).containsEntry("etag", "\"2\"");
        assertThat(put("k", "integer", "2", "If-Match", "\"1\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(2);
        put("k", "integer", "2", "If-None-Match", "*").expect(412);
        put("other", "integer", "2", "If-Match", "*").expect(404);
        client.delete(PATH + "/k", "If-Match", "\"1\"").expect(412);
        client.delete(PATH + "/k").expect(204);
        client.delete(PATH + "/k").expect(404);
        assertThat(client.get("/v1/audit-events")
                        .expect(200)
                        .body()
                        .get("items")
                        .findValuesAsText("action"))
                .containsSubsequence("config.deleted", "config.changed", "config.created", "agent.registered");
    }

    @Test
    void configsAreListedByKeyInPages() {
        for (String key : List.of("b", "a", "Z", "é", "c")) {
            put(key.replace("é", "%C3%A9"), "integer", "1").expect(201);
        }
        List<List<JsonNode>> pages = Pages.of(client, PATH + "?limit=2");
        assertThat(pages.stream().map(page -> Pages.texts(page, "/config_key")))
                .containsExactly(List.of("Z", "a"), List.of("b", "c"), List.of("é"));
        client.get("/v1/agents/nobody/configs").expect(404);
        client.put("/v1/agents/nobody/configs/a", "{\"config_type\": \"json\", \"value\": 1}")
                .expect(404);
    }
}
