-- What:  taking, reading, restoring and cutting checkpoints; storing and collecting packs.
-- Why:   a checkpoint with its packs, its writes, its audit event and its idempotency key is one statement.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function put_packs(p_needed uuid[], p_new json, p_content bytea) returns void
  language plpgsql
as $$
declare
  v_there bigint;
  v_untouched boolean;
begin
  -- in the order of their ids, so that two writers of the same packs never wait for each other in a circle: the caller's care
  insert into packs (id, bases, dictionary, directory, content_bytes, body)
  select n.id,
         substring(p_content from n.at for n.bases_bytes),
         substring(p_content from n.at + n.bases_bytes for n.dictionary_bytes),
         substring(p_content from n.at + n.bases_bytes + n.dictionary_bytes for n.directory_bytes),
         n.content_bytes,
         substring(p_content from n.at + n.bases_bytes + n.dictionary_bytes + n.directory_bytes for n.body_bytes)
    from (select p.*,
                 (1 + sum(p.bases_bytes + p.dictionary_bytes + p.directory_bytes + p.body_bytes) over (rows unbounded preceding)
                    - (p.bases_bytes + p.dictionary_bytes + p.directory_bytes + p.body_bytes))::integer as at
            from json_to_recordset(p_new)
              as p (id uuid, bases_bytes integer, dictionary_bytes integer, directory_bytes integer, content_bytes integer, body_bytes integer)) n
  on conflict do nothing;

  select count(*), bool_or(touched_at < waymark_now() - interval '12 hours') into v_there, v_untouched
    from packs
   where tenant_id = current_tenant() and id = any (p_needed);
  if v_untouched then
    update packs
       set touched_at = waymark_now()
     where tenant_id = current_tenant()
       and id = any (p_needed)
       and touched_at < waymark_now() - interval '12 hours';
    select count(*) into v_there from packs where tenant_id = current_tenant() and id = any (p_needed);
  end if;
  if v_there < cardinality(p_needed) then
    raise exception 'a pack was collected under this request' using errcode = 'WM001';
  end if;
end
$$;
comment on function put_packs is
  'Stores new packs, whose bytes follow each other in the content, and makes sure that every pack that is needed is there and stays: it touches old ones, so that the collector cannot take what this transaction is about to refer to.';

create or replace function pack_frames(p_packs uuid[], p_known uuid[]) returns bytea
  language sql stable parallel safe
begin atomic
  select string_agg(uuid_send(p.id)
                    || int4send(octet_length(p.bases)) || p.bases
                    || int4send(octet_length(p.dictionary)) || p.dictionary
                    || int4send(octet_length(p.directory)) || p.directory
                    || int4send(p.content_bytes)
                    || int4send(octet_length(p.body)) || p.body, ''::bytea)
    from packs p
   where p.tenant_id = current_tenant() and p.id = any (p_packs) and not p.id = any (p_known);
end;
comment on function pack_frames is 'Packs as one value: id, then bases, dictionary and directory with their lengths, the length of the content, and the body with its length.';

create or replace function with_bases(p_packs uuid[]) returns uuid[]
  language sql stable parallel safe
begin atomic
  select p_packs || coalesce(array_agg(encode(substring(p.bases from 16 * n + 1 for 16), 'hex')::uuid), '{}')
    from packs p, generate_series(0, octet_length(p.bases) / 16 - 1) n
   where p.tenant_id = current_tenant() and p.id = any (p_packs);
end;
comment on function with_bases is 'Packs, and what these are packed against.';

create or replace function writes_json(p_checkpoint uuid, p_keys text[] default null) returns bytea
  language sql stable parallel safe
begin atomic
  select convert_to('[', 'UTF8')
         || coalesce(string_agg(
              convert_to('{"task_id":' || to_json(w.task_id)::text || ',"index":' || w.write_index || ',"task_path":' || to_json(w.task_path)::text
                         || ',"key":' || to_json(w.key)::text || ',"value":', 'UTF8') || w.value || convert_to('}', 'UTF8'),
              convert_to(',', 'UTF8') order by w.task_id collate "C", w.write_index), ''::bytea)
         || convert_to(']', 'UTF8')
    from checkpoint_writes w
   where w.tenant_id = current_tenant() and w.checkpoint_id = p_checkpoint and (p_keys is null or w.key = any (p_keys));
end;
comment on function writes_json is 'The pending writes of a checkpoint as a JSON array, or those of some keys; as bytes, because json itself cannot be read once it holds U+0000.';

create or replace view checkpoint_rows with (security_invoker = true) as
select c.id, c.agent_id, a.name as agent, c.thread_id, t.thread, c.number, c.namespace, c.namespace_key, c.parent_checkpoint_id, c.checkpoint_type,
       c.trigger_reason, c.metadata::text as metadata, c.state_id, encode(c.state_digest, 'hex') as state_digest, c.size_bytes, c.stored_bytes,
       c.restoration_count, c.last_restored_at, c.restoration_time_ms, c.forked_from, c.pinned, c.retention_policy, c.expires_at, c.created_at,
       octet_length(c.metadata::text) + coalesce(octet_length(c.trigger_reason), 0) + octet_length(c.namespace) + octet_length(t.thread)
         + octet_length(a.name) + 1500 as row_bytes,
       c.layout, c.packs, array_to_string(c.packs, ',') as pack_ids
  from state_checkpoints c
  join threads t on t.tenant_id = c.tenant_id and t.id = c.thread_id
  join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
 where c.tenant_id = current_tenant();
comment on view checkpoint_rows is 'row_bytes: about what the row weighs in an answer, without state and writes';

create or replace function checkpoints_with(
  p_agent uuid, p_thread uuid, p_namespace text, p_alternatives jsonb, p_before_number bigint, p_before_id uuid, p_rows integer)
returns table (id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  -- materialized: else the planner would walk the newest checkpoints one by one, however rare the match
  with found as materialized (
    select c.id, c.number
      from jsonb_array_elements(p_alternatives) as a (wanted)
      join state_checkpoints c on c.metadata @> a.wanted
     where c.tenant_id = current_tenant()
       and case when current_agent() is null then true else c.agent_id = current_agent() end
       and c.agent_id = p_agent
       and (p_thread is null or c.thread_id = p_thread)
       and (p_namespace is null or c.namespace_key = hashtextextended(p_namespace, 0) and c.namespace = p_namespace)
       and c.number < p_before_number
       and c.id < p_before_id)
  select f.id
    from found f
   order by case when p_thread is not null then f.number end desc, f.id desc
   limit p_rows;
end
$$;
comment on function checkpoints_with is
  'The newest checkpoints of an agent, or of one of its threads, whose metadata contains one of the alternatives. No metadata contains two of them. Runs as waymark_searcher.';
alter function checkpoints_with owner to waymark_searcher;

create or replace function checkpoint_json(c state_checkpoints, p_agent text, p_thread text) returns json
  language sql stable
  return json_build_object(
    'id', c.id, 'agent', p_agent, 'agent_id', c.agent_id, 'thread', p_thread, 'number', c.number, 'namespace', c.namespace,
    'parent_checkpoint_id', c.parent_checkpoint_id, 'checkpoint_type', c.checkpoint_type, 'trigger_reason', c.trigger_reason,
    'metadata', c.metadata::text, 'state_id', c.state_id, 'state_digest', encode(c.state_digest, 'hex'), 'size_bytes', c.size_bytes,
    'stored_bytes', c.stored_bytes, 'restoration_count', c.restoration_count, 'last_restored_at', c.last_restored_at,
    'restoration_time_ms', c.restoration_time_ms, 'forked_from', c.forked_from, 'pinned', c.pinned,
    'retention_policy', c.retention_policy, 'expires_at', c.expires_at, 'created_at', c.created_at,
    'row_bytes', octet_length(c.metadata::text) + coalesce(octet_length(c.trigger_reason), 0) + octet_length(c.namespace)
                 + octet_length(p_thread) + octet_length(p_agent) + 1500);
comment on function checkpoint_json is
  'A checkpoint as checkpoint_rows shows it, of a row that is at hand. p_agent, p_thread: the names of its agent and its thread.';

create or replace function checkpoint_answer(p_checkpoint uuid) returns json
  language sql stable
begin atomic
  select checkpoint_json(c, a.name, t.thread)
    from state_checkpoints c
    join threads t on t.tenant_id = c.tenant_id and t.id = c.thread_id
    join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
   where c.tenant_id = current_tenant() and c.id = p_checkpoint;
end;

create or replace function insert_writes(p_checkpoint state_checkpoints, p_writes json, p_at timestamptz) returns integer
  language plpgsql
as $$
declare
  v_stored integer;
begin
  insert into checkpoint_writes (checkpoint_id, agent_id, task_id, write_index, task_path, key, value, created_at)
  select p_checkpoint.id, p_checkpoint.agent_id, w.task_id, w.index, coalesce(w.task_path, ''), w.key, convert_to(w.value, 'UTF8'), p_at
    from json_to_recordset(p_writes) as w (task_id text, index integer, task_path text, key text, value text)
   order by w.task_id, w.index
  on conflict (tenant_id, checkpoint_id, task_id, write_index) do update
     set task_path = excluded.task_path, key = excluded.key, value = excluded.value, created_at = excluded.created_at
   where checkpoint_writes.write_index < 0;
  get diagnostics v_stored = row_count;
  return v_stored;
end
$$;
comment on function insert_writes is 'One write per task and index: the first stays, but at a negative index the newest. Answers how many were stored.';

create or replace function take_checkpoint(p_agent text, p_thread text, p_body json, p_layout bytea, p_packs bytea)
returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_id constant uuid := p_body ->> 'id';
  v_parent constant uuid := p_body ->> 'parent_checkpoint_id';
  v_base constant uuid := p_body ->> 'base_checkpoint_id';
  v_packs constant uuid[] := array(select value::uuid from json_array_elements_text(p_body -> 'packs'));
  v_thread threads;
  v state_checkpoints;
  v_answer json;
begin
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if (p_body ->> 'must_be_new')::boolean then
    perform put_thread(p_agent, p_thread, (p_body ->> 'new_thread_id')::uuid,
      json_build_object('at', p_body -> 'at', 'new_agent_id', p_body -> 'new_agent_id'), null, false, true);
  end if;
  v_thread := ensured_thread(p_agent, p_thread, (p_body ->> 'new_agent_id')::uuid, (p_body ->> 'new_thread_id')::uuid, v_at);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v_parent is not null and not exists (
       select from state_checkpoints c where c.tenant_id = current_tenant() and c.id = v_parent and c.thread_id = v_thread.id) then
    perform problem('invalid-request', 'the thread has no such checkpoint', json_build_object(
      'errors', json_build_array(json_build_object('pointer', '/parent_checkpoint_id', 'code', 'unknown_checkpoint', 'detail', 'the thread has no such checkpoint'))));
  end if;
  -- the parent, mostly, and that is there
  if v_base is not null and v_base is distinct from v_parent and not exists (
       select from state_checkpoints c where c.tenant_id = current_tenant() and c.id = v_base) then
    perform problem('invalid-request', 'there is no such checkpoint', json_build_object(
      'errors', json_build_array(json_build_object('pointer', '/base_checkpoint_id', 'code', 'unknown_checkpoint', 'detail', 'there is no such checkpoint'))));
  end if;
  perform put_packs(v_packs, p_body -> 'new_packs', p_packs);
  insert into state_checkpoints (id, agent_id, thread_id, number, namespace, parent_checkpoint_id, checkpoint_type, trigger_reason, metadata,
                                 state_id, state_digest, size_bytes, stored_bytes, layout, packs, pinned, retention_policy,
                                 expires_at, created_at)
  values (v_id, v_thread.agent_id, v_thread.id, v_thread.next_checkpoint_number, p_body ->> 'namespace', v_parent, p_body ->> 'checkpoint_type',
          p_body ->> 'trigger_reason', coalesce((p_body -> 'metadata')::jsonb, '{}'), (p_body ->> 'state_id')::uuid,
          decode(p_body ->> 'state_digest', 'hex'), (p_body ->> 'size_bytes')::integer, (p_body ->> 'stored_bytes')::integer, p_layout,
          v_packs,
          (p_body ->> 'pinned')::boolean, p_body ->> 'retention_policy', (p_body ->> 'expires_at')::timestamptz, v_at)
  returning * into v;
  if p_body -> 'writes' is not null then
    perform insert_writes(v, p_body -> 'writes', v_at);
  end if;
  update threads
     set next_checkpoint_number = v_thread.next_checkpoint_number + 1,
         audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.taken', 'checkpoint', v_id,
           json_build_object('number', v.number, 'state_digest', p_body ->> 'state_digest'), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  v_answer := checkpoint_json(v, p_agent, p_thread);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function take_checkpoint is
  'Takes a checkpoint at the end of its thread, which it makes when it is new. The layout and the packs come beside the body, whose new_packs say how long each part is.';

create or replace function thread_of(p_agent text, p_thread text) returns threads
  language plpgsql stable
as $$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent))
     and t.thread_hash = name_hash(p_thread);
  if not found then
    perform problem('not-found', 'there is no such thread');
  end if;
  perform refuse_deleted(v);
  return v;
end
$$;

create or replace function put_writes(p_checkpoint uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_thread threads;
  v state_checkpoints;
  v_answer json;
begin
  -- the thread first: the lock order
  select t.* into v_thread
    from threads t
   where t.tenant_id = current_tenant()
     and t.id = (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = p_checkpoint)
     for no key update;
  select * into v from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for key share;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  perform refuse_deleted(v_thread);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_answer := json_build_object('checkpoint_id', p_checkpoint, 'stored', insert_writes(v, p_body -> 'writes', v_at));
  update threads
     set audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.written', 'checkpoint', p_checkpoint,
           json_build_object('stored', v_answer -> 'stored'), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function put_writes is 'Keeps pending writes of a checkpoint; see insert_writes().';
