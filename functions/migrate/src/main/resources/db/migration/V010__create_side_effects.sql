-- What:  effects on the world outside that must happen once: a payment, a mail, a deployment.
-- Why:   whoever is about to cause one claims its key first; a claimant that died is taken over after its lease, and its
--        token is refused from then on. What came of it is there for whoever asks again.
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table side_effects (
  tenant_id     uuid not null default current_tenant(),
  id            uuid not null,
  key           text not null constraint side_effects_key_fits check (octet_length(key) between 1 and 1000),
  key_hash      bytea not null generated always as (name_hash(key)) stored,
  command_id    uuid,
  agent_id      uuid,
  status        text not null default 'claimed' constraint side_effects_status_known check (status in ('claimed', 'completed')),
  -- whose turn it is
  fencing_token bigint not null default 1 constraint side_effects_fencing_token_counts check (fencing_token >= 1),
  claimed_by    text not null,
  claimed_at    timestamptz not null,
  expires_at    timestamptz not null,
  -- what came of it
  result        bytea,
  completed_at  timestamptz,
  created_at    timestamptz not null,
  primary key (tenant_id, id),
  constraint side_effects_key_unique unique (tenant_id, key_hash),
  constraint side_effects_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  -- the effect has happened all the same: its key must not become free
  constraint side_effects_of_a_command foreign key (tenant_id, command_id) references commands (tenant_id, id) on delete set null (command_id),
  constraint side_effects_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete set null (agent_id),
  constraint side_effects_completed_has_a_result check ((status = 'completed') = (result is not null and completed_at is not null))
);
comment on table side_effects is 'What must happen once. A key is never free again.';
comment on column side_effects.fencing_token is 'grows with every take-over; only the newest completes the effect';
comment on column side_effects.expires_at is 'by waymark_now(); from then on another may take it over';
comment on column side_effects.result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column side_effects.agent_id is 'whose it is: the command''s agent, or the one of the key that claimed it';
create index side_effects_of_command on side_effects (tenant_id, command_id) where command_id is not null;

alter table side_effects enable row level security;
alter table side_effects force row level security;
create policy tenant_rows on side_effects to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);
