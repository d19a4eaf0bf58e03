-- What:  what the job that watches the database looks at.
-- Why:   figures about the server and about all tenants together; no row of a tenant comes out.
-- Locks: nothing. Runs again: yes, on every change.

-- Statistics and sizes are for everybody to see: these run with the rights of the caller.

create or replace function table_sizes() returns table (table_name text, size_bytes bigint, live_rows bigint, dead_rows bigint)
  language sql stable
begin atomic
  select coalesce(p.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint,
         coalesce(sum(s.n_live_tup), 0)::bigint, coalesce(sum(s.n_dead_tup), 0)::bigint
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid
    left join pg_class p on p.oid = i.inhparent
    left join pg_stat_all_tables s on s.relid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
   group by 1;
end;
comment on function table_sizes is 'What every table takes, with indexes and TOAST; partitions count to their parent.';

create or replace function sample_storage() returns bigint
  language plpgsql
as $$
declare
  v_today constant date := (waymark_now() at time zone 'UTC')::date;
  v_count bigint;
begin
  insert into storage_samples (sampled_on, table_name, size_bytes, live_rows, sampled_at)
  select v_today, t.table_name, t.size_bytes, t.live_rows, waymark_now()
    from table_sizes() t
  on conflict do nothing;
  get diagnostics v_count = row_count;
  delete from storage_samples where sampled_on < v_today - 90;
  return v_count;
end
$$;
comment on function sample_storage is 'Keeps what the tables take, once a day, and forgets what was kept 90 days ago; answers how many rows it kept.';

create or replace function storage_growth() returns numeric
  language sql stable
begin atomic
  with days as (
    select s.sampled_on, min(s.sampled_at) as sampled_at, sum(s.size_bytes) as size_bytes
      from storage_samples s
     group by s.sampled_on),
  -- by the day, so that a day on which nobody looked does not count twice
  growth as (
    select d.sampled_on, (d.size_bytes - lag(d.size_bytes) over w) / (d.sampled_on - lag(d.sampled_on) over w) as bytes
      from days d
    window w as (order by d.sampled_on)),
  today as (select (waymark_now() at time zone 'UTC')::date as day),
  usual as (
    select percentile_cont(0.5) within group (order by g.bytes) as bytes, count(g.bytes) as days
      from growth g, today t
     where g.sampled_on between t.day - 14 and t.day - 1),
  recent as (
    -- over at least a day, lest an hour of much work look like a day of it
    select (t.size_bytes - d.size_bytes) / (extract(epoch from waymark_now() - d.sampled_at) / 86400) as bytes
      from (select * from days where sampled_at <= waymark_now() - interval '1 day' order by sampled_on desc limit 1) d,
           (select sum(size_bytes) as size_bytes from table_sizes()) t)
  select round((r.bytes / greatest(u.bytes, 67108864))::numeric, 2)
    from recent r, usual u
   where u.days >= 5;
end;
comment on function storage_growth is
  'How many times the usual day''s growth (the median of two weeks, 64 MiB at least) the last day brought; null until 5 days are known.';

create or replace function unused_indexes() returns table (index_name text, size_bytes bigint)
  language sql stable
begin atomic
  select i.indexrelname::text, pg_relation_size(i.indexrelid)
    from pg_stat_all_indexes i
    join pg_index x on x.indexrelid = i.indexrelid and not x.indisunique
   where i.schemaname = 'public' and i.idx_scan = 0 and pg_relation_size(i.indexrelid) > 16777216
     and (select min(s.sampled_at) from storage_samples s) < waymark_now() - interval '7 days'
     and not exists (select
                       from pg_stat_database d
                      where d.datname = current_database() and d.stats_reset > waymark_now() - interval '7 days');
end;
comment on function unused_indexes is
  'Indexes of more than 16 MiB that hold up no constraint and that no query has used, once a week of statistics is there.';

create or replace function watch_tenants(out sweep_lag_seconds bigint, out archive_failures bigint)
  language sql stable security definer set search_path = public, pg_temp
as $$
  -- after a sweep nothing is due that was due when it began; so no row has been due for longer than this
  select (select greatest(extract(epoch from max(waymark_now() - coalesce(r.started_at, t.created_at))), 0)::bigint
            from tenants t
            left join lateral (select max(done.started_at) as started_at
                                 from retention_runs done
                                where done.tenant_id = t.id and done.ended_at is not null) r on true
           where t.id <> '00000000-0000-0000-0000-000000000000'),
         (select coalesce(sum((kind.figures ->> 'failed')::bigint), 0)
            from retention_runs r, lateral jsonb_each(r.kinds) as kind (name, figures)
           where r.started_at > waymark_now() - interval '1 day')::bigint
         + (select count(*)
              from archives a
             where a.status in ('writing', 'discarded') and a.created_at < waymark_now() - interval '1 hour')
$$;
comment on function watch_tenants is
  'For how long a row may have been due to leave, of any tenant, and how much could not be archived or deleted in the last day.';
alter function watch_tenants owner to waymark_eraser;

create or replace function watch_database() returns table (
  storage_bytes bigint, growth_ratio numeric, connections bigint, max_connections bigint, dead_row_percent numeric,
  most_dead text, unused_index_count bigint, unused_index_names text, largest_tables text, sweep_lag_seconds bigint, archive_failures bigint)
  language sql
begin atomic
  select pg_database_size(current_database()), storage_growth(),
         (select sum(d.numbackends) from pg_stat_database d)::bigint, current_setting('max_connections')::bigint,
         dead.percent, dead.table_name, unused.indexes, unused.names, large.names,
         w.sweep_lag_seconds, w.archive_failures
    from watch_tenants() w
    left join lateral (
      select t.table_name, round(100.0 * t.dead_rows / (t.live_rows + t.dead_rows), 1) as percent
        from table_sizes() t
       where t.dead_rows >= 10000
       order by 2 desc
       limit 1) dead on true
    cross join lateral (select count(*) as indexes, string_agg(u.index_name, ' ' order by u.size_bytes desc) as names from unused_indexes() u) unused
    cross join lateral (
      select string_agg(t.table_name || '=' || t.size_bytes, ' ' order by t.size_bytes desc) as names
        from (select * from table_sizes() order by size_bytes desc limit 8) t) large;
end;
comment on function watch_database is 'What there is to say of the database: sizes, growth, connections, dead rows, unused indexes, what is late.';
