package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Reads of one memory at once: none waits for another, and every one is counted.
@Isolated
final class MemoryAccessRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String SEARCH = "/v1/agents/coder/memories/search";
    private static final int READERS = 8;
    private static final int READS = 15;

    private Client client = FUNCTIONS.newTenant();
    private UUID tenant = new UUID(0, 0);
    private UUID memory = new UUID(0, 0);

    @BeforeEach
    void remember() {
        Functions.Answer made =
                FUNCTIONS.operator().post("/v1/tenants", "{\"name\": \"x\"}").expect(201);
        tenant = made.id();
        client = FUNCTIONS.as(made.text("/api_key"));
        memory = client.post("/v1/agents/coder/memories", """
                {"memory_type": "semantic", "content": {"concept": "seat", "definition": "aisle"}}""").expect(201).id();
    }

    private long accesses() {
        return client.get("/v1/agents/coder/memories")
                .expect(200)
                .body()
                .at("/items/0/access_count")
                .asLong();
    }

    @Test
    void everyReadIsCountedHoweverManyThereAreAtOnce() {
        try (Race race = Race.start(READERS, reader -> {
            Functions.Answer last = client.get("/v1/memories/" + memory);
            for (int read = 1; read < READS; read++) {
                last = read % 2 == 0 ? client.get("/v1/memories/" + memory) : client.post(SEARCH, "{}");
            }
            return last;
        })) {
            race.answers().forEach(answer -> answer.expect(200));
        }

        assertThat(accesses()).isEqualTo(READERS * READS);
        client.get("/v1/memories/" + memory).expect(200);
        assertThat(accesses()).isEqualTo(READERS * READS + 1L);
    }

    @Test
    void aReadDoesNotWaitForOneThatHasTheMemory() {
        try (Inspector reader = Inspector.as(FUNCTIONS.database(), "waymark_talk")) {
            reader.run("begin");
            reader.run("select set_config('waymark.tenant_id', ?, true)", tenant.toString());
            reader.run("select from agent_memories where id = ? for no key update", memory);

            IntStream.range(0, 3)
                    .forEach(_ -> client.get("/v1/memories/" + memory).expect(200));

            assertThat(reader.number("select access_count from agent_memories where id = ?", memory))
                    .isZero();
            assertThat(accesses()).isEqualTo(3);
        }
        client.post(SEARCH, "{}").expect(200);
        try (Inspector reader = Inspector.as(FUNCTIONS.database(), "waymark_talk")) {
            reader.run("select set_config('waymark.tenant_id', ?, false)", tenant.toString());
            assertThat(reader.number("select access_count from agent_memories where id = ?", memory))
                    .as("counted in by the next that finds it free")
                    .isEqualTo(4);
            assertThat(reader.number("select count(*) from memory_accesses")).isZero();
        }
    }
}
