-- What:  what is done with checkpoints after they were taken: forking, changing how long they stay, cutting; and collecting the
--        packs that no checkpoint names any more.
-- Why:   a fork shares its state by reference, and a cut only notes what may be garbage; so both cost little however large
--        the state is. What is garbage the collector finds out, later and in peace.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function locked_thread_of(p_checkpoint uuid) returns threads
  language plpgsql
as $$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.id = (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = p_checkpoint)
     for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  return v;
end
$$;
comment on function locked_thread_of is 'The thread of a checkpoint, locked; 404 when there is none. The checkpoint may have been cut by then: look again.';

create or replace function new_thread(p_agent uuid, p_thread text, p_new_id uuid, p_must_be_new boolean, p_at timestamptz) returns threads
  language plpgsql
as $$
declare
  v threads;
begin
  insert into threads (id, agent_id, thread, created_at, updated_at) values (p_new_id, p_agent, p_thread, p_at, p_at)
  on conflict on constraint threads_thread_unique do nothing
  returning * into v;
  if v.id is not null then
    perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', p_agent));
  else
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = p_agent and thread_hash = name_hash(p_thread) for no key update;
    if idempotent_answer() is not null then
      return null;
    end if;
    if v.deleted_at is null then
      perform problem('already-exists', 'the agent has a thread of this name');
    end if;
    if not p_must_be_new then
      perform refuse_deleted(v);
    end if;
    update threads
       set deleted_at = null, metadata = '{}', version = version + 1, created_at = p_at, updated_at = p_at
     where tenant_id = current_tenant() and id = v.id;
    perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', p_agent, 'anew', true));
  end if;
  select * into strict v from threads where tenant_id = current_tenant() and id = v.id;
  return v;
end
$$;
comment on function new_thread is
  'A thread that was not there, or was deleted and must be new, locked. 409 for one that is there, 410 for a deleted one that may be old; null when a twin of this request has made it.';

create or replace function fork_checkpoint(p_checkpoint uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_id constant uuid := p_body ->> 'id';
  v_answer json := idempotent_answer();
  v_thread threads;
  v_from state_checkpoints;
  v state_checkpoints;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v_from from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  v_thread := new_thread(v_from.agent_id, p_body ->> 'thread', (p_body ->> 'new_thread_id')::uuid, (p_body ->> 'must_be_new')::boolean, v_at);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  -- with its writes it must still be there; after the thread, as everywhere
  select * into v_from from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for key share;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  perform put_packs(v_from.packs, '[]', ''::bytea);
  insert into state_checkpoints (id, agent_id, thread_id, number, namespace, checkpoint_type, trigger_reason, metadata, state_digest,
                                 size_bytes, stored_bytes, layout, packs, forked_from, pinned, retention_policy, expires_at, created_at)
  values (v_id, v_from.agent_id, v_thread.id, v_thread.next_checkpoint_number, v_from.namespace,
          coalesce(p_body ->> 'checkpoint_type', v_from.checkpoint_type), coalesce(p_body ->> 'trigger_reason', v_from.trigger_reason),
          coalesce((p_body -> 'metadata')::jsonb, v_from.metadata), v_from.state_digest, v_from.size_bytes,
          octet_length(v_from.layout) + 16 * cardinality(v_from.packs), v_from.layout, v_from.packs, p_checkpoint,
          (p_body ->> 'pinned')::boolean, p_body ->> 'retention_policy', (p_body ->> 'expires_at')::timestamptz, v_at)
  returning * into v;
  insert into checkpoint_writes (checkpoint_id, agent_id, task_id, write_index, task_path, key, value, created_at)
  select v_id, w.agent_id, w.task_id, w.write_index, w.task_path, w.key, w.value, w.created_at
    from checkpoint_writes w
   where w.tenant_id = current_tenant() and w.checkpoint_id = p_checkpoint;
  update threads
     set next_checkpoint_number = v_thread.next_checkpoint_number + 1,
         audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.forked', 'checkpoint', v_id,
           json_build_object('number', v.number, 'forked_from', p_checkpoint, 'state_digest', encode(v.state_digest, 'hex')), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  v_answer := checkpoint_answer(v_id);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function fork_checkpoint is
  'Copies a checkpoint with its pending writes into a new thread of the same agent. The state is shared by reference: packs never change.';

create or replace function needed_checkpoints(p_checkpoints uuid[]) returns setof uuid
  language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
  return query
  select n.id from unnest(p_checkpoints) n (id)
   where exists (select from command_steps s where s.tenant_id = current_tenant() and s.checkpoint_id = n.id)
      or exists (select from rollbacks r where r.tenant_id = current_tenant() and r.checkpoint_id = n.id and r.undone_at is null);
end
$$;
comment on function needed_checkpoints is
  'Which of these a step was taken with, or a rollback that is not undone goes back to: whichever agent''s it is, also where the caller sees one agent alone. Runs as waymark_eraser.';
alter function needed_checkpoints owner to waymark_eraser;

create or replace function freed_by_cutting(
  p_thread uuid, p_cut uuid[], out checkpoints bigint, out writes bigint, out packs uuid[], out bytes bigint)
  language plpgsql stable
as $$
declare
  v record;
begin
  select count(*) as count, coalesce(sum(octet_length(c.layout) + 16 * cardinality(c.packs) + octet_length(c.metadata::text)), 0) as bytes into v
    from state_checkpoints c
    join unnest(p_cut) k (id) on k.id = c.id
   where c.tenant_id = current_tenant() and c.thread_id = p_thread;
  checkpoints := v.count;
  bytes := v.bytes;
  select count(*) as count, coalesce(sum(octet_length(w.value)), 0) as bytes into v
    from checkpoint_writes w
    join unnest(p_cut) k (id) on k.id = w.checkpoint_id
   where w.tenant_id = current_tenant();
  writes := v.count;
  bytes := bytes + v.bytes;
  select array_agg(p.id order by p.id) as packs,
         coalesce(sum(octet_length(p.bases) + octet_length(p.dictionary) + octet_length(p.directory) + octet_length(p.body)), 0) as bytes into v
    from (select n.pack
            from state_checkpoints c
            left join unnest(p_cut) k (id) on k.id = c.id
           cross join lateral unnest(c.packs) n (pack)
           where c.tenant_id = current_tenant() and c.thread_id = p_thread
           group by n.pack
          having bool_and(k.id is not null)) f
    join packs p on p.tenant_id = current_tenant() and p.id = f.pack;
  packs := coalesce(v.packs, '{}');
  bytes := bytes + v.bytes;
end
$$;
comment on function freed_by_cutting is
  'What cutting these checkpoints of a thread gives up: rows, the packs that no other checkpoint of the thread names, and the bytes of layouts, metadata, written values and those packs. A pack that another thread names, as that of a fork, stays all the same.';

create or replace function note_garbage(p_packs uuid[]) returns void
  language sql
begin atomic
  -- an old note is locked too: whoever collects has looked before this, and must look again
  insert into garbage_packs (pack_id)
  select p.id from packs p where p.tenant_id = current_tenant() and p.id = any (p_packs) order by p.id
  on conflict (tenant_id, pack_id) do update set noted_at = excluded.noted_at;
end;
comment on function note_garbage is 'Notes packs for the collector, which finds out whether a checkpoint still names them.';

create or replace function close_gaps(p_thread uuid, p_cut uuid[]) returns void
  language plpgsql
as $$
declare
  v_ids uuid[];
  v_parents integer[];
  v_cut boolean[];
  v_nearest integer[] := '{}';
  v_children uuid[] := '{}';
  v_ancestors uuid[] := '{}';
begin
  select array_agg(t.id order by t.place), array_agg(t.parent order by t.place), array_agg(t.cut order by t.place) into v_ids, v_parents, v_cut
    from (with numbered as materialized (
            select c.id, c.parent_checkpoint_id, (row_number() over (order by c.number))::integer as place
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.thread_id = p_thread)
          select n.id, n.place, p.place as parent, k.id is not null as cut
            from numbered n
            left join numbered p on p.id = n.parent_checkpoint_id
            left join unnest(p_cut) k (id) on k.id = n.id) t;
  -- a parent has the smaller number, so one pass knows every nearest ancestor that stays
  for i in 1 .. coalesce(cardinality(v_ids), 0) loop
    v_nearest[i] := case when v_cut[v_parents[i]] then v_nearest[v_parents[i]] else v_parents[i] end;
    if not v_cut[i] and v_cut[v_parents[i]] then
      v_children := v_children || v_ids[i];
      v_ancestors := v_ancestors || v_ids[v_nearest[i]];
    end if;
  end loop;
  update state_checkpoints c
     set parent_checkpoint_id = g.ancestor
    from unnest(v_children, v_ancestors) g (child, ancestor)
   where c.tenant_id = current_tenant() and c.id = g.child;
end
$$;
comment on function close_gaps is 'Gives each checkpoint that stays, whose parent is cut, its nearest ancestor that stays, or none.';

create or replace function cut_checkpoints(p_thread uuid, p_cut uuid[], p_freed uuid[]) returns void
  language plpgsql
as $$
begin
  perform note_garbage(p_freed);
  perform close_gaps(p_thread, p_cut);
  delete from state_checkpoints c using unnest(p_cut) k (id) where c.tenant_id = current_tenant() and c.id = k.id;
end
$$;
comment on function cut_checkpoints is 'Cuts checkpoints of a locked thread out of its tree, and notes the packs that this freed.';

create or replace function forget_checkpoints(p_threads uuid[]) returns void
  language plpgsql
as $$
begin
  perform note_garbage(array(
    select distinct n.pack
      from state_checkpoints c, unnest(c.packs) n (pack)
     where c.tenant_id = current_tenant() and c.thread_id = any (p_threads)));
  delete from state_checkpoints c where c.tenant_id = current_tenant() and c.thread_id = any (p_threads);
end
$$;
comment on function forget_checkpoints is
  'Deletes every checkpoint of threads that go as a whole, pinned ones too, and notes their packs. Whoever deletes an agent calls it first: the foreign keys alone note nothing.';

create or replace function prune_checkpoints(p_agent text, p_thread text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_keep constant bigint := p_body ->> 'keep';
  v_before constant timestamptz := p_body ->> 'older_than';
  v_namespace constant text := p_body ->> 'namespace';
  v_dry_run constant boolean := (p_body ->> 'dry_run')::boolean;
  v_thread threads;
  v_cut uuid[];
  v record;
  v_answer json;
begin
  if v_dry_run then
    v_thread := thread_of(p_agent, p_thread);
  else
    v_thread := locked_thread(p_agent, p_thread);
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
  end if;
  select array_agg(r.id) into v_cut
    from (select c.id, c.pinned, c.created_at, row_number() over (partition by c.namespace order by c.number desc) as place
            from state_checkpoints c
           where c.tenant_id = current_tenant() and c.thread_id = v_thread.id
             and (v_namespace is null or (c.namespace_key = hashtextextended(v_namespace, 0) and c.namespace = v_namespace))) r
   where not r.pinned
     and (r.place > v_keep or r.created_at < v_before);
  v_cut := array(select unnest(v_cut) except select needed_checkpoints(v_cut));
  v := freed_by_cutting(v_thread.id, v_cut);
  v_answer := json_build_object('checkpoints', v.checkpoints, 'writes', v.writes, 'packs', cardinality(v.packs), 'bytes', v.bytes,
                                'dry_run', v_dry_run);
  if v_dry_run then
    return query select false, v_answer;
    return;
  end if;
  if v.checkpoints > 0 then
    perform cut_checkpoints(v_thread.id, v_cut, v.packs);
    perform audit_in_thread(v_thread.id, v_at, 'checkpoints.pruned', 'thread', v_thread.id, json_build_object(
      'checkpoints', v.checkpoints, 'bytes', v.bytes, 'digest', p_body ->> 'digest'));
  end if;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function prune_checkpoints is
  'Cuts the checkpoints of each namespace but the newest that are to be kept, or those from before a time; never a pinned or needed one. A dry run says the same and changes nothing.';

create or replace function change_checkpoint(p_checkpoint uuid, p_body json) returns json
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_policy constant text := p_body ->> 'retention_policy';
  v_expires_at constant timestamptz := p_body ->> 'expires_at';
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v state_checkpoints;
begin
  select * into v from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  update state_checkpoints c
     set pinned = coalesce((p_body ->> 'pinned')::boolean, c.pinned),
         retention_policy = coalesce(v_policy, c.retention_policy),
         expires_at = coalesce(v_expires_at, case when v_policy = 'permanent' then null else c.expires_at end)
   where c.tenant_id = current_tenant() and c.id = p_checkpoint;
  perform audit_in_thread(v_thread.id, v_at, 'checkpoint.changed', 'checkpoint', p_checkpoint, json_build_object('digest', p_body ->> 'digest'));
  return checkpoint_answer(p_checkpoint);
end
$$;
comment on function change_checkpoint is 'Changes how long a checkpoint stays; what is not named stays, but a permanent one no longer expires.';

create or replace function delete_checkpoint(p_checkpoint uuid, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v_pinned boolean;
begin
  select pinned into v_pinned from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  if v_pinned then
    perform problem('conflict', 'this checkpoint is pinned');
  end if;
  if exists (select from needed_checkpoints(array[p_checkpoint])) then
    perform problem('conflict', 'a step or a rollback needs this checkpoint');
  end if;
  perform cut_checkpoints(v_thread.id, array[p_checkpoint], (freed_by_cutting(v_thread.id, array[p_checkpoint])).packs);
  perform audit_in_thread(v_thread.id, p_at, 'checkpoint.deleted', 'checkpoint', p_checkpoint, json_build_object('id', p_checkpoint));
end
$$;
comment on function delete_checkpoint is 'Cuts one checkpoint, unless it is pinned or needed: 409.';

drop function if exists restore_checkpoint(uuid, json, bigint);
create or replace function restore_checkpoint(p_checkpoint uuid, p_body json, p_expected bigint, p_content bytea) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_began constant timestamptz := clock_timestamp();
  v_at constant timestamptz := p_body ->> 'at';
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v_answer json := idempotent_answer();
  v_current bigint;
  v agent_states;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  v_current := state_version_now(v_thread.id);
  if p_expected is not null and p_expected is distinct from v_current then
    perform problem('version-mismatch', 'the state has another version', json_build_object('current_version', v_current));
  end if;
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  v := restore_state(v_thread, p_body -> 'partitions', coalesce(p_body ->> 'trigger', 'checkpoint ' || p_checkpoint), v_at,
                     (p_body ->> 'state_id')::uuid, (p_body ->> 'transition_id')::uuid);
  update state_checkpoints
     set restoration_count = restoration_count + 1, last_restored_at = v_at,
         restoration_time_ms = extract(milliseconds from clock_timestamp() - v_began)
   where tenant_id = current_tenant() and id = p_checkpoint;
  perform audit_in_thread(v_thread.id, v_at, 'checkpoint.restored', 'checkpoint', p_checkpoint, json_build_object('version', v.version));
  v_answer := json_build_object('version', v.version);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function restore_checkpoint is
  'Makes a checkpoint''s state, which comes along as partitions, the next version of its thread''s state, and counts and times that.';
