package dev.waymark.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL is killed while checkpoints are taken: a checkpoint is one statement, so it is there with its packs and
/// its writes, or not at all. `-Dwaymark.kills=50` kills more often.
class KilledCheckpointsTest {
    private static final int KILLS = Math.max(2, Integer.getInteger("waymark.kills", 5) / 2);
    private static final int WRITERS = 3;
    private static final int TAKEN_BETWEEN_KILLS = 12;
    private static final String THREAD = "/v1/agents/coder/threads/main/checkpoints";

    private final Map<String, UUID> acknowledged = new ConcurrentHashMap<>();
    private final Semaphore acknowledgements = new Semaphore(0);
    private final AtomicBoolean ending = new AtomicBoolean();

    @Test
    void noKillLeavesHalfACheckpoint(@TempDir Path folder) throws Exception {
        try (FaultyDatabase database = FaultyDatabase.in(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Client client = database.functions().newTenant();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> write(client)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                acknowledgements.acquire(TAKEN_BETWEEN_KILLS);
                database.server().kill();
                database.server().startAgain();
            }
            ending.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }

            List<Long> numbers = new ArrayList<>();
            acknowledged.forEach((key, id) -> {
                JsonNode read = client.get("/v1/checkpoints/" + id).expect(200).body();
                numbers.add(read.get("number").asLong());
                assertThat(read.at("/state/key").asText()).isEqualTo(key);
                assertThat(read.at("/state/messages")).hasSize(60);
                assertThat(read.at("/writes/0/value").asText()).isEqualTo(key);
            });
            assertThat(numbers)
                    .as("none is there that nobody was told of, and none is lost")
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        }
    }

    private void write(Client client) {
        while (!ending.get()) {
            String key = UUID.randomUUID().toString();
            Functions.Answer answer = client.post(THREAD, checkpoint(key), "Idempotency-Key", key);
            while (answer.status() != 201) {
                if (!answer.body().path("retryable").asBoolean()) {
                    // nobody waits for acknowledgements that will not come
                    acknowledgements.release(TAKEN_BETWEEN_KILLS * KILLS);
                    throw new AssertionError(answer.toString());
                }
                answer = client.post(THREAD, checkpoint(key), "Idempotency-Key", key);
            }
            acknowledged.put(key, answer.id());
            acknowledgements.release();
        }
    }

    /// With packs and a write of its own.
    private static String checkpoint(String key) {
        String messages = LongStream.range(0, 60)
                .mapToObj(i -> "\"message %d of %s\"".formatted(i, key))
                .toList()
                .toString();
        return """
                {"state": {"key": "%1$s", "messages": %2$s},
                 "writes": [{"task_id": "t", "index": 0, "key": "k", "value": "%1$s"}]}""".formatted(key, messages);
    }
}
