-- What:  the functions that every policy, default and lease reads the caller and the clock from.
-- Why:   who calls is set once per transaction (settings waymark.*), so no table and no operation handles tenancy itself.
-- Locks: nothing. Runs again: no, the functions must not exist yet.

-- Nobody but the roles named in infra/roles may run what waymark_owner creates from here on.
alter default privileges revoke execute on functions from public;

create function current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('waymark.tenant_id', true), '')::uuid;
comment on function current_tenant() is
  'The tenant of this transaction; null when none is set, and then every table is empty. The setting is '''' on a reused connection, hence nullif.';

create function current_agent() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('waymark.agent_id', true), '')::uuid;
comment on function current_agent() is 'The agent that a restricted key narrows this transaction to; null for an unrestricted key.';

create function current_actor() returns text
  language sql stable parallel safe
  return coalesce(nullif(current_setting('waymark.actor', true), ''), 'system');
comment on function current_actor() is 'Who acts, as the audit trail names it: key:<id>, or system.';

create function caller_is_operator() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('waymark.operator', true), '') = 'on';
comment on function caller_is_operator() is 'True for an operator key, which makes and deletes tenants and sees none of their data.';

create function waymark_now() returns timestamptz
  language sql stable parallel safe
  return coalesce(nullif(current_setting('waymark.now', true), '')::timestamptz, now());
comment on function waymark_now() is
  'The time that leases, expiries and validity go by: the database''s own, unless a test sets waymark.now.';

create function name_hash(p_name text) returns bytea
  language sql immutable strict parallel safe
  return sha256(convert_to(p_name, 'UTF8'));
comment on function name_hash(text) is
  'SHA-256 of a name. Names may have 1,000 bytes and a btree entry 2,704, so names are unique by hash. Immutable because the database is UTF-8.';

grant execute on all functions in schema public to waymark_app, waymark_eraser, waymark_authenticator;
