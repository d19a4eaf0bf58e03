-- What:  recording the points of agents, making the months that hold them, and what they come to by stretches of time.
-- Why:   points come in bulk, so a call is one statement however many it brings; figures are exact, made when asked for.
-- Locks: agents and agent_metrics, for a moment, when a month is made. Runs again: yes, on every change.

create or replace function make_metric_partitions(p_from timestamptz, p_to timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  v_month timestamp := date_trunc('month', p_from at time zone 'UTC');
  v_name text;
  v_made integer := 0;
begin
  -- now(), because waymark_now() is what the caller says
  if p_from is null or p_to is null or p_from < now() - interval '400 days' or p_to > now() + interval '400 days' then
    raise exception 'metrics are kept in months between 400 days ago and 400 days from now' using errcode = 'invalid_parameter_value';
  end if;
  while v_month <= p_to at time zone 'UTC' loop
    v_name := 'agent_metrics_' || to_char(v_month, 'YYYY_MM');
    if to_regclass(v_name) is null then
      -- the lock that attaching takes, before looking again: who comes second finds the month made
      lock table only agent_metrics in share update exclusive mode;
      if to_regclass(v_name) is null then
        execute format('create table %I (like agent_metrics including defaults including constraints)', v_name);
        execute format('alter table %I enable row level security', v_name);
        execute format('alter table %I force row level security', v_name);
        execute format(
          'create policy tenant_rows on %I to waymark_app using (%2$s) with check (%2$s)', v_name,
          'tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end');
        execute format(
          'alter table agent_metrics attach partition %I for values from (%L) to (%L)', v_name,
          v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
        v_made := v_made + 1;
      end if;
    end if;
    v_month := v_month + interval '1 month';
  end loop;
  return v_made;
end
$$;
comment on function make_metric_partitions is
  'Makes the months from that of p_from to that of p_to which are not there yet, and says how many those were. Two at once wait for each other. Runs as waymark_keeper.';
alter function make_metric_partitions owner to waymark_keeper;

create or replace function record_metrics(p_agent text, p_body jsonb) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_answer json := idempotent_answer();
  v_agent uuid;
  v_count bigint;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  -- before any row of agents is touched: a month that is missing locks that table
  perform make_metric_partitions((p_body ->> 'earliest')::timestamptz, (p_body ->> 'latest')::timestamptz);
  v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
  insert into agent_metrics (agent_id, name, metric_type, value, tags, recorded_at)
  select v_agent, p.name, p.metric_type, p.value, coalesce(p.tags, '{}'), coalesce(p.recorded_at, v_at)
    from jsonb_to_recordset(p_body -> 'points')
         as p (name text, metric_type text, value double precision, tags jsonb, recorded_at timestamptz);
  get diagnostics v_count = row_count;
  -- last, so that writers of one agent wait for each other no longer than its chain needs
  perform audit_in_agent(v_agent, v_at, 'metrics.recorded', 'agent', v_agent,
    json_build_object('count', v_count, 'digest', p_body ->> 'digest'));
  v_answer := json_build_object('accepted', v_count);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function record_metrics is
  'Records the points of one call, registers the agent when it is new, and makes a month that no job has made. A twin under way is noticed by keep_answer(). The body is jsonb, which is taken apart twice as fast as json.';

create or replace function known_agent(p_name text) returns uuid
  language plpgsql stable
as $$
declare
  v_id uuid;
begin
  select id into v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
  if not found then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  return v_id;
end
$$;
comment on function known_agent is 'The agent of that name; 404 when there is none.';

create or replace function metric_figures(
  p_agent text, p_metric text, p_from timestamptz, p_to timestamptz, p_bucket text, p_tags jsonb, p_percentiles boolean)
returns table (
  at timestamptz, points bigint, total double precision, lowest double precision, highest double precision,
  p50 double precision, p95 double precision, p99 double precision, counted double precision)
  language sql stable
begin atomic
  with point as not materialized (
    select date_trunc(p_bucket, m.recorded_at, 'UTC') as at, m.metric_type, m.value
      from agent_metrics m
     where m.tenant_id = current_tenant()
       and m.agent_id = known_agent(p_agent)
       and m.name = p_metric
       and m.recorded_at >= p_from
       and m.recorded_at < p_to
       and (p_tags is null or m.tags @> p_tags)
  ), figures as (
    select t.at, count(*) as points, sum(t.value) as total, min(t.value) as lowest, max(t.value) as highest,
           percentile_cont(array[0.50, 0.95, 0.99]) within group (order by t.value) filter (where p_percentiles) as percentiles,
           sum(case t.metric_type when 'counter' then t.value else 1 end) as counted
      from point t
     group by grouping sets ((t.at), ())
  )
  select f.at, f.points, f.total, f.lowest, f.highest, f.percentiles[1], f.percentiles[2], f.percentiles[3], f.counted
    from figures f
   -- also where no month is there to be looked at
   where known_agent(p_agent) is not null
   order by f.at nulls first;
end;
comment on function metric_figures is
  'What the points of one metric come to from p_from up to p_to, one row for each stretch that has any (minute, hour, day, week, month; UTC) after one for all of them. Percentiles are exact, interpolated. counted: what counters went up by, and how many points of the other types there are.';

create or replace function metric_names(p_agent text, p_from timestamptz, p_to timestamptz, p_after text, p_rows integer)
returns table (name text, points bigint, metric_type text, value double precision, tags text, recorded_at timestamptz)
  language sql stable
begin atomic
  -- one look at the index for each name, however many points it has
  with recursive named (name, place) as (
    (select m.name, 1
       from agent_metrics m
      where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent)
        and m.recorded_at >= p_from and m.recorded_at < p_to and m.name > p_after
      order by m.name
      limit 1)
    union all
    select (select m.name
              from agent_metrics m
             where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent)
               and m.recorded_at >= p_from and m.recorded_at < p_to and m.name > n.name
             order by m.name
             limit 1), n.place + 1
      from named n
     where n.name is not null and n.place < p_rows
  )
  select n.name,
         (select count(*)
            from agent_metrics m
           where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent) and m.name = n.name
             and m.recorded_at >= p_from and m.recorded_at < p_to),
         w.metric_type, w.value, w.tags::text, w.recorded_at
    from named n
   cross join lateral (select m.metric_type, m.value, m.tags, m.recorded_at
                         from agent_metrics m
                        where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent) and m.name = n.name
                          and m.recorded_at >= p_from and m.recorded_at < p_to
                        order by m.recorded_at desc
                        limit 1) w
   where n.name is not null
     and known_agent(p_agent) is not null
   order by n.place;
end;
comment on function metric_names is
  'The names after p_after of what an agent measured from p_from up to p_to, each with how many points it has in that time, and the newest of them.';

select make_metric_partitions(now() - interval '1 month', now() + interval '3 months');
