-- What:  evaluations (whether a step worked, and why one thinks so) and remedies (a tenant's runbook).
-- Why:   a command is not completed before its executed steps are judged, and in adaptive mode a step that did not work
--        is answered with what the runbook proposes. Evaluations are only ever added; the newest of a step counts.
-- Locks: command_steps, for the moment that two columns without a default take, and against writes while its index is
--        built (over no rows).
-- Runs again: no, the tables must not exist yet.

create table step_evaluations (
  tenant_id          uuid not null default current_tenant(),
  id                 uuid not null,
  command_id         uuid not null,
  step_id            uuid not null,
  position           bigint not null,
  -- the verdict
  evaluation_type    text not null constraint step_evaluations_type_known
    check (evaluation_type in ('success', 'failure', 'partial', 'unexpected')),
  confidence_score   numeric(3, 2) not null constraint step_evaluations_confidence_is_a_share check (confidence_score between 0 and 1),
  evaluator          text not null constraint step_evaluations_evaluator_fits check (octet_length(evaluator) between 1 and 1000),
  -- the evidence: JSON as UTF-8 bytes, so that U+0000 in what was seen survives
  success_indicators bytea not null constraint step_evaluations_success_indicators_is_array check (json_typeof(convert_from(success_indicators, 'UTF8')::json) = 'array'),
  failure_indicators bytea not null constraint step_evaluations_failure_indicators_is_array check (json_typeof(convert_from(failure_indicators, 'UTF8')::json) = 'array'),
  state_changes      bytea constraint step_evaluations_state_changes_is_sha256 check (octet_length(state_changes) = 32),
  -- what follows from it
  recommendations    bytea not null constraint step_evaluations_recommendations_is_array check (json_typeof(convert_from(recommendations, 'UTF8')::json) = 'array'),
  proposed_steps     uuid[] not null default '{}',
  evaluated_at       timestamptz not null,
  primary key (tenant_id, id),
  constraint step_evaluations_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade,
  constraint step_evaluations_of_a_step foreign key (tenant_id, step_id) references command_steps (tenant_id, id) on delete cascade
);
comment on table step_evaluations is 'Whether a step worked, and why one thinks so. Rows are added, never changed; the newest of a step counts.';
comment on column step_evaluations.position is 'where it stands in the command''s timeline; the newest evaluation of a step has the highest';
comment on column step_evaluations.state_changes is
  'SHA-256 of a body in documents: the summary of what changed between the snapshots; null where nobody looked; kept from collection by documents.touched_at';
comment on column step_evaluations.evaluator is '''rules'', or the name of whoever judged outside';
comment on column step_evaluations.proposed_steps is 'the pending steps that remedies added because of this evaluation';
create index step_evaluations_newest_of_step on step_evaluations (tenant_id, step_id, position desc);
create index step_evaluations_in_timeline on step_evaluations (tenant_id, command_id, position);

create table remedies (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  name         text not null constraint remedies_name_fits check (octet_length(name) between 1 and 1000),
  name_hash    bytea not null generated always as (name_hash(name)) stored,
  -- when it helps
  applies_when text not null constraint remedies_applies_when_fits check (octet_length(applies_when) between 1 and 4000),
  enabled      boolean not null,
  -- the step that it proposes
  command      text not null constraint remedies_command_given check (octet_length(command) > 0),
  explanation  text,
  risk_level   text not null constraint remedies_risk_level_known check (risk_level in ('low', 'medium', 'high', 'critical')),
  version      bigint not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id),
  constraint remedies_name_unique unique (tenant_id, name_hash),
  constraint remedies_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table remedies is 'A tenant''s runbook: what to propose after an evaluation that is not a success.';
comment on column remedies.applies_when is 'a jsonpath predicate over the evaluation, as it was written; put_remedy() has tried it';
comment on column remedies.command is 'what runs; U+0000 travels as DLE 0, DLE as DLE DLE (so explanation too)';

alter table command_steps
  add column remedy text,
  add column proposed_for uuid;
comment on column command_steps.remedy is 'name of the remedy that proposed the step; null for what an agent recorded. Metadata says so too, but clients may change that';
comment on column command_steps.proposed_for is
  'the step whose evaluation made a remedy propose this one; of the same command, so both go at once and no foreign key is needed';
create index command_steps_by_remedy on command_steps (tenant_id, command_id) where remedy is not null;

-- A restricted key sees the evaluations of the commands that it sees.
alter table step_evaluations enable row level security;
alter table step_evaluations force row level security;
create policy tenant_rows on step_evaluations to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = step_evaluations.tenant_id and c.id = step_evaluations.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = step_evaluations.tenant_id and c.id = step_evaluations.command_id) end);

-- The runbook is the whole tenant's: a restricted key's evaluations are matched with it, and it cannot change it.
alter table remedies enable row level security;
alter table remedies force row level security;
create policy tenant_rows on remedies to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null);
create policy whole_tenant_deletes on remedies as restrictive for delete to waymark_app
  using (current_agent() is null);
