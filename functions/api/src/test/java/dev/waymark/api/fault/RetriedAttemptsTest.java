package dev.waymark.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A trigger in a database of its own makes the first attempts fail as a serialization failure or a deadlock
/// would.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetriedAttemptsTest {
    private static final int ATTEMPTS = 4;

    private final Functions functions = new Functions();
    private final Client client = functions.newTenant();

    @BeforeAll
    void countAttempts() throws SQLException {
        execute("create sequence attempts", "grant usage on sequence attempts to waymark_record");
    }

    @AfterAll
    void close() {
        functions.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void aWriteThatTheDatabaseRolledBackIsMadeAgainUnseen(String sqlState) throws SQLException {
        String steps = steps();
        failFirst(ATTEMPTS - 1, sqlState);

        client.post(steps, "{\"command\": \"ls\"}").expect(201);

        assertThat(attempts()).isEqualTo(ATTEMPTS);
        assertThat(client.get(steps).body().path("items")).hasSize(1);
    }

    @Test
    void aWriteThatIsRolledBackAgainAndAgainIsGivenUpWithNothingKept() throws SQLException {
        String steps = steps();
        failFirst(1_000, "40001");

        Functions.Answer answer = client.post(steps, "{\"command\": \"ls\"}", "Idempotency-Key", "given-up");

        assertThat(answer.expect(503).body().path("retryable").asBoolean()).isTrue();
        assertThat(attempts()).isEqualTo(ATTEMPTS);
        assertThat(client.get(steps).body().path("items")).isEmpty();
        failFirst(0, "40001");
        client.post(steps, "{\"command\": \"ls\"}", "Idempotency-Key", "given-up")
                .expect(201);
    }

    @Test
    void whatFailsForAnotherReasonIsNotTriedAgain() throws SQLException {
        String steps = steps();
        failFirst(1, "XX000");

        assertThat(client.post(steps, "{\"command\": \"ls\"}")
                        .expect(500)
                        .body()
                        .path("retryable")
                        .asBoolean())
                .isFalse();

        assertThat(attempts()).isEqualTo(1);
    }

    private String steps() {
        UUID command = client.newCommand();
        return "/v1/commands/" + command + "/steps";
    }

    private void failFirst(int attempts, String sqlState) throws SQLException {
        execute(
                """
                create or replace function fail_first() returns trigger language plpgsql as $$
                begin
                  if nextval('public.attempts') <= %d then
                    raise exception 'attempt fails' using errcode = '%s';
                  end if;
                  return null;
                end
                $$
                """.formatted(attempts, sqlState),
                "create or replace trigger fail_first before insert on command_steps execute function fail_first()",
                "alter sequence attempts restart");
    }

    private int attempts() throws SQLException {
        try (Connection admin = functions.database().inspect();
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery("select last_value from attempts")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection admin = functions.database().inspect();
                Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
