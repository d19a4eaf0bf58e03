-- Owner of the functions that forget: alone may delete a tenant and blank audit content.
-- Runs again: yes, on every change.

grant select, delete on tenants, documents, idempotency_keys to waymark_eraser;
grant select, update (detail, detail_salt) on audit_events to waymark_eraser;
grant select on projects, commands, agents, threads to waymark_eraser;
grant execute on function current_tenant, caller_is_operator, problem to waymark_eraser;
