-- Family state: keeps agents, their threads, states and checkpoints.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_state;
grant select, insert, update on agents, threads to waymark_state;
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
  put_packs, pack_frames, with_bases, writes_json, checkpoint_answer, insert_writes, take_checkpoint, thread_of, put_writes
to waymark_state;

-- states
grant select, insert, update, delete on agent_states to waymark_state;
grant select, insert, update on shared_states, shared_state_versions to waymark_state;
grant select, insert on state_transitions to waymark_state;
grant select, insert, update, delete on state_schemas to waymark_state;
grant select on state_schema_rows to waymark_state;
grant execute on function
  body_of, state_hash, state_versions, state_version_now, state_version_at, state_of, thread_for_reading, read_state,
  shared_state_of, make_state, refuse_large_state, schemas_of, put_state, roll_back_state, restore_state,
  put_state_schema, delete_state_schema, forget_shared_state
to waymark_state;
grant select, insert on agent_metrics to waymark_state;
grant execute on function make_metric_partitions, record_metrics to waymark_state;
