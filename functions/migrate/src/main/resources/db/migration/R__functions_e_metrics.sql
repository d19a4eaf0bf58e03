-- What:  recording the points of agents, making the months that hold them, what they come to by stretches of time; rolling old
--        ones up by day, and dropping the months that this leaves empty.
-- Why:   points come in bulk, so a call is one statement however many it brings; figures are exact, made when asked for.
-- Locks: agents and agent_metrics, for a moment, when a month is made or goes. Runs again: yes, on every change.

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
  -- until the caller is done no month goes, see drop_metric_partitions()
  lock table only agent_metrics in row exclusive mode;
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

create or replace function merged_marks(inout width double precision, inout marks double precision[], inout counts bigint[])
  language plpgsql immutable parallel safe
as $$
declare
  c_most constant integer := 2048;
  v_marks double precision[];
  v_counts bigint[];
begin
  loop
    select array_agg(m.mark order by m.mark), array_agg(m.count order by m.mark) into v_marks, v_counts
      from (select case when width = 0 or u.mark = 0 then u.mark
                        else sign(u.mark) * exp((floor(ln(abs(u.mark)) / width) + 0.5) * width) end as mark,
                   sum(u.count)::bigint as count
              from unnest(marks, counts) u (mark, count)
             group by 1) m;
    exit when cardinality(v_marks) <= c_most;
    -- each stretch of a width is two of the one before, so in whatever order marks are merged the result is the same
    width := case width when 0 then 1.0 / 1024 else 2 * width end;
  end loop;
  marks := v_marks;
  counts := v_counts;
end
$$;
comment on function merged_marks is
  'At most 2,048 marks with their counts, of any number of them: the same values where they are so few (width 0); else one for each stretch of that width on a logarithmic scale, in its middle, so that no value is farther from its mark than a factor of exp(width / 2).';

drop function if exists metric_figures(text, text, timestamptz, timestamptz, text, jsonb, boolean);
create function metric_figures(
  p_agent text, p_metric text, p_from timestamptz, p_to timestamptz, p_bucket text, p_tags jsonb, p_percentiles boolean)
returns table (
  at timestamptz, points bigint, total double precision, lowest double precision, highest double precision,
  p50 double precision, p95 double precision, p99 double precision, counted double precision, rolled_up_to timestamptz)
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
  ), day as materialized (
    select date_trunc(p_bucket, d.day, 'UTC') as at, d.day, d.metric_type, d.points, d.total, d.lowest, d.highest, d.marks, d.counts
      from agent_metrics_daily d
     where d.tenant_id = current_tenant()
       and d.agent_id = known_agent(p_agent)
       and d.name = p_metric
       and d.day >= p_from
       and d.day < p_to
       and (p_tags is null or d.tags @> p_tags)
  ), figures as (
    select t.at, count(*) as points, sum(t.value) as total, min(t.value) as lowest, max(t.value) as highest,
           percentile_cont(array[0.50, 0.95, 0.99]) within group (order by t.value) filter (where p_percentiles) as percentiles,
           sum(case t.metric_type when 'counter' then t.value else 1 end) as counted
      from point t
     where not exists (select from day)
     group by grouping sets ((t.at), ())
    having not exists (select from day)
  ), sums as (
    select s.at, sum(s.points)::bigint as points, sum(s.total) as total, min(s.lowest) as lowest, max(s.highest) as highest,
           sum(s.counted) as counted
      from (select t.at, count(*) as points, sum(t.value) as total, min(t.value) as lowest, max(t.value) as highest,
                   sum(case t.metric_type when 'counter' then t.value else 1 end) as counted
              from point t
             where exists (select from day)
             group by t.at
            union all
            select d.at, d.points, d.total, d.lowest, d.highest, case d.metric_type when 'counter' then d.total else d.points end
              from day d) s
     group by grouping sets ((s.at), ())
    having exists (select from day)
  ), ranked as (
    select case when not g.whole then m.at end as at, m.mark,
           sum(m.count) over (partition by g.whole, case when not g.whole then m.at end order by m.mark rows unbounded preceding) as up_to,
           sum(m.count) over (partition by g.whole, case when not g.whole then m.at end) as points
      from (select t.at, t.value as mark, 1 as count from point t where p_percentiles and exists (select from day)
            union all
            select d.at, n.mark, n.count from day d, unnest(d.marks, d.counts) n (mark, count) where p_percentiles) m
     cross join (values (true), (false)) g (whole)
  ), percentiles as (
    select r.at, p.share,
           min(r.mark) filter (where r.up_to > floor(p.share * (r.points - 1)))
             + (min(r.mark) filter (where r.up_to > ceil(p.share * (r.points - 1)))
                - min(r.mark) filter (where r.up_to > floor(p.share * (r.points - 1))))
               * max(p.share * (r.points - 1) - floor(p.share * (r.points - 1)))::double precision as value
      from ranked r
     cross join (values (0.50), (0.95), (0.99)) p (share)
     group by r.at, p.share
  )
  select f.at, f.points, f.total, f.lowest, f.highest, f.percentiles[1], f.percentiles[2], f.percentiles[3], f.counted, null::timestamptz
    from figures f
   -- also where no month is there to be looked at
   where known_agent(p_agent) is not null
  union all
  select s.at, s.points, s.total, s.lowest, s.highest,
         (select least(s.highest, greatest(s.lowest, p.value)) from percentiles p where p.at is not distinct from s.at and p.share = 0.50),
         (select least(s.highest, greatest(s.lowest, p.value)) from percentiles p where p.at is not distinct from s.at and p.share = 0.95),
         (select least(s.highest, greatest(s.lowest, p.value)) from percentiles p where p.at is not distinct from s.at and p.share = 0.99),
         s.counted, (select max(d.day) + interval '1 day' from day d)
    from sums s
   order by 1 nulls first;
end;
comment on function metric_figures is
  'What the points of one metric come to from p_from up to p_to, one row for each stretch that has any (minute, hour, day, week, month; UTC) after one for all of them. Percentiles are exact, interpolated; where points have been rolled up, those of their marks. A day that was rolled up counts whole, at its beginning; rolled_up_to: the end of the last of these, else null. counted: what counters went up by, and how many points of the other types there are.';

create or replace function metric_names(p_agent text, p_from timestamptz, p_to timestamptz, p_after text, p_rows integer)
returns table (name text, points bigint, metric_type text, value double precision, tags text, recorded_at timestamptz)
  language sql stable
begin atomic
  -- one look at each index for each name, however many points it has
  with recursive named (name, place) as (
    select least((select m.name
                    from agent_metrics m
                   where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent)
                     and m.recorded_at >= p_from and m.recorded_at < p_to and m.name > p_after
                   order by m.name
                   limit 1),
                 (select d.name
                    from agent_metrics_daily d
                   where d.tenant_id = current_tenant() and d.agent_id = known_agent(p_agent)
                     and d.day >= p_from and d.day < p_to and d.name > p_after
                   order by d.name
                   limit 1)), 1
    union all
    select least((select m.name
                    from agent_metrics m
                   where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent)
                     and m.recorded_at >= p_from and m.recorded_at < p_to and m.name > n.name
                   order by m.name
                   limit 1),
                 (select d.name
                    from agent_metrics_daily d
                   where d.tenant_id = current_tenant() and d.agent_id = known_agent(p_agent)
                     and d.day >= p_from and d.day < p_to and d.name > n.name
                   order by d.name
                   limit 1)), n.place + 1
      from named n
     where n.name is not null and n.place < p_rows
  )
  select n.name,
         (select count(*)
            from agent_metrics m
           where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent) and m.name = n.name
             and m.recorded_at >= p_from and m.recorded_at < p_to)
         + coalesce((select sum(d.points)
                       from agent_metrics_daily d
                      where d.tenant_id = current_tenant() and d.agent_id = known_agent(p_agent) and d.name = n.name
                        and d.day >= p_from and d.day < p_to), 0)::bigint,
         w.metric_type, w.value, w.tags::text, w.recorded_at
    from named n
   cross join lateral (
     select u.*
       from ((select m.metric_type, m.value, m.tags, m.recorded_at
                from agent_metrics m
               where m.tenant_id = current_tenant() and m.agent_id = known_agent(p_agent) and m.name = n.name
                 and m.recorded_at >= p_from and m.recorded_at < p_to
               order by m.recorded_at desc
               limit 1)
             union all
             (select d.metric_type, d.newest, d.tags, d.newest_at
                from agent_metrics_daily d
               where d.tenant_id = current_tenant() and d.agent_id = known_agent(p_agent) and d.name = n.name
                 and d.day >= p_from and d.day < p_to
               order by d.day desc, d.newest_at desc
               limit 1)) u
      order by u.recorded_at desc
      limit 1) w
   where n.name is not null
     and known_agent(p_agent) is not null
   order by n.place;
end;
comment on function metric_names is
  'The names after p_after of what an agent measured from p_from up to p_to, each with how many points it has in that time, and the newest of them. A day that was rolled up counts whole, at its beginning.';

create or replace function metrics_kept_since(p_tenant uuid) returns timestamptz
  language sql stable
begin atomic
  select coalesce((select case when p.days is null then '-infinity' else date_trunc('day', waymark_now() - p.days * interval '1 day', 'UTC') end
                     from retention_policies p
                    where p.tenant_id = p_tenant and p.kind = 'agent_metrics'),
                  date_trunc('day', waymark_now() - interval '90 days', 'UTC'));
end;
comment on function metrics_kept_since is
  'The midnight (UTC) before which a tenant''s points are rolled up by day: 90 days ago where it has set nothing else, never where it keeps them.';
alter function metrics_kept_since owner to waymark_eraser;

create or replace function roll_up_metrics(p_tenant uuid, p_points integer) returns table (tenant uuid, points bigint, days bigint)
  language plpgsql security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  v_before timestamptz;
begin
  select t.id, metrics_kept_since(t.id) into tenant, v_before
    from tenants t
   where t.id >= p_tenant
     and exists (select from agent_metrics m where m.tenant_id = t.id and m.recorded_at < metrics_kept_since(t.id))
   order by t.id
   limit 1;
  if not found then
    return;
  end if;
  -- what somebody else is about to roll up is waited for, and is gone then
  with old as materialized (
    select m.recorded_at, m.id
      from agent_metrics m
     where m.tenant_id = tenant and m.recorded_at < v_before
     order by m.recorded_at, m.id
     limit p_points
  ), gone as (
    delete from agent_metrics m
     using old o
     where m.tenant_id = tenant and m.recorded_at < v_before and m.recorded_at = o.recorded_at and m.id = o.id
    returning m.agent_id, m.name, m.metric_type, m.tags, date_trunc('day', m.recorded_at, 'UTC') as day, m.value, m.recorded_at
  ), series as (
    select g.agent_id, g.name, g.metric_type, g.tags, g.day, count(*) as points, sum(g.value) as total, min(g.value) as lowest,
           max(g.value) as highest, (array_agg(g.value order by g.recorded_at desc))[1] as newest, max(g.recorded_at) as newest_at,
           array_agg(g.value) as marks, array_agg(1::bigint) as counts
      from gone g
     group by g.agent_id, g.name, g.metric_type, g.tags, g.day
  ), kept as (
    insert into agent_metrics_daily as d (tenant_id, agent_id, name, metric_type, tags, day, points, total, lowest, highest, newest, newest_at,
                                          width, marks, counts)
    select tenant, s.agent_id, s.name, s.metric_type, s.tags, s.day, s.points, s.total, s.lowest, s.highest, s.newest, s.newest_at,
           n.width, n.marks, n.counts
      from series s
     cross join lateral merged_marks(0, s.marks, s.counts) n
     order by s.agent_id, s.name, s.day, s.metric_type, s.tags
    on conflict on constraint agent_metrics_daily_one_per_day do update
       set points = d.points + excluded.points,
           total = d.total + excluded.total,
           lowest = least(d.lowest, excluded.lowest),
           highest = greatest(d.highest, excluded.highest),
           newest = case when excluded.newest_at >= d.newest_at then excluded.newest else d.newest end,
           newest_at = greatest(d.newest_at, excluded.newest_at),
           (width, marks, counts) = (select n.width, n.marks, n.counts
                                       from merged_marks(greatest(d.width, excluded.width), d.marks || excluded.marks,
                                                         d.counts || excluded.counts) n)
    returning 1
  )
  select (select count(*) from gone), (select count(*) from kept) into points, days;
  return next;
end
$$;
comment on function roll_up_metrics is
  'Makes days of so many old points at most, of one tenant: the first from p_tenant on that has some. Which that was, and how many points went into how many days; no row once there are none. The points leave in the same transaction, so each counts once, whenever it is killed and however many run at once. Runs as waymark_eraser.';
alter function roll_up_metrics owner to waymark_eraser;

create or replace function metrics_are_there(p_from timestamptz, p_to timestamptz) returns boolean
  language sql volatile security definer set search_path = public, pg_temp
begin atomic
  select exists (select from agent_metrics m where m.recorded_at >= p_from and m.recorded_at < p_to);
end;
comment on function metrics_are_there is
  'Whether anybody has a point of that time, for the keeper, who sees none: it must not drop what has rows. Runs as waymark_eraser.';
alter function metrics_are_there owner to waymark_eraser;

create or replace function drop_metric_partitions(p_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms'
as $$
declare
  v record;
  v_dropped integer := 0;
begin
  for v in
    select p.relname, p.starts, p.starts + interval '1 month' as ends
      from (select c.relname, to_timestamp(right(c.relname, 7), 'YYYY_MM')::timestamp as starts
              from pg_inherits i
              join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'agent_metrics'::regclass
               and c.relname ~ '^agent_metrics_[0-9]{4}_[0-9]{2}$') p
     order by p.starts
  loop
    -- now(), because waymark_now() is what the caller says
    continue when v.ends at time zone 'UTC' > least(p_before, now())
               or metrics_are_there(v.starts at time zone 'UTC', v.ends at time zone 'UTC');
    begin
      -- whoever writes points holds this table, see make_metric_partitions(); then it is looked again
      lock table only agent_metrics in access exclusive mode;
      if not metrics_are_there(v.starts at time zone 'UTC', v.ends at time zone 'UTC') then
        execute format('drop table %I', v.relname);
        v_dropped := v_dropped + 1;
      end if;
    exception when lock_not_available then
      -- somebody works with it: another time
      exit;
    end;
  end loop;
  return v_dropped;
end
$$;
comment on function drop_metric_partitions is
  'Drops the months that ended before that time and have no point, and says how many those were. Waits half a second at most for who works with metrics, and leaves the rest to the next time. Runs as waymark_keeper.';
alter function drop_metric_partitions owner to waymark_keeper;

select make_metric_partitions(now() - interval '1 month', now() + interval '3 months');
