-- Family access: tenants, keys, the authorizer and the audit trail. Sees of the ledger only what proves the trail.
-- Runs again: yes, on every change.

grant select, insert, update (audit_head, audit_count, settings, version) on tenants to waymark_access;
grant select on tenant_settings to waymark_access;
grant execute on function put_settings to waymark_access;
grant select, insert, update (revoked_at) on api_keys to waymark_access;
grant select, insert on agents to waymark_access;
grant select (tenant_id, id, agent_id, audit_head, audit_count) on commands to waymark_access;
grant select on audit_event_rows, audit_trail to waymark_access;
grant select, insert on audit_events to waymark_access;
grant select, insert, update on idempotency_keys to waymark_access;
grant execute on function
  create_tenant, ensure_local_tenant, ensure_operator_key, create_api_key, revoke_api_key, audit_chain_of
to waymark_access;

-- keys of fields that are encrypted
grant select, insert, update (is_primary) on encryption_keys to waymark_access;
grant select, insert, update on encryption_work to waymark_access;
grant execute on function note_encryption_work, insert_encryption_key, add_encryption_key to waymark_access;
