package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What leaves once its time is over, and nothing before.
final class ForgettingTest {
    private static final Functions FUNCTIONS = new Functions();
    private static final String COMMAND = "{\"project\": \"demo\", \"request\": \"do it\"}";

    private final Client client = FUNCTIONS.newTenant();

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    private Functions.Answer post(String key) {
        return client.post("/v1/commands", COMMAND, "Idempotency-Key", key).expect(201);
    }

    @Test
    void idempotencyKeysAreForgottenAfter48HoursAndNoEarlier() {
        client.put("/v1/projects/demo", "{\"name\": \"x\"}").expect(201);
        var old = post("old");
        var young = post("young");
        try (Inspector inspector = Inspector.of(FUNCTIONS.database());
                Inspector jobs = Inspector.as(FUNCTIONS.database(), "waymark_jobs")) {
            inspector.run("update idempotency_keys set created_at = created_at - interval '47 hours 50 minutes'");
            inspector.run("""
                    update idempotency_keys set created_at = created_at - interval '10 minutes'
                     where answer ->> 'id' = ?""", old.id().toString());

            assertThat(jobs.number("select forget_idempotency_keys(10)")).isEqualTo(1);
            assertThat(jobs.number("select forget_idempotency_keys(10)")).isZero();
        }
        assertThat(post("young").id()).isEqualTo(young.id());
        assertThat(post("old").id()).isNotEqualTo(old.id());
    }
}
