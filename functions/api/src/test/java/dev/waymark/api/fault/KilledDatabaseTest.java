package dev.waymark.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL is killed while steps are recorded; writers send again with the same key until they are answered.
/// `-Dwaymark.kills=50` kills more often.
class KilledDatabaseTest {
    private static final int KILLS = Integer.getInteger("waymark.kills", 5);
    private static final int WRITERS = 4;
    private static final int STEPS_BETWEEN_KILLS = 20;

    private final Map<String, UUID> acknowledged = new ConcurrentHashMap<>();
    private final Semaphore acknowledgements = new Semaphore(0);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger replayed = new AtomicInteger();

    @Test
    void noAcknowledgedStepIsLostAndNoneIsDoubled(@TempDir Path folder) throws Exception {
        try (FaultyDatabase database = FaultyDatabase.in(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Client client = database.functions().newTenant();
            String project = client.newProject();
            UUID command = client.newCommand(project);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> write(client, command)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                acknowledgements.acquire(STEPS_BETWEEN_KILLS);
                database.server().kill();
                database.server().startAgain();
            }
            ending.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }

            Map<String, UUID> stored = stored(client, project);
            assertThat(stored).containsExactlyInAnyOrderEntriesOf(acknowledged);
            System.out.printf(
                    "%d kills: %d steps acknowledged, %d requests refused, %d answers replayed, 0 lost, 0 doubled%n",
                    KILLS, acknowledged.size(), refused.get(), replayed.get());
        }
    }

    private void write(Client client, UUID command) {
        while (!ending.get()) {
            String key = UUID.randomUUID().toString();
            String step = "{\"command\": \"%s\"}".formatted(key);
            Functions.Answer answer = client.post("/v1/commands/" + command + "/steps", step, "Idempotency-Key", key);
            while (answer.status() != 201) {
                if (!answer.body().path("retryable").asBoolean()) {
                    // nobody waits for acknowledgements that will not come
                    acknowledgements.release(STEPS_BETWEEN_KILLS * KILLS);
                    throw new AssertionError(answer.toString());
                }
                refused.incrementAndGet();
                answer = client.post("/v1/commands/" + command + "/steps", step, "Idempotency-Key", key);
            }
            if (answer.headers().containsKey("idempotency-replayed")) {
                replayed.incrementAndGet();
            }
            acknowledged.put(key, answer.id());
            acknowledgements.release();
        }
    }

    /// The steps of the project by their text, once their numbers have no gap and no text is there twice.
    private static Map<String, UUID> stored(Client client, String project) {
        Map<String, UUID> stored = new HashMap<>();
        List<Integer> numbers = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/projects/" + project + "/steps?limit=500" + cursor)
                    .expect(200)
                    .body();
            for (JsonNode step : page.path("items")) {
                numbers.add(step.path("step_number").asInt());
                UUID id = UUID.fromString(step.path("id").asText());
                assertThat(stored.put(step.path("command").asText(), id)).isNull();
            }
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, numbers.size()).boxed().toList());
        return stored;
    }
}
