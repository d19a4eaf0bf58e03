package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.StatementCount;
import org.junit.jupiter.api.Test;

/// What encryption costs in statements: nothing once a function has the key.
final class EncryptionCostTest {
    private static final String MESSAGES = "/v1/conversations/c/messages";
    private static final String MESSAGE = "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}}";

    @Test
    void aWriteAndAReadAreOneStatementEachOnceTheKeyIsThere() {
        try (Functions functions = new Functions()) {
            Client client = functions.newTenant();
            client.put("/v1/conversations/c", "{}").expect(201);
            StatementCount count = StatementCount.in(functions);
            for (String settings : new String[] {"{}", "{\"encryption\": {\"fields\": [\"messages.content\"]}}"}) {
                client.put("/v1/settings", settings).expect(200);
                long writes = Long.MAX_VALUE;
                long reads = Long.MAX_VALUE;
                // the fewest: what a connection says when it is new counts too
                for (int round = 0; round < 5; round++) {
                    count.reset();
                    client.post(MESSAGES, MESSAGE).expect(201);
                    client.get(MESSAGES).expect(200);
                    writes = Math.min(writes, count.of("waymark_talk"));
                    reads = Math.min(reads, count.of("waymark_read"));
                }
                assertThat(writes).as("writing with %s", settings).isEqualTo(1);
                assertThat(reads).as("reading with %s", settings).isEqualTo(1);
            }
        }
    }
}
