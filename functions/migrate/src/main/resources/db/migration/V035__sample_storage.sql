-- What:  a sample a day of what each table takes; and archives that nobody finished can be counted.
-- Why:   whether today's growth is unusual shows beside that of the days before; and what the database takes in a year can be told.
--        No tenant's rows: they belong to the tenant of operators, so that row security holds here as everywhere.
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table storage_samples (
  tenant_id  uuid not null default current_tenant()
    constraint storage_samples_are_the_operators check (tenant_id = '00000000-0000-0000-0000-000000000000'),
  sampled_on date not null,
  table_name text not null,
  -- as pg_total_relation_size and the statistics tell it
  size_bytes bigint not null constraint storage_samples_size_counts check (size_bytes >= 0),
  live_rows  bigint not null constraint storage_samples_live_rows_count check (live_rows >= 0),
  sampled_at timestamptz not null,
  primary key (tenant_id, sampled_on, table_name),
  constraint storage_samples_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table storage_samples is 'What each table took at the first look of each day (UTC), for 90 days; partitions count to their parent.';
comment on column storage_samples.size_bytes is 'with indexes and TOAST';
comment on column storage_samples.live_rows is 'as the statistics estimate them';

alter table storage_samples enable row level security;
alter table storage_samples force row level security;
create policy tenant_rows on storage_samples to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));

-- the job that watches counts those of all tenants
create policy watching on archives for select to waymark_eraser using (true);
