package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Functions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The collector deletes what no column of its list refers to, so every column that can refer to a
/// document or a pack is in that list, or here with the reason why it is not.
final class ReferringColumnsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private static final String BY_CATALOGUE = """
            select c.relname || '.' || a.attname
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
               and c.relname <> 'flyway_schema_history'
               and (a.atttypid in ('bytea'::regtype, 'bytea[]'::regtype)
                    or a.attname ~ '(digest|pack)'
                    or coalesce(col_description(c.oid, a.attnum), '') ~ '(in documents|of documents|packs)')
            """;

    /// What a column holds that is not the name of a document or a pack, and the columns that do.
    private static final Map<String, List<String>> OTHERS = Map.of(
            "the document or the pack itself, under its own name",
            List.of(
                    "documents.digest",
                    "documents.body",
                    "packed_documents.digest",
                    "packed_documents.layout",
                    "packs.bases",
                    "packs.dictionary",
                    "packs.directory",
                    "packs.body"),
            "what the collector works with",
            List.of("garbage_packs.pack_id", "collections.walked_to", "collections.suspects"),
            "a hash of a name, a key or a call",
            List.of(
                    "erasures.digest",
                    "tombstones.digest",
                    "tombstone_keys.inner_pad",
                    "tombstone_keys.outer_pad",
                    "agent_capabilities.name_hash",
                    "agent_capabilities.version_hash",
                    "agent_configs.config_key_hash",
                    "agent_metrics_daily.series_hash",
                    "agents.name_hash",
                    "api_keys.secret_hash",
                    "context_templates.name_hash",
                    "conversations.external_id_hash",
                    "idempotency_keys.fingerprint",
                    "idempotency_keys.key_digest",
                    "projects.key_hash",
                    "remedies.name_hash",
                    "resource_locks.name_hash",
                    "shared_states.thread_hash",
                    "side_effects.key_hash",
                    "threads.thread_hash"),
            "part of an audit chain",
            List.of(
                    "agents.audit_head",
                    "audit_events.body_digest",
                    "audit_events.detail_digest",
                    "audit_events.detail_salt",
                    "audit_events.hash",
                    "audit_events.previous_hash",
                    "commands.audit_head",
                    "conversations.audit_head",
                    "projects.audit_head",
                    "tenants.audit_head",
                    "threads.audit_head"),
            "a digest of several rows or pieces together, which no document has",
            List.of(
                    "agent_states.state_hash",
                    "conversations.messages_digest",
                    "message_segments.digest",
                    "state_checkpoints.state_digest"),
            "a value, not the name of one",
            List.of(
                    "archives.sha256",
                    "agent_configs.encrypted_value",
                    "agent_memories.content",
                    "checkpoint_writes.value",
                    "command_steps.execution_result",
                    "context_templates.segments",
                    "context_templates.variables",
                    "conversation_sessions.interruption_context",
                    "conversation_sessions.session_state",
                    "conversations.last_tool_result",
                    "encryption_keys.wrapped_key",
                    "memory_context_items.content",
                    "message_segments.body",
                    "message_segments.signature",
                    "message_versions.content",
                    "message_versions.tools",
                    "messages.content",
                    "messages.tools",
                    "side_effects.result",
                    "state_checkpoints.layout",
                    "step_evaluations.failure_indicators",
                    "step_evaluations.recommendations",
                    "step_evaluations.success_indicators",
                    "step_outputs.stderr",
                    "step_outputs.stdout"));

    @Test
    void everyColumnThatCanNameADocumentOrAPackIsReadByTheCollector() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            var unexplained = new TreeSet<>(inspector.texts(BY_CATALOGUE));
            List<String> read =
                    inspector.texts("select r.relation || '.' || c from referring_columns() r, unnest(r.columns) c");
            assertThat(unexplained).as("the list names columns that there are").containsAll(read);
            read.forEach(unexplained::remove);
            OTHERS.values().forEach(unexplained::removeAll);

            assertThat(unexplained)
                    .as("to be read by the collector, see referring_columns(), or explained here")
                    .isEmpty();
        }
    }

    @Test
    void theTablesAreReadByTheirKeysAndThePlacesCount() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(inspector.texts("""
                            select r.relation
                              from referring_columns() r
                             where not exists (
                               select from pg_index i
                                where i.indrelid = r.relation::regclass and i.indisprimary
                                  and array(select a.attname::text from unnest(i.indkey) k join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k)
                                      @> array['tenant_id', r.key]
                                  and i.indnatts = 2)
                            """)).isEmpty();
            assertThat(inspector.texts("""
                            select refers_to from referring_columns() group by refers_to
                            having min(place) <> 1 or max(place) <> count(distinct place) or count(*) <> count(distinct place)
                            """)).isEmpty();
        }
    }
}
