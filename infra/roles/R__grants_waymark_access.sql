-- Family access: tenants, keys, the authorizer and the audit trail. Sees no ledger row.
-- Runs again: yes, on every change.

grant select, insert, update (audit_head, audit_count) on tenants to waymark_access;
grant select, insert, update (revoked_at) on api_keys to waymark_access;
grant select, insert on agents to waymark_access;
grant select on audit_event_rows to waymark_access;
grant select, insert on audit_events to waymark_access;
grant select, insert, update on idempotency_keys to waymark_access;
grant execute on function
  create_tenant, delete_tenant, erase_tenant, ensure_local_tenant, ensure_operator_key, create_api_key, revoke_api_key
to waymark_access;
