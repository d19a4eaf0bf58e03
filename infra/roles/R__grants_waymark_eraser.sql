-- Owner of the functions that forget: alone may delete a tenant and blank audit content.
-- Runs again: yes, on every change.

grant select, delete on tenants, documents, idempotency_keys to waymark_eraser;
grant select, update (detail, detail_salt) on audit_events to waymark_eraser;
grant select on projects, commands, agents, threads to waymark_eraser;
grant select (tenant_id, id) on conversations to waymark_eraser;
grant execute on function current_tenant, caller_is_operator, problem to waymark_eraser;

-- what needs a checkpoint, and what the collector of packs works with
grant select (tenant_id, checkpoint_id) on command_steps to waymark_eraser;
grant select (tenant_id, checkpoint_id, undone_at) on rollbacks to waymark_eraser;
grant select (tenant_id, packs) on state_checkpoints, packed_documents to waymark_eraser;
grant select, delete, update (touched_at) on packs to waymark_eraser;
grant select, delete, update (noted_at) on garbage_packs to waymark_eraser;

-- what abandoning idle sessions takes
grant select (tenant_id, id, conversation_id, status, last_active_at, started_at, version), update (status, ended_at, updated_at, version)
  on conversation_sessions to waymark_eraser;
grant select (audit_head, audit_count), update (audit_head, audit_count) on conversations to waymark_eraser;
grant insert on audit_events to waymark_eraser;
grant execute on function waymark_now, session_idle_time, audit_append, next_id, audit_in_conversation to waymark_eraser;
