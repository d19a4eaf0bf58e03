package dev.waymark.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CommandIdempotencyTest {
    private final Client client = Functions.shared().newTenant();
    private final String project = client.newProject();
    private final String key = UUID.randomUUID().toString();

    @Test
    void replayWithSameKeyReturnsTheFirstAnswer() {
        Functions.Answer first = create(client, "{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"a\"}");
        Functions.Answer replay = create(client, "{\"agent\": \"a\", \"request\":\"r\",   \"project\": \"%s\"}");
        assertThat(first.expect(201).headers()).doesNotContainKey("Idempotency-Replayed");
        assertThat(replay.expect(201).headers()).containsEntry("Idempotency-Replayed", "true");
        assertThat(replay.body()).isEqualTo(first.body());
        assertThat(replay.headers().get("etag")).isEqualTo(first.headers().get("etag"));
        assertThat(Pages.items(client.get("/v1/commands"))).hasSize(1);
    }

    @Test
    void theFirstAnswerComesAgainAfterTheCommandWasChanged() {
        Functions.Answer first = create(
                client,
                "{\"project\": \"%s\", \"request\": \"r\", \"requires_state_evaluation\": false, \"baseline\": {\"system_info\": 1}}");
        client.newStep(first.expect(201).id(), "{\"command\": \"ls\", \"status\": \"completed\"}");
        client.patch("/v1/commands/" + first.id(), "{\"status\": \"completed\"}", "If-Match", "\"1\"")
                .expect(200);
        Functions.Answer replay = create(
                client,
                "{\"project\": \"%s\", \"request\": \"r\", \"requires_state_evaluation\": false, \"baseline\": {\"system_info\": 1}}");
        assertThat(replay.expect(201).body()).isEqualTo(first.body());
    }

    @Test
    void theFirstAnswerComesAgainAfterTheCommandWasDeleted() {
        Functions.Answer first =
                create(client, "{\"project\": \"%s\", \"request\": \"r\"}").expect(201);
        client.delete("/v1/commands/" + first.id()).expect(204);
        Functions.Answer replay = create(client, "{\"project\": \"%s\", \"request\": \"r\"}");
        assertThat(replay.expect(201).body()).isEqualTo(first.body());
        client.get("/v1/commands/" + first.id()).expect(404);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        create(client, "{\"project\": \"%s\", \"request\": \"r\"}").expect(201);
        Functions.Answer other =
                create(client, "{\"project\": \"%s\", \"request\": \"R\"}").expect(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
        assertThat(Pages.items(client.get("/v1/commands"))).hasSize(1);
    }

    @Test
    void aRefusedRequestLeavesTheKeyFree() {
        create(client, "{\"project\": \"%s\", \"request\": 7}").expect(422);
        client.post("/v1/commands", "{\"project\": \"nowhere\", \"request\": \"r\"}", "Idempotency-Key", key)
                .expect(404);
        create(client, "{\"project\": \"%s\", \"request\": \"r\"}").expect(201);
    }

    @Test
    void theKeyBelongsToCallerAndPath() {
        create(client, "{\"project\": \"%s\", \"request\": \"r\"}").expect(201);
        Client colleague = client.withKey("{\"name\": \"c\", \"scopes\": [\"write\"]}");
        create(colleague, "{\"project\": \"%s\", \"request\": \"other\"}").expect(201);
        UUID one = client.newCommand(project);
        UUID two = client.newCommand(project);
        for (UUID command : new UUID[] {one, two}) {
            Functions.Answer step =
                    client.post("/v1/commands/" + command + "/steps", "{\"command\": \"ls\"}", "Idempotency-Key", key);
            assertThat(step.expect(201).text("/command_id")).isEqualTo(command.toString());
            assertThat(step.headers()).doesNotContainKey("Idempotency-Replayed");
        }
    }

    @Test
    void aKeyMayHave255CharactersAndNotOneMore() {
        String json = "{\"project\": \"%s\", \"request\": \"r\"}".formatted(project);
        client.post("/v1/commands", json, "Idempotency-Key", "k".repeat(255)).expect(201);
        Functions.Answer tooLong = client.post("/v1/commands", json, "Idempotency-Key", "k".repeat(256));
        assertThat(tooLong.expect(422).text("/errors/0/parameter")).isEqualTo("Idempotency-Key");
        client.post("/v1/commands", json, "Idempotency-Key", "").expect(422);
        assertThat(Pages.items(client.get("/v1/commands"))).hasSize(1);
    }

    @Test
    void requestsThatDifferOnlyInWhatIsRedactedAreDifferent() {
        String json = "{\"project\": \"%s\", \"request\": \"use AKIAIOSFODNN7EXAMPL%s\"}";
        create(client, json.formatted("%s", "E")).expect(201);
        create(client, json.formatted("%s", "F")).expect(422);
    }

    private Functions.Answer create(Client caller, String json) {
        return caller.post("/v1/commands", json.formatted(project), "Idempotency-Key", key);
    }
}
