package dev.waymark.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.StatementCount;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RedactionSettingsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String HOUSE =
            "{\"redaction\": {\"patterns\": [{\"name\": \"house\", \"pattern\": \"house-[0-9]{6}\"}]}}";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();

    @Test
    void thePatternsAreShownAndHoldFromTheNextRequestOn() {
        assertThat(step("house-123456")).isEqualTo("house-123456");
        Functions.Answer put = client.put("/v1/settings", HOUSE).expect(200);
        assertThat(put.text("/redaction/patterns/0/pattern")).isEqualTo("house-[0-9]{6}");
        assertThat(client.get("/v1/settings").body()).isEqualTo(put.body());
        assertThat(step("house-123456")).isEqualTo("[redacted:house]");
        client.put("/v1/settings", HOUSE.replace("house-", "haus-")).expect(200);
        assertThat(step("house-123456 haus-123456")).isEqualTo("house-123456 [redacted:house]");
        client.put("/v1/settings", "{}").expect(200);
        assertThat(step("haus-123456")).isEqualTo("haus-123456");
        assertThat(client.get("/v1/settings").body().at("/redaction/patterns")).isEmpty();
    }

    @Test
    void theAnswerCountsWhatWasTakenOut() {
        client.put("/v1/settings", HOUSE).expect(200);
        Functions.Answer made = client.newStep(command, """
                {"command": "use house-123456 and house-654321", "explanation": "https://me:hunter2@example.org"}""");
        assertThat(made.headers()).containsEntry("waymark-redacted", "3");
        assertThat(client.newStep(command, "{\"command\": \"ls\"}").headers()).doesNotContainKey("waymark-redacted");
    }

    @Test
    void aSecretInTwoPiecesOfOutputIsTakenOutWhenTheStepEnds() {
        client.put("/v1/settings", HOUSE).expect(200);
        UUID step = client.newStep(command, "{\"command\": \"ls\", \"status\": \"executing\"}")
                .id();
        client.post("/v1/steps/" + step + "/output", "{\"stdout\": \"a house-123\"}")
                .expect(201);
        client.post("/v1/steps/" + step + "/output", "{\"stdout\": \"456 b house-654321\"}")
                .expect(201);
        client.patch("/v1/steps/" + step, "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        assertThat(client.get("/v1/steps/" + step).text("/execution_result/stdout"))
                .isEqualTo("a [redacted:house] b [redacted:house]");
    }

    @Test
    void aTenantsPatternsAreItsOwn() {
        client.put("/v1/settings", HOUSE).expect(200);
        Client other = FUNCTIONS.newTenant();
        Functions.Answer step = other.newStep(other.newCommand(), "{\"command\": \"house-123456\"}");
        assertThat(step.text("/command")).isEqualTo("house-123456");
    }

    @Test
    void patternsDoNotRedactThemselves() {
        String asked = "{\"redaction\": {\"patterns\": [{\"name\": \"a\", \"pattern\": \"pattern|secret\"}]}}";
        client.put("/v1/settings", asked).expect(200);
        assertThat(client.put("/v1/settings", asked).expect(200).text("/redaction/patterns/0/pattern"))
                .isEqualTo("pattern|secret");
    }

    @Test
    void everythingThatIsWrongWithPatternsIsToldAtOnce() {
        Functions.Answer answer = client.put("/v1/settings", """
                        {"redaction": {"patterns": [{"name": "a", "pattern": "("}, {"name": "a", "pattern": "x*"},
                                                    {"name": "b", "pattern": "((x{900}){900}){900}"}]}}""").expect(422);
        assertThat(answer.body().get("errors"))
                .extracting(JsonNode::toString)
                .hasSize(4)
                .anyMatch(error -> error.contains("/redaction/patterns/0/pattern"))
                .anyMatch(error -> error.contains("/redaction/patterns/1/name"))
                .anyMatch(error -> error.contains("/redaction/patterns/1/pattern"))
                .anyMatch(error -> error.contains("/redaction/patterns/2/pattern") && error.contains("cost"));
        client.put("/v1/settings", "{\"redaction\": {\"patterns\": [{\"name\": \"No!\", \"pattern\": \"\"}]}}")
                .expect(422);
        client.put("/v1/settings", "{\"redaction\": {}}").expect(422);
    }

    @Test
    void aStepIsStillOneStatementOnceThePatternsAreKnown() {
        try (var functions = new Functions()) {
            Client counted = functions.newTenant();
            UUID work = counted.newCommand();
            counted.newStep(work, "{\"command\": \"ls\"}");
            StatementCount count = StatementCount.in(functions);
            count.reset();
            counted.newStep(work, "{\"command\": \"house-123456\"}");
            assertThat(count.of("waymark_record")).as("without patterns").isEqualTo(1);
            counted.put("/v1/settings", HOUSE).expect(200);
            count.reset();
            counted.newStep(work, "{\"command\": \"house-123456\"}");
            assertThat(count.of("waymark_record")).as("the first with patterns").isEqualTo(2);
            count.reset();
            assertThat(counted.newStep(work, "{\"command\": \"house-123456\"}").text("/command"))
                    .isEqualTo("[redacted:house]");
            assertThat(count.of("waymark_record")).as("with patterns").isEqualTo(1);
        }
    }

    private String step(String text) {
        return client.newStep(command, "{\"command\": \"" + text + "\"}").text("/command");
    }
}
