-- What:  threads, the lines of an agent's work, and a chain of audit events for each agent and each thread.
-- Why:   a thread holds what its states and checkpoints take from their predecessors, and what is left of it once it is
--        deleted. Chains of their own keep the threads of a tenant from waiting for each other.
-- Locks: agents, for a moment (two columns, one with a constant default). Runs again: no, the table must not exist yet.

alter table agents
  add column audit_head  bytea constraint agents_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  add column audit_count bigint not null default 0 constraint agents_audit_count_not_negative check (audit_count >= 0);
comment on column agents.audit_head is 'hash of the newest event of the agent''s own chain: its registry, its locks and its metrics';

create table threads (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  agent_id     uuid not null,
  thread       text not null constraint threads_thread_fits check (octet_length(thread) between 1 and 1000),
  thread_hash  bytea not null generated always as (name_hash(thread)) stored,
  metadata     jsonb not null default '{}' constraint threads_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  -- what the next state and the next checkpoint take
  next_state_version     bigint not null default 1 constraint threads_next_state_version_counts check (next_state_version >= 1),
  next_checkpoint_number bigint not null default 1 constraint threads_next_checkpoint_number_counts check (next_checkpoint_number >= 1),
  -- the thread's own chain of audit events
  audit_head   bytea constraint threads_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  audit_count  bigint not null default 0 constraint threads_audit_count_not_negative check (audit_count >= 0),
  version      bigint not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  deleted_at   timestamptz,
  primary key (tenant_id, id),
  constraint threads_thread_unique unique (tenant_id, agent_id, thread_hash),
  constraint threads_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) with (fillfactor = 70);
comment on table threads is 'One line of an agent''s work: a conversation, a run. Its first write makes it.';
comment on column threads.next_checkpoint_number is 'handed out under the row''s lock, so checkpoints have an order that no clock decides';
comment on column threads.deleted_at is 'a tombstone: writes are 410 until the thread is made anew, which starts clean';
create index threads_newest_first on threads (tenant_id, agent_id, updated_at desc, id desc);
create index threads_by_metadata on threads using gin (metadata jsonb_path_ops);

alter table threads enable row level security;
alter table threads force row level security;
create policy tenant_rows on threads to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);
