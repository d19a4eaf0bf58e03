-- What:  retention: what leaves when, the sweeps that were made, what a command has left behind, and the figures that stay
--        when rows leave.
-- Why:   what is due hangs below commands that ended; so each command says which sweep it has been through, and the index of
--        those that have not is as long as there is work, however long the ledger gets. Steps and evaluations pay nothing.
-- Locks: commands, agent_states and agent_memories, against writes, while their indexes are built; command_steps for a moment.
-- Runs again: no, the tables must not exist yet.

create table retention_policies (
  tenant_id  uuid not null default current_tenant(),
  kind       text not null constraint retention_policies_kind_known check (kind in (
    'system_state_snapshots', 'step_evaluations', 'plain_execution_results', 'execution_results', 'temporary_checkpoints',
    'archive_checkpoints', 'agent_memories', 'conversations', 'messages', 'agent_states', 'agent_metrics')),
  days       integer constraint retention_policies_days_fit check (days between 0 and 36500),
  "then"     text not null constraint retention_policies_then_known
    check ("then" in ('archive', 'compress', 'delete', 'roll_up', 'keep')),
  version    bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, kind),
  constraint retention_policies_kept_has_no_days check (("then" = 'keep') = (days is null)),
  constraint retention_policies_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table retention_policies is 'What a tenant has set of how long its rows stay; a kind without a row is at its default (view retention_policy_rows).';
comment on column retention_policies.days is 'how long after they are done with; null for ever';
comment on column retention_policies.version is 'how often it was set; the versions of all kinds together are what ETag answers';

create table retention_runs (
  tenant_id     uuid not null default current_tenant(),
  id            uuid not null,
  -- who works at it: whoever holds the newest token, until the lease is over
  fencing_token bigint not null default 1 constraint retention_runs_fencing_token_counts check (fencing_token >= 1),
  lease_until   timestamptz not null,
  -- what it did
  kinds         jsonb not null default '{}' constraint retention_runs_kinds_is_object check (jsonb_typeof(kinds) = 'object'),
  started_at    timestamptz not null,
  ended_at      timestamptz,
  primary key (tenant_id, id),
  constraint retention_runs_end_after_start check (started_at <= ended_at),
  constraint retention_runs_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table retention_runs is 'The sweeps of a tenant. One that died goes on, under the next token, once its lease is over.';
comment on column retention_runs.kinds is
  'by kind: rows archived, compressed, deleted and failed, and the bytes that they had in their table; counted in the transaction that deletes';
comment on column retention_runs.lease_until is 'by waymark_now(); from then on another may go on with it';
create unique index retention_runs_one_open on retention_runs (tenant_id) where ended_at is null;
create index retention_runs_newest on retention_runs (tenant_id, started_at desc, id desc);

create table evaluation_daily (
  tenant_id      uuid not null default current_tenant(),
  project_id     uuid not null,
  day            date not null,
  evaluations    bigint not null constraint evaluation_daily_evaluations_count check (evaluations >= 0),
  success        bigint not null constraint evaluation_daily_success_counts check (success >= 0),
  failure        bigint not null constraint evaluation_daily_failure_counts check (failure >= 0),
  partial        bigint not null constraint evaluation_daily_partial_counts check (partial >= 0),
  unexpected     bigint not null constraint evaluation_daily_unexpected_counts check (unexpected >= 0),
  confidence_sum numeric(16, 2) not null constraint evaluation_daily_confidence_sum_not_negative check (confidence_sum >= 0),
  primary key (tenant_id, project_id, day),
  constraint evaluation_daily_of_a_project foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade
);
comment on table evaluation_daily is 'The evaluations that have left, by the day (UTC) of evaluated_at: every one, also those that a newer one of the step outdid.';

create table step_daily (
  tenant_id         uuid not null default current_tenant(),
  project_id        uuid not null,
  day               date not null,
  -- how many
  steps             bigint not null constraint step_daily_steps_count check (steps >= 0),
  executed          bigint not null constraint step_daily_executed_counts check (executed >= 0),
  failed            bigint not null constraint step_daily_failed_counts check (failed >= 0),
  skipped           bigint not null constraint step_daily_skipped_counts check (skipped >= 0),
  rolled_back       bigint not null constraint step_daily_rolled_back_counts check (rolled_back >= 0),
  policy_violations bigint not null constraint step_daily_policy_violations_count check (policy_violations >= 0),
  -- how they were judged in the end
  success           bigint not null constraint step_daily_success_counts check (success >= 0),
  failure           bigint not null constraint step_daily_failure_counts check (failure >= 0),
  partial           bigint not null constraint step_daily_partial_counts check (partial >= 0),
  unexpected        bigint not null constraint step_daily_unexpected_counts check (unexpected >= 0),
  -- what they took
  timed             bigint not null constraint step_daily_timed_counts check (timed >= 0),
  duration_sum_ms   numeric(24) not null constraint step_daily_duration_sum_ms_not_negative check (duration_sum_ms >= 0),
  prompt_tokens     numeric(24) not null constraint step_daily_prompt_tokens_not_negative check (prompt_tokens >= 0),
  completion_tokens numeric(24) not null constraint step_daily_completion_tokens_not_negative check (completion_tokens >= 0),
  total_tokens      numeric(24) not null constraint step_daily_total_tokens_not_negative check (total_tokens >= 0),
  cost_usd          numeric(20, 6) not null constraint step_daily_cost_usd_not_negative check (cost_usd >= 0),
  primary key (tenant_id, project_id, day),
  constraint step_daily_of_a_project foreign key (tenant_id, project_id) references projects (tenant_id, id) on delete cascade
);
comment on table step_daily is
  'The steps of commands whose evaluations have left, by the day (UTC) of created_at, as they stood then. The steps themselves stay.';
comment on column step_daily.timed is 'how many of them have a duration';

alter table commands
  add column rolled_back_at timestamptz,
  add column snapshots_left_at timestamptz,
  add column evaluations_left_at timestamptz,
  add column results_compressed_at timestamptz,
  add column results_left_at timestamptz,
  add column steps_counted_at timestamptz;
comment on column commands.rolled_back_at is 'when its first step was rolled back, and so all of it; null again once that is undone';
comment on column commands.snapshots_left_at is 'when a sweep took the last of its snapshots; null again once it has new ones (so the next three)';
comment on column commands.steps_counted_at is 'when its steps were added to step_daily, which happens once';
create index commands_with_snapshots_to_sweep on commands (tenant_id, coalesce(completed_at, rolled_back_at), id)
  where coalesce(completed_at, rolled_back_at) is not null and snapshots_left_at is null;
create index commands_with_evaluations_to_sweep on commands (tenant_id, coalesce(completed_at, rolled_back_at), id)
  where coalesce(completed_at, rolled_back_at) is not null and evaluations_left_at is null;
create index commands_with_results_to_compress on commands (tenant_id, coalesce(completed_at, rolled_back_at), id)
  where coalesce(completed_at, rolled_back_at) is not null and results_compressed_at is null;
create index commands_with_results_to_sweep on commands (tenant_id, coalesce(completed_at, rolled_back_at), id)
  where coalesce(completed_at, rolled_back_at) is not null and results_left_at is null;

alter table command_steps
  add column kept_evaluation_type text constraint command_steps_kept_evaluation_type_known
    check (kept_evaluation_type in ('success', 'failure', 'partial', 'unexpected')),
  add column plain_result_bytes integer constraint command_steps_plain_result_bytes_count check (plain_result_bytes >= 0);
comment on column command_steps.kept_evaluation_type is 'what its newest evaluation said, once evaluations have left; one that is there counts before it';
comment on column command_steps.execution_result is
  'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes; or, where plain_result_bytes is not null, a zstd frame of that, which begins with 28 b5 2f fd';
comment on column command_steps.plain_result_bytes is 'what execution_result weighs once unpacked, of one that a sweep has packed';

create index agent_states_that_ended on agent_states (tenant_id, valid_until, id) where valid_until is not null;
create index memories_expiring on agent_memories (tenant_id, expires_at, id) where expires_at is not null;

-- What is kept and swept concerns the whole tenant: a restricted key sees none of it.
alter table retention_policies enable row level security;
alter table retention_policies force row level security;
create policy tenant_rows on retention_policies to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));

alter table retention_runs enable row level security;
alter table retention_runs force row level security;
create policy tenant_rows on retention_runs to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));
-- the job finds the tenant whose last sweep is longest ago
create policy sweeping on retention_runs for select to waymark_eraser using (true);

alter table evaluation_daily enable row level security;
alter table evaluation_daily force row level security;
create policy tenant_rows on evaluation_daily to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));

alter table step_daily enable row level security;
alter table step_daily force row level security;
create policy tenant_rows on step_daily to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null, null))
  with check (tenant_id = current_tenant() and caller_sees(null, null));
