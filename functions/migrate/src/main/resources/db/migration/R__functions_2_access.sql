-- What:  tenants and keys: making, listing, revoking, deleting, and turning a secret into a caller.
-- Why:   the two functions that must see past one tenant run as roles of their own and do nothing else.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function authenticate_key(p_secret_hash bytea)
returns table (key_id uuid, tenant_id uuid, name text, scopes text[], agent_id uuid, user_id text, encryption text)
  language plpgsql security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  update api_keys k
     set last_used_at = waymark_now()
   where k.secret_hash = p_secret_hash
     and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > waymark_now())
     and (k.last_used_at is null or k.last_used_at < waymark_now() - interval '1 minute');
  return query
  select k.id, k.tenant_id, k.name, k.scopes, k.agent_id, k.user_id, encryption_policy_of(k.tenant_id)
    from api_keys k
   where k.secret_hash = p_secret_hash
     and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > waymark_now());
end
$$;
comment on function authenticate_key is 'The caller that a key stands for, with what its tenant encrypts; no row for an unknown, revoked or expired one.';
alter function authenticate_key owner to waymark_authenticator;

create or replace function authenticate_caller(p_secret_hash bytea)
returns table (key_id uuid, tenant_id uuid, name text, scopes text[], agent_id uuid, user_id text, encryption text,
  redaction_version bigint)
  language sql security definer set search_path = public, pg_temp
as $$
  select k.key_id, k.tenant_id, k.name, k.scopes, k.agent_id, k.user_id, k.encryption, case when t.settings ? 'redaction' then t.version end
    from authenticate_key(p_secret_hash) k
    left join tenants t on t.id = k.tenant_id
$$;
comment on function authenticate_caller is
  'The caller that a key stands for, with the version of its tenant''s settings where these say what to redact.';
alter function authenticate_caller owner to waymark_eraser;

create or replace function create_tenant(
  p_id uuid, p_name text, p_at timestamptz, p_key_id uuid, p_key_prefix text, p_secret_hash bytea, p_replay_scope uuid)
returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  insert into tenants (id, name, created_at) values (p_id, p_name, p_at);
  v_answer := json_build_object('id', p_id, 'name', p_name, 'created_at', p_at);
  perform keep_answer(v_answer);
  -- from here on the new tenant's own rows
  perform set_config('waymark.tenant_id', p_id::text, true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  values (p_key_id, 'first admin key', p_key_prefix, p_secret_hash, array['admin'], p_at);
  perform audit_in_tenant(p_at, 'tenant.created', 'tenant', p_id, json_build_object('key_id', p_key_id));
  perform set_config('waymark.tenant_id', p_replay_scope::text, true);
  return query select false, v_answer;
end
$$;

create or replace function ensure_local_tenant(p_tenant uuid, p_name text, p_key uuid, p_prefix text, p_secret_hash bytea)
returns void
  language plpgsql
as $$
begin
  perform set_config('waymark.operator', 'on', true);
  insert into tenants (id, name, created_at) values (p_tenant, p_name, waymark_now()) on conflict do nothing;
  perform set_config('waymark.operator', '', true);
  perform set_config('waymark.tenant_id', p_tenant::text, true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  values (p_key, 'local admin key', p_prefix, p_secret_hash, array['admin'], waymark_now())
  on conflict do nothing;
  perform set_config('waymark.tenant_id', '', true);
end
$$;
comment on function ensure_local_tenant is 'A tenant with an admin key that is known beforehand; a second call changes nothing.';

create or replace function ensure_operator_key(p_id uuid, p_prefix text, p_secret_hash bytea)
returns void
  language plpgsql
as $$
begin
  perform set_config('waymark.tenant_id', '00000000-0000-0000-0000-000000000000', true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  select p_id, 'first operator key', p_prefix, p_secret_hash, array['operator'], waymark_now()
   where not exists (select from api_keys where tenant_id = current_tenant() and secret_hash = p_secret_hash);
  perform set_config('waymark.tenant_id', '', true);
end
$$;
comment on function ensure_operator_key is 'An operator key that is known beforehand; a second call changes nothing.';

create or replace function create_api_key(
  p_id uuid, p_name text, p_prefix text, p_secret_hash bytea, p_scopes text[],
  p_agent_id uuid, p_user_id text, p_expires_at timestamptz, p_at timestamptz)
returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  insert into api_keys (id, name, prefix, secret_hash, scopes, agent_id, user_id, expires_at, created_at)
  values (p_id, p_name, p_prefix, p_secret_hash, p_scopes, p_agent_id, p_user_id, p_expires_at, p_at);
  perform audit_in_tenant(p_at, 'api_key.created', 'api_key', p_id,
    json_build_object('name', p_name, 'prefix', p_prefix, 'scopes', p_scopes, 'agent_id', p_agent_id, 'user_id', p_user_id));
  v_answer := json_build_object('id', p_id, 'prefix', p_prefix, 'created_at', p_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;

create or replace function revoke_api_key(p_id uuid, p_at timestamptz) returns boolean
  language plpgsql
as $$
begin
  update api_keys set revoked_at = p_at where tenant_id = current_tenant() and id = p_id and revoked_at is null;
  if found then
    perform audit_in_tenant(p_at, 'api_key.revoked', 'api_key', p_id, json_build_object('id', p_id));
    return true;
  end if;
  return exists (select from api_keys where tenant_id = current_tenant() and id = p_id);
end
$$;
comment on function revoke_api_key is 'False when there is no such key; revoking twice changes nothing.';

drop function if exists delete_tenant(uuid, timestamptz);
drop function if exists erase_tenant(uuid);

create or replace function forget_audit_content(p_chains uuid[]) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if exists (select from commands where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from projects where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from agents where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from threads where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from conversations where tenant_id = current_tenant() and id = any (p_chains)) then
    raise exception 'what still exists keeps its audit content' using errcode = 'insufficient_privilege';
  end if;
  update audit_events
     set detail = null, detail_salt = null
   where tenant_id = current_tenant() and chain_id = any (p_chains) and detail is not null;
end
$$;
comment on function forget_audit_content is
  'Blanks the content of audit events whose command, project, agent, thread or conversation is gone; the chains still verify. Runs as waymark_eraser.';
alter function forget_audit_content owner to waymark_eraser;
