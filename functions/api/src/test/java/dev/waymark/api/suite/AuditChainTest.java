package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The audit trail of a command is a hash chain that anyone can prove, and in which every edit shows.
final class AuditChainTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void theChainOfACommandIsWholeAfterManyChanges() {
        UUID command = changedInManyWays();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            AuditChain chain = AuditChain.ofCommand(inspector, command);
            assertThat(chain.flaw()).isNull();
            assertThat(chain.events()).hasSize(13);
            assertThat(chain.count()).isEqualTo(13);
            assertThat(chain.events().stream().map(AuditChain.Event::action).distinct())
                    .containsExactlyInAnyOrder(
                            "command.created",
                            "step.recorded",
                            "steps.recorded",
                            "step.changed",
                            "snapshot.captured",
                            "command.changed");
        }
    }

    @Test
    void theTrailAsItIsAnsweredIsTheTrailAsItIsStored() {
        UUID command = changedInManyWays();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            AuditChain chain = AuditChain.ofCommand(inspector, command);
            var answered =
                    client.get("/v1/audit-events?limit=500").expect(200).body().get("items");
            long found = 0;
            for (var event : answered) {
                if (event.get("chain_id").asText().equals(command.toString())) {
                    AuditChain.Event stored =
                            chain.events().get(event.get("chain_index").asInt());
                    assertThat(event.get("hash").asText()).isEqualTo(stored.hash());
                    assertThat(event.get("detail_digest").asText()).isEqualTo(stored.detailDigest());
                    assertThat(event.get("detail")).isEqualTo(json(stored.detail()));
                    found++;
                }
            }
            assertThat(found).isEqualTo(chain.count());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = """
            actor => update audit_events set actor_key = gen_random_uuid() where chain_id = ? and chain_index = 4 => 4 edited
            other actor => update audit_events set actor_key = null, actor = 'system' where chain_id = ? and chain_index = 4 => 4 edited
            action => update audit_events set action = 'step.recorded2' where chain_id = ? and chain_index = 4 => 4 edited
            subject type => update audit_events set subject_type = 'stepx' where chain_id = ? and chain_index = 4 => 4 edited
            moved text => update audit_events set action = action || 's', subject_type = substr(subject_type, 2) where chain_id = ? and chain_index = 4 => 4 edited
            subject => update audit_events set subject_id = gen_random_uuid() where chain_id = ? and chain_index = 4 => 4 edited
            command for step => update audit_events set subject_id = null where chain_id = ? and chain_index = 4 => 4 edited
            time => update audit_events set occurred_at = occurred_at + interval '1 microsecond' where chain_id = ? and chain_index = 4 => 4 edited
            detail => update audit_events set detail = '{}' where chain_id = ? and chain_index = 4 => 4 edited
            digest of the body => update audit_events set body_digest = sha256('x') where chain_id = ? and chain_index = 12 => 12 edited
            no digest of the body => update audit_events set body_digest = null where chain_id = ? and chain_index = 12 => 12 edited
            salt => update audit_events set detail_salt = detail_salt || '\\x00'::bytea where chain_id = ? and chain_index = 4 => 4 edited
            detail digest => update audit_events set detail_digest = sha256('x') where chain_id = ? and chain_index = 4 => 4 edited
            previous hash => update audit_events set previous_hash = sha256('x') where chain_id = ? and chain_index = 4 => 4 edited
            hash => update audit_events set hash = sha256('x') where chain_id = ? and chain_index = 4 => 4 edited
            index => update audit_events set chain_index = 400 where chain_id = ? and chain_index = 4 => 4 missing
            tenant => update audit_events set tenant_id = gen_random_uuid(), chain_id = gen_random_uuid() where chain_id = ? and chain_index = 4 => 4 missing
            first event => delete from audit_events where chain_id = ? and chain_index = 0 => 0 missing
            middle event => delete from audit_events where chain_id = ? and chain_index = 5 => 5 missing
            last event => delete from audit_events where chain_id = ? and chain_index = 12 => 12 missing
            swapped => with moved as (delete from audit_events where chain_id = ? and chain_index in (4, 5) returning *) insert into audit_events select (jsonb_populate_record(row(m.*)::audit_events, jsonb_build_object('chain_index', 9 - m.chain_index))).* from (select * from moved order by chain_index) m => 4 edited
            appended => insert into audit_events select (jsonb_populate_record(n.event, jsonb_build_object('hash', audit_event_hash(n.event, n.hash)))).* from (select jsonb_populate_record(e, '{"chain_index": 13}') as event, e.hash from audit_events e where e.chain_id = ? and e.chain_index = 12) n => 13 added
            forged tail => update audit_events e set action = 'x', hash = audit_event_hash(jsonb_populate_record(e, '{"action": "x"}'), b.hash) from audit_events b where b.chain_id = e.chain_id and b.chain_index = 11 and e.chain_id = ? and e.chain_index = 12 => 12 edited
            forged middle => update audit_events e set action = 'x', hash = audit_event_hash(jsonb_populate_record(e, '{"action": "x"}'), b.hash) from audit_events b where b.chain_id = e.chain_id and b.chain_index = 5 and e.chain_id = ? and e.chain_index = 6 => 7 edited
            whole trail => delete from audit_events where chain_id = ? => 0 missing
            """)
    void anyEditBehindTheApiShows(String what, String edit, String flaw) throws Exception {
        UUID command = changedInManyWays();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.connection().setAutoCommit(false);
            assertThat(AuditChain.ofCommand(inspector, command).flaw()).isNull();
            // as one with all rights over the server would
            inspector.run("set local session_replication_role = replica");
            inspector.run(edit, command);
            assertThat(AuditChain.ofCommand(inspector, command).flaw()).as(what).isNotNull();
            assertThat(proved(inspector, command)).as(what).isEqualTo(flaw);
            inspector.connection().rollback();
        }
    }

    @Test
    void aWholeChainIsProvedByTheApi() {
        UUID command = changedInManyWays();
        Functions.Answer proof =
                client.get("/v1/commands/" + command + "/audit-chain").expect(200);
        assertThat(proof.text("/intact")).isEqualTo("true");
        assertThat(proof.text("/events")).isEqualTo("13");
        assertThat(proof.body().has("first_flaw")).isFalse();
        assertThat(Pages.texts(Pages.all(client, "/v1/audit-events?limit=5&chain_id=" + command), "/hash"))
                .hasSize(13)
                .startsWith(proof.text("/head"));
        client.get("/v1/commands/" + UUID.randomUUID() + "/audit-chain").expect(404);
        FUNCTIONS.newTenant().get("/v1/commands/" + command + "/audit-chain").expect(404);
    }

    @Test
    void theApiNamesTheFirstEventThatDoesNotFit() {
        UUID command = changedInManyWays();
        Sql.of(FUNCTIONS)
                .run(
                        "set session_replication_role = replica",
                        "update audit_events set action = 'x' where chain_id = '%s' and chain_index in (3, 7)"
                                .formatted(command));
        Functions.Answer proof =
                client.get("/v1/commands/" + command + "/audit-chain").expect(200);
        assertThat(proof.text("/intact")).isEqualTo("false");
        assertThat(proof.text("/first_flaw/chain_index")).isEqualTo("3");
        assertThat(proof.text("/first_flaw/flaw")).isEqualTo("edited");
        String event = proof.text("/first_flaw/event_id");
        assertThat(Pages.all(client, "/v1/audit-events?chain_id=" + command))
                .filteredOn(found -> found.get("chain_index").asInt() == 3)
                .extracting(found -> found.get("id").asText())
                .containsExactly(event);
    }

    /// What the database's own proof says: index and flaw of the first event that does not fit.
    private String proved(Inspector inspector, UUID command) {
        inspector.run(
                "select set_config('waymark.tenant_id', (select tenant_id::text from commands where id = ?), true)",
                command);
        return inspector
                .texts("select flaw_index || ' ' || flaw from audit_chain_of('" + command + "')")
                .getFirst();
    }

    @Test
    void blankingContentKeepsTheChainWhole() throws Exception {
        UUID command = changedInManyWays();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.connection().setAutoCommit(false);
            inspector.run("set local role waymark_eraser");
            inspector.run("update audit_events set detail = null, detail_salt = null where chain_id = ?", command);
            inspector.run("reset role");
            AuditChain chain = AuditChain.ofCommand(inspector, command);
            assertThat(chain.flaw()).isNull();
            assertThat(chain.events()).allMatch(event -> event.detail() == null);
            inspector.connection().rollback();
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode json(@org.jspecify.annotations.Nullable String text) {
        try {
            return Functions.JSON.readTree(String.valueOf(text));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// A command with 13 events.
    private UUID changedInManyWays() {
        UUID command = client.newCommand();
        for (int i = 0; i < 3; i++) {
            UUID step = client.newStep(command, "{\"command\": \"äöü \\u0000 \uD83D\uDE00\"}")
                    .id();
            client.patch("/v1/steps/" + step, "{\"status\": \"executing\"}", "If-Match", "\"1\"")
                    .expect(200);
            client.patch(
                            "/v1/steps/" + step,
                            "{\"status\": \"completed\", \"after\": {\"system_info\": {\"n\": 1}}}",
                            "If-Match",
                            "\"2\"")
                    .expect(200);
        }
        client.post("/v1/commands/" + command + "/steps", "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"b\"}]}")
                .expect(201);
        client.post(
                        "/v1/commands/" + command + "/snapshots",
                        "{\"snapshot_type\": \"baseline\", \"sections\": {\"system_info\": {}}}")
                .expect(201);
        client.patch("/v1/commands/" + command, "{\"status\": \"completed\"}", "If-Match", "\"1\"")
                .expect(200);
        return command;
    }
}
