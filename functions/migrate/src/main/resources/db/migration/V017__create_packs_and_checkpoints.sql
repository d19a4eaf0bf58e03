-- What:  packs, which hold the pieces of states; checkpoints, which name the pieces of one state each; the pending writes
--        of a checkpoint's tasks.
-- Why:   a checkpoint costs what changed since the one that it is based on, and is read in one statement without looking
--        at any other (ADR 0011).
-- Locks: nothing. Runs again: no, the tables must not exist yet.

create table packs (
  tenant_id     uuid not null default current_tenant(),
  id            uuid not null,
  -- what it is packed against: packs that stand alone
  bases         bytea not null,
  dictionary    bytea not null,
  -- what it holds
  directory     bytea not null,
  content_bytes integer not null constraint packs_have_content check (content_bytes > 0),
  body          bytea not null,
  touched_at    timestamptz not null default waymark_now(),
  primary key (tenant_id, id),
  constraint packs_bases_are_ids check (octet_length(bases) % 16 = 0),
  constraint packs_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
-- it is packed already
alter table packs alter column body set storage external;
comment on table packs is 'Pieces of states, packed together. Content-addressed and never changed; what no checkpoint names is garbage.';
comment on column packs.id is 'the first 128 bits of SHA-256 over bases, dictionary, directory and the content unpacked';
comment on column packs.bases is 'ids of 16 bytes each; empty for a pack that stands alone';
comment on column packs.dictionary is 'which pieces of the bases make up its dictionary';
comment on column packs.directory is 'per piece the first 128 bits of its SHA-256, and its length';
comment on column packs.content_bytes is 'what the content weighs unpacked';
comment on column packs.body is 'the content: a Zstandard frame without its magic number';
comment on column packs.touched_at is
  'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

create table state_checkpoints (
  tenant_id            uuid not null default current_tenant(),
  id                   uuid not null,
  agent_id             uuid not null,
  thread_id            uuid not null,
  -- its place: in the thread, and in the tree
  number               bigint not null constraint state_checkpoints_number_counts check (number >= 1),
  namespace            text not null default '' constraint state_checkpoints_namespace_fits check (octet_length(namespace) <= 1000),
  namespace_key        bigint not null generated always as (hashtextextended(namespace, 0)) stored,
  parent_checkpoint_id uuid,
  -- what it is
  checkpoint_type      text not null default 'manual'
    constraint state_checkpoints_type_known check (checkpoint_type in ('manual', 'automatic', 'error_recovery', 'milestone')),
  trigger_reason       text constraint state_checkpoints_trigger_reason_fits check (octet_length(trigger_reason) <= 4000),
  metadata             jsonb not null default '{}' constraint state_checkpoints_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  -- the state
  state_id             uuid,
  state_digest         bytea not null constraint state_checkpoints_state_digest_is_sha256 check (octet_length(state_digest) = 32),
  size_bytes           integer not null constraint state_checkpoints_size_counts check (size_bytes >= 2),
  stored_bytes         integer not null constraint state_checkpoints_stored_bytes_counts check (stored_bytes >= 0),
  layout               bytea not null,
  packs                uuid[] not null,
  -- what was done with it
  restoration_count    integer not null default 0 constraint state_checkpoints_restoration_count_counts check (restoration_count >= 0),
  last_restored_at     timestamptz,
  restoration_time_ms  bigint constraint state_checkpoints_restoration_time_not_negative check (restoration_time_ms >= 0),
  forked_from          uuid,
  -- how long it stays
  pinned               boolean not null default false,
  retention_policy     text not null default 'permanent'
    constraint state_checkpoints_retention_policy_known check (retention_policy in ('temporary', 'permanent', 'archive')),
  expires_at           timestamptz,
  created_at           timestamptz not null,
  primary key (tenant_id, id),
  constraint state_checkpoints_number_unique unique (tenant_id, thread_id, number),
  constraint state_checkpoints_of_a_thread foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade,
  constraint state_checkpoints_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint state_checkpoints_temporary_expires check (retention_policy <> 'temporary' or expires_at is not null)
);
-- small already, and never of a shape that compresses
alter table state_checkpoints alter column layout set storage external;
comment on table state_checkpoints is 'States that one can return to. Each says by itself where all of its state is.';
comment on column state_checkpoints.number is 'in the order of recording, which no clock decides; the newest of a namespace has the greatest';
comment on column state_checkpoints.namespace_key is 'a hash that comparing can see through row security; compare the namespace too';
comment on column state_checkpoints.parent_checkpoint_id is 'of the same thread; null at a root, and where the parent has been cut since';
comment on column state_checkpoints.state_digest is 'equal for equal states; SHA-256 over the pieces, see ADR 0011';
comment on column state_checkpoints.size_bytes is 'of the state''s canonical JSON';
comment on column state_checkpoints.stored_bytes is 'what it added to the store, without rows and indexes';
comment on column state_checkpoints.layout is 'which pieces of the packs make up the state';
comment on column state_checkpoints.packs is 'every pack that reading the state needs; the layout names them by their place';
comment on column state_checkpoints.state_id is 'the version of the agent''s state that was current';
comment on column state_checkpoints.restoration_time_ms is 'how long the newest restoration took in the database';
create index state_checkpoints_newest_in_namespace on state_checkpoints (tenant_id, thread_id, namespace_key, number);
create index state_checkpoints_expiring on state_checkpoints (tenant_id, expires_at) where expires_at is not null;

create table checkpoint_writes (
  tenant_id     uuid not null default current_tenant(),
  checkpoint_id uuid not null,
  agent_id      uuid not null,
  task_id       text not null constraint checkpoint_writes_task_id_fits check (octet_length(task_id) between 1 and 1000),
  write_index   integer not null,
  task_path     text not null default '' constraint checkpoint_writes_task_path_fits check (octet_length(task_path) <= 1000),
  key           text not null constraint checkpoint_writes_key_fits check (octet_length(key) between 1 and 1000),
  value         bytea not null,
  created_at    timestamptz not null,
  primary key (tenant_id, checkpoint_id, task_id, write_index),
  constraint checkpoint_writes_of_a_checkpoint
    foreign key (tenant_id, checkpoint_id) references state_checkpoints (tenant_id, id) on delete cascade
);
comment on table checkpoint_writes is 'What tasks have written since a checkpoint, before the next one.';
comment on column checkpoint_writes.write_index is 'one write per task and index: the first stays, but at a negative index the newest';
comment on column checkpoint_writes.value is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';

create table garbage_packs (
  tenant_id uuid not null default current_tenant(),
  pack_id   uuid not null,
  noted_at  timestamptz not null default waymark_now(),
  primary key (tenant_id, pack_id),
  constraint garbage_packs_of_a_pack foreign key (tenant_id, pack_id) references packs (tenant_id, id) on delete cascade
);
comment on table garbage_packs is 'Packs that a deleted checkpoint named: what the collector looks at. Whether another checkpoint names them is its to find out.';

alter table packs enable row level security;
alter table packs force row level security;
create policy tenant_rows on packs to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());

alter table state_checkpoints enable row level security;
alter table state_checkpoints force row level security;
create policy tenant_rows on state_checkpoints to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table checkpoint_writes enable row level security;
alter table checkpoint_writes force row level security;
create policy tenant_rows on checkpoint_writes to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table garbage_packs enable row level security;
alter table garbage_packs force row level security;
create policy tenant_rows on garbage_packs to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
