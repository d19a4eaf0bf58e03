-- What:  rollbacks of a project's steps, where each stands in the timelines of the commands that it touched, and on steps
--        the rollback that made them inactive and the checkpoint that was current.
-- Why:   a rollback is one appended fact that says who, why and what; the steps stay, and undoing it finds exactly its own.
-- Locks: command_steps exclusively, for a moment: the new columns have no value anywhere. Runs again: no.

create table rollbacks (
  tenant_id         uuid not null default current_tenant(),
  id                uuid not null,
  project_id        uuid not null,
  -- its place among the project's rollbacks, and where the project's numbers stood: undoing takes the newest back first
  ordinal           bigint not null constraint rollbacks_ordinal_counts check (ordinal >= 1),
  next_step_number  bigint not null,
  -- what, by whom, why
  kind              text not null constraint rollbacks_kind_known check (kind in ('rollback', 'deactivation')),
  to_step_number    bigint not null,
  first_step_number bigint not null,
  last_step_number  bigint not null,
  deactivated_count bigint not null constraint rollbacks_deactivated_count_counts check (deactivated_count >= 1),
  rolled_back_by    text not null,
  reason            text not null constraint rollbacks_reason_fits check (octet_length(reason) between 1 and 4000),
  -- what to go back to
  git_reset_to      text constraint rollbacks_git_reset_to_is_hex check (git_reset_to ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
  git_step_number   bigint,
  snapshot_id       uuid,
  checkpoint_id     uuid,
  created_at        timestamptz not null,
  undone_at         timestamptz,
  undone_by         text,
  primary key (tenant_id, id),
  constraint rollbacks_of_a_project foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  constraint rollbacks_ordinal_unique unique (tenant_id, project_id, ordinal),
  constraint rollbacks_numbers_in_order check (first_step_number <= last_step_number),
  constraint rollbacks_undone_by_somebody check ((undone_at is null) = (undone_by is null))
);
comment on table rollbacks is 'Steps that were made inactive, together and in one go.';
comment on column rollbacks.kind is 'rollback: a step and all later ones; deactivation: one step alone';
comment on column rollbacks.to_step_number is 'the step that was named: it and what followed became inactive';
comment on column rollbacks.git_reset_to is 'the commit_sha_before of that step, or of the nearest earlier active step that has one; git_step_number says which';
comment on column rollbacks.snapshot_id is 'what the system looked like before that step; no foreign key: snapshots leave earlier';
comment on column rollbacks.checkpoint_id is 'the newest checkpoint of a step before that one; no foreign key: checkpoints leave earlier';

create table rollback_entries (
  tenant_id         uuid not null default current_tenant(),
  rollback_id       uuid not null,
  command_id        uuid not null,
  position          bigint not null,
  action            text not null constraint rollback_entries_action_known check (action in ('rolled_back', 'undone')),
  deactivated_count bigint not null,
  first_step_number bigint not null,
  last_step_number  bigint not null,
  former_status     text,
  primary key (tenant_id, command_id, position),
  constraint rollback_entries_of_a_rollback foreign key (tenant_id, rollback_id) references rollbacks (tenant_id, id) on delete cascade,
  constraint rollback_entries_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade
);
comment on table rollback_entries is 'A rollback, or its undoing, in the timeline of a command whose steps it changed; the numbers are those of that command.';
comment on column rollback_entries.former_status is 'the command''s status before, where the rollback left it without an active step; null where it stayed';
create index rollback_entries_of_rollback on rollback_entries (tenant_id, rollback_id);

alter table command_steps add column checkpoint_id uuid;
alter table command_steps add column rollback_id uuid;
comment on column command_steps.checkpoint_id is 'the agent''s checkpoint when the step was taken; no foreign key: checkpoints leave earlier';
comment on column command_steps.rollback_id is 'the rollback that made it inactive; null while it is active';

alter table rollbacks enable row level security;
alter table rollbacks force row level security;
create policy tenant_rows on rollbacks to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from rollback_entries e where e.tenant_id = rollbacks.tenant_id and e.rollback_id = rollbacks.id) end)
  with check (tenant_id = current_tenant() and current_agent() is null);

alter table rollback_entries enable row level security;
alter table rollback_entries force row level security;
create policy tenant_rows on rollback_entries to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = rollback_entries.tenant_id and c.id = rollback_entries.command_id) end)
  with check (tenant_id = current_tenant() and current_agent() is null);
