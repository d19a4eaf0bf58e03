package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JSON values survive exactly wherever a step holds one.
final class StepDocumentValuesTest {
    private static final String ODD_TEXT =
            "\u0000\u00100\u0010\u0010\u0010|\u0000\b\f\n\r\t\u001F\u007F\"\\/\u2028\uFEFF\uFFFF\uD83D\uDE00";

    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();

    @Test
    void everyCharacterSurvivesInEveryTextAndInTheResult() {
        ObjectNode sent = Functions.JSON.createObjectNode();
        for (String member : new String[] {"command", "explanation", "expected_outcome"}) {
            sent.put(member, member + ODD_TEXT);
        }
        sent.putObject("execution_result").put("stdout", ODD_TEXT).put(ODD_TEXT, "as a name");
        sent.putObject("before").put("system_info", ODD_TEXT);
        Functions.Answer made =
                client.post("/v1/commands/" + command + "/steps", sent).expect(201);
        JsonNode read = client.get("/v1/steps/" + made.id() + "?expand=snapshots")
                .expect(200)
                .body();
        for (String member : new String[] {"command", "explanation", "expected_outcome", "execution_result"}) {
            assertThat(made.body().get(member)).isEqualTo(sent.get(member));
            assertThat(read.get(member)).isEqualTo(sent.get(member));
        }
        assertThat(read.at("/snapshots/before/sections/system_info").asText()).isEqualTo(ODD_TEXT);
        JsonNode listed =
                client.get("/v1/commands/" + command + "/steps").body().at("/items/0");
        assertThat(listed).isEqualTo(made.body());
        JsonNode entry =
                client.get("/v1/commands/" + command + "/timeline").body().at("/items/1/step");
        assertThat(entry.get("command")).isEqualTo(sent.get("command"));
        assertThat(entry.get("execution_result")).isEqualTo(sent.get("execution_result"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "0",
                "0.1",
                "1.5e-7",
                "5e-324",
                "1.7976931348623157e308",
                "-2.2250738585072014e-308",
                "123456789012345.67",
                "true",
                "null",
                "\"\"",
                "[]",
                "{}",
                "[[], {}, null, 1, \"x\", [true]]",
                "{\"\": 1, \" \": {\"\": []}}",
                "{\"b\": 1, \"a\": 2}",
                "{\"__proto__\": 1, \"$ref\": \"#\"}",
                "{\"é\": 1, \"e\\u0301\": 2}"
            })
    void everyValueSurvivesInResultMetadataSnapshotsAndConfig(String value) throws IOException {
        JsonNode sent = Functions.JSON.readTree(value);
        Functions.Answer made = client.newStep(
                command,
                "{\"command\": \"x\", \"execution_result\": {\"v\": %1$s}, \"metadata\": {\"v\": %1$s}, \"resource_usage\": {\"v\": %1$s}, \"agent_config\": {\"v\": %1$s}, \"after\": {\"system_info\": %1$s, \"process_list\": [%1$s]}}"
                        .formatted(value));
        JsonNode read = client.get("/v1/steps/" + made.id() + "?expand=snapshots,agent_config")
                .expect(200)
                .body();
        for (String member : new String[] {"execution_result", "metadata", "resource_usage"}) {
            expectSameValue(made.body().get(member).get("v"), sent);
            expectSameValue(read.get(member).get("v"), sent);
        }
        assertThat(read.at("/agent_config/v")).isEqualTo(sent);
        assertThat(read.at("/snapshots/after/sections/process_list/0")).isEqualTo(sent);
        if (!sent.isNull()) { // a section that is null is one that was not looked at
            assertThat(read.at("/snapshots/after/sections/system_info")).isEqualTo(sent);
        }
    }

    /// Columns of type jsonb write a number out in full, which is the same number.
    private static void expectSameValue(JsonNode actual, JsonNode expected) {
        if (actual.isNumber() && expected.isNumber()) {
            assertThat(actual.decimalValue()).isEqualByComparingTo(expected.decimalValue());
            return;
        }
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 511, 512})
    void nestingTo512LevelsSurvives(int levels) throws IOException {
        String value = nested(levels - 1);
        Functions.Answer made = client.newStep(
                command,
                "{\"command\": \"x\", \"execution_result\": {\"v\": %s}, \"after\": {\"system_info\": %s}}"
                        .formatted(value, nested(levels)));
        JsonNode read = client.get("/v1/steps/" + made.id() + "?expand=snapshots")
                .expect(200)
                .body();
        assertThat(read.at("/execution_result/v").toString()).isEqualTo(value);
        assertThat(read.at("/snapshots/after/sections/system_info").toString()).isEqualTo(nested(levels));
    }

    @Test
    void nestingTo513LevelsIsRefused() {
        Functions.Answer refused = client.post(
                "/v1/commands/" + command + "/steps",
                "{\"command\": \"x\", \"execution_result\": {\"v\": %s}, \"after\": {\"system_info\": %s}}"
                        .formatted(nested(512), nested(513)));
        assertThat(refused.expect(422).body().get("errors"))
                .extracting(e -> e.get("pointer").asText() + " " + e.get("code").asText())
                .containsExactlyInAnyOrder("/execution_result too_deep", "/after/system_info too_deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00\\ud800\"", "1e400", "{\"a\": 1, \"a\": 2}"})
    void whatCannotBeKeptIsRefused(String value) {
        client.post(
                        "/v1/commands/" + command + "/steps",
                        "{\"command\": \"x\", \"execution_result\": {\"v\": %s}}".formatted(value))
                .expect(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "resource_usage"})
    void u0000IsRefusedWhereTheContractHasNoPlaceForIt(String member) {
        Functions.Answer refused = client.post(
                "/v1/commands/" + command + "/steps",
                "{\"command\": \"x\", \"%s\": {\"a\\u0000\": 1}}".formatted(member));
        assertThat(refused.expect(422).text("/errors/0/code")).isEqualTo("nul");
    }

    @ParameterizedTest
    @ValueSource(strings = {"execution_result", "metadata", "agent_config", "resource_usage"})
    void whatMustBeAnObjectIsNothingElse(String member) {
        for (String value : new String[] {"[]", "\"x\"", "1", "true"}) {
            Functions.Answer refused = client.post(
                    "/v1/commands/" + command + "/steps", "{\"command\": \"x\", \"%s\": %s}".formatted(member, value));
            assertThat(refused.expect(422).text("/errors/0/pointer")).isEqualTo("/" + member);
        }
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }
}
