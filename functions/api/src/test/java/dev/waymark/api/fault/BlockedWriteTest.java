package dev.waymark.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockedWriteTest {
    private final Client client = Functions.shared().newTenant();

    @Test
    void aStepWhoseProjectStaysLockedIsToBeSentAgainAndIsThenRecordedOnce() throws SQLException {
        String project = client.newProject();
        UUID command = client.newCommand(project);
        String steps = "/v1/commands/" + command + "/steps";
        try (Connection other = Functions.shared().database().inspect()) {
            other.setAutoCommit(false);
            try (PreparedStatement lock = other.prepareStatement("select from projects where key = ? for update")) {
                lock.setString(1, project);
                assertThat(lock.executeQuery().next()).isTrue();
            }

            Functions.Answer refused = client.post(steps, "{\"command\": \"ls\"}", "Idempotency-Key", "blocked");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.problem()).isEqualTo("request-in-progress");
            assertThat(refused.body().path("retryable").asBoolean()).isTrue();
            other.rollback();
        }
        client.post(steps, "{\"command\": \"ls\"}", "Idempotency-Key", "blocked")
                .expect(201);
        assertThat(client.get(steps).expect(200).body().path("items")).hasSize(1);
    }
}
