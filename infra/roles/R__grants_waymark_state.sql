-- Family state: keeps agents, their threads, states and checkpoints.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_state;
grant select, insert, update, delete on agents to waymark_state;
grant select, insert, update on threads to waymark_state;
grant select, insert, update (touched_at) on documents to waymark_state;
grant select, insert on audit_events to waymark_state;
grant select, insert, update on idempotency_keys to waymark_state;
grant select on thread_rows to waymark_state;
grant execute on function
  locked_agent, audit_in_agent, audit_in_thread, refuse_deleted, ensured_thread, locked_thread, put_thread, delete_thread
to waymark_state;

-- checkpoints
grant select, insert, update (touched_at) on packs to waymark_state;
grant select, insert, update (restoration_count, last_restored_at, restoration_time_ms, pinned, parent_checkpoint_id), delete
  on state_checkpoints to waymark_state;
grant select, insert, update (task_path, key, value, created_at) on checkpoint_writes to waymark_state;
grant select, insert on garbage_packs to waymark_state;
grant select on checkpoint_rows to waymark_state;
grant execute on function
  put_packs, pack_frames, with_bases, writes_json, checkpoint_json, checkpoint_answer, insert_writes, take_checkpoint, thread_of, put_writes
to waymark_state;

-- states
grant select, insert, update (touched_at) on packed_documents to waymark_state;
grant select, insert, update, delete on agent_states to waymark_state;
grant select, insert, update on shared_states, shared_state_versions to waymark_state;
grant select, insert on state_transitions to waymark_state;
grant select, insert, update, delete on state_schemas to waymark_state;
grant select on state_schema_rows to waymark_state;
grant execute on function
  body_of, size_of, put_packed_documents, state_hash, state_versions, state_version_now, state_version_at, state_of, read_state,
  shared_state_of, keep_documents, make_state, refuse_large_state, schemas_of, put_state, roll_back_state, restore_state,
  put_state_schema, delete_state_schema, forget_shared_state
to waymark_state;
grant select, insert on agent_metrics to waymark_state;
grant execute on function make_metric_partitions, record_metrics to waymark_state;
grant select, insert, update, delete on agent_configs, agent_capabilities to waymark_state;
grant select, insert, update on agent_status, resource_locks to waymark_state;
grant select on agent_rows, agent_config_rows, agent_capability_rows, agent_status_rows, resource_lock_rows to waymark_state;
-- an agent's commands leave with it, and the last step of a project may be among theirs
grant select on commands, command_steps to waymark_state;
grant select, update (last_active_step_id) on projects to waymark_state;
grant execute on function
  put_agent, delete_agent, put_config, delete_config, put_capability, delete_capability, require_commands, put_agent_status,
  set_last_active_step, forget_audit_content, utc_text, acquire_lock, lock_with_token, renew_lock, release_lock
to waymark_state;

-- what is done with checkpoints afterwards
grant update (retention_policy, expires_at) on state_checkpoints to waymark_state;
grant update (noted_at) on garbage_packs to waymark_state;
grant execute on function
  locked_thread_of, new_thread, fork_checkpoint, needed_checkpoints, freed_by_cutting, note_garbage, close_gaps, cut_checkpoints,
  forget_checkpoints, prune_checkpoints, change_checkpoint, delete_checkpoint, restore_checkpoint
to waymark_state;

-- an agent's conversations leave with it, and what their audit told
grant select (tenant_id, id, agent_id) on conversations to waymark_state;

-- fields that are encrypted
grant select on encryption_keys to waymark_state;
