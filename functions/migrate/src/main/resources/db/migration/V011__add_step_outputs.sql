-- What:  output that arrives while a step executes, and where a step's last change stands in the timeline.
-- Why:   appending must not rewrite what is there; whoever follows a command has to learn of changes too.
-- Locks: command_steps exclusively, for a moment: the new column has no value anywhere. Runs again: no.

create table step_outputs (
  tenant_id   uuid not null default current_tenant(),
  step_id     uuid not null,
  chunk_index integer not null constraint step_outputs_chunk_index_counts check (chunk_index >= 0),
  command_id  uuid not null,
  position    bigint not null,
  -- what stands between the quotes of a canonical JSON string, so that chunks put together are one
  stdout      bytea,
  stderr      bytea,
  end_bytes   bigint not null,
  created_at  timestamptz not null,
  primary key (tenant_id, step_id, chunk_index),
  constraint step_outputs_of_a_step foreign key (tenant_id, step_id) references command_steps (tenant_id, id) on delete cascade,
  constraint step_outputs_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade,
  constraint step_outputs_have_output check (num_nonnulls(stdout, stderr) > 0)
);
comment on table step_outputs is 'Output of steps that execute, in the order in which it came; leaves when the step''s result is stored.';
comment on column step_outputs.position is 'where it stands in the command''s timeline';
comment on column step_outputs.end_bytes is 'bytes of this chunk and all before it, escaped as JSON';
create index step_outputs_in_timeline on step_outputs (tenant_id, command_id, position);

alter table step_outputs enable row level security;
alter table step_outputs force row level security;
create policy tenant_rows on step_outputs to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = step_outputs.tenant_id and c.id = step_outputs.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = step_outputs.tenant_id and c.id = step_outputs.command_id) end);

alter table command_steps add column changed_position bigint;
comment on column command_steps.changed_position is 'where its last change stands for those who follow the command''s timeline; null until it is changed';
create index command_steps_changed on command_steps (tenant_id, command_id, changed_position) where changed_position is not null;
