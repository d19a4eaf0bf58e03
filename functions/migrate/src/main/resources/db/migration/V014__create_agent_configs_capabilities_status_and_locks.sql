-- What:  what is known of agents: configs, capabilities, status; and the locks that they coordinate by.
-- Why:   whoever hands out work finds an agent for it here; agents find how they are set up, and keep out of each other's way.
-- Locks: agents, for a moment and while an index of it is built (a row per agent, so not for long).
-- Runs again: no, the tables must not exist yet.

create index agents_newest on agents (tenant_id, created_at desc, id desc);
comment on column agents.system_instructions is
  'what it is told; U+0000 travels as DLE 0, DLE as DLE DLE (so agent_type, description, assistant_instructions and personality too)';

create table agent_configs (
  tenant_id       uuid not null default current_tenant(),
  id              uuid not null,
  agent_id        uuid not null,
  config_key      text not null constraint agent_configs_config_key_fits check (octet_length(config_key) between 1 and 1000),
  config_key_hash bytea not null generated always as (name_hash(config_key)) stored,
  -- the value and what it must be
  config_type     text not null constraint agent_configs_config_type_known
    check (config_type in ('string', 'integer', 'float', 'boolean', 'json')),
  value           jsonb not null,
  version         bigint not null default 1,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (tenant_id, id),
  constraint agent_configs_config_key_unique unique (tenant_id, agent_id, config_key_hash),
  constraint agent_configs_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint agent_configs_value_fits_its_type check (
    case config_type
      when 'string' then jsonb_typeof(value) = 'string'
      when 'boolean' then jsonb_typeof(value) = 'boolean'
      when 'float' then jsonb_typeof(value) = 'number'
      when 'integer' then case jsonb_typeof(value) when 'number'
        then value::numeric = trunc(value::numeric) and value::numeric between -9223372036854775808 and 9223372036854775807
        else false end
      else true
    end)
);
comment on table agent_configs is 'How an agent is set up: one typed value per key.';
comment on column agent_configs.value is 'any JSON for json, null included; numbers are exact';

create function version_order(p_version text) returns text
  language sql immutable strict parallel safe
  return (
    select string_agg(
             case when p.part ~ '^[0-9]' then lpad(length(ltrim(p.part, '0'))::text, 4, '0') || ltrim(p.part, '0')
                  when p.part = '-' then chr(1)
                  else p.part end, '' order by p.place)
      from regexp_matches(regexp_replace(p_version, '^[vV](?=[0-9])', ''), '[0-9]+|-|[^0-9-]+', 'g') with ordinality as m (parts, place)
     cross join lateral (select m.parts[1] as part, m.place) p) || chr(2) || p_version;
comment on function version_order is
  'A text that sorts (collate "C") as people number versions: 1.9 before 1.10, 2.0-beta before 2.0. Versions that differ never have the same.';

create table agent_capabilities (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  agent_id     uuid not null,
  name         text not null constraint agent_capabilities_name_fits check (octet_length(name) between 1 and 1000),
  name_hash    bytea not null generated always as (name_hash(name)) stored,
  version      text not null constraint agent_capabilities_version_fits check (octet_length(version) between 1 and 1000),
  version_hash bytea not null generated always as (name_hash(version)) stored,
  -- what it is, and whether it may be used
  enabled      boolean not null default true,
  definition   jsonb not null default '{}' constraint agent_capabilities_definition_is_object check (jsonb_typeof(definition) = 'object'),
  revision     bigint not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id),
  constraint agent_capabilities_version_unique unique (tenant_id, agent_id, name_hash, version_hash),
  constraint agent_capabilities_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
);
comment on table agent_capabilities is 'What an agent can do, several versions side by side.';
comment on column agent_capabilities.revision is 'what ETag answers and If-Match names: version is the capability''s own';
-- an agent for a task: who has this capability, enabled
create index agent_capabilities_who_has on agent_capabilities (tenant_id, name_hash, enabled, agent_id);

create table agent_status (
  tenant_id          uuid not null default current_tenant(),
  agent_id           uuid not null,
  current_status     text not null constraint agent_status_current_status_known
    check (current_status in ('idle', 'busy', 'processing', 'waiting', 'error')),
  active_command_ids uuid[] not null default '{}',
  detail             jsonb,
  heartbeat_at       timestamptz not null,
  created_at         timestamptz not null,
  primary key (tenant_id, agent_id),
  constraint agent_status_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
)
with (fillfactor = 50);  -- every heartbeat rewrites its row: room for HOT, and no index on what it changes
comment on table agent_status is 'How an agent is doing, one row each. A heartbeat that changes nothing but itself is not audited.';
comment on column agent_status.active_command_ids is 'commands that existed when they were named; one that is deleted since may still stand here';
comment on column agent_status.heartbeat_at is 'by waymark_now(); how old is too old is for the reader to say';
create index agent_status_by_status on agent_status (tenant_id, current_status, agent_id);

create table resource_locks (
  tenant_id     uuid not null default current_tenant(),
  id            uuid not null,
  name          text not null constraint resource_locks_name_fits check (octet_length(name) between 1 and 1000),
  name_hash     bytea not null generated always as (name_hash(name)) stored,
  -- whose turn it is
  agent_id      uuid,
  fencing_token bigint not null default 1 constraint resource_locks_fencing_token_counts check (fencing_token >= 1),
  ttl_ms        bigint not null constraint resource_locks_ttl_ms_counts check (ttl_ms >= 1),
  acquired_at   timestamptz not null,
  expires_at    timestamptz not null,
  created_at    timestamptz not null,
  primary key (tenant_id, id),
  constraint resource_locks_name_unique unique (tenant_id, name_hash),
  constraint resource_locks_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  -- the lock is free then, and its tokens go on from where they were
  constraint resource_locks_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete set null (agent_id)
)
with (fillfactor = 70);  -- renewals change no indexed column
comment on table resource_locks is 'Leases that agents coordinate by. A row outlives its holders, so that its tokens never start again.';
comment on column resource_locks.agent_id is 'who holds it, until expires_at; null once released';
comment on column resource_locks.fencing_token is 'grows with every holder; an older one is refused';
comment on column resource_locks.expires_at is 'by waymark_now(); from then on another may take it over';
create index resource_locks_of_agent on resource_locks (tenant_id, agent_id) where agent_id is not null;

alter table agent_configs enable row level security;
alter table agent_configs force row level security;
create policy tenant_rows on agent_configs to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table agent_capabilities enable row level security;
alter table agent_capabilities force row level security;
create policy tenant_rows on agent_capabilities to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

alter table agent_status enable row level security;
alter table agent_status force row level security;
create policy tenant_rows on agent_status to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end);

-- A lock is between agents: a restricted key sees that one is held, not by whom (it sees no other agent), and takes over
-- for its own agent what has expired.
alter table resource_locks enable row level security;
alter table resource_locks force row level security;
create policy tenant_rows on resource_locks to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant()
    and case when current_agent() is null or agent_id is null then true else agent_id = current_agent() end);

-- The eraser looks here before it blanks audit content: what still exists keeps it.
create policy erasing on agents for select to waymark_eraser using (true);
create policy erasing on threads for select to waymark_eraser using (true);
