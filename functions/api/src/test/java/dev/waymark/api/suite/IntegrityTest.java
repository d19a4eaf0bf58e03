package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.integrity.IntegrityCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is damaged behind the API is named by table, row and column; and what nobody has
/// damaged is not.
final class IntegrityTest {
    /// Its own: constraints are taken away here.
    private static final Functions FUNCTIONS = new Functions();

    /// A row that is damaged.
    ///
    /// @param sql with `#` for the tenant
    /// @param named how it is to be named: table, flaw, column
    private record Damage(String named, String sql) {
        String table() {
            return named.substring(0, named.indexOf(' '));
        }

        @Override
        public String toString() {
            return named;
        }
    }

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    static Stream<Damage> damages() {
        return Stream.of(
                new Damage(
                        "tenants chain audit_count", "update tenants set audit_count = audit_count + 1 where id = #"),
                new Damage(
                        "audit_events chain hash",
                        "update audit_events set actor = 'somebody', actor_key = null where tenant_id = # and chain_index = 1"),
                new Damage(
                        "audit_events chain hash",
                        "update audit_events set detail = '{}' where tenant_id = # and chain_index = 1"),
                new Damage(
                        "audit_events digest detail_digest",
                        "update audit_events set detail_digest = sha256('x') where tenant_id = # and chain_index = 1"),
                new Damage(
                        "audit_events chain previous_hash",
                        "delete from audit_events where tenant_id = # and chain_index = 1"),
                new Damage("commands chain audit_head", """
                        delete from audit_events e where tenant_id = # and chain_index > 0 and not exists (
                          select from audit_events l where l.tenant_id = e.tenant_id and l.chain_id = e.chain_id and l.chain_index > e.chain_index)"""),
                new Damage("documents digest body", "update documents set body = '[]' where tenant_id = #"),
                new Damage("documents counter size_bytes", "update documents set size_bytes = 1 where tenant_id = #"),
                new Damage(
                        "packs digest body",
                        "update packs set body = set_byte(body, octet_length(body) - 1, 1 + get_byte(body, octet_length(body) - 1) % 2) where tenant_id = #"),
                new Damage(
                        "packs reference packs",
                        "update packs set bases = uuid_send(gen_random_uuid()) where tenant_id = #"),
                new Damage(
                        "packed_documents digest body",
                        "update packed_documents set digest = sha256('other') where tenant_id = #"),
                new Damage("packed_documents reference packs", "delete from packs where tenant_id = #"),
                new Damage(
                        "projects counter next_step_number",
                        "update projects set next_step_number = 1 where tenant_id = #"),
                new Damage(
                        "projects reference last_active_step_id",
                        "update projects set last_active_step_id = null where tenant_id = #"),
                new Damage(
                        "commands counter next_step_index",
                        "update commands set next_step_index = next_step_index + 1 where tenant_id = #"),
                new Damage(
                        "commands counter current_step_index",
                        "update commands set current_step_index = 1000 where tenant_id = #"),
                new Damage(
                        "commands counter state_evaluation_count",
                        "update commands set state_evaluation_count = 7 where tenant_id = #"),
                new Damage(
                        "commands counter adaptive_steps_generated",
                        "update commands set adaptive_steps_generated = 7 where tenant_id = #"),
                new Damage(
                        "commands counter corrective_steps_generated",
                        "update commands set corrective_steps_generated = 7 where tenant_id = #"),
                new Damage(
                        "commands counter next_position", "update commands set next_position = 0 where tenant_id = #"),
                new Damage(
                        "command_steps reference project_id",
                        "update command_steps set project_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "command_steps reference parent_step_id",
                        "update command_steps set parent_step_id = id where tenant_id = #"),
                new Damage(
                        "command_steps reference active",
                        "update command_steps set active = not active where tenant_id = #"),
                new Damage("command_steps reference rollback_id", "delete from rollbacks where tenant_id = #"),
                new Damage(
                        "command_steps reference proposed_for",
                        "update command_steps set proposed_for = gen_random_uuid() where tenant_id = #"),
                new Damage("command_steps reference agent_config_digest", "delete from documents where tenant_id = #"),
                new Damage("system_state_snapshots reference system_info", "delete from documents where tenant_id = #"),
                new Damage(
                        "system_state_snapshots reference command_id",
                        "update system_state_snapshots set command_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "step_evaluations reference state_changes",
                        "update step_evaluations set state_changes = sha256('none') where tenant_id = #"),
                new Damage(
                        "step_evaluations reference proposed_steps",
                        "update step_evaluations set proposed_steps = array[gen_random_uuid()] where tenant_id = #"),
                new Damage(
                        "command_approvals reference state_context_digest",
                        "delete from documents where tenant_id = #"),
                new Damage(
                        "approval_requests reference command_id",
                        "update approval_requests set command_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "step_outputs reference chunk_index",
                        "update step_outputs set chunk_index = chunk_index + 1 where tenant_id = #"),
                new Damage(
                        "rollbacks counter deactivated_count",
                        "update command_steps set active = true, rollback_id = null where tenant_id = #"),
                new Damage(
                        "agents chain audit_head",
                        "update agents set audit_head = sha256('other') where tenant_id = #"),
                new Damage(
                        "threads chain audit_head",
                        "update threads set audit_head = sha256('other') where tenant_id = #"),
                new Damage(
                        "threads counter next_state_version",
                        "update threads set next_state_version = 77 where tenant_id = #"),
                new Damage(
                        "threads counter next_checkpoint_number",
                        "update threads set next_checkpoint_number = 1 where tenant_id = #"),
                new Damage(
                        "shared_states counter version",
                        "update shared_states set version = version + 1 where tenant_id = #"),
                new Damage(
                        "shared_states digest digest",
                        "update shared_states set digest = sha256('other') where tenant_id = #"),
                new Damage("shared_state_versions reference digest", "delete from documents where tenant_id = #"),
                new Damage(
                        "agent_states digest state_hash",
                        "update agent_states set state_hash = sha256('other') where tenant_id = #"),
                new Damage("agent_states reference session_state", "delete from documents where tenant_id = #"),
                new Damage(
                        "agent_states counter version",
                        "update agent_states set version = version + 5, last_version = last_version + 5 where tenant_id = # and version > 1"),
                new Damage(
                        "state_transitions reference to_version",
                        "update state_transitions set to_version = to_version + 1 where tenant_id = #"),
                new Damage("state_schemas reference digest", "delete from documents where tenant_id = #"),
                new Damage(
                        "state_checkpoints digest body",
                        "update state_checkpoints set state_digest = sha256('other') where tenant_id = #"),
                new Damage("state_checkpoints reference packs", "delete from packs where tenant_id = #"),
                new Damage(
                        "state_checkpoints reference parent_checkpoint_id",
                        "update state_checkpoints set parent_checkpoint_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "state_checkpoints counter restoration_count",
                        "update state_checkpoints set restoration_count = 3 where tenant_id = #"),
                new Damage(
                        "checkpoint_writes reference agent_id",
                        "update checkpoint_writes set agent_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "conversations counter next_position",
                        "update conversations set next_position = next_position + 1 where tenant_id = #"),
                new Damage(
                        "conversations chain audit_count",
                        "update conversations set audit_count = audit_count - 1 where tenant_id = #"),
                new Damage(
                        "conversation_sessions counter message_count",
                        "update conversation_sessions set message_count = 9 where tenant_id = #"),
                new Damage(
                        "conversation_sessions counter total_tokens_used",
                        "update conversation_sessions set total_tokens_used = 9 where tenant_id = #"),
                new Damage(
                        "conversation_sessions counter tool_calls_count",
                        "update conversation_sessions set tool_calls_count = 9 where tenant_id = #"),
                new Damage(
                        "messages reference session_id",
                        "update messages set session_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "messages reference parent_message_id",
                        "update messages set parent_message_id = id where tenant_id = #"),
                new Damage("messages reference id", "delete from message_ids where tenant_id = #"),
                new Damage(
                        "message_ids counter position", "update message_ids set position = 1000 where tenant_id = #"),
                new Damage(
                        "message_segments digest body",
                        "update message_segments set digest = sha256('other') where tenant_id = #"),
                new Damage(
                        "message_segments counter last_position",
                        "update message_segments set last_position = 1000 where tenant_id = #"),
                new Damage(
                        "message_segments counter figures",
                        "update message_segments set figures = '[]' where tenant_id = #"),
                new Damage("context_snapshots reference snapshot_digest", "delete from documents where tenant_id = #"),
                new Damage(
                        "context_snapshots reference message_id",
                        "update context_snapshots set message_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "memory_codes reference agent_id",
                        "update memory_codes set agent_id = gen_random_uuid() where tenant_id = #"),
                new Damage(
                        "memory_accesses reference user_id",
                        "update memory_accesses set user_id = 'somebody' where tenant_id = #"),
                new Damage(
                        "memory_consolidations reference agent_id",
                        "update memory_consolidations set agent_id = gen_random_uuid() where tenant_id = #"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void whatIsDamagedIsNamed(Damage damage) {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        try (Inspector owner = Inspector.of(FUNCTIONS.database())) {
            withoutConstraints(owner);
            assertThat(findings(ledger.client(), damage.table())).isEmpty();
            owner.run(damage.sql().replace("#", "'" + ledger.tenant() + "'"));
        }
        assertThat(findings(ledger.client(), damage.table())).contains(damage.named());
        assertThat(findings(ledger.client(), "")).contains(damage.named());
    }

    @Test
    void everyCheckHasDamageThatItFinds() {
        Set<String> damaged = damages().map(Damage::table).collect(Collectors.toCollection(TreeSet::new));
        damaged.add(IntegrityCheck.PARTITIONS.text());
        assertThat(Arrays.stream(IntegrityCheck.values()).map(IntegrityCheck::text))
                .containsExactlyInAnyOrderElementsOf(damaged);
    }

    /// A superuser turns off triggers and foreign keys for itself; other constraints go away
    /// once.
    private static void withoutConstraints(Inspector owner) {
        owner.run("set session_replication_role = replica");
        for (List<String> constraint : owner.rows("""
                select cast(conrelid as regclass), conname from pg_constraint
                 where connamespace = cast('public' as regnamespace) and contype in ('c', 'x')
                   and not exists (select from pg_class c where c.oid = conrelid and c.relispartition)
                """)) {
            owner.run("alter table " + constraint.getFirst() + " drop constraint if exists " + constraint.getLast());
        }
    }

    @Test
    void aLedgerThatNobodyDamagedHasNoFinding() {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        makePartitions();
        assertThat(findings(ledger.client(), "")).isEmpty();
        assertThat(findings(ledger.client(), "partitions")).isEmpty();
    }

    @Test
    void whatSweepsAndRestoresDoIsNoDamage() {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        Client client = ledger.client();
        client.patch("/v1/commands/" + ledger.command(), "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        client.put("/v1/retention-policies", """
                        {"items": [{"kind": "system_state_snapshots", "days": 0, "then": "archive"},
                                   {"kind": "step_evaluations", "days": 0, "then": "archive"},
                                   {"kind": "execution_results", "days": 0, "then": "archive"},
                                   {"kind": "agent_states", "days": 0, "then": "delete"}]}""", "If-Match", "*").expect(200);

        client.post("/v1/retention-runs", "{}").expect(201);

        JsonNode archives = client.get("/v1/archives").expect(200).body().get("items");
        assertThat(archives).isNotEmpty();
        assertThat(findings(client, "")).isEmpty();
        for (JsonNode archive : archives) {
            assertThat(client.post("/v1/archives/" + archive.get("id").asText() + "/restore", "{}")
                            .status())
                    .isBetween(200, 202);
        }
        assertThat(findings(client, "")).isEmpty();
    }

    @Test
    void aWholeCheckLooksAtEveryRowOnceHoweverSmallItsPages() {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        long few = checked(ledger.client(), "?limit=3");
        assertThat(few).isEqualTo(checked(ledger.client(), "")).isGreaterThan(100);
    }

    @Test
    void aPartitionThatIsMissingAndRowsInADefaultOneAreNamed() {
        makePartitions();
        Ledger ledger = Ledger.fill(FUNCTIONS);
        try (Inspector owner = Inspector.of(FUNCTIONS.database())) {
            String month = owner.text(
                    "select 'agent_metrics_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')");
            owner.run("alter table agent_metrics detach partition " + month);
            owner.run("create table agent_metrics_other partition of agent_metrics default");
            owner.run(
                    "insert into agent_metrics select tenant_id, gen_random_uuid(), agent_id, name, metric_type, value, tags, now() + interval '1 month' from agent_metrics where tenant_id = ?",
                    ledger.tenant());
            try {
                assertThat(findings(ledger.client(), "partitions"))
                        .contains("partitions partition partition", "partitions partition rows");
            } finally {
                owner.run("drop table agent_metrics_other");
                owner.run("drop table " + month);
            }
        }
        makePartitions();
        assertThat(findings(ledger.client(), "partitions")).isEmpty();
    }

    private static void makePartitions() {
        try (Inspector owner = Inspector.of(FUNCTIONS.database())) {
            owner.run("select make_metric_partitions(now(), now() + interval '92 days')");
        }
    }

    private static long checked(Client client, String query) {
        return pages(client, query).stream()
                .mapToLong(page -> page.get("checked").asLong())
                .sum();
    }

    /// As a damage is named; without partitions where everything is asked, since no job makes
    /// them here.
    private static List<String> findings(Client client, String check) {
        List<String> findings = new ArrayList<>();
        for (JsonNode page : pages(client, check.isEmpty() ? "" : "?check=" + check)) {
            for (JsonNode finding : page.get("items")) {
                assertThat(finding.get("id").asText()).isNotBlank();
                findings.add("%s %s %s"
                        .formatted(
                                finding.get("table").asText(),
                                finding.get("flaw").asText(),
                                finding.get("column").asText()));
            }
        }
        if (check.isEmpty()) {
            findings.removeIf(finding -> finding.startsWith("partitions "));
        }
        return findings;
    }

    private static List<JsonNode> pages(Client client, String query) {
        List<JsonNode> pages = new ArrayList<>();
        String next = "/v1/integrity" + query;
        while (!next.isEmpty()) {
            JsonNode page = client.get(next).expect(200).body();
            pages.add(page);
            String cursor = page.get("next_cursor").asText("");
            next = page.get("next_cursor").isNull()
                    ? ""
                    : "/v1/integrity" + query + (query.isEmpty() ? "?" : "&") + "cursor=" + cursor;
        }
        return pages;
    }
}
