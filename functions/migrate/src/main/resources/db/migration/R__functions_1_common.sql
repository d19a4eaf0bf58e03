-- What:  what every write function shares: telling problems, remembering answers, auditing, storing documents.
-- Why:   a write path is one function and so one statement and one round trip; these are its words.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function problem(p_slug text, p_detail text, p_extensions json default null) returns void
  language plpgsql
as $$
begin
  raise exception using errcode = 'WM000', message = p_slug, detail = p_detail, hint = coalesce(p_extensions::text, '');
end
$$;
comment on function problem is
  'Ends the statement with a problem for the caller: slug of the problem type, one sentence, extra members of the answer.';

create or replace function refuse_flaws(p_flaws json) returns void
  language plpgsql
as $$
begin
  if p_flaws is not null then
    perform problem('invalid-request',
      case json_array_length(p_flaws) when 1 then '1 field is wrong' else json_array_length(p_flaws) || ' fields are wrong' end,
      json_build_object('errors', p_flaws));
  end if;
end
$$;
comment on function refuse_flaws is 'Ends the statement with a 422 of these errors; null for none.';

create or replace function refuse_reference(p_pointer text, p_code text, p_detail text) returns void
  language plpgsql
as $$
begin
  perform refuse_flaws(json_build_array(json_build_object('pointer', p_pointer, 'code', p_code, 'detail', p_detail)));
end
$$;
comment on function refuse_reference is 'Ends the statement with a 422 for one member of the body.';

create or replace function schema_version() returns integer
  language sql stable
  return (select max(version::integer) from flyway_schema_history where success and version is not null);
comment on function schema_version is 'The number of the newest migration.';

create or replace function idempotent_answer() returns json
  language plpgsql
as $$
declare
  v_setting constant text := nullif(current_setting('waymark.idempotency', true), '');
  v_kept record;
begin
  if v_setting is null then
    return null;
  end if;
  select k.fingerprint, k.answer into v_kept
    from idempotency_keys k
   where k.tenant_id = current_tenant()
     and k.key_digest = decode(left(v_setting, 64), 'hex')
     and k.created_at > waymark_now() - interval '48 hours';
  if not found then
    return null;
  end if;
  if v_kept.fingerprint <> decode(right(v_setting, 64), 'hex') then
    perform problem('idempotency-key-reused', 'this Idempotency-Key came with another body before; use a new key for a new request');
  end if;
  return v_kept.answer;
end
$$;
comment on function idempotent_answer is
  'The answer kept for this request''s Idempotency-Key, or null when there is none. Call it after locking what the request changes, so that a twin has finished.';

create or replace function keep_answer(p_answer json) returns void
  language plpgsql
as $$
declare
  v_setting constant text := nullif(current_setting('waymark.idempotency', true), '');
begin
  if v_setting is null then
    return;
  end if;
  insert into idempotency_keys (key_digest, fingerprint, answer)
  values (decode(left(v_setting, 64), 'hex'), decode(right(v_setting, 64), 'hex'), p_answer)
  on conflict (tenant_id, key_digest) do update
     set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at
   where idempotency_keys.created_at <= waymark_now() - interval '48 hours';
  if not found then
    raise exception 'a twin of this request has just been answered' using errcode = 'WM001';
  end if;
end
$$;
comment on function keep_answer is
  'Remembers the answer for 48 hours. Waits for a twin that is under way; when that one succeeded, everything is undone with WM001 and the call is to be made again.';

create or replace function next_id(p_at timestamptz) returns uuid
  language sql volatile
  return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
comment on function next_id is
  'A UUIDv7 of that moment (RFC 9562), for rows whose number is known here alone: from the random version 4, with the time before it.';

drop function if exists audit_append(bytea, bigint, uuid, timestamptz, text, text, uuid, json);
create or replace function audit_append(
  p_head bytea, p_count bigint, p_chain uuid, p_at timestamptz,
  p_action text, p_subject_type text, p_subject uuid, p_detail json, p_body_digest text default null)
returns bytea
  language plpgsql
as $$
declare
  v_salt constant bytea := uuid_send(gen_random_uuid());
  v_body_digest constant bytea := decode(p_body_digest, 'hex');
  v_actor constant text := current_actor();
  v_hash constant bytea := audit_hash(p_head, p_chain, p_count, p_at, v_actor, p_action, p_subject_type, p_subject,
                                      audit_detail_digest(p_detail, v_body_digest, v_salt));
begin
  insert into audit_events (chain_id, chain_index, actor, actor_key, action, subject_type, subject_id, detail, body_digest, detail_salt,
                            occurred_at, hash)
  values (p_chain, p_count, case when v_actor not like 'key:%' then v_actor end, case when v_actor like 'key:%' then substr(v_actor, 5)::uuid end,
          p_action, p_subject_type, nullif(p_subject, p_chain), p_detail, v_body_digest, v_salt, p_at, v_hash);
  return v_hash;
end
$$;
-- every write needs it, also before the grants are made anew
grant execute on function audit_append to waymark_app, waymark_eraser;
comment on function audit_append is
  'Adds one event to a chain whose holder the caller has locked; the caller stores the returned hash as the new head and counts one more. p_body_digest: of the request, in hex; told as the last member of the detail, digest.';

create or replace function audit_in_command(
  p_command uuid, p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
declare
  v record;
begin
  select audit_head, audit_count into strict v from commands where id = p_command and tenant_id = current_tenant() for no key update;
  update commands
     set audit_head = audit_append(v.audit_head, v.audit_count, p_command, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_command and tenant_id = current_tenant();
end
$$;

create or replace function audit_in_project(
  p_project uuid, p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
declare
  v record;
begin
  select audit_head, audit_count into strict v from projects where id = p_project and tenant_id = current_tenant() for no key update;
  update projects
     set audit_head = audit_append(v.audit_head, v.audit_count, p_project, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_project and tenant_id = current_tenant();
end
$$;

create or replace function audit_in_tenant(
  p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
declare
  v record;
begin
  select id, audit_head, audit_count into strict v from tenants where id = current_tenant() for no key update;
  update tenants
     set audit_head = audit_append(v.audit_head, v.audit_count, v.id, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = v.id;
end
$$;

create or replace function put_documents(p_documents json) returns void
  language plpgsql
as $$
declare
  v_digests bytea[];
begin
  if p_documents is null then
    return;
  end if;
  -- in the order of their digests, so that two writers of the same bodies never wait for each other in a circle
  with given as materialized (
    select decode(key, 'hex') as digest, convert_to(value, 'UTF8') as body
      from json_each_text(p_documents)
  ), stored as (
    insert into documents (digest, body, size_bytes)
    select digest, body, octet_length(body)
      from given
     order by digest
    on conflict do nothing
  )
  select array_agg(digest) into v_digests from given;

  update documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';

  if (select count(*) from documents where tenant_id = current_tenant() and digest = any (v_digests)) < cardinality(v_digests) then
    raise exception 'a document was collected under this request' using errcode = 'WM001';
  end if;
end
$$;
comment on function put_documents is
  'Stores bodies by digest ({"<hex digest>": "<canonical JSON as a string>"}: as a string, because json itself cannot be read once it holds U+0000); equal bodies are stored once. Touches old rows, so that the collector cannot take what this transaction is about to refer to.';

create or replace function digest_of(p_sections json, p_section text) returns bytea
  language sql immutable parallel safe
  return decode(p_sections ->> p_section, 'hex');

create or replace function step_may_move(p_from text, p_to text) returns boolean
  language sql immutable parallel safe
  return case
    when p_to = p_from then true
    when p_to in ('executing', 'skipped') then p_from in ('pending', 'approved')
    when p_to in ('completed', 'failed') then p_from in ('pending', 'approved', 'executing')
    else false  -- approved is set by approvals alone, and nothing goes back
  end;

create or replace function command_may_move(p_from text, p_to text) returns boolean
  language sql immutable parallel safe
  return case
    when p_to = p_from then true
    when p_to = 'running' then p_from = 'pending'
    when p_to in ('completed', 'failed', 'cancelled') then p_from in ('pending', 'running', 'awaiting_approval')
    else false  -- awaiting_approval and rolled_back follow from approvals and rollbacks
  end;

create or replace function begun(p_status text) returns boolean
  language sql immutable parallel safe
  return p_status in ('executing', 'completed', 'failed');
comment on function begun is 'Whether a step of this status has run, at least in part.';

create or replace function ensure_agent(p_name text, p_new_id uuid, p_at timestamptz) returns uuid
  language plpgsql
as $$
declare
  v_id uuid;
begin
  if p_name is null then
    return current_agent();
  end if;
  select id into v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
  if found then
    return v_id;
  end if;
  if current_agent() is not null then
    perform problem('forbidden', 'this key acts for another agent');
  end if;
  insert into agents (id, name, created_at, updated_at) values (p_new_id, p_name, p_at, p_at)
  on conflict on constraint agents_name_unique do nothing
  returning id into v_id;
  if v_id is null then
    select id into strict v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
    return v_id;
  end if;
  perform audit_in_tenant(p_at, 'agent.registered', 'agent', v_id, json_build_object('id', v_id));
  return v_id;
end
$$;
comment on function ensure_agent is 'The agent of that name, registered when it is new; without a name, the agent that a restricted key is for.';
