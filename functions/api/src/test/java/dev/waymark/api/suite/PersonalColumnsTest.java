package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Functions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every column that can hold what an end user said or what is said of one is written here, with what becomes of it
/// when
/// the user is erased. A new column belongs into one of the lists before anything can be stored in it.
final class PersonalColumnsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    /// Goes with the user: the row is deleted or the column is blanked by an erasure.
    private static final String ERASED = """
            agent_memories: content content_keys embedding embedding_model memory_type metadata search_text search_vector user_id
            api_keys: name user_id
            archives: user_ids
            audit_events: body_digest detail detail_salt
            context_snapshots: model user_id
            conversation_sessions: interruption_context metadata session_state status user_id
            conversations: audit_head external_id external_id_hash focus_areas last_tool_result messages_digest metadata user_id user_input
            erasures: subject
            idempotency_keys: answer fingerprint key_digest
            memory_accesses: user_id
            memory_codes: code fine user_id
            memory_consolidations: consolidation_type user_id
            memory_context_items: content context_type metadata source
            message_segments: body digest figures language signature
            message_senders: user_id
            message_versions: change_reason changed_by content content_type context message_type metadata tools
            messages: audit change_reason changed_by channel content content_type context message_type metadata role sender_user_id tools
            """;

    /// A body is shared by all rows that say the same: it goes when the last of them does. These refer to one.
    private static final String REFER_TO_DOCUMENTS = """
            agent_states: local_state persistent_state session_state shared_state
            command_approvals: state_context_digest
            command_steps: agent_config_digest
            context_snapshots: snapshot_digest
            shared_state_versions: digest
            shared_states: digest
            state_schemas: digest
            step_evaluations: state_changes
            system_state_snapshots: file_system_state network_connections packages_installed process_list resource_usage services_status system_info
            """;

    private static final String DOCUMENTS = """
            documents: body digest
            packed_documents: digest layout
            packs: bases body dictionary directory
            """;

    /// Belongs to the tenant, its agents and their work, in which no end user has a part: no row of these names one.
    /// What
    /// a tenant writes about its users in there is the tenant's own to delete.
    private static final String OF_NO_END_USER = """
            agent_capabilities: definition name name_hash version version_hash
            agent_configs: config_key config_key_hash config_type encrypted_value value
            agent_metrics: metric_type name tags
            agent_metrics_daily: metric_type name series_hash tags
            agent_states: state_hash
            agent_status: current_status detail
            agents: agent_type assistant_instructions audit_head description name name_hash personality settings system_instructions
            api_keys: prefix scopes secret_hash
            approval_requests: on_expiry outcome policy
            archives: kind object_key sha256 status tables
            audit_events: action actor detail_digest hash previous_hash subject_type
            bundle_imports: kind
            checkpoint_writes: key task_id task_path value
            collections: read_to suspects walked_to walks
            command_approvals: approval_reasoning decided_by decision expected_impact
            command_steps: branch command commit_sha_after commit_sha_before execution_result expected_outcome explanation external_ref \
            kept_evaluation_type metadata remedy resource_usage risk_level status step_type
            commands: audit_head external_ref metadata request status
            context_templates: agent_types description model name name_hash segments separator use_cases variables
            encryption_keys: wrapped_by wrapped_key
            encryption_work: after part
            erasures: digest kind place stage tables
            integrity_runs: place
            projects: audit_head key key_hash name repository_url settings
            remedies: applies_when command explanation name name_hash risk_level
            resource_locks: name name_hash
            retention_policies: kind then
            retention_runs: kinds
            rollback_entries: action former_status
            rollbacks: git_reset_to kind reason rolled_back_by undone_by
            shared_state_versions: trigger
            shared_states: thread thread_hash
            side_effects: claimed_by key key_hash result status
            state_checkpoints: checkpoint_type layout metadata namespace retention_policy state_digest trigger_reason
            state_schemas: partition
            state_transitions: transition_type trigger
            step_evaluations: evaluation_type evaluator failure_indicators recommendations success_indicators
            step_outputs: stderr stdout
            storage_samples: table_name
            system_state_snapshots: snapshot_type
            tenants: audit_head name settings
            threads: audit_head metadata thread thread_hash
            tombstone_keys: inner_pad outer_pad
            tombstones: digest kind
            """;

    private static Set<String> columns(String... lists) {
        return Stream.of(lists)
                .flatMap(String::lines)
                .flatMap(line -> {
                    String[] parts = line.split(": ", 2);
                    return Stream.of(parts[1].split(" ", -1)).map(column -> parts[0] + "." + column);
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyColumnThatCanHoldAUsersDataHasSomebodyWhoErasesIt() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(inspector.texts("""
                            select c.relname || '.' || a.attname
                              from pg_attribute a join pg_class c on c.oid = a.attrelid
                             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                               and c.relname <> 'flyway_schema_history'
                               and a.attnum > 0 and not a.attisdropped
                               and (format_type(a.atttypid, null) in ('text', 'text[]', 'character varying', 'json', 'jsonb', 'bytea', 'bytea[]',
                                                                      'tsvector', 'real[]', 'xml')
                                    or a.attname ~ 'user')
                            """))
                    .containsExactlyInAnyOrderElementsOf(
                            columns(ERASED, REFER_TO_DOCUMENTS, DOCUMENTS, OF_NO_END_USER));
        }
    }

    @Test
    void whatNamesAnEndUserIsErased() {
        assertThat(columns(REFER_TO_DOCUMENTS, DOCUMENTS, OF_NO_END_USER)).noneMatch(column -> column.contains("user"));
    }

    @Test
    void whoeverDeletesADocumentAsksEveryColumnThatRefersToOne() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(
                            inspector.texts(
                                    "select r.relation || '.' || c from referring_columns() r, unnest(r.columns) c where r.refers_to = 'documents'"))
                    .containsExactlyInAnyOrderElementsOf(columns(REFER_TO_DOCUMENTS));
        }
    }
}
