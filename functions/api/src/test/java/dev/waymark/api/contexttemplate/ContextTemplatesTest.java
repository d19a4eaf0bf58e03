package dev.waymark.api.contexttemplate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Templates as rows: made, read, replaced, found, deleted.
final class ContextTemplatesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String GREETING = """
            {'description': 'says hello', 'segments': [{'name': 'greeting', 'text': 'Hello {{who}}, it is {{day}}.'}],
             'variables': {'day': {'type': 'string', 'default_value': 'Friday'}}, 'use_cases': ['hello'], 'agent_types': ['clerk']}""";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aTemplateIsMadeReadReplacedAndDeleted() {
        Functions.Answer made = put("greeting", GREETING).expect(201);

        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(made.body().at("/segments/0/importance").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(made.body().at("/segments/0/required").asBoolean()).isFalse();
        assertThat(made.text("/separator")).isEqualTo("\n\n");
        assertThat(made.body().get("total_tokens").asInt()).isPositive();
        assertThat(made.body().get("use_count").asInt()).isZero();
        assertThat(put("greeting", GREETING).expect(200).body()).isEqualTo(made.body());
        Functions.Answer changed =
                put("greeting", "{'segments': [{'name': 'x', 'text': 'y'}]}").expect(200);
        assertThat(changed.body().get("version").asInt()).isEqualTo(2);
        assertThat(changed.body().get("description").isNull()).isTrue();
        assertThat(client.get("/v1/context-templates/greeting").expect(200).body())
                .isEqualTo(changed.body());
        assertThat(put("greeting", GREETING, "If-Match", "\"1\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(2);
        put("greeting", GREETING, "If-None-Match", "*").expect(412);
        put("other", GREETING, "If-Match", "\"1\"").expect(404);
        client.delete("/v1/context-templates/greeting", "If-Match", "\"1\"").expect(412);
        client.delete("/v1/context-templates/greeting").expect(204);
        client.delete("/v1/context-templates/greeting").expect(404);
        client.get("/v1/context-templates/greeting").expect(404);
    }

    @Test
    void aVariableThatOnlyTheTextNamesIsARequiredString() {
        JsonNode variables = put("greeting", GREETING).expect(201).body().get("variables");

        assertThat(variables.at("/who/type").asText()).isEqualTo("string");
        assertThat(variables.at("/who/required").asBoolean()).isTrue();
        assertThat(variables.at("/day/required").asBoolean()).isFalse();
    }

    @Test
    void templatesAreFoundByUseCaseAndTypeOfAgent() {
        put("greeting", GREETING).expect(201);
        put("for all", "{'segments': [{'name': 'x', 'text': 'y'}]}").expect(201);

        assertThat(names("")).containsExactly("for all", "greeting");
        assertThat(names("?use_case=hello")).containsExactly("greeting");
        assertThat(names("?use_case=bye")).isEmpty();
        assertThat(names("?agent_type=clerk")).containsExactly("for all", "greeting");
        assertThat(names("?agent_type=coder")).containsExactly("for all");
        assertThat(names("?limit=1")).containsExactly("for all");
    }

    @Test
    void anAgentsKeySeesAndRendersTemplatesForItsTypeAloneAndChangesNone() {
        put("greeting", GREETING).expect(201);
        put("for%20all", "{'segments': [{'name': 'x', 'text': 'y'}]}").expect(201);
        client.put("/v1/agents/a", "{\"agent_type\": \"clerk\"}").expect(201);
        client.put("/v1/agents/b", "{\"agent_type\": \"coder\"}").expect(201);
        Client clerk = keyOf("a");
        Client coder = keyOf("b");

        assertThat(names(clerk, "")).containsExactly("for all", "greeting");
        assertThat(names(coder, "")).containsExactly("for all");
        clerk.post("/v1/context-templates/greeting/render", "{\"variables\": {\"who\": \"you\"}}")
                .expect(200);
        coder.post("/v1/context-templates/greeting/render", "{\"variables\": {\"who\": \"you\"}}")
                .expect(404);
        coder.post("/v1/context-templates/for%20all/render", "{}").expect(200);
        clerk.put("/v1/context-templates/mine", GREETING.replace('\'', '"')).expect(403);
        clerk.delete("/v1/context-templates/greeting").expect(403);
        Client user = client.withKey("{\"name\": \"u\", \"scopes\": [\"read\"], \"user_id\": \"u1\"}");
        user.get("/v1/context-templates").expect(403);
    }

    @Test
    void allThatIsWrongWithATemplateIsToldAtOnce() {
        Functions.Answer refused = put("bad", """
                {'segments': [{'name': 'x', 'text': '{{a}} {{'}, {'name': 'x', 'text': '{{ b c }} {{1}}'}],
                 'variables': {'a-b': {}, 'n': {'type': 'integer', 'default_value': 'x'},
                               'r': {'required': true, 'default_value': 'x'}}}""").expect(422);

        assertThat(refused.body()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("pointer").asText()))
                .containsExactlyInAnyOrder(
                        "/variables/a-b",
                        "/variables/n/default_value",
                        "/variables/r/default_value",
                        "/segments/0/text",
                        "/segments/1/name",
                        "/segments/1/text",
                        "/segments/1/text");
        assertThat(refused.body().get("errors").toString())
                .contains("{{ at character 7 begins no placeholder: write {{name}}, or \\\\{{ for two braces");
        put("bad", "{'segments': []}").expect(422);
        put("bad", "{'segments': [{'name': 'x', 'text': 'y', 'importance': 1.5}]}")
                .expect(422);
        client.get("/v1/context-templates/bad").expect(404);
    }

    @Test
    void whatATemplateSaysSurvivesExactly() {
        String text = "\\u0000 😀 \\u0010 \\\\ \\{ } {{v}}";
        Functions.Answer made =
                put("odd", """
                {'segments': [{'name': 'x', 'text': '%1$s'}], 'separator': '\\u0000', 'description': '\\u0010\\u0000',
                 'variables': {'v': {'type': 'json', 'default_value': {'\\u0000': 9007199254740993}}},
                 'use_cases': ['a\\u0000'], 'agent_types': []}""".formatted(text.replace("\\{", "{"))).expect(201);

        JsonNode read = client.get("/v1/context-templates/odd").expect(200).body();
        assertThat(read).isEqualTo(made.body());
        assertThat(read.at("/segments/0/text").asText()).isEqualTo("\u0000 😀 \u0010 \\ { } {{v}}");
        assertThat(read.at("/separator").asText()).isEqualTo("\u0000");
        assertThat(read.at("/description").asText()).isEqualTo("\u0010\u0000");
        assertThat(read.at("/use_cases/0").asText()).isEqualTo("a\u0000");
        assertThat(client.post("/v1/context-templates/odd/render", "{}")
                        .expect(200)
                        .text("/text"))
                .isEqualTo("\u0000 😀 \u0010 \\ { } {\"\\u0000\":9007199254740993}");
    }

    private List<String> names(String query) {
        return names(client, query);
    }

    private static List<String> names(Client client, String query) {
        return Pages.texts(
                Pages.items(client.get("/v1/context-templates" + query).expect(200)), "/name");
    }

    private Client keyOf(String agent) {
        return client.withKey("{\"name\": \"k\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}"
                .formatted(client.get("/v1/agents/" + agent).expect(200).text("/id")));
    }

    private Functions.Answer put(String name, String json, String... headers) {
        return client.put("/v1/context-templates/" + name.replace(" ", "%20"), json.replace('\'', '"'), headers);
    }
}
