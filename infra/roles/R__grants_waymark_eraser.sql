-- Owner of the functions that forget: alone may delete a tenant and blank audit content.
-- Runs again: yes, on every change.

grant select, delete on tenants, documents, idempotency_keys to waymark_eraser;
grant select, update (detail, detail_salt) on audit_events to waymark_eraser;
grant select on projects, commands, agents, threads to waymark_eraser;
grant select (tenant_id, id) on conversations to waymark_eraser;
grant execute on function current_tenant, caller_is_operator, problem, audit_detail, audit_detail_digest to waymark_eraser;

-- what needs a checkpoint
grant select (tenant_id, checkpoint_id) on command_steps to waymark_eraser;
grant select (tenant_id, checkpoint_id, undone_at) on rollbacks to waymark_eraser;

-- what the collector deletes, and what it reads for that: see referring_columns(); update (touched_at) is for locking
grant select, insert, update on collections to waymark_eraser;
grant update (touched_at) on documents to waymark_eraser;
grant select, delete, update (touched_at) on packed_documents, packs to waymark_eraser;
grant select, insert, delete, update (noted_at) on garbage_packs to waymark_eraser;
grant select (id, packs, tenant_id) on state_checkpoints to waymark_eraser;
grant select (tenant_id, id, system_info, services_status, packages_installed, network_connections, file_system_state, process_list,
              resource_usage) on system_state_snapshots to waymark_eraser;
grant select (tenant_id, id, local_state, shared_state, session_state, persistent_state) on agent_states to waymark_eraser;
grant select (tenant_id, id, state_changes) on step_evaluations to waymark_eraser;
grant select (id, agent_config_digest) on command_steps to waymark_eraser;
grant select (tenant_id, id, state_context_digest) on command_approvals to waymark_eraser;
grant select (tenant_id, id, digest) on shared_state_versions, shared_states, state_schemas to waymark_eraser;
grant select (tenant_id, id, snapshot_digest) on context_snapshots to waymark_eraser;
grant execute on function referring_columns to waymark_eraser;

-- what rolling points up by day takes, and telling the keeper which months are empty
grant select, delete on agent_metrics to waymark_eraser;
grant select, insert, update on agent_metrics_daily to waymark_eraser;
grant execute on function merged_marks to waymark_eraser;
grant execute on function metrics_are_there to waymark_keeper;
grant select (tenant_id, kind, days) on retention_policies to waymark_eraser;

-- what abandoning idle sessions takes
grant select (tenant_id, id, conversation_id, status, last_active_at, started_at, version), update (status, ended_at, updated_at, version)
  on conversation_sessions to waymark_eraser;
grant select (audit_head, audit_count), update (audit_head, audit_count) on conversations to waymark_eraser;
grant insert on audit_events to waymark_eraser;
grant execute on function waymark_now, session_idle_time, audit_append, next_id, audit_in_conversation to waymark_eraser;

-- tenants_to_check()
grant select (tenant_id, updated_at, finished_at) on integrity_runs to waymark_eraser;

-- tombstones, and deleting a tenant some rows at a time
grant select on tombstone_keys, tombstones to waymark_eraser;
grant select on erasures to waymark_eraser;
grant execute on function erased_digest, counted to waymark_eraser;
grant delete on agents, projects, commands, threads to waymark_eraser;
grant select (tenant_id, id, next_position), delete on conversations to waymark_eraser;
grant select (tenant_id, id), delete on api_keys, agent_memories to waymark_eraser;
grant select (tenant_id, recorded_at, id), delete on agent_metrics to waymark_eraser;
grant select (tenant_id, digest), delete on packed_documents to waymark_eraser;

-- which tenant is to be swept next
grant select (tenant_id, id, started_at, ended_at) on retention_runs to waymark_eraser;

-- what tenants encrypt
grant select (tenant_id, id, is_primary) on encryption_keys to waymark_eraser;

-- what turning a secret into a caller takes, beside the tenant's settings
grant execute on function authenticate_key to waymark_eraser;

-- watch_tenants()
grant select (tenant_id, started_at, ended_at, kinds) on retention_runs to waymark_eraser;
grant select (tenant_id, status, created_at) on archives to waymark_eraser;
