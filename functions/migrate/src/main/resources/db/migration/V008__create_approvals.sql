-- What:  the requests for approval that steps of a risky kind wait for, and the decisions made about them.
-- Why:   a step that its project's policy wants approved cannot begin before; who decided what, why, and on which state
--        is kept. Nothing writes down that a request expired: that follows from expires_at in each statement (ADR 0009).
-- Locks: nothing. Runs again: no, the tables must not exist yet.

create table approval_requests (
  tenant_id    uuid not null default current_tenant(),
  -- a step waits for one request at most, so that is its name too
  step_id      uuid not null,
  command_id   uuid not null,
  -- the policy as it was when the step was recorded
  policy       jsonb not null,
  needed_count integer not null constraint approval_requests_needed_count_counts check (needed_count between 1 and 100),
  on_expiry    text not null constraint approval_requests_on_expiry_known check (on_expiry in ('approve', 'reject')),
  requested_at timestamptz not null,
  expires_at   timestamptz,
  -- how it ended
  outcome      text constraint approval_requests_outcome_known check (outcome in ('approved', 'rejected', 'expired', 'withdrawn')),
  settled_at   timestamptz,
  primary key (tenant_id, step_id),
  constraint approval_requests_of_a_step foreign key (tenant_id, step_id) references command_steps (tenant_id, id) on delete cascade,
  constraint approval_requests_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade,
  constraint approval_requests_expire_later check (expires_at > requested_at),
  constraint approval_requests_outcome_has_a_time check ((outcome is null) = (settled_at is null))
);
comment on table approval_requests is 'A step''s request to be approved before it begins.';
comment on column approval_requests.needed_count is 'how many approvals make it approved; one rejection makes it rejected';
comment on column approval_requests.expires_at is 'by waymark_now(); null when it lives until it is decided';
comment on column approval_requests.outcome is
  'null while it is open, or expired and nothing has happened since; expired: the step went on after that; withdrawn: the step was skipped or rolled back, or its command ended';
create index approval_requests_newest on approval_requests (tenant_id, requested_at desc, step_id desc);
create index approval_requests_open on approval_requests (tenant_id, requested_at desc, step_id desc) where outcome is null;
create index approval_requests_open_of_command on approval_requests (tenant_id, command_id) where outcome is null;

create table command_approvals (
  tenant_id            uuid not null default current_tenant(),
  id                   uuid not null,
  command_id           uuid not null,
  step_id              uuid not null,
  position             bigint not null,
  -- who decided what, and why
  decision             text not null constraint command_approvals_decision_known check (decision in ('approved', 'rejected')),
  decided_by           text not null,
  approval_reasoning   text constraint command_approvals_reasoning_fits check (octet_length(approval_reasoning) <= 65536),
  expected_impact      jsonb constraint command_approvals_expected_impact_is_object check (jsonb_typeof(expected_impact) = 'object'),
  -- on what
  state_context_digest bytea not null,
  decided_at           timestamptz not null,
  primary key (tenant_id, id),
  constraint command_approvals_one_per_decider unique (tenant_id, step_id, decided_by),
  constraint command_approvals_of_a_step foreign key (tenant_id, step_id) references command_steps (tenant_id, id) on delete cascade,
  constraint command_approvals_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete cascade
);
comment on table command_approvals is 'One decision about a step that waits for approval. Append-only by grant.';
comment on column command_approvals.position is 'where it stands in the command''s timeline';
comment on column command_approvals.decided_by is 'the actor, as the audit trail names it';
comment on column command_approvals.expected_impact is 'the changes that the approver expects';
comment on column command_approvals.state_context_digest is
  'SHA-256 of a body in documents: the step and the newest snapshot as they were when it was decided; see approval_context()';
create index approvals_in_timeline on command_approvals (tenant_id, command_id, position);

alter table approval_requests enable row level security;
alter table approval_requests force row level security;
create policy tenant_rows on approval_requests to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = approval_requests.tenant_id and c.id = approval_requests.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = approval_requests.tenant_id and c.id = approval_requests.command_id) end);

alter table command_approvals enable row level security;
alter table command_approvals force row level security;
create policy tenant_rows on command_approvals to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = command_approvals.tenant_id and c.id = command_approvals.command_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true
    else exists (select from commands c where c.tenant_id = command_approvals.tenant_id and c.id = command_approvals.command_id) end);
