-- What:  the words of agents and threads: finding and locking them, their audit chains; making, changing and deleting threads.
-- Why:   whatever hangs below a thread takes its lock first, and its number, version and previous hash from it.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function locked_agent(p_agent text) returns agents
  language plpgsql
as $$
declare
  v agents;
begin
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_agent) for no key update;
  if not found then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  return v;
end
$$;
comment on function locked_agent is 'The agent of that name, locked; 404 when there is none.';

create or replace function audit_in_agent(
  p_agent uuid, p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
declare
  v record;
begin
  select audit_head, audit_count into strict v from agents where id = p_agent and tenant_id = current_tenant() for no key update;
  update agents
     set audit_head = audit_append(v.audit_head, v.audit_count, p_agent, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_agent and tenant_id = current_tenant();
end
$$;

create or replace function audit_in_thread(
  p_thread uuid, p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
declare
  v record;
begin
  select audit_head, audit_count into strict v from threads where id = p_thread and tenant_id = current_tenant() for no key update;
  update threads
     set audit_head = audit_append(v.audit_head, v.audit_count, p_thread, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_thread and tenant_id = current_tenant();
end
$$;

create or replace function refuse_deleted(p_thread threads) returns void
  language plpgsql
as $$
begin
  if p_thread.deleted_at is not null then
    perform problem('gone', 'this thread has been deleted; PUT it with If-None-Match: * to begin it anew');
  end if;
end
$$;

create or replace function ensured_thread(p_agent text, p_thread text, p_new_agent uuid, p_new_thread uuid, p_at timestamptz)
returns threads
  language plpgsql
as $$
declare
  v_agent constant uuid := ensure_agent(p_agent, p_new_agent, p_at);
  v threads;
begin
  select * into v from threads
   where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
  if not found then
    insert into threads (id, agent_id, thread, created_at, updated_at) values (p_new_thread, v_agent, p_thread, p_at, p_at)
    on conflict on constraint threads_thread_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent));
      select * into strict v from threads where tenant_id = current_tenant() and id = v.id;
      return v;
    end if;
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
  end if;
  perform refuse_deleted(v);
  return v;
end
$$;
comment on function ensured_thread is
  'The thread, locked, made when it is new, and its agent registered when that is new; 410 once it is deleted.';

create or replace function locked_thread(p_agent text, p_thread text) returns threads
  language plpgsql
as $$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent))
     and t.thread_hash = name_hash(p_thread)
     for no key update of t;
  if not found then
    perform problem('not-found', 'there is no such thread');
  end if;
  perform refuse_deleted(v);
  return v;
end
$$;
comment on function locked_thread is 'The thread, locked; 404 when there is none, 410 once it is deleted.';

create or replace view thread_rows with (security_invoker = true) as
select t.id, t.agent_id, a.name as agent, t.thread, t.metadata::text as metadata, t.version, t.created_at, t.updated_at, t.deleted_at,
       octet_length(t.thread) + octet_length(a.name) + octet_length(t.metadata::text) + 1000 as size_bytes
  from threads t
  join agents a on a.tenant_id = t.tenant_id and a.id = t.agent_id
 where t.tenant_id = current_tenant();
comment on view thread_rows is 'size_bytes: about what the row weighs in an answer';

create or replace function threads_with(p_agent uuid, p_alternatives jsonb, p_before timestamptz, p_before_id uuid, p_rows integer)
returns table (id uuid)
  language sql stable security definer set search_path = public, pg_temp
as $$
  -- offset 0: else the planner would walk the agent's newest threads one by one, however rare the match
  select t.id
    from jsonb_array_elements(p_alternatives) as a (wanted)
   cross join lateral (select f.* from threads f where f.metadata @> a.wanted offset 0) t
   where t.tenant_id = current_tenant()
     and case when current_agent() is null then true else t.agent_id = current_agent() end
     and t.agent_id = p_agent
     and t.deleted_at is null
     and (t.updated_at, t.id) < (p_before, p_before_id)
   order by t.updated_at desc, t.id desc
   limit p_rows
$$;
comment on function threads_with is
  'The agent''s threads whose metadata contains one of the alternatives, the last changed first. No metadata contains two of them. Runs as waymark_searcher.';
alter function threads_with owner to waymark_searcher;

create or replace function put_thread(
  p_agent text, p_thread text, p_new_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof thread_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_metadata constant jsonb := p_body -> 'metadata';
  v_agent uuid;
  v threads;
begin
  if p_expected is not null or p_must_exist then
    v := locked_thread(p_agent, p_thread);
  else
    v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
    insert into threads (id, agent_id, thread, metadata, created_at, updated_at)
    values (p_new_id, v_agent, p_thread, coalesce(v_metadata, '{}'), v_at, v_at)
    on conflict on constraint threads_thread_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_thread(v.id, v_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent));
      return query select * from thread_rows where id = v.id;
      return;
    end if;
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
    if v.deleted_at is not null and p_must_be_new then
      update threads
         set deleted_at = null, metadata = coalesce(v_metadata, '{}'), version = version + 1, created_at = v_at, updated_at = v_at
       where tenant_id = current_tenant() and id = v.id;
      perform audit_in_thread(v.id, v_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent, 'anew', true));
      return query select * from thread_rows where id = v.id;
      return;
    end if;
    perform refuse_deleted(v);
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the thread has another version', json_build_object('current_version', v.version));
  end if;
  update threads
     set metadata = v_metadata, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and id = v.id and v_metadata is not null and metadata <> v_metadata;
  if found then
    perform audit_in_thread(v.id, v_at, 'thread.changed', 'thread', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from thread_rows where id = v.id;
end
$$;
comment on function put_thread is
  'Makes the thread, or replaces its metadata when the body has some. A deleted one is made anew, clean, when it must be new. The row is new when its created_at is the body''s time.';

create or replace function forget_shared_state(p_thread text) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  v_id uuid;
begin
  -- waits for whoever begins a state of this name, and keeps others from it
  select id into v_id from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for update;
  delete from shared_states s
   where s.tenant_id = current_tenant() and s.id = v_id
     and not exists (select from agent_states a where a.tenant_id = s.tenant_id and a.shared_id = s.id);
end
$$;
comment on function forget_shared_state is
  'Deletes the shared_state of a thread name once no agent has state of that name. Runs as waymark_searcher, since it must see the threads of all agents.';
alter function forget_shared_state owner to waymark_searcher;

create or replace function delete_thread(p_agent text, p_thread text, p_expected bigint, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v constant threads := locked_thread(p_agent, p_thread);
begin
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the thread has another version', json_build_object('current_version', v.version));
  end if;
  perform forget_checkpoints(array[v.id]);
  delete from agent_states where tenant_id = current_tenant() and thread_id = v.id;  -- and by foreign key their transitions
  update threads
     set deleted_at = p_at, metadata = '{}', next_state_version = 1, version = version + 1, updated_at = p_at
   where tenant_id = current_tenant() and id = v.id;
  perform forget_shared_state(p_thread);
  perform audit_in_thread(v.id, p_at, 'thread.deleted', 'thread', v.id, json_build_object('agent_id', v.agent_id));
end
$$;
comment on function delete_thread is 'Deletes all of a thread and leaves a tombstone; its audit chain goes on.';
