package dev.waymark.api.agentstatus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.api.StatementCount;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AgentStatusTest {
    private static final Functions FUNCTIONS = new Functions();
    private static final String PATH = "/v1/agents/coder/status";

    private final Client client = FUNCTIONS.newTenant();
    private UUID agent;

    @BeforeEach
    void register() {
        agent = client.put("/v1/agents/coder", "{}").expect(201).id();
    }

    private List<String> actions() {
        return client.get("/v1/audit-events?chain_id=" + agent)
                .expect(200)
                .body()
                .get("items")
                .findValuesAsText("action");
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.close();
    }

    @Test
    void aHeartbeatSaysHowTheAgentIsDoingAndReplacesTheOneBefore() {
        client.get(PATH).expect(404);
        UUID command = client.newCommand();
        Functions.Answer busy = client.put(
                        PATH,
                        "{\"current_status\": \"busy\", \"active_command_ids\": [\"%s\"], \"detail\": {\"at\": \"step 3\"}}"
                                .formatted(command))
                .expect(200);

        assertThat(busy.text("/agent")).isEqualTo("coder");
        assertThat(busy.text("/current_status")).isEqualTo("busy");
        assertThat(busy.text("/active_command_ids/0")).isEqualTo(command.toString());
        assertThat(busy.text("/detail/at")).isEqualTo("step 3");
        assertThat(client.get(PATH).expect(200).body()).isEqualTo(busy.body());
        JsonNode idle =
                client.put(PATH, "{\"current_status\": \"idle\"}").expect(200).body();
        assertThat(idle.get("active_command_ids")).isEmpty();
        assertThat(idle.get("detail").isNull()).isTrue();
        assertThat(Instant.parse(idle.get("heartbeat_at").asText()))
                .isAfterOrEqualTo(Instant.parse(busy.text("/heartbeat_at")));
        assertThat(idle.get("created_at")).isEqualTo(busy.body().get("created_at"));
    }

    @Test
    void aHeartbeatIsAuditedOnlyWhenTheStatusChangesAndCostsOneUpdateInPlace() {
        client.put(PATH, "{\"current_status\": \"idle\"}").expect(200);
        client.put(PATH, "{\"current_status\": \"busy\"}").expect(200);
        Sql sql = Sql.of(FUNCTIONS);
        long version = sql.number("select version from agents where id = ?", agent);
        String row = sql.text("select xmin::text from agents where id = ?", agent);
        StatementCount count = StatementCount.in(FUNCTIONS);
        long fewest = Long.MAX_VALUE;
        // a connection that the pool opens meanwhile has statements of its own
        for (int n = 0; n < 5; n++) {
            count.reset();
            client.put(PATH, "{\"current_status\": \"busy\", \"detail\": %d}".formatted(n))
                    .expect(200);
            fewest = Math.min(fewest, count.of("waymark_state"));
        }

        assertThat(fewest).isEqualTo(1);
        assertThat(client.get(PATH).expect(200).body().get("detail").asInt()).isEqualTo(4);
        assertThat(actions()).containsExactly("agent.status_changed", "agent.status_changed", "agent.registered");
        assertThat(sql.number("select version from agents where id = ?", agent)).isEqualTo(version);
        assertThat(sql.text("select xmin::text from agents where id = ?", agent))
                .isEqualTo(row);
    }

    @Test
    void whatIsNoCommandOfTheTenantIsToldByItsPlace() {
        UUID mine = client.newCommand();
        UUID theirs = FUNCTIONS.newTenant().newCommand();
        Functions.Answer refused = client.put(
                        PATH,
                        "{\"current_status\": \"busy\", \"active_command_ids\": [\"%s\", \"%s\", \"%s\"]}"
                                .formatted(mine, theirs, UUID.randomUUID()))
                .expect(422);
        assertThat(refused.body().get("errors").findValuesAsText("pointer"))
                .containsExactly("/active_command_ids/1", "/active_command_ids/2");
        client.get(PATH).expect(404);
    }

    @Test
    void anAgentThatIsNotRegisteredIsNotHeard() {
        client.put("/v1/agents/nobody/status", "{\"current_status\": \"idle\"}").expect(404);
        client.put(PATH, "{}").expect(422);
        client.put(PATH, "{\"current_status\": \"asleep\"}").expect(422);
    }
}
