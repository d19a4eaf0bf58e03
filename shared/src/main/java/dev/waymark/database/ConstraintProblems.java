package dev.waymark.database;

import static dev.waymark.problem.ProblemType.ALREADY_EXISTS;
import static dev.waymark.problem.ProblemType.CONFLICT;
import static dev.waymark.problem.ProblemType.INVALID_REQUEST;
import static dev.waymark.problem.ProblemType.NOT_FOUND;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the breaking of each constraint means to a caller. A test holds this table against the catalogue:
/// every constraint is here, and nothing else.
public final class ConstraintProblems {
    /// @param type the problem
    /// @param pointer the member of the body that breaks it; empty where it is not one member
    /// @param detail one sentence
    record Meaning(ProblemType type, String pointer, String detail) {}

    private static final Map<String, Meaning> MEANINGS = Map.ofEntries(
            // taken
            taken("tenants_pkey", "this id is taken"),
            taken("agents_pkey", "this id is taken"),
            taken("api_keys_pkey", "this id is taken"),
            taken("projects_pkey", "this id is taken"),
            taken("commands_pkey", "this id is taken"),
            taken("command_steps_pkey", "this id is taken"),
            taken("system_state_snapshots_pkey", "this id is taken"),
            taken("command_approvals_pkey", "this id is taken"),
            taken("command_approvals_one_per_decider", "this key has decided already"),
            taken("rollbacks_pkey", "this id is taken"),
            taken("side_effects_pkey", "this id is taken"),
            taken("side_effects_key_unique", "this effect has been claimed"),
            taken("step_evaluations_pkey", "this id is taken"),
            taken("remedies_pkey", "this id is taken"),
            // a chain begins with the row that it is named after, before that row itself
            taken("audit_events_chain_has_no_gap_twice", "this id is or was taken"),
            taken("threads_pkey", "this id is taken"),
            taken("threads_thread_unique", "the agent has a thread of this name"),
            taken("state_checkpoints_pkey", "this id is taken"),
            taken("shared_states_pkey", "this id is taken"),
            taken("shared_state_versions_pkey", "this id is taken"),
            taken("agent_states_pkey", "this id is taken"),
            taken("state_transitions_pkey", "this id is taken"),
            taken("state_transitions_undone_once", "this transition has been rolled back"),
            taken("state_schemas_pkey", "this id is taken"),
            taken("state_schemas_one_per_partition", "the partition has a schema"),
            taken("agents_name_unique", "an agent has this name"),
            taken("agent_configs_pkey", "this id is taken"),
            taken("agent_configs_config_key_unique", "the agent has a config of this key"),
            taken("agent_capabilities_pkey", "this id is taken"),
            taken("agent_capabilities_version_unique", "the agent has this version of the capability"),
            taken("resource_locks_pkey", "this id is taken"),
            taken("resource_locks_name_unique", "there is a lock of this name"),
            taken("projects_key_unique", "a project has this key"),
            taken("remedies_name_unique", "a remedy has this name"),
            taken("snapshots_one_of_a_type_per_step", "the step has a snapshot of this type"),
            taken("snapshots_one_baseline_per_command", "the command has a baseline"),
            // written by the database alone: breaking these is two writers at once
            entry("audit_events_pkey", CONFLICT, "", "two events at once"),
            entry("command_steps_step_index_unique", CONFLICT, "", "two steps at once"),
            entry("command_steps_step_number_unique", CONFLICT, "", "two steps at once"),
            entry("step_outputs_pkey", CONFLICT, "", "two outputs at once"),
            entry("approval_requests_pkey", CONFLICT, "", "two requests at once"),
            entry("rollbacks_ordinal_unique", CONFLICT, "", "two rollbacks at once"),
            entry("rollback_entries_pkey", CONFLICT, "", "two rollbacks at once"),
            entry("packed_documents_pkey", CONFLICT, "", "two documents at once"),
            entry("packs_pkey", CONFLICT, "", "two packs at once"),
            entry("state_checkpoints_number_unique", CONFLICT, "", "two checkpoints at once"),
            entry("checkpoint_writes_pkey", CONFLICT, "", "two writes at once"),
            entry("garbage_packs_pkey", CONFLICT, "", "two deletions at once"),
            entry("shared_states_thread_unique", CONFLICT, "", "two states at once"),
            entry("shared_state_versions_number_unique", CONFLICT, "", "two states at once"),
            entry("shared_state_versions_never_overlap", CONFLICT, "", "two states at once"),
            entry("agent_states_version_unique", CONFLICT, "", "two states at once"),
            entry("agent_states_one_current", CONFLICT, "", "two states at once"),
            entry("agent_states_never_overlap", CONFLICT, "", "two states at once"),
            entry("state_transitions_one_to_a_state", CONFLICT, "", "two states at once"),
            entry("documents_pkey", CONFLICT, "", "two documents at once"),
            entry("agent_metrics_pkey", CONFLICT, "", "two points at once"),
            entry("agent_status_pkey", CONFLICT, "", "two heartbeats at once"),
            entry("idempotency_keys_pkey", CONFLICT, "", "two answers at once"),
            // gone
            entry("api_keys_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("agents_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("projects_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("api_keys_of_an_agent", INVALID_REQUEST, "/agent_id", "there is no such agent"),
            entry("commands_of_a_project", NOT_FOUND, "", "the project is gone"),
            entry("commands_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("command_steps_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("command_steps_parent_exists", NOT_FOUND, "", "the parent step is gone"),
            entry("step_outputs_of_a_step", NOT_FOUND, "", "the step is gone"),
            entry("step_outputs_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("snapshots_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("snapshots_of_a_step", NOT_FOUND, "", "the step is gone"),
            entry("approval_requests_of_a_step", NOT_FOUND, "", "the step is gone"),
            entry("approval_requests_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("command_approvals_of_a_step", NOT_FOUND, "", "the step is gone"),
            entry("command_approvals_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("rollbacks_of_a_project", NOT_FOUND, "", "the project is gone"),
            entry("rollback_entries_of_a_rollback", NOT_FOUND, "", "the rollback is gone"),
            entry("rollback_entries_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("side_effects_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("side_effects_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("side_effects_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("step_evaluations_of_a_command", NOT_FOUND, "", "the command is gone"),
            entry("step_evaluations_of_a_step", NOT_FOUND, "", "the step is gone"),
            entry("agent_metrics_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("threads_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("packed_documents_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("packs_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("state_checkpoints_of_a_thread", NOT_FOUND, "", "the thread is gone"),
            entry("state_checkpoints_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("checkpoint_writes_of_a_checkpoint", NOT_FOUND, "", "the checkpoint is gone"),
            entry("garbage_packs_of_a_pack", CONFLICT, "", "the pack is gone"),
            entry("shared_states_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("shared_state_versions_of_a_shared_state", NOT_FOUND, "", "the thread is gone"),
            entry("agent_states_of_a_thread", NOT_FOUND, "", "the thread is gone"),
            entry("agent_states_with_a_shared_state", NOT_FOUND, "", "the thread is gone"),
            entry("state_transitions_to_a_state", NOT_FOUND, "", "the state is gone"),
            entry("state_transitions_of_a_thread", NOT_FOUND, "", "the thread is gone"),
            entry("state_schemas_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("agent_configs_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("agent_capabilities_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("agent_status_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("resource_locks_of_an_agent", NOT_FOUND, "", "the agent is gone"),
            entry("resource_locks_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            entry("remedies_of_a_tenant", NOT_FOUND, "", "the tenant is gone"),
            // wrong values, told by name where validation could have told first
            invalid("tenants_name_fits", "/name", "must have 1 to 1,000 bytes"),
            invalid("tenants_settings_is_object", "/settings", "must be an object"),
            invalid("tenants_audit_head_is_sha256", "", "must be a SHA-256"),
            invalid("tenants_audit_count_not_negative", "", "must not be negative"),
            invalid("agents_name_fits", "/agent", "must have 1 to 1,000 bytes"),
            invalid("agents_settings_is_object", "/settings", "must be an object"),
            invalid("agents_audit_head_is_sha256", "", "must be a SHA-256"),
            invalid("agents_audit_count_not_negative", "", "must not be negative"),
            invalid("agent_metrics_name_fits", "/points", "a name must have 1 to 1,000 bytes"),
            invalid("agent_metrics_type_known", "/points", "a metric_type must be a known type"),
            invalid("agent_metrics_value_fits", "/points", "a value must be between -1e300 and 1e300"),
            invalid("agent_metrics_tags_is_object", "/points", "tags must be an object"),
            invalid("agent_configs_config_key_fits", "", "must have 1 to 1,000 bytes"),
            invalid("agent_configs_config_type_known", "/config_type", "must be a known type"),
            invalid("agent_configs_value_fits_its_type", "/value", "must be of its config_type"),
            invalid("agent_capabilities_name_fits", "", "must have 1 to 1,000 bytes"),
            invalid("agent_capabilities_version_fits", "", "must have 1 to 1,000 bytes"),
            invalid("agent_capabilities_definition_is_object", "/definition", "must be an object"),
            invalid("agent_status_current_status_known", "/current_status", "must be a known status"),
            invalid("resource_locks_name_fits", "", "must have 1 to 1,000 bytes"),
            invalid("resource_locks_fencing_token_counts", "/fencing_token", "must count from 1"),
            invalid("resource_locks_ttl_ms_counts", "/ttl_ms", "must be at least 1"),
            invalid("threads_thread_fits", "", "must have 1 to 1,000 bytes"),
            invalid("threads_metadata_is_object", "/metadata", "must be an object"),
            invalid("threads_next_state_version_counts", "", "must count from 1"),
            invalid("threads_next_checkpoint_number_counts", "", "must count from 1"),
            invalid("threads_audit_head_is_sha256", "", "must be a SHA-256"),
            invalid("threads_audit_count_not_negative", "", "must not be negative"),
            invalid("packed_documents_digest_is_sha256", "", "must be a SHA-256"),
            invalid("packed_documents_size_counts", "", "must have content"),
            invalid("packed_documents_have_packs", "", "must name packs"),
            invalid("packs_have_content", "", "must have content"),
            invalid("packs_bases_are_ids", "", "must be ids"),
            invalid("state_checkpoints_number_counts", "", "must count from 1"),
            invalid("state_checkpoints_namespace_fits", "/namespace", "must have at most 1,000 bytes"),
            invalid("state_checkpoints_type_known", "/checkpoint_type", "must be a known type"),
            invalid("state_checkpoints_trigger_reason_fits", "/trigger_reason", "must have at most 4,000 bytes"),
            invalid("state_checkpoints_metadata_is_object", "/metadata", "must be an object"),
            invalid("state_checkpoints_state_digest_is_sha256", "", "must be a SHA-256"),
            invalid("state_checkpoints_size_counts", "", "must be at least 2"),
            invalid("state_checkpoints_stored_bytes_counts", "", "must not be negative"),
            invalid("state_checkpoints_restoration_count_counts", "", "must not be negative"),
            invalid("state_checkpoints_restoration_time_not_negative", "", "must not be negative"),
            invalid("state_checkpoints_retention_policy_known", "/retention_policy", "must be a known policy"),
            invalid("state_checkpoints_temporary_expires", "/expires_at", "is required of a temporary checkpoint"),
            invalid("checkpoint_writes_task_id_fits", "/writes", "must have 1 to 1,000 bytes"),
            invalid("checkpoint_writes_task_path_fits", "/writes", "must have at most 1,000 bytes"),
            invalid("checkpoint_writes_key_fits", "/writes", "must have 1 to 1,000 bytes"),
            invalid("api_keys_name_fits", "/name", "must have 1 to 1,000 bytes"),
            invalid("api_keys_secret_hash_is_sha256", "", "must be a SHA-256"),
            invalid("api_keys_scopes_known", "/scopes", "must be known scopes"),
            invalid("api_keys_scopes_given", "/scopes", "must not be empty"),
            invalid("api_keys_user_id_fits", "/user_id", "must have 1 to 1,000 bytes"),
            invalid("api_keys_narrow_once", "/user_id", "must not be given together with agent_id"),
            invalid("api_keys_operator_has_no_tenant", "/scopes", "operator keys belong to no tenant"),
            invalid("api_keys_operator_does_nothing_else", "/scopes", "operator stands alone"),
            invalid("audit_events_chain_index_counts", "", "must count from 0"),
            invalid("audit_events_detail_digest_is_sha256", "", "must be a SHA-256"),
            invalid("audit_events_previous_hash_is_sha256", "", "must be a SHA-256"),
            invalid("audit_events_hash_is_sha256", "", "must be a SHA-256"),
            invalid("audit_events_first_has_no_previous", "", "the first event has no previous one"),
            invalid("audit_events_content_leaves_together", "", "detail and salt leave together"),
            invalid("documents_size_is_of_the_body", "", "must be the body's size"),
            invalid("documents_digest_is_of_the_body", "", "must be the body's digest"),
            invalid("projects_key_fits", "/key", "must have 1 to 1,000 bytes"),
            invalid("projects_name_fits", "/name", "must have 1 to 1,000 bytes"),
            invalid("projects_repository_url_fits", "/repository_url", "must have at most 4,000 bytes"),
            invalid("projects_settings_is_object", "/settings", "must be an object"),
            invalid("projects_next_step_number_counts", "", "must count from 1"),
            invalid("projects_audit_head_is_sha256", "", "must be a SHA-256"),
            invalid("projects_audit_count_not_negative", "", "must not be negative"),
            invalid("step_outputs_chunk_index_counts", "", "must count from 0"),
            invalid("step_outputs_have_output", "", "must have stdout or stderr"),
            invalid("commands_request_given", "/request", "must not be empty"),
            invalid("commands_external_ref_fits", "/external_ref", "must have at most 1,000 bytes"),
            invalid("commands_metadata_is_object", "/metadata", "must be an object"),
            invalid("commands_status_known", "/status", "must be a known status"),
            invalid("commands_next_step_index_counts", "", "must count from 0"),
            invalid("commands_next_position_counts", "", "must count from 0"),
            invalid("commands_audit_head_is_sha256", "", "must be a SHA-256"),
            invalid("commands_audit_count_not_negative", "", "must not be negative"),
            invalid("commands_completed_has_a_time", "/status", "what has ended has a time"),
            invalid("command_steps_step_index_counts", "", "must count from 0"),
            invalid("command_steps_step_number_counts", "", "must count from 1"),
            invalid("command_steps_step_type_known", "/step_type", "must be a known type"),
            invalid("command_steps_command_given", "/command", "must not be empty"),
            invalid("command_steps_risk_level_known", "/risk_level", "must be a known level"),
            invalid("command_steps_external_ref_fits", "/external_ref", "must have at most 1,000 bytes"),
            invalid("command_steps_metadata_is_object", "/metadata", "must be an object"),
            invalid("command_steps_status_known", "/status", "must be a known status"),
            invalid("command_steps_resource_usage_is_object", "/resource_usage", "must be an object"),
            invalid("command_steps_branch_fits", "/branch", "must have at most 1,000 bytes"),
            invalid("command_steps_commit_sha_before_is_hex", "/commit_sha_before", "must be 40 or 64 hex digits"),
            invalid("command_steps_commit_sha_after_is_hex", "/commit_sha_after", "must be 40 or 64 hex digits"),
            invalid("command_steps_prompt_tokens_not_negative", "/token_usage/prompt_tokens", "must not be negative"),
            invalid(
                    "command_steps_completion_tokens_not_negative",
                    "/token_usage/completion_tokens",
                    "must not be negative"),
            invalid("command_steps_total_tokens_not_negative", "/token_usage/total_tokens", "must not be negative"),
            invalid("command_steps_cost_usd_not_negative", "/token_usage/cost_usd", "must not be negative"),
            invalid("command_steps_duration_ms_not_negative", "/duration_ms", "must not be negative"),
            invalid("steps_end_after_start", "/ended_at", "must not be before started_at"),
            invalid("snapshots_type_known", "/snapshot_type", "must be a known type"),
            invalid("snapshots_have_a_section", "/sections", "must have at least one section"),
            invalid("snapshots_baseline_has_no_step", "/snapshot_type", "a baseline belongs to the command"),
            invalid("snapshots_baseline_has_system_info", "/baseline/system_info", "is required in a baseline"),
            invalid("approval_requests_needed_count_counts", "", "must be 1 to 100"),
            invalid("approval_requests_on_expiry_known", "", "must be approve or reject"),
            invalid("approval_requests_outcome_known", "", "must be a known outcome"),
            invalid("approval_requests_expire_later", "", "must be after the request"),
            invalid("approval_requests_outcome_has_a_time", "", "what is settled has a time"),
            invalid("command_approvals_decision_known", "/decision", "must be approved or rejected"),
            invalid("command_approvals_reasoning_fits", "/approval_reasoning", "must have at most 65,536 bytes"),
            invalid("command_approvals_expected_impact_is_object", "/expected_impact", "must be an object"),
            invalid("rollbacks_ordinal_counts", "", "must count from 1"),
            invalid("rollbacks_kind_known", "", "must be a known kind"),
            invalid("rollbacks_deactivated_count_counts", "", "must be at least 1"),
            invalid("rollbacks_reason_fits", "/reason", "must have 1 to 4,000 bytes"),
            invalid("rollbacks_git_reset_to_is_hex", "", "must be 40 or 64 hex digits"),
            invalid("rollbacks_numbers_in_order", "", "must not end before it begins"),
            invalid("rollbacks_undone_by_somebody", "", "what is undone has somebody who did it"),
            invalid("rollback_entries_action_known", "", "must be a known action"),
            invalid("side_effects_key_fits", "", "must have 1 to 1,000 bytes"),
            invalid("side_effects_status_known", "/status", "must be a known status"),
            invalid("side_effects_fencing_token_counts", "/fencing_token", "must count from 1"),
            invalid("side_effects_completed_has_a_result", "/result", "what is completed has a result"),
            invalid("step_evaluations_type_known", "/evaluation_type", "must be a known type"),
            invalid("step_evaluations_confidence_is_a_share", "/confidence_score", "must be between 0 and 1"),
            invalid("step_evaluations_evaluator_fits", "/evaluator", "must have 1 to 1,000 bytes"),
            invalid("step_evaluations_success_indicators_is_array", "/success_indicators", "must be an array"),
            invalid("step_evaluations_failure_indicators_is_array", "/failure_indicators", "must be an array"),
            invalid("step_evaluations_recommendations_is_array", "/recommendations", "must be an array"),
            invalid("step_evaluations_state_changes_is_sha256", "", "must be a SHA-256"),
            invalid("remedies_name_fits", "/name", "must have 1 to 1,000 bytes"),
            invalid("remedies_applies_when_fits", "/applies_when", "must have 1 to 4,000 bytes"),
            invalid("remedies_command_given", "/command", "must not be empty"),
            invalid("remedies_risk_level_known", "/risk_level", "must be a known level"),
            invalid("shared_states_thread_fits", "", "must have 1 to 1,000 bytes"),
            invalid("shared_states_version_counts", "", "must count from 0"),
            invalid("shared_states_digest_is_sha256", "", "must be a SHA-256"),
            invalid("shared_state_versions_count", "", "must count from 1"),
            invalid("shared_state_versions_digest_is_sha256", "", "must be a SHA-256"),
            invalid("shared_state_versions_trigger_fits", "/trigger", "must have at most 4,000 bytes"),
            invalid("shared_state_versions_end_after_start", "", "must not end before it begins"),
            invalid("agent_states_version_counts", "", "must count from 1"),
            invalid("agent_states_last_version_follows", "", "must not be before the version"),
            invalid("agent_states_local_state_is_sha256", "", "must be a SHA-256"),
            invalid("agent_states_shared_state_is_sha256", "", "must be a SHA-256"),
            invalid("agent_states_session_state_is_sha256", "", "must be a SHA-256"),
            invalid("agent_states_persistent_state_is_sha256", "", "must be a SHA-256"),
            invalid("agent_states_state_hash_is_sha256", "", "must be a SHA-256"),
            invalid("agent_states_shared_version_counts", "", "must count from 0"),
            invalid("agent_states_modification_count_counts", "", "must count from 0"),
            invalid("agent_states_end_after_start", "", "must not end before it begins"),
            invalid("agent_states_ended_has_a_last_version", "", "what has ended has a last version"),
            invalid("state_transitions_to_version_counts", "", "must count from 1"),
            invalid("state_transitions_type_known", "", "must be a known type"),
            invalid("state_transitions_trigger_fits", "/trigger", "must have at most 4,000 bytes"),
            invalid("state_schemas_partition_known", "", "must be a known partition"),
            invalid("state_schemas_digest_is_sha256", "", "must be a SHA-256"),
            invalid("idempotency_keys_key_digest_is_sha256", "", "must be a SHA-256"),
            invalid("idempotency_keys_fingerprint_is_sha256", "", "must be a SHA-256"));

    /// A partition has its parent's constraints; the key's name alone has the month in it.
    private static final Pattern OF_A_MONTH = Pattern.compile("_\\d{4}_\\d{2}(?=_pkey$)");

    private ConstraintProblems() {}

    /// The constraints that have a meaning.
    public static Set<String> names() {
        return MEANINGS.keySet();
    }

    /// The problem for a broken constraint; null for one that is not known here.
    static @Nullable ProblemException of(String constraint) {
        Meaning meaning = MEANINGS.get(OF_A_MONTH.matcher(constraint).replaceFirst(""));
        if (meaning == null) {
            return null;
        }
        if (meaning.type() == INVALID_REQUEST) {
            return ProblemException.invalid(FieldError.at(meaning.pointer(), constraint, meaning.detail()));
        }
        return ProblemException.of(meaning.type(), meaning.detail());
    }

    private static Map.Entry<String, Meaning> taken(String constraint, String detail) {
        return entry(constraint, ALREADY_EXISTS, "", detail);
    }

    private static Map.Entry<String, Meaning> invalid(String constraint, String pointer, String detail) {
        return entry(constraint, INVALID_REQUEST, pointer, detail);
    }

    private static Map.Entry<String, Meaning> entry(
            String constraint, ProblemType type, String pointer, String detail) {
        return Map.entry(constraint, new Meaning(type, pointer, detail));
    }
}
