package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Results that are encrypted grow old: they are packed, leave for an archive and come back, and are
/// read as before by whoever has the key.
final class EncryptedResultsSweepTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private final OldWork work = new OldWork(FUNCTIONS);

    @BeforeEach
    void encrypt() {
        work.client
                .put("/v1/settings", "{\"encryption\": {\"fields\": [\"steps.execution_result\"]}}")
                .expect(200);
        work.add(3);
    }

    private String step() {
        return "/v1/steps/" + work.steps.get(1);
    }

    private long bytes() {
        return work.sql()
                .number(
                        "select sum(octet_length(execution_result)) from command_steps where tenant_id = ?",
                        work.tenant);
    }

    private void requireEncrypted(String table, String column) {
        assertThat(work.sql()
                        .truth(
                                "select bool_and(is_encrypted(%s)) from %s where tenant_id = ?"
                                        .formatted(column, table),
                                work.tenant))
                .as(table)
                .isTrue();
    }

    @Test
    void theyArePackedAndReadAsBefore() {
        JsonNode before = work.client.get(step()).expect(200).body();
        JsonNode timeline = timeline();
        long bytes = bytes();
        work.age(400);
        work.policy("step_evaluations", 4_000, "archive");
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "plain_execution_results", "compressed")).isEqualTo(3);
        assertThat(bytes()).isLessThan(bytes / 10);
        requireEncrypted("command_steps", "execution_result");
        assertThat(work.client.get(step()).body().get("execution_result")).isEqualTo(before.get("execution_result"));
        assertThat(timeline().findValues("execution_result")).isEqualTo(timeline.findValues("execution_result"));
        assertThat(timeline().findValues("result_bytes")).isEqualTo(timeline.findValues("result_bytes"));
        assertThat(OldWork.figure(work.sweep(), "plain_execution_results", "compressed"))
                .isZero();
    }

    private JsonNode timeline() {
        return work.client
                .get("/v1/commands/" + work.commands.getFirst() + "/timeline")
                .expect(200)
                .body();
    }

    @Test
    void theyLeaveAndComeBackAndAreReadAsBefore() {
        JsonNode before = work.client.get(step()).expect(200).body().get("execution_result");
        JsonNode evaluations =
                work.client.get(step() + "/evaluations").expect(200).body();
        work.age(800);
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "execution_results", "archived")).isEqualTo(3);
        assertThat(work.client.get(step()).body().get("execution_result").isNull())
                .isTrue();
        assertThat(work.client.get(step() + "?expand=execution_result").body().get("execution_result"))
                .isEqualTo(before);

        // a new key, and nothing left that the old one has encrypted
        work.client.post("/v1/encryption-keys", "").expect(201);
        work.sql().run("delete from encryption_work where tenant_id = '%s'".formatted(work.tenant));
        for (JsonNode archive :
                work.client.get("/v1/archives").expect(200).body().get("items")) {
            if (!archive.get("kind").asText().equals("system_state_snapshots")) {
                UUID id = UUID.fromString(archive.get("id").asText());
                work.client.post("/v1/archives/" + id + "/restore", "").expect(200);
            }
        }
        assertThat(work.client.get(step()).body().get("execution_result")).isEqualTo(before);
        JsonNode restored = work.client.get(step() + "/evaluations").expect(200).body();
        assertThat(restored.findValues("failure_indicators")).isEqualTo(evaluations.findValues("failure_indicators"));
        requireEncrypted("command_steps", "execution_result");
        requireEncrypted("step_evaluations", "failure_indicators");
        assertThat(work.count("encryption_work"))
                .as("what came back is brought along")
                .isEqualTo(1);
    }
}
