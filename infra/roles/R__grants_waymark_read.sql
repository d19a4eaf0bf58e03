-- Family read: reads the ledger, changes nothing.
-- Runs again: yes, on every change.

grant select on agents, projects, commands, command_steps, step_outputs, system_state_snapshots, documents, packed_documents to waymark_read;
grant select on project_rows, command_rows, step_rows, snapshot_rows, section_rows, changed_section_rows, unevaluated_steps to waymark_read;
grant select on step_evaluations, remedies, snapshot_sizes, evaluation_rows, remedy_rows to waymark_read;
grant execute on function project_of, agent_of, insights_of to waymark_read;
grant select on approval_requests, command_approvals, approval_rows, approval_request_rows, timeline_facts, timeline_news to waymark_read;
grant execute on function utc_text to waymark_read;
grant select on rollbacks, rollback_entries, rollback_rows to waymark_read;

grant select on threads, thread_rows to waymark_read;
grant select on packs, state_checkpoints, checkpoint_writes, checkpoint_rows to waymark_read;
grant execute on function pack_frames, with_bases, writes_json, thread_of, refuse_deleted, checkpoint_json, checkpoint_answer to waymark_read;
grant execute on function threads_with, checkpoints_with, refuse_deleted to waymark_read;

grant select on agent_states, shared_states, shared_state_versions, state_transitions, state_schemas, state_schema_rows to waymark_read;
grant execute on function
  body_of, size_of, state_hash, state_versions, state_version_now, state_version_at, state_of, read_state,
  state_version_page, state_transition_page
to waymark_read;

grant select on agent_metrics, agent_metrics_daily to waymark_read;
grant execute on function known_agent, metric_figures, metric_names to waymark_read;

grant select on agent_configs, agent_capabilities, agent_status, resource_locks to waymark_read;
grant select on agent_rows, agent_config_rows, agent_capability_rows, agent_status_rows, resource_lock_rows to waymark_read;
grant execute on function version_order, newest_points to waymark_read;

grant select on context_templates, context_template_uses, context_snapshots, context_template_rows, context_snapshot_rows to waymark_read;

-- conversations
grant select on conversations, conversation_sessions, messages, message_versions, message_ids, memory_context_items to waymark_read;
grant select on conversation_rows, message_rows, message_version_rows to waymark_read;
grant execute on function conversation_of, message_place, message_position to waymark_read;
grant select on session_rows, context_item_rows to waymark_read;
grant select on conversation_previews to waymark_read;
grant execute on function message_tokens, window_setting, load_state to waymark_read;

-- sealed messages, and the words of all
grant select on message_segments, stored_messages to waymark_read;
grant execute on function
  text_search_language, searchable_json, long_message_words, message_words, judged_messages, signature_has, signature_question,
  signature_may_match, segments_between, stored_messages, stored_message, conversations_to_search
to waymark_read;

-- memories
grant select on agent_memories, memory_accesses, memory_rows to waymark_read;
grant execute on function ms_between, conversation_figures to waymark_read;

-- archives
grant select on archives, archive_rows to waymark_read;

-- receipts of erasures
grant select on tombstone_keys, erasures to waymark_read;
grant execute on function erased_digest, tombstone_digest, erasure_of to waymark_read;

-- retention
grant select on retention_policies, retention_runs, retention_policy_rows, retention_run_rows to waymark_read;
grant execute on function default_policies to waymark_read;

-- fields that are encrypted
grant select on encryption_keys to waymark_read;
