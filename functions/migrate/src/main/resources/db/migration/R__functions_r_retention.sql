-- What:  what leaves when: policies, the runs of the sweep, what is due of each kind, and how it leaves.
-- Why:   a batch leaves in one statement, and so in one transaction: rows, aggregates, marks, the run's figures and the
--        audit event. Whoever is killed has done a batch or has not.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function default_policies() returns table (place integer, kind text, days integer, "then" text)
  language sql immutable parallel safe
begin atomic
  values (1, 'system_state_snapshots', 30, 'archive'),
         (2, 'step_evaluations', 90, 'archive'),
         (3, 'plain_execution_results', 365, 'compress'),
         (4, 'execution_results', 730, 'archive'),
         (5, 'temporary_checkpoints', 0, 'delete'),
         (6, 'archive_checkpoints', 0, 'archive'),
         (7, 'agent_memories', 0, 'delete'),
         (8, 'conversations', null, 'keep'),
         (9, 'messages', null, 'keep'),
         (10, 'agent_states', null, 'keep'),
         (11, 'agent_metrics', 90, 'roll_up');
end;
comment on function default_policies is 'How long rows of each kind stay where the tenant says nothing, in the order in which a sweep goes through them.';

create or replace view retention_policy_rows with (security_invoker = true) as
select d.kind, case when p.kind is null then d.days else p.days end as days, coalesce(p."then", d."then") as "then",
       coalesce(p.version, 0) as version, d.place
  from default_policies() d
  left join retention_policies p on p.tenant_id = current_tenant() and p.kind = d.kind;
comment on view retention_policy_rows is 'What holds of each kind, be it set or by default; version: how often it was set.';

create or replace function put_retention_policies(p_body json, p_expected bigint) returns setof retention_policy_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_version bigint;
  v_changes json;
begin
  -- the tenant's row orders those who set policies
  perform from tenants where id = current_tenant() for no key update;
  v_version := 1 + (select sum(r.version) from retention_policy_rows r);
  if p_expected <> v_version then
    perform problem('version-mismatch', 'the policies have another version', json_build_object('current_version', v_version));
  end if;
  with asked as (
    select r.kind,
           case when a.kind is null then d.days else a.days end as days, coalesce(a."then", d."then") as "then"
      from retention_policy_rows r
      join default_policies() d on d.kind = r.kind
      left join json_to_recordset(p_body -> 'items') as a (kind text, days integer, "then" text) on a.kind = r.kind
     where (case when a.kind is null then d.days else a.days end, coalesce(a."then", d."then")) is distinct from (r.days, r."then")
  ), stored as (
    insert into retention_policies as p (kind, days, "then", created_at, updated_at)
    select a.kind, a.days, a."then", v_at, v_at from asked a
    on conflict (tenant_id, kind) do update
       set days = excluded.days, "then" = excluded."then", version = p.version + 1, updated_at = excluded.updated_at
  )
  select json_agg(a) into v_changes from asked a;
  if v_changes is not null then
    perform audit_in_tenant(v_at, 'retention.changed', 'tenant', current_tenant(), v_changes);
  end if;
  return query select * from retention_policy_rows order by place;
end
$$;
comment on function put_retention_policies is 'Replaces the policies of the caller''s tenant; a kind that is not named goes back to its default.';

-- runs

create or replace view retention_run_rows with (security_invoker = true) as
select r.id, r.fencing_token, r.kinds::text as kinds, r.started_at, r.ended_at, r.ended_at is null and r.lease_until > waymark_now() as working
  from retention_runs r
 where r.tenant_id = current_tenant();

create or replace function begin_retention_run(p_id uuid) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v retention_runs;
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from retention_runs where tenant_id = current_tenant() and ended_at is null for update;
  if not found then
    insert into retention_runs (id, lease_until, started_at) values (p_id, waymark_now() + interval '5 minutes', waymark_now())
    on conflict do nothing
    returning * into v;
  elsif v.lease_until <= waymark_now() then
    update retention_runs
       set fencing_token = v.fencing_token + 1, lease_until = waymark_now() + interval '5 minutes'
     where tenant_id = current_tenant() and id = v.id
    returning * into v;
  else
    v := null;
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v.id is null then
    perform problem('sweep-in-progress', 'a sweep of this tenant is under way');
  end if;
  v_answer := json_build_object('id', v.id, 'fencing_token', v.fencing_token);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function begin_retention_run is
  'Begins a sweep of the tenant, or goes on with the one that somebody left; 409 while somebody works at one. The token is needed for all that the run does: whoever took over has a newer one.';

create or replace function hold_retention_run(p_run uuid, p_token bigint) returns void
  language plpgsql
as $$
begin
  update retention_runs
     set lease_until = waymark_now() + interval '5 minutes'
   where tenant_id = current_tenant() and id = p_run and fencing_token = p_token and ended_at is null;
  if not found then
    perform problem('sweep-in-progress', 'another sweep of this tenant has taken over');
  end if;
end
$$;
comment on function hold_retention_run is 'Renews the lease of a run and locks it until the transaction ends; 409 for whoever has lost it.';

create or replace function count_swept(p_run uuid, p_kind text, p_archived bigint, p_compressed bigint, p_deleted bigint, p_bytes bigint, p_failed bigint)
returns void
  language sql
begin atomic
  update retention_runs r
     set kinds = r.kinds || jsonb_build_object(p_kind, jsonb_build_object(
           'archived', coalesce((r.kinds -> p_kind ->> 'archived')::bigint, 0) + p_archived,
           'compressed', coalesce((r.kinds -> p_kind ->> 'compressed')::bigint, 0) + p_compressed,
           'deleted', coalesce((r.kinds -> p_kind ->> 'deleted')::bigint, 0) + p_deleted,
           'bytes', coalesce((r.kinds -> p_kind ->> 'bytes')::bigint, 0) + p_bytes,
           'failed', coalesce((r.kinds -> p_kind ->> 'failed')::bigint, 0) + p_failed))
   where r.tenant_id = current_tenant() and r.id = p_run;
end;

create or replace function note_failed_sweep(p_run uuid, p_token bigint, p_kind text, p_failed bigint) returns void
  language plpgsql
as $$
begin
  perform hold_retention_run(p_run, p_token);
  perform count_swept(p_run, p_kind, 0, 0, 0, 0, p_failed);
end
$$;
comment on function note_failed_sweep is 'Counts rows that could not leave; the next sweep tries again.';

create or replace function leave_retention_run(p_run uuid, p_token bigint, p_finished boolean) returns void
  language plpgsql
as $$
begin
  perform hold_retention_run(p_run, p_token);
  update retention_runs
     set lease_until = waymark_now(), ended_at = case when p_finished then greatest(waymark_now(), started_at) end
   where tenant_id = current_tenant() and id = p_run;
  -- hourly runs that had nothing to do are of no interest for long
  delete from retention_runs
   where tenant_id = current_tenant() and p_finished and kinds = '{}' and ended_at < waymark_now() - interval '7 days';
end
$$;
comment on function leave_retention_run is 'Ends a run, or leaves it so that the next can go on with it at once.';

create or replace function tenants_to_sweep(p_limit integer) returns table (tenant_id uuid)
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  return query
  select t.id
    from tenants t
    left join lateral (select r.started_at, r.ended_at from retention_runs r
                        where r.tenant_id = t.id order by r.started_at desc, r.id desc limit 1) newest on true
   -- but the operators', which owns nothing
   where t.id <> '00000000-0000-0000-0000-000000000000'
   order by newest.ended_at nulls first, newest.started_at nulls first, t.id
   limit p_limit;
end
$$;
comment on function tenants_to_sweep is 'Tenants, those first whose sweep is unfinished or longest ago. Runs as waymark_eraser.';
alter function tenants_to_sweep owner to waymark_eraser;

-- what is due

-- Commands that ended before the cutoff, the oldest first, from a place on. Each kind has an index of its own, of those that it
-- has not been through, over the very expression that stands here. A query that these are part of takes no more of them than it
-- needs.

create or replace function commands_with_snapshots(p_cutoff timestamptz, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (id uuid, ended_at timestamptz, next_position bigint)
  language sql stable
as $$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.next_position
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.snapshots_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$$;
comment on function commands_with_snapshots is
  'Commands that ended before the cutoff and may still have snapshots, the oldest first, from a place on.';

create or replace function commands_with_evaluations(p_cutoff timestamptz, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (id uuid, ended_at timestamptz)
  language sql stable
as $$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.evaluations_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$$;
comment on function commands_with_evaluations is
  'Commands that ended before the cutoff and may still have evaluations, the oldest first, from a place on.';

create or replace function commands_with_plain_results(p_cutoff timestamptz, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (id uuid, ended_at timestamptz)
  language sql stable
as $$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.results_compressed_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$$;
comment on function commands_with_plain_results is
  'Commands that ended before the cutoff and may still have results as they came, the oldest first, from a place on.';

create or replace function commands_with_results(p_cutoff timestamptz, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (id uuid, ended_at timestamptz)
  language sql stable
as $$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.results_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$$;
comment on function commands_with_results is
  'Commands that ended before the cutoff and may still have results, the oldest first, from a place on.';

create or replace function due_rows(p_kind text, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (place bigint, anchor_at timestamptz, anchor_id uuid, id uuid, at timestamptz, size_bytes bigint)
  language plpgsql stable
as $$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
begin
  case p_kind
    when 'system_state_snapshots' then
      -- a loop over commands in their order: what is behind the limit is never read
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.captured_at, s.bytes
                from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.captured_at, pg_column_size(x)::bigint as bytes
                    from system_state_snapshots x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.created_at <= v_cutoff
                   order by x.position
                   limit p_rows) s on true
               limit p_rows) r;
    when 'step_evaluations' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, e.id, e.evaluated_at, e.bytes
                from commands_with_evaluations(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.evaluated_at,
                         (100 + pg_column_size(x.success_indicators) + pg_column_size(x.failure_indicators)
                          + pg_column_size(x.recommendations) + pg_column_size(x.proposed_steps))::bigint as bytes
                    from step_evaluations x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.evaluated_at <= v_cutoff
                   order by x.position
                   limit p_rows) e on true
               limit p_rows) r;
    when 'plain_execution_results' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.created_at, s.bytes
                from commands_with_plain_results(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.created_at, pg_column_size(x.execution_result)::bigint as bytes
                    from command_steps x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.execution_result is not null
                     and x.result_archive_id is null and x.plain_result_bytes is null
                   order by x.step_index
                   limit p_rows) s on true
               limit p_rows) r;
    when 'execution_results' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.created_at, s.bytes
                from commands_with_results(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.created_at, pg_column_size(x.execution_result)::bigint as bytes
                    from command_steps x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.execution_result is not null
                     and x.result_archive_id is null
                   order by x.step_index
                   limit p_rows) s on true
               limit p_rows) r;
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return query
      with expired as materialized (
        select c.id, c.expires_at, c.pinned, c.created_at, c.layout, c.packs, c.metadata
          from state_checkpoints c
         where c.tenant_id = current_tenant()
           and c.expires_at <= v_cutoff
           and (c.expires_at, c.id) >= (p_at, p_id)
           and not (p_past and c.id = p_id)
           and c.retention_policy = case p_kind when 'temporary_checkpoints' then 'temporary' else 'archive' end
           and c.archive_id is null
         order by c.expires_at, c.id
         limit p_rows
      ), needed as (
        select n.id from needed_checkpoints(array(select e.id from expired e)) n (id)
      )
      select row_number() over (order by e.expires_at, e.id), e.expires_at, e.id,
             case when not e.pinned and not exists (select from needed n where n.id = e.id) then e.id end, e.created_at,
             (octet_length(e.layout) + 16 * cardinality(e.packs) + octet_length(e.metadata::text)
              + coalesce((select sum(octet_length(w.value)) from checkpoint_writes w
                           where w.tenant_id = current_tenant() and w.checkpoint_id = e.id), 0))::bigint
        from expired e
       order by 1;
    when 'agent_memories' then
      return query
      select row_number() over (order by m.expires_at, m.id), m.expires_at, m.id, m.id, m.created_at,
             (octet_length(m.content) + coalesce(4 * cardinality(m.embedding), 0))::bigint
        from agent_memories m
       where m.tenant_id = current_tenant()
         and m.expires_at <= v_cutoff
         and (m.expires_at, m.id) >= (p_at, p_id)
         and not (p_past and m.id = p_id)
       order by 1
       limit p_rows;
    when 'conversations' then
      return query
      select row_number() over (order by c.created_at, c.id), c.created_at, c.id, c.id, c.updated_at,
             (coalesce((select sum(octet_length(m.content)) from messages m where m.tenant_id = current_tenant() and m.conversation_id = c.id), 0)
              + coalesce((select sum(octet_length(s.body)) from message_segments s where s.tenant_id = current_tenant() and s.conversation_id = c.id), 0))::bigint
        from conversations c
       where c.tenant_id = current_tenant()
         and c.created_at <= v_cutoff
         and c.updated_at <= v_cutoff
         and (c.created_at, c.id) >= (p_at, p_id)
         and not (p_past and c.id = p_id)
       order by 1
       limit p_rows;
    when 'agent_states' then
      return query
      select row_number() over (order by s.valid_until, s.id), s.valid_until, s.id, s.id, s.valid_from, 200::bigint
        from agent_states s
       where s.tenant_id = current_tenant()
         and s.valid_until <= v_cutoff
         and (s.valid_until, s.id) >= (p_at, p_id)
         and not (p_past and s.id = p_id)
       order by 1
       limit p_rows;
    else
      return;
  end case;
end
$$;
comment on function due_rows is
  'Rows of a kind that are due, the oldest first, from a place (anchor) on; p_rows null for all. A row without an id is a place that was looked at and has nothing that may leave. What came back from an archive is not among them.';

create or replace function retention_forecast() returns table (kind text, "then" text, due_count bigint, due_bytes bigint)
  language sql stable
begin atomic
  select p.kind, p."then", d.rows, coalesce(d.bytes, 0)::bigint
    from retention_policy_rows p
   cross join lateral (select count(r.id) as rows, sum(r.size_bytes) filter (where r.id is not null) as bytes
                         from due_rows(p.kind, p.days, '-infinity', '00000000-0000-0000-0000-000000000000', false, null) r
                        where p.days is not null) d
   order by p.place;
end;
comment on function retention_forecast is 'What a sweep would find now, by kind. Reads, and changes nothing.';

-- how it leaves

create or replace function leave_evaluations(p_ids uuid[], p_witnesses text[]) returns bigint
  language sql
begin atomic
  with gone as (
    delete from step_evaluations e
     using unnest(p_ids, p_witnesses) as g (id, witness)
     where e.tenant_id = current_tenant() and e.id = g.id and (g.witness is null or e.xmin::text = g.witness)
    returning e.command_id, e.step_id, e.evaluation_type, e.confidence_score, e.evaluated_at
  ), newest as (
    select distinct on (e.step_id) e.step_id, e.evaluation_type
      from step_evaluations e
     where e.tenant_id = current_tenant() and e.step_id in (select g.step_id from gone g)
     order by e.step_id, e.position desc
  ), kept as (
    update command_steps s
       set kept_evaluation_type = n.evaluation_type
      from newest n
     where s.tenant_id = current_tenant() and s.id = n.step_id and s.kept_evaluation_type is distinct from n.evaluation_type
  ), counted as (
    insert into evaluation_daily as d (project_id, day, evaluations, success, failure, partial, unexpected, confidence_sum)
    select c.project_id, (g.evaluated_at at time zone 'UTC')::date, count(*),
           count(*) filter (where g.evaluation_type = 'success'), count(*) filter (where g.evaluation_type = 'failure'),
           count(*) filter (where g.evaluation_type = 'partial'), count(*) filter (where g.evaluation_type = 'unexpected'),
           sum(g.confidence_score)
      from gone g
      join commands c on c.tenant_id = current_tenant() and c.id = g.command_id
     group by 1, 2
     order by 1, 2
    on conflict (tenant_id, project_id, day) do update
       set evaluations = d.evaluations + excluded.evaluations, success = d.success + excluded.success,
           failure = d.failure + excluded.failure, partial = d.partial + excluded.partial,
           unexpected = d.unexpected + excluded.unexpected, confidence_sum = d.confidence_sum + excluded.confidence_sum
  )
  select count(*) from gone;
end;
comment on function leave_evaluations is
  'Deletes evaluations, keeps the verdict of each step''s newest in the step, and adds them to evaluation_daily; says how many those were.';

create or replace function leave_checkpoints(p_ids uuid[], p_witnesses text[]) returns bigint
  language plpgsql
as $$
declare
  v_ids uuid[];
  v_thread record;
  v record;
  v_count bigint := 0;
begin
  -- the threads first: the lock order
  perform from threads t
    where t.tenant_id = current_tenant()
      and t.id in (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = any (p_ids))
    order by t.id
      for no key update;
  select array_agg(c.id) into v_ids
    from state_checkpoints c
    join unnest(p_ids, p_witnesses) as g (id, witness) on g.id = c.id
   where c.tenant_id = current_tenant() and not c.pinned and c.expires_at <= waymark_now() and (g.witness is null or c.xmin::text = g.witness);
  v_ids := array(select unnest(v_ids) except select needed_checkpoints(v_ids));
  for v_thread in
    select c.thread_id as id, array_agg(c.id) as cut
      from state_checkpoints c
     where c.tenant_id = current_tenant() and c.id = any (v_ids)
     group by c.thread_id
     order by c.thread_id
  loop
    v := freed_by_cutting(v_thread.id, v_thread.cut);
    perform cut_checkpoints(v_thread.id, v_thread.cut, v.packs);
    perform audit_in_thread(v_thread.id, waymark_now(), 'checkpoints.swept', 'thread', v_thread.id,
      json_build_object('checkpoints', v.checkpoints, 'bytes', v.bytes));
    v_count := v_count + v.checkpoints;
  end loop;
  return v_count;
end
$$;
comment on function leave_checkpoints is
  'Cuts checkpoints out of their threads as a prune does, but pinned and needed ones; says how many it cut.';

create or replace function leave_conversations(p_ids uuid[]) returns bigint
  language plpgsql
as $$
declare
  v_count bigint;
begin
  delete from conversations c where c.tenant_id = current_tenant() and c.id = any (p_ids);
  get diagnostics v_count = row_count;
  perform forget_audit_content(p_ids);
  return v_count;
end
$$;

drop function if exists leave_rows(text, uuid[], text[], uuid);
create or replace function leave_rows(p_kind text, p_ids uuid[], p_witnesses text[], p_places tid[], p_archive uuid) returns bigint
  language plpgsql
as $$
declare
  v_count bigint;
  v_same bigint;
begin
  case p_kind
    when 'system_state_snapshots' then
      -- where they lie; another that has got there meanwhile is told by its id
      with gone as (
        delete from system_state_snapshots s
         where s.tenant_id = current_tenant() and s.ctid = any (p_places)
        returning s.id, s.xmin::text as witness
      )
      select count(*), count(w.id)
        into v_count, v_same
        from gone g
        left join unnest(p_ids, p_witnesses) as w (id, witness) on w.id = g.id and w.witness = g.witness;
      if v_same < v_count then
        raise exception 'rows moved while they were archived' using errcode = 'WM001';
      end if;
      return v_count;
    when 'step_evaluations' then
      return leave_evaluations(p_ids, p_witnesses);
    when 'execution_results' then
      update command_steps s
         set execution_result = null, plain_result_bytes = null, result_archive_id = p_archive
        from unnest(p_ids, p_witnesses) as g (id, witness)
       where s.tenant_id = current_tenant() and s.id = g.id and s.execution_result is not null
         and (g.witness is null or s.xmin::text = g.witness);
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return leave_checkpoints(p_ids, p_witnesses);
    when 'agent_memories' then
      delete from agent_memories m where m.tenant_id = current_tenant() and m.id = any (p_ids) and m.expires_at <= waymark_now();
    when 'conversations' then
      return leave_conversations(p_ids);
    when 'agent_states' then
      delete from agent_states s where s.tenant_id = current_tenant() and s.id = any (p_ids) and s.valid_until is not null;
  end case;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function leave_rows is
  'Takes rows of a kind out of their tables, with the aggregates that stay; witnesses, where given, are what the rows must still be. Says how many left.';

create or replace function count_steps(p_commands uuid[]) returns void
  language sql
begin atomic
  with counted as (
    update commands c
       set steps_counted_at = waymark_now()
     where c.tenant_id = current_tenant() and c.id = any (p_commands) and c.steps_counted_at is null
    returning c.id
  )
  insert into step_daily as d (project_id, day, steps, executed, failed, skipped, rolled_back, policy_violations, success, failure, partial,
                               unexpected, timed, duration_sum_ms, prompt_tokens, completion_tokens, total_tokens, cost_usd)
  select s.project_id, (s.created_at at time zone 'UTC')::date, count(*), count(*) filter (where s.status in ('completed', 'failed')),
         count(*) filter (where s.status = 'failed'), count(*) filter (where s.status = 'skipped'),
         count(*) filter (where not s.active), count(*) filter (where s.policy_violation),
         count(*) filter (where s.kept_evaluation_type = 'success'), count(*) filter (where s.kept_evaluation_type = 'failure'),
         count(*) filter (where s.kept_evaluation_type = 'partial'), count(*) filter (where s.kept_evaluation_type = 'unexpected'),
         count(s.duration_ms), coalesce(sum(s.duration_ms), 0), coalesce(sum(s.prompt_tokens), 0), coalesce(sum(s.completion_tokens), 0),
         coalesce(sum(s.total_tokens), 0), coalesce(sum(s.cost_usd), 0)
    from counted k
    join command_steps s on s.tenant_id = current_tenant() and s.command_id = k.id
   group by 1, 2
   order by 1, 2
  on conflict (tenant_id, project_id, day) do update
     set steps = d.steps + excluded.steps, executed = d.executed + excluded.executed, failed = d.failed + excluded.failed,
         skipped = d.skipped + excluded.skipped, rolled_back = d.rolled_back + excluded.rolled_back,
         policy_violations = d.policy_violations + excluded.policy_violations, success = d.success + excluded.success,
         failure = d.failure + excluded.failure, partial = d.partial + excluded.partial, unexpected = d.unexpected + excluded.unexpected,
         timed = d.timed + excluded.timed, duration_sum_ms = d.duration_sum_ms + excluded.duration_sum_ms,
         prompt_tokens = d.prompt_tokens + excluded.prompt_tokens, completion_tokens = d.completion_tokens + excluded.completion_tokens,
         total_tokens = d.total_tokens + excluded.total_tokens, cost_usd = d.cost_usd + excluded.cost_usd;
end;
comment on function count_steps is 'Adds the steps of commands to step_daily, those of each command once.';

drop function if exists mark_commands(text, uuid[]);
create or replace function mark_commands(p_kind text, p_commands uuid[], p_cutoff timestamptz) returns void
  language plpgsql
as $$
declare
  v_done uuid[];
begin
  case p_kind
    when 'system_state_snapshots' then
      update commands c
         set snapshots_left_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         -- a snapshot changes its command; clocks differ by less than that
         and (c.updated_at <= p_cutoff - interval '5 minutes'
              or not exists (select from system_state_snapshots s
                              where s.tenant_id = c.tenant_id and s.command_id = c.id and s.archive_id is null));
    when 'step_evaluations' then
      with done as (
        update commands c
           set evaluations_left_at = waymark_now()
         where c.tenant_id = current_tenant() and c.id = any (p_commands)
           and not exists (select from step_evaluations e
                            where e.tenant_id = c.tenant_id and e.command_id = c.id and e.archive_id is null)
        returning c.id
      )
      select array_agg(d.id) into v_done from done d;
      perform count_steps(v_done);
    when 'plain_execution_results' then
      update commands c
         set results_compressed_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         and not exists (select from command_steps s
                          where s.tenant_id = c.tenant_id and s.command_id = c.id and s.execution_result is not null
                            and s.plain_result_bytes is null and s.result_archive_id is null);
    when 'execution_results' then
      update commands c
         set results_left_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         and not exists (select from command_steps s
                          where s.tenant_id = c.tenant_id and s.command_id = c.id and s.execution_result is not null
                            and s.result_archive_id is null);
    else
      return;
  end case;
end
$$;
comment on function mark_commands is
  'Marks those of these commands that have nothing of the kind any more, so that no sweep looks at them again. With a cutoff: all of the kind that was made before has left, so that snapshots need not be looked for where nothing has happened since.';

create or replace function leave_due_snapshots(
  p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer,
  out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamptz, out last_id uuid)
  -- planned once: with hundreds of ids at hand planning would take as long as looking them up
  language plpgsql set plan_cache_mode = force_generic_plan
as $$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
  -- a step takes a place in the timeline, and each of its two snapshots another: so many rows have half as many places again
  v_positions constant bigint := p_rows + p_rows / 2;
  v_taken bigint := 0;
  v_upto bigint := 9223372036854775807;
  v_bytes numeric;
  v record;
begin
  places := 0;
  for v in
    select c.id, c.ended_at, c.next_position from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
  loop
    v_taken := v_taken + greatest(v.next_position, 1);
    exit when v_taken > v_positions and places > 0;
    places := places + 1;
    anchors[places] := v.id;
    last_at := v.ended_at;
    last_id := v.id;
    exit when v_taken > v_positions;
  end loop;
  -- commands before what hangs below them: the lock order
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (anchors) order by c.id for no key update;
  if v_taken > v_positions and places = 1 then
    -- one alone is too much: as far as there are so many
    select coalesce(max(x.position), v_upto) into v_upto
      from (select s.position
              from system_state_snapshots s
             where s.tenant_id = current_tenant() and s.command_id = last_id and s.archive_id is null and s.created_at <= v_cutoff
             order by s.position
            offset p_rows - 1
             limit 1) x;
  end if;
  select avg(pg_column_size(x.s)) into v_bytes
    from (select s
            from system_state_snapshots s
           where s.tenant_id = current_tenant() and s.command_id = any (anchors) and s.archive_id is null and s.created_at <= v_cutoff
           limit 100) x;
  delete from system_state_snapshots s
   where s.tenant_id = current_tenant() and s.command_id = any (anchors) and s.archive_id is null and s.created_at <= v_cutoff
     and s.position <= v_upto;
  get diagnostics gone = row_count;
  bytes := round(gone * coalesce(v_bytes, 0));
  -- of one that was taken in part there are more
  perform mark_commands('system_state_snapshots', anchors, case when v_upto = 9223372036854775807 then v_cutoff end);
end
$$;
comment on function leave_due_snapshots is
  'Deletes one batch of snapshots, those of whole commands where these have not more than the batch may; its bytes are reckoned from a hundred of them.';

create or replace function leave_due_evaluations(
  p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer,
  out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamptz, out last_id uuid)
  language plpgsql
as $$
declare
  v_ids uuid[];
begin
  select count(*), array_agg(d.id) filter (where d.id is not null), array_agg(distinct d.anchor_id),
         coalesce(sum(d.size_bytes), 0)::bigint, (array_agg(d.anchor_at order by d.place desc))[1],
         (array_agg(d.anchor_id order by d.place desc))[1]
    into places, v_ids, anchors, bytes, last_at, last_id
    from due_rows('step_evaluations', p_days, p_at, p_id, p_past, p_rows) d;
  -- commands before what hangs below them: the lock order
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (anchors) order by c.id for no key update;
  gone := leave_evaluations(v_ids, null);
end
$$;

create or replace function leave_due(
  p_kind text, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer,
  out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamptz, out last_id uuid)
  language plpgsql
as $$
declare
  v_ids uuid[];
begin
  select count(*), array_agg(d.id) filter (where d.id is not null),
         coalesce(sum(d.size_bytes) filter (where d.id is not null), 0)::bigint,
         (array_agg(d.anchor_at order by d.place desc))[1], (array_agg(d.anchor_id order by d.place desc))[1]
    into places, v_ids, bytes, last_at, last_id
    from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d;
  if p_kind = 'conversations' then
    -- one that goes on meanwhile stays
    perform from conversations c where c.tenant_id = current_tenant() and c.id = any (v_ids) order by c.id for update;
    v_ids := array(select c.id from conversations c
                    where c.tenant_id = current_tenant() and c.id = any (v_ids)
                      and c.updated_at <= waymark_now() - p_days * interval '1 day');
  end if;
  gone := coalesce(leave_rows(p_kind, v_ids, null, null, null), 0);
end
$$;

create or replace function sweep_deleted(
  p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer)
returns table (looked_at bigint, gone bigint, anchor_at timestamptz, anchor_id uuid)
  language plpgsql set jit = off
as $$
declare
  v record;
begin
  perform hold_retention_run(p_run, p_token);
  case p_kind
    when 'system_state_snapshots' then
      v := leave_due_snapshots(p_days, p_at, p_id, p_past, p_rows);
    when 'step_evaluations' then
      v := leave_due_evaluations(p_days, p_at, p_id, p_past, p_rows);
      perform mark_commands(p_kind, v.anchors, null);
    else
      v := leave_due(p_kind, p_days, p_at, p_id, p_past, p_rows);
  end case;
  if v.gone > 0 then
    perform count_swept(p_run, p_kind, 0, 0, v.gone, v.bytes, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', p_kind, 'then', 'delete', 'rows', v.gone));
  end if;
  return query select v.places, v.gone, v.last_at, v.last_id;
end
$$;
comment on function sweep_deleted is
  'Deletes one batch of what is due of a kind. Says how many places it looked at (0: there is nothing more), how many rows are gone, and where it ended.';

create or replace function lines_to_archive(
  p_kind text, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
returns table (place bigint, anchor_at timestamptz, anchor_id uuid, id uuid, witness text, lies tid, at timestamptz, size_bytes bigint, line text)
  language plpgsql stable
as $$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
begin
  case p_kind
    when 'system_state_snapshots' then
      return query
      with picked as materialized (
        select row_number() over () as place, r.*
          from (select c.ended_at, c.id as command_id, s.*
                  from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
                  left join lateral (
                    select x.id, x.xmin::text as witness, x.ctid as lies, x.captured_at as at, pg_column_size(x)::bigint as bytes,
                           '{"table":"system_state_snapshots","row":' || row_to_json((select r from (select
                             x.id, x.command_id, x.step_id, x.position, x.snapshot_type, x.system_info, x.services_status, x.packages_installed,
                             x.network_connections, x.file_system_state, x.process_list, x.resource_usage, x.captured_at, x.created_at) r))::text || '}' as line,
                           array[x.system_info, x.services_status, x.packages_installed, x.network_connections, x.file_system_state,
                                 x.process_list, x.resource_usage] as digests
                      from system_state_snapshots x
                     where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.created_at <= v_cutoff
                     order by x.position
                     limit p_rows) s on true
                 limit p_rows) r
      ), referred as (
        select g.digest, min(p.place) as place
          from picked p cross join lateral unnest(p.digests) as g (digest)
         where g.digest is not null
         group by g.digest
      ), travelling as materialized (
        select f.place, x.size_bytes, '{"table":"documents","row":' || row_to_json((select r from (select
                 x.digest, x.body, x.size_bytes, x.created_at, x.touched_at) r))::text || '}' as line
          from referred f
          join documents x on x.tenant_id = current_tenant() and x.digest = f.digest
      ), weighed as (
        select p.place, sum(coalesce(octet_length(p.line), 0) + coalesce(t.bytes, 0)) over (order by p.place) as running
          from picked p
          left join (select t.place, sum(t.size_bytes) as bytes from travelling t group by t.place) t on t.place = p.place
      ), cut as materialized (
        -- mostly there is room for all, and nothing to add up one by one
        select case when (select sum(octet_length(p.line)) from picked p) + (select coalesce(sum(t.size_bytes), 0) from travelling t) <= p_bytes
                 then (select max(p.place) from picked p)
                 else (select max(w.place) from weighed w where w.running <= p_bytes or w.place = 1)
               end as place
      )
      select case when p.place = cut.place then p.place end, p.ended_at, p.command_id, p.id, p.witness, p.lies, p.at, p.bytes, p.line
        from picked p, cut
       where p.place <= cut.place
      union all
      select null, null, null, null, null, null, null, null, t.line
        from travelling t, cut
       where t.place <= cut.place;
    when 'step_evaluations' then
      return query
      with picked as materialized (
        select row_number() over () as place, r.*
          from (select c.ended_at, c.id as command_id, s.*
                  from commands_with_evaluations(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
                  left join lateral (
                    select x.id, x.xmin::text as witness, x.ctid as lies, x.evaluated_at as at, (100 + pg_column_size(x.success_indicators) + pg_column_size(x.failure_indicators)
                            + pg_column_size(x.recommendations) + pg_column_size(x.proposed_steps))::bigint as bytes,
                           '{"table":"step_evaluations","row":' || row_to_json((select r from (select
                             x.id, x.command_id, x.step_id, x.position, x.evaluation_type, x.confidence_score, x.evaluator, x.success_indicators,
                             x.failure_indicators, x.state_changes, x.recommendations, x.proposed_steps, x.evaluated_at) r))::text || '}' as line,
                           array[x.state_changes] as digests
                      from step_evaluations x
                     where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.evaluated_at <= v_cutoff
                     order by x.position
                     limit p_rows) s on true
                 limit p_rows) r
      ), referred as (
        select g.digest, min(p.place) as place
          from picked p cross join lateral unnest(p.digests) as g (digest)
         where g.digest is not null
         group by g.digest
      ), travelling as materialized (
        select f.place, x.size_bytes, '{"table":"documents","row":' || row_to_json((select r from (select
                 x.digest, x.body, x.size_bytes, x.created_at, x.touched_at) r))::text || '}' as line
          from referred f
          join documents x on x.tenant_id = current_tenant() and x.digest = f.digest
      ), weighed as (
        select p.place, sum(coalesce(octet_length(p.line), 0) + coalesce(t.bytes, 0)) over (order by p.place) as running
          from picked p
          left join (select t.place, sum(t.size_bytes) as bytes from travelling t group by t.place) t on t.place = p.place
      ), cut as materialized (
        -- mostly there is room for all, and nothing to add up one by one
        select case when (select sum(octet_length(p.line)) from picked p) + (select coalesce(sum(t.size_bytes), 0) from travelling t) <= p_bytes
                 then (select max(p.place) from picked p)
                 else (select max(w.place) from weighed w where w.running <= p_bytes or w.place = 1)
               end as place
      )
      select case when p.place = cut.place then p.place end, p.ended_at, p.command_id, p.id, p.witness, p.lies, p.at, p.bytes, p.line
        from picked p, cut
       where p.place <= cut.place
      union all
      select null, null, null, null, null, null, null, null, t.line
        from travelling t, cut
       where t.place <= cut.place;
    when 'execution_results' then
      return query
      select case when row_number() over (order by r.place desc) = 1 then r.place end, r.anchor_at, r.anchor_id, r.id, r.witness,
             null::tid, r.at, r.size_bytes, case when r.id is not null then r.line end
        from (select d.*, s.xmin::text as witness,
                     json_build_object('table', 'command_steps', 'row', json_build_object(
                       'id', s.id, 'command_id', s.command_id, 'execution_result', s.execution_result,
                       'plain_result_bytes', s.plain_result_bytes))::text as line,
                     sum(octet_length(s.execution_result)) over (order by d.place) as running
                from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d
                left join command_steps s on s.tenant_id = current_tenant() and s.id = d.id) r
       where r.running <= p_bytes or r.running is null or r.place = 1;
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return query
      with picked as materialized (
        select d.*, c.xmin::text as witness, c.packs,
               json_build_object('table', 'state_checkpoints', 'row', to_jsonb(c) - 'tenant_id' - 'archive_id' - 'namespace_key')::text as line
          from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d
          left join state_checkpoints c on c.tenant_id = current_tenant() and c.id = d.id
      ), first as (
        select distinct on (g.pack) g.pack, p.place
          from picked p cross join lateral unnest(p.packs) as g (pack)
         where p.id is not null
         order by g.pack, p.place
      ), weighed as (
        select f.place, sum(octet_length(x.body) + octet_length(x.directory) + octet_length(x.dictionary)) as bytes
          from first f join packs x on x.tenant_id = current_tenant() and x.id = f.pack
         group by f.place
      ), kept as materialized (
        select r.* from (
          select p.*, sum(octet_length(p.line) + coalesce(p.size_bytes, 0) + coalesce(w.bytes, 0)) over (order by p.place) as running
            from picked p left join weighed w on w.place = p.place) r
         where r.running <= p_bytes or r.place = 1
      )
      select case when row_number() over (order by k.place desc) = 1 then k.place end, k.anchor_at, k.anchor_id, k.id, k.witness,
             null::tid, k.at, k.size_bytes, case when k.id is not null then k.line end from kept k
      union all
      select null, null, null, null, null, null, null, null, json_build_object('table', 'packs', 'row', to_jsonb(x) - 'tenant_id')::text
        from first f
        join kept k on k.place = f.place
        join packs x on x.tenant_id = current_tenant() and x.id = f.pack
      union all
      select null, null, null, null, null, null, null, null, json_build_object('table', 'checkpoint_writes', 'row', to_jsonb(w) - 'tenant_id')::text
        from kept k
        join checkpoint_writes w on w.tenant_id = current_tenant() and w.checkpoint_id = k.id;
  end case;
end
$$;
comment on function lines_to_archive is
  'One batch of what is due of a kind, as lines of an archive: the places that were looked at, with id, witness, where it lies and line where there is a row; and, without a place, what those rows refer to, once. In no order; place is there where it ended.';

create or replace function due_to_archive(
  p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
returns table (looked_at bigint, due bigint, anchors text, last_at timestamptz, last_id uuid, ids text, witnesses text, places text,
               from_at timestamptz, to_at timestamptz, size_bytes bigint, lines text)
  language plpgsql set jit = off set work_mem = '32MB'
as $$
begin
  perform hold_retention_run(p_run, p_token);
  return query
  select b.looked_at, b.due, array(select distinct a.id from unnest(b.anchors) a (id))::text, b.last_at, b.last_id, b.ids::text,
         b.witnesses::text, b.places::text, b.from_at, b.to_at, coalesce(b.size_bytes, 0)::bigint, b.lines
    from (select count(l.anchor_id) as looked_at, count(l.id) as due, array_agg(l.anchor_id) filter (where l.anchor_id is not null) as anchors,
                 max(l.anchor_at) filter (where l.place is not null) as last_at, (array_agg(l.anchor_id) filter (where l.place is not null))[1] as last_id,
                 array_agg(l.id) filter (where l.id is not null) as ids,
                 array_agg(l.witness) filter (where l.id is not null) as witnesses,
                 array_agg(l.lies) filter (where l.lies is not null) as places,
                 min(l.at) filter (where l.id is not null) as from_at, max(l.at) filter (where l.id is not null) as to_at,
                 sum(l.size_bytes) filter (where l.id is not null) as size_bytes, string_agg(l.line, chr(10)) as lines
            from lines_to_archive(p_kind, p_days, p_at, p_id, p_past, p_rows, p_bytes) l) b;
end
$$;
comment on function due_to_archive is
  'One batch of what is due of a kind, in one row: how many places it looked at (0: there is nothing more) and how many rows are due there, where it ended, what sweep_archived() wants to know of those rows, and the lines of an archive. Holds the run.';

drop function if exists due_for_archive(uuid, bigint, text, integer, timestamptz, uuid, boolean, integer, bigint);

create or replace function sweep_archived(p_run uuid, p_token bigint, p_kind text, p_body json) returns void
  language plpgsql set jit = off
as $$
declare
  v_ids constant uuid[] := p_body ->> 'ids';
  v_witnesses constant text[] := p_body ->> 'witnesses';
  v_anchors constant uuid[] := p_body ->> 'anchors';
  v_archive constant json := p_body -> 'archive';
  v_archive_id constant uuid := v_archive ->> 'id';
  v_gone bigint := 0;
begin
  perform hold_retention_run(p_run, p_token);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_anchors) order by c.id for no key update;
  if v_archive_id is not null then
    v_gone := leave_rows(p_kind, v_ids, v_witnesses, (p_body ->> 'places')::tid[], v_archive_id);
    if v_gone <> cardinality(v_ids) then
      raise exception 'a row changed while it was archived' using errcode = 'WM001';
    end if;
    perform finish_archive(v_archive_id, (v_archive ->> 'rows')::bigint, (v_archive ->> 'size_bytes')::bigint,
      v_archive ->> 'sha256', (v_archive ->> 'from_at')::timestamptz, (v_archive ->> 'to_at')::timestamptz);
    perform count_swept(p_run, p_kind, v_gone, 0, v_gone, (p_body ->> 'bytes')::bigint, 0);
  end if;
  perform mark_commands(p_kind, v_anchors, null);
end
$$;
comment on function sweep_archived is
  'Takes exactly the rows out of their tables that an archive holds, and says of the archive that it is kept: all of it or none. WM001 when a row is no longer what was written. Without an archive it only marks the commands that have nothing left.';

create or replace function due_for_compression(
  p_run uuid, p_token bigint, p_days integer, p_at timestamptz, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
returns table (anchor_at timestamptz, anchor_id uuid, id uuid, witness text, result bytea)
  language plpgsql set jit = off
as $$
begin
  perform hold_retention_run(p_run, p_token);
  return query
  select r.anchor_at, r.anchor_id, r.id, r.witness, r.execution_result
    from (select d.*, s.xmin::text as witness, s.execution_result,
                 sum(octet_length(s.execution_result)) over (order by d.place) as running
            from due_rows('plain_execution_results', p_days, p_at, p_id, p_past, p_rows) d
            left join command_steps s on s.tenant_id = current_tenant() and s.id = d.id) r
   where r.running <= p_bytes or r.running is null or r.place = 1
   order by r.place;
end
$$;

create or replace function sweep_compressed(p_run uuid, p_token bigint, p_body json) returns bigint
  language plpgsql
as $$
declare
  v_anchors constant uuid[] := array(select json_array_elements_text(p_body -> 'anchors')::uuid);
  v_count bigint;
  v_saved bigint;
begin
  perform hold_retention_run(p_run, p_token);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_anchors) order by c.id for no key update;
  with packed as (
    update command_steps s
       set execution_result = decode(g.result, 'base64'), plain_result_bytes = g.plain_bytes
      from json_to_recordset(p_body -> 'results') as g (id uuid, witness text, result text, plain_bytes integer)
     where s.tenant_id = current_tenant() and s.id = g.id and s.xmin::text = g.witness
    returning greatest(g.plain_bytes - octet_length(s.execution_result), 0) as saved
  )
  select count(*), coalesce(sum(saved), 0)::bigint into v_count, v_saved from packed;
  perform mark_commands('plain_execution_results', v_anchors, null);
  if v_count > 0 then
    perform count_swept(p_run, 'plain_execution_results', 0, v_count, 0, v_saved, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', 'plain_execution_results', 'then', 'compress', 'rows', v_count));
  end if;
  return v_count;
end
$$;
comment on function sweep_compressed is
  'Puts packed results in the place of plain ones that are still what was read; another is left for the next batch.';

-- what came back

create or replace function restored_archives(p_kind text, p_days integer) returns table (id uuid)
  language plpgsql stable
as $$
begin
  return query
  select a.id
    from archives a
   where a.tenant_id = current_tenant() and a.kind = p_kind and a.status = 'kept'
     -- a day at least: whoever brought it back wants to look at it
     and a.restored_at <= waymark_now() - greatest(p_days, 1) * interval '1 day'
   order by a.restored_at, a.id
   limit 1000;
end
$$;
comment on function restored_archives is 'Archives of a kind whose rows came back as long ago as rows of the kind stay.';

create or replace function leave_restored(p_run uuid, p_token bigint, p_kind text, p_archive uuid) returns bigint
  language plpgsql set jit = off
as $$
declare
  v_count bigint := 0;
  v_left boolean;
begin
  perform hold_retention_run(p_run, p_token);
  case p_kind
    when 'system_state_snapshots' then
      delete from system_state_snapshots s where s.tenant_id = current_tenant() and s.archive_id = p_archive;
      get diagnostics v_count = row_count;
    when 'step_evaluations' then
      -- their verdicts and figures have been kept since they left first
      delete from step_evaluations e where e.tenant_id = current_tenant() and e.archive_id = p_archive;
      get diagnostics v_count = row_count;
    when 'execution_results' then
      update command_steps s
         set execution_result = null, plain_result_bytes = null
       where s.tenant_id = current_tenant() and s.result_archive_id = p_archive and s.execution_result is not null;
      get diagnostics v_count = row_count;
    else
      v_count := leave_checkpoints(array(select c.id from state_checkpoints c
                                          where c.tenant_id = current_tenant() and c.archive_id = p_archive), null);
  end case;
  -- one that was pinned meanwhile stays, and is looked at again
  v_left := not exists (select from state_checkpoints c where c.tenant_id = current_tenant() and c.archive_id = p_archive);
  update archives
     set restored_at = null, restore_requested_at = null, restored_rows = null
   where tenant_id = current_tenant() and id = p_archive and v_left;
  if v_count > 0 then
    perform count_swept(p_run, p_kind, 0, 0, v_count, 0, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', p_kind, 'then', 'archive', 'rows', v_count, 'archive_id', p_archive));
  end if;
  return v_count;
end
$$;
comment on function leave_restored is
  'Deletes the rows that came back from an archive, which has them still; the caller has just proven that. Says how many those were.';

-- names that this file had before
drop function if exists commands_to_sweep(text, timestamptz, timestamptz, uuid, boolean, integer);
