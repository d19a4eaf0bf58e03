package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.api.Functions;
import dev.waymark.migrate.Roles;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each role may do, written down once more and by hand: a grant that nobody meant to give
/// shows here.
final class GrantsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private static final String ON_RELATIONS = """
            waymark_access agents insert,select
            waymark_access api_keys insert,select,update(revoked_at)
            waymark_access audit_event_rows select
            waymark_access audit_events insert,select
            waymark_access audit_trail select
            waymark_access commands select(agent_id),select(audit_count),select(audit_head),select(id),select(tenant_id)
            waymark_access encryption_keys insert,select,update(is_primary)
            waymark_access encryption_work insert,select,update
            waymark_access idempotency_keys insert,select,update
            waymark_access tenant_settings select
            waymark_access tenants insert,select,update(audit_count),update(audit_head),update(settings),update(version)
            waymark_app flyway_schema_history select
            waymark_authenticator api_keys select,update(last_used_at)
            waymark_eraser agent_memories delete,select(id),select(tenant_id)
            waymark_eraser agent_metrics delete,select,select(id),select(recorded_at),select(tenant_id)
            waymark_eraser agent_metrics_daily insert,select,update
            waymark_eraser agent_states select(id),select(local_state),select(persistent_state),select(session_state),\
            select(shared_state),select(tenant_id)
            waymark_eraser agents delete,select
            waymark_eraser api_keys delete,select(id),select(tenant_id)
            waymark_eraser archives select(created_at),select(status),select(tenant_id)
            waymark_eraser audit_events insert,select,update(detail),update(detail_salt)
            waymark_eraser collections insert,select,update
            waymark_eraser command_approvals select(id),select(state_context_digest),select(tenant_id)
            waymark_eraser command_steps select(agent_config_digest),select(checkpoint_id),select(id),select(tenant_id)
            waymark_eraser commands delete,select
            waymark_eraser context_snapshots select(id),select(snapshot_digest),select(tenant_id)
            waymark_eraser conversation_sessions select(conversation_id),select(id),select(last_active_at),\
            select(started_at),select(status),select(tenant_id),select(version),update(ended_at),update(status),\
            update(updated_at),update(version)
            waymark_eraser conversations delete,select(audit_count),select(audit_head),select(id),select(next_position),\
            select(tenant_id),update(audit_count),update(audit_head)
            waymark_eraser documents delete,select,update(touched_at)
            waymark_eraser encryption_keys select(id),select(is_primary),select(tenant_id)
            waymark_eraser erasures select
            waymark_eraser garbage_packs delete,insert,select,update(noted_at)
            waymark_eraser idempotency_keys delete,select
            waymark_eraser integrity_runs select(finished_at),select(tenant_id),select(updated_at)
            waymark_eraser packed_documents delete,select,select(digest),select(tenant_id),update(touched_at)
            waymark_eraser packs delete,select,update(touched_at)
            waymark_eraser projects delete,select
            waymark_eraser retention_policies select(days),select(kind),select(tenant_id)
            waymark_eraser retention_runs select(ended_at),select(id),select(kinds),select(started_at),select(tenant_id)
            waymark_eraser rollbacks select(checkpoint_id),select(tenant_id),select(undone_at)
            waymark_eraser shared_state_versions select(digest),select(id),select(tenant_id)
            waymark_eraser shared_states select(digest),select(id),select(tenant_id)
            waymark_eraser state_checkpoints select(id),select(packs),select(tenant_id)
            waymark_eraser state_schemas select(digest),select(id),select(tenant_id)
            waymark_eraser step_evaluations select(id),select(state_changes),select(tenant_id)
            waymark_eraser system_state_snapshots select(file_system_state),select(id),select(network_connections),\
            select(packages_installed),select(process_list),select(resource_usage),select(services_status),\
            select(system_info),select(tenant_id)
            waymark_eraser tenants delete,select
            waymark_eraser threads delete,select
            waymark_eraser tombstone_keys select
            waymark_eraser tombstones select
            waymark_jobs agent_configs select,update(encrypted_value),update(value)
            waymark_jobs agent_memories select,update(content),update(search_vector)
            waymark_jobs agents select
            waymark_jobs audit_events insert,select
            waymark_jobs command_steps select,update(execution_result)
            waymark_jobs conversations select,update(messages_digest),update(updated_at)
            waymark_jobs encryption_keys select,update(retired_at),update(rewrapped_at),update(wrapped_by),\
            update(wrapped_key)
            waymark_jobs encryption_work delete,select,update
            waymark_jobs message_rows select
            waymark_jobs message_segments delete,insert,select,update(body),update(digest),update(language),\
            update(signature)
            waymark_jobs message_versions select,update(content),update(tools)
            waymark_jobs messages delete,select,update(content),update(tools)
            waymark_jobs sealing_notes delete,select,update(due_at)
            waymark_jobs step_evaluations select,update(failure_indicators),update(recommendations),\
            update(success_indicators)
            waymark_jobs step_outputs select,update(stderr),update(stdout)
            waymark_jobs storage_samples delete,insert,select
            waymark_jobs tenants select,update(audit_count),update(audit_head)
            waymark_judge approval_requests insert,select
            waymark_judge audit_events insert,select
            waymark_judge command_approvals select
            waymark_judge command_steps insert,select,update(proposed_for),update(remedy)
            waymark_judge commands select,update(adaptive_steps_generated),update(audit_count),update(audit_head),\
            update(corrective_steps_generated),update(current_step_index),update(evaluations_left_at),\
            update(last_state_evaluation_at),update(next_position),update(next_step_index),update(state_evaluation_count),\
            update(status),update(updated_at)
            waymark_judge documents insert,select,update(touched_at)
            waymark_judge encryption_keys select
            waymark_judge evaluation_rows select
            waymark_judge idempotency_keys insert,select,update
            waymark_judge projects select,update(last_active_step_id),update(next_step_number)
            waymark_judge remedies delete,insert,select,update
            waymark_judge remedy_rows select
            waymark_judge section_rows select
            waymark_judge snapshot_sizes select
            waymark_judge step_evaluations insert,select
            waymark_judge system_state_snapshots insert,select
            waymark_judge tenants select,update(audit_count),update(audit_head)
            waymark_judge unevaluated_steps select
            waymark_keep agent_capabilities insert,select
            waymark_keep agent_configs insert,select
            waymark_keep agent_memories delete,insert,select,update(superseded_by)
            waymark_keep agent_metrics select
            waymark_keep agent_states delete,insert,select
            waymark_keep agent_status insert,select
            waymark_keep agents insert,select,update(audit_count),update(audit_head)
            waymark_keep api_keys select(id),select(name),select(revoked_at),select(tenant_id),select(user_id),\
            update(name),update(revoked_at),update(user_id)
            waymark_keep approval_requests insert,select
            waymark_keep archive_rows select
            waymark_keep archives delete,insert,select,update(erased_at),update(from_at),update(replaced_by),\
            update(restore_requested_at),update(restored_at),update(restored_rows),update(rows),update(sha256),\
            update(size_bytes),update(status),update(to_at),update(user_ids)
            waymark_keep audit_events insert,select
            waymark_keep bundle_imports insert,select,update
            waymark_keep checkpoint_writes insert,select
            waymark_keep command_approvals insert,select
            waymark_keep command_steps insert,select,update(execution_result),update(kept_evaluation_type),\
            update(plain_result_bytes),update(result_archive_id)
            waymark_keep commands insert,select,update(evaluations_left_at),update(results_compressed_at),\
            update(results_left_at),update(snapshots_left_at),update(steps_counted_at)
            waymark_keep context_snapshots delete,insert,select
            waymark_keep conversation_sessions delete,insert,select,update(interruption_context),update(metadata),\
            update(session_state),update(updated_at),update(user_id),update(version)
            waymark_keep conversations delete,insert,select,update(audit_count),update(audit_head),\
            update(messages_digest),update(next_position),update(updated_at)
            waymark_keep documents delete,insert,select,update(touched_at)
            waymark_keep encryption_keys select
            waymark_keep encryption_work insert,select,update
            waymark_keep erasures insert,select,update(archives),update(finished_at),update(place),update(stage),\
            update(subject),update(tables)
            waymark_keep evaluation_daily insert,select,update
            waymark_keep garbage_packs insert,select,update(noted_at)
            waymark_keep idempotency_keys delete,insert,select,update
            waymark_keep integrity_runs insert,select,update
            waymark_keep memory_accesses delete,select
            waymark_keep memory_codes delete,insert,select
            waymark_keep memory_consolidations delete,insert,select
            waymark_keep memory_context_items delete,insert,select
            waymark_keep memory_successors select
            waymark_keep message_ids delete,insert,select
            waymark_keep message_segments delete,insert,select,update(body),update(content_bytes),update(digest),\
            update(language),update(signature)
            waymark_keep message_senders delete,insert,select
            waymark_keep message_versions delete,insert,select
            waymark_keep messages delete,insert,select,update(audit),update(change_reason),update(changed_by),\
            update(channel),update(content),update(content_type),update(context),update(memory_refs),update(metadata),\
            update(sender_user_id),update(tool_calls),update(tools),update(updated_at),update(version_number)
            waymark_keep packed_documents delete,insert,select,update(touched_at)
            waymark_keep packs delete,insert,select,update(touched_at)
            waymark_keep projects insert,select
            waymark_keep retention_policies insert,select,update
            waymark_keep retention_policy_rows select
            waymark_keep retention_run_rows select
            waymark_keep retention_runs delete,insert,select,update
            waymark_keep rollback_entries insert,select
            waymark_keep rollbacks insert,select
            waymark_keep sealing_notes insert,select,update
            waymark_keep shared_state_versions insert,select
            waymark_keep shared_states insert,select
            waymark_keep side_effects insert,select
            waymark_keep state_checkpoints delete,insert,select,update(archive_id),update(parent_checkpoint_id)
            waymark_keep state_schemas insert,select
            waymark_keep state_transitions insert,select
            waymark_keep step_daily insert,select,update
            waymark_keep step_evaluations delete,insert,select,update(archive_id)
            waymark_keep step_outputs insert,select
            waymark_keep system_state_snapshots delete,insert,select,update(archive_id)
            waymark_keep tenants select,update(audit_count),update(audit_head)
            waymark_keep threads insert,select,update(audit_count),update(audit_head)
            waymark_keep tombstone_keys insert,select
            waymark_keep tombstones insert,select
            waymark_read agent_capabilities select
            waymark_read agent_capability_rows select
            waymark_read agent_config_rows select
            waymark_read agent_configs select
            waymark_read agent_memories select
            waymark_read agent_metrics select
            waymark_read agent_metrics_daily select
            waymark_read agent_rows select
            waymark_read agent_states select
            waymark_read agent_status select
            waymark_read agent_status_rows select
            waymark_read agents select
            waymark_read approval_request_rows select
            waymark_read approval_requests select
            waymark_read approval_rows select
            waymark_read archive_rows select
            waymark_read archives select
            waymark_read changed_section_rows select
            waymark_read checkpoint_rows select
            waymark_read checkpoint_writes select
            waymark_read command_approvals select
            waymark_read command_rows select
            waymark_read command_steps select
            waymark_read commands select
            waymark_read context_item_rows select
            waymark_read context_snapshot_rows select
            waymark_read context_snapshots select
            waymark_read context_template_rows select
            waymark_read context_template_uses select
            waymark_read context_templates select
            waymark_read conversation_previews select
            waymark_read conversation_rows select
            waymark_read conversation_sessions select
            waymark_read conversations select
            waymark_read documents select
            waymark_read encryption_keys select
            waymark_read erasures select
            waymark_read evaluation_rows select
            waymark_read memory_accesses select
            waymark_read memory_context_items select
            waymark_read memory_rows select
            waymark_read message_ids select
            waymark_read message_rows select
            waymark_read message_segments select
            waymark_read message_version_rows select
            waymark_read message_versions select
            waymark_read messages select
            waymark_read packed_documents select
            waymark_read packs select
            waymark_read project_rows select
            waymark_read projects select
            waymark_read remedies select
            waymark_read remedy_rows select
            waymark_read resource_lock_rows select
            waymark_read resource_locks select
            waymark_read retention_policies select
            waymark_read retention_policy_rows select
            waymark_read retention_run_rows select
            waymark_read retention_runs select
            waymark_read rollback_entries select
            waymark_read rollback_rows select
            waymark_read rollbacks select
            waymark_read section_rows select
            waymark_read session_rows select
            waymark_read shared_state_versions select
            waymark_read shared_states select
            waymark_read snapshot_rows select
            waymark_read snapshot_sizes select
            waymark_read state_checkpoints select
            waymark_read state_schema_rows select
            waymark_read state_schemas select
            waymark_read state_transitions select
            waymark_read step_evaluations select
            waymark_read step_outputs select
            waymark_read step_rows select
            waymark_read stored_messages select
            waymark_read system_state_snapshots select
            waymark_read thread_rows select
            waymark_read threads select
            waymark_read timeline_facts select
            waymark_read timeline_news select
            waymark_read tombstone_keys select
            waymark_read unevaluated_steps select
            waymark_record agents insert,select
            waymark_record approval_requests insert,select,update(outcome),update(settled_at)
            waymark_record audit_events insert,select
            waymark_record command_approvals insert,select
            waymark_record command_rows select
            waymark_record command_steps insert,select,update
            waymark_record commands delete,insert,select,update
            waymark_record documents insert,select,update(touched_at)
            waymark_record encryption_keys select
            waymark_record idempotency_keys insert,select,update
            waymark_record project_rows select
            waymark_record projects delete,insert,select,update
            waymark_record rollback_entries insert,select
            waymark_record rollbacks insert,select,update(undone_at),update(undone_by)
            waymark_record section_rows select
            waymark_record side_effects insert,select,update
            waymark_record snapshot_rows select
            waymark_record step_evaluations select
            waymark_record step_outputs delete,insert,select
            waymark_record step_rows select
            waymark_record system_state_snapshots insert,select
            waymark_record tenants select,update(audit_count),update(audit_head)
            waymark_record unevaluated_steps select
            waymark_searcher agent_memories select
            waymark_searcher agent_states select
            waymark_searcher conversations select(tag),select(tenant_id)
            waymark_searcher encryption_keys select(tenant_id),select(wrapped_by)
            waymark_searcher encryption_work insert,select,update(due_at),update(walk_started_at)
            waymark_searcher memory_codes select
            waymark_searcher sealing_notes select,update(due_at)
            waymark_searcher shared_states delete,select,update
            waymark_searcher state_checkpoints select
            waymark_searcher threads select
            waymark_state agent_capabilities delete,insert,select,update
            waymark_state agent_capability_rows select
            waymark_state agent_config_rows select
            waymark_state agent_configs delete,insert,select,update
            waymark_state agent_metrics insert,select
            waymark_state agent_rows select
            waymark_state agent_states delete,insert,select,update
            waymark_state agent_status insert,select,update
            waymark_state agent_status_rows select
            waymark_state agents delete,insert,select,update
            waymark_state audit_events insert,select
            waymark_state checkpoint_rows select
            waymark_state checkpoint_writes insert,select,update(created_at),update(key),update(task_path),update(value)
            waymark_state command_steps select
            waymark_state commands select
            waymark_state conversations select(agent_id),select(id),select(tenant_id)
            waymark_state documents insert,select,update(touched_at)
            waymark_state encryption_keys select
            waymark_state garbage_packs insert,select,update(noted_at)
            waymark_state idempotency_keys insert,select,update
            waymark_state packed_documents insert,select,update(touched_at)
            waymark_state packs insert,select,update(touched_at)
            waymark_state projects select,update(last_active_step_id)
            waymark_state resource_lock_rows select
            waymark_state resource_locks insert,select,update
            waymark_state shared_state_versions insert,select,update
            waymark_state shared_states insert,select,update
            waymark_state state_checkpoints delete,insert,select,update(expires_at),update(last_restored_at),\
            update(parent_checkpoint_id),update(pinned),update(restoration_count),update(restoration_time_ms),\
            update(retention_policy)
            waymark_state state_schema_rows select
            waymark_state state_schemas delete,insert,select,update
            waymark_state state_transitions insert,select
            waymark_state tenants select,update(audit_count),update(audit_head)
            waymark_state thread_rows select
            waymark_state threads insert,select,update
            waymark_talk agent_memories delete,insert,select,update
            waymark_talk agents insert,select,update(audit_count),update(audit_head)
            waymark_talk audit_events insert,select
            waymark_talk context_item_rows select
            waymark_talk context_snapshots insert,select
            waymark_talk context_template_rows select
            waymark_talk context_template_uses insert,select,update(use_count)
            waymark_talk context_templates delete,insert,select,update
            waymark_talk conversation_heads select
            waymark_talk conversation_rows select
            waymark_talk conversation_sessions insert,select,update
            waymark_talk conversations delete,insert,select,update
            waymark_talk documents insert,select,update(touched_at)
            waymark_talk encryption_keys select
            waymark_talk garbage_packs insert,select
            waymark_talk idempotency_keys insert,select,update
            waymark_talk memory_accesses delete,insert,select
            waymark_talk memory_codes delete,insert,select,update
            waymark_talk memory_consolidations insert,select
            waymark_talk memory_context_items insert,select,update
            waymark_talk memory_rows select
            waymark_talk message_ids delete,insert,select
            waymark_talk message_rows select
            waymark_talk message_segments delete,select
            waymark_talk message_senders insert
            waymark_talk message_versions delete,insert,select
            waymark_talk messages delete,insert,select,update
            waymark_talk packed_documents insert,select,update(touched_at)
            waymark_talk packs insert,select,update(touched_at)
            waymark_talk sealing_notes insert,select,update(due_at)
            waymark_talk session_rows select
            waymark_talk stored_messages select
            waymark_talk tenants select,update(audit_count),update(audit_head)
            """;

    private static final String ON_FUNCTIONS = """
            waymark_access: add_encryption_key audit_chain_of create_api_key create_tenant ensure_local_tenant \
            ensure_operator_key insert_encryption_key note_encryption_work put_settings revoke_api_key
            waymark_app: audit_append audit_detail audit_detail_digest audit_event_hash audit_event_id audit_hash \
            audit_in_tenant authenticate_caller authenticate_key begun caller_is_operator caller_sees command_may_move \
            current_actor current_agent current_end_user current_tenant digest_of encryption_policy end_user ensure_agent \
            erasure_lock idempotent_answer is_encrypted is_encrypted_by is_erased json_or_hidden keep_answer memory_json \
            memory_keys memory_text name_hash next_id note_sender other_detail output_so_far problem put_documents \
            redaction_of_tenant refuse_erased refuse_flaws refuse_reference required_keys schema_version searchable_text \
            step_may_move stored_bytes stored_text waymark_now
            waymark_authenticator: caller_is_operator current_actor current_agent current_tenant encryption_policy_of \
            name_hash waymark_now
            waymark_eraser: audit_append audit_detail audit_detail_digest audit_hash audit_in_conversation authenticate_key \
            caller_is_operator counted current_actor current_agent current_tenant erased_digest merged_marks name_hash \
            next_id problem referring_columns session_idle_time waymark_now
            waymark_jobs: abandon_sessions claim_conversations_to_seal claim_tenants_to_encrypt collect_garbage \
            drop_metric_partitions finish_encryption_walk forget_idempotency_keys forget_message_digests \
            keep_encryption_place lexemes_of long_message_words make_metric_partitions message_words messages_to_seal \
            pause_encryption_walk rewrap_encryption_key roll_up_metrics sample_storage seal_messages searchable_json \
            settle_sealing storage_growth store_encrypted table_sizes tenants_to_check tenants_to_sweep text_search_language \
            unfinished_erasures unused_indexes values_to_encrypt watch_database watch_tenants
            waymark_judge: delete_remedy evaluation_subjects expected_impact_of is_final judged_otherwise matching_remedies \
            predicate_flaw proposals put_remedy record_proposals record_steps request_approvals store_evaluations
            waymark_keep: archive_answer archives_of_user audit_in_agent audit_in_conversation audit_in_thread begin_archive \
            begin_erasure begin_retention_run begin_tenant_erasure bundle_columns bundle_lines bundle_mark bundle_page \
            bundle_refused bundle_rows bundle_select bundle_tables bundle_take bundle_whole chain_flaws close_gaps \
            commands_with_evaluations commands_with_plain_results commands_with_results commands_with_snapshots \
            conversation_spoken_in count_steps count_swept counted counts_together cut_checkpoints default_policies \
            discard_archive documents_are_being_relied_on documents_in_use due_for_compression due_rows due_to_archive \
            erase_answers erase_archive erase_batch erase_contexts erase_conversation erase_conversations erase_documents \
            erase_keys erase_live_messages erase_memories erase_packs erase_sealed_messages erase_sessions \
            erase_tenant_batch erase_tenant_rows erased_digest erasure_of finish_archive flaw flaws flaws_in_agent_states \
            flaws_in_agents flaws_in_approval_requests flaws_in_audit_events flaws_in_checkpoint_writes \
            flaws_in_command_approvals flaws_in_command_steps flaws_in_commands flaws_in_context_snapshots \
            flaws_in_conversation_sessions flaws_in_conversations flaws_in_documents flaws_in_memory_accesses \
            flaws_in_memory_codes flaws_in_memory_consolidations flaws_in_message_ids flaws_in_message_segments \
            flaws_in_messages flaws_in_packed_documents flaws_in_packs flaws_in_projects flaws_in_rollbacks \
            flaws_in_shared_state_versions flaws_in_shared_states flaws_in_state_checkpoints flaws_in_state_schemas \
            flaws_in_state_transitions flaws_in_step_evaluations flaws_in_step_outputs flaws_in_system_state_snapshots \
            flaws_in_tenants flaws_in_threads forget_archive forget_audit_content forget_events forget_events_about \
            forget_tenant_events forsake_documents freed_by_cutting hold_retention_run import_bundle integrity_page key_pad \
            leave_checkpoints leave_conversation leave_conversations leave_due leave_due_evaluations leave_due_snapshots \
            leave_evaluations leave_restored leave_retention_run leave_rows leave_stage lexemes_of lines_to_archive \
            locked_archive long_message_words lost lost_document lost_packs mark_commands message_place message_position \
            message_words needed_checkpoints next_stage note_encryption_work note_failed_sweep note_garbage note_integrity \
            of_the_command of_the_memory pack_frames partition_flaws put_retention_policies referring_columns rely_on \
            replace_archive request_restore restore_archive restore_results restore_rows restored_archives \
            retention_forecast searchable_json settle_erased_messages state_hash sweep_archived sweep_compressed \
            sweep_deleted text_search_language tombstone_digest unfinished_archives utc_text with_bases
            waymark_keeper: metrics_are_there
            waymark_read: agent_of body_of checkpoint_answer checkpoint_json checkpoints_with conversation_figures \
            conversation_of conversations_to_search default_policies erased_digest erasure_of insights_of judged_messages known_agent \
            load_state long_message_words message_place message_position message_tokens message_words metric_figures \
            metric_names ms_between newest_points pack_frames project_of read_state refuse_deleted searchable_json \
            segments_between signature_has signature_may_match signature_question size_of state_hash state_of \
            state_transition_page state_version_at state_version_now state_version_page state_versions stored_message \
            stored_messages text_search_language thread_of threads_with tombstone_digest utc_text version_order \
            window_setting with_bases writes_json
            waymark_record: append_output approval_context audit_effect audit_in_command audit_in_project capture_snapshot \
            claim_effect complete_effect create_command decide_approval delete_command delete_project effect_answer \
            enter_rollback forget_audit_content insert_snapshot is_final locked_command locked_project open_approval_request \
            patch_command patch_step planned_rollback project_of put_project record_steps request_approvals require_approval \
            roll_back rollback_answer sections_json set_last_active_step snapshot_before stored_text_json undo_rollback \
            withdraw_approval_requests
            waymark_searcher: caller_sees current_agent current_end_user current_tenant memory_conditions memory_parts \
            name_hash waymark_now
            waymark_state: acquire_lock audit_in_agent audit_in_thread body_of change_checkpoint checkpoint_answer \
            checkpoint_json close_gaps cut_checkpoints delete_agent delete_capability delete_checkpoint delete_config delete_state_schema \
            delete_thread ensured_thread forget_audit_content forget_checkpoints forget_shared_state fork_checkpoint \
            freed_by_cutting insert_writes keep_documents lock_with_token locked_agent locked_thread locked_thread_of \
            make_metric_partitions make_state needed_checkpoints new_thread note_garbage pack_frames prune_checkpoints \
            put_agent put_agent_status put_capability put_config put_packed_documents put_packs put_state put_state_schema \
            put_thread put_writes read_state record_metrics refuse_deleted refuse_large_state release_lock renew_lock \
            require_commands restore_checkpoint restore_state roll_back_state schemas_of set_last_active_step \
            shared_state_of size_of state_hash state_of state_version_at state_version_now state_versions take_checkpoint \
            thread_of utc_text with_bases writes_json
            waymark_talk: add_context_items append_messages audit_in_agent audit_in_conversation body_of capture_context \
            changed_conversation coded_candidates codes_of consolidate_memories consolidation_sources context_before \
            conversation_of conversation_of_message count_accesses count_template_use create_session delete_context_template \
            delete_conversation delete_memory digest_of_messages embedding_dimensions exact_embeddings fine_codes \
            forget_audit_content insert_memory insert_messages insert_plain_messages keep_code known_agent locked_agent \
            locked_conversation locked_memory locked_message long_message_words memory_candidates memory_flaws message_id message_place \
            message_position message_words new_conversation pack_frames patch_conversation patch_memory patch_message \
            patch_session put_context_template put_conversation put_packed_documents put_packs ranked_candidates \
            recall_memories record_memories remove_messages revised_message revive_messages save_items save_state searchable \
            searchable_json segments_between session_may_move signature_has signature_may_match signature_question \
            speaking_agent speaking_user stored_message stored_messages tag_is_taken text_search_language window_setting \
            with_bases
            """;

    static List<String> logins() {
        return Roles.LOGINS;
    }

    @Test
    void rolesMayDoWithTablesAndViewsWhatIsWrittenHere() {
        try (Inspector inspector = inspector()) {
            List<String> granted = inspector.texts("""
                    with granted as (
                      select c.relname, a.grantee, lower(a.privilege_type) as privilege
                        from pg_class c, aclexplode(c.relacl) a
                       where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
                      union
                      select c.relname, a.grantee, lower(a.privilege_type) || '(' || t.attname || ')'
                        from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
                       where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
                    )
                    select case grantee when 0 then 'public' else grantee::regrole::text end || ' ' || relname || ' '
                           || string_agg(privilege, ',' order by privilege collate "C")
                      from granted
                     group by grantee, relname
                    """);
            assertThat(granted)
                    .containsExactlyInAnyOrderElementsOf(ON_RELATIONS.lines().toList());
        }
    }

    @Test
    void rolesMayRunTheFunctionsWrittenHere() {
        try (Inspector inspector = inspector()) {
            List<String> granted = inspector.texts("""
                    select case a.grantee when 0 then 'public' else a.grantee::regrole::text end || ': '
                           || string_agg(p.proname, ' ' order by p.proname collate "C")
                      from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                     where p.pronamespace = 'public'::regnamespace
                       and a.grantee <> p.proowner
                       -- a trigger's function runs for whoever fires it, and nobody can call it
                       and p.prorettype <> 'trigger'::regtype
                       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                       -- the owner is a member of these, so its grants to them are its own
                       and a.grantee <> 'waymark_owner'::regrole
                     group by a.grantee
                    """);
            assertThat(granted)
                    .containsExactlyInAnyOrderElementsOf(ON_FUNCTIONS.lines().toList());
        }
    }

    @Test
    void everyObjectBelongsToARoleThatNobodyLogsInAs() {
        try (Inspector inspector = inspector()) {
            assertThat(inspector.texts("""
                            select distinct relowner::regrole::text from pg_class where relnamespace = 'public'::regnamespace
                            union
                            select proowner::regrole::text from pg_proc p where pronamespace = 'public'::regnamespace
                               and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                            """))
                    .isSubsetOf(
                            "waymark_owner",
                            "waymark_eraser",
                            "waymark_authenticator",
                            "waymark_searcher",
                            "waymark_keeper");
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void nobodyChangesOrDeletesAnAuditEvent(String role) {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            inspector.run(
                    "select set_config('waymark.tenant_id', ?, false)",
                    ledger.tenant().toString());
            for (String statement : List.of(
                    "update audit_events set actor = 'somebody else'",
                    "update audit_events set detail = null, detail_salt = null",
                    "delete from audit_events",
                    "truncate audit_events",
                    "alter table audit_events disable trigger all",
                    "drop table audit_events",
                    "set session_replication_role = replica")) {
                assertRefused(inspector, statement);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void functionsCreateNothing(String role) {
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            for (String statement : List.of(
                    "create table mine (a integer)",
                    "create view mine as select 1",
                    "create function mine() returns integer language sql return 1",
                    "create schema mine",
                    "create role mine",
                    "create database mine",
                    "create extension pg_trgm",
                    "create trigger mine before insert on commands execute function refuse_audit_change()",
                    "create policy mine on commands using (true)",
                    "alter table commands disable row level security")) {
                assertRefused(inspector, statement);
            }
        }
    }

    @Test
    void notEvenTheOwnerOfTheTableChangesAnAuditEvent() {
        Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            for (String statement : List.of(
                    "update audit_events set actor = 'somebody else'",
                    "delete from audit_events",
                    "truncate audit_events")) {
                assertThatThrownBy(() -> inspector.tryRows(statement)).hasMessageContaining("append-only");
            }
        }
    }

    /// A family reaches no table that none of its operations needs: reading has no keys, access
    /// has no ledger (of commands only what proves the audit trail).
    @Test
    void familiesAreApart() {
        assertThat(relationsOf("waymark_read"))
                .doesNotContain("api_keys", "tenants", "audit_events", "idempotency_keys");
        assertThat(relationsOf("waymark_record")).doesNotContain("api_keys", "remedies");
        assertThat(relationsOf("waymark_access")).doesNotContain("command_steps", "projects", "documents");
        assertThat(relationsOf("waymark_judge")).doesNotContain("api_keys", "agents");
    }

    private static Set<String> relationsOf(String role) {
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            return new TreeSet<>(inspector.texts("""
                    select relname from pg_class
                     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
                       and (has_any_column_privilege(oid, 'select, insert, update')
                            or has_table_privilege(oid, 'select, insert, update, delete, truncate'))
                    """));
        }
    }

    private static void assertRefused(Inspector inspector, String statement) {
        assertThatThrownBy(() -> inspector.tryRows(statement))
                .as(statement)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(statement).isEqualTo("42501"));
    }

    private static Inspector inspector() {
        try {
            return new Inspector(FUNCTIONS.database().admin());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
