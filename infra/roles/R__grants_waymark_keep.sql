-- Family keep: sweeps by retention, archives, restores and erases, for one tenant at a time. Family jobs is a member of it.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_keep;
grant select, insert on audit_events to waymark_keep;
grant select, insert, update on idempotency_keys to waymark_keep;
