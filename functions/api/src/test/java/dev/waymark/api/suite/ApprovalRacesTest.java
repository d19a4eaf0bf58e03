package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Deciders at once, and the clock that expiry goes by.
@Isolated
final class ApprovalRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int DECIDERS = 8;

    private final Client client = FUNCTIONS.newTenant();
    private final String project = client.newProject();

    private UUID waitingStep(String rule) {
        client.put(
                        "/v1/projects/" + project,
                        "{\"name\": \"x\", \"settings\": {\"approval\": {\"high\": %s}}}".formatted(rule))
                .expect(200);
        return client.newStep(client.newCommand(project), "{\"command\": \"rm\", \"risk_level\": \"high\"}")
                .id();
    }

    private List<Functions.Answer> decideAtOnce(UUID step, UUID command) {
        List<Client> deciders = java.util.stream.Stream.generate(
                        () -> client.withKey("{\"name\": \"d\", \"scopes\": [\"approve\"]}"))
                .limit(DECIDERS)
                .toList();
        try (Race race = lineUp(
                command,
                number -> deciders.get(number)
                        .post(
                                "/v1/steps/" + step + "/approvals",
                                "{\"decision\": \"%s\", \"approval_reasoning\": \"r\"}"
                                        .formatted(number % 2 == 0 ? "approved" : "rejected")))) {
            return race.answers();
        }
    }

    /// A race whose racers all wait for the command when it begins.
    private static Race lineUp(UUID command, IntFunction<Functions.Answer> request) {
        try (Blocked lock = Blocked.on(FUNCTIONS.database(), "commands", command)) {
            Race race = Race.start(DECIDERS, request);
            lock.awaitWaiting(DECIDERS);
            return race;
        }
    }

    @Test
    void ofDecidersAtOnceOneWinsAndTheOthersAreTold() {
        UUID step = waitingStep("1");
        UUID command = UUID.fromString(client.get("/v1/steps/" + step).text("/command_id"));
        List<Functions.Answer> answers = decideAtOnce(step, command);
        List<Functions.Answer> won =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(won).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .hasSize(DECIDERS - 1)
                .allMatch(answer -> answer.status() == 409 && answer.problem().equals("already-decided"));
        assertThat(client.get("/v1/steps/" + step).text("/status"))
                .isEqualTo(won.getFirst().text("/step_status"));
        assertThat(client.get("/v1/commands/" + command + "/timeline").body().get("items"))
                .hasSize(2);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(AuditChain.ofCommand(inspector, command).flaw()).isNull();
        }
    }

    @Test
    void expiryGoesByTheDatabasesClock() {
        UUID step = waitingStep("{\"count\": 1, \"ttl_ms\": 60000, \"on_expiry\": \"approve\"}");
        try (Inspector all = Inspector.of(FUNCTIONS.database());
                Inspector read = Inspector.as(FUNCTIONS.database(), "waymark_read")) {
            String expiry = all.text("select expires_at from approval_requests where step_id = ?", step);
            read.run(
                    "select set_config('waymark.tenant_id', (?::uuid)::text, false)",
                    UUID.fromString(all.text("select tenant_id from command_steps where id = ?", step)));
            String[] moments = {"-1 microsecond", "pending", "pending", "0", "approved", "expired"};
            for (int i = 0; i < moments.length; i += 3) {
                read.run(
                        "select set_config('waymark.now', (cast(? as timestamptz) + cast(? as interval))::text, false)",
                        expiry,
                        moments[i]);
                assertThat(read.text("select status from step_rows where id = ?", step))
                        .isEqualTo(moments[i + 1]);
                assertThat(read.text("select status from approval_request_rows where id = ?", step))
                        .isEqualTo(moments[i + 2]);
                assertThat(read.text(
                                "select c.status from command_rows c join step_rows s on s.command_id = c.id where s.id = ?",
                                step))
                        .isEqualTo(i == 0 ? "awaiting_approval" : "pending");
            }
        }
    }
}
