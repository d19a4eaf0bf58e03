package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// A document that nothing refers to, the collector that is about to delete it, and writers that are
/// about to refer to it, in whatever order.
@Isolated
final class DocumentCollectorTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String BODY = "{\"host\":\"a\"}";
    private static final String PUT =
            "select put_documents(json_build_object(encode(sha256(convert_to(?, 'UTF8')), 'hex'), cast(? as text)))";
    private static final int ALL = 1_000_000;

    private final Client client = FUNCTIONS.newTenant();
    private final String project = client.newProject();
    private final DocumentShelf shelf = DocumentShelf.of(FUNCTIONS, project);
    private final DocumentShelf other = DocumentShelf.of(FUNCTIONS, project);
    private UUID command = new UUID(0, 0);

    private UUID capture(Client by, String in) {
        return by.post("/v1/commands", """
                        {"project": "%s", "request": "r", "baseline": {"system_info": %s}}""".formatted(in, BODY)).expect(201).id();
    }

    /// A command whose baseline is old.
    @BeforeEach
    void leaveADocument() throws SQLException {
        command = capture(client, project);
        shelf.collectAll();
        shelf.pass(Duration.ofHours(25));
        shelf.connection().setAutoCommit(false);
    }

    @AfterEach
    void close() {
        shelf.close();
        other.close();
    }

    private void forgetTheCommand() {
        client.delete("/v1/commands/" + command).expect(204);
    }

    /// As a writer does, in a transaction that is left open.
    private void relyOnTheBody() throws SQLException {
        shelf.inspector().tryRows(PUT, BODY, BODY);
    }

    @Test
    void whatIsReferredToStaysAndWhatIsNotGoesWithItsBytes() {
        assertThat(other.collect(ALL)).isZero();
        forgetTheCommand();
        List<String> row = other.inspector()
                .rows("select documents, packs, bytes > 0, finished from collect_garbage(?, ?)", ALL, other.tenant())
                .getFirst();

        assertThat(row).containsExactly("1", "0", "t", "t");
        assertThat(other.documents()).isZero();
    }

    @Test
    void whatWasTouchedWithinADayStays() {
        forgetTheCommand();
        other.inspector()
                .run(
                        "update documents set touched_at = now() - interval '23 hours' where tenant_id = ?",
                        other.tenant());

        assertThat(other.collectAll()).isZero();
        assertThat(other.documents()).isEqualTo(1);
    }

    @Test
    void theCollectorPassesOverWhatAWriterIsAboutToReferTo() throws SQLException {
        forgetTheCommand();
        relyOnTheBody();

        assertThat(other.collect(ALL)).as("before the writer commits").isZero();
        shelf.connection().commit();
        assertThat(other.collectAll()).as("touched now").isZero();
        assertThat(other.documents()).isEqualTo(1);
    }

    @Test
    void aSuspectThatAWriterReliesOnBeforeItIsDeletedStays() throws SQLException {
        forgetTheCommand();
        // one turn finds the suspect, the next ones would look for references
        assertThat(other.collect(1)).isZero();
        assertThat(other.inspector()
                        .number("select cardinality(suspects) from collections where tenant_id = ?", other.tenant()))
                .isEqualTo(1);
        // one that has been read already, and one that has not
        while (other.inspector().number("select source from collections where tenant_id = ?", other.tenant()) < 4) {
            other.collect(1);
        }
        relyOnTheBody();
        shelf.connection().commit();

        assertThat(other.collect(ALL)).isZero();
        assertThat(other.documents()).isEqualTo(1);
    }

    @Test
    void aWriterOfTheSameBodyWaitsForTheCollectorAndStoresItAnew() throws SQLException {
        forgetTheCommand();
        assertThat(shelf.collect(ALL)).isEqualTo(1);
        try (Race race = Race.start(1, _ -> client.post("/v1/commands", """
                {"project": "%s", "request": "r", "baseline": {"system_info": %s}}""".formatted(project, BODY)))) {
            Blocked.awaitWaiting(other.inspector(), 1);
            shelf.connection().commit();

            UUID again = race.answers().getFirst().expect(201).id();
            assertThat(other.lost()).isEmpty();
            assertThat(client.get("/v1/commands/" + again).expect(200).text("/baseline_snapshot_id"))
                    .isNotEmpty();
        }
    }

    @Test
    void aWriterOfTheSameBodyGoesOnWhenTheCollectorIsKilled() throws SQLException {
        forgetTheCommand();
        assertThat(shelf.collect(ALL)).isEqualTo(1);
        try (Race race = Race.start(1, _ -> client.post("/v1/commands", """
                {"project": "%s", "request": "r", "baseline": {"system_info": %s}}""".formatted(project, BODY)))) {
            Blocked.awaitWaiting(other.inspector(), 1);
            shelf.connection().rollback();

            race.answers().getFirst().expect(201);
            assertThat(other.collectAll()).as("touched now").isZero();
            assertThat(other.lost()).isEmpty();
        }
    }

    @Test
    void whatAnErasureHasForsakenIsLeftAloneWhileAWriterMayRelyOnIt() throws SQLException {
        forgetTheCommand();
        other.inspector().run("update documents set touched_at = now() where tenant_id = ?", other.tenant());
        // found touched lately, so the writer neither touches nor locks the row
        relyOnTheBody();
        other.inspector()
                .run(
                        "update documents set touched_at = timestamptz '1970-01-01 00:00:00+00' where tenant_id = ?",
                        other.tenant());

        assertThat(other.collectAll()).as("while the writer is not over").isZero();
        shelf.connection().commit();
        assertThat(other.collectAll()).isEqualTo(1);
    }

    @Test
    void ofTwoCollectorsTheSecondLeavesTheTenantToTheFirst() throws SQLException {
        forgetTheCommand();
        assertThat(shelf.collect(ALL)).isEqualTo(1);

        assertThat(other.inspector().rows("select * from collect_garbage(?, ?)", ALL, other.tenant()))
                .isEmpty();
        shelf.connection().rollback();
        assertThat(other.collect(ALL)).isEqualTo(1);
    }

    @Test
    void equalBodiesOfTwoTenantsAreTwo() {
        Client neighbour = FUNCTIONS.newTenant();
        String theirs = neighbour.newProject();
        capture(neighbour, theirs);
        try (DocumentShelf next = DocumentShelf.of(FUNCTIONS, theirs)) {
            next.pass(Duration.ofHours(25));
            forgetTheCommand();

            assertThat(other.collectAll()).isEqualTo(1);
            assertThat(next.collectAll()).isZero();
            assertThat(next.documents()).isEqualTo(1);
            assertThat(next.lost()).isEmpty();
        }
    }

    @Test
    void aPartitionThatAVersionTakesOverIsTouched() {
        String state = "/v1/agents/coder/threads/main/state";
        client.put(state, "{\"local_state\": {\"n\": 1}}", "If-None-Match", "*").expect(201);
        other.pass(Duration.ofHours(25));
        client.put(state, "{\"session_state\": {\"n\": 2}}", "If-Match", "*").expect(200);

        assertThat(oldOnes()).as("the baseline's alone").isEqualTo(1);
    }

    @Test
    void aStateThatIsGoneBackToIsTouched() {
        String state = "/v1/agents/coder/threads/main/state";
        client.put(state, "{\"local_state\": {\"n\": 1}}", "If-None-Match", "*").expect(201);
        String transition = client.put(state, "{\"local_state\": {\"n\": 2}}", "If-Match", "*")
                .expect(200)
                .text("/transition_id");
        other.pass(Duration.ofHours(25));
        client.post(state + "/transitions/" + transition + "/rollback", "{}", "If-Match", "*")
                .expect(201);

        assertThat(oldOnes()).as("the baseline's and that of the second").isEqualTo(2);
    }

    private long oldOnes() {
        return other.inspector()
                .number(
                        "select count(*) from documents where tenant_id = ? and touched_at < now() - interval '12 hours'",
                        other.tenant());
    }

    @Test
    void whatWasReferredToIsNotLookedAtThroughAnOldSnapshot() {
        assertThatThrownBy(() -> {
                    shelf.connection().commit();
                    shelf.connection().setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ);
                    shelf.inspector().tryRows("select collect_garbage(10)");
                })
                .hasMessageContaining("read committed");
    }
}
