-- Family keep: sweeps by retention, archives, restores and erases, for one tenant at a time. Family jobs is a member of it.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_keep;
grant select, insert on audit_events to waymark_keep;
grant select, insert, update on idempotency_keys to waymark_keep;

-- archives: what becomes of them
grant select, insert, update (status, rows, size_bytes, sha256, user_ids, from_at, to_at, restore_requested_at, restored_at, restored_rows,
                              erased_at, replaced_by), delete
  on archives to waymark_keep;
grant select on archive_rows to waymark_keep;
grant execute on function
  begin_archive, finish_archive, discard_archive, erase_archive, forget_archive, replace_archive, unfinished_archives, archives_of_user,
  archive_answer, locked_archive, request_restore, rely_on, restore_rows, restore_results, restore_archive, utc_text
to waymark_keep;

-- archives: rows that come back, below what they hang from
grant select, insert, update (touched_at) on documents, packs, packed_documents to waymark_keep;
grant select, insert, update (archive_id) on system_state_snapshots, step_evaluations, state_checkpoints to waymark_keep;
grant select, insert on checkpoint_writes to waymark_keep;
grant select, update (execution_result, result_archive_id) on command_steps to waymark_keep;
grant select on commands, threads, agents to waymark_keep;

-- integrity: reads everything that a tenant has
grant select on
  agents, agent_configs, agent_capabilities, agent_status, projects, commands, command_steps, step_outputs, system_state_snapshots,
  step_evaluations, approval_requests, command_approvals, rollbacks, rollback_entries, side_effects, documents, packed_documents, packs,
  threads, shared_states, shared_state_versions, agent_states, state_transitions, state_schemas, state_checkpoints, checkpoint_writes,
  conversations, conversation_sessions, messages, message_ids, message_segments, message_versions, memory_context_items, context_snapshots,
  agent_memories, memory_codes, memory_accesses, memory_consolidations
to waymark_keep;
grant select on agent_metrics to waymark_keep;
grant select, insert, update on integrity_runs to waymark_keep;
grant execute on function
  flaw, flaws, lost, lost_document, lost_packs, chain_flaws, flaws_in_audit_events, flaws_in_tenants, flaws_in_documents,
  flaws_in_packed_documents, flaws_in_packs, flaws_in_projects, flaws_in_commands, flaws_in_command_steps, of_the_command,
  flaws_in_system_state_snapshots, flaws_in_step_evaluations, flaws_in_command_approvals, flaws_in_approval_requests,
  flaws_in_step_outputs, flaws_in_rollbacks, flaws_in_agents, flaws_in_threads, flaws_in_agent_states, flaws_in_shared_states,
  flaws_in_shared_state_versions, flaws_in_state_schemas, flaws_in_state_transitions, flaws_in_state_checkpoints,
  flaws_in_checkpoint_writes, flaws_in_conversations, flaws_in_conversation_sessions, flaws_in_messages, flaws_in_message_ids,
  flaws_in_message_segments, flaws_in_context_snapshots, of_the_memory, flaws_in_memory_codes, flaws_in_memory_accesses,
  flaws_in_memory_consolidations, integrity_page, partition_flaws, state_hash, message_position, message_place, utc_text,
  pack_frames, with_bases, note_integrity
to waymark_keep;

-- bundles: add rows under the ids that they had, and change none
grant select on memory_successors to waymark_keep;
grant insert on
  agents, agent_configs, agent_capabilities, agent_status, projects, commands, command_steps, step_outputs, system_state_snapshots,
  step_evaluations, approval_requests, command_approvals, rollbacks, rollback_entries, side_effects, documents, packed_documents, packs,
  threads, shared_states, shared_state_versions, agent_states, state_transitions, state_schemas, state_checkpoints, checkpoint_writes,
  conversations, conversation_sessions, messages, message_ids, message_segments, message_versions, memory_context_items, context_snapshots,
  agent_memories, memory_codes, memory_consolidations
to waymark_keep;
grant update (touched_at) on documents, packed_documents, packs to waymark_keep;
grant update (superseded_by) on agent_memories to waymark_keep;
grant select, insert, update on bundle_imports to waymark_keep;
grant select, insert, update on sealing_notes to waymark_keep;
grant execute on function
  bundle_tables, bundle_columns, bundle_select, bundle_lines, bundle_page, bundle_mark, bundle_refused, bundle_rows, bundle_take,
  bundle_whole, import_bundle
to waymark_keep;

-- erasing end users and tenants
grant select, insert on tombstone_keys, tombstones to waymark_keep;
grant select, insert, update (subject, stage, place, tables, archives, finished_at) on erasures to waymark_keep;
grant select (tenant_id, id, user_id, name, revoked_at), update (revoked_at, user_id, name) on api_keys to waymark_keep;
grant select, delete, update (next_position, messages_digest, audit_head, audit_count) on conversations to waymark_keep;
grant select, delete,
      update (user_id, session_state, interruption_context, metadata, updated_at, version) on conversation_sessions to waymark_keep;
grant select, delete,
      update (content, content_type, tools, tool_calls, metadata, context, audit, memory_refs, channel, sender_user_id, version_number,
              changed_by, change_reason, updated_at) on messages to waymark_keep;
grant select, delete, update (content_bytes, digest, body, language, signature) on message_segments to waymark_keep;
-- rows that come back bring their senders
grant insert on message_senders to waymark_keep;
grant select, delete on message_versions, message_ids, message_senders, memory_context_items, context_snapshots to waymark_keep;
grant select, delete on memory_codes, memory_accesses, memory_consolidations to waymark_keep;
-- update is for locking
grant select, delete, update (superseded_by) on agent_memories to waymark_keep;
grant select, update (audit_head, audit_count) on agents to waymark_keep;
grant delete on idempotency_keys to waymark_keep;
grant select, delete, update (touched_at) on documents, packed_documents to waymark_keep;
grant select, delete, update (touched_at) on packs to waymark_keep;
grant select, insert, update (noted_at) on garbage_packs to waymark_keep;
-- whether something refers to a document
grant select on
  system_state_snapshots, command_steps, command_approvals, step_evaluations, agent_states, shared_states, shared_state_versions,
  state_schemas, state_checkpoints, commands, threads
to waymark_keep;
-- erasing, a batch a statement
grant execute on function
  erased_digest, tombstone_digest, key_pad, counted, counts_together, next_stage, erasure_of, begin_erasure, forget_events,
  forget_events_about, forsake_documents, erase_keys, erase_contexts, erase_conversation, erase_conversations, erase_sessions,
  settle_erased_messages, conversation_spoken_in, erase_live_messages, erase_sealed_messages, leave_conversation, leave_stage,
  erase_memories, documents_are_being_relied_on, documents_in_use, erase_documents, erase_answers, erase_batch,
  begin_tenant_erasure, erase_tenant_rows, forget_tenant_events, erase_tenant_batch,
  erase_packs, referring_columns, audit_in_agent, audit_in_conversation, note_garbage, lexemes_of, text_search_language, searchable_json,
  long_message_words, message_words
to waymark_keep;

-- retention: policies, runs, and what the sweep takes out
grant select, insert, update on retention_policies to waymark_keep;
grant select, insert, update, delete on retention_runs to waymark_keep;
grant select on retention_policy_rows, retention_run_rows to waymark_keep;
grant select, insert, update on evaluation_daily, step_daily to waymark_keep;
grant select, update (snapshots_left_at, evaluations_left_at, results_compressed_at, results_left_at, steps_counted_at)
  on commands to waymark_keep;
grant select, update (kept_evaluation_type, execution_result, plain_result_bytes, result_archive_id) on command_steps to waymark_keep;
grant select, delete on system_state_snapshots, step_evaluations, agent_memories, agent_states to waymark_keep;
grant select on messages, message_segments to waymark_keep;
-- update of what no sweep changes is for locking
grant select, update (updated_at), delete on conversations to waymark_keep;
grant select, update (audit_head, audit_count) on threads to waymark_keep;
grant select, update (parent_checkpoint_id), delete on state_checkpoints to waymark_keep;
grant select, insert, update (noted_at) on garbage_packs to waymark_keep;
grant execute on function
  default_policies, put_retention_policies, begin_retention_run, hold_retention_run, count_swept, note_failed_sweep, leave_retention_run,
  commands_with_snapshots, commands_with_evaluations, commands_with_plain_results, commands_with_results, due_rows, retention_forecast, leave_evaluations, leave_checkpoints, leave_conversations, leave_rows, count_steps,
  mark_commands, leave_due_snapshots, leave_due_evaluations, leave_due, sweep_deleted, lines_to_archive, due_to_archive, sweep_archived,
  due_for_compression, sweep_compressed, restored_archives, leave_restored,
  needed_checkpoints, freed_by_cutting, cut_checkpoints, note_garbage, close_gaps, audit_in_thread, forget_audit_content
to waymark_keep;


-- fields that are encrypted: read and checked, and noted where a bundle brings them plain
grant select on encryption_keys to waymark_keep;
grant select, insert, update on encryption_work to waymark_keep;
grant execute on function note_encryption_work to waymark_keep;
