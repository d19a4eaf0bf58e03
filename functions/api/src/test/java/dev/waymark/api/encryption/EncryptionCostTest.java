package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.StatementCount;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What encryption costs in statements: nothing once a function has the key, but for output that is
/// appended.
final class EncryptionCostTest {
    private static final String MESSAGES = "/v1/conversations/c/messages";
    private static final String MESSAGE = "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}}";
    private static final String STEP =
            "{\"command\": \"ls\", \"status\": \"completed\", \"execution_result\": {\"stdout\": \"x\"}}";
    private static final String EVERYTHING = "{\"encryption\": {\"fields\": [%s]}}"
            .formatted("\"messages.content\", \"memories.content\", \"steps.execution_result\", \"configs.value\"");

    @Test
    void aWriteAndAReadAreOneStatementEachOnceTheKeyIsThere() {
        try (Functions functions = new Functions()) {
            Client client = functions.newTenant();
            client.put("/v1/conversations/c", "{}").expect(201);
            client.put("/v1/agents/a", "{}").expect(201);
            UUID command = client.newCommand();
            UUID executing = client.newStep(command, "{\"command\": \"ls\", \"status\": \"executing\"}")
                    .id();
            String steps = "/v1/commands/" + command + "/steps";
            String output = "/v1/steps/" + executing + "/output";
            String config = "/v1/agents/a/configs/k";
            var fewest = new Fewest(StatementCount.in(functions));
            for (String settings : new String[] {"{}", EVERYTHING}) {
                client.put("/v1/settings", settings).expect(200);
                assertThat(fewest.of(
                                "waymark_talk",
                                () -> client.post(MESSAGES, MESSAGE).expect(201)))
                        .as("writing with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of("waymark_read", () -> client.get(MESSAGES).expect(200)))
                        .as("reading with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of(
                                "waymark_record", () -> client.post(steps, STEP).expect(201)))
                        .as("recording with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of("waymark_read", () -> client.get(steps).expect(200)))
                        .as("reading steps with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of("waymark_state", () -> {
                            client.put(config, "{\"config_type\": \"json\", \"value\": [%s]}".formatted(settings));
                        }))
                        .as("writing a config with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of("waymark_read", () -> client.get(config).expect(200)))
                        .as("reading a config with %s", settings)
                        .isEqualTo(1);
                assertThat(fewest.of(
                                "waymark_record",
                                () -> client.post(output, "{\"stdout\": \"x\"}").expect(201)))
                        .as("appending with %s", settings)
                        .isEqualTo(settings.equals("{}") ? 1 : 2);
            }
        }
    }

    @Test
    void aWalkSendsAsManyStatementsForManyRowsAsForFew() {
        try (Functions functions = new Functions()) {
            Client client = functions.newTenant();
            UUID command = client.newCommand();
            StatementCount count = StatementCount.in(functions);
            var walks = new Walks(functions, client);
            long[] statements = new long[2];
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 1 + 30 * round; i++) {
                    client.newStep(command, STEP);
                }
                client.put("/v1/settings", EVERYTHING).expect(200);
                count.reset();
                walks.go();
                statements[round] = count.of("waymark_jobs");
                client.put("/v1/settings", "{}").expect(200);
                walks.go();
            }
            assertThat(statements[1]).isPositive().isLessThanOrEqualTo(statements[0] + 1);
        }
    }

    /// The fewest of some rounds: what a connection says when it is new counts too.
    private record Fewest(StatementCount count) {
        long of(String role, Runnable call) {
            long fewest = Long.MAX_VALUE;
            for (int round = 0; round < 5; round++) {
                count.reset();
                call.run();
                fewest = Math.min(fewest, count.of(role));
            }
            return fewest;
        }
    }
}
