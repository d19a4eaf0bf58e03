-- What:  versioned state of agents, by thread and in four partitions; the part that all agents of a thread name share; what led from
--        version to version; the schemas that an agent's partitions must fit; and a role that may search by metadata.
-- Why:   an agent goes on from its state, so no write of it may be lost and every version must be found again. That validity never
--        overlaps and that one version is current is said here and not left to functions. shared_state has versions of its own, so that
--        a change of it is one row however many agents see it (ADR 0010).
-- Locks: threads, for a moment (a policy). Runs again: no, the tables must not exist yet.

-- for the exclusion constraints: uuid beside a range in one index; trusted, so that the owner of a database may create it
create extension if not exists btree_gist;

create table shared_states (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null,
  thread      text not null constraint shared_states_thread_fits check (octet_length(thread) between 1 and 1000),
  thread_hash bytea not null generated always as (name_hash(thread)) stored,
  -- the newest version: 0 is the empty object that nobody wrote
  version     bigint not null default 0 constraint shared_states_version_counts check (version >= 0),
  digest      bytea not null default sha256('{}') constraint shared_states_digest_is_sha256 check (octet_length(digest) = 32),
  valid_from  timestamptz not null,
  created_at  timestamptz not null,
  primary key (tenant_id, id),
  constraint shared_states_thread_unique unique (tenant_id, thread_hash),
  constraint shared_states_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
) with (fillfactor = 70);
comment on table shared_states is
  'The shared_state of a thread name, seen by every agent that has state in a thread of this name. Goes with the last of these threads.';

create table shared_state_versions (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null,
  shared_id   uuid not null,
  version     bigint not null constraint shared_state_versions_count check (version >= 1),
  digest      bytea not null constraint shared_state_versions_digest_is_sha256 check (octet_length(digest) = 32),
  -- who wrote it, and why
  agent_id    uuid not null,
  trigger     text constraint shared_state_versions_trigger_fits check (octet_length(trigger) <= 4000),
  valid_from  timestamptz not null,
  valid_until timestamptz,
  primary key (tenant_id, id),
  constraint shared_state_versions_number_unique unique (tenant_id, shared_id, version),
  constraint shared_state_versions_end_after_start check (valid_until > valid_from),
  constraint shared_state_versions_never_overlap
    exclude using gist (tenant_id with =, shared_id with =, tstzrange(valid_from, valid_until) with &&),
  constraint shared_state_versions_of_a_shared_state
    foreign key (tenant_id, shared_id) references shared_states (tenant_id, id) on delete cascade
);
comment on column shared_state_versions.id is 'that of the transition which made it, in the thread of the agent that wrote it';
comment on column shared_state_versions.agent_id is 'no foreign key: what the agents share outlives the one that wrote it';

create table agent_states (
  tenant_id          uuid not null default current_tenant(),
  id                 uuid not null,
  agent_id           uuid not null,
  thread_id          uuid not null,
  version            bigint not null constraint agent_states_version_counts check (version >= 1),
  last_version       bigint constraint agent_states_last_version_follows check (last_version >= version),
  -- what holds in it: digests of documents
  local_state        bytea not null constraint agent_states_local_state_is_sha256 check (octet_length(local_state) = 32),
  shared_state       bytea not null constraint agent_states_shared_state_is_sha256 check (octet_length(shared_state) = 32),
  session_state      bytea not null constraint agent_states_session_state_is_sha256 check (octet_length(session_state) = 32),
  persistent_state   bytea not null constraint agent_states_persistent_state_is_sha256 check (octet_length(persistent_state) = 32),
  state_hash         bytea not null constraint agent_states_state_hash_is_sha256 check (octet_length(state_hash) = 32),
  -- which shared_state it began with
  shared_id          uuid not null,
  shared_version     bigint not null constraint agent_states_shared_version_counts check (shared_version >= 0),
  modification_count bigint not null constraint agent_states_modification_count_counts check (modification_count >= 0),
  -- when it held
  valid_from         timestamptz not null,
  valid_until        timestamptz,
  is_current         boolean not null generated always as (valid_until is null) stored,
  created_at         timestamptz not null,
  primary key (tenant_id, id),
  constraint agent_states_version_unique unique (tenant_id, thread_id, version),
  constraint agent_states_end_after_start check (valid_until > valid_from),
  constraint agent_states_ended_has_a_last_version check ((valid_until is null) = (last_version is null)),
  constraint agent_states_never_overlap
    exclude using gist (tenant_id with =, thread_id with =, tstzrange(valid_from, valid_until) with &&),
  constraint agent_states_of_a_thread
    foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade,
  constraint agent_states_with_a_shared_state
    foreign key (tenant_id, shared_id) references shared_states (tenant_id, id) on delete cascade
);
comment on table agent_states is
  'A version of an agent''s state that the agent wrote. Between two of them lie versions that another agent made by changing shared_state: one for each row of shared_state_versions in between (see state_versions).';
comment on column agent_states.last_version is
  'the number of the last version before the next row''s: more than version by as many times as others changed shared_state meanwhile';
comment on column agent_states.state_hash is
  'SHA-256 of {"local_state":"<hex>","persistent_state":"<hex>","session_state":"<hex>","shared_state":"<hex>"}, the digests of the partitions';
comment on column agent_states.modification_count is 'how often this agent changed the state before';
create index agent_states_by_time on agent_states (tenant_id, thread_id, valid_from desc);
create unique index agent_states_one_current on agent_states (tenant_id, thread_id) where valid_until is null;

create table state_transitions (
  tenant_id       uuid not null default current_tenant(),
  id              uuid not null,
  agent_id        uuid not null,
  thread_id       uuid not null,
  -- from which version to which
  from_state_id   uuid,
  to_state_id     uuid not null,
  to_version      bigint not null constraint state_transitions_to_version_counts check (to_version >= 1),
  transition_type text not null
    constraint state_transitions_type_known check (transition_type in ('update', 'merge', 'reset', 'restore')),
  trigger         text constraint state_transitions_trigger_fits check (octet_length(trigger) <= 4000),
  -- which one it takes back
  undoes_id       uuid,
  created_at      timestamptz not null,
  primary key (tenant_id, id),
  constraint state_transitions_one_to_a_state unique (tenant_id, to_state_id),
  constraint state_transitions_to_a_state
    foreign key (tenant_id, to_state_id) references agent_states (tenant_id, id) on delete cascade,
  constraint state_transitions_of_a_thread
    foreign key (tenant_id, thread_id) references threads (tenant_id, id) on delete cascade
);
comment on column state_transitions.from_state_id is
  'the version before: a row of agent_states, or of shared_state_versions when another agent had changed shared_state since; null at the first';
comment on column state_transitions.undoes_id is 'set in a restore by rollback: a transition can be rolled back once';
create unique index state_transitions_undone_once on state_transitions (tenant_id, thread_id, undoes_id) where undoes_id is not null;

create table state_schemas (
  tenant_id  uuid not null default current_tenant(),
  id         uuid not null,
  agent_id   uuid not null,
  partition  text not null constraint state_schemas_partition_known
    check (partition in ('local_state', 'shared_state', 'session_state', 'persistent_state')),
  digest     bytea not null constraint state_schemas_digest_is_sha256 check (octet_length(digest) = 32),
  version    bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  constraint state_schemas_one_per_partition unique (tenant_id, agent_id, partition),
  constraint state_schemas_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
);
comment on column state_schemas.digest is 'of the JSON Schema (2020-12), a document';

alter table shared_states enable row level security;
alter table shared_states force row level security;
-- an agent's key sees what is shared in the agent's own threads
create policy tenant_rows on shared_states to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else exists (
           select from threads t
            where t.tenant_id = shared_states.tenant_id and t.agent_id = current_agent() and t.thread_hash = shared_states.thread_hash) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else exists (
           select from threads t
            where t.tenant_id = shared_states.tenant_id and t.agent_id = current_agent() and t.thread_hash = shared_states.thread_hash) end);

alter table shared_state_versions enable row level security;
alter table shared_state_versions force row level security;
create policy tenant_rows on shared_state_versions to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else exists (
           select from shared_states s
            where s.tenant_id = shared_state_versions.tenant_id and s.id = shared_state_versions.shared_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else exists (
           select from shared_states s
            where s.tenant_id = shared_state_versions.tenant_id and s.id = shared_state_versions.shared_id) end);

alter table agent_states enable row level security;
alter table agent_states force row level security;
create policy tenant_rows on agent_states to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table state_transitions enable row level security;
alter table state_transitions force row level security;
create policy tenant_rows on state_transitions to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table state_schemas enable row level security;
alter table state_schemas force row level security;
create policy tenant_rows on state_schemas to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

-- Containment is not leakproof, so a policy that looks at the caller would keep it from its index.
create policy searching on agent_states for select to waymark_searcher using (true);
create policy forgetting on shared_states to waymark_searcher using (true);
create policy searching on threads for select to waymark_searcher using (true);
