-- What:  collections, where the collector of documents and packs is in each tenant; agent_metrics_daily, what points came to by
--        day; the policies by which both are done.
-- Why:   what is referred to is read once for many documents, in slices, so the collector keeps its place between two of its
--        statements (ADR 0020). Points leave after 90 days, and what they came to stays.
-- Locks: the tables that refer to documents, for a moment each (policies). Runs again: no, the tables must not exist yet.

create table collections (
  tenant_id   uuid not null,
  -- what is walked, and how far
  walks       text not null default 'documents' constraint collections_walks_known check (walks in ('documents', 'packs')),
  walked_to   bytea not null default '',
  -- what of it nothing has been found to refer to so far, and nobody relied on since
  suspects    bytea[] not null default '{}',
  due_at      timestamptz,
  -- which of the referring tables is read for them, and how far
  source      integer not null default 0 constraint collections_source_counts check (source >= 0),
  read_to     text,
  finished_at timestamptz,
  -- packs that nobody noted are looked at as well, now and then
  whole       boolean not null default true,
  whole_at    timestamptz,
  primary key (tenant_id),
  constraint collections_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  constraint collections_suspects_have_a_time check (cardinality(suspects) = 0 or due_at is not null)
);
comment on table collections is
  'Where the collector of garbage is in each tenant. Whoever collects holds the row for a statement; what it says stays true however long nobody goes on (ADR 0020).';
comment on column collections.walked_to is 'the last digest, or id of a pack, that was looked at';
comment on column collections.suspects is 'digests of documents, or ids of packs';
comment on column collections.due_at is 'who relies on one of the suspects after this time keeps it';
comment on column collections.read_to is 'the last key read of that table; null at its beginning';
comment on column collections.finished_at is 'null while there is more to do';
comment on column collections.whole is 'whether this collection walks every pack, not only those that were noted';
comment on column collections.whole_at is 'when the last one that did was finished';
create index collections_due on collections (finished_at nulls first, tenant_id);

alter table collections enable row level security;
alter table collections force row level security;
create policy tenant_rows on collections to waymark_app
  using (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null)
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
create policy collecting on collections to waymark_eraser using (true) with check (true);

-- the collector looks into every table that refers to a document, past the agent or end user that a key is restricted to
do $$
declare
  v_table text;
begin
  foreach v_table in array array['system_state_snapshots', 'step_evaluations', 'command_approvals', 'agent_states', 'shared_states',
                                 'shared_state_versions', 'state_schemas', 'context_snapshots'] loop
    execute format('create policy collecting on %I for select to waymark_eraser using (true)', v_table);
  end loop;
end
$$;
create policy collecting_rows on packed_documents to waymark_eraser using (true);

create table agent_metrics_daily (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null default gen_random_uuid(),
  agent_id    uuid not null,
  -- whose points they were
  name        text collate "C" not null constraint agent_metrics_daily_name_fits check (octet_length(name) between 1 and 1000),
  metric_type text not null constraint agent_metrics_daily_type_known check (metric_type in ('counter', 'gauge', 'histogram')),
  tags        jsonb not null default '{}' constraint agent_metrics_daily_tags_is_object check (jsonb_typeof(tags) = 'object'),
  series_hash bytea not null generated always as (name_hash(metric_type || ' ' || tags::text)) stored,
  day         timestamptz not null constraint agent_metrics_daily_day_begins_at_midnight check (day = date_trunc('day', day, 'UTC')),
  -- what they came to
  points      bigint not null constraint agent_metrics_daily_points_count check (points > 0),
  total       double precision not null,
  lowest      double precision not null,
  highest     double precision not null,
  newest      double precision not null,
  newest_at   timestamptz not null,
  -- how often which value came
  width       double precision not null default 0 constraint agent_metrics_daily_width_not_negative check (width >= 0),
  marks       double precision[] not null,
  counts      bigint[] not null,
  primary key (tenant_id, id),
  constraint agent_metrics_daily_one_per_day unique (tenant_id, agent_id, name, day, series_hash),
  constraint agent_metrics_daily_lowest_first check (lowest <= highest),
  constraint agent_metrics_daily_marks_are_counted check (cardinality(marks) = cardinality(counts)),
  constraint agent_metrics_daily_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
);
comment on table agent_metrics_daily is 'What points that have left came to: by agent, name, type, tags and day (UTC). Kept for ever.';
comment on column agent_metrics_daily.total is 'of the values; a counter''s went up by that much';
comment on column agent_metrics_daily.newest is 'the value of the newest of the points';
comment on column agent_metrics_daily.marks is 'in order; percentiles are taken of them';
comment on column agent_metrics_daily.width is
  '0: the marks are the values that came. Else each stands for all values within a factor of exp(width / 2) of it, see merged_marks()';
comment on column agent_metrics_daily.counts is 'how many values each of the marks stands for';

alter table agent_metrics_daily enable row level security;
alter table agent_metrics_daily force row level security;
create policy tenant_rows on agent_metrics_daily to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

-- rolling up works for all tenants; it alone deletes points
create policy rolling_up on agent_metrics to waymark_eraser using (true);
create policy rolling_up on agent_metrics_daily to waymark_eraser using (true) with check (true);
-- how long a tenant wants its points to stay
do $$
begin
  if to_regclass('retention_policies') is not null then
    create policy rolling_up on retention_policies for select to waymark_eraser using (true);
  end if;
end
$$;
