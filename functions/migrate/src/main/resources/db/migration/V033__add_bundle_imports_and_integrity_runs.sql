-- What:  bundle_imports, which bundles are being imported or have been, and integrity_runs, how far the check of a tenant has come.
-- Why:   a bundle comes in pages: only what is being imported may take more rows, and when its last page has come everything in it must
--        fit. The check of a large tenant outlasts one run of a job, and goes on where it stopped.
-- Locks: nothing that holds rows. Runs again: no.

create table bundle_imports (
  tenant_id   uuid not null default current_tenant(),
  root_id     uuid not null,
  kind        text not null constraint bundle_imports_kind_known check (kind in ('project', 'agent')),
  begun_at    timestamptz not null,
  finished_at timestamptz,

  constraint bundle_imports_pkey primary key (tenant_id, root_id),
  constraint bundle_imports_of_a_tenant foreign key (tenant_id) references tenants on delete cascade
);
comment on table bundle_imports is 'Projects and agents that came as bundles. One that is not finished yet takes more rows; no other does.';
comment on column bundle_imports.root_id is 'the project or the agent; no foreign key: an import outlives what was imported, and is begun anew then';
comment on column bundle_imports.finished_at is 'null while pages are missing';

create table integrity_runs (
  tenant_id   uuid not null default current_tenant(),
  place       text,
  checked     bigint not null constraint integrity_runs_checked_counts check (checked >= 0),
  findings    bigint not null constraint integrity_runs_findings_count check (findings >= 0),
  started_at  timestamptz not null,
  updated_at  timestamptz not null,
  finished_at timestamptz,

  constraint integrity_runs_pkey primary key (tenant_id),
  constraint integrity_runs_of_a_tenant foreign key (tenant_id) references tenants on delete cascade
);
comment on table integrity_runs is 'The newest check of a tenant by the job: how far it has come, and what it came to.';
comment on column integrity_runs.place is 'where the next page begins; null at the beginning';
comment on column integrity_runs.findings is 'how many things are not as they should be; each is a line of the log';

do $$
declare
  v_table text;
begin
  foreach v_table in array '{bundle_imports,integrity_runs}'::text[] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
    execute format(
      'create policy tenant_rows on %I to waymark_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', v_table);
  end loop;
end
$$;
create policy working on integrity_runs for select to waymark_eraser using (true);
