-- Owner of the functions that search by what a policy would keep from its index, or that must see the threads of all agents.
-- Runs again: yes, on every change.

grant select on threads, agent_states, state_checkpoints, agent_memories, memory_codes to waymark_searcher;
grant select, update, delete on shared_states to waymark_searcher;
grant execute on function current_tenant, current_agent, current_end_user, caller_sees, name_hash to waymark_searcher;
grant select (tenant_id, tag) on conversations to waymark_searcher;
grant select, update (due_at) on sealing_notes to waymark_searcher;
grant execute on function waymark_now to waymark_searcher;
grant execute on function memory_conditions, memory_parts to waymark_searcher;

-- tenants with values to be encrypted anew
grant select (tenant_id, wrapped_by) on encryption_keys to waymark_searcher;
grant select, insert, update (due_at, walk_started_at) on encryption_work to waymark_searcher;
