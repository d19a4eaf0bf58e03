-- What:  archives, which name what went to object storage, and the marks of rows that have been there.
-- Why:   what leaves by retention must be found again, and brought back as it was (ADR 0015).
-- Locks: command_steps, system_state_snapshots, step_evaluations and state_checkpoints, for the moment that a column without
--        a default takes, and against writes while an index over none of their rows is built.
-- Runs again: no, the table must not exist yet.

create table archives (
  tenant_id            uuid not null default current_tenant(),
  id                   uuid not null,
  kind                 text not null constraint archives_kind_is_a_word check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  status               text not null default 'writing'
    constraint archives_status_known check (status in ('writing', 'discarded', 'kept', 'erasing', 'erased')),
  -- the object
  object_key           text not null constraint archives_key_is_of_the_tenant check (starts_with(object_key, tenant_id::text || '/')),
  size_bytes           bigint constraint archives_size_counts check (size_bytes > 0),
  sha256               bytea constraint archives_sha256_is_sha256 check (octet_length(sha256) = 32),
  -- what is in it
  rows                 bigint not null constraint archives_have_rows check (rows > 0),
  tables               jsonb not null constraint archives_tables_is_object check (jsonb_typeof(tables) = 'object'),
  user_ids             text[] not null default '{}',
  from_at              timestamptz not null,
  to_at                timestamptz not null,
  created_at           timestamptz not null,
  -- brought back
  restore_requested_at timestamptz,
  restored_at          timestamptz,
  restored_rows        bigint constraint archives_restored_rows_not_negative check (restored_rows >= 0),
  -- erased
  erased_at            timestamptz,
  replaced_by          uuid,
  primary key (tenant_id, id),
  constraint archives_object_key_unique unique (tenant_id, object_key),
  constraint archives_end_after_they_begin check (to_at >= from_at),
  constraint archives_kept_are_known check (status <> 'kept' or num_nulls(size_bytes, sha256) = 0),
  constraint archives_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table archives is 'What went to object storage: one row per object.';
comment on column archives.kind is 'what kind of rows, as retention policies name it';
comment on column archives.status is
  'writing: the object may or may not be there, and its rows are; kept: the rows are in the object; discarded: given up, the object is being deleted; erasing, erased: as discarded, but once erased the row stays as the fact';
comment on column archives.object_key is '<tenant>/<kind>/<year>/<month>/<id>.ndjson.zst, within the folder or bucket that archives go to';
comment on column archives.size_bytes is 'of the object';
comment on column archives.sha256 is 'of the object; null once erased';
comment on column archives.rows is 'of all tables together: the lines of the object';
comment on column archives.tables is 'how many rows of which table';
comment on column archives.user_ids is 'every end user whose rows are in it; empty once erased';
comment on column archives.from_at is 'the time of the oldest row';
comment on column archives.to_at is 'the time of the newest row';
comment on column archives.restored_at is 'when its rows were brought back; null while they are in the object alone';
comment on column archives.restored_rows is 'how many came back: a row whose parent was deleted meanwhile does not';
comment on column archives.replaced_by is 'the archive that has what was not erased of it';
create index archives_newest on archives (tenant_id, created_at desc, id desc);
create index archives_unfinished on archives (tenant_id, id) where status in ('writing', 'discarded', 'erasing');
create index archives_to_restore on archives (tenant_id, id) where restore_requested_at is not null and restored_at is null;

alter table archives enable row level security;
alter table archives force row level security;
-- An archive has rows of many agents: a restricted key sees none.
create policy tenant_rows on archives to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));

alter table system_state_snapshots add column archive_id uuid,
  add constraint snapshots_of_an_archive foreign key (tenant_id, archive_id) references archives (tenant_id, id) on delete set null (archive_id);
alter table step_evaluations add column archive_id uuid,
  add constraint step_evaluations_of_an_archive foreign key (tenant_id, archive_id) references archives (tenant_id, id) on delete set null (archive_id);
alter table command_steps add column result_archive_id uuid,
  add constraint command_steps_result_of_an_archive foreign key (tenant_id, result_archive_id) references archives (tenant_id, id) on delete set null (result_archive_id);
alter table state_checkpoints add column archive_id uuid,
  add constraint state_checkpoints_of_an_archive foreign key (tenant_id, archive_id) references archives (tenant_id, id) on delete set null (archive_id);
comment on column system_state_snapshots.archive_id is 'the archive that it was restored from, and leaves for again';
comment on column step_evaluations.archive_id is 'the archive that it was restored from, and leaves for again';
comment on column state_checkpoints.archive_id is 'the archive that it was restored from, and leaves for again';
comment on column command_steps.result_archive_id is
  'the archive that has the execution_result: alone while that is null, else beside the one that was restored';
create index snapshots_by_archive on system_state_snapshots (tenant_id, archive_id) where archive_id is not null;
create index step_evaluations_by_archive on step_evaluations (tenant_id, archive_id) where archive_id is not null;
create index command_steps_by_archive on command_steps (tenant_id, result_archive_id) where result_archive_id is not null;
create index state_checkpoints_by_archive on state_checkpoints (tenant_id, archive_id) where archive_id is not null;
