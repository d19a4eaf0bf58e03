-- What:  versioned state: reading any version, making the next one, taking one back; the schemas that it must fit.
-- Why:   a version is a row of the agent's own, or one that another agent made by changing shared_state (ADR 0010); said once, here.
-- Locks: nothing. Runs again: yes, on every change. Lock order: thread, shared_state.

create or replace function body_of(p_digest bytea) returns bytea
  language plpgsql stable parallel safe
as $$
declare
  v_body bytea;
begin
  if p_digest = sha256('{}') then
    return '{}';
  end if;
  select d.body into v_body from documents d where d.tenant_id = current_tenant() and d.digest = p_digest;
  if not found then
    select '\x00'::bytea || int4send(p.size_bytes) || int4send(octet_length(p.layout)) || p.layout || int4send(cardinality(p.packs))
           || (select string_agg(uuid_send(n.id), ''::bytea order by n.place) from unnest(p.packs) with ordinality n (id, place))
           || pack_frames(p.packs, '{}')
      into v_body
      from packed_documents p
     where p.tenant_id = current_tenant() and p.digest = p_digest;
  end if;
  return v_body;
end
$$;
comment on function body_of is
  'The document of that digest: its canonical JSON, or, where it is kept in pieces, a zero byte, size, layout, packs and their frames. The empty object needs none.';

create or replace function size_of(p_digest bytea) returns integer
  language sql stable parallel safe
  return coalesce((select d.size_bytes from documents d where d.tenant_id = current_tenant() and d.digest = p_digest),
                  (select p.size_bytes from packed_documents p where p.tenant_id = current_tenant() and p.digest = p_digest), 0);
comment on function size_of is 'What the canonical JSON of that document weighs; nothing for the empty object.';

create or replace function put_packed_documents(p_documents json, p_packs json, p_content bytea) returns void
  language plpgsql
as $$
declare
  v_digests bytea[];
  v_there bytea[];
begin
  if p_documents is null then
    return;
  end if;
  perform put_packs(array(select distinct n.id::uuid from json_array_elements(p_documents) d, json_array_elements_text(d.value -> 'packs') n (id)),
                    p_packs, p_content);
  select array_agg(decode(d.digest, 'hex')) into v_digests from json_to_recordset(p_documents) as d (digest text);
  select array_agg(p.digest) into v_there from packed_documents p where p.tenant_id = current_tenant() and p.digest = any (v_digests);

  insert into packed_documents (digest, size_bytes, layout, packs)
  select decode(d.digest, 'hex'), d.size_bytes, decode(d.layout, 'hex'), array(select n.id::uuid from json_array_elements_text(d.packs) n (id))
    from json_to_recordset(p_documents) as d (digest text, size_bytes integer, layout text, packs json)
   order by 1
  on conflict do nothing;

  if v_there is not null then
    -- whoever stored one of these before has it in other packs: what came along may be in nobody's
    insert into garbage_packs (pack_id)
    select p.id from json_to_recordset(p_packs) as p (id uuid)
    on conflict do nothing;
    update packed_documents
       set touched_at = waymark_now()
     where tenant_id = current_tenant()
       and digest = any (v_there)
       and touched_at < waymark_now() - interval '12 hours';
    if (select count(*) from packed_documents p where p.tenant_id = current_tenant() and p.digest = any (v_digests)) < cardinality(v_digests) then
      raise exception 'a document was collected under this request' using errcode = 'WM001';
    end if;
  end if;
end
$$;
comment on function put_packed_documents is
  'Stores large documents ([{digest, size_bytes, layout, packs}], digest and layout in hex) with their new packs, see put_packs(). Equal documents are stored once.';

create or replace function state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea) returns bytea
  language sql immutable parallel safe
  return sha256(convert_to('{"local_state":"' || encode(p_local, 'hex') || '","persistent_state":"' || encode(p_persistent, 'hex')
    || '","session_state":"' || encode(p_session, 'hex') || '","shared_state":"' || encode(p_shared, 'hex') || '"}', 'UTF8'));
comment on function state_hash is 'SHA-256 of the canonical JSON object that has the hex digest of each partition under its name.';

create or replace function state_versions(p_thread uuid, p_first bigint, p_last bigint, p_rows integer)
returns table (
  id uuid, agent_id uuid, version bigint, state_hash bytea,
  local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea,
  modification_count bigint, valid_from timestamptz, valid_until timestamptz, created_at timestamptz,
  transition_id uuid, transition_type text, trigger text, changed_by uuid)
  language sql stable
as $$
  select v.id, o.agent_id, o.version + v.later,
         case v.later when 0 then o.state_hash
              else state_hash(o.local_state, o.persistent_state, o.session_state, v.shared_state) end,
         o.local_state, v.shared_state, o.session_state, o.persistent_state, o.modification_count, v.valid_from,
         -- until the next that another agent made, or the agent's own
         coalesce((select greatest(o.valid_from, n.valid_from)
                     from shared_state_versions n
                    where n.tenant_id = current_tenant() and n.shared_id = o.shared_id
                      and n.version = o.shared_version + v.later + 1
                      and (o.last_version is null or o.version + v.later < o.last_version)), o.valid_until),
         v.created_at, v.transition_id, v.transition_type, v.trigger, v.changed_by
    from (select s.*
            from agent_states s
           where s.tenant_id = current_tenant()
             and s.thread_id = p_thread
             and s.version <= p_last
             and (s.last_version is null or s.last_version >= p_first)
           order by s.version desc
           limit p_rows) o
   cross join lateral (
     select 0::bigint as later, o.id, o.shared_state, o.valid_from, o.created_at,
            t.id as transition_id, t.transition_type, t.trigger, o.agent_id as changed_by
       from state_transitions t
      where t.tenant_id = current_tenant() and t.to_state_id = o.id
     union all
     (select s.version - o.shared_version, s.id, s.digest, greatest(o.valid_from, s.valid_from), s.valid_from,
             s.id, 'update', s.trigger, s.agent_id
        from shared_state_versions s
       where s.tenant_id = current_tenant()
         and s.shared_id = o.shared_id
         and s.version > o.shared_version
         and s.version >= o.shared_version + (p_first - o.version)
         and s.version <= o.shared_version + (least(p_last, coalesce(o.last_version, p_last)) - o.version)
       order by s.version desc
       limit p_rows)
   ) v
   where o.version + v.later between p_first and p_last
   order by o.version + v.later desc
   limit p_rows
$$;
comment on function state_versions is
  'The versions of a thread''s state from one number to another, newest first: those that its agent wrote, and after each those that other agents made of it by changing shared_state.';

create or replace function state_version_now(p_thread uuid) returns bigint
  language sql stable
as $$
  select o.version + h.version - o.shared_version
    from agent_states o
    join shared_states h on h.tenant_id = o.tenant_id and h.id = o.shared_id
   where o.tenant_id = current_tenant() and o.thread_id = p_thread and o.valid_until is null
$$;

create or replace function state_version_at(p_thread uuid, p_at timestamptz) returns bigint
  language sql stable
as $$
  select o.version + coalesce((select s.version - o.shared_version
                                 from shared_state_versions s
                                where s.tenant_id = current_tenant() and s.shared_id = o.shared_id
                                  and s.version > o.shared_version
                                  and (o.last_version is null or s.version <= o.shared_version + o.last_version - o.version)
                                  and s.valid_from <= p_at
                                order by s.version desc
                                limit 1), 0)
    from (select s.* from agent_states s
           where s.tenant_id = current_tenant() and s.thread_id = p_thread and s.valid_from <= p_at
           order by s.valid_from desc
           limit 1) o
$$;

create or replace function state_of(p_thread uuid, p_version bigint, p_bodies text[])
returns table (
  id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text,
  local_digest text, shared_digest text, session_digest text, persistent_digest text,
  local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea,
  modification_count bigint, valid_from timestamptz, valid_until timestamptz, created_at timestamptz, transition_id uuid,
  schemas text)
  language sql stable
as $$
  select v.id, v.agent_id, a.name, t.thread, v.version, encode(v.state_hash, 'hex'),
         encode(v.local_state, 'hex'), encode(v.shared_state, 'hex'), encode(v.session_state, 'hex'), encode(v.persistent_state, 'hex'),
         case when 'local_state' = any (p_bodies) then body_of(v.local_state) end,
         case when 'shared_state' = any (p_bodies) then body_of(v.shared_state) end,
         case when 'session_state' = any (p_bodies) then body_of(v.session_state) end,
         case when 'persistent_state' = any (p_bodies) then body_of(v.persistent_state) end,
         v.modification_count, v.valid_from, v.valid_until, v.created_at, v.transition_id, null::text
    from state_versions(p_thread, p_version, p_version, 1) v
    join threads t on t.tenant_id = current_tenant() and t.id = p_thread
    join agents a on a.tenant_id = current_tenant() and a.id = v.agent_id
$$;
comment on function state_of is 'One version of a thread''s state, with the bodies of the partitions named.';

create or replace function read_state(p_agent text, p_thread text, p_version bigint, p_at timestamptz, p_bodies text[])
returns table (
  id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text,
  local_digest text, shared_digest text, session_digest text, persistent_digest text,
  local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea,
  modification_count bigint, valid_from timestamptz, valid_until timestamptz, created_at timestamptz, transition_id uuid,
  schemas text)
  language plpgsql stable
as $$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select * from state_of(v_thread,
      case when p_version is not null then p_version
           when p_at is not null then state_version_at(v_thread, p_at)
           else state_version_now(v_thread) end, p_bodies);
  if not found then
    perform problem('not-found', case when p_version is null and p_at is null then 'this thread has no state yet'
                                      else 'this thread had no such state' end);
  end if;
end
$$;

create or replace function shared_state_of(p_thread text, p_to_change boolean, p_new_id uuid, p_at timestamptz) returns shared_states
  language plpgsql
as $$
declare
  v shared_states;
begin
  for attempt in 1 .. 2 loop
    if p_to_change then
      select * into v from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for no key update;
    else
      select * into v from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for key share;
    end if;
    if found then
      return v;
    end if;
    insert into shared_states (id, thread, valid_from, created_at) values (p_new_id, p_thread, '-infinity', p_at)
    on conflict on constraint shared_states_thread_unique do nothing;
  end loop;
  raise exception 'the shared state was forgotten under this request' using errcode = 'WM001';
end
$$;
comment on function shared_state_of is
  'What the agents of a thread name share, made when it is new; locked against others who change it, or only against its being forgotten.';

create or replace function make_state(
  p_thread threads, p_shared shared_states, p_own agent_states, p_partitions json, p_type text, p_trigger text, p_undoes uuid,
  p_at timestamptz, p_state_id uuid, p_transition_id uuid)
returns agent_states
  language plpgsql
as $$
declare
  -- never before its predecessor, whatever the clock says
  v_from constant timestamptz := greatest(waymark_now(), p_own.valid_from + interval '1 microsecond',
                                          p_shared.valid_from + interval '1 microsecond');
  v_before constant bigint := p_own.version + p_shared.version - p_own.shared_version;
  v_shared constant bytea := coalesce(digest_of(p_partitions, 'shared_state'), p_shared.digest);
  v_shares constant boolean := v_shared <> p_shared.digest;
  v_local constant bytea := coalesce(digest_of(p_partitions, 'local_state'), p_own.local_state, sha256('{}'));
  v_session constant bytea := coalesce(digest_of(p_partitions, 'session_state'), p_own.session_state, sha256('{}'));
  v_persistent constant bytea := coalesce(digest_of(p_partitions, 'persistent_state'), p_own.persistent_state, sha256('{}'));
  v_from_state uuid := p_own.id;
  v agent_states;
begin
  -- those that nobody gave, which a version has that may be gone before the next one is looked at
  perform keep_documents(array[v_local, v_shared, v_session, v_persistent]);
  if v_before > p_own.version then
    select id into strict v_from_state from shared_state_versions
     where tenant_id = current_tenant() and shared_id = p_shared.id and version = p_shared.version;
  end if;
  if v_shares then
    update shared_state_versions set valid_until = v_from
     where tenant_id = current_tenant() and shared_id = p_shared.id and version = p_shared.version;
    insert into shared_state_versions (id, shared_id, version, digest, agent_id, trigger, valid_from)
    values (p_transition_id, p_shared.id, p_shared.version + 1, v_shared, p_thread.agent_id, p_trigger, v_from);
    update shared_states set version = version + 1, digest = v_shared, valid_from = v_from
     where tenant_id = current_tenant() and id = p_shared.id;
  end if;
  update agent_states set valid_until = v_from, last_version = v_before
   where tenant_id = current_tenant() and id = p_own.id;
  insert into agent_states (id, agent_id, thread_id, version, local_state, shared_state, session_state, persistent_state, state_hash,
                            shared_id, shared_version, modification_count, valid_from, created_at)
  values (p_state_id, p_thread.agent_id, p_thread.id, coalesce(v_before, 0) + 1, v_local, v_shared, v_session, v_persistent,
          state_hash(v_local, v_persistent, v_session, v_shared),
          p_shared.id, p_shared.version + v_shares::integer, coalesce(p_own.modification_count + 1, 0), v_from, p_at)
  returning * into v;
  insert into state_transitions (id, agent_id, thread_id, from_state_id, to_state_id, to_version, transition_type, trigger, undoes_id, created_at)
  values (p_transition_id, v.agent_id, v.thread_id, v_from_state, v.id, v.version, p_type, p_trigger, p_undoes, p_at);
  update threads set next_state_version = v.version + 1 where tenant_id = current_tenant() and id = v.thread_id;
  perform audit_in_thread(v.thread_id, p_at, 'state.' || p_type, 'agent_state', v.id,
    json_build_object('version', v.version, 'state_hash', encode(v.state_hash, 'hex')));
  return v;
end
$$;
comment on function make_state is
  'The next version of a thread''s state: the partitions given ({"<partition>": "<hex digest>"}, documents already stored), the others as they were. p_thread and p_shared are locked, p_own is the agent''s newest row or null.';

create or replace function refuse_large_state(p_state agent_states) returns void
  language plpgsql stable
as $$
declare
  c_limit constant integer := 4194304;
  v_bytes constant bigint := 80 + size_of(p_state.local_state) + size_of(p_state.shared_state)
                                + size_of(p_state.session_state) + size_of(p_state.persistent_state);
begin
  if v_bytes > c_limit then
    perform problem('too-large', format('the state would have %s bytes and may have %s', v_bytes, c_limit),
      json_build_object('limit_bytes', c_limit));
  end if;
end
$$;
comment on function refuse_large_state is 'A state must fit into one answer.';

create or replace function schemas_of(p_agent uuid, p_partitions json) returns jsonb
  language sql stable
as $$
  select jsonb_object_agg(s.partition, encode(s.digest, 'hex'))
    from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = p_agent and p_partitions ->> s.partition is not null
$$;
comment on function schemas_of is 'The digests of the schemas that these partitions of an agent must fit; null when there is none.';

drop function if exists put_state(text, text, json, bigint, boolean);
create or replace function put_state(
  p_agent text, p_thread text, p_body json, p_expected bigint, p_must_exist boolean, p_content bytea)
returns table (
  id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text,
  local_digest text, shared_digest text, session_digest text, persistent_digest text,
  local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea,
  modification_count bigint, valid_from timestamptz, valid_until timestamptz, created_at timestamptz, transition_id uuid,
  schemas text)
  language plpgsql
as $$
#variable_conflict use_column
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_partitions constant json := p_body -> 'partitions';
  v_must_be_new constant boolean := p_expected is null and not p_must_exist;
  v_state_id constant uuid := p_body ->> 'state_id';
  v_thread threads;
  v_shared shared_states;
  v_own agent_states;
  v_version bigint;
  v_schemas jsonb;
begin
  v_schemas := schemas_of((select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent)), v_partitions);
  if v_schemas is distinct from (p_body -> 'schemas')::jsonb then
    -- the caller looks at them and comes again; nothing is written
    return query select v_state_id, v_state_id, p_agent, p_thread, 0::bigint, '', '', '', '', '', null::bytea, null::bytea, null::bytea,
      null::bytea, 0::bigint, v_at, v_at, v_at, v_state_id,
      (select coalesce(jsonb_object_agg(s.key, convert_from(body_of(decode(s.value, 'hex')), 'UTF8')), '{}') from jsonb_each_text(v_schemas) s)::text;
    return;
  end if;
  if v_must_be_new then
    v_thread := ensured_thread(p_agent, p_thread, (p_body ->> 'new_agent_id')::uuid, (p_body ->> 'new_thread_id')::uuid, v_at);
  else
    v_thread := locked_thread(p_agent, p_thread);
  end if;
  v_shared := shared_state_of(p_thread, v_partitions ->> 'shared_state' is not null, v_state_id, v_at);
  select s.* into v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = v_thread.id and s.valid_until is null;
  v_version := v_own.version + v_shared.version - v_own.shared_version;
  if v_version is null and not v_must_be_new then
    perform problem('not-found', 'this thread has no state yet: begin it with If-None-Match: *');
  end if;
  if (v_must_be_new and v_version is not null) or p_expected <> v_version then
    perform problem('version-mismatch', 'the state has another version', json_build_object('current_version', v_version));
  end if;
  if v_version is null and v_shared.version > 0 and digest_of(v_partitions, 'shared_state') <> v_shared.digest then
    perform problem('version-mismatch',
      'another agent of this thread has written shared_state: begin without it, then change it with If-Match');
  end if;
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  v_own := make_state(v_thread, v_shared, v_own, v_partitions, p_body ->> 'transition_type', p_body ->> 'trigger', null, v_at,
    v_state_id, (p_body ->> 'transition_id')::uuid);
  perform refuse_large_state(v_own);
  return query
    select * from state_of(v_thread.id, v_own.version,
      array(select n from unnest(array['local_state', 'shared_state', 'session_state', 'persistent_state']) n where v_partitions ->> n is null));
end
$$;
comment on function put_state is
  'Makes the next version of a state, the first when it must be new. Answers it with the bodies of the partitions that were not given; or, when an agent has schemas for those that were and the body does not name them as checked, these and nothing else (version 0, nothing written).';

create or replace function roll_back_state(p_agent text, p_thread text, p_transition uuid, p_body json, p_expected bigint)
returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_thread constant threads := locked_thread(p_agent, p_thread);
  v_answer json := idempotent_answer();
  v_shared shared_states;
  v_own agent_states;
  v_to bigint;
  v_before record;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select t.to_version into v_to from state_transitions t
   where t.tenant_id = current_tenant() and t.thread_id = v_thread.id and t.id = p_transition;
  if not found then
    select o.version + s.version - o.shared_version into v_to
      from shared_state_versions s
      join agent_states o on o.tenant_id = s.tenant_id and o.shared_id = s.shared_id and o.thread_id = v_thread.id
       and s.version > o.shared_version
       and (o.last_version is null or s.version <= o.shared_version + o.last_version - o.version)
     where s.tenant_id = current_tenant() and s.id = p_transition;
    if not found then
      perform problem('not-found', 'there is no such transition in this thread');
    end if;
  end if;
  v_shared := shared_state_of(p_thread, true, v_thread.id, v_at);
  select s.* into strict v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = v_thread.id and s.valid_until is null;
  if p_expected <> v_own.version + v_shared.version - v_own.shared_version then
    perform problem('version-mismatch', 'the state has another version',
      json_build_object('current_version', v_own.version + v_shared.version - v_own.shared_version));
  end if;
  select * into v_before from state_versions(v_thread.id, v_to - 1, v_to - 1, 1);
  if not found then
    perform problem('conflict', 'there is no state before this transition to go back to');
  end if;
  if exists (select from state_transitions t
              where t.tenant_id = current_tenant() and t.thread_id = v_thread.id and t.undoes_id = p_transition) then
    perform problem('conflict', 'this transition has been rolled back');
  end if;
  if not keep_documents(array[v_before.local_state, v_before.shared_state, v_before.session_state, v_before.persistent_state]) then
    raise exception 'that state has left under this request' using errcode = 'WM001';
  end if;
  v_own := make_state(v_thread, v_shared, v_own,
    json_build_object('local_state', encode(v_before.local_state, 'hex'), 'shared_state', encode(v_before.shared_state, 'hex'),
      'session_state', encode(v_before.session_state, 'hex'), 'persistent_state', encode(v_before.persistent_state, 'hex')),
    'restore', coalesce(p_body ->> 'trigger', 'rollback'), p_transition, v_at, (p_body ->> 'state_id')::uuid, (p_body ->> 'transition_id')::uuid);
  v_answer := json_build_object('version', v_own.version);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function roll_back_state is
  'A new version that has the state before a transition, whole, and a transition of its own. Once per transition; the first has nothing before it.';

create or replace function restore_state(
  p_thread threads, p_partitions json, p_trigger text, p_at timestamptz, p_state_id uuid, p_transition_id uuid)
returns agent_states
  language plpgsql
as $$
declare
  v_shared constant shared_states := shared_state_of(p_thread.thread, p_partitions ->> 'shared_state' is not null, p_state_id, p_at);
  v_own agent_states;
begin
  select s.* into v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = p_thread.id and s.valid_until is null;
  v_own := make_state(p_thread, v_shared, v_own, p_partitions, 'restore', p_trigger, null, p_at, p_state_id, p_transition_id);
  perform refuse_large_state(v_own);
  return v_own;
end
$$;
comment on function restore_state is
  'A new version with these partitions ({"<partition>": "<hex digest>"}, documents already stored), whatever is current; the first when there is none. The thread is locked. A partition not given stays as it is.';

create or replace view state_schema_rows with (security_invoker = true) as
select s.id, s.agent_id, a.name as agent, s.partition, encode(s.digest, 'hex') as digest, body_of(s.digest) as schema, s.version,
       s.created_at, s.updated_at
  from state_schemas s
  join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
 where s.tenant_id = current_tenant();

create or replace function put_state_schema(
  p_agent text, p_partition text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof state_schema_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_digest constant bytea := digest_of(p_body, 'digest');
  v_agent uuid;
  v state_schemas;
begin
  v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
  perform from agents where tenant_id = current_tenant() and id = v_agent for no key update;
  perform put_documents(p_body -> 'documents');
  select s.* into v from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = v_agent and s.partition = p_partition;
  if v.id is null and (p_expected is not null or p_must_exist) then
    perform problem('not-found', 'this partition has no schema');
  end if;
  if v.id is null then
    insert into state_schemas (id, agent_id, partition, digest, created_at, updated_at)
    values ((p_body ->> 'id')::uuid, v_agent, p_partition, v_digest, v_at, v_at)
    returning * into v;
  elsif p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the schema has another version', json_build_object('current_version', v.version));
  elsif v.digest <> v_digest then
    update state_schemas set digest = v_digest, version = version + 1, updated_at = v_at where tenant_id = current_tenant() and id = v.id;
  end if;
  perform audit_in_agent(v_agent, v_at, 'state_schema.put', 'state_schema', v.id,
    json_build_object('partition', p_partition, 'digest', p_body ->> 'digest'));
  return query select * from state_schema_rows r where r.id = v.id;
end
$$;
comment on function put_state_schema is 'Sets the JSON Schema that a partition of an agent''s state must fit from now on.';

create or replace function delete_state_schema(p_agent text, p_partition text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v_agent constant agents := locked_agent(p_agent);
  v state_schemas;
begin
  select s.* into v from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = v_agent.id and s.partition = p_partition;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the schema has another version', json_build_object('current_version', v.version));
  end if;
  delete from state_schemas where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent.id, p_at, 'state_schema.deleted', 'state_schema', v.id, json_build_object('partition', p_partition));
  return true;
end
$$;

create or replace function state_version_page(
  p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint, p_bodies text[])
returns table (
  id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text,
  local_digest text, shared_digest text, session_digest text, persistent_digest text,
  local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea,
  modification_count bigint, valid_from timestamptz, valid_until timestamptz, created_at timestamptz, transition_id uuid,
  schemas text)
  language plpgsql stable
as $$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select s.*
      from (select v.version, b.size_bytes, sum(b.size_bytes) over (order by v.version desc) - b.size_bytes as bytes_before
              from state_versions(v_thread, 1, p_before - 1, p_rows) v
             cross join lateral (
               select (1000 + octet_length(p_agent) + octet_length(p_thread) + coalesce(sum(size_of(t.digest)), 0))::bigint as size_bytes
                 from (values ('local_state', v.local_state), ('shared_state', v.shared_state),
                              ('session_state', v.session_state), ('persistent_state', v.persistent_state)) as t (name, digest)
                where t.name = any (p_bodies)) b) w
     cross join lateral state_of(v_thread, w.version, p_bodies) s
     where w.bytes_before < p_budget
     order by w.version desc;
end
$$;
comment on function state_version_page is 'The versions of a state before a number, newest first, as many as weigh no more than the budget.';

create or replace function state_transition_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint)
returns table (
  id uuid, from_state_id uuid, to_state_id uuid, from_version bigint, to_version bigint, transition_type text, trigger text,
  changed_by uuid, created_at timestamptz, rollback_available boolean,
  local_before bytea, local_after bytea, shared_before bytea, shared_after bytea,
  session_before bytea, session_after bytea, persistent_before bytea, persistent_after bytea, size_bytes bigint)
  language plpgsql stable
as $$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select p.transition_id, p.before_id, p.id, p.before_version, p.version, p.transition_type, p.trigger, p.changed_by, p.created_at,
           p.before_id is not null and not exists (
             select from state_transitions u
              where u.tenant_id = current_tenant() and u.thread_id = v_thread and u.undoes_id = p.transition_id),
           case when p.local_before <> p.local_state then body_of(p.local_before) end,
           case when p.local_before is distinct from p.local_state then body_of(p.local_state) end,
           case when p.shared_before <> p.shared_state then body_of(p.shared_before) end,
           case when p.shared_before is distinct from p.shared_state then body_of(p.shared_state) end,
           case when p.session_before <> p.session_state then body_of(p.session_before) end,
           case when p.session_before is distinct from p.session_state then body_of(p.session_state) end,
           case when p.persistent_before <> p.persistent_state then body_of(p.persistent_before) end,
           case when p.persistent_before is distinct from p.persistent_state then body_of(p.persistent_state) end,
           p.size_bytes
      from (select v.*, b.id as before_id, b.version as before_version, b.local_state as local_before, b.shared_state as shared_before,
                   b.session_state as session_before, b.persistent_state as persistent_before,
                   w.size_bytes, sum(w.size_bytes) over (order by v.version desc) - w.size_bytes as bytes_before
              from state_versions(v_thread, 1, p_before - 1, p_rows) v
              left join lateral state_versions(v_thread, v.version - 1, v.version - 1, 1) b on true
             cross join lateral (
               select (1000 + coalesce(octet_length(v.trigger), 0) + coalesce(sum(size_of(t.digest) + coalesce(size_of(t.digest_before), 0)), 0))::bigint as size_bytes
                 from (values (v.local_state, b.local_state), (v.shared_state, b.shared_state),
                              (v.session_state, b.session_state), (v.persistent_state, b.persistent_state)) as t (digest, digest_before)
                where t.digest is distinct from t.digest_before) w) p
     where p.bytes_before < p_budget
     order by p.version desc;
end
$$;
comment on function state_transition_page is
  'What led to the versions before a number, newest first, with the bodies of the partitions that differ; as many as weigh no more than the budget.';
