package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/// Checkpoints taken, forked, cut and collected in any order, as time goes on: after each step every state that should
/// be
/// there is, whole and exact, and in the end nothing is left.
final class CollectorPropertyTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int STEPS = 40;
    private static final int THREADS = 3;

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void whatIsNamedStaysAndWhatIsNotGoes(@ForAll long seed) {
        try (var run = new Run(new Random(seed))) {
            for (int step = 0; step < STEPS; step++) {
                run.step();
                assertThat(run.store.states()).as("after step %d", step).isEqualTo(run.model());
            }
            run.end();
            assertThat(run.store.packs()).isZero();
            assertThat(run.store.notes()).isZero();
        }
    }

    /// A checkpoint that should be there.
    private record Live(String thread, JsonNode state) {}

    /// One run with its model.
    private static final class Run implements AutoCloseable {
        private final Random random;
        private final Client client = FUNCTIONS.newTenant();
        private final Map<UUID, Live> live = new TreeMap<>();
        private final PackStore store;
        private int forks;

        Run(Random random) {
            this.random = random;
            this.store = new PackStore(FUNCTIONS, PackStore.tenantOf(FUNCTIONS, take()));
        }

        Map<UUID, JsonNode> model() {
            Map<UUID, JsonNode> states = new HashMap<>();
            live.forEach((id, checkpoint) -> states.put(id, checkpoint.state()));
            return states;
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1 -> take();
                case 2, 3, 4 -> takeBased();
                case 5 -> fork();
                case 6 -> prune();
                case 7, 8 -> delete();
                case 9 -> deleteThread();
                case 10 -> store.pass(Duration.ofHours(random.nextInt(30)));
                default -> store.collect(1 + random.nextInt(20));
            }
        }

        private UUID take() {
            ObjectNode state = Functions.JSON.createObjectNode();
            state.put("n", random.nextInt(3));
            state.set("messages", messages(random.nextInt(4), 40 * random.nextInt(5)));
            ObjectNode body = Functions.JSON.createObjectNode();
            body.set("state", state);
            return taken("t" + random.nextInt(THREADS), body, state);
        }

        private void takeBased() {
            UUID base = any();
            if (base == null) {
                take();
                return;
            }
            ObjectNode state = of(base).state().deepCopy();
            ObjectNode body = Functions.JSON.createObjectNode();
            body.put("base_checkpoint_id", base.toString());
            JsonNode message = messages(random.nextInt(4), 1).get(0);
            if (random.nextBoolean()) {
                ArrayNode messages = state.withArray("messages");
                messages.add(message);
                body.putArray("patch")
                        .addObject()
                        .put("op", "add")
                        .put("path", "/messages/-")
                        .set("value", message);
            } else {
                state.set("plan", message);
                body.putObject("set").set("plan", message);
            }
            taken(random.nextBoolean() ? of(base).thread() : "t" + random.nextInt(THREADS), body, state);
        }

        private UUID taken(String thread, ObjectNode body, JsonNode state) {
            UUID id =
                    client.post(path(thread) + "/checkpoints", body).expect(201).id();
            live.put(id, new Live(thread, state));
            return id;
        }

        private void fork() {
            UUID from = any();
            if (from == null) {
                return;
            }
            String thread = "f" + forks++;
            UUID id = client.post("/v1/checkpoints/" + from + "/fork", "{\"thread\": \"%s\"}".formatted(thread))
                    .expect(201)
                    .id();
            live.put(id, new Live(thread, of(from).state()));
        }

        private void prune() {
            UUID some = any();
            if (some == null) {
                return;
            }
            String thread = of(some).thread();
            int keep = 1 + random.nextInt(3);
            client.post(path(thread) + "/prune", "{\"keep_n\": %d}".formatted(keep))
                    .expect(200);
            // ids of one process grow in the order of taking
            List<UUID> mine = live.keySet().stream()
                    .filter(id -> of(id).thread().equals(thread))
                    .toList();
            live.keySet().removeAll(mine.subList(0, Math.max(0, mine.size() - keep)));
        }

        private void delete() {
            UUID some = any();
            if (some != null) {
                client.delete("/v1/checkpoints/" + some).expect(204);
                live.remove(some);
            }
        }

        private void deleteThread() {
            UUID some = any();
            if (some != null && random.nextInt(3) == 0) {
                deleteThread(of(some).thread());
            }
        }

        private void deleteThread(String thread) {
            store.inspector().run("select delete_thread('coder', ?, null, now())", thread);
            live.values().removeIf(checkpoint -> checkpoint.thread().equals(thread));
            client.put(path(thread), "{}", "If-None-Match", "*").expect(201);
        }

        void end() {
            live.values().stream().map(Live::thread).distinct().toList().forEach(this::deleteThread);
            store.pass(Duration.ofHours(25));
            store.collectAll();
        }

        private @Nullable UUID any() {
            List<UUID> ids = new ArrayList<>(live.keySet());
            return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
        }

        private Live of(UUID checkpoint) {
            return Objects.requireNonNull(live.get(checkpoint));
        }

        /// Of few kinds, so that states share pieces with others and come back after they went.
        private static ArrayNode messages(int kind, int count) {
            var words = new Random(kind);
            ArrayNode messages = Functions.JSON.createArrayNode();
            for (int i = 0; i < count; i++) {
                messages.addObject()
                        .put("i", i)
                        .put("text", Long.toString(words.nextLong(), 36).repeat(3));
            }
            return messages;
        }

        private static String path(String thread) {
            return "/v1/agents/coder/threads/" + thread;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
