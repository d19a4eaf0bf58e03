package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// A writer that relies on a pack, and the collector that is about to delete it: whoever comes first, no checkpoint
/// names
/// what is not there.
@Isolated
final class CollectorRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String THREAD = "/v1/agents/coder/threads/main";
    private static final String STATE = IntStream.range(0, 200)
            .mapToObj(i -> "\"message %d, %s\"".formatted(i, Integer.toString(i * 104_729, 36)))
            .collect(Collectors.joining(",", "{\"state\": {\"messages\": [", "]}}"));

    private final Client client = FUNCTIONS.newTenant();
    private PackStore store;
    private JsonNode state = Functions.JSON.missingNode();

    /// A checkpoint that is deleted, and its packs are old.
    @BeforeEach
    void leaveGarbage() throws SQLException {
        UUID checkpoint =
                client.post(THREAD + "/checkpoints", STATE).expect(201).id();
        store = new PackStore(FUNCTIONS, PackStore.tenantOf(FUNCTIONS, checkpoint));
        state = store.states().values().iterator().next();
        // what a writer would send that has just seen the checkpoint
        store.inspector().run("""
                create temporary table seen as
                select layout, packs, json_build_object('at', now(), 'id', gen_random_uuid(), 'namespace', '', 'checkpoint_type', 'manual',
                         'state_digest', encode(state_digest, 'hex'), 'size_bytes', size_bytes, 'stored_bytes', 0, 'pinned', false,
                         'retention_policy', 'permanent', 'packs', packs, 'new_packs', '[]'::json, 'new_agent_id', gen_random_uuid(),
                         'new_thread_id', gen_random_uuid()) as body
                  from state_checkpoints where id = ?""", checkpoint);
        client.delete("/v1/checkpoints/" + checkpoint).expect(204);
        store.collectAll();
        store.pass(Duration.ofHours(25));
        store.connection().setAutoCommit(false);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void takeAsSeen() throws SQLException {
        store.inspector().tryRows("select take_checkpoint('coder', 'main', body, layout, ''::bytea) from seen");
    }

    @Test
    void theCollectorPassesOverWhatAWriterIsAboutToRelyOn() throws SQLException {
        try (var collector = new PackStore(FUNCTIONS, tenant())) {
            takeAsSeen();

            assertThat(collector.collect(10_000))
                    .as("before the writer commits")
                    .isZero();
            store.connection().commit();
            collector.pass(Duration.ofHours(25));
            assertThat(collector.collect(10_000)).as("named again").isZero();

            assertThat(collector.states().values()).containsExactly(state);
            assertThat(collector.notes())
                    .as("the deletion of what names it now notes it again")
                    .isZero();
        }
    }

    @Test
    void aWriterThatGaveUpLeavesTheGarbageToTheCollector() throws SQLException {
        try (var collector = new PackStore(FUNCTIONS, tenant())) {
            takeAsSeen();
            store.connection().rollback();

            assertThat(collector.collect(10_000)).isPositive();
            assertThat(collector.packs()).isZero();
        }
    }

    @Test
    void aWriterThatReliesOnWhatWasCollectedIsToldToBeginAgain() throws SQLException {
        try (var collector = new PackStore(FUNCTIONS, tenant())) {
            assertThat(collector.collect(10_000)).isPositive();

            assertThatThrownBy(this::takeAsSeen)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("WM001"));
        }
    }

    @Test
    void aWriterOfTheSameStateWaitsForTheCollectorAndStoresItAnew() throws SQLException {
        assertThat(store.collect(10_000)).isPositive();
        try (Race race = Race.start(1, _ -> client.post(THREAD + "/checkpoints", STATE));
                var watcher = new PackStore(FUNCTIONS, tenant())) {
            Blocked.awaitWaiting(watcher.inspector(), 1);
            store.connection().commit();

            UUID taken = race.answers().getFirst().expect(201).id();
            assertThat(watcher.states()).containsOnlyKeys(taken).containsValue(state);
        }
    }

    @Test
    void aWriterOfTheSameStateIsServedAtOnceWhenTheCollectorGivesUp() throws SQLException {
        assertThat(store.collect(10_000)).isPositive();
        try (Race race = Race.start(1, _ -> client.post(THREAD + "/checkpoints", STATE));
                var watcher = new PackStore(FUNCTIONS, tenant())) {
            Blocked.awaitWaiting(watcher.inspector(), 1);
            store.connection().rollback();

            race.answers().getFirst().expect(201);
            assertThat(watcher.collect(10_000)).as("touched now").isZero();
            assertThat(watcher.states()).containsValue(state);
        }
    }

    @Test
    void aNoteThatTheCollectorIsAboutToTakeBackIsMadeAnewByWhoDeletesTheLastName() throws SQLException {
        takeAsSeen();
        store.connection().commit();
        store.pass(Duration.ofHours(25));
        store.connection().commit();
        UUID last = store.states().keySet().iterator().next();
        assertThat(store.collect(10_000)).as("named").isZero();

        try (Race race = Race.start(1, _ -> client.delete("/v1/checkpoints/" + last));
                var watcher = new PackStore(FUNCTIONS, tenant())) {
            Blocked.awaitWaiting(watcher.inspector(), 1);
            store.connection().commit();

            race.answers().getFirst().expect(204);
            assertThat(watcher.notes()).isPositive();
            assertThat(watcher.collect(10_000)).isPositive();
            assertThat(watcher.packs()).isZero();
        }
    }

    @Test
    void aPackThatADocumentNamesStays() throws SQLException {
        String large = "{\"local_state\": {\"text\": \"%s\"}}".formatted("x".repeat(10_000));
        client.put(THREAD + "/state", large, "If-None-Match", "*").expect(201);
        store.inspector().run("""
                insert into garbage_packs (tenant_id, pack_id) select tenant_id, id from packs where tenant_id = ? on conflict do nothing""", tenant());
        store.pass(Duration.ofHours(25));
        store.connection().commit();
        try (var collector = new PackStore(FUNCTIONS, tenant())) {
            collector.collectAll();

            assertThat(collector.packs()).isEqualTo(1);
            assertThat(collector.notes()).isZero();
        }
        assertThat(client.get(THREAD + "/state").expect(200).text("/local_state/text"))
                .hasSize(10_000);
    }

    @Test
    void aPackThatNobodyNotedIsFoundWithinAWeek() throws SQLException {
        store.inspector().run("delete from garbage_packs where tenant_id = ?", tenant());
        store.connection().commit();
        try (var collector = new PackStore(FUNCTIONS, tenant())) {
            assertThat(collector.collect(10_000)).isZero();
            collector
                    .inspector()
                    .run(
                            "update collections set whole_at = whole_at - interval '8 days' where tenant_id = ?",
                            tenant());

            assertThat(collector.collect(10_000)).isPositive();
            assertThat(collector.packs()).isZero();
        }
    }

    @Test
    void whatWasNamedIsNotLookedAtThroughAnOldSnapshot() {
        assertThatThrownBy(() -> {
                    store.connection().setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ);
                    store.inspector().tryRows("select collect_garbage(10)");
                })
                .hasMessageContaining("read committed");
    }

    private UUID tenant() {
        return store.tenant();
    }
}
