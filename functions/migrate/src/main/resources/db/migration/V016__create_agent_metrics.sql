-- What:  agent_metrics, the points that agents report, partitioned by month. Its owner is waymark_keeper.
-- Why:   old months can leave at once, and a question about some days looks at their months alone. The keeper owns this one
--        table so that a function of its own can add months: with row security forced and no policy for it, it sees no row.
-- Locks: agents, for a moment (a foreign key). Runs again: no, the table must not exist yet.

create table agent_metrics (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null default gen_random_uuid(),
  agent_id    uuid not null,
  -- what was measured
  name        text collate "C" not null constraint agent_metrics_name_fits check (octet_length(name) between 1 and 1000),
  metric_type text not null constraint agent_metrics_type_known check (metric_type in ('counter', 'gauge', 'histogram')),
  value       double precision not null constraint agent_metrics_value_fits check (abs(value) <= double precision '1e300'),
  tags        jsonb not null default '{}' constraint agent_metrics_tags_is_object check (jsonb_typeof(tags) = 'object'),
  recorded_at timestamptz not null,
  primary key (tenant_id, recorded_at, id),
  constraint agent_metrics_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) partition by range (recorded_at);
comment on table agent_metrics is 'Points that agents report; a partition a month (UTC), made by make_metric_partitions(). Nothing references them.';
comment on column agent_metrics.id is 'random: recorded_at comes before it in the key and keeps the index local';
comment on column agent_metrics.value is 'finite, and small enough that the sum of any number of points is; a counter''s is what it went up by';
comment on column agent_metrics.tags is 'names to strings';
create index agent_metrics_of_a_name on agent_metrics (tenant_id, agent_id, name, recorded_at);

alter table agent_metrics enable row level security;
alter table agent_metrics force row level security;
create policy tenant_rows on agent_metrics to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table agent_metrics owner to waymark_keeper;
