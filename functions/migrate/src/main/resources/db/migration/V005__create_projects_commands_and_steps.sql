-- What:  the ledger: projects, the commands given to agents, and the steps that were taken.
-- Why:   numbers, parents and audit heads are handed out by the locked counter rows of project and command, so
--        they have no gaps and no doubles under concurrency. Lock order: project, command, step.
-- Locks: nothing. Runs again: no, the tables must not exist yet.

create table projects (
  tenant_id           uuid not null default current_tenant(),
  id                  uuid not null,
  key                 text not null constraint projects_key_fits check (octet_length(key) between 1 and 1000),
  key_hash            bytea not null generated always as (name_hash(key)) stored,
  name                text not null constraint projects_name_fits check (octet_length(name) between 1 and 1000),
  repository_url      text constraint projects_repository_url_fits check (octet_length(repository_url) <= 4000),
  settings            jsonb not null default '{}' constraint projects_settings_is_object check (jsonb_typeof(settings) = 'object'),
  -- counters: what the next step takes from its predecessor
  next_step_number    bigint not null default 1 constraint projects_next_step_number_counts check (next_step_number >= 1),
  last_active_step_id uuid,
  audit_head          bytea constraint projects_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  audit_count         bigint not null default 0 constraint projects_audit_count_not_negative check (audit_count >= 0),
  version             bigint not null default 1,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (tenant_id, id),
  constraint projects_key_unique unique (tenant_id, key_hash),
  constraint projects_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table projects is 'A body of work with numbered steps.';
comment on column projects.last_active_step_id is 'the parent of the next step; no foreign key, it would be circular';

create table commands (
  tenant_id                 uuid not null default current_tenant(),
  id                        uuid not null,
  project_id                uuid not null,
  agent_id                  uuid,
  -- what was asked
  request                   text not null constraint commands_request_given check (octet_length(request) > 0),
  external_ref              text constraint commands_external_ref_fits check (octet_length(external_ref) <= 1000),
  metadata                  jsonb not null default '{}' constraint commands_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  -- how it goes
  status                    text not null default 'pending' constraint commands_status_known
    check (status in ('pending', 'running', 'awaiting_approval', 'completed', 'failed', 'cancelled', 'rolled_back')),
  current_step_index        integer,
  requires_state_evaluation boolean not null default true,
  adaptive_mode             boolean not null default false,
  baseline_snapshot_id      uuid,
  last_state_evaluation_at  timestamptz,
  state_evaluation_count    integer not null default 0,
  adaptive_steps_generated  integer not null default 0,
  corrective_steps_generated integer not null default 0,
  -- counters: what the next step, timeline entry and audit event take from their predecessors
  next_step_index           integer not null default 0 constraint commands_next_step_index_counts check (next_step_index >= 0),
  next_position             bigint not null default 0 constraint commands_next_position_counts check (next_position >= 0),
  audit_head                bytea constraint commands_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  audit_count               bigint not null default 0 constraint commands_audit_count_not_negative check (audit_count >= 0),
  version                   bigint not null default 1,
  created_at                timestamptz not null,
  updated_at                timestamptz not null,
  completed_at              timestamptz,
  primary key (tenant_id, id),
  constraint commands_of_a_project foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade,
  constraint commands_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint commands_completed_has_a_time check ((status in ('completed', 'failed', 'cancelled')) <= (completed_at is not null))
)
with (fillfactor = 80);  -- every recorded step updates its command's counters: room for HOT
comment on table commands is 'One piece of work given to an agent.';
comment on column commands.request is 'what was asked; U+0000 travels as DLE 0, DLE as DLE DLE';
comment on column commands.next_position is 'where the next entry of the timeline stands';
comment on column commands.completed_at is 'when it ended; retention counts from here';
create index commands_newest_of_project on commands (tenant_id, project_id, created_at desc, id desc);
create index commands_newest_of_tenant on commands (tenant_id, created_at desc, id desc);
create index commands_newest_of_agent on commands (tenant_id, agent_id, created_at desc, id desc) where agent_id is not null;

create table command_steps (
  tenant_id           uuid not null default current_tenant(),
  id                  uuid not null,
  command_id          uuid not null,
  project_id          uuid not null,
  -- where it stands
  step_index          integer not null constraint command_steps_step_index_counts check (step_index >= 0),
  step_number         bigint not null constraint command_steps_step_number_counts check (step_number >= 1),
  position            bigint not null,
  parent_step_id      uuid,
  active              boolean not null default true,
  -- what it is
  step_type           text not null constraint command_steps_step_type_known check (step_type in ('generated', 'adaptive', 'corrective')),
  command             text not null constraint command_steps_command_given check (octet_length(command) > 0),
  explanation         text,
  expected_outcome    text,
  risk_level          text not null constraint command_steps_risk_level_known check (risk_level in ('low', 'medium', 'high', 'critical')),
  external_ref        text constraint command_steps_external_ref_fits check (octet_length(external_ref) <= 1000),
  metadata            jsonb not null default '{}' constraint command_steps_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  agent_config_digest bytea,
  -- how it went
  status              text not null constraint command_steps_status_known
    check (status in ('pending', 'approved', 'executing', 'completed', 'failed', 'skipped')),
  execution_result    bytea,
  exit_code           integer,
  resource_usage      jsonb constraint command_steps_resource_usage_is_object check (jsonb_typeof(resource_usage) = 'object'),
  policy_violation    boolean not null default false,
  -- what it did to the repository
  branch              text constraint command_steps_branch_fits check (octet_length(branch) <= 1000),
  commit_sha_before   text constraint command_steps_commit_sha_before_is_hex check (commit_sha_before ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
  commit_sha_after    text constraint command_steps_commit_sha_after_is_hex check (commit_sha_after ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
  -- what it cost
  prompt_tokens       bigint constraint command_steps_prompt_tokens_not_negative check (prompt_tokens >= 0),
  completion_tokens   bigint constraint command_steps_completion_tokens_not_negative check (completion_tokens >= 0),
  total_tokens        bigint constraint command_steps_total_tokens_not_negative check (total_tokens >= 0),
  cost_usd            numeric(14, 6) constraint command_steps_cost_usd_not_negative check (cost_usd >= 0),
  -- when
  generated_at        timestamptz,
  started_at          timestamptz,
  ended_at            timestamptz,
  duration_ms         bigint constraint command_steps_duration_ms_not_negative check (duration_ms >= 0),
  version             bigint not null default 1,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (tenant_id, id),
  constraint command_steps_step_index_unique unique (tenant_id, command_id, step_index),
  constraint command_steps_step_number_unique unique (tenant_id, project_id, step_number),
  constraint command_steps_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade,
  constraint command_steps_parent_exists foreign key (tenant_id, parent_step_id) references command_steps (tenant_id, id)
    on delete set null (parent_step_id),
  constraint steps_end_after_start check (started_at <= ended_at)
)
with (fillfactor = 90);  -- a step that is started and completed later is updated twice
comment on table command_steps is 'One action in a command.';
comment on column command_steps.position is 'where it stands in the command''s timeline; grows with step_index, so no index of its own is needed';
comment on column command_steps.command is 'what runs; U+0000 travels as DLE 0, DLE as DLE DLE (so explanation and expected_outcome too)';
comment on column command_steps.execution_result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column command_steps.policy_violation is 'executed although the project''s policy wanted an approval first';
comment on column command_steps.agent_config_digest is 'SHA-256 of a body in documents; kept from collection by documents.touched_at';
create index command_steps_by_parent on command_steps (tenant_id, parent_step_id) where parent_step_id is not null;
create index command_steps_active_of_project on command_steps (tenant_id, project_id, step_number) where active;

do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table command_steps alter column execution_result set compression lz4;
  end if;
end
$$;

create table system_state_snapshots (
  tenant_id           uuid not null default current_tenant(),
  id                  uuid not null,
  command_id          uuid not null,
  step_id             uuid,
  position            bigint not null,
  snapshot_type       text not null constraint snapshots_type_known check (snapshot_type in ('baseline', 'before_step', 'after_step')),
  -- one digest per section, null where the section was not given; SHA-256 of a body in documents
  system_info         bytea,
  services_status     bytea,
  packages_installed  bytea,
  network_connections bytea,
  file_system_state   bytea,
  process_list        bytea,
  resource_usage      bytea,
  captured_at         timestamptz not null,
  created_at          timestamptz not null,
  primary key (tenant_id, id),
  constraint snapshots_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade,
  constraint snapshots_of_a_step foreign key (tenant_id, step_id) references command_steps (tenant_id, id) on delete cascade,
  constraint snapshots_one_of_a_type_per_step unique (tenant_id, step_id, snapshot_type),
  constraint snapshots_baseline_has_no_step check ((snapshot_type = 'baseline') = (step_id is null)),
  constraint snapshots_have_a_section check (num_nonnulls(system_info, services_status, packages_installed, network_connections,
                                                          file_system_state, process_list, resource_usage) > 0),
  constraint snapshots_baseline_has_system_info check (snapshot_type <> 'baseline' or system_info is not null)
);
comment on table system_state_snapshots is 'What the system looked like, by section.';
comment on column system_state_snapshots.position is 'where it stands in the command''s timeline';
create unique index snapshots_one_baseline_per_command on system_state_snapshots (tenant_id, command_id) where snapshot_type = 'baseline';
create index snapshots_in_timeline on system_state_snapshots (tenant_id, command_id, position);

alter table projects enable row level security;
alter table projects force row level security;
create policy tenant_rows on projects to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());

alter table commands enable row level security;
alter table commands force row level security;
-- A case for the planner's sake, as for agents.
create policy tenant_rows on commands to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

-- A restricted key sees what hangs below the commands that it sees.
alter table command_steps enable row level security;
alter table command_steps force row level security;
create policy tenant_rows on command_steps to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = command_steps.tenant_id and c.id = command_steps.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = command_steps.tenant_id and c.id = command_steps.command_id) end);

alter table system_state_snapshots enable row level security;
alter table system_state_snapshots force row level security;
create policy tenant_rows on system_state_snapshots to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = system_state_snapshots.tenant_id and c.id = system_state_snapshots.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = system_state_snapshots.tenant_id and c.id = system_state_snapshots.command_id) end);

-- The eraser looks here before it blanks audit content: what still exists keeps it.
create policy erasing on projects for select to waymark_eraser using (true);
create policy erasing on commands for select to waymark_eraser using (true);
