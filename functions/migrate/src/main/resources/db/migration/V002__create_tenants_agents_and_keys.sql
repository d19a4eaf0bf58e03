-- What:  tenants, the agents that act for them, and the API keys that callers present.
-- Why:   a tenant owns everything below; a key carries tenant, scopes and at most one narrowing (agent or end user).
-- Locks: nothing. Runs again: no, the tables must not exist yet.

create table tenants (
  id          uuid primary key,
  name        text not null constraint tenants_name_fits check (octet_length(name) between 1 and 1000),
  settings    jsonb not null default '{}' constraint tenants_settings_is_object check (jsonb_typeof(settings) = 'object'),
  -- the tenant's own chain of audit events: kept outside the events, so that a cut tail shows
  audit_head  bytea constraint tenants_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  audit_count bigint not null default 0 constraint tenants_audit_count_not_negative check (audit_count >= 0),
  created_at  timestamptz not null
);
comment on table tenants is 'A customer, a workspace: owns every other row.';
comment on column tenants.audit_head is 'hash of the newest audit event of the tenant''s own chain';

-- Operator keys belong to this tenant, which never owns anything else and is never listed.
insert into tenants (id, name, created_at)
values ('00000000-0000-0000-0000-000000000000', '(operators)', now());

create table agents (
  tenant_id              uuid not null default current_tenant(),
  id                     uuid not null,
  name                   text not null constraint agents_name_fits check (octet_length(name) between 1 and 1000),
  name_hash              bytea not null generated always as (name_hash(name)) stored,
  -- what the agent is
  agent_type             text,
  description            text,
  -- what it is told
  system_instructions    text,
  assistant_instructions text,
  personality            text,
  settings               jsonb not null default '{}' constraint agents_settings_is_object check (jsonb_typeof(settings) = 'object'),
  version                bigint not null default 1,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  primary key (tenant_id, id),
  constraint agents_name_unique unique (tenant_id, name_hash),
  constraint agents_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table agents is 'An agent by name. The first command that names one registers it.';

create table api_keys (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  name         text not null constraint api_keys_name_fits check (octet_length(name) between 1 and 1000),
  -- the secret itself is never stored
  prefix       text not null,
  secret_hash  bytea not null constraint api_keys_secret_hash_is_sha256 check (octet_length(secret_hash) = 32),
  -- what the key allows
  scopes       text[] not null
    constraint api_keys_scopes_known check (scopes <@ array['read', 'write', 'approve', 'admin', 'operator'])
    constraint api_keys_scopes_given check (cardinality(scopes) > 0),
  agent_id     uuid,
  user_id      text constraint api_keys_user_id_fits check (octet_length(user_id) between 1 and 1000),
  -- how long it lives
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  constraint api_keys_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  constraint api_keys_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint api_keys_narrow_once check (agent_id is null or user_id is null),
  constraint api_keys_operator_has_no_tenant
    check (('operator' = any (scopes)) = (tenant_id = '00000000-0000-0000-0000-000000000000')),
  constraint api_keys_operator_does_nothing_else check (not 'operator' = any (scopes) or cardinality(scopes) = 1)
);
comment on column api_keys.secret_hash is 'SHA-256 of the whole key text; the key has 256 random bits, so no salt and no slow hash is needed';
comment on column api_keys.last_used_at is 'exact to a minute: refreshed at most once a minute';
-- Not unique: a sharded PostgreSQL has no unique index without the tenant, and 256 random bits do not collide.
create index api_keys_by_secret on api_keys (secret_hash);
create index api_keys_by_agent on api_keys (tenant_id, agent_id) where agent_id is not null;

alter table tenants enable row level security;
alter table tenants force row level security;
create policy own_tenant on tenants to waymark_app
  using (id = current_tenant() or caller_is_operator())
  with check (id = current_tenant() or caller_is_operator());
create policy erasing on tenants to waymark_eraser using (true) with check (true);

alter table agents enable row level security;
alter table agents force row level security;
-- A case, not an "is null or": the planner takes the latter for one row in 200 and then sorts a whole tenant.
create policy tenant_rows on agents to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null then true else id = current_agent() end)
  with check (tenant_id = current_tenant() and case when current_agent() is null then true else id = current_agent() end);

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy tenant_rows on api_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy authenticating on api_keys to waymark_authenticator using (true) with check (true);
