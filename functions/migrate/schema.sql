-- The whole current schema, as the migrations and the grants leave it. Generated from the catalogue: do not edit.
-- To refresh: mvn -pl infra/postgres -am verify -Dwaymark.schema.write=true

create table agent_capabilities (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  name text not null,
  name_hash bytea generated always as (name_hash(name)) stored not null,
  version text not null,
  version_hash bytea generated always as (name_hash(version)) stored not null,
  enabled boolean default true not null,
  definition jsonb default '{}'::jsonb not null,
  revision bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint agent_capabilities_pkey primary key (tenant_id, id),
  constraint agent_capabilities_version_unique unique (tenant_id, agent_id, name_hash, version_hash),
  constraint agent_capabilities_definition_is_object check (jsonb_typeof(definition) = 'object'::text),
  constraint agent_capabilities_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint agent_capabilities_version_fits check (octet_length(version) >= 1 and octet_length(version) <= 1000),
  constraint agent_capabilities_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table agent_capabilities enable row level security;
alter table agent_capabilities force row level security;
create index agent_capabilities_who_has on public.agent_capabilities using btree (tenant_id, name_hash, enabled, agent_id);
create policy tenant_rows on agent_capabilities to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_capabilities is 'What an agent can do, several versions side by side.';
comment on column agent_capabilities.revision is 'what ETag answers and If-Match names: version is the capability''s own';

create table agent_configs (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  config_key text not null,
  config_key_hash bytea generated always as (name_hash(config_key)) stored not null,
  config_type text not null,
  value jsonb,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  encrypted_value bytea,
  constraint agent_configs_pkey primary key (tenant_id, id),
  constraint agent_configs_config_key_unique unique (tenant_id, agent_id, config_key_hash),
  constraint agent_configs_config_key_fits check (octet_length(config_key) >= 1 and octet_length(config_key) <= 1000),
  constraint agent_configs_config_type_known check (config_type = any (array['string'::text, 'integer'::text, 'float'::text, 'boolean'::text, 'json'::text])),
  constraint agent_configs_value_fits_its_type check (
case config_type
    when 'string'::text then jsonb_typeof(value) = 'string'::text
    when 'boolean'::text then jsonb_typeof(value) = 'boolean'::text
    when 'float'::text then jsonb_typeof(value) = 'number'::text
    when 'integer'::text then
    case jsonb_typeof(value)
        when 'number'::text then value::numeric = trunc(value::numeric) and value::numeric >= '-9223372036854775808'::bigint::numeric and value::numeric <= '9223372036854775807'::bigint::numeric
        else value is null
    end
    else true
end),
  constraint agent_configs_value_given check (num_nonnulls(value, encrypted_value) = 1),
  constraint agent_configs_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table agent_configs enable row level security;
alter table agent_configs force row level security;
create policy tenant_rows on agent_configs to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_configs is 'How an agent is set up: one typed value per key.';
comment on column agent_configs.value is 'any JSON for json, null included; numbers are exact. Absent where it is encrypted';
comment on column agent_configs.encrypted_value is 'the value encrypted, in its place: whoever encrypted it has looked that it fits its type';

create table agent_memories (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  access_count bigint default 0 not null,
  last_accessed_at timestamp with time zone,
  importance numeric(3,2) default 0.5 not null,
  decay_rate double precision default 0.1 not null,
  source_message_id uuid,
  superseded_by uuid,
  expires_at timestamp with time zone,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  memory_type text not null,
  user_id text,
  embedding_model text,
  related_memories uuid[] default '{}'::uuid[] not null,
  metadata jsonb default '{}'::jsonb not null,
  content bytea not null,
  content_keys text[] generated always as (memory_keys(content)) stored not null,
  search_text text generated always as (memory_text(content)) stored not null,
  search_vector tsvector not null,
  embedding real[],
  constraint agent_memories_pkey primary key (tenant_id, id),
  constraint agent_memories_access_count_counts check (access_count >= 0),
  constraint agent_memories_content_has_what_its_type_requires check (content_keys @> required_keys(memory_type)),
  constraint agent_memories_decay_rate_fits check (decay_rate >= 0::double precision and decay_rate <= 1000::double precision),
  constraint agent_memories_embedding_fits check (cardinality(embedding) >= 1 and cardinality(embedding) <= 4000),
  constraint agent_memories_embedding_model_fits check (octet_length(embedding_model) >= 1 and octet_length(embedding_model) <= 1000),
  constraint agent_memories_importance_is_a_share check (importance >= 0::numeric and importance <= 1::numeric),
  constraint agent_memories_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint agent_memories_related_memories_fit check (cardinality(related_memories) <= 100),
  constraint agent_memories_supersede_others check (superseded_by <> id),
  constraint agent_memories_type_known check (memory_type = any (array['episodic'::text, 'semantic'::text, 'procedural'::text, 'working'::text])),
  constraint agent_memories_user_id_fits check (octet_length(user_id) >= 1 and octet_length(user_id) <= 1000),
  constraint agent_memories_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade,
  constraint agent_memories_superseded_by_a_memory foreign key (tenant_id, superseded_by) references agent_memories(tenant_id, id) on delete set null (superseded_by)
);
alter table agent_memories enable row level security;
alter table agent_memories force row level security;
alter table agent_memories set (fillfactor=80);
create index agent_memories_by_metadata on public.agent_memories using gin (metadata jsonb_path_ops);
create index agent_memories_by_words on public.agent_memories using gin (search_vector);
create index agent_memories_newest_first on public.agent_memories using btree (tenant_id, agent_id, created_at desc, id desc);
create index agent_memories_of_user on public.agent_memories using btree (tenant_id, user_id, created_at desc, id desc) where (user_id is not null);
create index agent_memories_superseded on public.agent_memories using btree (tenant_id, superseded_by) where (superseded_by is not null);
create index memories_expiring on public.agent_memories using btree (tenant_id, expires_at, id) where (expires_at is not null);
create policy erasing_tenants on agent_memories for select to waymark_eraser
  using (true);
create policy erasing_tenants_rows on agent_memories for delete to waymark_eraser
  using (true);
create policy searching on agent_memories for select to waymark_searcher
  using (true);
create policy tenant_rows on agent_memories to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create trigger agent_memories_name_nobody_erased after insert on agent_memories for each row when (new.user_id is not null) execute function refuse_erased_user();
create trigger agent_memories_never_name_somebody_erased after update of user_id on agent_memories for each row when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user();
comment on table agent_memories is 'What an agent remembers: of an end user, or of none.';
comment on column agent_memories.access_count is 'how often it was read or found, but for what memory_accesses still holds';
comment on column agent_memories.decay_rate is 'per day: recency is exp(-decay_rate * days since the last access, or since it was made)';
comment on column agent_memories.source_message_id is 'the message that it was taken from; no foreign key, because messages move into segments under the same id';
comment on column agent_memories.superseded_by is 'the memory that it was consolidated into; null again once that one is deleted';
comment on column agent_memories.expires_at is 'from then on nobody sees it, by the database''s clock';
comment on column agent_memories.version is 'counts what clients change; accesses and consolidation do not';
comment on column agent_memories.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column agent_memories.content_keys is 'made from content, so that a constraint can tell what is missing';
comment on column agent_memories.search_text is 'made from content: all text in it';
comment on column agent_memories.search_vector is 'of search_text, in the language that the tenant had set (settings.text_search) when content was written';
comment on column agent_memories.embedding is 'as it was given, single precision; as long as the tenant says (settings.embedding_dimensions, 1,536 by default). An array, which pgvector takes too';

create table agent_metrics (
  tenant_id uuid default current_tenant() not null,
  id uuid default gen_random_uuid() not null,
  agent_id uuid not null,
  name text not null,
  metric_type text not null,
  value double precision not null,
  tags jsonb default '{}'::jsonb not null,
  recorded_at timestamp with time zone not null,
  constraint agent_metrics_pkey primary key (tenant_id, recorded_at, id),
  constraint agent_metrics_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint agent_metrics_tags_is_object check (jsonb_typeof(tags) = 'object'::text),
  constraint agent_metrics_type_known check (metric_type = any (array['counter'::text, 'gauge'::text, 'histogram'::text])),
  constraint agent_metrics_value_fits check (abs(value) <= '1e+300'::double precision),
  constraint agent_metrics_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
) partition by range (recorded_at);
alter table agent_metrics enable row level security;
alter table agent_metrics force row level security;
alter table agent_metrics owner to waymark_keeper;
create index agent_metrics_of_a_name on only public.agent_metrics using btree (tenant_id, agent_id, name, recorded_at);
create policy erasing_tenants on agent_metrics for select to waymark_eraser
  using (true);
create policy erasing_tenants_rows on agent_metrics for delete to waymark_eraser
  using (true);
create policy rolling_up on agent_metrics to waymark_eraser
  using (true);
create policy tenant_rows on agent_metrics to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_metrics is 'Points that agents report; a partition a month (UTC), made by make_metric_partitions(). Nothing references them.';
comment on column agent_metrics.id is 'random: recorded_at comes before it in the key and keeps the index local';
comment on column agent_metrics.value is 'finite, and small enough that the sum of any number of points is; a counter''s is what it went up by';
comment on column agent_metrics.tags is 'names to strings';

create table agent_metrics_daily (
  tenant_id uuid default current_tenant() not null,
  id uuid default gen_random_uuid() not null,
  agent_id uuid not null,
  name text not null,
  metric_type text not null,
  tags jsonb default '{}'::jsonb not null,
  series_hash bytea generated always as (name_hash(((metric_type || ' '::text) || (tags)::text))) stored not null,
  day timestamp with time zone not null,
  points bigint not null,
  total double precision not null,
  lowest double precision not null,
  highest double precision not null,
  newest double precision not null,
  newest_at timestamp with time zone not null,
  width double precision default 0 not null,
  marks double precision[] not null,
  counts bigint[] not null,
  constraint agent_metrics_daily_pkey primary key (tenant_id, id),
  constraint agent_metrics_daily_one_per_day unique (tenant_id, agent_id, name, day, series_hash),
  constraint agent_metrics_daily_day_begins_at_midnight check (day = date_trunc('day'::text, day, 'UTC'::text)),
  constraint agent_metrics_daily_lowest_first check (lowest <= highest),
  constraint agent_metrics_daily_marks_are_counted check (cardinality(marks) = cardinality(counts)),
  constraint agent_metrics_daily_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint agent_metrics_daily_points_count check (points > 0),
  constraint agent_metrics_daily_tags_is_object check (jsonb_typeof(tags) = 'object'::text),
  constraint agent_metrics_daily_type_known check (metric_type = any (array['counter'::text, 'gauge'::text, 'histogram'::text])),
  constraint agent_metrics_daily_width_not_negative check (width >= 0::double precision),
  constraint agent_metrics_daily_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table agent_metrics_daily enable row level security;
alter table agent_metrics_daily force row level security;
create policy rolling_up on agent_metrics_daily to waymark_eraser
  using (true)
  with check (true);
create policy tenant_rows on agent_metrics_daily to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_metrics_daily is 'What points that have left came to: by agent, name, type, tags and day (UTC). Kept for ever.';
comment on column agent_metrics_daily.total is 'of the values; a counter''s went up by that much';
comment on column agent_metrics_daily.newest is 'the value of the newest of the points';
comment on column agent_metrics_daily.width is '0: the marks are the values that came. Else each stands for all values within a factor of exp(width / 2) of it, see merged_marks()';
comment on column agent_metrics_daily.marks is 'in order; percentiles are taken of them';
comment on column agent_metrics_daily.counts is 'how many values each of the marks stands for';

create table agent_states (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  thread_id uuid not null,
  version bigint not null,
  last_version bigint,
  local_state bytea not null,
  shared_state bytea not null,
  session_state bytea not null,
  persistent_state bytea not null,
  state_hash bytea not null,
  shared_id uuid not null,
  shared_version bigint not null,
  modification_count bigint not null,
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  is_current boolean generated always as ((valid_until is null)) stored not null,
  created_at timestamp with time zone not null,
  constraint agent_states_pkey primary key (tenant_id, id),
  constraint agent_states_version_unique unique (tenant_id, thread_id, version),
  constraint agent_states_end_after_start check (valid_until > valid_from),
  constraint agent_states_ended_has_a_last_version check ((valid_until is null) = (last_version is null)),
  constraint agent_states_last_version_follows check (last_version >= version),
  constraint agent_states_local_state_is_sha256 check (octet_length(local_state) = 32),
  constraint agent_states_modification_count_counts check (modification_count >= 0),
  constraint agent_states_persistent_state_is_sha256 check (octet_length(persistent_state) = 32),
  constraint agent_states_session_state_is_sha256 check (octet_length(session_state) = 32),
  constraint agent_states_shared_state_is_sha256 check (octet_length(shared_state) = 32),
  constraint agent_states_shared_version_counts check (shared_version >= 0),
  constraint agent_states_state_hash_is_sha256 check (octet_length(state_hash) = 32),
  constraint agent_states_version_counts check (version >= 1),
  constraint agent_states_never_overlap exclude using gist (tenant_id with =, thread_id with =, tstzrange(valid_from, valid_until) with &&),
  constraint agent_states_of_a_thread foreign key (tenant_id, thread_id) references threads(tenant_id, id) on delete cascade,
  constraint agent_states_with_a_shared_state foreign key (tenant_id, shared_id) references shared_states(tenant_id, id) on delete cascade
);
alter table agent_states enable row level security;
alter table agent_states force row level security;
create index agent_states_by_time on public.agent_states using btree (tenant_id, thread_id, valid_from desc);
create unique index agent_states_one_current on public.agent_states using btree (tenant_id, thread_id) where (valid_until is null);
create index agent_states_that_ended on public.agent_states using btree (tenant_id, valid_until, id) where (valid_until is not null);
create policy collecting on agent_states for select to waymark_eraser
  using (true);
create policy searching on agent_states for select to waymark_searcher
  using (true);
create policy tenant_rows on agent_states to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_states is 'A version of an agent''s state that the agent wrote. Between two of them lie versions that another agent made by changing shared_state: one for each row of shared_state_versions in between (see state_versions).';
comment on column agent_states.last_version is 'the number of the last version before the next row''s: more than version by as many times as others changed shared_state meanwhile';
comment on column agent_states.state_hash is 'SHA-256 of {"local_state":"<hex>","persistent_state":"<hex>","session_state":"<hex>","shared_state":"<hex>"}, the digests of the partitions';
comment on column agent_states.modification_count is 'how often this agent changed the state before';

create table agent_status (
  tenant_id uuid default current_tenant() not null,
  agent_id uuid not null,
  current_status text not null,
  active_command_ids uuid[] default '{}'::uuid[] not null,
  detail jsonb,
  heartbeat_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint agent_status_pkey primary key (tenant_id, agent_id),
  constraint agent_status_current_status_known check (current_status = any (array['idle'::text, 'busy'::text, 'processing'::text, 'waiting'::text, 'error'::text])),
  constraint agent_status_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table agent_status enable row level security;
alter table agent_status force row level security;
alter table agent_status set (fillfactor=50);
create index agent_status_by_status on public.agent_status using btree (tenant_id, current_status, agent_id);
create policy tenant_rows on agent_status to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table agent_status is 'How an agent is doing, one row each. A heartbeat that changes nothing but itself is not audited.';
comment on column agent_status.active_command_ids is 'commands that existed when they were named; one that is deleted since may still stand here';
comment on column agent_status.heartbeat_at is 'by waymark_now(); how old is too old is for the reader to say';

create table agents (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  name text not null,
  name_hash bytea generated always as (name_hash(name)) stored not null,
  agent_type text,
  description text,
  system_instructions text,
  assistant_instructions text,
  personality text,
  settings jsonb default '{}'::jsonb not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  audit_head bytea,
  audit_count bigint default 0 not null,
  constraint agents_pkey primary key (tenant_id, id),
  constraint agents_name_unique unique (tenant_id, name_hash),
  constraint agents_audit_count_not_negative check (audit_count >= 0),
  constraint agents_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint agents_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint agents_settings_is_object check (jsonb_typeof(settings) = 'object'::text),
  constraint agents_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table agents enable row level security;
alter table agents force row level security;
create index agents_newest on public.agents using btree (tenant_id, created_at desc, id desc);
create policy erasing on agents for select to waymark_eraser
  using (true);
create policy erasing_tenants on agents for delete to waymark_eraser
  using (true);
create policy tenant_rows on agents to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else id = current_agent()
end);
comment on table agents is 'An agent by name. The first command that names one registers it.';
comment on column agents.system_instructions is 'what it is told; U+0000 travels as DLE 0, DLE as DLE DLE (so agent_type, description, assistant_instructions and personality too)';
comment on column agents.audit_head is 'hash of the newest event of the agent''s own chain: its registry, its locks and its metrics';

create table api_keys (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  agent_id uuid,
  user_id text,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint api_keys_pkey primary key (tenant_id, id),
  constraint api_keys_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint api_keys_narrow_once check (agent_id is null or user_id is null),
  constraint api_keys_operator_does_nothing_else check (not ('operator'::text = any (scopes)) or cardinality(scopes) = 1),
  constraint api_keys_operator_has_no_tenant check (('operator'::text = any (scopes)) = (tenant_id = '00000000-0000-0000-0000-000000000000'::uuid)),
  constraint api_keys_scopes_given check (cardinality(scopes) > 0),
  constraint api_keys_scopes_known check (scopes <@ array['read'::text, 'write'::text, 'approve'::text, 'admin'::text, 'operator'::text]),
  constraint api_keys_secret_hash_is_sha256 check (octet_length(secret_hash) = 32),
  constraint api_keys_user_id_fits check (octet_length(user_id) >= 1 and octet_length(user_id) <= 1000),
  constraint api_keys_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade,
  constraint api_keys_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create index api_keys_by_agent on public.api_keys using btree (tenant_id, agent_id) where (agent_id is not null);
create index api_keys_by_secret on public.api_keys using btree (secret_hash);
create policy authenticating on api_keys to waymark_authenticator
  using (true)
  with check (true);
create policy erasing_tenants on api_keys for select to waymark_eraser
  using (true);
create policy erasing_tenants_rows on api_keys for delete to waymark_eraser
  using (true);
create policy tenant_rows on api_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create trigger api_keys_name_nobody_erased after insert on api_keys for each row when (new.user_id is not null) execute function refuse_erased_user();
create trigger api_keys_never_name_somebody_erased after update of user_id on api_keys for each row when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user();
comment on table api_keys is 'Who may call: a secret by its hash, its scopes, and the agent or end user that it is narrowed to.';
comment on column api_keys.secret_hash is 'SHA-256 of the whole key text; the key has 256 random bits, so no salt and no slow hash is needed';
comment on column api_keys.last_used_at is 'exact to a minute: refreshed at most once a minute';

create table approval_requests (
  tenant_id uuid default current_tenant() not null,
  step_id uuid not null,
  command_id uuid not null,
  policy jsonb not null,
  needed_count integer not null,
  on_expiry text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  outcome text,
  settled_at timestamp with time zone,
  constraint approval_requests_pkey primary key (tenant_id, step_id),
  constraint approval_requests_expire_later check (expires_at > requested_at),
  constraint approval_requests_needed_count_counts check (needed_count >= 1 and needed_count <= 100),
  constraint approval_requests_on_expiry_known check (on_expiry = any (array['approve'::text, 'reject'::text])),
  constraint approval_requests_outcome_has_a_time check ((outcome is null) = (settled_at is null)),
  constraint approval_requests_outcome_known check (outcome = any (array['approved'::text, 'rejected'::text, 'expired'::text, 'withdrawn'::text])),
  constraint approval_requests_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint approval_requests_of_a_step foreign key (tenant_id, step_id) references command_steps(tenant_id, id) on delete cascade
);
alter table approval_requests enable row level security;
alter table approval_requests force row level security;
create index approval_requests_newest on public.approval_requests using btree (tenant_id, requested_at desc, step_id desc);
create index approval_requests_open on public.approval_requests using btree (tenant_id, requested_at desc, step_id desc) where (outcome is null);
create index approval_requests_open_of_command on public.approval_requests using btree (tenant_id, command_id) where (outcome is null);
create policy tenant_rows on approval_requests to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = approval_requests.tenant_id and c.id = approval_requests.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = approval_requests.tenant_id and c.id = approval_requests.command_id))
end);
comment on table approval_requests is 'A step''s request to be approved before it begins.';
comment on column approval_requests.needed_count is 'how many approvals make it approved; one rejection makes it rejected';
comment on column approval_requests.expires_at is 'by waymark_now(); null when it lives until it is decided';
comment on column approval_requests.outcome is 'null while it is open, or expired and nothing has happened since; expired: the step went on after that; withdrawn: the step was skipped or rolled back, or its command ended';

create table archives (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  kind text not null,
  status text default 'writing'::text not null,
  object_key text not null,
  size_bytes bigint,
  sha256 bytea,
  rows bigint not null,
  tables jsonb not null,
  user_ids text[] default '{}'::text[] not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  restore_requested_at timestamp with time zone,
  restored_at timestamp with time zone,
  restored_rows bigint,
  erased_at timestamp with time zone,
  replaced_by uuid,
  constraint archives_pkey primary key (tenant_id, id),
  constraint archives_object_key_unique unique (tenant_id, object_key),
  constraint archives_end_after_they_begin check (to_at >= from_at),
  constraint archives_have_rows check (rows > 0),
  constraint archives_kept_are_known check (status <> 'kept'::text or num_nulls(size_bytes, sha256) = 0),
  constraint archives_key_is_of_the_tenant check (starts_with(object_key, tenant_id::text || '/'::text)),
  constraint archives_kind_is_a_word check (kind ~ '^[a-z][a-z0-9_]{0,62}$'::text),
  constraint archives_restored_rows_not_negative check (restored_rows >= 0),
  constraint archives_sha256_is_sha256 check (octet_length(sha256) = 32),
  constraint archives_size_counts check (size_bytes > 0),
  constraint archives_status_known check (status = any (array['writing'::text, 'discarded'::text, 'kept'::text, 'erasing'::text, 'erased'::text])),
  constraint archives_tables_is_object check (jsonb_typeof(tables) = 'object'::text),
  constraint archives_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table archives enable row level security;
alter table archives force row level security;
create index archives_newest on public.archives using btree (tenant_id, created_at desc, id desc);
create index archives_to_restore on public.archives using btree (tenant_id, id) where ((restore_requested_at is not null) and (restored_at is null));
create index archives_unfinished on public.archives using btree (tenant_id, id) where (status = any (array['writing'::text, 'discarded'::text, 'erasing'::text]));
create policy tenant_rows on archives to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
create policy watching on archives for select to waymark_eraser
  using (true);
comment on table archives is 'What went to object storage: one row per object.';
comment on column archives.kind is 'what kind of rows, as retention policies name it';
comment on column archives.status is 'writing: the object may or may not be there, and its rows are; kept: the rows are in the object; discarded: given up, the object is being deleted; erasing, erased: as discarded, but once erased the row stays as the fact';
comment on column archives.object_key is '<tenant>/<kind>/<year>/<month>/<id>.ndjson.zst, within the folder or bucket that archives go to';
comment on column archives.size_bytes is 'of the object';
comment on column archives.sha256 is 'of the object; null once erased';
comment on column archives.rows is 'of all tables together: the lines of the object';
comment on column archives.tables is 'how many rows of which table';
comment on column archives.user_ids is 'every end user whose rows are in it; empty once erased';
comment on column archives.from_at is 'the time of the oldest row';
comment on column archives.to_at is 'the time of the newest row';
comment on column archives.restored_at is 'when its rows were brought back; null while they are in the object alone';
comment on column archives.restored_rows is 'how many came back: a row whose parent was deleted meanwhile does not';
comment on column archives.replaced_by is 'the archive that has what was not erased of it';

create table audit_events (
  tenant_id uuid default current_tenant() not null,
  id uuid,
  chain_id uuid not null,
  chain_index bigint not null,
  actor text,
  action text not null,
  subject_type text not null,
  subject_id uuid,
  detail json,
  detail_salt bytea,
  detail_digest bytea,
  occurred_at timestamp with time zone not null,
  previous_hash bytea,
  hash bytea not null,
  actor_key uuid,
  body_digest bytea,
  constraint audit_events_chain_has_no_gap_twice primary key (tenant_id, chain_id, chain_index),
  constraint audit_events_actor_is_said_once check ((actor is null) <> (actor_key is null)),
  constraint audit_events_body_digest_is_sha256 check (octet_length(body_digest) = 32),
  constraint audit_events_body_digest_leaves_too check (detail is not null or body_digest is null),
  constraint audit_events_chain_index_counts check (chain_index >= 0),
  constraint audit_events_content_leaves_together check ((detail is null) = (detail_salt is null)),
  constraint audit_events_detail_digest_is_sha256 check (octet_length(detail_digest) = 32),
  constraint audit_events_digest_stays check (detail is not null or detail_digest is not null),
  constraint audit_events_first_has_no_previous check (chain_index > 0 or previous_hash is null),
  constraint audit_events_hash_is_sha256 check (octet_length(hash) = 32),
  constraint audit_events_previous_hash_is_sha256 check (octet_length(previous_hash) = 32)
);
alter table audit_events enable row level security;
alter table audit_events force row level security;
create index audit_events_newest on public.audit_events using btree (tenant_id, occurred_at);
create index audit_events_of_subject on public.audit_events using btree (tenant_id, subject_id) where (subject_id is not null);
create policy erasing on audit_events to waymark_eraser
  using (true)
  with check (true);
create policy tenant_rows on audit_events to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create trigger audit_events_append_only before delete or update on audit_events for each row execute function refuse_audit_change();
create trigger audit_events_never_truncated before truncate on audit_events for each statement execute function refuse_audit_change();
comment on table audit_events is 'Append-only. Update and delete are refused; blanking detail and salt is the eraser''s alone. What follows from other columns or from the event before may be null: audit_trail shows events whole.';
comment on column audit_events.id is 'null: follows from hash and occurred_at, see audit_event_id()';
comment on column audit_events.actor is 'null: the key actor_key';
comment on column audit_events.subject_id is 'null: whatever the chain belongs to';
comment on column audit_events.detail is 'what happened; without its last member digest where that is body_digest; null once blanked';
comment on column audit_events.detail_digest is 'SHA-256 of detail_salt and the detail as it is told; null: follows from these, which are there then';
comment on column audit_events.previous_hash is 'null: the hash of the event before, as it is there';
comment on column audit_events.hash is 'SHA-256 of previous_hash, chain_id, chain_index, occurred_at (microseconds), then length-prefixed actor, action, subject_type, then subject_id, detail_digest; see audit_hash()';
comment on column audit_events.actor_key is 'the key that acted; null where actor says who did';
comment on column audit_events.body_digest is 'SHA-256 of the canonical body of the request; told as the last member of detail, see audit_detail()';

create table bundle_imports (
  tenant_id uuid default current_tenant() not null,
  root_id uuid not null,
  kind text not null,
  begun_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint bundle_imports_pkey primary key (tenant_id, root_id),
  constraint bundle_imports_kind_known check (kind = any (array['project'::text, 'agent'::text])),
  constraint bundle_imports_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table bundle_imports enable row level security;
alter table bundle_imports force row level security;
create policy tenant_rows on bundle_imports to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table bundle_imports is 'Projects and agents that came as bundles. One that is not finished yet takes more rows; no other does.';
comment on column bundle_imports.root_id is 'the project or the agent; no foreign key: an import outlives what was imported, and is begun anew then';
comment on column bundle_imports.finished_at is 'null while pages are missing';

create table checkpoint_writes (
  tenant_id uuid default current_tenant() not null,
  checkpoint_id uuid not null,
  agent_id uuid not null,
  task_id text not null,
  write_index integer not null,
  task_path text default ''::text not null,
  key text not null,
  value bytea not null,
  created_at timestamp with time zone not null,
  constraint checkpoint_writes_pkey primary key (tenant_id, checkpoint_id, task_id, write_index),
  constraint checkpoint_writes_key_fits check (octet_length(key) >= 1 and octet_length(key) <= 1000),
  constraint checkpoint_writes_task_id_fits check (octet_length(task_id) >= 1 and octet_length(task_id) <= 1000),
  constraint checkpoint_writes_task_path_fits check (octet_length(task_path) <= 1000),
  constraint checkpoint_writes_of_a_checkpoint foreign key (tenant_id, checkpoint_id) references state_checkpoints(tenant_id, id) on delete cascade
);
alter table checkpoint_writes enable row level security;
alter table checkpoint_writes force row level security;
create policy tenant_rows on checkpoint_writes to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table checkpoint_writes is 'What tasks have written since a checkpoint, before the next one.';
comment on column checkpoint_writes.write_index is 'one write per task and index: the first stays, but at a negative index the newest';
comment on column checkpoint_writes.value is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';

create table collections (
  tenant_id uuid not null,
  walks text default 'documents'::text not null,
  walked_to bytea default '\x'::bytea not null,
  suspects bytea[] default '{}'::bytea[] not null,
  due_at timestamp with time zone,
  source integer default 0 not null,
  read_to text,
  finished_at timestamp with time zone,
  whole boolean default true not null,
  whole_at timestamp with time zone,
  constraint collections_pkey primary key (tenant_id),
  constraint collections_source_counts check (source >= 0),
  constraint collections_suspects_have_a_time check (cardinality(suspects) = 0 or due_at is not null),
  constraint collections_walks_known check (walks = any (array['documents'::text, 'packs'::text])),
  constraint collections_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table collections enable row level security;
alter table collections force row level security;
create index collections_due on public.collections using btree (finished_at nulls first, tenant_id);
create policy collecting on collections to waymark_eraser
  using (true)
  with check (true);
create policy tenant_rows on collections to waymark_app
  using (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null)
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
comment on table collections is 'Where the collector of garbage is in each tenant. Whoever collects holds the row for a statement; what it says stays true however long nobody goes on (ADR 0020).';
comment on column collections.walked_to is 'the last digest, or id of a pack, that was looked at';
comment on column collections.suspects is 'digests of documents, or ids of packs';
comment on column collections.due_at is 'who relies on one of the suspects after this time keeps it';
comment on column collections.read_to is 'the last key read of that table; null at its beginning';
comment on column collections.finished_at is 'null while there is more to do';
comment on column collections.whole is 'whether this collection walks every pack, not only those that were noted';
comment on column collections.whole_at is 'when the last one that did was finished';

create table command_approvals (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  command_id uuid not null,
  step_id uuid not null,
  position bigint not null,
  decision text not null,
  decided_by text not null,
  approval_reasoning text,
  expected_impact jsonb,
  state_context_digest bytea not null,
  decided_at timestamp with time zone not null,
  constraint command_approvals_pkey primary key (tenant_id, id),
  constraint command_approvals_one_per_decider unique (tenant_id, step_id, decided_by),
  constraint command_approvals_decision_known check (decision = any (array['approved'::text, 'rejected'::text])),
  constraint command_approvals_expected_impact_is_object check (jsonb_typeof(expected_impact) = 'object'::text),
  constraint command_approvals_reasoning_fits check (octet_length(approval_reasoning) <= 65536),
  constraint command_approvals_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint command_approvals_of_a_step foreign key (tenant_id, step_id) references command_steps(tenant_id, id) on delete cascade
);
alter table command_approvals enable row level security;
alter table command_approvals force row level security;
create index approvals_in_timeline on public.command_approvals using btree (tenant_id, command_id, "position");
create policy collecting on command_approvals for select to waymark_eraser
  using (true);
create policy tenant_rows on command_approvals to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = command_approvals.tenant_id and c.id = command_approvals.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = command_approvals.tenant_id and c.id = command_approvals.command_id))
end);
comment on table command_approvals is 'One decision about a step that waits for approval. Append-only by grant.';
comment on column command_approvals.position is 'where it stands in the command''s timeline';
comment on column command_approvals.decided_by is 'the actor, as the audit trail names it';
comment on column command_approvals.expected_impact is 'the changes that the approver expects';
comment on column command_approvals.state_context_digest is 'SHA-256 of a body in documents: the step and the newest snapshot as they were when it was decided; see approval_context()';

create table command_steps (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  command_id uuid not null,
  project_id uuid not null,
  step_index integer not null,
  step_number bigint not null,
  position bigint not null,
  parent_step_id uuid,
  active boolean default true not null,
  step_type text not null,
  command text not null,
  explanation text,
  expected_outcome text,
  risk_level text not null,
  external_ref text,
  metadata jsonb default '{}'::jsonb not null,
  agent_config_digest bytea,
  status text not null,
  execution_result bytea,
  exit_code integer,
  resource_usage jsonb,
  policy_violation boolean default false not null,
  branch text,
  commit_sha_before text,
  commit_sha_after text,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cost_usd numeric(14,6),
  generated_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  duration_ms bigint,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  remedy text,
  proposed_for uuid,
  checkpoint_id uuid,
  rollback_id uuid,
  changed_position bigint,
  kept_evaluation_type text,
  plain_result_bytes integer,
  result_archive_id uuid,
  constraint command_steps_pkey primary key (tenant_id, id),
  constraint command_steps_step_index_unique unique (tenant_id, command_id, step_index),
  constraint command_steps_step_number_unique unique (tenant_id, project_id, step_number),
  constraint command_steps_branch_fits check (octet_length(branch) <= 1000),
  constraint command_steps_command_given check (octet_length(command) > 0),
  constraint command_steps_commit_sha_after_is_hex check (commit_sha_after ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'::text),
  constraint command_steps_commit_sha_before_is_hex check (commit_sha_before ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'::text),
  constraint command_steps_completion_tokens_not_negative check (completion_tokens >= 0),
  constraint command_steps_cost_usd_not_negative check (cost_usd >= 0::numeric),
  constraint command_steps_duration_ms_not_negative check (duration_ms >= 0),
  constraint command_steps_external_ref_fits check (octet_length(external_ref) <= 1000),
  constraint command_steps_kept_evaluation_type_known check (kept_evaluation_type = any (array['success'::text, 'failure'::text, 'partial'::text, 'unexpected'::text])),
  constraint command_steps_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint command_steps_plain_result_bytes_count check (plain_result_bytes >= 0),
  constraint command_steps_prompt_tokens_not_negative check (prompt_tokens >= 0),
  constraint command_steps_resource_usage_is_object check (jsonb_typeof(resource_usage) = 'object'::text),
  constraint command_steps_risk_level_known check (risk_level = any (array['low'::text, 'medium'::text, 'high'::text, 'critical'::text])),
  constraint command_steps_status_known check (status = any (array['pending'::text, 'approved'::text, 'executing'::text, 'completed'::text, 'failed'::text, 'skipped'::text])),
  constraint command_steps_step_index_counts check (step_index >= 0),
  constraint command_steps_step_number_counts check (step_number >= 1),
  constraint command_steps_step_type_known check (step_type = any (array['generated'::text, 'adaptive'::text, 'corrective'::text])),
  constraint command_steps_total_tokens_not_negative check (total_tokens >= 0),
  constraint steps_end_after_start check (started_at <= ended_at),
  constraint command_steps_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint command_steps_parent_exists foreign key (tenant_id, parent_step_id) references command_steps(tenant_id, id) on delete set null (parent_step_id),
  constraint command_steps_result_of_an_archive foreign key (tenant_id, result_archive_id) references archives(tenant_id, id) on delete set null (result_archive_id)
);
alter table command_steps enable row level security;
alter table command_steps force row level security;
alter table command_steps set (fillfactor=90);
create index command_steps_active_of_project on public.command_steps using btree (tenant_id, project_id, step_number) where active;
create index command_steps_by_archive on public.command_steps using btree (tenant_id, result_archive_id) where (result_archive_id is not null);
create index command_steps_by_parent on public.command_steps using btree (tenant_id, parent_step_id) where (parent_step_id is not null);
create index command_steps_by_remedy on public.command_steps using btree (tenant_id, command_id) where (remedy is not null);
create index command_steps_changed on public.command_steps using btree (tenant_id, command_id, changed_position) where (changed_position is not null);
create index command_steps_of_project_in_time on public.command_steps using btree (tenant_id, project_id, created_at);
create index steps_that_need_a_checkpoint on public.command_steps using btree (tenant_id, checkpoint_id) where (checkpoint_id is not null);
create policy collecting on command_steps for select to waymark_eraser
  using (true);
create policy tenant_rows on command_steps to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = command_steps.tenant_id and c.id = command_steps.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = command_steps.tenant_id and c.id = command_steps.command_id))
end);
comment on table command_steps is 'One action in a command.';
comment on column command_steps.position is 'where it stands in the command''s timeline; grows with step_index, so no index of its own is needed';
comment on column command_steps.command is 'what runs; U+0000 travels as DLE 0, DLE as DLE DLE (so explanation and expected_outcome too)';
comment on column command_steps.agent_config_digest is 'SHA-256 of a body in documents; kept from collection by documents.touched_at';
comment on column command_steps.execution_result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes, or a Zstandard frame of that; either may be encrypted';
comment on column command_steps.policy_violation is 'executed although the project''s policy wanted an approval first';
comment on column command_steps.remedy is 'name of the remedy that proposed the step; null for what an agent recorded. Metadata says so too, but clients may change that';
comment on column command_steps.proposed_for is 'the step whose evaluation made a remedy propose this one; of the same command, so both go at once and no foreign key is needed';
comment on column command_steps.checkpoint_id is 'the agent''s checkpoint when the step was taken; no foreign key: checkpoints leave earlier';
comment on column command_steps.rollback_id is 'the rollback that made it inactive; null while it is active';
comment on column command_steps.changed_position is 'where its last change stands for those who follow the command''s timeline; null until it is changed';
comment on column command_steps.kept_evaluation_type is 'what its newest evaluation said, once evaluations have left; one that is there counts before it';
comment on column command_steps.plain_result_bytes is 'what execution_result weighs once unpacked, of one that a sweep has packed';
comment on column command_steps.result_archive_id is 'the archive that has the execution_result: alone while that is null, else beside the one that was restored';

create table commands (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  project_id uuid not null,
  agent_id uuid,
  request text not null,
  external_ref text,
  metadata jsonb default '{}'::jsonb not null,
  status text default 'pending'::text not null,
  current_step_index integer,
  requires_state_evaluation boolean default true not null,
  adaptive_mode boolean default false not null,
  baseline_snapshot_id uuid,
  last_state_evaluation_at timestamp with time zone,
  state_evaluation_count integer default 0 not null,
  adaptive_steps_generated integer default 0 not null,
  corrective_steps_generated integer default 0 not null,
  next_step_index integer default 0 not null,
  next_position bigint default 0 not null,
  audit_head bytea,
  audit_count bigint default 0 not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  rolled_back_at timestamp with time zone,
  snapshots_left_at timestamp with time zone,
  evaluations_left_at timestamp with time zone,
  results_compressed_at timestamp with time zone,
  results_left_at timestamp with time zone,
  steps_counted_at timestamp with time zone,
  constraint commands_pkey primary key (tenant_id, id),
  constraint commands_audit_count_not_negative check (audit_count >= 0),
  constraint commands_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint commands_completed_has_a_time check ((status = any (array['completed'::text, 'failed'::text, 'cancelled'::text])) <= (completed_at is not null)),
  constraint commands_external_ref_fits check (octet_length(external_ref) <= 1000),
  constraint commands_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint commands_next_position_counts check (next_position >= 0),
  constraint commands_next_step_index_counts check (next_step_index >= 0),
  constraint commands_request_given check (octet_length(request) > 0),
  constraint commands_status_known check (status = any (array['pending'::text, 'running'::text, 'awaiting_approval'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'rolled_back'::text])),
  constraint commands_of_a_project foreign key (tenant_id, project_id) references projects(tenant_id, id) on delete cascade,
  constraint commands_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table commands enable row level security;
alter table commands force row level security;
alter table commands set (fillfactor=80);
create index commands_newest_of_agent on public.commands using btree (tenant_id, agent_id, created_at desc, id desc) where (agent_id is not null);
create index commands_newest_of_project on public.commands using btree (tenant_id, project_id, created_at desc, id desc);
create index commands_newest_of_tenant on public.commands using btree (tenant_id, created_at desc, id desc);
create index commands_with_evaluations_to_sweep on public.commands using btree (tenant_id, (
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end), id) where ((
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end is not null) and (evaluations_left_at is null));
create index commands_with_results_to_compress on public.commands using btree (tenant_id, (
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end), id) where ((
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end is not null) and (results_compressed_at is null));
create index commands_with_results_to_sweep on public.commands using btree (tenant_id, (
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end), id) where ((
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end is not null) and (results_left_at is null));
create index commands_with_snapshots_to_sweep on public.commands using btree (tenant_id, (
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end), id) where ((
case
    when (completed_at is not null) then completed_at
    else rolled_back_at
end is not null) and (snapshots_left_at is null));
create policy erasing on commands for select to waymark_eraser
  using (true);
create policy erasing_tenants on commands for delete to waymark_eraser
  using (true);
create policy tenant_rows on commands to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table commands is 'One piece of work given to an agent.';
comment on column commands.request is 'what was asked; U+0000 travels as DLE 0, DLE as DLE DLE';
comment on column commands.next_position is 'where the next entry of the timeline stands';
comment on column commands.completed_at is 'when it ended; retention counts from here';
comment on column commands.rolled_back_at is 'when its first step was rolled back, and so all of it; null again once that is undone';
comment on column commands.snapshots_left_at is 'when a sweep took the last of its snapshots; null again once it has new ones (so the next three)';
comment on column commands.steps_counted_at is 'when its steps were added to step_daily, which happens once';

create table context_snapshots (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  user_id text,
  conversation_id uuid,
  message_id uuid,
  snapshot_digest bytea not null,
  model text,
  total_tokens bigint not null,
  compression_ratio numeric(12,6),
  segment_count integer,
  build_time_ms bigint,
  optimization_count integer,
  created_at timestamp with time zone not null,
  constraint context_snapshots_pkey primary key (tenant_id, id),
  constraint context_snapshots_build_time_ms_not_negative check (build_time_ms >= 0),
  constraint context_snapshots_compression_ratio_not_negative check (compression_ratio >= 0::numeric),
  constraint context_snapshots_message_has_a_conversation check (message_id is null or conversation_id is not null),
  constraint context_snapshots_model_fits check (octet_length(model) >= 1 and octet_length(model) <= 200),
  constraint context_snapshots_optimization_count_not_negative check (optimization_count >= 0),
  constraint context_snapshots_segment_count_not_negative check (segment_count >= 0),
  constraint context_snapshots_snapshot_digest_is_sha256 check (octet_length(snapshot_digest) = 32),
  constraint context_snapshots_total_tokens_not_negative check (total_tokens >= 0),
  constraint context_snapshots_user_id_fits check (octet_length(user_id) >= 1 and octet_length(user_id) <= 1000),
  constraint context_snapshots_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade,
  constraint context_snapshots_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table context_snapshots enable row level security;
alter table context_snapshots force row level security;
create index context_snapshots_of_agent on public.context_snapshots using btree (tenant_id, agent_id, created_at desc, id desc);
create index context_snapshots_of_conversation on public.context_snapshots using btree (tenant_id, conversation_id, created_at desc, id desc) where (conversation_id is not null);
create index context_snapshots_of_user on public.context_snapshots using btree (tenant_id, user_id) where (user_id is not null);
create policy collecting on context_snapshots for select to waymark_eraser
  using (true);
create policy tenant_rows on context_snapshots to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create trigger context_snapshots_name_nobody_erased after insert on context_snapshots for each row when (new.user_id is not null) execute function refuse_erased_user();
create trigger context_snapshots_never_name_somebody_erased after update of user_id on context_snapshots for each row when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user();
comment on table context_snapshots is 'A context as a model was told it. Rows are added, never changed.';
comment on column context_snapshots.user_id is 'the end user, that of the conversation where there is one';
comment on column context_snapshots.conversation_id is 'of the message';
comment on column context_snapshots.message_id is 'the message that it was built for. Messages move to where they take less room, so there is no foreign key: capture_context() looks';
comment on column context_snapshots.snapshot_digest is 'SHA-256 of a body in documents, or in packed_documents where it is large; kept from collection by their touched_at (ADR 0003)';
comment on column context_snapshots.model is 'whose tokens were counted where the client did not count them';
comment on column context_snapshots.compression_ratio is 'as the client reckons it';

create table context_template_uses (
  tenant_id uuid default current_tenant() not null,
  template_id uuid not null,
  slot smallint not null,
  use_count bigint not null,
  constraint context_template_uses_pkey primary key (tenant_id, template_id, slot),
  constraint context_template_uses_slot_known check (slot >= 0 and slot <= 31),
  constraint context_template_uses_use_count_counts check (use_count >= 1),
  constraint context_template_uses_of_a_template foreign key (tenant_id, template_id) references context_templates(tenant_id, id) on delete cascade
);
alter table context_template_uses enable row level security;
alter table context_template_uses force row level security;
alter table context_template_uses set (fillfactor=50);
create policy tenant_rows on context_template_uses to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table context_template_uses is 'How often a template was rendered, in several rows: each rendering counts in one that nobody has locked, so that none waits for another. The sum counts.';

create table context_templates (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  name text not null,
  name_hash bytea generated always as (name_hash(name)) stored not null,
  segments bytea not null,
  variables bytea not null,
  separator text not null,
  model text,
  total_tokens integer not null,
  description text,
  use_cases text[] default '{}'::text[] not null,
  agent_types text[] default '{}'::text[] not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint context_templates_pkey primary key (tenant_id, id),
  constraint context_templates_name_unique unique (tenant_id, name_hash),
  constraint context_templates_model_fits check (octet_length(model) >= 1 and octet_length(model) <= 200),
  constraint context_templates_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint context_templates_segments_is_array check (json_typeof(convert_from(segments, 'UTF8'::name)::json) = 'array'::text),
  constraint context_templates_separator_fits check (octet_length(separator) <= 1000),
  constraint context_templates_total_tokens_not_negative check (total_tokens >= 0),
  constraint context_templates_variables_is_object check (json_typeof(convert_from(variables, 'UTF8'::name)::json) = 'object'::text),
  constraint context_templates_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table context_templates enable row level security;
alter table context_templates force row level security;
create index context_templates_newest on public.context_templates using btree (tenant_id, created_at desc, id desc);
create policy tenant_rows on context_templates to waymark_app
  using (tenant_id = current_tenant() and current_end_user() is null and
case
    when current_agent() is null then true
    else cardinality(agent_types) = 0 or (exists ( select
       from agents a
      where a.tenant_id = context_templates.tenant_id and a.id = current_agent() and (a.agent_type = any (context_templates.agent_types))))
end)
  with check (tenant_id = current_tenant() and current_end_user() is null and current_agent() is null);
create policy whole_tenant_deletes on context_templates as restrictive for delete to waymark_app
  using (current_agent() is null);
comment on table context_templates is 'A tenant''s templates of contexts: segments of text with variables, the least important of which give way to a budget.';
comment on column context_templates.segments is '[{"name", "text", "importance", "required"}] in the order in which they are rendered';
comment on column context_templates.variables is '{"<name>": {"type", "required", "default_value", "description"}}, with those that only the text names';
comment on column context_templates.separator is 'what stands between two segments; U+0000 travels as DLE 0, DLE as DLE DLE (so description, use_cases and agent_types too)';
comment on column context_templates.model is 'whose tokens are counted; the default encoding where none is named';
comment on column context_templates.total_tokens is 'of all segments with their placeholders as they stand';
comment on column context_templates.agent_types is 'the agent_type of the agents that it is for; empty for all';

create table conversation_sessions (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  conversation_id uuid not null,
  message_count bigint default 0 not null,
  total_tokens_used bigint default 0 not null,
  tool_calls_count bigint default 0 not null,
  last_active_at timestamp with time zone not null,
  agent_id uuid,
  user_id text,
  status text default 'active'::text not null,
  session_state bytea,
  interruption_context bytea,
  metadata jsonb default '{}'::jsonb not null,
  version bigint default 1 not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint conversation_sessions_pkey primary key (tenant_id, id),
  constraint conversation_sessions_end_after_start check (ended_at >= started_at),
  constraint conversation_sessions_end_with_their_status check ((status = any (array['completed'::text, 'abandoned'::text])) = (ended_at is not null)),
  constraint conversation_sessions_message_count_counts check (message_count >= 0),
  constraint conversation_sessions_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint conversation_sessions_status_known check (status = any (array['active'::text, 'paused'::text, 'completed'::text, 'abandoned'::text])),
  constraint conversation_sessions_tool_calls_count_counts check (tool_calls_count >= 0),
  constraint conversation_sessions_total_tokens_used_counts check (total_tokens_used >= 0),
  constraint conversation_sessions_user_id_fits check (octet_length(user_id) >= 1 and octet_length(user_id) <= 1000),
  constraint conversation_sessions_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade,
  constraint conversation_sessions_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table conversation_sessions enable row level security;
alter table conversation_sessions force row level security;
alter table conversation_sessions set (fillfactor=70);
create index conversation_sessions_active on public.conversation_sessions using btree (tenant_id, id) where (status = 'active'::text);
create index conversation_sessions_in_order on public.conversation_sessions using btree (tenant_id, conversation_id, started_at desc, id desc);
create index conversation_sessions_of_agent on public.conversation_sessions using btree (tenant_id, agent_id) where (agent_id is not null);
create index conversation_sessions_of_user on public.conversation_sessions using btree (tenant_id, user_id) where (user_id is not null);
create policy abandoning on conversation_sessions to waymark_eraser
  using (true);
create policy tenant_rows on conversation_sessions to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = conversation_sessions.tenant_id and c.id = conversation_sessions.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = conversation_sessions.tenant_id and c.id = conversation_sessions.conversation_id))
end);
create trigger conversation_sessions_name_nobody_erased after insert on conversation_sessions for each row when (new.user_id is not null) execute function refuse_erased_user();
create trigger conversation_sessions_never_name_somebody_erased after update of user_id on conversation_sessions for each row when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user();
comment on table conversation_sessions is 'A sitting within a conversation. Several may be open at once; a message belongs to the one that it names, or to none.';
comment on column conversation_sessions.total_tokens_used is 'the sum of token_usage.total_tokens of its messages';
comment on column conversation_sessions.tool_calls_count is 'how many tools its assistant''s messages call';
comment on column conversation_sessions.last_active_at is 'when a message came or the session was changed; inactivity counts from here';
comment on column conversation_sessions.session_state is 'canonical JSON as UTF-8 bytes; so interruption_context, which is what a paused session goes on from';

create table conversations (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  next_position integer default 1 not null,
  audit_count bigint default 0 not null,
  updated_at timestamp with time zone not null,
  audit_head bytea,
  messages_digest bytea,
  external_id text not null,
  external_id_hash bytea generated always as (name_hash(external_id)) stored not null,
  tag bigint not null,
  agent_id uuid,
  user_id text,
  step_count bigint default 0 not null,
  user_input text,
  focus_areas jsonb default '[]'::jsonb not null,
  last_tool_result bytea,
  metadata jsonb default '{}'::jsonb not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  constraint conversations_pkey primary key (tenant_id, id),
  constraint conversations_external_id_unique unique (tenant_id, external_id_hash),
  constraint conversations_tag_unique unique (tenant_id, tag),
  constraint conversations_audit_count_not_negative check (audit_count >= 0),
  constraint conversations_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint conversations_external_id_fits check (octet_length(external_id) >= 1 and octet_length(external_id) <= 1000),
  constraint conversations_focus_areas_is_array check (jsonb_typeof(focus_areas) = 'array'::text),
  constraint conversations_messages_digest_is_sha256 check (octet_length(messages_digest) = 32),
  constraint conversations_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint conversations_next_position_counts check (next_position >= 1),
  constraint conversations_step_count_not_negative check (step_count >= 0),
  constraint conversations_tag_fits check (tag >= 0 and tag <= '4398046511103'::bigint),
  constraint conversations_user_id_fits check (octet_length(user_id) >= 1 and octet_length(user_id) <= 1000),
  constraint conversations_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade,
  constraint conversations_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table conversations enable row level security;
alter table conversations force row level security;
alter table conversations set (fillfactor=50);
create index conversations_newest_first on public.conversations using btree (tenant_id, created_at desc, id desc);
create index conversations_of_agent_newest_first on public.conversations using btree (tenant_id, agent_id, created_at desc, id desc) where (agent_id is not null);
create index conversations_of_user_newest_first on public.conversations using btree (tenant_id, user_id, created_at desc, id desc) where (user_id is not null);
create policy erasing on conversations to waymark_eraser
  using (true);
create policy searching on conversations for select to waymark_searcher
  using (true);
create policy tenant_rows on conversations to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create trigger conversations_are_not_cut_within_segments after update of next_position on conversations for each row when (new.next_position < old.next_position) execute function refuse_to_cut_segments();
create trigger conversations_name_nobody_erased after insert on conversations for each row when (new.user_id is not null) execute function refuse_erased_user();
create trigger conversations_never_name_somebody_erased after update of user_id on conversations for each row when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user();
comment on table conversations is 'A conversation by the name that its client gives it: the core state of the agent in it, and what its messages take from their predecessors.';
comment on column conversations.next_position is 'where the next message goes; so there are one message less than this';
comment on column conversations.messages_digest is 'SHA-256 of the digest before it and of the newest message''s, in the order of positions; null while there is none, and after an edit until the conversation is saved whole';
comment on column conversations.tag is 'stands in the ids of its messages (see message_id()), so that an id says where its message is; random';
comment on column conversations.user_id is 'the end user';
comment on column conversations.user_input is 'U+0000 travels as DLE 0, DLE as DLE DLE';
comment on column conversations.last_tool_result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column conversations.version is 'counts what clients change; messages that are appended do not';

create table documents (
  tenant_id uuid default current_tenant() not null,
  digest bytea not null,
  body bytea not null,
  size_bytes integer not null,
  created_at timestamp with time zone default waymark_now() not null,
  touched_at timestamp with time zone default waymark_now() not null,
  constraint documents_pkey primary key (tenant_id, digest),
  constraint documents_digest_is_of_the_body check (digest = sha256(body)),
  constraint documents_size_is_of_the_body check (size_bytes = octet_length(body))
);
alter table documents enable row level security;
alter table documents force row level security;
create index documents_forsaken on public.documents using btree (tenant_id, digest) where (touched_at = '1970-01-01 00:00:00+00'::timestamp with time zone);
create policy erasing on documents to waymark_eraser
  using (true);
create policy tenant_rows on documents to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table documents is 'JSON bodies by the SHA-256 of their canonical form, each once: sections of snapshots, small states, schemas, contexts.';
comment on column documents.touched_at is 'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

create table encryption_keys (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  is_primary boolean not null,
  wrapped_key bytea not null,
  wrapped_by text not null,
  created_at timestamp with time zone not null,
  rewrapped_at timestamp with time zone,
  retired_at timestamp with time zone,
  constraint encryption_keys_pkey primary key (tenant_id, id),
  constraint encryption_keys_primary_is_not_retired check (not is_primary or retired_at is null),
  constraint encryption_keys_wrapped_by_fits check (octet_length(wrapped_by) >= 1 and octet_length(wrapped_by) <= 2048),
  constraint encryption_keys_wrapped_key_fits check (octet_length(wrapped_key) >= 1 and octet_length(wrapped_key) <= 4096),
  constraint encryption_keys_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table encryption_keys enable row level security;
alter table encryption_keys force row level security;
create unique index encryption_keys_one_primary on public.encryption_keys using btree (tenant_id) where is_primary;
create policy claiming on encryption_keys to waymark_searcher
  using (true);
create policy telling_the_policy on encryption_keys to waymark_eraser
  using (true);
create policy tenant_rows on encryption_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
comment on table encryption_keys is 'The data keys of a tenant, each wrapped by a key-encryption key that the database never sees.';
comment on column encryption_keys.is_primary is 'whether new values are encrypted with it';
comment on column encryption_keys.wrapped_key is 'the key encrypted by the key-encryption key, bound to tenant and id';
comment on column encryption_keys.wrapped_by is 'the key-encryption key: what AWS KMS knows it by, or local: and the id of a key in the key file';
comment on column encryption_keys.retired_at is 'when nothing in the database was encrypted with it any more; it is kept, because archives and backups may be';

create table encryption_work (
  tenant_id uuid default current_tenant() not null,
  part text not null,
  after text not null,
  walk_started_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  constraint encryption_work_pkey primary key (tenant_id),
  constraint encryption_work_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table encryption_work enable row level security;
alter table encryption_work force row level security;
create index encryption_work_due on public.encryption_work using btree (due_at);
create policy claiming on encryption_work to waymark_searcher
  using (true)
  with check (true);
create policy tenant_rows on encryption_work to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
comment on table encryption_work is 'Tenants whose stored values may not be as their settings and keys want them: what the job encrypt-fields looks at.';
comment on column encryption_work.part is 'the table that the walk is in';
comment on column encryption_work.after is 'the place in it up to which all is done';
comment on column encryption_work.changed_at is 'when settings or keys changed last: a walk that began soon after it is made once more, for who did not know yet';
comment on column encryption_work.due_at is 'when to look; pushed on by whoever is looking, so that two do not do the same';

create table erasures (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  kind text not null,
  digest bytea not null,
  subject text,
  stage text not null,
  place text,
  tables jsonb default '{}'::jsonb not null,
  archives integer default 0 not null,
  erased_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint erasures_pkey primary key (tenant_id, id),
  constraint erasures_once unique (tenant_id, kind, digest),
  constraint erasures_archives_count check (archives >= 0),
  constraint erasures_digest_is_sha256 check (octet_length(digest) = 32),
  constraint erasures_kind_known check (kind = any (array['end_user'::text, 'tenant'::text])),
  constraint erasures_subject_fits check (octet_length(subject) >= 1 and octet_length(subject) <= 1000),
  constraint erasures_subject_is_forgotten check ((subject is null) = (finished_at is not null)),
  constraint erasures_tables_is_object check (jsonb_typeof(tables) = 'object'::text),
  constraint erasures_of_a_tombstone foreign key (tenant_id, kind, digest) references tombstones(tenant_id, kind, digest) on delete cascade
);
alter table erasures enable row level security;
alter table erasures force row level security;
create index erasures_unfinished on public.erasures using btree (tenant_id, erased_at) where (finished_at is null);
create policy erasing on erasures for select to waymark_eraser
  using (true);
create policy tenant_rows on erasures to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table erasures is 'What was erased, and how much of it: the receipt of each erasure, and how far one is that is not finished.';
comment on column erasures.subject is 'the id of whom it is about; null once it is finished';
comment on column erasures.stage is 'what is being erased, see next_stage(); finished at the end';
comment on column erasures.place is 'how far a stage is that goes from row to row';
comment on column erasures.tables is 'how many rows were deleted or blanked, by table; sealed messages count among messages';
comment on column erasures.archives is 'how many archives were deleted or written anew';
comment on column erasures.erased_at is 'when it began: from then on nothing is written of whom it is about';

create table evaluation_daily (
  tenant_id uuid default current_tenant() not null,
  project_id uuid not null,
  day date not null,
  evaluations bigint not null,
  success bigint not null,
  failure bigint not null,
  partial bigint not null,
  unexpected bigint not null,
  confidence_sum numeric(16,2) not null,
  constraint evaluation_daily_pkey primary key (tenant_id, project_id, day),
  constraint evaluation_daily_confidence_sum_not_negative check (confidence_sum >= 0::numeric),
  constraint evaluation_daily_evaluations_count check (evaluations >= 0),
  constraint evaluation_daily_failure_counts check (failure >= 0),
  constraint evaluation_daily_partial_counts check (partial >= 0),
  constraint evaluation_daily_success_counts check (success >= 0),
  constraint evaluation_daily_unexpected_counts check (unexpected >= 0),
  constraint evaluation_daily_of_a_project foreign key (tenant_id, project_id) references projects(tenant_id, id) on delete cascade
);
alter table evaluation_daily enable row level security;
alter table evaluation_daily force row level security;
create policy tenant_rows on evaluation_daily to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
comment on table evaluation_daily is 'The evaluations that have left, by the day (UTC) of evaluated_at: every one, also those that a newer one of the step outdid.';

create table garbage_packs (
  tenant_id uuid default current_tenant() not null,
  pack_id uuid not null,
  noted_at timestamp with time zone default waymark_now() not null,
  constraint garbage_packs_pkey primary key (tenant_id, pack_id),
  constraint garbage_packs_of_a_pack foreign key (tenant_id, pack_id) references packs(tenant_id, id) on delete cascade
);
alter table garbage_packs enable row level security;
alter table garbage_packs force row level security;
create policy collecting on garbage_packs to waymark_eraser
  using (true);
create policy tenant_rows on garbage_packs to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table garbage_packs is 'Packs that a deleted checkpoint named: what the collector looks at. Whether another checkpoint names them is its to find out.';

create table idempotency_keys (
  tenant_id uuid default current_tenant() not null,
  key_digest bytea not null,
  fingerprint bytea not null,
  answer json not null,
  created_at timestamp with time zone default waymark_now() not null,
  constraint idempotency_keys_pkey primary key (tenant_id, key_digest),
  constraint idempotency_keys_fingerprint_is_sha256 check (octet_length(fingerprint) = 32),
  constraint idempotency_keys_key_digest_is_sha256 check (octet_length(key_digest) = 32)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create index idempotency_keys_by_age on public.idempotency_keys using brin (created_at) with (pages_per_range='32', autosummarize='on');
create policy erasing on idempotency_keys to waymark_eraser
  using (true);
create policy tenant_rows on idempotency_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table idempotency_keys is 'Lives 48 hours.';
comment on column idempotency_keys.key_digest is 'SHA-256 over the caller''s key, method, path and Idempotency-Key';
comment on column idempotency_keys.fingerprint is 'SHA-256 of the canonical body';

create table integrity_runs (
  tenant_id uuid default current_tenant() not null,
  place text,
  checked bigint not null,
  findings bigint not null,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint integrity_runs_pkey primary key (tenant_id),
  constraint integrity_runs_checked_counts check (checked >= 0),
  constraint integrity_runs_findings_count check (findings >= 0),
  constraint integrity_runs_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table integrity_runs enable row level security;
alter table integrity_runs force row level security;
create policy tenant_rows on integrity_runs to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy working on integrity_runs for select to waymark_eraser
  using (true);
comment on table integrity_runs is 'The newest check of a tenant by the job: how far it has come, and what it came to.';
comment on column integrity_runs.place is 'where the next page begins; null at the beginning';
comment on column integrity_runs.findings is 'how many things are not as they should be; each is a line of the log';

create table memory_accesses (
  tenant_id uuid default current_tenant() not null,
  id uuid default gen_random_uuid() not null,
  memory_id uuid not null,
  agent_id uuid not null,
  user_id text,
  accessed_at timestamp with time zone not null,
  constraint memory_accesses_pkey primary key (tenant_id, memory_id, id),
  constraint memory_accesses_of_a_memory foreign key (tenant_id, memory_id) references agent_memories(tenant_id, id) on delete cascade
);
alter table memory_accesses enable row level security;
alter table memory_accesses force row level security;
create policy tenant_rows on memory_accesses to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
comment on table memory_accesses is 'Accesses that found their memory locked by another one: they are kept here rather than wait, and the next access that finds it free counts them in. Empty, but for memories that many read at once.';

create table memory_codes (
  tenant_id uuid default current_tenant() not null,
  memory_id uuid not null,
  agent_id uuid not null,
  user_id text,
  scale real not null,
  slack real not null,
  fine_slack real not null,
  code text not null,
  fine text not null,
  constraint memory_codes_pkey primary key (tenant_id, memory_id),
  constraint memory_codes_as_fine_as_coarse check (octet_length(fine) = octet_length(code)),
  constraint memory_codes_fine_slack_not_negative check (fine_slack >= 0::double precision),
  constraint memory_codes_scale_positive check (scale > 0::double precision),
  constraint memory_codes_slack_not_negative check (slack >= 0::double precision),
  constraint memory_codes_of_a_memory foreign key (tenant_id, memory_id) references agent_memories(tenant_id, id) on delete cascade
);
alter table memory_codes enable row level security;
alter table memory_codes force row level security;
create index memory_codes_of_agent on public.memory_codes using btree (tenant_id, agent_id, memory_id) include (scale, slack, fine_slack);
create policy searching on memory_codes for select to waymark_searcher
  using (true);
create policy tenant_rows on memory_codes to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
comment on table memory_codes is 'Embeddings of length 1, a character a dimension: what an exact search reads of every memory of an agent, a quarter of what the embeddings weigh (ADR 0014).';
comment on column memory_codes.scale is 'what one step of code is worth';
comment on column memory_codes.slack is 'how far the vector may be from what code says: a bound, never an estimate; fine_slack likewise with fine';
comment on column memory_codes.code is 'per dimension the steps, -63 to 63, as the character 64 further: ASCII, so that a driver passes it on as it is';
comment on column memory_codes.fine is 'per dimension what code leaves over, in steps of 1/126, written the same way';

create table memory_consolidations (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  user_id text,
  source_memories uuid[] not null,
  consolidated_memory_id uuid not null,
  consolidation_type text not null,
  tokens_saved bigint not null,
  created_at timestamp with time zone not null,
  constraint memory_consolidations_pkey primary key (tenant_id, id),
  constraint memory_consolidations_sources_fit check (cardinality(source_memories) >= 1 and cardinality(source_memories) <= 100),
  constraint memory_consolidations_type_known check (consolidation_type = any (array['merge'::text, 'summarize'::text, 'abstract'::text])),
  constraint memory_consolidations_made_a_memory foreign key (tenant_id, consolidated_memory_id) references agent_memories(tenant_id, id) on delete cascade
);
alter table memory_consolidations enable row level security;
alter table memory_consolidations force row level security;
create index memory_consolidations_of_memory on public.memory_consolidations using btree (tenant_id, consolidated_memory_id);
create policy tenant_rows on memory_consolidations to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
comment on table memory_consolidations is 'Which memories became which one. Leaves with the memory that it made.';
comment on column memory_consolidations.tokens_saved is 'the tokens of the sources'' contents less those of the new one''s; negative where the new one is longer';

create table memory_context_items (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  conversation_id uuid not null,
  source text not null,
  context_type text,
  content bytea not null,
  relevance_score numeric(3,2) not null,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  constraint memory_context_items_pkey primary key (tenant_id, id),
  constraint memory_context_items_context_type_fits check (octet_length(context_type) >= 1 and octet_length(context_type) <= 1000),
  constraint memory_context_items_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint memory_context_items_relevance_is_a_share check (relevance_score >= 0::numeric and relevance_score <= 1::numeric),
  constraint memory_context_items_source_fits check (octet_length(source) >= 1 and octet_length(source) <= 1000),
  constraint memory_context_items_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table memory_context_items enable row level security;
alter table memory_context_items force row level security;
create index memory_context_items_best_first on public.memory_context_items using btree (tenant_id, conversation_id, relevance_score desc, id desc);
create policy tenant_rows on memory_context_items to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = memory_context_items.tenant_id and c.id = memory_context_items.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = memory_context_items.tenant_id and c.id = memory_context_items.conversation_id))
end);
comment on table memory_context_items is 'What an agent has at hand in a conversation beside its messages: out of long-term memory (ltm), retrieval (rag), its focus, …';
comment on column memory_context_items.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';

create table message_ids (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  conversation_id uuid not null,
  position integer not null,
  constraint message_ids_pkey primary key (tenant_id, id),
  constraint message_ids_position_counts check ("position" >= 1),
  constraint message_ids_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table message_ids enable row level security;
alter table message_ids force row level security;
create index message_ids_of_conversation on public.message_ids using btree (tenant_id, conversation_id, "position");
create policy tenant_rows on message_ids to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_ids.tenant_id and c.id = message_ids.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_ids.tenant_id and c.id = message_ids.conversation_id))
end);
comment on table message_ids is 'Where the messages are whose ids clients brought, which do not say it themselves.';

create table message_segments (
  tenant_id uuid default current_tenant() not null,
  conversation_id uuid not null,
  first_position integer not null,
  last_position integer not null,
  content_bytes integer not null,
  digest bytea not null,
  body bytea not null,
  figures jsonb not null,
  language text not null,
  signature bytea not null,
  constraint message_segments_pkey primary key (tenant_id, conversation_id, first_position),
  constraint message_segments_digest_is_sha256 check (octet_length(digest) = 32),
  constraint message_segments_end_after_they_begin check (last_position >= first_position),
  constraint message_segments_figures_are_array check (jsonb_typeof(figures) = 'array'::text),
  constraint message_segments_first_position_counts check (first_position >= 1),
  constraint message_segments_have_content check (content_bytes > 0),
  constraint message_segments_signature_stays_in_the_row check (octet_length(signature) >= 1 and octet_length(signature) <= 1536),
  constraint message_segments_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table message_segments enable row level security;
alter table message_segments force row level security;
create policy tenant_rows on message_segments to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_segments.tenant_id and c.id = message_segments.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_segments.tenant_id and c.id = message_segments.conversation_id))
end);
comment on table message_segments is 'Messages that have become old, with all that their rows held. Nobody who reads, searches or edits notices.';
comment on column message_segments.content_bytes is 'what the body weighs unpacked';
comment on column message_segments.digest is 'SHA-256 of the conversation''s id, the first position and the body unpacked';
comment on column message_segments.body is 'the messages column by column: a Zstandard frame';
comment on column message_segments.figures is 'sums over the messages by day (UTC), role and sending agent: [{"day", "role", "agent_id"?, "messages", "prompt_tokens"?, …}], and at the end {"first_at", "last_at", "awaited"?, "agent_id"?}: when the first and the last were said, and whether the first is an answer that does not say how long it took';
comment on column message_segments.language is 'the text search configuration that the signature''s lexemes were made with';
comment on column message_segments.signature is 'a Bloom filter over the lexemes of the messages, see signature_has()';

create table message_senders (
  tenant_id uuid default current_tenant() not null,
  user_id text not null,
  conversation_id uuid not null,
  constraint message_senders_pkey primary key (tenant_id, user_id, conversation_id),
  constraint message_senders_user_id_fits check (octet_length(user_id) <= 1000),
  constraint message_senders_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table message_senders enable row level security;
alter table message_senders force row level security;
create index message_senders_of_conversation on public.message_senders using btree (tenant_id, conversation_id);
create policy tenant_rows on message_senders to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_senders.tenant_id and c.id = message_senders.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_senders.tenant_id and c.id = message_senders.conversation_id))
end);
comment on table message_senders is 'In which conversations an end user has sent messages: where to look for them, since messages are sealed into segments that cannot be asked.';
comment on column message_senders.user_id is 'empty for conversations that had segments before this table was there: anyone may have spoken in these';

create table message_versions (
  tenant_id uuid default current_tenant() not null,
  message_id uuid not null,
  version_number integer not null,
  conversation_id uuid not null,
  content_type text not null,
  message_type text,
  content bytea not null,
  tools bytea,
  metadata jsonb,
  context jsonb,
  changed_by text,
  change_reason text,
  created_at timestamp with time zone not null,
  constraint message_versions_pkey primary key (tenant_id, message_id, version_number),
  constraint message_versions_content_type_known check (content_type = any (array['text'::text, 'structured'::text, 'multimodal'::text, 'tool_result'::text])),
  constraint message_versions_context_is_object check (jsonb_typeof(context) = 'object'::text),
  constraint message_versions_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint message_versions_version_number_counts check (version_number >= 1),
  constraint message_versions_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table message_versions enable row level security;
alter table message_versions force row level security;
create index message_versions_of_conversation on public.message_versions using btree (tenant_id, conversation_id);
create policy tenant_rows on message_versions to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_versions.tenant_id and c.id = message_versions.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = message_versions.tenant_id and c.id = message_versions.conversation_id))
end);
comment on table message_versions is 'What edited messages said before; the newest version is the message itself.';
comment on column message_versions.changed_by is 'who made this version; null for the first';
comment on column message_versions.created_at is 'when this version was made';

create table messages (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  conversation_id uuid not null,
  created_at timestamp with time zone not null,
  position integer not null,
  version_number integer default 1 not null,
  schema_version integer default 1 not null,
  session_id uuid,
  parent_message_id uuid,
  sender_agent_id uuid,
  state_snapshot_id uuid,
  updated_at timestamp with time zone,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  latency_ms bigint,
  tool_calls integer,
  cost_usd numeric(14,6),
  role text not null,
  content_type text not null,
  message_type text,
  channel text,
  sender_user_id text,
  memory_refs uuid[],
  changed_by text,
  change_reason text,
  content bytea not null,
  tools bytea,
  metadata jsonb,
  context jsonb,
  audit jsonb,
  constraint messages_pkey primary key (tenant_id, id),
  constraint messages_position_unique unique (tenant_id, conversation_id, "position"),
  constraint messages_audit_is_object check (jsonb_typeof(audit) = 'object'::text),
  constraint messages_change_reason_fits check (octet_length(change_reason) <= 4000),
  constraint messages_channel_fits check (octet_length(channel) >= 1 and octet_length(channel) <= 1000),
  constraint messages_completion_tokens_not_negative check (completion_tokens >= 0),
  constraint messages_content_type_known check (content_type = any (array['text'::text, 'structured'::text, 'multimodal'::text, 'tool_result'::text])),
  constraint messages_context_is_object check (jsonb_typeof(context) = 'object'::text),
  constraint messages_cost_usd_not_negative check (cost_usd >= 0::numeric),
  constraint messages_latency_ms_not_negative check (latency_ms >= 0),
  constraint messages_message_type_fits check (octet_length(message_type) >= 1 and octet_length(message_type) <= 1000),
  constraint messages_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint messages_position_counts check ("position" >= 1),
  constraint messages_prompt_tokens_not_negative check (prompt_tokens >= 0),
  constraint messages_role_known check (role = any (array['system'::text, 'user'::text, 'assistant'::text, 'tool'::text])),
  constraint messages_schema_version_counts check (schema_version >= 1),
  constraint messages_sender_user_id_fits check (octet_length(sender_user_id) >= 1 and octet_length(sender_user_id) <= 1000),
  constraint messages_tool_calls_count check (tool_calls >= 1),
  constraint messages_total_tokens_not_negative check (total_tokens >= 0),
  constraint messages_version_number_counts check (version_number >= 1),
  constraint messages_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table messages enable row level security;
alter table messages force row level security;
create policy tenant_rows on messages to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = messages.tenant_id and c.id = messages.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = messages.tenant_id and c.id = messages.conversation_id))
end);
create trigger messages_are_noted_for_sealing after insert on messages for each row when ((new."position" % 32) = 1) execute function note_messages_to_seal();
create trigger messages_name_nobody_erased after insert on messages for each row when (new.sender_user_id is not null) execute function refuse_erased_sender();
create trigger messages_never_name_somebody_erased after update of sender_user_id on messages for each row when (new.sender_user_id is not null and new.sender_user_id is distinct from old.sender_user_id) execute function refuse_erased_sender();
comment on table messages is 'What was said, in the order of positions. Nothing refers to a message by foreign key: old ones move to where they take less room, under the same ids.';
comment on column messages.id is 'says where the message is, see message_id(); one that the client brought is in message_ids too';
comment on column messages.created_at is 'when it was said, as the client tells it, else when it was stored; never decides an order';
comment on column messages.position is '1, 2, 3 … in the conversation, without gaps';
comment on column messages.session_id is 'of the same conversation: append_messages() sees to it';
comment on column messages.parent_message_id is 'what it answers; null for what follows the message before it. Of the same conversation: append_messages() sees to it';
comment on column messages.updated_at is 'null while it is as it came; so changed_by and change_reason, which tell of the newest edit';
comment on column messages.latency_ms is 'how long making it took';
comment on column messages.tool_calls is 'how many tools an assistant''s message calls: the length of tools; null for none';
comment on column messages.content_type is 'what content names as its type, copied: content may hold U+0000, which no jsonb does';
comment on column messages.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes; so tools';
comment on column messages.metadata is 'null for an empty one';

create table packed_documents (
  tenant_id uuid default current_tenant() not null,
  digest bytea not null,
  size_bytes integer not null,
  layout bytea not null,
  packs uuid[] not null,
  created_at timestamp with time zone default waymark_now() not null,
  touched_at timestamp with time zone default waymark_now() not null,
  constraint packed_documents_pkey primary key (tenant_id, digest),
  constraint packed_documents_digest_is_sha256 check (octet_length(digest) = 32),
  constraint packed_documents_have_packs check (cardinality(packs) > 0),
  constraint packed_documents_size_counts check (size_bytes > 0),
  constraint packed_documents_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table packed_documents enable row level security;
alter table packed_documents force row level security;
create index packed_documents_forsaken on public.packed_documents using btree (tenant_id, digest) where (touched_at = '1970-01-01 00:00:00+00'::timestamp with time zone);
create policy collecting on packed_documents for select to waymark_eraser
  using (true);
create policy collecting_rows on packed_documents to waymark_eraser
  using (true);
create policy erasing_tenants on packed_documents for delete to waymark_eraser
  using (true);
create policy tenant_rows on packed_documents to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table packed_documents is 'Large documents, put together from pieces. Their digest is that of the same document in documents: SHA-256 of its canonical JSON.';
comment on column packed_documents.size_bytes is 'of the canonical JSON';
comment on column packed_documents.layout is 'which pieces of the packs make up the document';
comment on column packed_documents.packs is 'every pack that reading it needs; the layout names them by their place';
comment on column packed_documents.touched_at is 'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

create table packs (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  bases bytea not null,
  dictionary bytea not null,
  directory bytea not null,
  content_bytes integer not null,
  body bytea not null,
  touched_at timestamp with time zone default waymark_now() not null,
  constraint packs_pkey primary key (tenant_id, id),
  constraint packs_bases_are_ids check ((octet_length(bases) % 16) = 0),
  constraint packs_have_content check (content_bytes > 0),
  constraint packs_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table packs enable row level security;
alter table packs force row level security;
create policy collecting on packs to waymark_eraser
  using (true);
create policy tenant_rows on packs to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table packs is 'Pieces of states, packed together. Content-addressed and never changed; what no checkpoint names is garbage.';
comment on column packs.id is 'the first 128 bits of SHA-256 over bases, dictionary, directory and the content unpacked';
comment on column packs.bases is 'ids of 16 bytes each; empty for a pack that stands alone';
comment on column packs.dictionary is 'which pieces of the bases make up its dictionary';
comment on column packs.directory is 'per piece the first 128 bits of its SHA-256, and its length';
comment on column packs.content_bytes is 'what the content weighs unpacked';
comment on column packs.body is 'the content: a Zstandard frame without its magic number';
comment on column packs.touched_at is 'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

create table projects (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  key text not null,
  key_hash bytea generated always as (name_hash(key)) stored not null,
  name text not null,
  repository_url text,
  settings jsonb default '{}'::jsonb not null,
  next_step_number bigint default 1 not null,
  last_active_step_id uuid,
  audit_head bytea,
  audit_count bigint default 0 not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint projects_pkey primary key (tenant_id, id),
  constraint projects_key_unique unique (tenant_id, key_hash),
  constraint projects_audit_count_not_negative check (audit_count >= 0),
  constraint projects_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint projects_key_fits check (octet_length(key) >= 1 and octet_length(key) <= 1000),
  constraint projects_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint projects_next_step_number_counts check (next_step_number >= 1),
  constraint projects_repository_url_fits check (octet_length(repository_url) <= 4000),
  constraint projects_settings_is_object check (jsonb_typeof(settings) = 'object'::text),
  constraint projects_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table projects enable row level security;
alter table projects force row level security;
create policy erasing on projects for select to waymark_eraser
  using (true);
create policy erasing_tenants on projects for delete to waymark_eraser
  using (true);
create policy tenant_rows on projects to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table projects is 'A body of work with numbered steps.';
comment on column projects.last_active_step_id is 'the parent of the next step; no foreign key, it would be circular';

create table remedies (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  name text not null,
  name_hash bytea generated always as (name_hash(name)) stored not null,
  applies_when text not null,
  enabled boolean not null,
  command text not null,
  explanation text,
  risk_level text not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint remedies_pkey primary key (tenant_id, id),
  constraint remedies_name_unique unique (tenant_id, name_hash),
  constraint remedies_applies_when_fits check (octet_length(applies_when) >= 1 and octet_length(applies_when) <= 4000),
  constraint remedies_command_given check (octet_length(command) > 0),
  constraint remedies_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint remedies_risk_level_known check (risk_level = any (array['low'::text, 'medium'::text, 'high'::text, 'critical'::text])),
  constraint remedies_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table remedies enable row level security;
alter table remedies force row level security;
create policy tenant_rows on remedies to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null);
create policy whole_tenant_deletes on remedies as restrictive for delete to waymark_app
  using (current_agent() is null);
comment on table remedies is 'A tenant''s runbook: what to propose after an evaluation that is not a success.';
comment on column remedies.applies_when is 'a jsonpath predicate over the evaluation, as it was written; put_remedy() has tried it';
comment on column remedies.command is 'what runs; U+0000 travels as DLE 0, DLE as DLE DLE (so explanation too)';

create table resource_locks (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  name text not null,
  name_hash bytea generated always as (name_hash(name)) stored not null,
  agent_id uuid,
  fencing_token bigint default 1 not null,
  ttl_ms bigint not null,
  acquired_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint resource_locks_pkey primary key (tenant_id, id),
  constraint resource_locks_name_unique unique (tenant_id, name_hash),
  constraint resource_locks_fencing_token_counts check (fencing_token >= 1),
  constraint resource_locks_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint resource_locks_ttl_ms_counts check (ttl_ms >= 1),
  constraint resource_locks_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade,
  constraint resource_locks_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete set null (agent_id)
);
alter table resource_locks enable row level security;
alter table resource_locks force row level security;
alter table resource_locks set (fillfactor=70);
create index resource_locks_of_agent on public.resource_locks using btree (tenant_id, agent_id) where (agent_id is not null);
create policy tenant_rows on resource_locks to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null or agent_id is null then true
    else agent_id = current_agent()
end);
comment on table resource_locks is 'Leases that agents coordinate by. A row outlives its holders, so that its tokens never start again.';
comment on column resource_locks.agent_id is 'who holds it, until expires_at; null once released';
comment on column resource_locks.fencing_token is 'grows with every holder; an older one is refused';
comment on column resource_locks.expires_at is 'by waymark_now(); from then on another may take it over';

create table retention_policies (
  tenant_id uuid default current_tenant() not null,
  kind text not null,
  days integer,
  then text not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint retention_policies_pkey primary key (tenant_id, kind),
  constraint retention_policies_days_fit check (days >= 0 and days <= 36500),
  constraint retention_policies_kept_has_no_days check (("then" = 'keep'::text) = (days is null)),
  constraint retention_policies_kind_known check (kind = any (array['system_state_snapshots'::text, 'step_evaluations'::text, 'plain_execution_results'::text, 'execution_results'::text, 'temporary_checkpoints'::text, 'archive_checkpoints'::text, 'agent_memories'::text, 'conversations'::text, 'messages'::text, 'agent_states'::text, 'agent_metrics'::text])),
  constraint retention_policies_then_known check ("then" = any (array['archive'::text, 'compress'::text, 'delete'::text, 'roll_up'::text, 'keep'::text])),
  constraint retention_policies_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table retention_policies enable row level security;
alter table retention_policies force row level security;
create policy rolling_up on retention_policies for select to waymark_eraser
  using (true);
create policy tenant_rows on retention_policies to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
comment on table retention_policies is 'What a tenant has set of how long its rows stay; a kind without a row is at its default (view retention_policy_rows).';
comment on column retention_policies.days is 'how long after they are done with; null for ever';
comment on column retention_policies.version is 'how often it was set; the versions of all kinds together are what ETag answers';

create table retention_runs (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  fencing_token bigint default 1 not null,
  lease_until timestamp with time zone not null,
  kinds jsonb default '{}'::jsonb not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint retention_runs_pkey primary key (tenant_id, id),
  constraint retention_runs_end_after_start check (started_at <= ended_at),
  constraint retention_runs_fencing_token_counts check (fencing_token >= 1),
  constraint retention_runs_kinds_is_object check (jsonb_typeof(kinds) = 'object'::text),
  constraint retention_runs_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table retention_runs enable row level security;
alter table retention_runs force row level security;
create index retention_runs_newest on public.retention_runs using btree (tenant_id, started_at desc, id desc);
create unique index retention_runs_one_open on public.retention_runs using btree (tenant_id) where (ended_at is null);
create policy sweeping on retention_runs for select to waymark_eraser
  using (true);
create policy tenant_rows on retention_runs to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
comment on table retention_runs is 'The sweeps of a tenant. One that died goes on, under the next token, once its lease is over.';
comment on column retention_runs.lease_until is 'by waymark_now(); from then on another may go on with it';
comment on column retention_runs.kinds is 'by kind: rows archived, compressed, deleted and failed, and the bytes that they had in their table; counted in the transaction that deletes';

create table rollback_entries (
  tenant_id uuid default current_tenant() not null,
  rollback_id uuid not null,
  command_id uuid not null,
  position bigint not null,
  action text not null,
  deactivated_count bigint not null,
  first_step_number bigint not null,
  last_step_number bigint not null,
  former_status text,
  constraint rollback_entries_pkey primary key (tenant_id, command_id, "position"),
  constraint rollback_entries_action_known check (action = any (array['rolled_back'::text, 'undone'::text])),
  constraint rollback_entries_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint rollback_entries_of_a_rollback foreign key (tenant_id, rollback_id) references rollbacks(tenant_id, id) on delete cascade
);
alter table rollback_entries enable row level security;
alter table rollback_entries force row level security;
create index rollback_entries_of_rollback on public.rollback_entries using btree (tenant_id, rollback_id);
create policy tenant_rows on rollback_entries to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = rollback_entries.tenant_id and c.id = rollback_entries.command_id))
end)
  with check (tenant_id = current_tenant() and current_agent() is null);
comment on table rollback_entries is 'A rollback, or its undoing, in the timeline of a command whose steps it changed; the numbers are those of that command.';
comment on column rollback_entries.former_status is 'the command''s status before, where the rollback left it without an active step; null where it stayed';

create table rollbacks (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  project_id uuid not null,
  ordinal bigint not null,
  next_step_number bigint not null,
  kind text not null,
  to_step_number bigint not null,
  first_step_number bigint not null,
  last_step_number bigint not null,
  deactivated_count bigint not null,
  rolled_back_by text not null,
  reason text not null,
  git_reset_to text,
  git_step_number bigint,
  snapshot_id uuid,
  checkpoint_id uuid,
  created_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  undone_by text,
  constraint rollbacks_pkey primary key (tenant_id, id),
  constraint rollbacks_ordinal_unique unique (tenant_id, project_id, ordinal),
  constraint rollbacks_deactivated_count_counts check (deactivated_count >= 1),
  constraint rollbacks_git_reset_to_is_hex check (git_reset_to ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'::text),
  constraint rollbacks_kind_known check (kind = any (array['rollback'::text, 'deactivation'::text])),
  constraint rollbacks_numbers_in_order check (first_step_number <= last_step_number),
  constraint rollbacks_ordinal_counts check (ordinal >= 1),
  constraint rollbacks_reason_fits check (octet_length(reason) >= 1 and octet_length(reason) <= 4000),
  constraint rollbacks_undone_by_somebody check ((undone_at is null) = (undone_by is null)),
  constraint rollbacks_of_a_project foreign key (tenant_id, project_id) references projects(tenant_id, id) on delete cascade
);
alter table rollbacks enable row level security;
alter table rollbacks force row level security;
create index rollbacks_that_need_a_checkpoint on public.rollbacks using btree (tenant_id, checkpoint_id) where ((checkpoint_id is not null) and (undone_at is null));
create policy collecting on rollbacks for select to waymark_eraser
  using (true);
create policy tenant_rows on rollbacks to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from rollback_entries e
      where e.tenant_id = rollbacks.tenant_id and e.rollback_id = rollbacks.id))
end)
  with check (tenant_id = current_tenant() and current_agent() is null);
comment on table rollbacks is 'Steps that were made inactive, together and in one go.';
comment on column rollbacks.kind is 'rollback: a step and all later ones; deactivation: one step alone';
comment on column rollbacks.to_step_number is 'the step that was named: it and what followed became inactive';
comment on column rollbacks.git_reset_to is 'the commit_sha_before of that step, or of the nearest earlier active step that has one; git_step_number says which';
comment on column rollbacks.snapshot_id is 'what the system looked like before that step; no foreign key: snapshots leave earlier';
comment on column rollbacks.checkpoint_id is 'the newest checkpoint of a step before that one; no foreign key: checkpoints leave earlier';

create table sealing_notes (
  tenant_id uuid default current_tenant() not null,
  conversation_id uuid not null,
  due_at timestamp with time zone not null,
  constraint sealing_notes_pkey primary key (tenant_id, conversation_id),
  constraint sealing_notes_of_a_conversation foreign key (tenant_id, conversation_id) references conversations(tenant_id, id) on delete cascade
);
alter table sealing_notes enable row level security;
alter table sealing_notes force row level security;
create index sealing_notes_due on public.sealing_notes using btree (due_at);
create policy claiming on sealing_notes to waymark_searcher
  using (true)
  with check (true);
create policy tenant_rows on sealing_notes to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = sealing_notes.tenant_id and c.id = sealing_notes.conversation_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null and current_end_user() is null then true
    else (exists ( select
       from conversations c
      where c.tenant_id = sealing_notes.tenant_id and c.id = sealing_notes.conversation_id))
end);
comment on table sealing_notes is 'Conversations that may have messages to be sealed: what the job looks at.';
comment on column sealing_notes.due_at is 'when to look; pushed on by whoever is looking, so that two do not do the same';

create table shared_state_versions (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  shared_id uuid not null,
  version bigint not null,
  digest bytea not null,
  agent_id uuid not null,
  trigger text,
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  constraint shared_state_versions_pkey primary key (tenant_id, id),
  constraint shared_state_versions_number_unique unique (tenant_id, shared_id, version),
  constraint shared_state_versions_count check (version >= 1),
  constraint shared_state_versions_digest_is_sha256 check (octet_length(digest) = 32),
  constraint shared_state_versions_end_after_start check (valid_until > valid_from),
  constraint shared_state_versions_trigger_fits check (octet_length(trigger) <= 4000),
  constraint shared_state_versions_never_overlap exclude using gist (tenant_id with =, shared_id with =, tstzrange(valid_from, valid_until) with &&),
  constraint shared_state_versions_of_a_shared_state foreign key (tenant_id, shared_id) references shared_states(tenant_id, id) on delete cascade
);
alter table shared_state_versions enable row level security;
alter table shared_state_versions force row level security;
create policy collecting on shared_state_versions for select to waymark_eraser
  using (true);
create policy tenant_rows on shared_state_versions to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from shared_states s
      where s.tenant_id = shared_state_versions.tenant_id and s.id = shared_state_versions.shared_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from shared_states s
      where s.tenant_id = shared_state_versions.tenant_id and s.id = shared_state_versions.shared_id))
end);
comment on table shared_state_versions is 'The versions of what the agents of a thread name share, who wrote them and why.';
comment on column shared_state_versions.id is 'that of the transition which made it, in the thread of the agent that wrote it';
comment on column shared_state_versions.agent_id is 'no foreign key: what the agents share outlives the one that wrote it';

create table shared_states (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  thread text not null,
  thread_hash bytea generated always as (name_hash(thread)) stored not null,
  version bigint default 0 not null,
  digest bytea default sha256('\x7b7d'::bytea) not null,
  valid_from timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint shared_states_pkey primary key (tenant_id, id),
  constraint shared_states_thread_unique unique (tenant_id, thread_hash),
  constraint shared_states_digest_is_sha256 check (octet_length(digest) = 32),
  constraint shared_states_thread_fits check (octet_length(thread) >= 1 and octet_length(thread) <= 1000),
  constraint shared_states_version_counts check (version >= 0),
  constraint shared_states_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table shared_states enable row level security;
alter table shared_states force row level security;
alter table shared_states set (fillfactor=70);
create policy collecting on shared_states for select to waymark_eraser
  using (true);
create policy forgetting on shared_states to waymark_searcher
  using (true);
create policy tenant_rows on shared_states to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from threads t
      where t.tenant_id = shared_states.tenant_id and t.agent_id = current_agent() and t.thread_hash = shared_states.thread_hash))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from threads t
      where t.tenant_id = shared_states.tenant_id and t.agent_id = current_agent() and t.thread_hash = shared_states.thread_hash))
end);
comment on table shared_states is 'The shared_state of a thread name, seen by every agent that has state in a thread of this name. Goes with the last of these threads.';

create table side_effects (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  key text not null,
  key_hash bytea generated always as (name_hash(key)) stored not null,
  command_id uuid,
  agent_id uuid,
  status text default 'claimed'::text not null,
  fencing_token bigint default 1 not null,
  claimed_by text not null,
  claimed_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  result bytea,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint side_effects_pkey primary key (tenant_id, id),
  constraint side_effects_key_unique unique (tenant_id, key_hash),
  constraint side_effects_completed_has_a_result check ((status = 'completed'::text) = (result is not null and completed_at is not null)),
  constraint side_effects_fencing_token_counts check (fencing_token >= 1),
  constraint side_effects_key_fits check (octet_length(key) >= 1 and octet_length(key) <= 1000),
  constraint side_effects_status_known check (status = any (array['claimed'::text, 'completed'::text])),
  constraint side_effects_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete set null (command_id),
  constraint side_effects_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade,
  constraint side_effects_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete set null (agent_id)
);
alter table side_effects enable row level security;
alter table side_effects force row level security;
create index side_effects_of_command on public.side_effects using btree (tenant_id, command_id) where (command_id is not null);
create policy tenant_rows on side_effects to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table side_effects is 'What must happen once. A key is never free again.';
comment on column side_effects.agent_id is 'whose it is: the command''s agent, or the one of the key that claimed it';
comment on column side_effects.fencing_token is 'grows with every take-over; only the newest completes the effect';
comment on column side_effects.expires_at is 'by waymark_now(); from then on another may take it over';
comment on column side_effects.result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';

create table state_checkpoints (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  thread_id uuid not null,
  number bigint not null,
  namespace text default ''::text not null,
  namespace_key bigint generated always as (hashtextextended(namespace, (0)::bigint)) stored not null,
  parent_checkpoint_id uuid,
  checkpoint_type text default 'manual'::text not null,
  trigger_reason text,
  metadata jsonb default '{}'::jsonb not null,
  state_id uuid,
  state_digest bytea not null,
  size_bytes integer not null,
  stored_bytes integer not null,
  layout bytea not null,
  packs uuid[] not null,
  restoration_count integer default 0 not null,
  last_restored_at timestamp with time zone,
  restoration_time_ms bigint,
  forked_from uuid,
  pinned boolean default false not null,
  retention_policy text default 'permanent'::text not null,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  archive_id uuid,
  constraint state_checkpoints_pkey primary key (tenant_id, id),
  constraint state_checkpoints_number_unique unique (tenant_id, thread_id, number),
  constraint state_checkpoints_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint state_checkpoints_namespace_fits check (octet_length(namespace) <= 1000),
  constraint state_checkpoints_number_counts check (number >= 1),
  constraint state_checkpoints_restoration_count_counts check (restoration_count >= 0),
  constraint state_checkpoints_restoration_time_not_negative check (restoration_time_ms >= 0),
  constraint state_checkpoints_retention_policy_known check (retention_policy = any (array['temporary'::text, 'permanent'::text, 'archive'::text])),
  constraint state_checkpoints_size_counts check (size_bytes >= 2),
  constraint state_checkpoints_state_digest_is_sha256 check (octet_length(state_digest) = 32),
  constraint state_checkpoints_stored_bytes_counts check (stored_bytes >= 0),
  constraint state_checkpoints_temporary_expires check (retention_policy <> 'temporary'::text or expires_at is not null),
  constraint state_checkpoints_trigger_reason_fits check (octet_length(trigger_reason) <= 4000),
  constraint state_checkpoints_type_known check (checkpoint_type = any (array['manual'::text, 'automatic'::text, 'error_recovery'::text, 'milestone'::text])),
  constraint state_checkpoints_of_a_thread foreign key (tenant_id, thread_id) references threads(tenant_id, id) on delete cascade,
  constraint state_checkpoints_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade,
  constraint state_checkpoints_of_an_archive foreign key (tenant_id, archive_id) references archives(tenant_id, id) on delete set null (archive_id)
);
alter table state_checkpoints enable row level security;
alter table state_checkpoints force row level security;
create index state_checkpoints_by_archive on public.state_checkpoints using btree (tenant_id, archive_id) where (archive_id is not null);
create index state_checkpoints_by_metadata on public.state_checkpoints using gin (metadata jsonb_path_ops);
create index state_checkpoints_expiring on public.state_checkpoints using btree (tenant_id, expires_at) where (expires_at is not null);
create index state_checkpoints_newest_in_namespace on public.state_checkpoints using btree (tenant_id, thread_id, namespace_key, number);
create policy collecting on state_checkpoints for select to waymark_eraser
  using (true);
create policy searching on state_checkpoints for select to waymark_searcher
  using (true);
create policy tenant_rows on state_checkpoints to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table state_checkpoints is 'States that one can return to. Each says by itself where all of its state is.';
comment on column state_checkpoints.number is 'in the order of recording, which no clock decides; the newest of a namespace has the greatest';
comment on column state_checkpoints.namespace_key is 'a hash that comparing can see through row security; compare the namespace too';
comment on column state_checkpoints.parent_checkpoint_id is 'of the same thread; null at a root, and where the parent has been cut since';
comment on column state_checkpoints.state_id is 'the version of the agent''s state that was current';
comment on column state_checkpoints.state_digest is 'equal for equal states; SHA-256 over the pieces, see ADR 0011';
comment on column state_checkpoints.size_bytes is 'of the state''s canonical JSON';
comment on column state_checkpoints.stored_bytes is 'what it added to the store, without rows and indexes';
comment on column state_checkpoints.layout is 'which pieces of the packs make up the state';
comment on column state_checkpoints.packs is 'every pack that reading the state needs; the layout names them by their place';
comment on column state_checkpoints.restoration_time_ms is 'how long the newest restoration took in the database';
comment on column state_checkpoints.archive_id is 'the archive that it was restored from, and leaves for again';

create table state_schemas (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  partition text not null,
  digest bytea not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint state_schemas_pkey primary key (tenant_id, id),
  constraint state_schemas_one_per_partition unique (tenant_id, agent_id, partition),
  constraint state_schemas_digest_is_sha256 check (octet_length(digest) = 32),
  constraint state_schemas_partition_known check (partition = any (array['local_state'::text, 'shared_state'::text, 'session_state'::text, 'persistent_state'::text])),
  constraint state_schemas_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table state_schemas enable row level security;
alter table state_schemas force row level security;
create policy collecting on state_schemas for select to waymark_eraser
  using (true);
create policy tenant_rows on state_schemas to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table state_schemas is 'The JSON Schema that a partition of an agent''s state has to fit.';
comment on column state_schemas.digest is 'of the JSON Schema (2020-12), a document';

create table state_transitions (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  thread_id uuid not null,
  from_state_id uuid,
  to_state_id uuid not null,
  to_version bigint not null,
  transition_type text not null,
  trigger text,
  undoes_id uuid,
  created_at timestamp with time zone not null,
  constraint state_transitions_pkey primary key (tenant_id, id),
  constraint state_transitions_one_to_a_state unique (tenant_id, to_state_id),
  constraint state_transitions_to_version_counts check (to_version >= 1),
  constraint state_transitions_trigger_fits check (octet_length(trigger) <= 4000),
  constraint state_transitions_type_known check (transition_type = any (array['update'::text, 'merge'::text, 'reset'::text, 'restore'::text])),
  constraint state_transitions_of_a_thread foreign key (tenant_id, thread_id) references threads(tenant_id, id) on delete cascade,
  constraint state_transitions_to_a_state foreign key (tenant_id, to_state_id) references agent_states(tenant_id, id) on delete cascade
);
alter table state_transitions enable row level security;
alter table state_transitions force row level security;
create unique index state_transitions_undone_once on public.state_transitions using btree (tenant_id, thread_id, undoes_id) where (undoes_id is not null);
create policy tenant_rows on state_transitions to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table state_transitions is 'What led from one version of an agent''s state to the next, and whether it was taken back.';
comment on column state_transitions.from_state_id is 'the version before: a row of agent_states, or of shared_state_versions when another agent had changed shared_state since; null at the first';
comment on column state_transitions.undoes_id is 'set in a restore by rollback: a transition can be rolled back once';

create table step_daily (
  tenant_id uuid default current_tenant() not null,
  project_id uuid not null,
  day date not null,
  steps bigint not null,
  executed bigint not null,
  failed bigint not null,
  skipped bigint not null,
  rolled_back bigint not null,
  policy_violations bigint not null,
  success bigint not null,
  failure bigint not null,
  partial bigint not null,
  unexpected bigint not null,
  timed bigint not null,
  duration_sum_ms numeric(24,0) not null,
  prompt_tokens numeric(24,0) not null,
  completion_tokens numeric(24,0) not null,
  total_tokens numeric(24,0) not null,
  cost_usd numeric(20,6) not null,
  constraint step_daily_pkey primary key (tenant_id, project_id, day),
  constraint step_daily_completion_tokens_not_negative check (completion_tokens >= 0::numeric),
  constraint step_daily_cost_usd_not_negative check (cost_usd >= 0::numeric),
  constraint step_daily_duration_sum_ms_not_negative check (duration_sum_ms >= 0::numeric),
  constraint step_daily_executed_counts check (executed >= 0),
  constraint step_daily_failed_counts check (failed >= 0),
  constraint step_daily_failure_counts check (failure >= 0),
  constraint step_daily_partial_counts check (partial >= 0),
  constraint step_daily_policy_violations_count check (policy_violations >= 0),
  constraint step_daily_prompt_tokens_not_negative check (prompt_tokens >= 0::numeric),
  constraint step_daily_rolled_back_counts check (rolled_back >= 0),
  constraint step_daily_skipped_counts check (skipped >= 0),
  constraint step_daily_steps_count check (steps >= 0),
  constraint step_daily_success_counts check (success >= 0),
  constraint step_daily_timed_counts check (timed >= 0),
  constraint step_daily_total_tokens_not_negative check (total_tokens >= 0::numeric),
  constraint step_daily_unexpected_counts check (unexpected >= 0),
  constraint step_daily_of_a_project foreign key (tenant_id, project_id) references projects(tenant_id, id) on delete cascade
);
alter table step_daily enable row level security;
alter table step_daily force row level security;
create policy tenant_rows on step_daily to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
comment on table step_daily is 'The steps of commands whose evaluations have left, by the day (UTC) of created_at, as they stood then. The steps themselves stay.';
comment on column step_daily.timed is 'how many of them have a duration';

create table step_evaluations (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  command_id uuid not null,
  step_id uuid not null,
  position bigint not null,
  evaluation_type text not null,
  confidence_score numeric(3,2) not null,
  evaluator text not null,
  success_indicators bytea not null,
  failure_indicators bytea not null,
  state_changes bytea,
  recommendations bytea not null,
  proposed_steps uuid[] default '{}'::uuid[] not null,
  evaluated_at timestamp with time zone not null,
  archive_id uuid,
  constraint step_evaluations_pkey primary key (tenant_id, id),
  constraint step_evaluations_confidence_is_a_share check (confidence_score >= 0::numeric and confidence_score <= 1::numeric),
  constraint step_evaluations_evaluator_fits check (octet_length(evaluator) >= 1 and octet_length(evaluator) <= 1000),
  constraint step_evaluations_failure_indicators_is_array check (
case
    when get_byte(failure_indicators, 0) = 1 then true
    else json_typeof(convert_from(failure_indicators, 'UTF8'::name)::json) = 'array'::text
end),
  constraint step_evaluations_recommendations_is_array check (
case
    when get_byte(recommendations, 0) = 1 then true
    else json_typeof(convert_from(recommendations, 'UTF8'::name)::json) = 'array'::text
end),
  constraint step_evaluations_state_changes_is_sha256 check (octet_length(state_changes) = 32),
  constraint step_evaluations_success_indicators_is_array check (
case
    when get_byte(success_indicators, 0) = 1 then true
    else json_typeof(convert_from(success_indicators, 'UTF8'::name)::json) = 'array'::text
end),
  constraint step_evaluations_type_known check (evaluation_type = any (array['success'::text, 'failure'::text, 'partial'::text, 'unexpected'::text])),
  constraint step_evaluations_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint step_evaluations_of_a_step foreign key (tenant_id, step_id) references command_steps(tenant_id, id) on delete cascade,
  constraint step_evaluations_of_an_archive foreign key (tenant_id, archive_id) references archives(tenant_id, id) on delete set null (archive_id)
);
alter table step_evaluations enable row level security;
alter table step_evaluations force row level security;
create index step_evaluations_by_archive on public.step_evaluations using btree (tenant_id, archive_id) where (archive_id is not null);
create index step_evaluations_in_timeline on public.step_evaluations using btree (tenant_id, command_id, "position");
create index step_evaluations_newest_of_step on public.step_evaluations using btree (tenant_id, step_id, "position" desc);
create policy collecting on step_evaluations for select to waymark_eraser
  using (true);
create policy tenant_rows on step_evaluations to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = step_evaluations.tenant_id and c.id = step_evaluations.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = step_evaluations.tenant_id and c.id = step_evaluations.command_id))
end);
comment on table step_evaluations is 'Whether a step worked, and why one thinks so. Rows are added, never changed; the newest of a step counts.';
comment on column step_evaluations.position is 'where it stands in the command''s timeline; the newest evaluation of a step has the highest';
comment on column step_evaluations.evaluator is '''rules'', or the name of whoever judged outside';
comment on column step_evaluations.success_indicators is 'what speaks for the verdict: a JSON array as UTF-8, or encrypted';
comment on column step_evaluations.failure_indicators is 'what speaks against it: a JSON array as UTF-8, or encrypted';
comment on column step_evaluations.state_changes is 'SHA-256 of a body in documents: the summary of what changed between the snapshots; null where nobody looked; kept from collection by documents.touched_at';
comment on column step_evaluations.recommendations is 'what to do next: a JSON array as UTF-8, or encrypted';
comment on column step_evaluations.proposed_steps is 'the pending steps that remedies added because of this evaluation';
comment on column step_evaluations.archive_id is 'the archive that it was restored from, and leaves for again';

create table step_outputs (
  tenant_id uuid default current_tenant() not null,
  step_id uuid not null,
  chunk_index integer not null,
  command_id uuid not null,
  position bigint not null,
  stdout bytea,
  stderr bytea,
  end_bytes bigint not null,
  created_at timestamp with time zone not null,
  constraint step_outputs_pkey primary key (tenant_id, step_id, chunk_index),
  constraint step_outputs_chunk_index_counts check (chunk_index >= 0),
  constraint step_outputs_have_output check (num_nonnulls(stdout, stderr) > 0),
  constraint step_outputs_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint step_outputs_of_a_step foreign key (tenant_id, step_id) references command_steps(tenant_id, id) on delete cascade
);
alter table step_outputs enable row level security;
alter table step_outputs force row level security;
create index step_outputs_in_timeline on public.step_outputs using btree (tenant_id, command_id, "position");
create policy tenant_rows on step_outputs to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = step_outputs.tenant_id and c.id = step_outputs.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = step_outputs.tenant_id and c.id = step_outputs.command_id))
end);
comment on table step_outputs is 'Output of steps that execute, in the order in which it came; leaves when the step''s result is stored.';
comment on column step_outputs.position is 'where it stands in the command''s timeline';
comment on column step_outputs.stdout is 'what stands between the quotes of a canonical JSON string, or that encrypted';
comment on column step_outputs.stderr is 'what stands between the quotes of a canonical JSON string, or that encrypted';
comment on column step_outputs.end_bytes is 'bytes of this chunk and all before it, escaped as JSON and not encrypted';

create table storage_samples (
  tenant_id uuid default current_tenant() not null,
  sampled_on date not null,
  table_name text not null,
  size_bytes bigint not null,
  live_rows bigint not null,
  sampled_at timestamp with time zone not null,
  constraint storage_samples_pkey primary key (tenant_id, sampled_on, table_name),
  constraint storage_samples_are_the_operators check (tenant_id = '00000000-0000-0000-0000-000000000000'::uuid),
  constraint storage_samples_live_rows_count check (live_rows >= 0),
  constraint storage_samples_size_counts check (size_bytes >= 0),
  constraint storage_samples_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table storage_samples enable row level security;
alter table storage_samples force row level security;
create policy tenant_rows on storage_samples to waymark_app
  using (tenant_id = current_tenant() and caller_sees(null::uuid, null::text))
  with check (tenant_id = current_tenant() and caller_sees(null::uuid, null::text));
comment on table storage_samples is 'What each table took at the first look of each day (UTC), for 90 days; partitions count to their parent.';
comment on column storage_samples.size_bytes is 'with indexes and TOAST';
comment on column storage_samples.live_rows is 'as the statistics estimate them';

create table system_state_snapshots (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  command_id uuid not null,
  step_id uuid,
  position bigint not null,
  snapshot_type text not null,
  system_info bytea,
  services_status bytea,
  packages_installed bytea,
  network_connections bytea,
  file_system_state bytea,
  process_list bytea,
  resource_usage bytea,
  captured_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  archive_id uuid,
  constraint system_state_snapshots_pkey primary key (tenant_id, id),
  constraint snapshots_one_of_a_type_per_step unique (tenant_id, step_id, snapshot_type),
  constraint snapshots_baseline_has_no_step check ((snapshot_type = 'baseline'::text) = (step_id is null)),
  constraint snapshots_baseline_has_system_info check (snapshot_type <> 'baseline'::text or system_info is not null),
  constraint snapshots_have_a_section check (num_nonnulls(system_info, services_status, packages_installed, network_connections, file_system_state, process_list, resource_usage) > 0),
  constraint snapshots_type_known check (snapshot_type = any (array['baseline'::text, 'before_step'::text, 'after_step'::text])),
  constraint snapshots_of_a_command foreign key (tenant_id, command_id) references commands(tenant_id, id) on delete cascade,
  constraint snapshots_of_a_step foreign key (tenant_id, step_id) references command_steps(tenant_id, id) on delete cascade,
  constraint snapshots_of_an_archive foreign key (tenant_id, archive_id) references archives(tenant_id, id) on delete set null (archive_id)
);
alter table system_state_snapshots enable row level security;
alter table system_state_snapshots force row level security;
create index snapshots_by_archive on public.system_state_snapshots using btree (tenant_id, archive_id) where (archive_id is not null);
create index snapshots_in_timeline on public.system_state_snapshots using btree (tenant_id, command_id, "position");
create unique index snapshots_one_baseline_per_command on public.system_state_snapshots using btree (tenant_id, command_id) where (snapshot_type = 'baseline'::text);
create policy collecting on system_state_snapshots for select to waymark_eraser
  using (true);
create policy tenant_rows on system_state_snapshots to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = system_state_snapshots.tenant_id and c.id = system_state_snapshots.command_id))
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else (exists ( select
       from commands c
      where c.tenant_id = system_state_snapshots.tenant_id and c.id = system_state_snapshots.command_id))
end);
comment on table system_state_snapshots is 'What the system looked like, by section.';
comment on column system_state_snapshots.position is 'where it stands in the command''s timeline';
comment on column system_state_snapshots.archive_id is 'the archive that it was restored from, and leaves for again';

create table tenants (
  id uuid not null,
  name text not null,
  settings jsonb default '{}'::jsonb not null,
  audit_head bytea,
  audit_count bigint default 0 not null,
  created_at timestamp with time zone not null,
  version bigint default 1 not null,
  constraint tenants_pkey primary key (id),
  constraint tenants_audit_count_not_negative check (audit_count >= 0),
  constraint tenants_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint tenants_name_fits check (octet_length(name) >= 1 and octet_length(name) <= 1000),
  constraint tenants_settings_is_object check (jsonb_typeof(settings) = 'object'::text)
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy erasing on tenants to waymark_eraser
  using (true)
  with check (true);
create policy own_tenant on tenants to waymark_app
  using (id = current_tenant() or caller_is_operator())
  with check (id = current_tenant() or caller_is_operator());
create trigger tenants_are_not_made_anew after insert on tenants for each row execute function refuse_erased_tenant();
comment on table tenants is 'A customer, a workspace: owns every other row.';
comment on column tenants.audit_head is 'hash of the newest audit event of the tenant''s own chain';
comment on column tenants.version is 'of the settings';

create table threads (
  tenant_id uuid default current_tenant() not null,
  id uuid not null,
  agent_id uuid not null,
  thread text not null,
  thread_hash bytea generated always as (name_hash(thread)) stored not null,
  metadata jsonb default '{}'::jsonb not null,
  next_state_version bigint default 1 not null,
  next_checkpoint_number bigint default 1 not null,
  audit_head bytea,
  audit_count bigint default 0 not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint threads_pkey primary key (tenant_id, id),
  constraint threads_thread_unique unique (tenant_id, agent_id, thread_hash),
  constraint threads_audit_count_not_negative check (audit_count >= 0),
  constraint threads_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  constraint threads_metadata_is_object check (jsonb_typeof(metadata) = 'object'::text),
  constraint threads_next_checkpoint_number_counts check (next_checkpoint_number >= 1),
  constraint threads_next_state_version_counts check (next_state_version >= 1),
  constraint threads_thread_fits check (octet_length(thread) >= 1 and octet_length(thread) <= 1000),
  constraint threads_of_an_agent foreign key (tenant_id, agent_id) references agents(tenant_id, id) on delete cascade
);
alter table threads enable row level security;
alter table threads force row level security;
alter table threads set (fillfactor=70);
create index threads_by_metadata on public.threads using gin (metadata jsonb_path_ops);
create index threads_newest_first on public.threads using btree (tenant_id, agent_id, updated_at desc, id desc);
create policy erasing on threads for select to waymark_eraser
  using (true);
create policy erasing_tenants on threads for delete to waymark_eraser
  using (true);
create policy searching on threads for select to waymark_searcher
  using (true);
create policy tenant_rows on threads to waymark_app
  using (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end)
  with check (tenant_id = current_tenant() and
case
    when current_agent() is null then true
    else agent_id = current_agent()
end);
comment on table threads is 'One line of an agent''s work: a conversation, a run. Its first write makes it.';
comment on column threads.next_checkpoint_number is 'handed out under the row''s lock, so checkpoints have an order that no clock decides';
comment on column threads.deleted_at is 'a tombstone: writes are 410 until the thread is made anew, which starts clean';

create table tombstone_keys (
  tenant_id uuid default current_tenant() not null,
  inner_pad bytea not null,
  outer_pad bytea not null,
  created_at timestamp with time zone default waymark_now() not null,
  constraint tombstone_keys_pkey primary key (tenant_id),
  constraint tombstone_keys_inner_pad_is_a_block check (octet_length(inner_pad) = 64),
  constraint tombstone_keys_outer_pad_is_a_block check (octet_length(outer_pad) = 64),
  constraint tombstone_keys_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table tombstone_keys enable row level security;
alter table tombstone_keys force row level security;
create policy erasing on tombstone_keys for select to waymark_eraser
  using (true);
create policy tenant_rows on tombstone_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table tombstone_keys is 'The key of a tenant''s tombstones, made with the first of them: a tenant without one has erased nobody.';

create table tombstones (
  tenant_id uuid default current_tenant() not null,
  kind text not null,
  digest bytea not null,
  created_at timestamp with time zone default waymark_now() not null,
  constraint tombstones_pkey primary key (tenant_id, kind, digest),
  constraint tombstones_digest_is_sha256 check (octet_length(digest) = 32),
  constraint tombstones_kind_known check (kind = any (array['end_user'::text, 'tenant'::text])),
  constraint tombstones_of_a_tenant foreign key (tenant_id) references tenants(id) on delete cascade
);
alter table tombstones enable row level security;
alter table tombstones force row level security;
create policy erasing on tombstones for select to waymark_eraser
  using (true);
create policy tenant_rows on tombstones to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
comment on table tombstones is 'Whom nothing may be written of any more: end users, and, among the operators'' own rows, tenants. A row is there before anything is erased.';
comment on column tombstones.digest is 'HMAC-SHA256 of the id, see erased_digest(): the id itself is nowhere';

create view agent_capability_rows with (security_invoker=true) as
 select c.id,
    c.agent_id,
    a.name as agent,
    c.name,
    c.version,
    c.enabled,
    c.definition::text as definition,
    c.revision,
    c.created_at,
    c.updated_at,
    c.name_hash,
    c.version_hash,
    octet_length(a.name) + octet_length(c.name) + octet_length(c.version) + octet_length(c.definition::text) + 1000 as size_bytes
   from agent_capabilities c
     join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
  where c.tenant_id = current_tenant();

create view agent_config_rows with (security_invoker=true) as
 select c.id,
    c.agent_id,
    a.name as agent,
    c.config_key,
    c.config_type,
    coalesce(c.value::text, stored_text(c.encrypted_value)) as value,
    c.version,
    c.created_at,
    c.updated_at,
    c.config_key_hash,
    octet_length(a.name) + octet_length(c.config_key) + coalesce(octet_length(c.value::text), 2 * octet_length(c.encrypted_value)) + 1000 as size_bytes
   from agent_configs c
     join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
  where c.tenant_id = current_tenant();
comment on view agent_config_rows is 'value: JSON text, or, where it is encrypted, as stored_text() has it';

create view agent_rows with (security_invoker=true) as
 select a.id,
    a.name,
    a.agent_type,
    a.description,
    a.system_instructions,
    a.assistant_instructions,
    a.personality,
    a.settings::text as settings,
    s.current_status,
    s.heartbeat_at,
    a.version,
    a.created_at,
    a.updated_at,
    octet_length(a.name) + coalesce(octet_length(a.agent_type), 0) + coalesce(octet_length(a.description), 0) + coalesce(octet_length(a.system_instructions), 0) + coalesce(octet_length(a.assistant_instructions), 0) + coalesce(octet_length(a.personality), 0) + octet_length(a.settings::text) + 1000 as size_bytes
   from agents a
     left join agent_status s on s.tenant_id = a.tenant_id and s.agent_id = a.id
  where a.tenant_id = current_tenant();
comment on view agent_rows is 'An agent with how it is doing; size_bytes: about what the row weighs in an answer';

create view agent_status_rows with (security_invoker=true) as
 select s.agent_id as id,
    s.agent_id,
    a.name as agent,
    s.current_status,
    array_to_json(s.active_command_ids)::text as active_command_ids,
    s.detail::text as detail,
    s.heartbeat_at,
    s.created_at
   from agent_status s
     join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
  where s.tenant_id = current_tenant();

create view approval_request_rows with (security_invoker=true) as
 select r.step_id as id,
    r.command_id,
    ( select p.key
           from projects p
          where p.tenant_id = s.tenant_id and p.id = s.project_id) as project,
    ( select g.name
           from commands c
             join agents g on g.tenant_id = c.tenant_id and g.id = c.agent_id
          where c.tenant_id = r.tenant_id and c.id = r.command_id) as agent,
    s.step_number,
    s.command,
    s.explanation,
    s.expected_outcome,
    s.risk_level,
    r.outcome,
    coalesce(r.expires_at <= waymark_now(), false) as lapsed,
        case
            when r.outcome is not null then r.outcome
            when r.expires_at <= waymark_now() then 'expired'::text
            else 'pending'::text
        end as status,
    r.needed_count,
    r.on_expiry,
    r.requested_at,
    r.expires_at,
    r.settled_at,
    (( select json_agg(json_build_object('decision', a.decision, 'decided_by', a.decided_by, 'approval_reasoning', a.approval_reasoning, 'decided_at', utc_text(a.decided_at)) order by a."position") as json_agg
           from command_approvals a
          where a.tenant_id = r.tenant_id and a.step_id = r.step_id))::text as decisions,
    octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + coalesce(octet_length(s.expected_outcome), 0) + coalesce(( select sum(octet_length(a.approval_reasoning) + 200) as sum
           from command_approvals a
          where a.tenant_id = r.tenant_id and a.step_id = r.step_id), 0::bigint) + 1000 as size_bytes
   from approval_requests r
     join command_steps s on s.tenant_id = r.tenant_id and s.id = r.step_id
  where r.tenant_id = current_tenant();
comment on view approval_request_rows is 'status: expired by the clock, whether or not anything has happened since';

create view approval_rows with (security_invoker=true) as
 select a.id,
    a.command_id,
    a.step_id,
    s.step_number,
    a."position",
    a.decision,
    a.decided_by,
    a.approval_reasoning,
    a.expected_impact::text as expected_impact,
    encode(a.state_context_digest, 'hex'::text) as state_context_digest,
    a.decided_at,
    coalesce(octet_length(a.approval_reasoning), 0) + coalesce(octet_length(a.expected_impact::text), 0) + 1000 as size_bytes
   from command_approvals a
     join command_steps s on s.tenant_id = a.tenant_id and s.id = a.step_id
  where a.tenant_id = current_tenant();

create view archive_rows with (security_invoker=true) as
 select id,
    kind,
    status,
    object_key,
    rows,
    tables::text as tables,
    size_bytes,
    encode(sha256, 'hex'::text) as sha256,
    array_to_json(user_ids)::text as user_ids,
    from_at,
    to_at,
    created_at,
    restore_requested_at,
    restored_at,
    restored_rows,
    erased_at,
    replaced_by
   from archives a
  where tenant_id = current_tenant();

create view audit_event_rows with (security_invoker=true) as
 select id,
    chain_id,
    chain_index,
    actor,
    action,
    subject_type,
    subject_id,
    detail,
    encode(detail_salt, 'hex'::text) as detail_salt,
    encode(detail_digest, 'hex'::text) as detail_digest,
    occurred_at,
    encode(previous_hash, 'hex'::text) as previous_hash,
    encode(hash, 'hex'::text) as hash,
    coalesce(octet_length(detail), 0) + 1500 as size_bytes
   from audit_trail e
  where tenant_id = current_tenant();

create view audit_trail with (security_invoker=true) as
 select tenant_id,
    coalesce(id, audit_event_id(occurred_at, hash)) as id,
    chain_id,
    chain_index,
    coalesce(actor, 'key:'::text || actor_key) as actor,
    action,
    subject_type,
    coalesce(subject_id, chain_id) as subject_id,
    audit_detail(detail, body_digest) as detail,
    detail_salt,
    coalesce(detail_digest, audit_detail_digest(detail, body_digest, detail_salt)) as detail_digest,
    occurred_at,
    coalesce(previous_hash,
        case
            when chain_index > 0 then ( select p.hash
               from audit_events p
              where p.tenant_id = e.tenant_id and p.chain_id = e.chain_id and p.chain_index = (e.chain_index - 1))
            else null::bytea
        end) as previous_hash,
    hash
   from audit_events e;
comment on view audit_trail is 'audit_events as they are told, each with all that its hash covers. previous_hash is null for the first event of a chain, and where the one before is not there.';

create view changed_section_rows with (security_invoker=true) as
 select b.id as before_id,
    b.step_id as before_step_id,
    b.snapshot_type as before_type,
    a.id as after_id,
    a.step_id as after_step_id,
    a.snapshot_type as after_type,
    t.place,
    t.section,
    encode(t.before_digest, 'hex'::text) as before_digest,
    before.body as before_body,
    before.size_bytes as before_bytes,
        case
            when t.before_digest is not null then coalesce(sha256(before.body) = t.before_digest, false)
            else null::boolean
        end as before_intact,
    encode(t.after_digest, 'hex'::text) as after_digest,
    after.body as after_body,
    after.size_bytes as after_bytes,
        case
            when t.after_digest is not null then coalesce(sha256(after.body) = t.after_digest, false)
            else null::boolean
        end as after_intact,
        case
            when p.settings ? 'noise'::text then jsonb_build_object('noise', p.settings -> 'noise'::text)::text
            else null::text
        end as noise
   from system_state_snapshots b
     cross join system_state_snapshots a
     join commands c on c.tenant_id = a.tenant_id and c.id = a.command_id
     join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
     cross join lateral ( values (0,null::text,null::bytea,null::bytea), (1,'system_info'::text,b.system_info,a.system_info), (2,'services_status'::text,b.services_status,a.services_status), (3,'packages_installed'::text,b.packages_installed,a.packages_installed), (4,'network_connections'::text,b.network_connections,a.network_connections), (5,'file_system_state'::text,b.file_system_state,a.file_system_state), (6,'process_list'::text,b.process_list,a.process_list), (7,'resource_usage'::text,b.resource_usage,a.resource_usage)) t(place, section, before_digest, after_digest)
     left join documents before on before.tenant_id = b.tenant_id and before.digest = t.before_digest
     left join documents after on after.tenant_id = a.tenant_id and after.digest = t.after_digest
  where b.tenant_id = current_tenant() and a.tenant_id = current_tenant() and (t.place = 0 or t.before_digest is distinct from t.after_digest);
comment on view changed_section_rows is 'One row per section that differs between two snapshots, with both bodies, and one without a section (place 0) that says that both snapshots exist. intact is null where the section was not given. noise: that of the project of the second.';

create view checkpoint_rows with (security_invoker=true) as
 select c.id,
    c.agent_id,
    a.name as agent,
    c.thread_id,
    t.thread,
    c.number,
    c.namespace,
    c.namespace_key,
    c.parent_checkpoint_id,
    c.checkpoint_type,
    c.trigger_reason,
    c.metadata::text as metadata,
    c.state_id,
    encode(c.state_digest, 'hex'::text) as state_digest,
    c.size_bytes,
    c.stored_bytes,
    c.restoration_count,
    c.last_restored_at,
    c.restoration_time_ms,
    c.forked_from,
    c.pinned,
    c.retention_policy,
    c.expires_at,
    c.created_at,
    octet_length(c.metadata::text) + coalesce(octet_length(c.trigger_reason), 0) + octet_length(c.namespace) + octet_length(t.thread) + octet_length(a.name) + 1500 as row_bytes,
    c.layout,
    c.packs,
    array_to_string(c.packs, ','::text) as pack_ids
   from state_checkpoints c
     join threads t on t.tenant_id = c.tenant_id and t.id = c.thread_id
     join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
  where c.tenant_id = current_tenant();
comment on view checkpoint_rows is 'row_bytes: about what the row weighs in an answer, without state and writes';

create view command_rows with (security_invoker=true) as
 select c.id,
    c.project_id,
    p.key as project,
    c.agent_id,
    a.name as agent,
    c.request,
    c.external_ref,
    c.metadata::text as metadata,
        case
            when (c.status = any (array['pending'::text, 'running'::text])) and (exists ( select
               from approval_requests r
              where r.tenant_id = c.tenant_id and r.command_id = c.id and r.outcome is null and (r.expires_at is null or r.expires_at > waymark_now()))) and not (exists ( select
               from command_steps s
              where s.tenant_id = c.tenant_id and s.command_id = c.id and s.active and s.status = 'executing'::text)) then 'awaiting_approval'::text
            else c.status
        end as status,
    c.current_step_index,
    c.requires_state_evaluation,
    c.adaptive_mode,
    c.baseline_snapshot_id,
    c.last_state_evaluation_at,
    c.state_evaluation_count,
    c.adaptive_steps_generated,
    c.corrective_steps_generated,
    c.next_step_index as step_count,
    c.version,
    c.created_at,
    c.updated_at,
    c.completed_at,
    octet_length(c.request) + octet_length(c.metadata::text) + 2000 as size_bytes
   from commands c
     join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
     left join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
  where c.tenant_id = current_tenant();
comment on view command_rows is 'status: awaiting_approval follows from an open request while nothing executes, and is stored nowhere; the table has what the command comes back to';

create view context_item_rows with (security_invoker=true) as
 select id,
    conversation_id,
    source,
    context_type,
    content,
    relevance_score,
    metadata::text as metadata,
    created_at,
    octet_length(content) + octet_length(source) + coalesce(octet_length(context_type), 0) + octet_length(metadata::text) + 500 as size_bytes
   from memory_context_items i
  where tenant_id = current_tenant();

create view context_snapshot_rows with (security_invoker=true) as
 select s.id,
    a.name as agent,
    s.agent_id,
    s.user_id,
    s.conversation_id,
    s.message_id,
    encode(s.snapshot_digest, 'hex'::text) as snapshot_digest,
    s.model,
    s.total_tokens,
    s.compression_ratio,
    s.segment_count,
    s.build_time_ms,
    s.optimization_count,
    s.created_at,
    body_of(s.snapshot_digest) as snapshot
   from context_snapshots s
     join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
  where s.tenant_id = current_tenant();
comment on view context_snapshot_rows is 'A context snapshot with its body, as body_of() answers it; null when it is lost.';

create view context_template_rows with (security_invoker=true) as
 select id,
    name,
    description,
    segments,
    variables,
    separator,
    model,
    total_tokens,
    coalesce(( select sum(u.use_count) as sum
           from context_template_uses u
          where u.tenant_id = t.tenant_id and u.template_id = t.id), 0::numeric)::bigint as use_count,
    array_to_json(use_cases)::text as use_cases,
    array_to_json(agent_types)::text as agent_types,
    version,
    created_at,
    updated_at,
    octet_length(name) + octet_length(segments) + octet_length(variables) + coalesce(octet_length(description), 0) + octet_length(use_cases::text) + octet_length(agent_types::text) + 1000 as size_bytes
   from context_templates t
  where tenant_id = current_tenant();

create view conversation_heads with (security_invoker=true) as
 select id,
    external_id_hash,
    next_position - 1 as message_count,
    encode(messages_digest, 'hex'::text) as messages_digest
   from conversations c
  where tenant_id = current_tenant();

create view conversation_previews with (security_invoker=true) as
 select r.id,
    r.external_id,
    r.agent_id,
    r.agent,
    r.user_id,
    r.user_input,
    r.focus_areas,
    r.step_count,
    r.last_tool_result,
    r.metadata,
    r.message_count,
    r.version,
    r.created_at,
    r.updated_at,
    r.size_bytes,
    m.id as last_message_id,
    m.role as last_role,
    m.created_at as last_created_at,
    octet_length(m.content) as last_bytes,
        case
            when octet_length(m.content) <= 4096 or is_encrypted(substr(m.content, 1, 1)) then m.content
            else substr(m.content, 1, 2048)
        end as last_content
   from conversation_rows r
     left join messages m on m.tenant_id = current_tenant() and m.conversation_id = r.id and m."position" = r.message_count;
comment on view conversation_previews is 'A conversation with its newest message; of a large one the beginning, unless it is encrypted.';

create view conversation_rows with (security_invoker=true) as
 select c.id,
    c.external_id,
    c.agent_id,
    a.name as agent,
    c.user_id,
    c.user_input,
    c.focus_areas::text as focus_areas,
    c.step_count,
    c.last_tool_result,
    c.metadata::text as metadata,
    c.next_position - 1 as message_count,
    c.version,
    c.created_at,
    c.updated_at,
    octet_length(c.external_id) + coalesce(octet_length(c.user_input), 0) + octet_length(c.focus_areas::text) + coalesce(octet_length(c.last_tool_result), 0) + octet_length(c.metadata::text) + 1500 as size_bytes
   from conversations c
     left join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
  where c.tenant_id = current_tenant();
comment on view conversation_rows is 'size_bytes: about what the row weighs in an answer';

create view evaluation_rows with (security_invoker=true) as
 select e.id,
    e.command_id,
    e.step_id,
    e."position",
    e.evaluation_type,
    stored_text(e.success_indicators) collate "C" as success_indicators,
    stored_text(e.failure_indicators) collate "C" as failure_indicators,
    encode(e.state_changes, 'hex'::text) as state_changes_digest,
    d.body as state_changes,
    e.state_changes is null or d.digest is not null and sha256(d.body) = d.digest as intact,
    stored_text(e.recommendations) collate "C" as recommendations,
    e.confidence_score,
    e.evaluator,
    e.evaluated_at,
    array_to_json(e.proposed_steps)::text as proposed_steps,
    octet_length(e.success_indicators) + octet_length(e.failure_indicators) + octet_length(e.recommendations) + coalesce(d.size_bytes, 0) + 40 * cardinality(e.proposed_steps) + 1000 as size_bytes
   from step_evaluations e
     left join documents d on d.tenant_id = e.tenant_id and d.digest = e.state_changes
  where e.tenant_id = current_tenant();
comment on view evaluation_rows is 'An evaluation with what changed; intact is false when that document is lost or does not match its digest. Evidence that is encrypted is as stored_text() has it.';

create view memory_rows with (security_invoker=true) as
 select m.id,
    m.agent_id,
    a.name as agent,
    m.user_id,
    m.memory_type,
    m.content,
    m.importance,
    m.decay_rate,
    m.access_count + (( select count(*) as count
           from memory_accesses l
          where l.tenant_id = m.tenant_id and l.memory_id = m.id)) as access_count,
    greatest(m.last_accessed_at, ( select max(l.accessed_at) as max
           from memory_accesses l
          where l.tenant_id = m.tenant_id and l.memory_id = m.id)) as last_accessed_at,
    array_to_json(m.related_memories)::text as related_memories,
    m.source_message_id,
    m.expires_at,
    m.superseded_by,
    m.metadata::text as metadata,
    m.embedding_model,
    cardinality(m.embedding) as embedding_dimensions,
    m.version,
    m.created_at,
    m.updated_at,
    octet_length(m.content) + octet_length(m.metadata::text) + cardinality(m.related_memories) * 40 + 1500 as size_bytes
   from agent_memories m
     join agents a on a.tenant_id = m.tenant_id and a.id = m.agent_id
  where m.tenant_id = current_tenant() and (m.expires_at is null or m.expires_at > waymark_now());
comment on view memory_rows is 'Memories that have not expired, with accesses that are not counted in place yet. size_bytes: about what the row weighs in an answer.';

create view memory_successors with (security_invoker=true) as
 select tenant_id,
    id,
    agent_id,
    superseded_by
   from agent_memories m
  where tenant_id = current_tenant() and superseded_by is not null;
comment on view memory_successors is 'Which memories others have taken the place of: in a bundle after all memories, because neither order of two memories is always right.';

create view message_rows with (security_invoker=true) as
 select id,
    conversation_id,
    "position",
    session_id,
    parent_message_id,
    channel,
    sender_user_id,
    sender_agent_id,
    role,
    message_type,
    content,
    tools,
    schema_version,
    array_to_json(memory_refs)::text as memory_refs,
    state_snapshot_id,
    context::text as context,
    metadata::text as metadata,
    audit::text as audit,
    prompt_tokens,
    completion_tokens,
    total_tokens,
    cost_usd,
    latency_ms,
    version_number,
    changed_by,
    change_reason,
    created_at,
    updated_at,
    octet_length(content) + coalesce(octet_length(tools), 0) + coalesce(octet_length(metadata::text), 0) + coalesce(octet_length(context::text), 0) + coalesce(octet_length(audit::text), 0) + coalesce(cardinality(memory_refs), 0) * 40 + 1200 as size_bytes
   from messages m
  where tenant_id = current_tenant();
comment on view message_rows is 'size_bytes: about what the row weighs in an answer';

create view message_version_rows with (security_invoker=true) as
 select m.id as message_id,
    m.version_number,
    m.message_type,
    m.content,
    m.tools,
    m.metadata::text as metadata,
    m.context::text as context,
    m.changed_by,
    m.change_reason,
    coalesce(m.updated_at, m.created_at) as created_at,
    octet_length(m.content) + coalesce(octet_length(m.tools), 0) + coalesce(octet_length(m.metadata::text), 0) + coalesce(octet_length(m.context::text), 0) + 600 as size_bytes
   from messages m
  where m.tenant_id = current_tenant()
union all
 select v.message_id,
    v.version_number,
    v.message_type,
    v.content,
    v.tools,
    v.metadata::text as metadata,
    v.context::text as context,
    v.changed_by,
    v.change_reason,
    v.created_at,
    octet_length(v.content) + coalesce(octet_length(v.tools), 0) + coalesce(octet_length(v.metadata::text), 0) + coalesce(octet_length(v.context::text), 0) + 600 as size_bytes
   from message_versions v
  where v.tenant_id = current_tenant();
comment on view message_version_rows is 'The versions of messages, the newest of each out of the message itself.';

create view project_rows with (security_invoker=true) as
 select id,
    key,
    name,
    repository_url,
    settings::text as settings,
    next_step_number,
    last_active_step_id,
    version,
    created_at,
    updated_at,
    octet_length(key) + octet_length(name) + coalesce(octet_length(repository_url), 0) + octet_length(settings::text) + 1000 as size_bytes
   from projects p
  where tenant_id = current_tenant();

create view remedy_rows with (security_invoker=true) as
 select id,
    name,
    applies_when,
    command,
    explanation,
    risk_level,
    enabled,
    version,
    created_at,
    updated_at,
    octet_length(name) + octet_length(applies_when) + octet_length(command) + coalesce(octet_length(explanation), 0) + 1000 as size_bytes
   from remedies r
  where tenant_id = current_tenant();

create view resource_lock_rows with (security_invoker=true) as
 select l.id,
    l.name,
    t.held,
    a.id as agent_id,
    a.name as agent,
    l.fencing_token,
    l.ttl_ms,
    l.acquired_at,
    l.expires_at,
    l.created_at
   from resource_locks l
     cross join lateral ( select l.agent_id is not null and l.expires_at > waymark_now() as held) t
     left join agents a on a.tenant_id = l.tenant_id and a.id = l.agent_id and t.held
  where l.tenant_id = current_tenant();
comment on view resource_lock_rows is 'A lock as it stands by the clock. Who holds it is null to a restricted key where that is another agent, which it does not see.';

create view retention_policy_rows with (security_invoker=true) as
 select d.kind,
        case
            when p.kind is null then d.days
            else p.days
        end as days,
    coalesce(p."then", d."then") as "then",
    coalesce(p.version, 0::bigint) as version,
    d.place
   from default_policies() d(place, kind, days, "then")
     left join retention_policies p on p.tenant_id = current_tenant() and p.kind = d.kind;
comment on view retention_policy_rows is 'What holds of each kind, be it set or by default; version: how often it was set.';

create view retention_run_rows with (security_invoker=true) as
 select id,
    fencing_token,
    kinds::text as kinds,
    started_at,
    ended_at,
    ended_at is null and lease_until > waymark_now() as working
   from retention_runs r
  where tenant_id = current_tenant();

create view rollback_rows with (security_invoker=true) as
 select r.id,
    p.key as project,
    r.project_id,
    r.ordinal,
    r.kind,
    r.to_step_number,
    r.deactivated_count,
    r.first_step_number,
    r.last_step_number,
    r.git_reset_to,
    r.git_step_number,
    r.snapshot_id,
    r.checkpoint_id,
    r.reason,
    r.rolled_back_by,
    r.created_at,
    r.undone_at,
    r.undone_by
   from rollbacks r
     join projects p on p.tenant_id = r.tenant_id and p.id = r.project_id
  where r.tenant_id = current_tenant();

create view section_rows with (security_invoker=true) as
 select s.id as snapshot_id,
    s.command_id,
    s.step_id,
    s.snapshot_type,
    s.captured_at,
    s.created_at,
    t.section,
    encode(t.digest, 'hex'::text) as digest,
    d.body,
    d.digest is not null and sha256(d.body) = d.digest as intact
   from system_state_snapshots s
     cross join lateral ( values (1,'system_info'::text,s.system_info), (2,'services_status'::text,s.services_status), (3,'packages_installed'::text,s.packages_installed), (4,'network_connections'::text,s.network_connections), (5,'file_system_state'::text,s.file_system_state), (6,'process_list'::text,s.process_list), (7,'resource_usage'::text,s.resource_usage)) t(place, section, digest)
     left join documents d on d.tenant_id = s.tenant_id and d.digest = t.digest
  where s.tenant_id = current_tenant() and t.digest is not null;
comment on view section_rows is 'One row per section of a snapshot, with its body; intact is false when the body is lost or does not match its digest.';

create view session_rows with (security_invoker=true) as
 select s.id,
    s.conversation_id,
    c.external_id,
    s.agent_id,
    a.name as agent,
    s.user_id,
    s.status,
    s.session_state,
    s.interruption_context,
    s.metadata::text as metadata,
    s.message_count,
    s.total_tokens_used,
    s.tool_calls_count,
    s.version,
    s.started_at,
    s.last_active_at,
    s.ended_at,
    s.created_at,
    s.updated_at,
    octet_length(c.external_id) + coalesce(octet_length(s.session_state), 0) + coalesce(octet_length(s.interruption_context), 0) + octet_length(s.metadata::text) + 1500 as size_bytes
   from conversation_sessions s
     join conversations c on c.tenant_id = s.tenant_id and c.id = s.conversation_id
     left join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
  where s.tenant_id = current_tenant();

create view snapshot_rows with (security_invoker=true) as
 select id,
    command_id,
    step_id,
    "position",
    snapshot_type,
    captured_at,
    created_at,
    json_strip_nulls(json_build_object('system_info', encode(system_info, 'hex'::text), 'services_status', encode(services_status, 'hex'::text), 'packages_installed', encode(packages_installed, 'hex'::text), 'network_connections', encode(network_connections, 'hex'::text), 'file_system_state', encode(file_system_state, 'hex'::text), 'process_list', encode(process_list, 'hex'::text), 'resource_usage', encode(resource_usage, 'hex'::text)))::text as digests
   from system_state_snapshots s
  where tenant_id = current_tenant();
comment on view snapshot_rows is 'digests: section to hex digest, of the sections that were given';

create view snapshot_sizes with (security_invoker=true) as
 select s.step_id,
    s.snapshot_type,
    sum(d.size_bytes) as size_bytes
   from system_state_snapshots s
     cross join lateral ( values (s.system_info), (s.services_status), (s.packages_installed), (s.network_connections), (s.file_system_state), (s.process_list), (s.resource_usage)) t(digest)
     join documents d on d.tenant_id = s.tenant_id and d.digest = t.digest
  where s.tenant_id = current_tenant()
  group by s.step_id, s.snapshot_type;
comment on view snapshot_sizes is 'What the sections of a step''s snapshots weigh together, without reading them.';

create view state_schema_rows with (security_invoker=true) as
 select s.id,
    s.agent_id,
    a.name as agent,
    s.partition,
    encode(s.digest, 'hex'::text) as digest,
    body_of(s.digest) as schema,
    s.version,
    s.created_at,
    s.updated_at
   from state_schemas s
     join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
  where s.tenant_id = current_tenant();

create view step_rows with (security_invoker=true) as
 select s.id,
    s.command_id,
    s.project_id,
    s.step_index,
    s.step_number,
    s."position",
    s.parent_step_id,
    s.active,
    s.step_type,
    s.command,
    s.explanation,
    s.expected_outcome,
    s.risk_level,
    s.external_ref,
    s.metadata::text as metadata,
    encode(s.agent_config_digest, 'hex'::text) as agent_config_digest,
        case
            when s.status = 'pending'::text then coalesce(( select
                    case r_1.on_expiry
                        when 'approve'::text then 'approved'::text
                        else 'skipped'::text
                    end as "case"
               from approval_requests r_1
              where r_1.tenant_id = s.tenant_id and r_1.step_id = s.id and r_1.outcome is null and r_1.expires_at <= waymark_now()), 'pending'::text)
            else s.status
        end as status,
    r.execution_result,
    s.exit_code,
    s.resource_usage::text as resource_usage,
    s.policy_violation,
    s.branch,
    s.commit_sha_before,
    s.commit_sha_after,
    s.prompt_tokens,
    s.completion_tokens,
    s.total_tokens,
    s.cost_usd,
    s.generated_at,
    s.started_at,
    s.ended_at,
    s.duration_ms,
    s.version,
    s.created_at,
    s.updated_at,
    ( select b.id
           from system_state_snapshots b
          where b.tenant_id = s.tenant_id and b.step_id = s.id and b.snapshot_type = 'before_step'::text) as before_snapshot_id,
    ( select b.id
           from system_state_snapshots b
          where b.tenant_id = s.tenant_id and b.step_id = s.id and b.snapshot_type = 'after_step'::text) as after_snapshot_id,
    octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + coalesce(octet_length(s.expected_outcome), 0) + coalesce(s.plain_result_bytes, octet_length(r.execution_result), 0) + octet_length(s.metadata::text) + coalesce(octet_length(s.resource_usage::text), 0) + 2000 as size_bytes,
    s.changed_position,
    s.checkpoint_id,
        case
            when s.execution_result is null then s.result_archive_id
            else null::uuid
        end as result_archive_id,
    coalesce(s.plain_result_bytes, octet_length(r.execution_result)) as result_bytes
   from command_steps s
     cross join lateral ( select
                case
                    when s.execution_result is null and s.status = 'executing'::text then output_so_far(s.id)
                    else s.execution_result
                end as execution_result) r
  where s.tenant_id = current_tenant();
comment on view step_rows is 'status: of a pending step whose request for approval has expired, what its expiry means; size_bytes: about what the row weighs in an answer; results, the large part, are not unpacked for it; result_archive_id: the archive that alone has the result';

create view stored_messages with (security_invoker=true) as
 select id,
    conversation_id,
    "position",
    session_id,
    parent_message_id,
    channel,
    sender_user_id,
    sender_agent_id,
    role,
    message_type,
    content,
    tools,
    schema_version,
    memory_refs,
    state_snapshot_id,
    context,
    metadata,
    audit,
    prompt_tokens,
    completion_tokens,
    total_tokens,
    cost_usd,
    latency_ms,
    version_number,
    changed_by,
    change_reason,
    created_at,
    updated_at,
    size_bytes,
    null::integer as first_position,
    null::integer as last_position,
    null::integer as content_bytes,
    null::bytea as digest,
    null::bytea as body,
    null::text as live_positions
   from message_rows m;
comment on view stored_messages is 'What reading a conversation works with: a live message, or, from first_position on, a segment with the positions in it that are live (and count before it). A segment without a body is one that there was no room for: ask again from there.';

create view tenant_settings with (security_invoker=true) as
 select id,
    settings ->> 'text_search'::text as text_search,
    (settings -> 'embedding_dimensions'::text)::integer as embedding_dimensions,
    (settings -> 'context_window_size'::text)::integer as context_window_size,
    (settings -> 'context_window_token_limit'::text)::bigint as context_window_token_limit,
    (settings -> 'session_idle_ms'::text)::bigint as session_idle_ms,
    version,
    created_at,
    ((settings -> 'encryption'::text) -> 'fields'::text)::text as encrypted_fields,
    (settings -> 'redaction'::text)::text as redaction
   from tenants t
  where id = current_tenant();
comment on view tenant_settings is 'The caller''s own; null where nothing is set.';

create view thread_rows with (security_invoker=true) as
 select t.id,
    t.agent_id,
    a.name as agent,
    t.thread,
    t.metadata::text as metadata,
    t.version,
    t.created_at,
    t.updated_at,
    t.deleted_at,
    octet_length(t.thread) + octet_length(a.name) + octet_length(t.metadata::text) + 1000 as size_bytes
   from threads t
     join agents a on a.tenant_id = t.tenant_id and a.id = t.agent_id
  where t.tenant_id = current_tenant();
comment on view thread_rows is 'size_bytes: about what the row weighs in an answer';

create view timeline_facts with (security_invoker=true) as
 select a.command_id,
    a."position",
    'approval'::text as kind,
    a.id,
    a.decided_at as recorded_at,
    json_build_object('id', a.id, 'step_id', a.step_id, 'step_number', a.step_number, 'decision', a.decision, 'decided_by', a.decided_by, 'approval_reasoning', a.approval_reasoning, 'expected_impact', a.expected_impact::json)::text as fact
   from approval_rows a
union all
 select e.command_id,
    e."position",
    'rollback'::text as kind,
    r.id,
        case e.action
            when 'undone'::text then r.undone_at
            else r.created_at
        end as recorded_at,
    json_build_object('id', r.id, 'action', e.action, 'kind', r.kind, 'reason', r.reason, 'rolled_back_by', r.rolled_back_by, 'to_step_number', r.to_step_number, 'deactivated_count', e.deactivated_count, 'first_step_number', e.first_step_number, 'last_step_number', e.last_step_number, 'undone_at', utc_text(r.undone_at), 'undone_by', r.undone_by)::text as fact
   from rollback_entries e
     join rollbacks r on r.tenant_id = e.tenant_id and r.id = e.rollback_id
  where e.tenant_id = current_tenant()
union all
 select e.command_id,
    e."position",
    'evaluation'::text as kind,
    e.id,
    e.evaluated_at as recorded_at,
    json_build_object('id', e.id, 'step_id', e.step_id, 'evaluation_type', e.evaluation_type, 'confidence_score', e.confidence_score, 'evaluator', e.evaluator, 'failure_indicators',
        case
            when octet_length(e.failure_indicators) <= 16384 then json_or_hidden(e.failure_indicators)
            else null::json
        end, 'recommendations',
        case
            when octet_length(e.recommendations) <= 16384 then json_or_hidden(e.recommendations)
            else null::json
        end, 'proposed_steps', e.proposed_steps::json, 'link', ('/v1/steps/'::text || e.step_id) || '/evaluations'::text)::text as fact
   from evaluation_rows e;
comment on view timeline_facts is 'Entries of timelines that are neither steps nor snapshots, as the JSON that is shown of them.';

create view timeline_news with (security_invoker=true) as
 select s.command_id,
    s.changed_position as "position",
    'change'::text as kind,
    s.id,
    s.updated_at as recorded_at,
    json_build_object('step_id', s.id, 'step_number', s.step_number, 'step_index', s.step_index, 'active', s.active, 'status', s.status, 'exit_code', s.exit_code, 'duration_ms', s.duration_ms)::text as fact
   from step_rows s
  where s.changed_position is not null
union all
 select o.command_id,
    o."position",
    'output'::text as kind,
    o.step_id as id,
    o.created_at as recorded_at,
    concat('{"step_id":"', o.step_id, '","chunk_index":', o.chunk_index, (',"stdout":"'::text || ltrim(stored_text(o.stdout), chr(1))) || '"'::text, (',"stderr":"'::text || ltrim(stored_text(o.stderr), chr(1))) || '"'::text,
        case
            when is_encrypted(substr(coalesce(o.stdout, o.stderr), 1, 1)) then ',"encrypted":true'::text
            else null::text
        end, '}') collate "C" as fact
   from step_outputs o
  where o.tenant_id = current_tenant();
comment on view timeline_news is 'What a timeline shows only to those who follow it, because a step says it of itself: how the step last changed, and the output that came while it executes.';

create view unevaluated_steps with (security_invoker=true) as
 select id,
    command_id,
    step_number,
    step_index
   from command_steps s
  where tenant_id = current_tenant() and active and (status = any (array['completed'::text, 'failed'::text])) and kept_evaluation_type is null and not (exists ( select
           from step_evaluations e
          where e.tenant_id = s.tenant_id and e.step_id = s.id));
comment on view unevaluated_steps is 'Executed steps that nobody has evaluated.';

create or replace function public.abandon_sessions(p_rows integer)
 returns table(tenant uuid, abandoned bigint)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_tenant constant text := coalesce(current_setting('waymark.tenant_id', true), '');
  v record;
  v_counts jsonb := '{}';
begin
  for v in
    select s.tenant_id, s.id, s.conversation_id, session_idle_time(t.settings) as idle
      from conversation_sessions s
      join tenants t on t.id = s.tenant_id
     where s.status = 'active'
       and s.last_active_at < waymark_now() - session_idle_time(t.settings)
     order by s.tenant_id, s.conversation_id, s.id
     limit p_rows
  loop
    perform set_config('waymark.tenant_id', v.tenant_id::text, true);
    -- the conversation first: the lock order; one that is being written to is not idle
    perform from conversations c where c.tenant_id = v.tenant_id and c.id = v.conversation_id for no key update skip locked;
    continue when not found;
    update conversation_sessions s
       set status = 'abandoned', ended_at = greatest(waymark_now(), s.started_at), updated_at = waymark_now(), version = s.version + 1
     where s.tenant_id = v.tenant_id and s.id = v.id and s.status = 'active' and s.last_active_at < waymark_now() - v.idle;
    continue when not found;
    perform audit_in_conversation(v.conversation_id, waymark_now(), 'session.changed', 'session', v.id,
      json_build_object('status', 'abandoned', 'idle_ms', extract(epoch from v.idle) * 1000));
    v_counts := v_counts || jsonb_build_object(v.tenant_id, coalesce((v_counts ->> v.tenant_id::text)::bigint, 0) + 1);
  end loop;
  perform set_config('waymark.tenant_id', v_tenant, true);
  return query select c.key::uuid, c.value::bigint from jsonb_each_text(v_counts) c;
end
$function$;
alter function abandon_sessions(p_rows integer) owner to waymark_eraser;
comment on function abandon_sessions(p_rows integer) is 'Abandons so many active sessions at most, of any tenant, that have been idle for longer than its settings say; paused ones wait. One row per tenant that had some. Runs as waymark_eraser.';

create or replace function public.acquire_lock(p_name text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_ttl constant bigint := p_body ->> 'ttl_ms';
  v_agent uuid;
  v resource_locks;
  v_action text := 'lock.acquired';
  v_holder record;
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_agent := ensure_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at);
  if v_agent is null then
    perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
      'pointer', '/agent', 'code', 'required', 'detail', 'is required'))));
  end if;
  -- the agent before its locks, as when it is deleted
  perform from agents a where a.tenant_id = current_tenant() and a.id = v_agent for no key update;
  if not found then
    perform problem('not-found', 'the agent is gone');
  end if;
  insert into resource_locks (id, name, agent_id, ttl_ms, acquired_at, expires_at, created_at)
  values ((p_body ->> 'id')::uuid, p_name, v_agent, v_ttl, waymark_now(), waymark_now() + v_ttl * interval '1 millisecond', v_at)
  on conflict on constraint resource_locks_name_unique do nothing
  returning * into v;
  if v.id is null then
    select * into strict v from resource_locks where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
    select r.held, r.agent, r.expires_at into v_holder from resource_lock_rows r where r.id = v.id;
    if v_holder.held then
      perform problem('lock-held', 'an agent holds this lock until ' || utc_text(v_holder.expires_at),
        json_build_object('holder', v_holder.agent, 'expires_at', utc_text(v_holder.expires_at)));
    end if;
    if v.agent_id is not null then
      v_action := 'lock.taken_over';
    end if;
    update resource_locks l
       set fencing_token = l.fencing_token + 1, agent_id = v_agent, ttl_ms = v_ttl,
           acquired_at = waymark_now(), expires_at = waymark_now() + v_ttl * interval '1 millisecond'
     where l.tenant_id = current_tenant() and l.id = v.id
    returning * into v;
  end if;
  perform audit_in_agent(v_agent, v_at, v_action, 'lock', v.id,
    json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  select row_to_json(r) into strict v_answer from resource_lock_rows r where r.id = v.id;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function acquire_lock(p_name text, p_body json) is 'Gives the lock to an agent, with a token of its own, when nobody holds it: 409 else, to its holder as to anybody, because whoever asks again may be another process of the same agent. What has expired is taken over.';

create or replace function public.add_context_items(p_external_id text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v constant conversations := locked_conversation(p_external_id);
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  insert into memory_context_items (id, conversation_id, source, context_type, content, relevance_score, metadata, created_at)
  select i.id, v.id, i.source, i.context_type, convert_to(i.content, 'UTF8'), i.relevance_score, coalesce(i.metadata, '{}'),
         coalesce(i.created_at, v_at)
    from json_to_recordset(p_body -> 'items') as i (
      id uuid, source text, context_type text, content text, relevance_score numeric, metadata jsonb, created_at timestamptz);
  perform audit_in_conversation(v.id, v_at, 'context_items.added', 'conversation', v.id,
    json_build_object('count', json_array_length(p_body -> 'items'), 'digest', p_body ->> 'digest'));
  v_answer := json_build_object('conversation_id', v.id, 'at', v_at, 'ids', (select json_agg(i -> 'id') from json_array_elements(p_body -> 'items') i));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function add_context_items(p_external_id text, p_body json) is 'Adds context items to a conversation; ids come from the caller.';

create or replace function public.add_encryption_key(p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform insert_encryption_key(p_body -> 'key', (p_body ->> 'at')::timestamptz);
  v_answer := json_build_object('id', p_body -> 'key' ->> 'id', 'wrapped_by', p_body -> 'key' ->> 'wrapped_by', 'created_at', p_body ->> 'at');
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function add_encryption_key(p_body json) is 'Makes a new primary key; those before go on reading what they wrote.';

create or replace function public.agent_of(p_name text)
 returns uuid
 language sql
 stable
return (select agents.id from agents where ((agents.tenant_id = current_tenant()) and (agents.name_hash = name_hash(agent_of.p_name))));

create or replace function public.append_messages(p_external_id text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_count constant integer := p_body ->> 'count';
  v conversations := locked_conversation(p_external_id);
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if (p_body ->> 'plain')::boolean then
    perform insert_plain_messages(v, p_body -> 'messages', v_at);
  else
    perform insert_messages(v, p_body -> 'messages', v_at, p_body ->> 'wrapper');
  end if;
  update conversations
     set next_position = v.next_position + v_count,
         messages_digest = digest_of_messages(v.messages_digest, v.next_position, decode(p_body ->> 'digests', 'hex')),
         updated_at = v_at,
         audit_head = audit_append(v.audit_head, v.audit_count, v.id, v_at, 'messages.appended', 'conversation', v.id,
           json_build_object('position', v.next_position, 'count', v_count), p_body ->> 'digest'),
         audit_count = v.audit_count + 1
   where tenant_id = current_tenant() and id = v.id;
  v_answer := case when p_body -> 'ids' is null
    then json_build_object('conversation_id', v.id, 'at', v_at, 'tag', v.tag, 'position', v.next_position)
    else json_build_object('conversation_id', v.id, 'at', v_at, 'tag', v.tag, 'position', v.next_position, 'ids', p_body -> 'ids') end;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function append_messages(p_external_id text, p_body json) is 'Appends messages in the order given: positions without gaps, session counters, one audit event. With the request, the answer says everything: the id of a message follows from at, tag and position, unless the body names the ids of all.';

create or replace function public.append_output(p_step uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_stdout_text constant text := p_body ->> 'stdout';
  v_stderr_text constant text := p_body ->> 'stderr';
  v_stdout constant bytea := stored_bytes(v_stdout_text);
  v_stderr constant bytea := stored_bytes(v_stderr_text);
  v_limit constant bigint := p_body ->> 'limit_bytes';
  v_command commands;
  v_step command_steps;
  v_last record;
  v_end bigint;
  v_answer json;
begin
  v_command := locked_command(null, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v_step from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if not v_step.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', v_step.step_number));
  end if;
  if v_step.status <> 'executing' then
    perform problem('step-is-not-executing', format('step S%s is %s', v_step.step_number, v_step.status));
  end if;
  select coalesce(max(chunk_index), -1) as chunk_index, coalesce(max(end_bytes), 0) as end_bytes into v_last
    from (select o.chunk_index, o.end_bytes
            from step_outputs o
           where o.tenant_id = current_tenant() and o.step_id = p_step
           order by o.chunk_index desc
           limit 1) newest;
  if (p_body ->> 'chunk_index')::integer <> v_last.chunk_index + 1 then
    return query select false, json_build_object('next_chunk', v_last.chunk_index + 1);
    return;
  end if;
  v_end := v_last.end_bytes + coalesce((p_body ->> 'plain_bytes')::bigint, coalesce(octet_length(v_stdout), 0) + coalesce(octet_length(v_stderr), 0));
  if v_end > v_limit then
    perform problem('too-large', format('the output of a step may have %s bytes and would have %s', v_limit, v_end),
      json_build_object('limit_bytes', v_limit));
  end if;
  insert into step_outputs (step_id, chunk_index, command_id, position, stdout, stderr, end_bytes, created_at)
  values (p_step, v_last.chunk_index + 1, v_command.id, v_command.next_position, v_stdout, v_stderr, v_end, v_at);
  update commands
     set next_position = next_position + 1,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at, 'step.output_appended', 'step', p_step,
           json_build_object('chunk_index', v_last.chunk_index + 1), p_body ->> 'digest'),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;
  v_answer := json_build_object('step_id', p_step, 'chunk_index', v_last.chunk_index + 1, 'position', v_command.next_position,
    'output_bytes', v_end, 'created_at', v_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function append_output(p_step uuid, p_body json) is 'Adds output to a step that executes. stdout and stderr come escaped, as they stand between the quotes of a JSON string; or encrypted for the chunk_index that is told along, with the plain_bytes of both. Where that is another by now, nothing is added and next_chunk is answered.';

create or replace function public.approval_context(p_step command_steps)
 returns text
 language plpgsql
 stable
as $function$
declare
  v_before system_state_snapshots;
  v_newest system_state_snapshots;
begin
  select * into v_before from system_state_snapshots
   where tenant_id = current_tenant() and step_id = p_step.id and snapshot_type = 'before_step';
  select * into v_newest from system_state_snapshots
   where tenant_id = current_tenant() and command_id = p_step.command_id
   order by position desc
   limit 1;
  -- canonical JSON: members in the order of their names
  return '{"before":' || coalesce(sections_json(v_before), 'null')
    || ',"command":' || stored_text_json(p_step.command)
    || ',"expected_outcome":' || coalesce(stored_text_json(p_step.expected_outcome), 'null')
    || ',"explanation":' || coalesce(stored_text_json(p_step.explanation), 'null')
    || ',"newest_snapshot":' || coalesce(format('{"id":"%s","sections":%s,"snapshot_type":"%s"}',
         v_newest.id, sections_json(v_newest), v_newest.snapshot_type), 'null')
    || ',"risk_level":"' || p_step.risk_level
    || '","step_id":"' || p_step.id
    || '","step_number":' || p_step.step_number || '}';
end
$function$;
comment on function approval_context(p_step command_steps) is 'What there is to see for whoever decides: the step, and the digests of its own and of the command''s newest snapshot, as canonical JSON.';

create or replace function public.archive_answer(p_archive archives)
 returns json
 language sql
 stable
return json_build_object('id', (p_archive).id, 'restored_at', utc_text((p_archive).restored_at), 'restored_rows', (p_archive).restored_rows, 'restore_requested_at', utc_text((p_archive).restore_requested_at));

create or replace function public.archives_of_user(p_user text)
 returns table(id uuid, status text, shared boolean)
 language sql
 stable
begin atomic
 select a.id,
     a.status,
     (cardinality(a.user_ids) > 1)
    from archives a
   where ((a.tenant_id = current_tenant()) and (archives_of_user.p_user = any (a.user_ids)))
   order by a.id;
end;

create or replace function public.audit_append(p_head bytea, p_count bigint, p_chain uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json, p_body_digest text default null::text)
 returns bytea
 language plpgsql
as $function$
declare
  v_salt constant bytea := uuid_send(gen_random_uuid());
  v_body_digest constant bytea := decode(p_body_digest, 'hex');
  v_actor constant text := current_actor();
  v_hash constant bytea := audit_hash(p_head, p_chain, p_count, p_at, v_actor, p_action, p_subject_type, p_subject,
                                      audit_detail_digest(p_detail, v_body_digest, v_salt));
begin
  insert into audit_events (chain_id, chain_index, actor, actor_key, action, subject_type, subject_id, detail, body_digest, detail_salt,
                            occurred_at, hash)
  values (p_chain, p_count, case when v_actor not like 'key:%' then v_actor end, case when v_actor like 'key:%' then substr(v_actor, 5)::uuid end,
          p_action, p_subject_type, nullif(p_subject, p_chain), p_detail, v_body_digest, v_salt, p_at, v_hash);
  return v_hash;
end
$function$;
comment on function audit_append(p_head bytea, p_count bigint, p_chain uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json, p_body_digest text) is 'Adds one event to a chain whose holder the caller has locked; the caller stores the returned hash as the new head and counts one more. p_body_digest: of the request, in hex; told as the last member of the detail, digest.';

create or replace function public.audit_chain_of(p_command uuid)
 returns table(command_id uuid, events bigint, head text, flaw_index bigint, flaw_event_id uuid, flaw text)
 language sql
 stable
begin atomic
 with holder as materialized (
          select c.id,
             c.audit_head,
             c.audit_count
            from commands c
           where ((c.tenant_id = current_tenant()) and (c.id = audit_chain_of.p_command))
         ), chain as materialized (
          select coalesce((c.event).id, audit_event_id((c.event).occurred_at, (c.event).hash)) as id,
             (c.event).chain_index as chain_index,
             (c.event).hash as hash,
             c.place,
             (((c.event).previous_hash is not null) and ((c.event).previous_hash is distinct from c.hash_before)) as misplaced,
             (((c.event).hash is distinct from audit_event_hash(c.event, c.hash_before)) or other_detail(c.event)) as edited
            from ( select e.*::audit_events as event,
                     (row_number() over (order by e.chain_index) - 1) as place,
                     lag(e.hash) over (order by e.chain_index) as hash_before
                    from audit_events e
                   where ((e.tenant_id = current_tenant()) and (e.chain_id = audit_chain_of.p_command))) c
         ), flaws as (
          select c.place,
             c.id,
                 case
                     when (c.chain_index <> c.place) then 'missing'::text
                     when c.edited then 'edited'::text
                     else 'misplaced'::text
                 end as flaw
            from chain c
           where ((c.chain_index <> c.place) or c.edited or c.misplaced)
         union all
          select c.place,
             c.id,
             'added'::text
            from (chain c
              cross join holder h_1)
           where (c.place >= h_1.audit_count)
         union all
          select count(c.id) as count,
             null::uuid,
             'missing'::text
            from (holder h_1
              left join chain c on (true))
           group by h_1.audit_count
          having (count(c.id) < h_1.audit_count)
         union all
          select c.place,
             c.id,
             'edited'::text
            from (chain c
              join holder h_1 on (((c.place = (h_1.audit_count - 1)) and (c.hash <> h_1.audit_head))))
         )
  select h.id,
     ( select count(*) as count
            from chain) as count,
     encode(h.audit_head, 'hex'::text) as encode,
     f.place,
     f.id,
     f.flaw
    from (holder h
      left join lateral ( select flaws.place,
             flaws.id,
             flaws.flaw
            from flaws
           order by flaws.place, flaws.flaw
          limit 1) f on (true));
end;
comment on function audit_chain_of(p_command uuid) is 'The chain of a command and the first event that does not fit it: edited (it or its detail differs from its hash), missing (the event of this index is not there), misplaced (the hash that it keeps of the one before is another; where it keeps none, this is edited too), added (past the count that the command keeps). No row when there is no such command.';

create or replace function public.audit_detail(p_detail json, p_body_digest bytea)
 returns text
 language sql
 immutable parallel safe
return case when (p_body_digest is null) then (p_detail)::text else ((("left"((p_detail)::text, '-1'::integer) || case (p_detail)::text when '{}'::text then '"digest" : "'::text else ', "digest" : "'::text end) || encode(p_body_digest, 'hex'::text)) || '"}'::text) end;
comment on function audit_detail(p_detail json, p_body_digest bytea) is 'The detail of an event as it is told and as its digest covers it: with the digest of the body as its last member.';

create or replace function public.audit_detail_digest(p_detail json, p_body_digest bytea, p_salt bytea)
 returns bytea
 language sql
 stable parallel safe
return sha256((p_salt || convert_to(audit_detail(p_detail, p_body_digest), 'UTF8'::name)));
comment on function audit_detail_digest(p_detail json, p_body_digest bytea, p_salt bytea) is 'What the hash of an event covers in the place of its detail, which can be blanked therefore.';

create or replace function public.audit_effect(p_effect side_effects, p_at timestamp with time zone, p_action text, p_detail json)
 returns void
 language plpgsql
as $function$
begin
  if p_effect.command_id is null then
    perform audit_in_tenant(p_at, p_action, 'effect', p_effect.id, p_detail);
  else
    perform audit_in_command(p_effect.command_id, p_at, p_action, 'effect', p_effect.id, p_detail);
  end if;
end
$function$;

create or replace function public.audit_event_hash(e audit_events, p_hash_before bytea)
 returns bytea
 language sql
 stable parallel safe
return audit_hash(coalesce((e).previous_hash, p_hash_before), (e).chain_id, (e).chain_index, (e).occurred_at, coalesce((e).actor, ('key:'::text || (e).actor_key)), (e).action, (e).subject_type, coalesce((e).subject_id, (e).chain_id), coalesce((e).detail_digest, audit_detail_digest((e).detail, (e).body_digest, (e).detail_salt)));
comment on function audit_event_hash(e audit_events, p_hash_before bytea) is 'The hash that an event has if it is as it was written, after an event of that hash.';

create or replace function public.audit_event_id(p_at timestamp with time zone, p_hash bytea)
 returns uuid
 language sql
 stable parallel safe
return (encode((substring(int8send(((extract(epoch from p_at) * (1000)::numeric))::bigint) from 3) || set_byte(set_byte(substring(p_hash from 1 for 10), 0, (112 | (get_byte(p_hash, 0) & 15))), 2, (128 | (get_byte(p_hash, 2) & 63)))), 'hex'::text))::uuid;
comment on function audit_event_id(p_at timestamp with time zone, p_hash bytea) is 'The id of an event that has none stored: a UUIDv7 of its time and its hash.';

create or replace function public.audit_hash(p_previous bytea, p_chain uuid, p_index bigint, p_occurred_at timestamp with time zone, p_actor text, p_action text, p_subject_type text, p_subject uuid, p_detail_digest bytea)
 returns bytea
 language sql
 stable parallel safe
return sha256((((((((((((coalesce(p_previous, '\x'::bytea) || uuid_send(p_chain)) || int8send(p_index)) || int8send(((extract(epoch from p_occurred_at) * (1000000)::numeric))::bigint)) || int4send(octet_length(p_actor))) || convert_to(p_actor, 'UTF8'::name)) || int4send(octet_length(p_action))) || convert_to(p_action, 'UTF8'::name)) || int4send(octet_length(p_subject_type))) || convert_to(p_subject_type, 'UTF8'::name)) || uuid_send(p_subject)) || p_detail_digest));
comment on function audit_hash(p_previous bytea, p_chain uuid, p_index bigint, p_occurred_at timestamp with time zone, p_actor text, p_action text, p_subject_type text, p_subject uuid, p_detail_digest bytea) is 'What one event''s hash covers, in this order. Whoever verifies a chain outside the database computes the same.';

create or replace function public.audit_in_agent(p_agent uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select audit_head, audit_count into strict v from agents where id = p_agent and tenant_id = current_tenant() for no key update;
  update agents
     set audit_head = audit_append(v.audit_head, v.audit_count, p_agent, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_agent and tenant_id = current_tenant();
end
$function$;

create or replace function public.audit_in_command(p_command uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select audit_head, audit_count into strict v from commands where id = p_command and tenant_id = current_tenant() for no key update;
  update commands
     set audit_head = audit_append(v.audit_head, v.audit_count, p_command, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_command and tenant_id = current_tenant();
end
$function$;

create or replace function public.audit_in_conversation(p_conversation uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select audit_head, audit_count into strict v
    from conversations where id = p_conversation and tenant_id = current_tenant() for no key update;
  update conversations
     set audit_head = audit_append(v.audit_head, v.audit_count, p_conversation, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_conversation and tenant_id = current_tenant();
end
$function$;

create or replace function public.audit_in_project(p_project uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select audit_head, audit_count into strict v from projects where id = p_project and tenant_id = current_tenant() for no key update;
  update projects
     set audit_head = audit_append(v.audit_head, v.audit_count, p_project, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_project and tenant_id = current_tenant();
end
$function$;

create or replace function public.audit_in_tenant(p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select id, audit_head, audit_count into strict v from tenants where id = current_tenant() for no key update;
  update tenants
     set audit_head = audit_append(v.audit_head, v.audit_count, v.id, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = v.id;
end
$function$;

create or replace function public.audit_in_thread(p_thread uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json)
 returns void
 language plpgsql
as $function$
declare
  v record;
begin
  select audit_head, audit_count into strict v from threads where id = p_thread and tenant_id = current_tenant() for no key update;
  update threads
     set audit_head = audit_append(v.audit_head, v.audit_count, p_thread, p_at, p_action, p_subject_type, p_subject, p_detail),
         audit_count = v.audit_count + 1
   where id = p_thread and tenant_id = current_tenant();
end
$function$;

create or replace function public.authenticate_caller(p_secret_hash bytea)
 returns table(key_id uuid, tenant_id uuid, name text, scopes text[], agent_id uuid, user_id text, encryption text, redaction_version bigint)
 language sql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select k.key_id, k.tenant_id, k.name, k.scopes, k.agent_id, k.user_id, k.encryption, case when t.settings ? 'redaction' then t.version end
    from authenticate_key(p_secret_hash) k
    left join tenants t on t.id = k.tenant_id
$function$;
alter function authenticate_caller(p_secret_hash bytea) owner to waymark_eraser;
comment on function authenticate_caller(p_secret_hash bytea) is 'The caller that a key stands for, with the version of its tenant''s settings where these say what to redact.';

create or replace function public.authenticate_key(p_secret_hash bytea)
 returns table(key_id uuid, tenant_id uuid, name text, scopes text[], agent_id uuid, user_id text, encryption text)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
#variable_conflict use_column
begin
  update api_keys k
     set last_used_at = waymark_now()
   where k.secret_hash = p_secret_hash
     and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > waymark_now())
     and (k.last_used_at is null or k.last_used_at < waymark_now() - interval '1 minute');
  return query
  select k.id, k.tenant_id, k.name, k.scopes, k.agent_id, k.user_id, encryption_policy_of(k.tenant_id)
    from api_keys k
   where k.secret_hash = p_secret_hash
     and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > waymark_now());
end
$function$;
alter function authenticate_key(p_secret_hash bytea) owner to waymark_authenticator;
comment on function authenticate_key(p_secret_hash bytea) is 'The caller that a key stands for, with what its tenant encrypts; no row for an unknown, revoked or expired one.';

create or replace function public.begin_archive(p_archive json)
 returns uuid
 language sql
begin atomic
 insert into archives (id, kind, object_key, size_bytes, sha256, rows, tables, user_ids, from_at, to_at, created_at)  select ((begin_archive.p_archive ->> 'id'::text))::uuid as uuid,
             (begin_archive.p_archive ->> 'kind'::text),
             (begin_archive.p_archive ->> 'object_key'::text),
             ((begin_archive.p_archive ->> 'size_bytes'::text))::bigint as int8,
             decode((begin_archive.p_archive ->> 'sha256'::text), 'hex'::text) as decode,
             ((begin_archive.p_archive ->> 'rows'::text))::bigint as int8,
             ((begin_archive.p_archive -> 'tables'::text))::jsonb as jsonb,
             array( select json_array_elements_text((begin_archive.p_archive -> 'user_ids'::text)) as json_array_elements_text) as "array",
             ((begin_archive.p_archive ->> 'from_at'::text))::timestamp with time zone as timestamptz,
             ((begin_archive.p_archive ->> 'to_at'::text))::timestamp with time zone as timestamptz,
             ((begin_archive.p_archive ->> 'created_at'::text))::timestamp with time zone as timestamptz
   returning archives.id;
end;
comment on function begin_archive(p_archive json) is 'Says that an object is about to be written. Until finish_archive() the rows are where they were, and whoever finds the archive may discard it.';

create or replace function public.begin_erasure(p_kind text, p_subject text, p_id uuid, p_at timestamp with time zone)
 returns setof erasures
 language plpgsql
as $function$
declare
  v_key constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
begin
  if exists (select from erasure_of(p_kind, p_subject)) then
    return query select * from erasure_of(p_kind, p_subject);
    return;
  end if;
  -- whoever writes of them has committed after this, and nobody begins before the tombstone is there. Nothing else is locked
  -- here: who waits for this may hold anything
  perform pg_advisory_xact_lock(erasure_lock(p_kind, p_subject));
  insert into tombstone_keys (inner_pad, outer_pad) values (key_pad(v_key, 54), key_pad(v_key, 92)) on conflict do nothing;
  insert into tombstones (kind, digest) values (p_kind, tombstone_digest(p_subject)) on conflict do nothing;
  insert into erasures (id, kind, digest, subject, stage, erased_at)
  values (p_id, p_kind, tombstone_digest(p_subject), p_subject, 'keys', p_at)
  on conflict do nothing;
  return query select * from erasure_of(p_kind, p_subject);
end
$function$;
comment on function begin_erasure(p_kind text, p_subject text, p_id uuid, p_at timestamp with time zone) is 'Sets the tombstone, unless it is there, and answers the erasure as far as it is. Waits for whoever is writing of them.';

create or replace function public.begin_retention_run(p_id uuid)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v retention_runs;
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from retention_runs where tenant_id = current_tenant() and ended_at is null for update;
  if not found then
    insert into retention_runs (id, lease_until, started_at) values (p_id, waymark_now() + interval '5 minutes', waymark_now())
    on conflict do nothing
    returning * into v;
  elsif v.lease_until <= waymark_now() then
    update retention_runs
       set fencing_token = v.fencing_token + 1, lease_until = waymark_now() + interval '5 minutes'
     where tenant_id = current_tenant() and id = v.id
    returning * into v;
  else
    v := null;
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v.id is null then
    perform problem('sweep-in-progress', 'a sweep of this tenant is under way');
  end if;
  v_answer := json_build_object('id', v.id, 'fencing_token', v.fencing_token);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function begin_retention_run(p_id uuid) is 'Begins a sweep of the tenant, or goes on with the one that somebody left; 409 while somebody works at one. The token is needed for all that the run does: whoever took over has a newer one.';

create or replace function public.begin_tenant_erasure(p_tenant uuid, p_id uuid, p_at timestamp with time zone)
 returns setof erasures
 language plpgsql
as $function$
begin
  if not caller_is_operator() or p_tenant = '00000000-0000-0000-0000-000000000000' then
    perform problem('forbidden', 'only an operator key deletes a tenant');
  end if;
  if not exists (select from tenants where id = p_tenant) then
    return query select * from erasure_of('tenant', p_tenant::text);
    return;
  end if;
  return query select * from begin_erasure('tenant', p_tenant::text, p_id, p_at);
end
$function$;
comment on function begin_tenant_erasure(p_tenant uuid, p_id uuid, p_at timestamp with time zone) is 'As begin_erasure(), for a tenant, among the operators'' rows: 403 for whoever is no operator. No row when there is no such tenant and never was.';

create or replace function public.begun(p_status text)
 returns boolean
 language sql
 immutable parallel safe
return (p_status = any (array['executing'::text, 'completed'::text, 'failed'::text]));
comment on function begun(p_status text) is 'Whether a step of this status has run, at least in part.';

create or replace function public.body_of(p_digest bytea)
 returns bytea
 language plpgsql
 stable parallel safe
as $function$
declare
  v_body bytea;
begin
  if p_digest = sha256('{}') then
    return '{}';
  end if;
  select d.body into v_body from documents d where d.tenant_id = current_tenant() and d.digest = p_digest;
  if not found then
    select '\x00'::bytea || int4send(p.size_bytes) || int4send(octet_length(p.layout)) || p.layout || int4send(cardinality(p.packs))
           || (select string_agg(uuid_send(n.id), ''::bytea order by n.place) from unnest(p.packs) with ordinality n (id, place))
           || pack_frames(p.packs, '{}')
      into v_body
      from packed_documents p
     where p.tenant_id = current_tenant() and p.digest = p_digest;
  end if;
  return v_body;
end
$function$;
comment on function body_of(p_digest bytea) is 'The document of that digest: its canonical JSON, or, where it is kept in pieces, a zero byte, size, layout, packs and their frames. The empty object needs none.';

create or replace function public.bundle_columns(p_table text)
 returns text[]
 language sql
 stable
as $function$
  select array_agg(a.attname::text order by a.attnum)
    from pg_attribute a
   where a.attrelid = to_regclass(quote_ident(p_table)) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     -- the tenant is whose bundle it becomes; what an archive holds stays where it is; documents and packs are touched by whoever takes them in
     and a.attname not in ('tenant_id', 'archive_id', 'result_archive_id')
     and not (a.attname = 'superseded_by' and p_table = 'agent_memories')
     and not (a.attname in ('touched_at', 'created_at') and p_table in ('documents', 'packed_documents', 'packs'))
$function$;
comment on function bundle_columns(p_table text) is 'The columns of a table that travel in a bundle.';

create or replace function public.bundle_lines(p_table text, p_where text, p_digest bytea, p_packs uuid[])
 returns setof text
 language plpgsql
 stable
as $function$
begin
  return query execute format(
    'select ''{"table":"%1$s","row":'' || row_to_json(r)::text || ''}'' from %1$I t cross join lateral (select %2$s) r where t.tenant_id = current_tenant() and %3$s',
    p_table, bundle_select(p_table), p_where)
    using p_digest, p_packs;
end
$function$;

create or replace function public.bundle_mark(p_kind text, p_root uuid)
 returns text
 language sql
 stable
as $function$
  select case p_kind
    when 'project' then (
      select concat_ws('.', p.version, p.audit_count, count(c.id), sum(c.audit_count))
        from projects p
        left join commands c on c.tenant_id = p.tenant_id and c.project_id = p.id
       where p.tenant_id = current_tenant() and p.id = p_root
       group by p.tenant_id, p.id)
    else (
      select concat_ws('.', a.version, a.audit_count,
               (select concat_ws('.', count(*), sum(t.audit_count)) from threads t where t.tenant_id = a.tenant_id and t.agent_id = a.id),
               (select concat_ws('.', count(*), sum(c.audit_count)) from conversations c where c.tenant_id = a.tenant_id and c.agent_id = a.id))
        from agents a
       where a.tenant_id = current_tenant() and a.id = p_root)
    end
$function$;
comment on function bundle_mark(p_kind text, p_root uuid) is 'Changes with every change of what the bundle holds, because every change is audited: pages with the same mark fit together.';

create or replace function public.bundle_page(p_kind text, p_root uuid, p_table text, p_after json, p_rows integer, p_budget bigint)
 returns table(line text, place json)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
declare
  v_table record;
  v_row record;
  v_digests bytea[];
  v_packs uuid[];
  v_seen bytea[] := '{}';
  v_seen_packs uuid[] := '{}';
  v_bytes bigint := 0;
  v_after text;
  v_agent text;
begin
  select * into strict v_table from bundle_tables(p_kind) b where b.name = p_table;
  v_after := (
    select string_agg(format('($2 ->> %s)::%s', n - 1, format_type(a.atttypid, a.atttypmod)), ', ' order by n)
      from regexp_split_to_table(v_table.walk, ', ') with ordinality w (key, n)
      join pg_attribute a on a.attrelid = to_regclass(quote_ident(p_table)) and a.attname = substr(w.key, 3));
  -- whose row it is travels by name where it may be another agent's
  v_agent := case when p_table in ('commands', 'side_effects', 'conversation_sessions')
    then '(select a.name from agents a where a.tenant_id = t.tenant_id and a.id = t.agent_id)' else 'null::text' end;
  for v_row in execute format(
    'select %1$s as digests, %2$s as packs, json_build_array(%3$s) as place, %4$s as agent, row_to_json(r)::text as row
       from %5$I t cross join lateral (select %6$s) r
      where t.tenant_id = current_tenant() and %7$s%8$s
      order by %3$s
      limit $3',
    v_table.digests, v_table.packs, v_table.walk, v_agent, p_table,
    bundle_select(p_table), v_table.belongs, case when p_after is null then '' else format(' and (%s) > (%s)', v_table.walk, v_after) end)
    using p_root, p_after, p_rows
  loop
    v_digests := array(select unnest(v_row.digests) except select unnest(v_seen));
    v_seen := v_seen || v_digests;
    v_packs := coalesce(v_row.packs, '{}') || array(
      select unnest(d.packs) from packed_documents d where d.tenant_id = current_tenant() and d.digest = any (v_digests));
    v_packs := array(select unnest(v_packs) except select unnest(v_seen_packs));
    v_seen_packs := v_seen_packs || v_packs;
    -- those that others are packed against come first
    for line in
      select p.line
        from (select 1 as turn, l as line from bundle_lines('packs', 't.id = any ($2) and octet_length(t.bases) = 0', null, v_packs) l
              union all
              select 2, l from bundle_lines('packs', 't.id = any ($2) and octet_length(t.bases) > 0', null, v_packs) l
              union all
              select 3, l from unnest(v_digests) d (digest) cross join lateral bundle_lines('documents', 't.digest = $1', d.digest, null) l
              union all
              select 4, l from unnest(v_digests) d (digest) cross join lateral bundle_lines('packed_documents', 't.digest = $1', d.digest, null) l
             ) p
       order by p.turn
    loop
      v_bytes := v_bytes + octet_length(line);
      return next;
    end loop;
    line := '{"table":"' || p_table || '",' || coalesce('"agent":' || to_json(v_row.agent)::text || ',', '') || '"row":' || v_row.row || '}';
    place := v_row.place;
    v_bytes := v_bytes + octet_length(line);
    return next;
    place := null;
    exit when v_bytes >= p_budget;
  end loop;
end
$function$;
comment on function bundle_page(p_kind text, p_root uuid, p_table text, p_after json, p_rows integer, p_budget bigint) is 'The next rows of a bundle''s table, a line each, with the documents and packs that they need before them. Rows have a place, what they need has none. Ends with the row that passes the budget.';

create or replace function public.bundle_refused(p_slug text, p_table text, p_key text, p_what text)
 returns void
 language plpgsql
as $function$
declare
  v_detail constant text := concat_ws(' ', nullif(p_table, ''), nullif(p_key, ''), p_what);
begin
  perform problem(p_slug, v_detail, case when p_slug = 'invalid-request' then
    json_build_object('errors', json_build_array(json_build_object('pointer', '/lines', 'code', 'bundle', 'detail', v_detail))) end);
end
$function$;

create or replace function public.bundle_rows(p_lines json, p_table text, p_root uuid, p_as text, p_at timestamp with time zone)
 returns json
 language plpgsql
as $function$
declare
  v record;
  v_row json;
  v_rows json[] := '{}';
  v_columns constant text[] := bundle_columns(p_table);
  v_unknown text;
begin
  for v in
    select l.value ->> 'agent' as agent, l.value -> 'row' as given
      from json_array_elements(p_lines) with ordinality l
     where l.value ->> 'table' = p_table
     order by l.ordinality
  loop
    v_row := v.given;
    select k into v_unknown from json_object_keys(v_row) k where not k = any (v_columns) limit 1;
    if found then
      perform bundle_refused('invalid-request', p_table, coalesce(v_row ->> 'id', ''), format('has a member that does not travel: %s', v_unknown));
    end if;
    if v.agent is not null and v_row ->> 'agent_id' is not null and (v_row ->> 'agent_id')::uuid <> p_root then
      v_row := (v_row::jsonb || jsonb_build_object('agent_id', ensure_agent(v.agent, (v_row ->> 'agent_id')::uuid, p_at)))::json;
    elsif p_as is not null and p_table in ('projects', 'agents') then
      v_row := (v_row::jsonb || jsonb_build_object(case p_table when 'projects' then 'key' else 'name' end, p_as))::json;
    end if;
    v_rows := v_rows || v_row;
  end loop;
  return case when cardinality(v_rows) > 0 then array_to_json(v_rows) end;
end
$function$;
comment on function bundle_rows(p_lines json, p_table text, p_root uuid, p_as text, p_at timestamp with time zone) is 'The rows of a table among the lines of a page; null for none. Another agent is the one that has its name here, and is registered where there is none.';

create or replace function public.bundle_select(p_table text)
 returns text
 language sql
 stable
as $function$
  select string_agg(case
           -- accesses that are not counted in place yet are counted in on the way
           when p_table = 'agent_memories' and c = 'access_count' then
             't.access_count + (select count(*) from memory_accesses l where l.tenant_id = t.tenant_id and l.memory_id = t.id) as access_count'
           when p_table = 'agent_memories' and c = 'last_accessed_at' then
             'greatest(t.last_accessed_at, (select max(l.accessed_at) from memory_accesses l '
             || 'where l.tenant_id = t.tenant_id and l.memory_id = t.id)) as last_accessed_at'
           else 't.' || quote_ident(c) end, ', ' order by n)
    from unnest(bundle_columns(p_table)) with ordinality u (c, n)
$function$;

create or replace function public.bundle_tables(p_kind text)
 returns table(place integer, name text, walk text, belongs text, digests text, packs text)
 language sql
 immutable
as $function$
  select row_number() over ()::integer, t.name, t.walk, t.belongs, coalesce(t.digests, 'null::bytea[]'), coalesce(t.packs, 'null::uuid[]')
    from (values
      ('project', 'projects', 't.id', 't.id = $1', null, null),
      ('project', 'commands', 't.id', 't.project_id = $1', null, null),
      ('project', 'rollbacks', 't.id', 't.project_id = $1', null, null),
      ('project', 'command_steps', 't.step_number', 't.project_id = $1', 'array[t.agent_config_digest]', null),
      ('project', 'rollback_entries', 't.command_id, t.position', 'in_commands', null, null),
      ('project', 'system_state_snapshots', 't.id', 'in_commands',
       'array[t.system_info, t.services_status, t.packages_installed, t.network_connections, t.file_system_state, t.process_list, t.resource_usage]', null),
      ('project', 'step_evaluations', 't.id', 'in_commands', 'array[t.state_changes]', null),
      ('project', 'approval_requests', 't.step_id', 'in_commands', null, null),
      ('project', 'command_approvals', 't.id', 'in_commands', 'array[t.state_context_digest]', null),
      ('project', 'step_outputs', 't.step_id, t.chunk_index', 'in_commands', null, null),
      ('project', 'side_effects', 't.id', 'in_commands', null, null),
      ('project', 'evaluation_daily', 't.project_id, t.day', 't.project_id = $1', null, null),
      ('project', 'step_daily', 't.project_id, t.day', 't.project_id = $1', null, null),
      ('project', 'audit_events', 't.chain_id, t.chain_index',
       't.chain_id in (select $1 union all select c.id from commands c where c.tenant_id = current_tenant() and c.project_id = $1)', null, null),

      ('agent', 'agents', 't.id', 't.id = $1', null, null),
      ('agent', 'agent_configs', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'agent_capabilities', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'agent_status', 't.agent_id', 't.agent_id = $1', null, null),
      ('agent', 'state_schemas', 't.id', 't.agent_id = $1', 'array[t.digest]', null),
      ('agent', 'threads', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'shared_states', 't.id', 'in_shared:t.id', 'array[t.digest]', null),
      ('agent', 'shared_state_versions', 't.shared_id, t.version', 'in_shared:t.shared_id', 'array[t.digest]', null),
      ('agent', 'agent_states', 't.thread_id, t.version', 't.agent_id = $1',
       'array[t.local_state, t.shared_state, t.session_state, t.persistent_state]', null),
      ('agent', 'state_transitions', 't.thread_id, t.to_version', 't.agent_id = $1', null, null),
      ('agent', 'state_checkpoints', 't.thread_id, t.number', 't.agent_id = $1', null, 't.packs'),
      ('agent', 'checkpoint_writes', 't.checkpoint_id, t.task_id, t.write_index', 't.agent_id = $1', null, null),
      ('agent', 'agent_memories', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'memory_successors', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'memory_codes', 't.memory_id', 't.agent_id = $1', null, null),
      ('agent', 'memory_consolidations', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'conversations', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'conversation_sessions', 't.id', 'in_conversations', null, null),
      ('agent', 'message_ids', 't.id', 'in_conversations', null, null),
      ('agent', 'message_segments', 't.conversation_id, t.first_position', 'in_conversations', null, null),
      ('agent', 'messages', 't.conversation_id, t.position', 'in_conversations', null, null),
      ('agent', 'message_senders', 't.conversation_id, t.user_id', 'in_conversations', null, null),
      ('agent', 'message_versions', 't.message_id, t.version_number', 'in_conversations', null, null),
      ('agent', 'memory_context_items', 't.id', 'in_conversations', null, null),
      ('agent', 'context_snapshots', 't.id', 't.agent_id = $1 and (t.conversation_id is null or in_conversations)', 'array[t.snapshot_digest]', null),
      ('agent', 'audit_events', 't.chain_id, t.chain_index',
       't.chain_id in (select $1 union all select h.id from threads h where h.tenant_id = current_tenant() and h.agent_id = $1
                       union all select c.id from conversations c where c.tenant_id = current_tenant() and c.agent_id = $1)', null, null)
    ) as v (kind, name, walk, belongs, digests, packs)
   cross join lateral (
     select v.name, v.walk, v.digests, v.packs,
            replace(replace(replace(v.belongs,
              'in_commands', 't.command_id in (select c.id from commands c where c.tenant_id = current_tenant() and c.project_id = $1)'),
              'in_conversations', 't.conversation_id in (select c.id from conversations c where c.tenant_id = current_tenant() and c.agent_id = $1)'),
              'in_shared:', 'in_shared ') as belongs) r
   cross join lateral (
     select r.name, r.walk, r.digests, r.packs,
            regexp_replace(r.belongs, '^in_shared (.*)$',
              '\1 in (select h.id from shared_states h join threads w on w.tenant_id = h.tenant_id and w.thread_hash = h.thread_hash '
              || 'where h.tenant_id = current_tenant() and w.agent_id = $1)') as belongs) t
   where v.kind = p_kind
$function$;
comment on function bundle_tables(p_kind text) is 'What a bundle of a project or of an agent holds, in the order in which it can be taken in: how rows are walked, which rows belong to it ($1: its root), and which documents and packs they need. Those travel before the first row of a page that needs them.';

create or replace function public.bundle_take(p_table text, p_belongs text, p_rows json, p_root uuid, p_open boolean, out stored bigint, out given bigint)
 returns record
 language plpgsql
as $function$
declare
  v_key constant text := case p_table when 'memory_successors' then 'id' else (
    select string_agg(a.attname, ', ' order by k.place)
      from pg_index i
     cross join unnest(i.indkey::smallint[]) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and a.attname <> 'tenant_id'
     where i.indrelid = to_regclass(quote_ident(p_table)) and i.indisprimary) end;
  v_t constant text := (select string_agg('t.' || k, ', ') from regexp_split_to_table(v_key, ', ') k);
  v_r constant text := (select string_agg('r.' || k, ', ') from regexp_split_to_table(v_key, ', ') k);
  -- a member that a bundle of an older schema does not have gets its default
  v_columns constant text[] := array(select k from json_object_keys(p_rows -> 0) k);
  v_same constant text[] := array(
    select c from unnest(v_columns) c where not (p_table = 'agent_memories' and c in ('access_count', 'last_accessed_at')));
  v_from constant text := format('json_populate_recordset(null::%I, $1) r', p_table);
  v_flaw record;
begin
  given := json_array_length(p_rows);
  if p_table = 'memory_successors' then
    execute format(
      'update agent_memories t set superseded_by = r.superseded_by from %s
        where t.tenant_id = current_tenant() and t.id = r.id and t.superseded_by is null and $2', v_from) using p_rows, p_open;
  else
    execute format(
      'insert into %I (%s) select %s from %s %s order by %s on conflict do nothing', p_table,
      (select string_agg(quote_ident(c), ', ') from unnest(v_columns) c),
      (select string_agg('r.' || quote_ident(c), ', ') from unnest(v_columns) c), v_from,
      -- what was sealed since it came is there; while a bundle comes, a live message within a segment is one that was edited
      case p_table
        when 'messages' then 'where $2 or not exists (select from message_segments s
          where s.tenant_id = current_tenant() and s.conversation_id = r.conversation_id and r.position between s.first_position and s.last_position)'
        when 'message_segments' then 'where not exists (select from message_segments s
          where s.tenant_id = current_tenant() and s.conversation_id = r.conversation_id
            and s.first_position <= r.last_position and s.last_position >= r.first_position)'
        else '' end, v_r) using p_rows, p_open;
  end if;
  get diagnostics stored = row_count;
  if p_table in ('documents', 'packed_documents', 'packs') then
    execute format(
      'update %1$I t set touched_at = waymark_now() from %2$s
        where t.tenant_id = current_tenant() and t.%3$I = r.%3$I and t.touched_at < waymark_now() - interval %4$L', p_table, v_from, v_key, '12 hours')
      using p_rows;
    return;
  end if;
  if p_table not in ('messages', 'message_segments') or stored = given then
    execute format(
      'select concat_ws(''/'', %1$s) as key from %2$s left join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
        where row_to_json((select x from (select %5$s) x))::text is distinct from row_to_json((select x from (select %6$s) x))::text limit 1',
      v_r, v_from, p_table, v_t, (select string_agg('t.' || quote_ident(c), ', ') from unnest(v_same) c),
      (select string_agg('r.' || quote_ident(c), ', ') from unnest(v_same) c)) into v_flaw using p_rows;
    if v_flaw.key is not null then
      perform bundle_refused('conflict', p_table, v_flaw.key, 'is there already and is not what the bundle has, or something else has its name');
    end if;
  end if;
  if stored > 0 and not p_open then
    perform bundle_refused('conflict', p_table, '', format('has %s rows fewer here than in the bundle: one of the two has changed', stored));
  end if;
  execute format(
    'select concat_ws(''/'', %1$s) as key from %2$s join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
      where not coalesce(%5$s, false) limit 1', v_r, v_from, p_table, v_t, replace(p_belongs, '$1', '$2')) into v_flaw using p_rows, p_root;
  if v_flaw.key is not null then
    perform bundle_refused('invalid-request', p_table, v_flaw.key, 'does not belong to the bundle');
  end if;
  -- what rows that come later complete is looked at when all have come
  if to_regproc('flaws_in_' || p_table) is not null
    and p_table not in ('projects', 'commands', 'rollbacks', 'agents', 'threads', 'shared_states', 'conversations', 'conversation_sessions') then
    execute format(
      'select concat_ws(''/'', %1$s) as key, f.value ->> ''flaw'' as flaw, f.value ->> ''column'' as place
         from %2$s join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
        cross join lateral json_array_elements(flaws_in_%3$s(t)) f
        where f.value ->> ''flaw'' <> ''counter'' limit 1', v_r, v_from, p_table, v_t) into v_flaw using p_rows;
    if v_flaw.key is not null then
      perform bundle_refused('invalid-request', p_table, v_flaw.key, format('does not fit: %s of %s', v_flaw.flaw, v_flaw.place));
    end if;
  end if;
end
$function$;
comment on function bundle_take(p_table text, p_belongs text, p_rows json, p_root uuid, p_open boolean, out stored bigint, out given bigint) is 'Stores the rows of one table that are not there, and refuses those that differ from what is there, do not belong to the bundle, or do not fit. Only a bundle that is being imported adds rows.';

create or replace function public.bundle_whole(p_kind text, p_root uuid)
 returns void
 language plpgsql
as $function$
declare
  v_table record;
  v_flaw record;
begin
  for v_table in select * from bundle_tables(p_kind) b where to_regproc('flaws_in_' || b.name) is not null order by b.place loop
    execute format(
      'select json_build_array(%1$s)::text as key, f.value ->> ''flaw'' as flaw, f.value ->> ''column'' as place,
              f.value ->> ''stored'' as stored, f.value ->> ''expected'' as expected
         from %2$I t cross join lateral json_array_elements(flaws_in_%2$s(t)) f
        where t.tenant_id = current_tenant() and %3$s limit 1', v_table.walk, v_table.name, v_table.belongs) into v_flaw using p_root;
    if v_flaw.key is not null then
      perform bundle_refused('conflict', v_table.name, v_flaw.key, format(
        'does not fit what has come of the bundle: %s of %s is %s and should be %s', v_flaw.flaw, v_flaw.place, v_flaw.stored, v_flaw.expected));
    end if;
  end loop;
end
$function$;
comment on function bundle_whole(p_kind text, p_root uuid) is 'Refuses a bundle of which something does not fit, once all of it should be there.';

create or replace function public.caller_is_operator()
 returns boolean
 language sql
 stable parallel safe
return (coalesce(current_setting('waymark.operator'::text, true), ''::text) = 'on'::text);
comment on function caller_is_operator() is 'True for an operator key, which makes and deletes tenants and sees none of their data.';

create or replace function public.caller_sees(p_agent uuid, p_user text)
 returns boolean
 language sql
 stable parallel safe
return case when (current_agent() is not null) then (not (p_agent is distinct from current_agent())) when (current_end_user() is not null) then (not (p_user is distinct from current_end_user())) else true end;
comment on function caller_sees(p_agent uuid, p_user text) is 'Whether this transaction''s key may see what is that agent''s and that end user''s. A key is narrowed by one of the two, never by both.';

create or replace function public.capture_context(p_body json, p_content bytea)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_message constant uuid := p_body ->> 'message_id';
  v_user text := p_body ->> 'user_id';
  v_conversation conversations;
  v_agent agents;
  v_answer json;
begin
  if v_message is not null then
    -- not locked: a snapshot changes nothing of the conversation, and its foreign key sees to it that it stays
    v_conversation := conversation_of_message(v_message);
    if v_conversation.id is null then
      perform refuse_reference('/message_id', 'reference', 'there is no such message');
    end if;
    if v_user <> v_conversation.user_id then
      perform refuse_reference('/user_id', 'conflict', 'is not the end user of the message''s conversation');
    end if;
    v_user := coalesce(v_conversation.user_id, v_user);
  end if;
  v_agent.id := coalesce(speaking_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at), v_conversation.agent_id);
  select * into v_agent from agents where tenant_id = current_tenant() and id = v_agent.id for no key update;
  if not found then
    perform refuse_reference('/agent', 'required', 'is required');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_user := speaking_user(v_user);
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  insert into context_snapshots (id, agent_id, user_id, conversation_id, message_id, snapshot_digest, model, total_tokens,
                                 compression_ratio, segment_count, build_time_ms, optimization_count, created_at)
  values ((p_body ->> 'id')::uuid, v_agent.id, v_user, v_conversation.id, v_message, decode(p_body ->> 'snapshot_digest', 'hex'),
          p_body ->> 'model', (p_body ->> 'total_tokens')::bigint, (p_body ->> 'compression_ratio')::numeric,
          (p_body ->> 'segment_count')::integer, (p_body ->> 'build_time_ms')::bigint, (p_body ->> 'optimization_count')::integer, v_at);
  perform audit_in_agent(v_agent.id, v_at, 'context_snapshot.captured', 'context_snapshot', (p_body ->> 'id')::uuid,
    json_build_object('digest', p_body ->> 'snapshot_digest'));
  v_answer := json_strip_nulls(json_build_object('id', p_body ->> 'id', 'agent', v_agent.name, 'agent_id', v_agent.id, 'user_id', v_user,
    'conversation_id', v_conversation.id, 'created_at', v_at));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function capture_context(p_body json, p_content bytea) is 'Stores a context as a document with a row that tells how it was built; a large one in pieces, whose new packs have the bytes p_content. The agent is registered when its name is new; without a name it is the conversation''s.';

create or replace function public.capture_snapshot(p_command uuid, p_step uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_id constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_type constant text := p_body ->> 'snapshot_type';
  v_command commands;
  v_answer json;
begin
  v_command := locked_command(p_command, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform put_documents(p_body -> 'documents');
  perform insert_snapshot(v_id, v_command.id, p_step, v_command.next_position, v_type, p_body -> 'sections',
    coalesce((p_body ->> 'captured_at')::timestamptz, v_at), v_at);
  update commands
     set next_position = next_position + 1,
         baseline_snapshot_id = case when v_type = 'baseline' then v_id else baseline_snapshot_id end,
         snapshots_left_at = null,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at, 'snapshot.captured', 'snapshot', v_id,
           json_build_object('snapshot_type', v_type, 'step_id', p_step, 'sections', p_body -> 'sections')),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;
  v_answer := json_build_object('id', v_id, 'command_id', v_command.id, 'step_id', p_step, 'created_at', v_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function capture_snapshot(p_command uuid, p_step uuid, p_body json) is 'Stores what the system looked like, for a command (its baseline) or for a step (before or after it).';

create or replace function public.chain_flaws(p_chain uuid, p_head bytea, p_count bigint)
 returns json[]
 language sql
 stable parallel safe
as $function$
  select array[flaw('chain', 'audit_count', p_count::text, coalesce(e.chain_index + 1, 0)::text),
               flaw('chain', 'audit_head', encode(p_head, 'hex'), encode(e.hash, 'hex'))]
    from (select) one
    left join lateral (
      select e.chain_index, e.hash
        from audit_events e
       where e.tenant_id = current_tenant() and e.chain_id = p_chain
       order by e.chain_index desc
       limit 1) e on true
$function$;
comment on function chain_flaws(p_chain uuid, p_head bytea, p_count bigint) is 'Whether the end of a chain is what its holder keeps of it: so a tail that was cut off shows.';

create or replace function public.change_checkpoint(p_checkpoint uuid, p_body json)
 returns json
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_policy constant text := p_body ->> 'retention_policy';
  v_expires_at constant timestamptz := p_body ->> 'expires_at';
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v state_checkpoints;
begin
  select * into v from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  update state_checkpoints c
     set pinned = coalesce((p_body ->> 'pinned')::boolean, c.pinned),
         retention_policy = coalesce(v_policy, c.retention_policy),
         expires_at = coalesce(v_expires_at, case when v_policy = 'permanent' then null else c.expires_at end)
   where c.tenant_id = current_tenant() and c.id = p_checkpoint;
  perform audit_in_thread(v_thread.id, v_at, 'checkpoint.changed', 'checkpoint', p_checkpoint, json_build_object('digest', p_body ->> 'digest'));
  return checkpoint_answer(p_checkpoint);
end
$function$;
comment on function change_checkpoint(p_checkpoint uuid, p_body json) is 'Changes how long a checkpoint stays; what is not named stays, but a permanent one no longer expires.';

create or replace function public.changed_conversation(v conversations, p_body json)
 returns conversations
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_new conversations := v;
begin
  if p_body -> 'agent' is not null then
    v_new.agent_id := speaking_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at);
  end if;
  if p_body -> 'user_id' is not null then
    v_new.user_id := speaking_user(p_body ->> 'user_id');
  end if;
  if p_body -> 'user_input' is not null then
    v_new.user_input := p_body ->> 'user_input';
  end if;
  if p_body -> 'focus_areas' is not null then
    v_new.focus_areas := coalesce(nullif((p_body -> 'focus_areas')::jsonb, 'null'), '[]');
  end if;
  if p_body -> 'step_count' is not null then
    v_new.step_count := coalesce((p_body ->> 'step_count')::bigint, 0);
  end if;
  if p_body -> 'last_tool_result' is not null then
    v_new.last_tool_result := convert_to(p_body ->> 'last_tool_result', 'UTF8');
  end if;
  if p_body -> 'metadata' is not null then
    v_new.metadata := coalesce(nullif((p_body -> 'metadata')::jsonb, 'null'), '{}');
  end if;
  if v_new is not distinct from v then
    return v;
  end if;
  update conversations
     set agent_id = v_new.agent_id, user_id = v_new.user_id, user_input = v_new.user_input, focus_areas = v_new.focus_areas,
         step_count = v_new.step_count, last_tool_result = v_new.last_tool_result, metadata = v_new.metadata,
         version = v.version + 1,
         updated_at = v_at,
         audit_head = audit_append(v.audit_head, v.audit_count, v.id, v_at, 'conversation.changed', 'conversation', v.id,
           '{}', p_body ->> 'digest'),
         audit_count = v.audit_count + 1
   where tenant_id = current_tenant() and id = v.id
  returning * into v;
  return v;
end
$function$;
comment on function changed_conversation(v conversations, p_body json) is 'Changes what the body names of a conversation that is locked, null included, and nothing else. What is there already changes nothing.';

create or replace function public.checkpoint_answer(p_checkpoint uuid)
 returns json
 language sql
 stable
begin atomic
 select checkpoint_json(c.*, a.name, t.thread) as checkpoint_json
    from ((state_checkpoints c
      join threads t on (((t.tenant_id = c.tenant_id) and (t.id = c.thread_id))))
      join agents a on (((a.tenant_id = c.tenant_id) and (a.id = c.agent_id))))
   where ((c.tenant_id = current_tenant()) and (c.id = checkpoint_answer.p_checkpoint));
end;

create or replace function public.checkpoint_json(c state_checkpoints, p_agent text, p_thread text)
 returns json
 language sql
 stable
return json_build_object('id', (c).id, 'agent', p_agent, 'agent_id', (c).agent_id, 'thread', p_thread, 'number', (c).number, 'namespace', (c).namespace, 'parent_checkpoint_id', (c).parent_checkpoint_id, 'checkpoint_type', (c).checkpoint_type, 'trigger_reason', (c).trigger_reason, 'metadata', ((c).metadata)::text, 'state_id', (c).state_id, 'state_digest', encode((c).state_digest, 'hex'::text), 'size_bytes', (c).size_bytes, 'stored_bytes', (c).stored_bytes, 'restoration_count', (c).restoration_count, 'last_restored_at', (c).last_restored_at, 'restoration_time_ms', (c).restoration_time_ms, 'forked_from', (c).forked_from, 'pinned', (c).pinned, 'retention_policy', (c).retention_policy, 'expires_at', (c).expires_at, 'created_at', (c).created_at, 'row_bytes', (((((octet_length(((c).metadata)::text) + coalesce(octet_length((c).trigger_reason), 0)) + octet_length((c).namespace)) + octet_length(p_thread)) + octet_length(p_agent)) + 1500));
comment on function checkpoint_json(c state_checkpoints, p_agent text, p_thread text) is 'A checkpoint as checkpoint_rows shows it, of a row that is at hand. p_agent, p_thread: the names of its agent and its thread.';

create or replace function public.checkpoints_with(p_agent uuid, p_thread uuid, p_namespace text, p_alternatives jsonb, p_before_number bigint, p_before_id uuid, p_rows integer)
 returns table(id uuid)
 language plpgsql
 stable security definer
 set search_path to 'public', 'pg_temp'
 set plan_cache_mode to 'force_custom_plan'
as $function$
#variable_conflict use_column
begin
  return query
  -- materialized: else the planner would walk the newest checkpoints one by one, however rare the match
  with found as materialized (
    select c.id, c.number
      from jsonb_array_elements(p_alternatives) as a (wanted)
      join state_checkpoints c on c.metadata @> a.wanted
     where c.tenant_id = current_tenant()
       and case when current_agent() is null then true else c.agent_id = current_agent() end
       and c.agent_id = p_agent
       and (p_thread is null or c.thread_id = p_thread)
       and (p_namespace is null or c.namespace_key = hashtextextended(p_namespace, 0) and c.namespace = p_namespace)
       and c.number < p_before_number
       and c.id < p_before_id)
  select f.id
    from found f
   order by case when p_thread is not null then f.number end desc, f.id desc
   limit p_rows;
end
$function$;
alter function checkpoints_with(p_agent uuid, p_thread uuid, p_namespace text, p_alternatives jsonb, p_before_number bigint, p_before_id uuid, p_rows integer) owner to waymark_searcher;
comment on function checkpoints_with(p_agent uuid, p_thread uuid, p_namespace text, p_alternatives jsonb, p_before_number bigint, p_before_id uuid, p_rows integer) is 'The newest checkpoints of an agent, or of one of its threads, whose metadata contains one of the alternatives. No metadata contains two of them. Runs as waymark_searcher.';

create or replace function public.claim_conversations_to_seal(p_count integer)
 returns table(tenant_id uuid, conversation_id uuid)
 language sql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
  update sealing_notes n
     set due_at = waymark_now() + interval '10 minutes'
    from (select d.tenant_id, d.conversation_id
            from sealing_notes d
           where d.due_at <= waymark_now()
           order by d.due_at
           limit p_count
             for update skip locked) due
   where n.tenant_id = due.tenant_id and n.conversation_id = due.conversation_id
  returning n.tenant_id, n.conversation_id
$function$;
alter function claim_conversations_to_seal(p_count integer) owner to waymark_searcher;
comment on function claim_conversations_to_seal(p_count integer) is 'Conversations to be looked at, of all tenants; for ten minutes nobody else gets them, and after that whoever comes, in case this one died. Runs as waymark_searcher.';

create or replace function public.claim_effect(p_key text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_command constant uuid := p_body ->> 'command_id';
  v_expires constant timestamptz := waymark_now() + (p_body ->> 'ttl_ms')::bigint * interval '1 millisecond';
  v_agent uuid := current_agent();
  v side_effects;
  v_action text := 'effect.claimed';
  v_answer json;
begin
  if v_command is not null then
    select c.agent_id into v_agent from commands c where c.tenant_id = current_tenant() and c.id = v_command for no key update;
    if not found then
      perform problem('not-found', 'there is no such command');
    end if;
  end if;
  insert into side_effects (id, key, command_id, agent_id, claimed_by, claimed_at, expires_at, created_at)
  values ((p_body ->> 'id')::uuid, p_key, v_command, v_agent, current_actor(), v_at, v_expires, v_at)
  on conflict on constraint side_effects_key_unique do nothing
  returning * into v;
  if v.id is null then
    select * into v from side_effects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
    if not found then
      perform problem('conflict', 'this effect is another agent''s');
    end if;
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
    if v.status = 'completed' or v.expires_at > waymark_now() then
      return query select false, effect_answer(v, case v.status when 'completed' then 'completed' else 'in_progress' end);
      return;
    end if;
    update side_effects
       set fencing_token = fencing_token + 1, claimed_by = current_actor(), claimed_at = v_at, expires_at = v_expires,
           command_id = coalesce(v_command, command_id)
     where tenant_id = current_tenant() and id = v.id
    returning * into v;
    v_action := 'effect.taken_over';
  end if;
  perform audit_effect(v, v_at, v_action, json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  v_answer := effect_answer(v, 'claimed');
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function claim_effect(p_key text, p_body json) is 'Claims an effect that nobody has, or whose lease has run out, with a token of its own; else says that it is in progress, or what came of it.';

create or replace function public.claim_tenants_to_encrypt(p_wrapped_by text, p_count integer)
 returns table(tenant_id uuid, part text, after text, walk text)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
#variable_conflict use_column
begin
  insert into encryption_work (tenant_id, part, after, changed_at, due_at)
  select distinct k.tenant_id, '', '', waymark_now(), waymark_now()
    from encryption_keys k
   where k.wrapped_by <> p_wrapped_by
  on conflict (tenant_id) do nothing;
  return query
  update encryption_work w
     set due_at = waymark_now() + interval '10 minutes',
         walk_started_at = coalesce(w.walk_started_at, waymark_now())
    from (select d.tenant_id
            from encryption_work d
           where d.due_at <= waymark_now()
           order by d.due_at
           limit p_count
             for update skip locked) due
   where w.tenant_id = due.tenant_id
  returning w.tenant_id, w.part, w.after, w.walk_started_at::text;
end
$function$;
alter function claim_tenants_to_encrypt(p_wrapped_by text, p_count integer) owner to waymark_searcher;
comment on function claim_tenants_to_encrypt(p_wrapped_by text, p_count integer) is 'Tenants with values to be encrypted anew, or keys to be wrapped anew by p_wrapped_by; for ten minutes nobody else gets them. walk tells one walk from the next. Runs as waymark_searcher.';

create or replace function public.close_gaps(p_thread uuid, p_cut uuid[])
 returns void
 language plpgsql
as $function$
declare
  v_ids uuid[];
  v_parents integer[];
  v_cut boolean[];
  v_nearest integer[] := '{}';
  v_children uuid[] := '{}';
  v_ancestors uuid[] := '{}';
begin
  select array_agg(t.id order by t.place), array_agg(t.parent order by t.place), array_agg(t.cut order by t.place) into v_ids, v_parents, v_cut
    from (with numbered as materialized (
            select c.id, c.parent_checkpoint_id, (row_number() over (order by c.number))::integer as place
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.thread_id = p_thread)
          select n.id, n.place, p.place as parent, k.id is not null as cut
            from numbered n
            left join numbered p on p.id = n.parent_checkpoint_id
            left join unnest(p_cut) k (id) on k.id = n.id) t;
  -- a parent has the smaller number, so one pass knows every nearest ancestor that stays
  for i in 1 .. coalesce(cardinality(v_ids), 0) loop
    v_nearest[i] := case when v_cut[v_parents[i]] then v_nearest[v_parents[i]] else v_parents[i] end;
    if not v_cut[i] and v_cut[v_parents[i]] then
      v_children := v_children || v_ids[i];
      v_ancestors := v_ancestors || v_ids[v_nearest[i]];
    end if;
  end loop;
  update state_checkpoints c
     set parent_checkpoint_id = g.ancestor
    from unnest(v_children, v_ancestors) g (child, ancestor)
   where c.tenant_id = current_tenant() and c.id = g.child;
end
$function$;
comment on function close_gaps(p_thread uuid, p_cut uuid[]) is 'Gives each checkpoint that stays, whose parent is cut, its nearest ancestor that stays, or none.';

create or replace function public.coded_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer)
 returns table(id uuid, created_at timestamp with time zone, version bigint, importance double precision, recency double precision, words double precision, scale real, slack real, fine_slack real)
 language plpgsql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  return query execute format($sql$
    select p.id, p.created_at, p.version, p.importance, p.recency, p.words, c.scale, c.slack, c.fine_slack
      from (select %s from agent_memories m where %s and (m.created_at, m.id) < ($7, $8)
             order by m.created_at desc, m.id desc limit $6) p
      left join memory_codes c on c.tenant_id = $4 and c.agent_id = $1 and c.memory_id = p.id
    $sql$, memory_parts(), memory_conditions(p_search))
  using p_agent, p_search, p_language, current_tenant(), waymark_now(), p_rows, p_before, p_before_id;
end
$function$;
alter function coded_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer) owner to waymark_searcher;
comment on function coded_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer) is 'The p_rows newest before a moment of all that the search may find, each with what tells its code from others, where it has one; in no order. Runs as waymark_searcher.';

create or replace function public.codes_of(p_memories uuid[])
 returns table(id uuid, scale real, slack real, fine_slack real, code text)
 language sql
 stable
begin atomic
 select c.memory_id,
     c.scale,
     c.slack,
     c.fine_slack,
     c.code
    from memory_codes c
   where ((c.tenant_id = current_tenant()) and (c.memory_id = any (codes_of.p_memories)));
end;
comment on function codes_of(p_memories uuid[]) is 'The codes of these memories; for whoever has not seen them before.';

create or replace function public.collect_garbage(p_rows integer, p_tenant uuid default null::uuid)
 returns table(tenant uuid, documents bigint, packs bigint, bytes bigint, finished boolean)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
 set work_mem to '32MB'
as $function$
#variable_conflict use_column
declare
  -- writers touch what they rely on once in 12 hours, and none of them takes that long to commit
  c_grace constant interval := '24 hours';
  -- whoever deletes what names a pack notes the pack; who should forget to, loses nothing but time
  c_whole constant interval := '7 days';
  -- a body may have some megabytes, so few are deleted at once, and what they weighed counts as rows do
  c_deleted_at_once constant integer := 500;
  c_bytes_a_row constant integer := 10000;
  v_left integer := p_rows;
  v_rows integer;
  v collections;
  v_source record;
  v_did record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'what is referred to has to be looked at after the suspects were: collect under read committed';
  end if;
  select c.* into v
    from collections c
   where case when p_tenant is null then c.finished_at is null or c.finished_at < waymark_now() - interval '12 hours'
              else c.tenant_id = p_tenant end
   order by c.finished_at nulls first, c.tenant_id
   limit 1
     for update skip locked;
  documents := 0;
  packs := 0;
  bytes := 0;
  if not found then
    -- tenants that were never looked at; the next call does, so that who comes at the same time waits for this alone
    finished := false;
    for tenant in
      select t.id from tenants t
       where (p_tenant is null or t.id = p_tenant) and not exists (select from collections k where k.tenant_id = t.id)
       order by t.id
       limit 1000
    loop
      insert into collections (tenant_id) values (tenant) on conflict do nothing;
    end loop;
    if tenant is not null then
      return next;
    end if;
    return;
  end if;
  if v.finished_at is not null then
    v.walks := 'documents';
    v.walked_to := '';
    v.finished_at := null;
    v.whole := v.whole_at is null or v.whole_at < waymark_now() - c_whole;
  end if;
  tenant := v.tenant_id;

  while v_left > 0 and v.finished_at is null loop
    -- whatever little a turn finds, it took some statements
    v_left := v_left - 100;
    v_rows := greatest(v_left, 100);
    select r.* into v_source from referring_columns() r where r.refers_to = v.walks and r.place = v.source;
    if cardinality(v.suspects) = 0 then
      v.due_at := waymark_now() - c_grace;
      v_did := next_suspects(v.tenant_id, v.walks, v.whole, v.walked_to, p_rows, v.due_at);
      v_left := v_left - v_did.rows_read;
      v.suspects := v_did.suspects;
      v.source := 1;
      v.read_to := null;
      if v_did.rows_read > 0 then
        v.walked_to := v_did.walked_to;
      elsif v.walks = 'documents' then
        v.walks := 'packs';
        v.walked_to := '';
      else
        v.finished_at := waymark_now();
        if v.whole then
          v.whole_at := v.finished_at;
        end if;
      end if;
    elsif v_source.relation is not null then
      v_did := read_references(v.tenant_id, v_source.relation, v_source.key, v_source.columns, v.read_to, v_rows, v.suspects);
      v_left := v_left - v_did.rows_read;
      if cardinality(v_did.named) > 0 then
        v.suspects := array(select unnest(v.suspects) except select unnest(v_did.named));
        if v.walks = 'packs' then
          perform take_notes_back(v.tenant_id, v_did.named, v.due_at + c_grace - interval '1 hour');
        end if;
      end if;
      v.read_to := v_did.read_to;
      if v_did.rows_read < v_rows then
        v.source := v.source + 1;
        v.read_to := null;
      end if;
    else
      v_rows := least(v_rows, c_deleted_at_once);
      if v.walks = 'documents' then
        v_did := delete_documents(v.tenant_id, v.suspects[1:v_rows], v.due_at);
        documents := documents + v_did.deleted;
      else
        v_did := delete_packs(v.tenant_id, v.suspects[1:v_rows], v.due_at);
        packs := packs + v_did.deleted;
      end if;
      bytes := bytes + v_did.bytes;
      v.suspects := v.suspects[v_rows + 1:];
      v_left := v_left - v_did.deleted - v_did.bytes / c_bytes_a_row;
    end if;
  end loop;
  update collections c
     set walks = v.walks, walked_to = v.walked_to, suspects = v.suspects, due_at = v.due_at, source = v.source, read_to = v.read_to,
         finished_at = v.finished_at, whole = v.whole, whole_at = v.whole_at
   where c.tenant_id = v.tenant_id;
  finished := v.finished_at is not null;
  return next;
end
$function$;
alter function collect_garbage(p_rows integer, p_tenant uuid) owner to waymark_eraser;
comment on function collect_garbage(p_rows integer, p_tenant uuid) is 'Goes on collecting in the tenant whose turn it is (each once in 12 hours), or in that one: deletes documents and noted packs (once in 7 days any packs) that nothing refers to and that nobody relied on for 24 hours. Walks, reads and deletes so many rows, about, and keeps its place: call it until there is no row. Any number may run at once, beside any writers. Runs as waymark_eraser.';

create or replace function public.command_may_move(p_from text, p_to text)
 returns boolean
 language sql
 immutable parallel safe
return case when (p_to = p_from) then true when (p_to = 'running'::text) then (p_from = 'pending'::text) when (p_to = any (array['completed'::text, 'failed'::text, 'cancelled'::text])) then (p_from = any (array['pending'::text, 'running'::text, 'awaiting_approval'::text])) else false end;

create or replace function public.commands_with_evaluations(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(id uuid, ended_at timestamp with time zone)
 language sql
 stable
as $function$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.evaluations_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$function$;
comment on function commands_with_evaluations(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Commands that ended before the cutoff and may still have evaluations, the oldest first, from a place on.';

create or replace function public.commands_with_plain_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(id uuid, ended_at timestamp with time zone)
 language sql
 stable
as $function$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.results_compressed_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$function$;
comment on function commands_with_plain_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Commands that ended before the cutoff and may still have results as they came, the oldest first, from a place on.';

create or replace function public.commands_with_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(id uuid, ended_at timestamp with time zone)
 language sql
 stable
as $function$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.results_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$function$;
comment on function commands_with_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Commands that ended before the cutoff and may still have results, the oldest first, from a place on.';

create or replace function public.commands_with_snapshots(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(id uuid, ended_at timestamp with time zone, next_position bigint)
 language sql
 stable
as $function$
  select c.id, case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.next_position
    from commands c
   where c.tenant_id = current_tenant()
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end is not null
     and c.snapshots_left_at is null
     and case when c.completed_at is not null then c.completed_at else c.rolled_back_at end <= p_cutoff
     and (case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id) >= (p_at, p_id)
     and not (p_past and c.id = p_id)
   order by case when c.completed_at is not null then c.completed_at else c.rolled_back_at end, c.id
   limit p_rows
$function$;
comment on function commands_with_snapshots(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Commands that ended before the cutoff and may still have snapshots, the oldest first, from a place on.';

create or replace function public.complete_effect(p_key text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_result constant bytea := convert_to(p_body ->> 'result', 'UTF8');
  v side_effects;
  v_answer json;
begin
  -- the command first: the lock order
  perform from commands c
    where c.tenant_id = current_tenant()
      and c.id = (select e.command_id from side_effects e where e.tenant_id = current_tenant() and e.key_hash = name_hash(p_key))
      for no key update;
  select * into v from side_effects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  if not found then
    perform problem('not-found', 'nobody has claimed this effect');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v.fencing_token <> (p_body ->> 'fencing_token')::bigint then
    perform problem('stale-fencing-token', case
      when v.fencing_token > (p_body ->> 'fencing_token')::bigint
        then 'another has claimed this effect since: what this one has done must not count'
      else 'no claim of this effect has been given this token: what was done under it must not count'
    end);
  end if;
  if v.status = 'completed' then
    if v.result <> v_result then
      perform problem('conflict', 'this effect has been completed with another result');
    end if;
    return query select false, effect_answer(v, 'completed');
    return;
  end if;
  update side_effects
     set status = 'completed', result = v_result, completed_at = v_at
   where tenant_id = current_tenant() and id = v.id
  returning * into v;
  perform audit_effect(v, v_at, 'effect.completed', json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  v_answer := effect_answer(v, 'completed');
  perform keep_answer(json_build_object('id', v.id, 'key', v.key, 'status', v.status, 'command_id', v.command_id,
    'created_at', v.created_at, 'completed_at', v.completed_at));
  return query select false, v_answer;
end
$function$;
comment on function complete_effect(p_key text, p_body json) is 'Keeps what came of an effect, for the newest token alone; its lease may have run out while nobody took it over. The same again answers the same.';

create or replace function public.consolidate_memories(p_agent text, p_body jsonb)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_given constant jsonb := p_body -> 'memory';
  v_id constant uuid := v_given ->> 'id';
  v_agent constant agents := locked_agent(p_agent);
  v_sources constant uuid[] := array(select s.id::uuid from jsonb_each_text(p_body -> 'versions') as s (id, version));
  v_answer json := idempotent_answer();
  v_taken uuid;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform from agent_memories m where m.tenant_id = current_tenant() and m.id = any (v_sources) order by m.id for no key update;
  if (select count(*)
        from jsonb_each_text(p_body -> 'versions') as s (id, version)
        join agent_memories m on m.tenant_id = current_tenant() and m.id = s.id::uuid and m.version = s.version::bigint) < cardinality(v_sources) then
    raise exception 'a memory was changed under this request' using errcode = 'WM001';
  end if;
  select m.id into v_taken from agent_memories m
   where m.tenant_id = current_tenant() and m.id = any (v_sources) and m.superseded_by is not null limit 1;
  if v_taken is not null then
    perform problem('conflict', format('memory %s has been superseded already', v_taken));
  end if;
  perform refuse_flaws((select json_agg(f.flaw) from memory_flaws('', v_given, v_given ->> 'memory_type') as f (flaw)));
  perform insert_memory(v_agent.id, speaking_user(v_given ->> 'user_id'), v_given, text_search_language(), v_at);
  update agent_memories set superseded_by = v_id where tenant_id = current_tenant() and id = any (v_sources);
  insert into memory_consolidations (id, agent_id, user_id, source_memories, consolidated_memory_id, consolidation_type, tokens_saved, created_at)
  select (p_body ->> 'id')::uuid, m.agent_id, m.user_id, v_sources, v_id, p_body ->> 'consolidation_type',
         (p_body ->> 'tokens_saved')::bigint, v_at
    from agent_memories m
   where m.tenant_id = current_tenant() and m.id = v_id;
  perform audit_in_agent(v_agent.id, v_at, 'memories.consolidated', 'memory', v_id,
    json_build_object('sources', v_sources, 'digest', p_body ->> 'digest'));
  v_answer := json_build_object('id', p_body ->> 'id', 'memory_id', v_id, 'tokens_saved', (p_body ->> 'tokens_saved')::bigint,
    'agent_id', v_agent.id, 'user_id', (select m.user_id from agent_memories m where m.tenant_id = current_tenant() and m.id = v_id),
    'importance', (v_given ->> 'importance')::numeric, 'created_at', v_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function consolidate_memories(p_agent text, p_body jsonb) is 'Makes one memory out of several, which stay and are superseded. versions: what the caller saw of the sources; where one has changed since, the call is to be made again.';

create or replace function public.consolidation_sources(p_agent uuid, p_sources uuid[])
 returns table(id uuid, content bytea, version bigint, importance numeric, user_id text)
 language plpgsql
 stable
as $function$
begin
  perform refuse_flaws((
    select json_agg(json_build_object('pointer', '/source_ids/' || s.place - 1, 'code', 'unknown', 'detail', 'the agent has no such memory')
                    order by s.place)
      from unnest(p_sources) with ordinality as s (id, place)
     where not exists (select from memory_rows m where m.id = s.id and m.agent_id = p_agent)
       -- what was consolidated before is answered again, whatever became of its sources
       and idempotent_answer() is null));
  return query
    select m.id, m.content, m.version, m.importance, m.user_id
      from agent_memories m
     where m.tenant_id = current_tenant() and m.id = any (p_sources);
end
$function$;
comment on function consolidation_sources(p_agent uuid, p_sources uuid[]) is 'The memories that are to become one; 422 for those that are none of the agent''s.';

create or replace function public.context_before(p_agent text, p_user text)
 returns bytea
 language sql
 stable
begin atomic
 select body_of(s.snapshot_digest) as body_of
    from context_snapshots s
   where ((s.tenant_id = current_tenant()) and (s.agent_id = coalesce(( select a.id
            from agents a
           where ((a.tenant_id = current_tenant()) and (a.name_hash = name_hash(context_before.p_agent)))), current_agent())) and ((context_before.p_user is null) or (s.user_id = context_before.p_user)))
   order by s.created_at desc, s.id desc
  limit 1;
end;
comment on function context_before(p_agent text, p_user text) is 'The newest context that the agent was told, of this end user where one is named: what the next one probably resembles.';

create or replace function public.conversation_figures(p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_agent text)
 returns table(at timestamp with time zone, agent text, role text, messages bigint, tool_calls bigint, prompt_tokens numeric, completion_tokens numeric, total_tokens numeric, cost_usd numeric, latencies bigint, latency_ms numeric)
 language sql
 stable
begin atomic
 with sealed as not materialized (
          select s.conversation_id,
             s.first_position,
             s.last_position,
             f.day,
             f.role,
             f.agent_id,
             f.messages,
             f.tool_calls,
             f.prompt_tokens,
             f.completion_tokens,
             f.total_tokens,
             f.cost_usd,
             f.latencies,
             f.latency_ms,
             f.first_at,
             f.last_at,
             f.awaited
            from (message_segments s
              cross join lateral jsonb_to_recordset(s.figures) f(day date, role text, agent_id uuid, messages bigint, tool_calls bigint, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric, latencies bigint, latency_ms bigint, first_at timestamp with time zone, last_at timestamp with time zone, awaited boolean))
           where (s.tenant_id = current_tenant())
         ), live as (
          select m.conversation_id,
             m."position",
             m.role,
             m.sender_agent_id,
             m.created_at,
             m.tool_calls,
             m.prompt_tokens,
             m.completion_tokens,
             m.total_tokens,
             m.cost_usd,
             m.latency_ms,
                 case
                     when (lag(m."position") over in_order = (m."position" - 1)) then lag(m.created_at) over in_order
                     else null::timestamp with time zone
                 end as said_before
            from messages m
           where ((m.tenant_id = current_tenant()) and (not (exists ( select
                    from message_segments s
                   where ((s.tenant_id = m.tenant_id) and (s.conversation_id = m.conversation_id) and ((m."position" >= s.first_position) and (m."position" <= s.last_position)))))))
           window in_order as (partition by m.conversation_id order by m."position")
         ), said as (
          select l.conversation_id,
             l.created_at as at,
             l.role,
             l.sender_agent_id,
             (1)::bigint as messages,
             (l.tool_calls)::bigint as tool_calls,
             l.prompt_tokens,
             l.completion_tokens,
             l.total_tokens,
             l.cost_usd,
                 case
                     when (l.role = 'assistant'::text) then coalesce(l.latency_ms, ms_between(coalesce(l.said_before, b.last_at), l.created_at))
                     else null::bigint
                 end as latency_ms
            from (live l
              left join sealed b on (((l.said_before is null) and (b.conversation_id = l.conversation_id) and (b.last_position = (l."position" - 1)) and (b.last_at is not null))))
         ), counted as (
          select s.conversation_id,
             s.at,
             s.role,
             s.sender_agent_id,
             s.messages,
             s.tool_calls,
             s.prompt_tokens,
             s.completion_tokens,
             s.total_tokens,
             s.cost_usd,
             (((s.latency_ms is not null))::integer)::bigint as latencies,
             s.latency_ms
            from said s
           where ((s.at >= conversation_figures.p_from) and (s.at < conversation_figures.p_to))
         union all
          select f.conversation_id,
             ((f.day)::timestamp without time zone at time zone 'UTC'::text) as timezone,
             f.role,
             f.agent_id,
             f.messages,
             f.tool_calls,
             f.prompt_tokens,
             f.completion_tokens,
             f.total_tokens,
             f.cost_usd,
                 case
                     when (f.role = 'assistant'::text) then f.latencies
                     else null::bigint
                 end as "case",
                 case
                     when (f.role = 'assistant'::text) then f.latency_ms
                     else null::bigint
                 end as "case"
            from sealed f
           where ((f.messages is not null) and (f.day >= ((conversation_figures.p_from at time zone 'UTC'::text))::date) and (f.day < ((conversation_figures.p_to at time zone 'UTC'::text))::date))
         union all
          select f.conversation_id,
             f.first_at,
             'assistant'::text,
             f.agent_id,
             0,
             0,
             0,
             0,
             0,
             0,
             1,
             ms_between(b.last_at, f.first_at) as ms_between
            from (sealed f
              join sealed b on (((b.conversation_id = f.conversation_id) and (b.last_position = (f.first_position - 1)) and (b.last_at is not null))))
           where (f.awaited and (ms_between(b.last_at, f.first_at) is not null) and (f.first_at >= conversation_figures.p_from) and (f.first_at < conversation_figures.p_to))
         ), named as (
          select date_trunc(conversation_figures.p_bucket, c.at, 'UTC'::text) as at,
             a.name as agent,
             c.role,
             c.messages,
             c.tool_calls,
             c.prompt_tokens,
             c.completion_tokens,
             c.total_tokens,
             c.cost_usd,
             c.latencies,
             c.latency_ms
            from ((counted c
              join conversations v on (((v.tenant_id = current_tenant()) and (v.id = c.conversation_id))))
              left join agents a on (((a.tenant_id = current_tenant()) and (a.id = coalesce(c.sender_agent_id, v.agent_id)))))
           where ((conversation_figures.p_agent is null) or (a.name_hash = name_hash(conversation_figures.p_agent)))
         )
  select n.at,
     n.agent,
     n.role,
     (coalesce(sum(n.messages), (0)::numeric))::bigint as "coalesce",
     (coalesce(sum(n.tool_calls), (0)::numeric))::bigint as "coalesce",
     coalesce(sum(n.prompt_tokens), (0)::numeric) as "coalesce",
     coalesce(sum(n.completion_tokens), (0)::numeric) as "coalesce",
     coalesce(sum(n.total_tokens), (0)::numeric) as "coalesce",
     coalesce(sum(n.cost_usd), (0)::numeric) as "coalesce",
     (coalesce(sum(n.latencies), (0)::numeric))::bigint as "coalesce",
     coalesce(sum(n.latency_ms), (0)::numeric) as "coalesce"
    from named n
   group by grouping sets ((n.at, n.agent, n.role), ());
end;
comment on function conversation_figures(p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_agent text) is 'Figures of the messages said from p_from up to p_to, which begin days (UTC): a row for each stretch (day, week, month), agent and role that has any, and one for all of them, whose at is null. The agent is who sent it, else the conversation''s. Latency is of assistants'' messages: latency_ms as it was told, else the time since the message before where that is another moment.';

create or replace function public.conversation_of(p_external_id text)
 returns uuid
 language plpgsql
 stable
as $function$
declare
  v_id uuid;
begin
  select id into v_id from conversations where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id);
  if not found then
    perform problem('not-found', 'there is no such conversation');
  end if;
  return v_id;
end
$function$;
comment on function conversation_of(p_external_id text) is 'The conversation of that external_id; 404 when there is none.';

create or replace function public.conversation_of_message(p_id uuid)
 returns conversations
 language sql
 stable
begin atomic
 select c.tenant_id,
     c.id,
     c.next_position,
     c.audit_count,
     c.updated_at,
     c.audit_head,
     c.messages_digest,
     c.external_id,
     c.external_id_hash,
     c.tag,
     c.agent_id,
     c.user_id,
     c.step_count,
     c.user_input,
     c.focus_areas,
     c.last_tool_result,
     c.metadata,
     c.version,
     c.created_at
    from conversations c
   where ((c.tenant_id = current_tenant()) and (message_position(c.*, conversation_of_message.p_id) is not null) and (c.id in ( select t.id
            from (message_place(conversation_of_message.p_id) p(tag, "position")
              join conversations t on (((t.tenant_id = current_tenant()) and (t.tag = p.tag))))
         union all
          select i.conversation_id
            from message_ids i
           where ((i.tenant_id = current_tenant()) and (i.id = conversation_of_message.p_id)))));
end;
comment on function conversation_of_message(p_id uuid) is 'The conversation that has the message of this id; null when no conversation that the caller sees has it.';

create or replace function public.conversation_spoken_in(p_erasure uuid)
 returns uuid
 language sql
 stable
begin atomic
 select (min((s.conversation_id)::text))::uuid as min
    from (erasures e
      join message_senders s on (((s.tenant_id = e.tenant_id) and ((s.user_id = e.subject) or (s.user_id = ''::text)) and ((s.conversation_id)::text > coalesce(e.place, ''::text)))))
   where ((e.tenant_id = current_tenant()) and (e.id = conversation_spoken_in.p_erasure));
end;
comment on function conversation_spoken_in(p_erasure uuid) is 'The next conversation, in the order of ids, that may have messages of the user; null when there is none left.';

create or replace function public.conversations_to_search(p_user text, p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_query text, p_rows integer)
 returns table(id uuid, created_at timestamp with time zone, found boolean, segments text)
 language plpgsql
 stable
 set plan_cache_mode to 'force_generic_plan'
as $function$
#variable_conflict use_column
declare
  v_language constant regconfig := text_search_language();
  v_query constant tsquery := websearch_to_tsquery(v_language, p_query);
  v_agent uuid;
  v_lexemes text[];
  v_hashes bytea[];
  v_loose tsquery;
begin
  if p_agent is not null then
    v_agent := agent_of(p_agent);
  end if;
  if numnode(v_query) = 0 or p_agent is not null and v_agent is null then
    return;
  end if;
  select q.lexemes, q.hashes, q.loose into v_lexemes, v_hashes, v_loose from signature_question(v_query) q;
  return query
  select c.id, c.created_at, f.found,
         case when not f.found then (
           select string_agg(s.first_position::text, ',' order by s.first_position desc)
             from message_segments s
            where s.tenant_id = current_tenant()
              and s.conversation_id = c.id
              and case when s.language <> v_language::text or signature_may_match(s.signature, v_lexemes, v_hashes, v_loose)
                       then not is_encrypted(substr(s.body, 1, 1)) end) end
    from (select n.id, n.created_at, n.user_input
            from conversations n
           where n.tenant_id = current_tenant()
             and (p_user is null or n.user_id = p_user)
             and (v_agent is null or n.agent_id = v_agent)
             and n.created_at >= p_from
             and n.created_at < p_to
             and (n.created_at, n.id) < (p_before, p_before_id)
           order by n.created_at desc, n.id desc
           limit p_rows) c
   cross join lateral (
     select coalesce(to_tsvector(v_language, left(c.user_input, 100000)) @@ v_query, false)
            or exists (select from messages m
                        where m.tenant_id = current_tenant()
                          and m.conversation_id = c.id
                          and message_words(v_language, searchable_text(m.content), searchable_text(m.tools)) @@ v_query
                          and not is_encrypted(m.content)) as found) f
   order by c.created_at desc, c.id desc;
end
$function$;
comment on function conversations_to_search(p_user text, p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_query text, p_rows integer) is 'The next so many conversations, the newest first, and of each whether its user_input or a live message is found by the query; of the others which segments may have one that is. No words, no conversations.';

create or replace function public.count_accesses(p_memories uuid[])
 returns void
 language plpgsql
as $function$
declare
  v_free uuid[];
begin
  select array_agg(f.id) into v_free
    from (select m.id
            from agent_memories m
           where m.tenant_id = current_tenant() and m.id = any (p_memories)
           order by m.id
             for no key update skip locked) f;
  with counted_in as (
    delete from memory_accesses l
     where l.tenant_id = current_tenant() and l.memory_id = any (v_free)
    returning l.memory_id
  ), more as (
    select c.memory_id, count(*) as accesses from counted_in c group by c.memory_id
  )
  update agent_memories m
     set access_count = m.access_count + 1 + coalesce((select o.accesses from more o where o.memory_id = m.id), 0),
         last_accessed_at = waymark_now()
   where m.tenant_id = current_tenant() and m.id = any (v_free);
  insert into memory_accesses (memory_id, agent_id, user_id, accessed_at)
  select m.id, m.agent_id, m.user_id, waymark_now()
    from agent_memories m
   where m.tenant_id = current_tenant() and m.id = any (p_memories) and not m.id = any (coalesce(v_free, '{}'));
end
$function$;
comment on function count_accesses(p_memories uuid[]) is 'Counts one access of each memory. A row that another access has locked is not waited for: that access is kept in memory_accesses, and counted in by the next one that finds the row free.';

create or replace function public.count_steps(p_commands uuid[])
 returns void
 language sql
begin atomic
 with counted as (
          update commands c set steps_counted_at = waymark_now()
           where ((c.tenant_id = current_tenant()) and (c.id = any (count_steps.p_commands)) and (c.steps_counted_at is null))
           returning c.id
         )
  insert into step_daily as d (project_id, day, steps, executed, failed, skipped, rolled_back, policy_violations, success, failure, partial, unexpected, timed, duration_sum_ms, prompt_tokens, completion_tokens, total_tokens, cost_usd)  select s.project_id,
             ((s.created_at at time zone 'UTC'::text))::date as timezone,
             count(*) as count,
             count(*) filter (where (s.status = any (array['completed'::text, 'failed'::text]))) as count,
             count(*) filter (where (s.status = 'failed'::text)) as count,
             count(*) filter (where (s.status = 'skipped'::text)) as count,
             count(*) filter (where (not s.active)) as count,
             count(*) filter (where s.policy_violation) as count,
             count(*) filter (where (s.kept_evaluation_type = 'success'::text)) as count,
             count(*) filter (where (s.kept_evaluation_type = 'failure'::text)) as count,
             count(*) filter (where (s.kept_evaluation_type = 'partial'::text)) as count,
             count(*) filter (where (s.kept_evaluation_type = 'unexpected'::text)) as count,
             count(s.duration_ms) as count,
             coalesce(sum(s.duration_ms), (0)::numeric) as "coalesce",
             coalesce(sum(s.prompt_tokens), (0)::numeric) as "coalesce",
             coalesce(sum(s.completion_tokens), (0)::numeric) as "coalesce",
             coalesce(sum(s.total_tokens), (0)::numeric) as "coalesce",
             coalesce(sum(s.cost_usd), (0)::numeric) as "coalesce"
            from (counted k
              join command_steps s on (((s.tenant_id = current_tenant()) and (s.command_id = k.id))))
           group by s.project_id, (((s.created_at at time zone 'UTC'::text))::date)
           order by s.project_id, (((s.created_at at time zone 'UTC'::text))::date) on conflict(tenant_id, project_id, day) do update set steps = (d.steps + excluded.steps), executed = (d.executed + excluded.executed), failed = (d.failed + excluded.failed), skipped = (d.skipped + excluded.skipped), rolled_back = (d.rolled_back + excluded.rolled_back), policy_violations = (d.policy_violations + excluded.policy_violations), success = (d.success + excluded.success), failure = (d.failure + excluded.failure), partial = (d.partial + excluded.partial), unexpected = (d.unexpected + excluded.unexpected), timed = (d.timed + excluded.timed), duration_sum_ms = (d.duration_sum_ms + excluded.duration_sum_ms), prompt_tokens = (d.prompt_tokens + excluded.prompt_tokens), completion_tokens = (d.completion_tokens + excluded.completion_tokens), total_tokens = (d.total_tokens + excluded.total_tokens), cost_usd = (d.cost_usd + excluded.cost_usd);
end;
comment on function count_steps(p_commands uuid[]) is 'Adds the steps of commands to step_daily, those of each command once.';

create or replace function public.count_swept(p_run uuid, p_kind text, p_archived bigint, p_compressed bigint, p_deleted bigint, p_bytes bigint, p_failed bigint)
 returns void
 language sql
begin atomic
 update retention_runs r set kinds = (r.kinds || jsonb_build_object(count_swept.p_kind, jsonb_build_object('archived', (coalesce((((r.kinds -> count_swept.p_kind) ->> 'archived'::text))::bigint, (0)::bigint) + count_swept.p_archived), 'compressed', (coalesce((((r.kinds -> count_swept.p_kind) ->> 'compressed'::text))::bigint, (0)::bigint) + count_swept.p_compressed), 'deleted', (coalesce((((r.kinds -> count_swept.p_kind) ->> 'deleted'::text))::bigint, (0)::bigint) + count_swept.p_deleted), 'bytes', (coalesce((((r.kinds -> count_swept.p_kind) ->> 'bytes'::text))::bigint, (0)::bigint) + count_swept.p_bytes), 'failed', (coalesce((((r.kinds -> count_swept.p_kind) ->> 'failed'::text))::bigint, (0)::bigint) + count_swept.p_failed))))
   where ((r.tenant_id = current_tenant()) and (r.id = count_swept.p_run));
end;

create or replace function public.count_template_use(p_template uuid)
 returns void
 language plpgsql
as $function$
declare
  v_slot smallint;
begin
  select u.slot into v_slot
    from context_template_uses u
   where u.tenant_id = current_tenant() and u.template_id = p_template
   limit 1
     for no key update skip locked;
  if found then
    update context_template_uses
       set use_count = use_count + 1
     where tenant_id = current_tenant() and template_id = p_template and slot = v_slot;
    return;
  end if;
  insert into context_template_uses as u (template_id, slot, use_count)
  values (p_template, floor(random() * 32)::smallint, 1)
  on conflict on constraint context_template_uses_pkey do update set use_count = u.use_count + 1;
end
$function$;
comment on function count_template_use(p_template uuid) is 'Counts a rendering where nobody else is counting. While all rows are taken another is begun, one of 32: two renderings wait for each other only when they begin the same at the same moment.';

create or replace function public.counted(p_counts jsonb, p_table text, p_rows bigint)
 returns jsonb
 language sql
 immutable parallel safe
return case when (coalesce(p_rows, (0)::bigint) = 0) then p_counts else (p_counts || jsonb_build_object(p_table, (coalesce(((p_counts ->> p_table))::bigint, (0)::bigint) + p_rows))) end;
comment on function counted(p_counts jsonb, p_table text, p_rows bigint) is 'Counts so many rows more of a table.';

create or replace function public.counts_together(p_some jsonb, p_more jsonb)
 returns jsonb
 language sql
 immutable parallel safe
return coalesce((select jsonb_object_agg(c.table_name, c.rows) as jsonb_object_agg from (select e.key as table_name, sum((e.value)::bigint) as rows from (select jsonb_each_text.key, jsonb_each_text.value from jsonb_each_text(counts_together.p_some) jsonb_each_text(key, value) union all select jsonb_each_text.key, jsonb_each_text.value from jsonb_each_text(counts_together.p_more) jsonb_each_text(key, value)) e group by e.key) c), '{}'::jsonb);

create or replace function public.create_api_key(p_id uuid, p_name text, p_prefix text, p_secret_hash bytea, p_scopes text[], p_agent_id uuid, p_user_id text, p_expires_at timestamp with time zone, p_at timestamp with time zone)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  insert into api_keys (id, name, prefix, secret_hash, scopes, agent_id, user_id, expires_at, created_at)
  values (p_id, p_name, p_prefix, p_secret_hash, p_scopes, p_agent_id, p_user_id, p_expires_at, p_at);
  perform audit_in_tenant(p_at, 'api_key.created', 'api_key', p_id,
    json_build_object('name', p_name, 'prefix', p_prefix, 'scopes', p_scopes, 'agent_id', p_agent_id, 'user_id', p_user_id));
  v_answer := json_build_object('id', p_id, 'prefix', p_prefix, 'created_at', p_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;

create or replace function public.create_command(p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_id constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_baseline constant uuid := p_body ->> 'baseline_id';
  v_sections constant json := p_body -> 'baseline';
  v_answer json := idempotent_answer();
  v_project uuid;
  v_agent uuid;
  v_head bytea;
  v_count bigint;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_project := project_of(p_body ->> 'project');
  -- a command that is made again under the id of a deleted one goes on with its chain, which outlived it
  select e.hash, e.chain_index + 1 into v_head, v_count
    from audit_events e
   where e.tenant_id = current_tenant() and e.chain_id = v_id
   order by e.chain_index desc
   limit 1;
  v_count := coalesce(v_count, 0);
  v_agent := ensure_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at);
  perform put_documents(p_body -> 'documents');
  insert into commands (id, project_id, agent_id, request, external_ref, metadata, requires_state_evaluation, adaptive_mode,
                        baseline_snapshot_id, next_position, created_at, updated_at, audit_head, audit_count)
  values (v_id, v_project, v_agent, p_body ->> 'request', p_body ->> 'external_ref', coalesce((p_body -> 'metadata')::jsonb, '{}'),
          (p_body ->> 'requires_state_evaluation')::boolean, (p_body ->> 'adaptive_mode')::boolean,
          v_baseline, case when v_baseline is null then 0 else 1 end, v_at, v_at,
          audit_append(v_head, v_count, v_id, v_at, 'command.created', 'command', v_id, '{}', p_body ->> 'digest'),
          v_count + 1);
  if v_baseline is not null then
    perform insert_snapshot(v_baseline, v_id, null, 0, 'baseline', v_sections, v_at, v_at);
  end if;
  v_answer := json_build_object('id', v_id, 'created_at', v_at, 'project_id', v_project, 'agent_id', v_agent, 'baseline_snapshot_id', v_baseline,
    'agent', (select a.name from agents a where a.tenant_id = current_tenant() and a.id = v_agent));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function create_command(p_body json) is 'Creates a command, its baseline snapshot and its documents; registers the agent it names when that is new.';

create or replace function public.create_session(p_external_id text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_id constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v constant conversations := locked_conversation(p_external_id);
  v_answer json := idempotent_answer();
  v_agent uuid;
  v_user text;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_agent := coalesce(speaking_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at), v.agent_id);
  v_user := coalesce(speaking_user(p_body ->> 'user_id'), v.user_id);
  insert into conversation_sessions (id, conversation_id, agent_id, user_id, session_state, metadata, last_active_at, started_at, created_at,
                                     updated_at)
  values (v_id, v.id, v_agent, v_user, convert_to(p_body ->> 'session_state', 'UTF8'), coalesce((p_body -> 'metadata')::jsonb, '{}'),
          v_at, coalesce((p_body ->> 'started_at')::timestamptz, v_at), v_at, v_at);
  perform audit_in_conversation(v.id, v_at, 'session.created', 'session', v_id, json_build_object('digest', p_body ->> 'digest'));
  v_answer := json_build_object('id', v_id, 'conversation_id', v.id, 'created_at', v_at, 'agent_id', v_agent, 'user_id', v_user,
    'agent', (select a.name from agents a where a.tenant_id = current_tenant() and a.id = v_agent));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function create_session(p_external_id text, p_body json) is 'Begins a session. Whose it is follows from the conversation where the body does not say.';

create or replace function public.create_tenant(p_id uuid, p_name text, p_at timestamp with time zone, p_key_id uuid, p_key_prefix text, p_secret_hash bytea, p_replay_scope uuid)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  insert into tenants (id, name, created_at) values (p_id, p_name, p_at);
  v_answer := json_build_object('id', p_id, 'name', p_name, 'created_at', p_at);
  perform keep_answer(v_answer);
  -- from here on the new tenant's own rows
  perform set_config('waymark.tenant_id', p_id::text, true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  values (p_key_id, 'first admin key', p_key_prefix, p_secret_hash, array['admin'], p_at);
  perform audit_in_tenant(p_at, 'tenant.created', 'tenant', p_id, json_build_object('key_id', p_key_id));
  perform set_config('waymark.tenant_id', p_replay_scope::text, true);
  return query select false, v_answer;
end
$function$;

create or replace function public.current_actor()
 returns text
 language sql
 stable parallel safe
return coalesce(nullif(current_setting('waymark.actor'::text, true), ''::text), 'system'::text);
comment on function current_actor() is 'Who acts, as the audit trail names it: key:<id>, or system.';

create or replace function public.current_agent()
 returns uuid
 language sql
 stable parallel safe
return (nullif(current_setting('waymark.agent_id'::text, true), ''::text))::uuid;
comment on function current_agent() is 'The agent that a restricted key narrows this transaction to; null for an unrestricted key.';

create or replace function public.current_end_user()
 returns text
 language sql
 stable parallel safe
return nullif(current_setting('waymark.user_id'::text, true), ''::text);
comment on function current_end_user() is 'The end user that a restricted key narrows this transaction to; null for an unrestricted key.';

create or replace function public.current_tenant()
 returns uuid
 language sql
 stable parallel safe
return (nullif(current_setting('waymark.tenant_id'::text, true), ''::text))::uuid;
comment on function current_tenant() is 'The tenant of this transaction; null when none is set, and then every table is empty. The setting is '''' on a reused connection, hence nullif.';

create or replace function public.cut_checkpoints(p_thread uuid, p_cut uuid[], p_freed uuid[])
 returns void
 language plpgsql
as $function$
begin
  perform note_garbage(p_freed);
  perform close_gaps(p_thread, p_cut);
  delete from state_checkpoints c using unnest(p_cut) k (id) where c.tenant_id = current_tenant() and c.id = k.id;
end
$function$;
comment on function cut_checkpoints(p_thread uuid, p_cut uuid[], p_freed uuid[]) is 'Cuts checkpoints of a locked thread out of its tree, and notes the packs that this freed.';

create or replace function public.decide_approval(p_step uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_decision constant text := p_body ->> 'decision';
  v_command commands;
  v command_steps;
  v_request approval_requests;
  v_context text;
  v_digest bytea;
  v_approved integer;
  v_outcome text;
  v_answer json;
begin
  v_command := locked_command(null, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if v.risk_level in ('high', 'critical') and p_body ->> 'approval_reasoning' is null then
    perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
      'pointer', '/approval_reasoning', 'code', 'required', 'detail', format('is required for a step of %s risk', v.risk_level)))));
  end if;
  v_request := open_approval_request(v_command, v);
  if exists (select from command_approvals where tenant_id = current_tenant() and step_id = p_step and decided_by = current_actor()) then
    perform problem('already-decided', format('this key has decided about step S%s; another has to', v.step_number));
  end if;

  v_context := approval_context(v);
  v_digest := sha256(convert_to(v_context, 'UTF8'));
  perform put_documents(json_build_object(encode(v_digest, 'hex'), v_context));
  insert into command_approvals (id, command_id, step_id, position, decision, decided_by, approval_reasoning, expected_impact,
                                 state_context_digest, decided_at)
  values ((p_body ->> 'id')::uuid, v.command_id, p_step, v_command.next_position, v_decision, current_actor(),
          p_body ->> 'approval_reasoning', (p_body -> 'expected_impact')::jsonb, v_digest, v_at);
  select count(*) into v_approved
    from command_approvals where tenant_id = current_tenant() and step_id = p_step and decision = 'approved';
  v_outcome := case when v_decision = 'rejected' then 'rejected' when v_approved >= v_request.needed_count then 'approved' end;
  if v_outcome is not null then
    update approval_requests set outcome = v_outcome, settled_at = v_at where tenant_id = current_tenant() and step_id = p_step;
    update command_steps
       set status = case v_outcome when 'approved' then 'approved' else 'skipped' end, version = version + 1, updated_at = v_at,
           changed_position = v_command.next_position + 1
     where tenant_id = current_tenant() and id = p_step;
  end if;

  update commands
     set next_position = next_position + case when v_outcome is null then 1 else 2 end,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v.command_id, v_at, 'step.' || v_decision, 'step', p_step,
           json_build_object('approval_id', p_body ->> 'id', 'step_number', v.step_number, 'outcome', v_outcome,
             'digest', p_body ->> 'digest', 'state_context_digest', encode(v_digest, 'hex'))),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v.command_id;
  v_answer := json_build_object('id', p_body ->> 'id', 'command_id', v.command_id, 'decided_by', current_actor(), 'decided_at', v_at,
    'state_context_digest', encode(v_digest, 'hex'), 'step_status', case v_outcome when 'approved' then 'approved' when 'rejected' then 'skipped' else 'pending' end,
    'needed_count', v_request.needed_count, 'approved_count', v_approved);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function decide_approval(p_step uuid, p_body json) is 'Approves or rejects a step that waits for it: one decision per key, as many approvals as the policy wanted, one rejection. Keeps what there was to see.';

create or replace function public.default_policies()
 returns table(place integer, kind text, days integer, "then" text)
 language sql
 immutable parallel safe
begin atomic
 values (1,'system_state_snapshots'::text,30,'archive'::text), (2,'step_evaluations'::text,90,'archive'::text), (3,'plain_execution_results'::text,365,'compress'::text), (4,'execution_results'::text,730,'archive'::text), (5,'temporary_checkpoints'::text,0,'delete'::text), (6,'archive_checkpoints'::text,0,'archive'::text), (7,'agent_memories'::text,0,'delete'::text), (8,'conversations'::text,null::integer,'keep'::text), (9,'messages'::text,null::integer,'keep'::text), (10,'agent_states'::text,null::integer,'keep'::text), (11,'agent_metrics'::text,90,'roll_up'::text);
end;
comment on function default_policies() is 'How long rows of each kind stay where the tenant says nothing, in the order in which a sweep goes through them.';

create or replace function public.delete_agent(p_name text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v agents;
  v_projects uuid[];
  v_commands uuid[];
  v_threads uuid[];
  v_names text[];
  v_conversations uuid[];
begin
  -- projects first: the lock order. Whose last active step goes with a command needs another
  perform from projects p
    where p.tenant_id = current_tenant()
      and p.id in (select c.project_id from commands c
                    where c.tenant_id = current_tenant()
                      and c.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_name)))
    order by p.id
      for no key update;
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the agent has another version', json_build_object('current_version', v.version));
  end if;
  select array_agg(id), array_agg(distinct project_id) into v_commands, v_projects
    from commands where tenant_id = current_tenant() and agent_id = v.id;
  select array_agg(id), array_agg(thread order by thread_hash) into v_threads, v_names from threads where tenant_id = current_tenant() and agent_id = v.id;
  select array_agg(id) into v_conversations from conversations where tenant_id = current_tenant() and agent_id = v.id;
  perform forget_checkpoints(v_threads);
  delete from agents where tenant_id = current_tenant() and id = v.id;
  perform set_last_active_step(p.id) from (select unnest(v_projects) as id order by 1) p;
  perform forget_shared_state(t.thread) from unnest(v_names) with ordinality as t (thread, place) order by t.place;
  perform forget_audit_content(v_commands || v_threads || v_conversations || v.id);
  perform audit_in_tenant(p_at, 'agent.deleted', 'agent', v.id, json_build_object(
    'commands', coalesce(cardinality(v_commands), 0), 'threads', coalesce(cardinality(v_threads), 0),
    'conversations', coalesce(cardinality(v_conversations), 0),
    'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$function$;
comment on function delete_agent(p_name text, p_expected bigint, p_at timestamp with time zone) is 'Deletes an agent with all below it: configs, capabilities, status, metrics, keys, threads with their states and checkpoints, commands, conversations. What it shared goes where no other agent has a thread of the name. Its locks become free. The audit keeps the fact. False when there is none.';

create or replace function public.delete_capability(p_agent text, p_capability text, p_version text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v agent_capabilities;
begin
  select * into v from agent_capabilities
   where tenant_id = current_tenant() and agent_id = v_agent
     and name_hash = name_hash(p_capability) and version_hash = name_hash(p_version);
  if not found then
    return false;
  end if;
  if p_expected <> v.revision then
    perform problem('version-mismatch', 'the capability has another revision', json_build_object('current_version', v.revision));
  end if;
  delete from agent_capabilities where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent, p_at, 'capability.deleted', 'capability', v.id, json_build_object('revision', v.revision));
  return true;
end
$function$;
comment on function delete_capability(p_agent text, p_capability text, p_version text, p_expected bigint, p_at timestamp with time zone) is 'Takes a version of a capability from an agent. False when it has none.';

create or replace function public.delete_checkpoint(p_checkpoint uuid, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v_pinned boolean;
begin
  select pinned into v_pinned from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  if v_pinned then
    perform problem('conflict', 'this checkpoint is pinned');
  end if;
  if exists (select from needed_checkpoints(array[p_checkpoint])) then
    perform problem('conflict', 'a step or a rollback needs this checkpoint');
  end if;
  perform cut_checkpoints(v_thread.id, array[p_checkpoint], (freed_by_cutting(v_thread.id, array[p_checkpoint])).packs);
  perform audit_in_thread(v_thread.id, p_at, 'checkpoint.deleted', 'checkpoint', p_checkpoint, json_build_object('id', p_checkpoint));
end
$function$;
comment on function delete_checkpoint(p_checkpoint uuid, p_at timestamp with time zone) is 'Cuts one checkpoint, unless it is pinned or needed: 409.';

create or replace function public.delete_command(p_command uuid, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v record;
  v_agent constant text := coalesce(current_setting('waymark.agent_id', true), '');
begin
  -- the project first: the lock order
  perform from projects p
    where p.tenant_id = current_tenant()
      and p.id = (select c.project_id from commands c where c.tenant_id = current_tenant() and c.id = p_command)
    for no key update;
  select id, project_id, version, audit_head, audit_count, next_step_index into v
    from commands where tenant_id = current_tenant() and id = p_command for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the command has another version', json_build_object('current_version', v.version));
  end if;
  delete from commands where tenant_id = current_tenant() and id = p_command;
  -- the last step that is left may be of an agent whose steps a restricted key does not see
  perform set_config('waymark.agent_id', '', true);
  perform set_last_active_step(v.project_id);
  perform set_config('waymark.agent_id', v_agent, true);
  perform forget_audit_content(array[p_command]);
  perform audit_in_project(v.project_id, p_at, 'command.deleted', 'command', p_command, json_build_object(
    'steps', v.next_step_index, 'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$function$;
comment on function delete_command(p_command uuid, p_expected bigint, p_at timestamp with time zone) is 'Deletes a command with all below it; the audit keeps the fact. False when there is none.';

create or replace function public.delete_config(p_agent text, p_key text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v agent_configs;
begin
  select * into v from agent_configs where tenant_id = current_tenant() and agent_id = v_agent and config_key_hash = name_hash(p_key);
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the config has another version', json_build_object('current_version', v.version));
  end if;
  delete from agent_configs where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent, p_at, 'config.deleted', 'config', v.id, json_build_object('version', v.version));
  return true;
end
$function$;
comment on function delete_config(p_agent text, p_key text, p_expected bigint, p_at timestamp with time zone) is 'Takes a config from an agent. False when it has none of that key.';

create or replace function public.delete_context_template(p_name text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v record;
begin
  select id, version into v from context_templates where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the template has another version', json_build_object('current_version', v.version));
  end if;
  delete from context_templates where tenant_id = current_tenant() and id = v.id;
  perform audit_in_tenant(p_at, 'context_template.deleted', 'context_template', v.id, json_build_object('id', v.id));
  return true;
end
$function$;
comment on function delete_context_template(p_name text, p_expected bigint, p_at timestamp with time zone) is 'Deletes a template; contexts that were rendered from it stay. False when there is none.';

create or replace function public.delete_conversation(p_external_id text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v conversations;
begin
  select * into v from conversations
   where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the conversation has another version', json_build_object('current_version', v.version));
  end if;
  delete from conversations where tenant_id = current_tenant() and id = v.id;
  perform forget_audit_content(array[v.id]);
  perform audit_in_tenant(p_at, 'conversation.deleted', 'conversation', v.id, json_build_object(
    'messages', v.next_position - 1, 'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$function$;
comment on function delete_conversation(p_external_id text, p_expected bigint, p_at timestamp with time zone) is 'Deletes a conversation with its messages, sessions and context items; the audit keeps the fact. False when there is none.';

create or replace function public.delete_documents(p_tenant uuid, p_digests bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint)
 returns record
 language plpgsql
as $function$
declare
  v record;
begin
  -- who holds one is about to rely on it; who came before has touched it: both are looked at again under the lock
  with due as materialized (
    select d.digest from documents d
     where d.tenant_id = p_tenant and d.digest = any (p_digests) and d.touched_at < p_due
     order by d.digest
       for update skip locked
  ), gone as (
    delete from documents d using due where d.tenant_id = p_tenant and d.digest = due.digest
    returning pg_column_size(d.body) as weight
  )
  select count(*), coalesce(sum(g.weight), 0) into deleted, bytes from gone g;

  with due as materialized (
    select p.digest from packed_documents p
     where p.tenant_id = p_tenant and p.digest = any (p_digests) and p.touched_at < p_due
     order by p.digest
       for update skip locked
  ), gone as (
    delete from packed_documents p using due where p.tenant_id = p_tenant and p.digest = due.digest
    returning p.packs, octet_length(p.layout) + 16 * cardinality(p.packs) as weight
  ), noted as (
    insert into garbage_packs (tenant_id, pack_id)
    select distinct p_tenant, p.id
      from gone g, unnest(g.packs) n (pack), packs p
     where p.tenant_id = p_tenant and p.id = n.pack
     order by 2
    on conflict (tenant_id, pack_id) do update set noted_at = excluded.noted_at
  )
  select count(*) as deleted, coalesce(sum(g.weight), 0) as bytes into v from gone g;
  deleted := deleted + v.deleted;
  bytes := bytes + v.bytes;
end
$function$;
alter function delete_documents(p_tenant uuid, p_digests bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint) owner to waymark_eraser;
comment on function delete_documents(p_tenant uuid, p_digests bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint) is 'Deletes those of these documents that nobody relied on since, and notes the packs of those that were packed. Says how many rows, and how many bytes as they were stored.';

create or replace function public.delete_memory(p_memory uuid, p_expected bigint, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v constant agent_memories := locked_memory(p_memory, p_expected);
begin
  delete from agent_memories where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v.agent_id, p_at, 'memory.deleted', 'memory', v.id, json_build_object('version', v.version));
end
$function$;
comment on function delete_memory(p_memory uuid, p_expected bigint, p_at timestamp with time zone) is 'Deletes a memory. What was consolidated into it counts again; what names it as related goes on naming it.';

create or replace function public.delete_packs(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint)
 returns record
 language sql
begin atomic
 with due as materialized (
          select p.id
            from packs p
           where ((p.tenant_id = delete_packs.p_tenant) and (p.id = any (array( select (encode(i.id, 'hex'::text))::uuid as encode
                    from unnest(delete_packs.p_ids) i(id)))) and (p.touched_at < delete_packs.p_due))
           order by p.id
          for update of p skip locked
         ), gone as (
          delete from packs p
            using due
           where ((p.tenant_id = delete_packs.p_tenant) and (p.id = due.id))
           returning (((octet_length(p.bases) + octet_length(p.dictionary)) + octet_length(p.directory)) + octet_length(p.body)) as weight
         )
  select count(*) as count,
     coalesce(sum(g.weight), (0)::bigint) as "coalesce"
    from gone g;
end;
alter function delete_packs(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint) owner to waymark_eraser;
comment on function delete_packs(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone, out deleted bigint, out bytes bigint) is 'Deletes those of these packs that nobody relied on since, and their notes. Says how many, and how many bytes.';

create or replace function public.delete_project(p_key text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v record;
  v_chains uuid[];
begin
  select id, version, audit_head, audit_count into v
    from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the project has another version', json_build_object('current_version', v.version));
  end if;
  select array_agg(id) into v_chains from commands where tenant_id = current_tenant() and project_id = v.id;
  delete from projects where tenant_id = current_tenant() and id = v.id;
  perform forget_audit_content(v_chains || v.id);
  perform audit_in_tenant(p_at, 'project.deleted', 'project', v.id, json_build_object(
    'commands', coalesce(cardinality(v_chains), 0), 'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$function$;
comment on function delete_project(p_key text, p_expected bigint, p_at timestamp with time zone) is 'Deletes a project with all below it; the audit keeps the fact. False when there is none.';

create or replace function public.delete_remedy(p_name text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v record;
begin
  select id, version into v from remedies where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the remedy has another version', json_build_object('current_version', v.version));
  end if;
  delete from remedies where tenant_id = current_tenant() and id = v.id;
  perform audit_in_tenant(p_at, 'remedy.deleted', 'remedy', v.id, json_build_object('id', v.id));
  return true;
end
$function$;
comment on function delete_remedy(p_name text, p_expected bigint, p_at timestamp with time zone) is 'Takes a remedy out of the runbook; steps that it proposed stay. False when there is none.';

create or replace function public.delete_state_schema(p_agent text, p_partition text, p_expected bigint, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v_agent constant agents := locked_agent(p_agent);
  v state_schemas;
begin
  select s.* into v from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = v_agent.id and s.partition = p_partition;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the schema has another version', json_build_object('current_version', v.version));
  end if;
  delete from state_schemas where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent.id, p_at, 'state_schema.deleted', 'state_schema', v.id, json_build_object('partition', p_partition));
  return true;
end
$function$;

create or replace function public.delete_thread(p_agent text, p_thread text, p_expected bigint, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v constant threads := locked_thread(p_agent, p_thread);
begin
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the thread has another version', json_build_object('current_version', v.version));
  end if;
  perform forget_checkpoints(array[v.id]);
  delete from agent_states where tenant_id = current_tenant() and thread_id = v.id;  -- and by foreign key their transitions
  update threads
     set deleted_at = p_at, metadata = '{}', next_state_version = 1, version = version + 1, updated_at = p_at
   where tenant_id = current_tenant() and id = v.id;
  perform forget_shared_state(p_thread);
  perform audit_in_thread(v.id, p_at, 'thread.deleted', 'thread', v.id, json_build_object('agent_id', v.agent_id));
end
$function$;
comment on function delete_thread(p_agent text, p_thread text, p_expected bigint, p_at timestamp with time zone) is 'Deletes all of a thread and leaves a tombstone; its audit chain goes on.';

create or replace function public.digest_of(p_sections json, p_section text)
 returns bytea
 language sql
 immutable parallel safe
return decode((p_sections ->> p_section), 'hex'::text);

create or replace function public.digest_of_messages(p_so_far bytea, p_next integer, p_digests bytea)
 returns bytea
 language plpgsql
 immutable parallel safe
as $function$
declare
  v_digest bytea := p_so_far;
begin
  if p_so_far is null and p_next > 1 then
    return null;
  end if;
  for i in 0 .. octet_length(p_digests) / 32 - 1 loop
    v_digest := sha256(coalesce(v_digest, '') || substr(p_digests, 32 * i + 1, 32));
  end loop;
  return v_digest;
end
$function$;
comment on function digest_of_messages(p_so_far bytea, p_next integer, p_digests bytea) is 'The digest of all messages once those of p_digests (32 bytes each) have come after the ones before p_next; null when theirs is not known.';

create or replace function public.discard_archive(p_id uuid)
 returns text
 language sql
begin atomic
 update archives set status = 'discarded'::text
   where ((archives.tenant_id = current_tenant()) and (archives.id = discard_archive.p_id) and (archives.status = any (array['writing'::text, 'discarded'::text])))
   returning archives.object_key;
end;
comment on function discard_archive(p_id uuid) is 'Keeps an archive from being finished, and says which object is to be deleted; null for one that was finished. Its row goes by forget_archive() after the object.';

create or replace function public.documents_are_being_relied_on()
 returns boolean
 language plpgsql
as $function$
declare
  v_writers text[];
begin
  if not exists (select from documents where tenant_id = current_tenant() and touched_at = timestamptz '1970-01-01 00:00:00+00')
     and not exists (select from packed_documents where tenant_id = current_tenant() and touched_at = timestamptz '1970-01-01 00:00:00+00') then
    return false;
  end if;
  v_writers := array(
    select l.virtualtransaction from pg_locks l
     where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
       and l.database = (select d.oid from pg_database d where d.datname = current_database())
       and l.relation in ('documents'::regclass, 'packed_documents'::regclass, 'packs'::regclass));
  for attempt in 1 .. 100 loop
    if not exists (select from pg_locks l where l.locktype = 'virtualxid' and l.virtualtransaction = any (v_writers)) then
      return false;
    end if;
    perform pg_sleep(0.01);
  end loop;
  return true;
end
$function$;
comment on function documents_are_being_relied_on() is 'Waits a second at most for the transactions that have stored bodies before now and are not over. They may refer to a body that they found touched lately, and so did not touch; whoever comes later finds it forsaken and touches it. True when one of them is still not over.';

create or replace function public.documents_in_use(p_digests bytea[])
 returns bytea[]
 language plpgsql
 stable
as $function$
declare
  v_source record;
  v_some bytea[];
  v_used bytea[] := '{}';
begin
  for v_source in
    select r.relation, (select string_agg(format('c.%I', n), ', ') from unnest(r.columns) n) as columns
      from referring_columns() r where r.refers_to = 'documents'
  loop
    execute format(
      'select array(select distinct d.digest from %I c, unnest(array[%s]) d (digest) where c.tenant_id = current_tenant() and d.digest = any ($1))',
      v_source.relation, v_source.columns)
    into v_some using p_digests;
    v_used := v_used || v_some;
  end loop;
  return v_used;
end
$function$;
comment on function documents_in_use(p_digests bytea[]) is 'Those of these bodies that some row refers to, by referring_columns().';

create or replace function public.drop_metric_partitions(p_before timestamp with time zone)
 returns integer
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
 set lock_timeout to '500ms'
as $function$
declare
  v record;
  v_dropped integer := 0;
begin
  for v in
    select p.relname, p.starts, p.starts + interval '1 month' as ends
      from (select c.relname, to_timestamp(right(c.relname, 7), 'YYYY_MM')::timestamp as starts
              from pg_inherits i
              join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'agent_metrics'::regclass
               and c.relname ~ '^agent_metrics_[0-9]{4}_[0-9]{2}$') p
     order by p.starts
  loop
    -- now(), because waymark_now() is what the caller says
    continue when v.ends at time zone 'UTC' > least(p_before, now())
               or metrics_are_there(v.starts at time zone 'UTC', v.ends at time zone 'UTC');
    begin
      -- whoever writes points holds this table, see make_metric_partitions(); then it is looked again
      lock table only agent_metrics in access exclusive mode;
      if not metrics_are_there(v.starts at time zone 'UTC', v.ends at time zone 'UTC') then
        execute format('drop table %I', v.relname);
        v_dropped := v_dropped + 1;
      end if;
    exception when lock_not_available then
      -- somebody works with it: another time
      exit;
    end;
  end loop;
  return v_dropped;
end
$function$;
alter function drop_metric_partitions(p_before timestamp with time zone) owner to waymark_keeper;
comment on function drop_metric_partitions(p_before timestamp with time zone) is 'Drops the months that ended before that time and have no point, and says how many those were. Waits half a second at most for who works with metrics, and leaves the rest to the next time. Runs as waymark_keeper.';

create or replace function public.due_for_compression(p_run uuid, p_token bigint, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
 returns table(anchor_at timestamp with time zone, anchor_id uuid, id uuid, witness text, result bytea)
 language plpgsql
 set jit to 'off'
as $function$
begin
  perform hold_retention_run(p_run, p_token);
  return query
  select r.anchor_at, r.anchor_id, r.id, r.witness, r.execution_result
    from (select d.*, s.xmin::text as witness, s.execution_result,
                 sum(octet_length(s.execution_result)) over (order by d.place) as running
            from due_rows('plain_execution_results', p_days, p_at, p_id, p_past, p_rows) d
            left join command_steps s on s.tenant_id = current_tenant() and s.id = d.id) r
   where r.running <= p_bytes or r.running is null or r.place = 1
   order by r.place;
end
$function$;

create or replace function public.due_rows(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(place bigint, anchor_at timestamp with time zone, anchor_id uuid, id uuid, at timestamp with time zone, size_bytes bigint)
 language plpgsql
 stable
as $function$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
begin
  case p_kind
    when 'system_state_snapshots' then
      -- a loop over commands in their order: what is behind the limit is never read
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.captured_at, s.bytes
                from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.captured_at, pg_column_size(x)::bigint as bytes
                    from system_state_snapshots x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.created_at <= v_cutoff
                   order by x.position
                   limit p_rows) s on true
               limit p_rows) r;
    when 'step_evaluations' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, e.id, e.evaluated_at, e.bytes
                from commands_with_evaluations(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.evaluated_at,
                         (100 + pg_column_size(x.success_indicators) + pg_column_size(x.failure_indicators)
                          + pg_column_size(x.recommendations) + pg_column_size(x.proposed_steps))::bigint as bytes
                    from step_evaluations x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.evaluated_at <= v_cutoff
                   order by x.position
                   limit p_rows) e on true
               limit p_rows) r;
    when 'plain_execution_results' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.created_at, s.bytes
                from commands_with_plain_results(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.created_at, pg_column_size(x.execution_result)::bigint as bytes
                    from command_steps x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.execution_result is not null
                     and x.result_archive_id is null and x.plain_result_bytes is null
                   order by x.step_index
                   limit p_rows) s on true
               limit p_rows) r;
    when 'execution_results' then
      return query
      select row_number() over (), r.*
        from (select c.ended_at, c.id, s.id, s.created_at, s.bytes
                from commands_with_results(v_cutoff, p_at, p_id, p_past, p_rows) c
                left join lateral (
                  select x.id, x.created_at, pg_column_size(x.execution_result)::bigint as bytes
                    from command_steps x
                   where x.tenant_id = current_tenant() and x.command_id = c.id and x.execution_result is not null
                     and x.result_archive_id is null
                   order by x.step_index
                   limit p_rows) s on true
               limit p_rows) r;
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return query
      with expired as materialized (
        select c.id, c.expires_at, c.pinned, c.created_at, c.layout, c.packs, c.metadata
          from state_checkpoints c
         where c.tenant_id = current_tenant()
           and c.expires_at <= v_cutoff
           and (c.expires_at, c.id) >= (p_at, p_id)
           and not (p_past and c.id = p_id)
           and c.retention_policy = case p_kind when 'temporary_checkpoints' then 'temporary' else 'archive' end
           and c.archive_id is null
         order by c.expires_at, c.id
         limit p_rows
      ), needed as (
        select n.id from needed_checkpoints(array(select e.id from expired e)) n (id)
      )
      select row_number() over (order by e.expires_at, e.id), e.expires_at, e.id,
             case when not e.pinned and not exists (select from needed n where n.id = e.id) then e.id end, e.created_at,
             (octet_length(e.layout) + 16 * cardinality(e.packs) + octet_length(e.metadata::text)
              + coalesce((select sum(octet_length(w.value)) from checkpoint_writes w
                           where w.tenant_id = current_tenant() and w.checkpoint_id = e.id), 0))::bigint
        from expired e
       order by 1;
    when 'agent_memories' then
      return query
      select row_number() over (order by m.expires_at, m.id), m.expires_at, m.id, m.id, m.created_at,
             (octet_length(m.content) + coalesce(4 * cardinality(m.embedding), 0))::bigint
        from agent_memories m
       where m.tenant_id = current_tenant()
         and m.expires_at <= v_cutoff
         and (m.expires_at, m.id) >= (p_at, p_id)
         and not (p_past and m.id = p_id)
       order by 1
       limit p_rows;
    when 'conversations' then
      return query
      select row_number() over (order by c.created_at, c.id), c.created_at, c.id, c.id, c.updated_at,
             (coalesce((select sum(octet_length(m.content)) from messages m where m.tenant_id = current_tenant() and m.conversation_id = c.id), 0)
              + coalesce((select sum(octet_length(s.body)) from message_segments s where s.tenant_id = current_tenant() and s.conversation_id = c.id), 0))::bigint
        from conversations c
       where c.tenant_id = current_tenant()
         and c.created_at <= v_cutoff
         and c.updated_at <= v_cutoff
         and (c.created_at, c.id) >= (p_at, p_id)
         and not (p_past and c.id = p_id)
       order by 1
       limit p_rows;
    when 'agent_states' then
      return query
      select row_number() over (order by s.valid_until, s.id), s.valid_until, s.id, s.id, s.valid_from, 200::bigint
        from agent_states s
       where s.tenant_id = current_tenant()
         and s.valid_until <= v_cutoff
         and (s.valid_until, s.id) >= (p_at, p_id)
         and not (p_past and s.id = p_id)
       order by 1
       limit p_rows;
    else
      return;
  end case;
end
$function$;
comment on function due_rows(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Rows of a kind that are due, the oldest first, from a place (anchor) on; p_rows null for all. A row without an id is a place that was looked at and has nothing that may leave. What came back from an archive is not among them.';

create or replace function public.due_to_archive(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
 returns table(looked_at bigint, due bigint, anchors text, last_at timestamp with time zone, last_id uuid, ids text, witnesses text, places text, from_at timestamp with time zone, to_at timestamp with time zone, size_bytes bigint, lines text)
 language plpgsql
 set jit to 'off'
 set work_mem to '32MB'
as $function$
begin
  perform hold_retention_run(p_run, p_token);
  return query
  select b.looked_at, b.due, array(select distinct a.id from unnest(b.anchors) a (id))::text, b.last_at, b.last_id, b.ids::text,
         b.witnesses::text, b.places::text, b.from_at, b.to_at, coalesce(b.size_bytes, 0)::bigint, b.lines
    from (select count(l.anchor_id) as looked_at, count(l.id) as due, array_agg(l.anchor_id) filter (where l.anchor_id is not null) as anchors,
                 max(l.anchor_at) filter (where l.place is not null) as last_at, (array_agg(l.anchor_id) filter (where l.place is not null))[1] as last_id,
                 array_agg(l.id) filter (where l.id is not null) as ids,
                 array_agg(l.witness) filter (where l.id is not null) as witnesses,
                 array_agg(l.lies) filter (where l.lies is not null) as places,
                 min(l.at) filter (where l.id is not null) as from_at, max(l.at) filter (where l.id is not null) as to_at,
                 sum(l.size_bytes) filter (where l.id is not null) as size_bytes, string_agg(l.line, chr(10)) as lines
            from lines_to_archive(p_kind, p_days, p_at, p_id, p_past, p_rows, p_bytes) l) b;
end
$function$;
comment on function due_to_archive(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint) is 'One batch of what is due of a kind, in one row: how many places it looked at (0: there is nothing more) and how many rows are due there, where it ended, what sweep_archived() wants to know of those rows, and the lines of an archive. Holds the run.';

create or replace function public.effect_answer(p_effect side_effects, p_status text)
 returns json
 language sql
 immutable parallel safe
return json_strip_nulls(json_build_object('id', (p_effect).id, 'key', (p_effect).key, 'status', p_status, 'command_id', (p_effect).command_id, 'created_at', (p_effect).created_at, 'fencing_token', case when (p_status = 'claimed'::text) then (p_effect).fencing_token else null::bigint end, 'expires_at', case when (p_status <> 'completed'::text) then (p_effect).expires_at else null::timestamp with time zone end, 'completed_at', (p_effect).completed_at, 'result', convert_from((p_effect).result, 'UTF8'::name)));
comment on function effect_answer(p_effect side_effects, p_status text) is 'The result travels as a string, because json itself cannot be read once it holds U+0000.';

create or replace function public.embedding_dimensions()
 returns integer
 language sql
 stable
begin atomic
 select coalesce(( select
                 case
                     when ((t.settings ->> 'embedding_dimensions'::text) ~ '^[1-9][0-9]{0,3}$'::text) then least(((t.settings ->> 'embedding_dimensions'::text))::integer, 4000)
                     else null::integer
                 end as "case"
            from tenants t
           where (t.id = current_tenant())), 1536) as "coalesce";
end;
comment on function embedding_dimensions() is 'How many numbers an embedding of this tenant has (settings.embedding_dimensions); 1,536 where it does not say.';

create or replace function public.encryption_policy()
 returns text
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
return encryption_policy_of(current_tenant());
alter function encryption_policy() owner to waymark_eraser;
comment on function encryption_policy() is 'encryption_policy_of() the caller''s own tenant. Runs as waymark_eraser.';

create or replace function public.encryption_policy_of(p_tenant uuid)
 returns text
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select coalesce((
    select k.id || ':' || array_to_string(array(select jsonb_array_elements_text(t.settings -> 'encryption' -> 'fields') order by 1), ',')
      from tenants t
      join encryption_keys k on k.tenant_id = t.id and k.is_primary
     where t.id = p_tenant
       and jsonb_array_length(t.settings -> 'encryption' -> 'fields') > 0), '')
$function$;
alter function encryption_policy_of(p_tenant uuid) owner to waymark_eraser;
comment on function encryption_policy_of(p_tenant uuid) is 'What a tenant encrypts and with which key: "<key>:<field>,<field>", empty for nothing. Runs as waymark_eraser, since the authenticator sees no tenants.';

create or replace function public.end_user(p_user text)
 returns text
 language plpgsql
as $function$
begin
  if is_erased('end_user', p_user) then
    perform problem('gone', 'this end user was erased');
  end if;
  return p_user;
end
$function$;
comment on function end_user(p_user text) is 'The end user that a key is narrowed to; 410 for one who was erased. It goes before every statement of such a key, which an authorizer may know for a minute after it was revoked.';

create or replace function public.ensure_agent(p_name text, p_new_id uuid, p_at timestamp with time zone)
 returns uuid
 language plpgsql
as $function$
declare
  v_id uuid;
begin
  if p_name is null then
    return current_agent();
  end if;
  select id into v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
  if found then
    return v_id;
  end if;
  if current_agent() is not null then
    perform problem('forbidden', 'this key acts for another agent');
  end if;
  insert into agents (id, name, created_at, updated_at) values (p_new_id, p_name, p_at, p_at)
  on conflict on constraint agents_name_unique do nothing
  returning id into v_id;
  if v_id is null then
    select id into strict v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
    return v_id;
  end if;
  perform audit_in_tenant(p_at, 'agent.registered', 'agent', v_id, json_build_object('id', v_id));
  return v_id;
end
$function$;
comment on function ensure_agent(p_name text, p_new_id uuid, p_at timestamp with time zone) is 'The agent of that name, registered when it is new; without a name, the agent that a restricted key is for.';

create or replace function public.ensure_local_tenant(p_tenant uuid, p_name text, p_key uuid, p_prefix text, p_secret_hash bytea)
 returns void
 language plpgsql
as $function$
begin
  perform set_config('waymark.operator', 'on', true);
  insert into tenants (id, name, created_at) values (p_tenant, p_name, waymark_now()) on conflict do nothing;
  perform set_config('waymark.operator', '', true);
  perform set_config('waymark.tenant_id', p_tenant::text, true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  values (p_key, 'local admin key', p_prefix, p_secret_hash, array['admin'], waymark_now())
  on conflict do nothing;
  perform set_config('waymark.tenant_id', '', true);
end
$function$;
comment on function ensure_local_tenant(p_tenant uuid, p_name text, p_key uuid, p_prefix text, p_secret_hash bytea) is 'A tenant with an admin key that is known beforehand; a second call changes nothing.';

create or replace function public.ensure_operator_key(p_id uuid, p_prefix text, p_secret_hash bytea)
 returns void
 language plpgsql
as $function$
begin
  perform set_config('waymark.tenant_id', '00000000-0000-0000-0000-000000000000', true);
  insert into api_keys (id, name, prefix, secret_hash, scopes, created_at)
  select p_id, 'first operator key', p_prefix, p_secret_hash, array['operator'], waymark_now()
   where not exists (select from api_keys where tenant_id = current_tenant() and secret_hash = p_secret_hash);
  perform set_config('waymark.tenant_id', '', true);
end
$function$;
comment on function ensure_operator_key(p_id uuid, p_prefix text, p_secret_hash bytea) is 'An operator key that is known beforehand; a second call changes nothing.';

create or replace function public.ensured_thread(p_agent text, p_thread text, p_new_agent uuid, p_new_thread uuid, p_at timestamp with time zone)
 returns threads
 language plpgsql
as $function$
declare
  v_agent constant uuid := ensure_agent(p_agent, p_new_agent, p_at);
  v threads;
begin
  select * into v from threads
   where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
  if not found then
    insert into threads (id, agent_id, thread, created_at, updated_at) values (p_new_thread, v_agent, p_thread, p_at, p_at)
    on conflict on constraint threads_thread_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent));
      select * into strict v from threads where tenant_id = current_tenant() and id = v.id;
      return v;
    end if;
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
  end if;
  perform refuse_deleted(v);
  return v;
end
$function$;
comment on function ensured_thread(p_agent text, p_thread text, p_new_agent uuid, p_new_thread uuid, p_at timestamp with time zone) is 'The thread, locked, made when it is new, and its agent registered when that is new; 410 once it is deleted.';

create or replace function public.enter_rollback(p_rollback rollbacks, p_action text, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v record;
  v_status text;
begin
  for v in
    select c.id, c.status, c.next_position, c.audit_head, c.audit_count, t.deactivated, t.first_number, t.last_number,
           (select e.former_status from rollback_entries e
             where e.tenant_id = c.tenant_id and e.command_id = c.id and e.rollback_id = p_rollback.id and e.action = 'rolled_back') as former
      from (select s.command_id, count(*) as deactivated, min(s.step_number) as first_number, max(s.step_number) as last_number
              from command_steps s
             where s.tenant_id = current_tenant() and s.project_id = p_rollback.project_id and s.rollback_id = p_rollback.id
               and s.step_number between p_rollback.first_step_number and p_rollback.last_step_number
             group by s.command_id) t
      join commands c on c.tenant_id = current_tenant() and c.id = t.command_id
     order by c.id
  loop
    v_status := v.status;
    if p_action = 'undone' and v.status = 'rolled_back' then
      v_status := coalesce(v.former, v.status);
    elsif p_action = 'rolled_back' and p_rollback.kind = 'rollback'
      and not exists (select from command_steps where tenant_id = current_tenant() and command_id = v.id and active) then
      v_status := 'rolled_back';
    end if;
    insert into rollback_entries (rollback_id, command_id, position, action, deactivated_count, first_step_number, last_step_number, former_status)
    values (p_rollback.id, v.id, v.next_position, p_action, v.deactivated, v.first_number, v.last_number,
            case when v_status <> v.status then v.status end);
    update commands
       set next_position = next_position + 1,
           status = v_status,
           rolled_back_at = case when v_status = 'rolled_back' then coalesce(rolled_back_at, p_at) end,
           version = version + case when v_status <> v.status then 1 else 0 end,
           updated_at = p_at,
           audit_head = audit_append(v.audit_head, v.audit_count, v.id, p_at, 'steps.' || p_action, 'rollback', p_rollback.id,
             json_build_object('steps', v.deactivated, 'first_step_number', v.first_number, 'last_step_number', v.last_number, 'status', v_status)),
           audit_count = v.audit_count + 1
     where tenant_id = current_tenant() and id = v.id;
  end loop;
end
$function$;
comment on function enter_rollback(p_rollback rollbacks, p_action text, p_at timestamp with time zone) is 'Tells each command of it: an entry in its timeline, an audit event, and the status, which is rolled_back where no step is left, and the former one again when that is undone.';

create or replace function public.erase_answers(v erasures, p_limit integer, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_keys constant bytea[] := array(
    select k.key_digest from idempotency_keys k
     where k.tenant_id = current_tenant() and k.key_digest > decode(coalesce(v.place, ''), 'hex')
     order by k.key_digest limit p_limit);
  v_rows integer;
begin
  delete from idempotency_keys k
   where k.tenant_id = current_tenant() and k.key_digest = any (v_keys)
     and (k.answer ->> 'user_id' = v.subject
          -- memories that are gone though nobody deleted them, and keys that were the user's
          or exists (select from json_array_elements_text(case json_typeof(k.answer -> 'ids') when 'array' then k.answer -> 'ids' end) i (id)
                      where k.answer ->> 'agent_id' is not null
                        and not exists (select from agent_memories m where m.tenant_id = current_tenant() and m.id = i.id::uuid)
                        and not exists (select from audit_events e
                                         where e.tenant_id = current_tenant() and e.subject_id = i.id::uuid and e.action = 'memory.deleted'))
          or k.answer ->> 'prefix' is not null
             and exists (select from api_keys a
                          where a.tenant_id = current_tenant() and a.id = (k.answer ->> 'id')::uuid and a.revoked_at is not null and a.name = 'erased'));
  get diagnostics v_rows = row_count;
  counts := counted('{}', 'idempotency_keys', v_rows);
  more := cardinality(v_keys) = p_limit;
  update erasures set place = encode(v_keys[p_limit], 'hex') where tenant_id = current_tenant() and id = v.id and more;
end
$function$;
comment on function erase_answers(v erasures, p_limit integer, out counts jsonb, out more boolean) is 'Looks through so many idempotency keys, from where the last batch ended, and deletes those whose answers tell of the user.';

create or replace function public.erase_archive(p_id uuid)
 returns text
 language sql
begin atomic
 update archives set status = 'erasing'::text
   where ((archives.tenant_id = current_tenant()) and (archives.id = erase_archive.p_id) and (archives.status = any (array['kept'::text, 'erasing'::text])))
   returning archives.object_key;
end;
comment on function erase_archive(p_id uuid) is 'Keeps an archive from being restored, and says which object is to be deleted; then forget_archive(). Waits for a restore that is under way.';

create or replace function public.erase_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone)
 returns setof erasures
 language plpgsql
as $function$
declare
  v erasures;
  v_counts jsonb := '{}';
  v_more boolean := false;
begin
  select * into strict v from erasures where tenant_id = current_tenant() and id = p_erasure for no key update;
  if v.kind <> 'end_user' or v.stage in ('messages', 'archives', 'finished') then
    return next v;
    return;
  end if;
  case v.stage
    when 'keys' then select * into v_counts, v_more from erase_keys(v, p_at);
    when 'conversations' then select * into v_counts, v_more from erase_conversations(v, p_limit, p_at);
    when 'sessions' then select * into v_counts, v_more from erase_sessions(v, p_limit, p_at);
    when 'memories' then select * into v_counts, v_more from erase_memories(v, p_limit, p_at);
    when 'contexts' then select c.counts, c.used > 0 into v_counts, v_more from erase_contexts(v, null, p_limit, p_at) c;
    when 'writers' then v_more := documents_are_being_relied_on();
    when 'documents' then select * into v_counts, v_more from erase_documents(v, p_limit);
    when 'idempotency' then select * into v_counts, v_more from erase_answers(v, p_limit);
    when 'end' then
      perform audit_in_tenant(p_at, 'user.erased', 'erasure', v.id, json_build_object('tables', v.tables, 'archives', v.archives));
  end case;
  return query
    update erasures e
       set tables = counts_together(e.tables, v_counts),
           stage = case when v_more then e.stage else next_stage(e.stage) end,
           place = case when v_more then e.place end,
           subject = case when v.stage <> 'end' then e.subject end,
           finished_at = case when v.stage = 'end' then p_at end
     where e.tenant_id = current_tenant() and e.id = p_erasure
    returning e.*;
end
$function$;
comment on function erase_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone) is 'Erases the next so many rows at most of an end user and says how far it is. Does nothing in the stages that are done from outside, and once it is finished.';

create or replace function public.erase_contexts(v erasures, p_conversation uuid, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer)
 returns record
 language plpgsql
as $function$
declare
  v_contexts context_snapshots[];
  v_agent record;
begin
  v_contexts := array(
    select s from context_snapshots s
     where s.tenant_id = current_tenant()
       and case when p_conversation is null then s.user_id = v.subject else s.conversation_id = p_conversation end
     limit p_limit);
  used := cardinality(v_contexts);
  counts := counted('{}', 'context_snapshots', used);
  if used = 0 then
    return;
  end if;
  perform forsake_documents(array(select s.snapshot_digest from unnest(v_contexts) s));
  counts := counted(counts, 'audit_events', forget_events_about(v.id, array(select s.id from unnest(v_contexts) s)));
  delete from context_snapshots where tenant_id = current_tenant() and id = any (array(select s.id from unnest(v_contexts) s));
  for v_agent in select s.agent_id as id, count(*) as rows from unnest(v_contexts) s group by s.agent_id order by 1 loop
    perform audit_in_agent(v_agent.id, p_at, 'context_snapshots.erased', 'agent', v_agent.id,
      json_build_object('erasure', v.id, 'count', v_agent.rows));
  end loop;
end
$function$;
comment on function erase_contexts(v erasures, p_conversation uuid, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer) is 'Deletes so many context snapshots at most, of a conversation, or else of the user.';

create or replace function public.erase_conversation(v erasures, c conversations, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer, out gone boolean)
 returns record
 language plpgsql
as $function$
declare
  v_events constant audit_events[] := array(
    select e from audit_events e
     where e.tenant_id = current_tenant() and e.chain_id = c.id and e.detail is not null limit p_limit);
  v_contexts record;
  v_rows integer;
  v_from integer;
begin
  gone := false;
  perform forget_events(v.id, v_events);
  used := cardinality(v_events);
  counts := counted('{}', 'audit_events', used);
  if used >= p_limit then
    return;
  end if;
  delete from message_versions where ctid = any (array(
    select m.ctid from message_versions m
     where m.tenant_id = current_tenant() and m.conversation_id = c.id limit p_limit - used));
  get diagnostics v_rows = row_count;
  used := used + v_rows;
  counts := counted(counts, 'message_versions', v_rows);
  delete from memory_context_items where ctid = any (array(
    select i.ctid from memory_context_items i
     where i.tenant_id = current_tenant() and i.conversation_id = c.id limit p_limit - used));
  get diagnostics v_rows = row_count;
  used := used + v_rows;
  counts := counted(counts, 'memory_context_items', v_rows);
  select * into v_contexts from erase_contexts(v, c.id, p_limit - used, p_at);
  used := used + v_contexts.used;
  counts := counts_together(counts, v_contexts.counts);
  if used >= p_limit then
    return;
  end if;
  -- from the end on, so that at any time what is left is a conversation; a segment goes as a whole
  v_from := greatest(1, c.next_position - (p_limit - used));
  select least(v_from, min(s.first_position)) into v_from
    from message_segments s
   where s.tenant_id = current_tenant() and s.conversation_id = c.id and s.last_position >= v_from;
  delete from message_segments where tenant_id = current_tenant() and conversation_id = c.id and last_position >= v_from;
  delete from message_ids where tenant_id = current_tenant() and conversation_id = c.id and position >= v_from;
  delete from messages where tenant_id = current_tenant() and conversation_id = c.id and position >= v_from;
  counts := counted(counts, 'messages', c.next_position - v_from);
  used := used + greatest(c.next_position - v_from, 1);
  if v_from > 1 then
    update conversations set next_position = v_from, messages_digest = null where tenant_id = current_tenant() and id = c.id;
    return;
  end if;
  delete from conversation_sessions where tenant_id = current_tenant() and conversation_id = c.id;
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'conversation_sessions', v_rows);
  delete from conversations where tenant_id = current_tenant() and id = c.id;
  counts := counted(counts, 'conversations', 1);
  gone := true;
end
$function$;
comment on function erase_conversation(v erasures, c conversations, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer, out gone boolean) is 'Deletes a locked conversation, or as much of it as so many rows are: at last its messages, the newest first, and itself.';

create or replace function public.erase_conversations(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_left integer := p_limit;
  v_gone json[] := '{}';
  v_some record;
  c conversations;
begin
  counts := '{}';
  more := true;
  while v_left > 0 loop
    select * into c from conversations
     where tenant_id = current_tenant() and user_id = v.subject
     order by created_at desc, id desc
     limit 1
       for update;
    if not found then
      more := false;
      exit;
    end if;
    select * into v_some from erase_conversation(v, c, v_left, p_at);
    counts := counts_together(counts, v_some.counts);
    v_left := v_left - v_some.used;
    if v_some.gone then
      v_gone := v_gone || json_build_object('id', c.id, 'audit_count', c.audit_count, 'audit_head', encode(c.audit_head, 'hex'));
    end if;
  end loop;
  if cardinality(v_gone) > 0 then
    perform audit_in_tenant(p_at, 'conversations.erased', 'erasure', v.id, json_build_object('conversations', array_to_json(v_gone)));
  end if;
end
$function$;

create or replace function public.erase_documents(v erasures, p_limit integer, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_digests constant bytea[] := array(
    select d.digest from documents d
     where d.tenant_id = current_tenant() and d.touched_at = timestamptz '1970-01-01 00:00:00+00' limit p_limit);
  v_packed constant bytea[] := array(
    select d.digest from packed_documents d
     where d.tenant_id = current_tenant() and d.touched_at = timestamptz '1970-01-01 00:00:00+00' limit p_limit);
  v_used bytea[];
  v_packs uuid[];
  v_rows bigint;
begin
  counts := '{}';
  more := cardinality(v_digests) = p_limit or cardinality(v_packed) = p_limit;
  if cardinality(v_digests) = 0 and cardinality(v_packed) = 0 then
    return;
  end if;
  -- looking through these would take longer than a statement may; the collector takes what nobody touched since 1970 at once
  if (select sum(c.reltuples) from pg_class c
       where c.oid in ('system_state_snapshots'::regclass, 'command_steps'::regclass, 'step_evaluations'::regclass, 'agent_states'::regclass)) > 30e6 then
    more := false;
    return;
  end if;
  v_used := documents_in_use(v_digests || v_packed);
  update documents set touched_at = waymark_now() where tenant_id = current_tenant() and digest = any (v_used);
  update packed_documents set touched_at = waymark_now() where tenant_id = current_tenant() and digest = any (v_used);
  delete from documents
   where tenant_id = current_tenant() and digest = any (v_digests) and not digest = any (v_used)
     and touched_at = timestamptz '1970-01-01 00:00:00+00';
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'documents', v_rows);
  with gone as (
    delete from packed_documents
     where tenant_id = current_tenant() and digest = any (v_packed) and not digest = any (v_used)
       and touched_at = timestamptz '1970-01-01 00:00:00+00'
    returning packs)
  select count(*), array(select distinct p from gone h, unnest(h.packs) p) into v_rows, v_packs from gone;
  counts := counted(counts, 'packed_documents', v_rows);
  if cardinality(v_packs) > 0 then
    counts := counted(counts, 'packs', erase_packs(v_packs));
  end if;
end
$function$;
comment on function erase_documents(v erasures, p_limit integer, out counts jsonb, out more boolean) is 'Deletes so many forsaken bodies at most that nothing refers to, and the packs that only these were made of. What somebody has touched since stays.';

create or replace function public.erase_keys(v erasures, p_at timestamp with time zone, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_keys uuid[];
begin
  with revoked as (
    update api_keys
       set revoked_at = coalesce(revoked_at, p_at), user_id = null, name = 'erased'
     where tenant_id = current_tenant() and user_id = v.subject
    returning id)
  select coalesce(array_agg(id), '{}') into v_keys from revoked;
  counts := counted(counted('{}', 'api_keys', cardinality(v_keys)), 'audit_events', forget_events_about(v.id, v_keys));
  more := false;
end
$function$;
comment on function erase_keys(v erasures, p_at timestamp with time zone, out counts jsonb, out more boolean) is 'Revokes the keys that are narrowed to the user, and takes the user''s name off them.';

create or replace function public.erase_live_messages(p_erasure uuid, p_conversation uuid, p_limit integer, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v erasures;
  v_ids uuid[];
  v_positions integer[];
begin
  select * into strict v from erasures where tenant_id = current_tenant() and id = p_erasure for no key update;
  perform from conversations where tenant_id = current_tenant() and id = p_conversation for no key update;
  select coalesce(array_agg(m.id), '{}'), coalesce(array_agg(m.position order by m.position), '{}') into v_ids, v_positions
    from (select n.id, n.position from messages n
           where n.tenant_id = current_tenant() and n.conversation_id = p_conversation and n.sender_user_id = v.subject
           order by n.position limit p_limit) m;
  if cardinality(v_ids) = 0 then
    return false;
  end if;
  update messages
     set content = convert_to('{"text":"","type":"text"}', 'UTF8'), content_type = 'text', tools = null, tool_calls = null, metadata = null,
         context = null, audit = null, memory_refs = null, channel = null, sender_user_id = null,
         version_number = version_number + 1, changed_by = current_actor(), change_reason = 'erased', updated_at = p_at
   where tenant_id = current_tenant() and id = any (v_ids);
  update erasures
     set tables = counts_together(tables, counted(settle_erased_messages(v, p_conversation, v_ids, v_positions, p_at), 'messages',
                                                  cardinality(v_ids)))
   where tenant_id = current_tenant() and id = p_erasure;
  return true;
end
$function$;
comment on function erase_live_messages(p_erasure uuid, p_conversation uuid, p_limit integer, p_at timestamp with time zone) is 'Blanks so many live messages at most that the user sent in this conversation; they keep their places. False when there are none.';

create or replace function public.erase_memories(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_agent uuid;
  v_ids uuid[];
  v_events audit_events[];
  v_rows integer;
begin
  counts := '{}';
  select m.agent_id into v_agent
    from agent_memories m where m.tenant_id = current_tenant() and m.user_id = v.subject
   order by m.created_at desc, m.id desc limit 1;
  more := found;
  if not more then
    return;
  end if;
  -- the agent first: the lock order
  perform from agents where tenant_id = current_tenant() and id = v_agent for no key update;
  v_ids := array(select m.id from agent_memories m
                  where m.tenant_id = current_tenant() and m.user_id = v.subject and m.agent_id = v_agent
                  order by m.created_at desc, m.id desc limit p_limit for update);
  v_events := array(
    select e from audit_events e where e.tenant_id = current_tenant() and e.subject_id = any (v_ids) and e.detail is not null
    union all
    -- memories that came together have one event, of the same moment, about the agent
    select e
      from (select distinct m.created_at from agent_memories m where m.tenant_id = current_tenant() and m.id = any (v_ids)) m
      join audit_events e on e.tenant_id = current_tenant() and e.occurred_at = m.created_at and e.chain_id = v_agent
     where e.action = 'memories.recorded' and e.detail is not null
       and exists (select from json_array_elements_text(e.detail -> 'ids') i (id) where i.id::uuid = any (v_ids)));
  perform forget_events(v.id, v_events);
  counts := counted(counts, 'audit_events', cardinality(v_events));
  delete from memory_codes where tenant_id = current_tenant() and memory_id = any (v_ids);
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'memory_codes', v_rows);
  delete from memory_accesses where tenant_id = current_tenant() and memory_id = any (v_ids);
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'memory_accesses', v_rows);
  delete from memory_consolidations where tenant_id = current_tenant() and consolidated_memory_id = any (v_ids);
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'memory_consolidations', v_rows);
  delete from agent_memories where tenant_id = current_tenant() and id = any (v_ids);
  counts := counted(counts, 'agent_memories', cardinality(v_ids));
  perform audit_in_agent(v_agent, p_at, 'memories.erased', 'agent', v_agent,
    json_build_object('erasure', v.id, 'count', cardinality(v_ids)));
end
$function$;
comment on function erase_memories(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean) is 'Deletes so many memories of the user at most, all of one agent, with what belongs to them.';

create or replace function public.erase_packs(p_packs uuid[])
 returns bigint
 language plpgsql
as $function$
declare
  v_named constant uuid[] := array(
    select distinct n.pack
      from (select c.packs from state_checkpoints c where c.tenant_id = current_tenant() and c.packs && p_packs
            union all
            select d.packs from packed_documents d where d.tenant_id = current_tenant() and d.packs && p_packs) c
     cross join lateral unnest(c.packs) n (pack));
  v_rows bigint;
begin
  -- what somebody has touched since is for the collector
  perform note_garbage(p_packs);
  delete from packs
   where tenant_id = current_tenant() and id = any (p_packs) and not id = any (v_named)
     and touched_at = timestamptz '1970-01-01 00:00:00+00';
  get diagnostics v_rows = row_count;
  return v_rows;
end
$function$;
comment on function erase_packs(p_packs uuid[]) is 'Deletes those of these packs that are forsaken and that nothing is made of any more.';

create or replace function public.erase_sealed_messages(p_erasure uuid, p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
declare
  v erasures;
  v_ids constant uuid[] := array(select json_array_elements_text(p_segment -> 'ids')::uuid);
  v_positions constant integer[] := array(select json_array_elements_text(p_segment -> 'positions')::integer);
begin
  select * into strict v from erasures where tenant_id = current_tenant() and id = p_erasure for no key update;
  perform from conversations where tenant_id = current_tenant() and id = p_conversation for no key update;
  update message_segments
     set content_bytes = (p_segment ->> 'content_bytes')::integer, digest = p_digest, body = p_body, language = p_segment ->> 'language',
         signature = p_signature
   where tenant_id = current_tenant() and conversation_id = p_conversation
     and first_position = (p_segment ->> 'first_position')::integer
     and encode(digest, 'hex') = p_segment ->> 'made_of';
  if not found then
    return false;
  end if;
  update erasures
     set tables = counts_together(tables, counted(settle_erased_messages(v, p_conversation, v_ids, v_positions, p_at), 'messages',
                                                  (p_segment ->> 'counted')::integer))
   where tenant_id = current_tenant() and id = p_erasure;
  return true;
end
$function$;
comment on function erase_sealed_messages(p_erasure uuid, p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea, p_at timestamp with time zone) is 'Puts a segment with blanked messages in the place of the one that it was made of; false, and nothing is done, when that has changed. Its figures stay: they tell of no content.';

create or replace function public.erase_sessions(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean)
 returns record
 language plpgsql
as $function$
declare
  v_session record;
  v_events bigint := 0;
  v_rows integer := 0;
begin
  for v_session in
    select s.id, s.conversation_id
      from conversation_sessions s
     where s.tenant_id = current_tenant() and s.user_id = v.subject
     order by s.conversation_id, s.id
     limit p_limit
  loop
    -- the conversation first: the lock order
    perform from conversations where tenant_id = current_tenant() and id = v_session.conversation_id for no key update;
    update conversation_sessions
       set user_id = null, session_state = null, interruption_context = null, metadata = '{}', updated_at = p_at, version = version + 1
     where tenant_id = current_tenant() and id = v_session.id;
    v_events := v_events + forget_events_about(v.id, array[v_session.id]);
    perform audit_in_conversation(v_session.conversation_id, p_at, 'session.erased', 'session', v_session.id,
      json_build_object('erasure', v.id));
    v_rows := v_rows + 1;
  end loop;
  counts := counted(counted('{}', 'conversation_sessions', v_rows), 'audit_events', v_events);
  more := v_rows = p_limit;
end
$function$;
comment on function erase_sessions(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean) is 'Blanks the user''s sessions in conversations that are not the user''s own.';

create or replace function public.erase_tenant_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone)
 returns setof erasures
 language plpgsql
as $function$
declare
  v erasures;
  v_counts jsonb := '{}';
  v_stage text;
  v_last text;
begin
  select * into strict v from erasures where tenant_id = current_tenant() and id = p_erasure for no key update;
  v_stage := v.stage;
  case v.stage
    when 'keys' then
      select r.counts, case when r.more then v.stage else 'audit' end into v_counts, v_stage
        from erase_tenant_rows(v.subject::uuid, p_limit) r;
    when 'audit' then
      select e.last, counted('{}', 'audit_events', e.blanked), case when e.last is null then 'archives' else v.stage end
        into v_last, v_counts, v_stage
        from forget_tenant_events(v.subject::uuid, v.place, p_limit) e;
    when 'end' then
      perform audit_in_tenant(p_at, 'tenant.deleted', 'tenant', v.subject::uuid,
        json_build_object('id', v.subject, 'tables', v.tables, 'archives', v.archives));
      v_stage := 'finished';
    else
      return next v;
      return;
  end case;
  return query
    update erasures e
       set tables = counts_together(e.tables, v_counts), stage = v_stage, place = v_last,
           subject = case when v_stage <> 'finished' then e.subject end,
           finished_at = case when v_stage = 'finished' then p_at end
     where e.tenant_id = current_tenant() and e.id = p_erasure
    returning e.*;
end
$function$;
comment on function erase_tenant_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone) is 'Deletes the next rows of a tenant and says how far it is; the fact goes to the chain of the operators. Its archives are deleted from outside.';

create or replace function public.erase_tenant_rows(p_tenant uuid, p_limit integer, out counts jsonb, out more boolean)
 returns record
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_table text;
  v_key text;
  v_weight text;
  v_rows bigint;
begin
  if not caller_is_operator() or p_tenant = '00000000-0000-0000-0000-000000000000' then
    perform problem('forbidden', 'only an operator key deletes a tenant');
  end if;
  counts := '{}';
  more := true;
  -- keys first, so that nobody comes any more; then what has most below it, as many rows as there is about p_limit below
  foreach v_table in array array['api_keys', 'conversations', 'commands', 'threads', 'agent_metrics', 'agent_memories', 'agents', 'projects',
                                 'packed_documents', 'packs', 'documents', 'idempotency_keys'] loop
    v_key := case v_table when 'packed_documents' then 'digest' when 'documents' then 'digest' when 'idempotency_keys' then 'key_digest' else 'id' end;
    v_weight := case v_table
      when 'conversations' then 'next_position'
      when 'commands' then 'next_step_index + 1'
      when 'threads' then 'next_state_version + next_checkpoint_number'
      when 'agents' then '100'
      when 'projects' then '100'
      else '1' end;
    if v_table = 'agent_metrics' then
      delete from agent_metrics t
       where t.tenant_id = p_tenant
         and (t.recorded_at, t.id) in (select r.recorded_at, r.id from agent_metrics r where r.tenant_id = p_tenant limit p_limit);
      get diagnostics v_rows = row_count;
    else
      execute format(
        'delete from %1$I t
          where t.tenant_id = $1
            and t.%2$I = any (array(
              select s.key
                from (select r.%2$I as key, sum(%3$s) over (rows unbounded preceding) - (%3$s) as before
                        from %1$I r where r.tenant_id = $1 limit $2) s
               where s.before < $2))', v_table, v_key, v_weight)
      using p_tenant, p_limit;
      get diagnostics v_rows = row_count;
    end if;
    counts := counted(counts, v_table, v_rows);
    if v_rows > 0 then
      return;
    end if;
  end loop;
  delete from tenants where id = p_tenant;  -- and by foreign key what is left below it
  get diagnostics v_rows = row_count;
  counts := counted(counts, 'tenants', v_rows);
  more := v_rows > 0;
end
$function$;
alter function erase_tenant_rows(p_tenant uuid, p_limit integer, out counts jsonb, out more boolean) owner to waymark_eraser;
comment on function erase_tenant_rows(p_tenant uuid, p_limit integer, out counts jsonb, out more boolean) is 'Deletes about so many rows of a tenant at most, counting those that hang below others. Runs as waymark_eraser.';

create or replace function public.erased_digest(p_inner bytea, p_outer bytea, p_id text)
 returns bytea
 language sql
 immutable parallel safe strict
return sha256((p_outer || sha256((p_inner || convert_to(p_id, 'UTF8'::name)))));
comment on function erased_digest(p_inner bytea, p_outer bytea, p_id text) is 'HMAC-SHA256 (RFC 2104) of an id, under a key that is in the two pads already.';

create or replace function public.erasure_lock(p_kind text, p_subject text)
 returns bigint
 language sql
 stable
return hashtextextended((p_kind || current_tenant()), ((hashtext(p_subject) & 31))::bigint);
comment on function erasure_lock(p_kind text, p_subject text) is 'What whoever writes of somebody shares until the transaction ends, and whoever sets the tombstone has alone: one of 32 locks of the tenant''s.';

create or replace function public.erasure_of(p_kind text, p_subject text)
 returns setof erasures
 language sql
 stable
begin atomic
 select e.tenant_id,
     e.id,
     e.kind,
     e.digest,
     e.subject,
     e.stage,
     e.place,
     e.tables,
     e.archives,
     e.erased_at,
     e.finished_at
    from erasures e
   where ((e.tenant_id = current_tenant()) and (e.kind = erasure_of.p_kind) and (e.digest = tombstone_digest(erasure_of.p_subject)));
end;
comment on function erasure_of(p_kind text, p_subject text) is 'The erasure of whom this id names; no row where there is none.';

create or replace function public.evaluation_subjects(p_command uuid, p_step uuid, p_steps json, p_budget bigint)
 returns table(step_id uuid, part text, name text, body bytea, intact boolean)
 language plpgsql
as $function$
#variable_conflict use_column
declare
  v_kept constant json := idempotent_answer();
  v_command uuid := p_command;
  v_ids uuid[];
  v_bytes bigint;
  v_rest bigint := 0;
begin
  if v_kept is not null then
    return query select null::uuid, 'kept', '', convert_to(v_kept::text, 'UTF8'), true;
    return;
  end if;
  if p_step is not null then
    select s.command_id, array[s.id] into v_command, v_ids from command_steps s where s.tenant_id = current_tenant() and s.id = p_step;
    if not found then
      perform problem('not-found', 'there is no such step');
    end if;
  else
    perform from commands c where c.tenant_id = current_tenant() and c.id = p_command;
    if not found then
      perform problem('not-found', 'there is no such command');
    end if;
    with wanted as (
      select u.id, u.step_index from unevaluated_steps u where u.command_id = p_command and p_steps is null
      union
      select s.id, s.step_index
        from command_steps s
       where s.tenant_id = current_tenant() and s.command_id = p_command
         and s.id in (select g.value::uuid from json_array_elements_text(coalesce(p_steps, '[]')) as g)
      order by step_index
      limit 100
    ), weighed as (
      select w.id, w.step_index, t.bytes, sum(t.bytes) over (order by w.step_index) - t.bytes as bytes_before
        from wanted w
       cross join lateral (
         select coalesce((select coalesce(s.plain_result_bytes, octet_length(s.execution_result)) from command_steps s where s.tenant_id = current_tenant() and s.id = w.id), 0)
              + coalesce((select sum(z.size_bytes) from snapshot_sizes z where z.step_id = w.id), 0) as bytes) t
    )
    select array_agg(w.id order by w.step_index) filter (where p_steps is not null or w.bytes_before = 0 or w.bytes_before + w.bytes <= p_budget),
           sum(w.bytes)
      into v_ids, v_bytes
      from weighed w;
    if p_steps is null then
      v_rest := (select count(*) from unevaluated_steps u where u.command_id = p_command) - coalesce(cardinality(v_ids), 0);
    elsif v_bytes > p_budget and cardinality(v_ids) > 1 then
      perform problem('too-large', format('what is to be judged has %s bytes: name fewer steps at once', v_bytes),
        json_build_object('limit_bytes', p_budget));
    end if;
  end if;

  return query
  select null::uuid, 'settings', '', convert_to(p.settings::text, 'UTF8'), true
    from commands c
    join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
   where c.tenant_id = current_tenant() and c.id = v_command
  union all
  select null, 'rest', '', convert_to(v_rest::text, 'UTF8'), true
  union all
  select s.id, 'step', '', convert_to(json_build_object(
           'id', s.id, 'step_index', s.step_index, 'step_number', s.step_number, 'step_type', s.step_type, 'active', s.active,
           'command', s.command, 'explanation', s.explanation, 'expected_outcome', s.expected_outcome, 'risk_level', s.risk_level,
           'status', s.status, 'exit_code', s.exit_code, 'policy_violation', s.policy_violation, 'branch', s.branch,
           'commit_sha_before', s.commit_sha_before, 'commit_sha_after', s.commit_sha_after, 'duration_ms', s.duration_ms,
           'metadata', s.metadata)::text, 'UTF8'), true
    from command_steps s
   where s.tenant_id = current_tenant() and s.id = any (v_ids)
  union all
  select s.id, 'result', '', s.execution_result, true
    from command_steps s
   where s.tenant_id = current_tenant() and s.id = any (v_ids) and s.execution_result is not null
  union all
  select t.id, 'expected_impact', '', convert_to(t.impact::text, 'UTF8'), true
    from (select w.id, expected_impact_of(w.id) as impact from unnest(v_ids) as w (id)) t
   where t.impact is not null
  union all
  select r.step_id, r.snapshot_type, r.section, r.body, r.intact
    from section_rows r
   where r.step_id = any (v_ids);
end
$function$;
comment on function evaluation_subjects(p_command uuid, p_step uuid, p_steps json, p_budget bigint) is 'Everything that judging steps needs, in parts: the steps, results, sections and expected impacts, the project''s settings, how many steps are left; or the kept answer. One step, or named ones of a command, or (p_steps null) its first unevaluated ones that fit in the budget of bytes.';

create or replace function public.exact_embeddings(p_memories uuid[])
 returns table(id uuid, embedding bytea)
 language sql
 stable
begin atomic
 select m.id,
     array_send(m.embedding) as array_send
    from agent_memories m
   where ((m.tenant_id = current_tenant()) and (m.id = any (exact_embeddings.p_memories)) and (m.embedding is not null));
end;
comment on function exact_embeddings(p_memories uuid[]) is 'The embeddings as PostgreSQL sends arrays: their numbers are the last bytes, eight for each, of which the last four are the float.';

create or replace function public.expected_impact_of(p_step uuid)
 returns json
 language sql
 stable
return (select (a.expected_impact)::json as expected_impact from command_approvals a where ((a.tenant_id = current_tenant()) and (a.step_id = expected_impact_of.p_step) and (a.decision = 'approved'::text) and (a.expected_impact is not null)) order by a."position" desc limit 1);
comment on function expected_impact_of(p_step uuid) is 'The changes that whoever approved a step last said to expect; null where nobody said. The one place where judging looks at approvals.';

create or replace function public.fine_codes(p_memories uuid[])
 returns table(id uuid, fine text)
 language sql
 stable
begin atomic
 select c.memory_id,
     c.fine
    from memory_codes c
   where ((c.tenant_id = current_tenant()) and (c.memory_id = any (fine_codes.p_memories)));
end;
comment on function fine_codes(p_memories uuid[]) is 'What the codes of these memories leave over; for those that a code alone cannot tell apart.';

create or replace function public.finish_archive(p_id uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v archives;
begin
  update archives
     set status = 'kept', rows = p_rows, size_bytes = p_size_bytes, sha256 = decode(p_sha256, 'hex'), from_at = p_from, to_at = p_to
   where tenant_id = current_tenant() and id = p_id and status = 'writing'
  returning * into v;
  if not found then
    perform problem('conflict', 'the archive was given up meanwhile');
  end if;
  perform audit_in_tenant(waymark_now(), 'archive.kept', 'archive', p_id,
    json_build_object('kind', v.kind, 'rows', v.rows, 'sha256', p_sha256));
end
$function$;
comment on function finish_archive(p_id uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone) is 'Says that the object has been read back and is the only place of its rows from now on: in the transaction that takes them out. A conflict when somebody has discarded the archive.';

create or replace function public.finish_encryption_walk(p_walk text, p_clean boolean)
 returns void
 language plpgsql
as $function$
declare
  v encryption_work;
  v_key uuid;
begin
  select * into v from encryption_work
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz for update;
  if not found then
    return;
  end if;
  if not p_clean or v.walk_started_at < v.changed_at + interval '2 minutes' then
    update encryption_work
       set part = '', after = '', walk_started_at = null,
           due_at = greatest(v.changed_at + interval '2 minutes', waymark_now() + case when p_clean then interval '0' else interval '10 minutes' end)
     where tenant_id = current_tenant();
    return;
  end if;
  delete from encryption_work where tenant_id = current_tenant();
  for v_key in
    update encryption_keys set retired_at = waymark_now()
     where tenant_id = current_tenant() and not is_primary and retired_at is null
    returning id
  loop
    perform audit_in_tenant(waymark_now(), 'encryption_key.retired', 'encryption_key', v_key, '{}');
  end loop;
end
$function$;
comment on function finish_encryption_walk(p_walk text, p_clean boolean) is 'Ends a walk. It was the last one where it began two minutes after the change, which by then everybody knew, and left nothing undone: then keys that are not the primary are retired.';

create or replace function public.flaw(p_flaw text, p_column text, p_stored text, p_expected text)
 returns json
 language sql
 stable parallel safe
return case when (p_stored is distinct from p_expected) then json_build_object('flaw', p_flaw, 'column', p_column, 'stored', p_stored, 'expected', p_expected) else null::json end;
comment on function flaw(p_flaw text, p_column text, p_stored text, p_expected text) is 'A flaw of a column (chain, counter, digest, reference, partition), or null where what is stored is what should be.';

create or replace function public.flaws(variadic p_flaws json[])
 returns json
 language sql
 stable parallel safe
return (select json_agg(f.f) as json_agg from unnest(flaws.p_flaws) f(f) where (f.f is not null));
comment on function flaws(variadic p_flaws json[]) is 'The flaws of a row, or null where there is none.';

create or replace function public.flaws_in_agent_states(s agent_states)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('digest', 'state_hash', encode(s.state_hash, 'hex'),
         encode(state_hash(s.local_state, s.persistent_state, s.session_state, s.shared_state), 'hex')),
    lost_document('local_state', s.local_state), lost_document('shared_state', s.shared_state),
    lost_document('session_state', s.session_state), lost_document('persistent_state', s.persistent_state),
    flaw('reference', 'agent_id', s.agent_id::text, (
      select t.agent_id from threads t where t.tenant_id = s.tenant_id and t.id = s.thread_id)::text),
    -- what led to the oldest one may have left
    (select flaw('counter', 'version', s.version::text, (p.last_version + 1)::text)
       from agent_states p
      where p.tenant_id = s.tenant_id and p.thread_id = s.thread_id and p.version < s.version
      order by p.version desc limit 1))
$function$;

create or replace function public.flaws_in_agents(a agents)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic chain_flaws(a.id, a.audit_head, a.audit_count))
$function$;

create or replace function public.flaws_in_approval_requests(a approval_requests)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(of_the_command(a.step_id, a.command_id))
$function$;

create or replace function public.flaws_in_audit_events(e audit_events)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    case when e.chain_index = 0 or coalesce(e.previous_hash, p.hash) is not null then
      flaw('chain', 'hash', encode(e.hash, 'hex'), encode(audit_event_hash(e, p.hash), 'hex')) end,
    case when other_detail(e) then
      flaw('digest', 'detail_digest', encode(e.detail_digest, 'hex'), encode(audit_detail_digest(e.detail, e.body_digest, e.detail_salt), 'hex')) end,
    case when e.previous_hash is not null or e.chain_index > 0 and p.hash is null then
      flaw('chain', 'previous_hash', coalesce(encode(e.previous_hash, 'hex'), 'of event ' || e.chain_index - 1), encode(p.hash, 'hex')) end)
    from (select) one
    left join audit_events p on p.tenant_id = e.tenant_id and p.chain_id = e.chain_id and p.chain_index = e.chain_index - 1
$function$;

create or replace function public.flaws_in_checkpoint_writes(w checkpoint_writes)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(flaw('reference', 'agent_id', w.agent_id::text, (
    select c.agent_id from state_checkpoints c where c.tenant_id = w.tenant_id and c.id = w.checkpoint_id)::text))
$function$;

create or replace function public.flaws_in_command_approvals(a command_approvals)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(of_the_command(a.step_id, a.command_id), lost_document('state_context_digest', a.state_context_digest))
$function$;

create or replace function public.flaws_in_command_steps(s command_steps)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('reference', 'project_id', s.project_id::text, (
      select c.project_id from commands c where c.tenant_id = s.tenant_id and c.id = s.command_id)::text),
    lost('parent_step_id', s.parent_step_id::text, exists (
      select from command_steps p
       where p.tenant_id = s.tenant_id and p.id = s.parent_step_id and p.project_id = s.project_id and p.step_number < s.step_number)),
    lost('proposed_for', s.proposed_for::text, exists (
      select from command_steps p where p.tenant_id = s.tenant_id and p.id = s.proposed_for and p.command_id = s.command_id)),
    lost('rollback_id', s.rollback_id::text, exists (
      select from rollbacks r where r.tenant_id = s.tenant_id and r.id = s.rollback_id and r.project_id = s.project_id and r.undone_at is null)),
    flaw('reference', 'active', s.active::text, (s.rollback_id is null)::text),
    lost_document('agent_config_digest', s.agent_config_digest))
$function$;

create or replace function public.flaws_in_commands(c commands)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic array[
    flaw('counter', 'next_step_index', c.next_step_index::text, s.steps::text),
    flaw('counter', 'current_step_index', c.current_step_index::text,
         case when c.current_step_index is not null then least(c.current_step_index, coalesce(s.last_index, -1)) end::text),
    flaw('counter', 'adaptive_steps_generated', c.adaptive_steps_generated::text, s.adaptive::text),
    flaw('counter', 'corrective_steps_generated', c.corrective_steps_generated::text, s.corrective::text),
    -- where evaluations have left, only those that are there can be counted
    flaw('counter', 'state_evaluation_count', c.state_evaluation_count::text,
         (case when c.state_evaluation_count > e.evaluations and exists (
                 select from command_steps k
                  where k.tenant_id = c.tenant_id and k.command_id = c.id and k.kept_evaluation_type is not null)
               then c.state_evaluation_count else e.evaluations end)::text),
    case when b.id is not null then flaw('reference', 'baseline_snapshot_id', c.baseline_snapshot_id::text, b.id::text) end,
    flaw('counter', 'next_position', c.next_position::text, greatest(c.next_position, 1 + greatest(s.last_position, e.last_position,
      (select max(x.position) from system_state_snapshots x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from command_approvals x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from rollback_entries x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from step_outputs x where x.tenant_id = c.tenant_id and x.command_id = c.id)))::text)]
    || chain_flaws(c.id, c.audit_head, c.audit_count))
    from (select count(*) as steps, max(s.step_index) as last_index, max(s.position) as last_position,
                 count(*) filter (where s.step_type = 'adaptive') as adaptive, count(*) filter (where s.step_type = 'corrective') as corrective
            from command_steps s
           where s.tenant_id = c.tenant_id and s.command_id = c.id) s,
         (select count(*) as evaluations, max(e.position) as last_position
            from step_evaluations e
           where e.tenant_id = c.tenant_id and e.command_id = c.id) e,
         (select (select b.id from system_state_snapshots b
                   where b.tenant_id = c.tenant_id and b.command_id = c.id and b.snapshot_type = 'baseline') as id) b
$function$;

create or replace function public.flaws_in_context_snapshots(s context_snapshots)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    lost_document('snapshot_digest', s.snapshot_digest),
    lost('message_id', s.message_id::text, exists (
      select from conversations c
       where c.tenant_id = s.tenant_id and c.id = s.conversation_id and message_position(c, s.message_id) is not null)))
$function$;

create or replace function public.flaws_in_conversation_sessions(s conversation_sessions)
 returns json
 language sql
 stable parallel safe
as $function$
  -- what is sealed the database cannot count: whoever unpacks it does
  select flaws(
    flaw('counter', 'message_count', s.message_count::text, m.messages::text),
    flaw('counter', 'total_tokens_used', s.total_tokens_used::text, m.tokens::text),
    flaw('counter', 'tool_calls_count', s.tool_calls_count::text, m.tool_calls::text))
    from (select count(*) as messages, coalesce(sum(m.total_tokens), 0) as tokens, coalesce(sum(m.tool_calls), 0) as tool_calls
            from messages m
           where m.tenant_id = s.tenant_id and m.conversation_id = s.conversation_id and m.session_id = s.id) m
   where not exists (select from message_segments g where g.tenant_id = s.tenant_id and g.conversation_id = s.conversation_id)
$function$;

create or replace function public.flaws_in_conversations(c conversations)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic array[
    flaw('counter', 'next_position', c.next_position::text, (1
      + (select count(*) from messages m
          where m.tenant_id = c.tenant_id and m.conversation_id = c.id
            and not exists (select from message_segments s
                             where s.tenant_id = c.tenant_id and s.conversation_id = c.id
                               and m.position between s.first_position and s.last_position))
      + (select coalesce(sum(s.last_position - s.first_position + 1), 0) from message_segments s
          where s.tenant_id = c.tenant_id and s.conversation_id = c.id))::text)]
    || chain_flaws(c.id, c.audit_head, c.audit_count))
$function$;

create or replace function public.flaws_in_documents(d documents)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('digest', 'body', encode(sha256(d.body), 'hex'), encode(d.digest, 'hex')),
    flaw('counter', 'size_bytes', d.size_bytes::text, octet_length(d.body)::text))
$function$;

create or replace function public.flaws_in_memory_accesses(a memory_accesses)
 returns json
 language sql
 stable parallel safe
as $function$
  select of_the_memory(a.memory_id, a.agent_id, a.user_id)
$function$;

create or replace function public.flaws_in_memory_codes(c memory_codes)
 returns json
 language sql
 stable parallel safe
as $function$
  select of_the_memory(c.memory_id, c.agent_id, c.user_id)
$function$;

create or replace function public.flaws_in_memory_consolidations(c memory_consolidations)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('reference', 'agent_id', c.agent_id::text, (
      select m.agent_id from agent_memories m where m.tenant_id = c.tenant_id and m.id = c.consolidated_memory_id)::text))
$function$;

create or replace function public.flaws_in_message_ids(i message_ids)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(flaw('counter', 'position', i.position::text, (
    select least(i.position, c.next_position - 1) from conversations c where c.tenant_id = i.tenant_id and c.id = i.conversation_id)::text))
$function$;

create or replace function public.flaws_in_message_segments(s message_segments)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('counter', 'last_position', s.last_position::text, (
      select least(s.last_position, c.next_position - 1, (
        select min(n.first_position) - 1 from message_segments n
         where n.tenant_id = s.tenant_id and n.conversation_id = s.conversation_id and n.first_position > s.first_position))
        from conversations c
       where c.tenant_id = s.tenant_id and c.id = s.conversation_id)::text),
    flaw('counter', 'figures', (
      select coalesce(sum((f ->> 'messages')::bigint), 0) from jsonb_array_elements(s.figures) f)::text,
      (s.last_position - s.first_position + 1)::text))
$function$;

create or replace function public.flaws_in_messages(m messages)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('counter', 'position', m.position::text, least(m.position, c.next_position - 1)::text),
    lost('session_id', m.session_id::text, exists (
      select from conversation_sessions s
       where s.tenant_id = m.tenant_id and s.id = m.session_id and s.conversation_id = m.conversation_id)),
    lost('parent_message_id', m.parent_message_id::text, message_position(c, m.parent_message_id) < m.position),
    -- an id says where its message is, or message_ids does
    lost('id', m.id::text, exists (
        select from message_place(m.id) p where p.tag = c.tag and p.position = m.position)
      or exists (
        select from message_ids i
         where i.tenant_id = m.tenant_id and i.id = m.id and i.conversation_id = m.conversation_id and i.position = m.position)))
    from conversations c
   where c.tenant_id = m.tenant_id and c.id = m.conversation_id
$function$;

create or replace function public.flaws_in_packed_documents(d packed_documents)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(lost_packs(d.packs))
$function$;

create or replace function public.flaws_in_packs(p packs)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(lost_packs(array(
    select encode(substring(p.bases from 16 * n + 1 for 16), 'hex')::uuid from generate_series(0, octet_length(p.bases) / 16 - 1) n)))
$function$;

create or replace function public.flaws_in_projects(p projects)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic array[
    flaw('counter', 'next_step_number', p.next_step_number::text, greatest(p.next_step_number, (
      select max(s.step_number) + 1 from command_steps s where s.tenant_id = p.tenant_id and s.project_id = p.id))::text),
    flaw('reference', 'last_active_step_id', p.last_active_step_id::text, (
      select s.id from command_steps s
       where s.tenant_id = p.tenant_id and s.project_id = p.id and s.active
       order by s.step_number desc limit 1)::text)]
    || chain_flaws(p.id, p.audit_head, p.audit_count))
$function$;

create or replace function public.flaws_in_rollbacks(r rollbacks)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    -- steps that a rollback made inactive leave with their commands, and the entries of these tell how many are left
    flaw('counter', 'deactivated_count', s.steps::text, case when r.undone_at is null then e.steps else 0 end::text),
    flaw('counter', 'deactivated_count', r.deactivated_count::text, greatest(r.deactivated_count, e.steps)::text))
    from (select count(*) as steps
            from command_steps s
           where s.tenant_id = r.tenant_id and s.project_id = r.project_id and s.rollback_id = r.id
             and s.step_number between r.first_step_number and r.last_step_number) s,
         (select coalesce(sum(e.deactivated_count), 0) as steps
            from rollback_entries e
           where e.tenant_id = r.tenant_id and e.rollback_id = r.id and e.action = 'rolled_back') e
$function$;

create or replace function public.flaws_in_shared_state_versions(v shared_state_versions)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(lost_document('digest', v.digest))
$function$;

create or replace function public.flaws_in_shared_states(s shared_states)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('counter', 'version', s.version::text, coalesce(v.version, 0)::text),
    flaw('digest', 'digest', encode(s.digest, 'hex'), encode(coalesce(v.digest, sha256('{}')), 'hex')),
    lost_document('digest', s.digest))
    from (select) one
    left join lateral (
      select v.version, v.digest from shared_state_versions v
       where v.tenant_id = s.tenant_id and v.shared_id = s.id
       order by v.version desc limit 1) v on true
$function$;

create or replace function public.flaws_in_state_checkpoints(c state_checkpoints)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    lost_packs(c.packs),
    flaw('reference', 'agent_id', c.agent_id::text, (
      select t.agent_id from threads t where t.tenant_id = c.tenant_id and t.id = c.thread_id)::text),
    lost('parent_checkpoint_id', c.parent_checkpoint_id::text, exists (
      select from state_checkpoints p where p.tenant_id = c.tenant_id and p.id = c.parent_checkpoint_id and p.thread_id = c.thread_id)),
    flaw('counter', 'restoration_count', c.restoration_count::text, (
      select count(*) from audit_events e
       where e.tenant_id = c.tenant_id and e.subject_id = c.id and e.action = 'checkpoint.restored')::text))
$function$;

create or replace function public.flaws_in_state_schemas(s state_schemas)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(lost_document('digest', s.digest))
$function$;

create or replace function public.flaws_in_state_transitions(t state_transitions)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('reference', 'to_version', t.to_version::text, s.version::text),
    flaw('reference', 'thread_id', t.thread_id::text, s.thread_id::text),
    flaw('reference', 'agent_id', t.agent_id::text, s.agent_id::text))
    from (select) one
    left join agent_states s on s.tenant_id = t.tenant_id and s.id = t.to_state_id
$function$;

create or replace function public.flaws_in_step_evaluations(e step_evaluations)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    of_the_command(e.step_id, e.command_id),
    lost_document('state_changes', e.state_changes),
    lost('proposed_steps', (
      select string_agg(n.id::text, ',') from unnest(e.proposed_steps) n (id)
       where not exists (select from command_steps s where s.tenant_id = e.tenant_id and s.id = n.id and s.command_id = e.command_id)), false))
$function$;

create or replace function public.flaws_in_step_outputs(o step_outputs)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    of_the_command(o.step_id, o.command_id),
    case when o.chunk_index > 0 then lost('chunk_index', o.chunk_index::text, exists (
      select from step_outputs p where p.tenant_id = o.tenant_id and p.step_id = o.step_id and p.chunk_index = o.chunk_index - 1)) end)
$function$;

create or replace function public.flaws_in_system_state_snapshots(s system_state_snapshots)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    of_the_command(s.step_id, s.command_id),
    lost_document('system_info', s.system_info), lost_document('services_status', s.services_status),
    lost_document('packages_installed', s.packages_installed), lost_document('network_connections', s.network_connections),
    lost_document('file_system_state', s.file_system_state), lost_document('process_list', s.process_list),
    lost_document('resource_usage', s.resource_usage))
$function$;

create or replace function public.flaws_in_tenants(t tenants)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic chain_flaws(t.id, t.audit_head, t.audit_count))
$function$;

create or replace function public.flaws_in_threads(t threads)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(variadic array[
    flaw('counter', 'next_state_version', t.next_state_version::text, (
      select coalesce(max(s.version), 0) + 1 from agent_states s where s.tenant_id = t.tenant_id and s.thread_id = t.id)::text),
    flaw('counter', 'next_checkpoint_number', t.next_checkpoint_number::text, greatest(t.next_checkpoint_number, (
      select max(c.number) + 1 from state_checkpoints c where c.tenant_id = t.tenant_id and c.thread_id = t.id))::text)]
    || chain_flaws(t.id, t.audit_head, t.audit_count))
$function$;

create or replace function public.forget_archive(p_id uuid, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
begin
  delete from archives where tenant_id = current_tenant() and id = p_id and status = 'discarded';
  if found then
    return true;
  end if;
  update archives
     set status = 'erased', user_ids = '{}', sha256 = null, size_bytes = null, erased_at = p_at
   where tenant_id = current_tenant() and id = p_id and status = 'erasing';
  if found then
    perform audit_in_tenant(p_at, 'archive.erased', 'archive', p_id, json_build_object('id', p_id));
    return true;
  end if;
  return false;
end
$function$;
comment on function forget_archive(p_id uuid, p_at timestamp with time zone) is 'Ends what discard_archive() or erase_archive() began, once the object is gone. False for an archive that neither has been called for.';

create or replace function public.forget_audit_content(p_chains uuid[])
 returns void
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  if exists (select from commands where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from projects where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from agents where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from threads where tenant_id = current_tenant() and id = any (p_chains))
     or exists (select from conversations where tenant_id = current_tenant() and id = any (p_chains)) then
    raise exception 'what still exists keeps its audit content' using errcode = 'insufficient_privilege';
  end if;
  update audit_events
     set detail = null, detail_salt = null
   where tenant_id = current_tenant() and chain_id = any (p_chains) and detail is not null;
end
$function$;
alter function forget_audit_content(p_chains uuid[]) owner to waymark_eraser;
comment on function forget_audit_content(p_chains uuid[]) is 'Blanks the content of audit events whose command, project, agent, thread or conversation is gone; the chains still verify. Runs as waymark_eraser.';

create or replace function public.forget_checkpoints(p_threads uuid[])
 returns void
 language plpgsql
as $function$
begin
  perform note_garbage(array(
    select distinct n.pack
      from state_checkpoints c, unnest(c.packs) n (pack)
     where c.tenant_id = current_tenant() and c.thread_id = any (p_threads)));
  delete from state_checkpoints c where c.tenant_id = current_tenant() and c.thread_id = any (p_threads);
end
$function$;
comment on function forget_checkpoints(p_threads uuid[]) is 'Deletes every checkpoint of threads that go as a whole, pinned ones too, and notes their packs. Whoever deletes an agent calls it first: the foreign keys alone note nothing.';

create or replace function public.forget_events(p_erasure uuid, p_events audit_events[])
 returns void
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  if not exists (select from erasures where tenant_id = current_tenant() and id = p_erasure and finished_at is null) then
    raise exception 'audit content is blanked while an erasure goes on' using errcode = 'insufficient_privilege';
  end if;
  update audit_events e
     set detail = null, detail_salt = null
    from unnest(p_events) f
   where e.tenant_id = current_tenant() and e.chain_id = f.chain_id and e.chain_index = f.chain_index and e.detail is not null;
end
$function$;
alter function forget_events(p_erasure uuid, p_events audit_events[]) owner to waymark_eraser;
comment on function forget_events(p_erasure uuid, p_events audit_events[]) is 'Blanks the content of audit events, for an erasure that is under way; the chains still verify. Runs as waymark_eraser.';

create or replace function public.forget_events_about(p_erasure uuid, p_subjects uuid[])
 returns bigint
 language plpgsql
as $function$
declare
  v_events constant audit_events[] := array(
    select e from audit_events e
     where e.tenant_id = current_tenant() and e.subject_id = any (p_subjects) and e.detail is not null);
begin
  perform forget_events(p_erasure, v_events);
  return cardinality(v_events);
end
$function$;

create or replace function public.forget_idempotency_keys(p_limit integer)
 returns bigint
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_forgotten bigint;
begin
  delete from idempotency_keys
   where ctid = any (array(
           select k.ctid from idempotency_keys k where k.created_at <= waymark_now() - interval '48 hours' limit p_limit))
     -- a request may have used it anew in the meantime
     and created_at <= waymark_now() - interval '48 hours';
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$function$;
alter function forget_idempotency_keys(p_limit integer) owner to waymark_eraser;
comment on function forget_idempotency_keys(p_limit integer) is 'Deletes so many idempotency keys at most that are older than 48 hours, of whichever tenant, and says how many it deleted. What a request uses anew meanwhile stays. Runs as waymark_eraser.';

create or replace function public.forget_message_digests(p_after uuid, p_rows integer)
 returns uuid
 language sql
as $function$
  with batch as (
    select c.id from conversations c
     where c.tenant_id = current_tenant() and c.id > p_after
     order by c.id
     limit p_rows
       for no key update
  ), forgotten as (
    update conversations c
       set messages_digest = null
      from batch b
     where c.tenant_id = current_tenant() and c.id = b.id and c.messages_digest is not null
  )
  select b.id from batch b order by b.id desc limit 1
$function$;
comment on function forget_message_digests(p_after uuid, p_rows integer) is 'Forgets what the messages of the next conversations say together: it was made with another key, or with none. Answers the last one''s id. It is known again once they are saved together.';

create or replace function public.forget_shared_state(p_thread text)
 returns void
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_id uuid;
begin
  -- waits for whoever begins a state of this name, and keeps others from it
  select id into v_id from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for update;
  delete from shared_states s
   where s.tenant_id = current_tenant() and s.id = v_id
     and not exists (select from agent_states a where a.tenant_id = s.tenant_id and a.shared_id = s.id);
end
$function$;
alter function forget_shared_state(p_thread text) owner to waymark_searcher;
comment on function forget_shared_state(p_thread text) is 'Deletes the shared_state of a thread name once no agent has state of that name. Runs as waymark_searcher, since it must see the threads of all agents.';

create or replace function public.forget_tenant_events(p_tenant uuid, p_after text, p_limit integer, out last text, out blanked bigint)
 returns record
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_after constant text[] := string_to_array(p_after, '/');
begin
  if not caller_is_operator() or exists (select from tenants where id = p_tenant) then
    raise exception 'the audit content of a tenant is blanked once the tenant is gone' using errcode = 'insufficient_privilege';
  end if;
  with events as (
    select e.chain_id, e.chain_index, row_number() over (order by e.chain_id, e.chain_index) as number
      from audit_events e
     where e.tenant_id = p_tenant
       -- what a place was before it was this, the beginning stands for
       and (cardinality(v_after) is distinct from 2 or (e.chain_id, e.chain_index) > (v_after[1]::uuid, v_after[2]::bigint))
     order by e.chain_id, e.chain_index
     limit p_limit
  ), changed as (
    update audit_events e
       set detail = null, detail_salt = null
      from events f
     where e.tenant_id = p_tenant and e.chain_id = f.chain_id and e.chain_index = f.chain_index and e.detail is not null
    returning e.chain_id
  )
  select (select f.chain_id || '/' || f.chain_index from events f where f.number = p_limit), (select count(*) from changed)
    into last, blanked;
end
$function$;
alter function forget_tenant_events(p_tenant uuid, p_after text, p_limit integer, out last text, out blanked bigint) owner to waymark_eraser;
comment on function forget_tenant_events(p_tenant uuid, p_after text, p_limit integer, out last text, out blanked bigint) is 'Goes through so many audit events of a deleted tenant, chain by chain, and blanks their content: they stay as facts. The place of the last that it looked at; null at the end. Runs as waymark_eraser.';

create or replace function public.fork_checkpoint(p_checkpoint uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_id constant uuid := p_body ->> 'id';
  v_answer json := idempotent_answer();
  v_thread threads;
  v_from state_checkpoints;
  v state_checkpoints;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v_from from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  v_thread := new_thread(v_from.agent_id, p_body ->> 'thread', (p_body ->> 'new_thread_id')::uuid, (p_body ->> 'must_be_new')::boolean, v_at);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  -- with its writes it must still be there; after the thread, as everywhere
  select * into v_from from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for key share;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  perform put_packs(v_from.packs, '[]', ''::bytea);
  insert into state_checkpoints (id, agent_id, thread_id, number, namespace, checkpoint_type, trigger_reason, metadata, state_digest,
                                 size_bytes, stored_bytes, layout, packs, forked_from, pinned, retention_policy, expires_at, created_at)
  values (v_id, v_from.agent_id, v_thread.id, v_thread.next_checkpoint_number, v_from.namespace,
          coalesce(p_body ->> 'checkpoint_type', v_from.checkpoint_type), coalesce(p_body ->> 'trigger_reason', v_from.trigger_reason),
          coalesce((p_body -> 'metadata')::jsonb, v_from.metadata), v_from.state_digest, v_from.size_bytes,
          octet_length(v_from.layout) + 16 * cardinality(v_from.packs), v_from.layout, v_from.packs, p_checkpoint,
          (p_body ->> 'pinned')::boolean, p_body ->> 'retention_policy', (p_body ->> 'expires_at')::timestamptz, v_at)
  returning * into v;
  insert into checkpoint_writes (checkpoint_id, agent_id, task_id, write_index, task_path, key, value, created_at)
  select v_id, w.agent_id, w.task_id, w.write_index, w.task_path, w.key, w.value, w.created_at
    from checkpoint_writes w
   where w.tenant_id = current_tenant() and w.checkpoint_id = p_checkpoint;
  update threads
     set next_checkpoint_number = v_thread.next_checkpoint_number + 1,
         audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.forked', 'checkpoint', v_id,
           json_build_object('number', v.number, 'forked_from', p_checkpoint, 'state_digest', encode(v.state_digest, 'hex')), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  v_answer := checkpoint_answer(v_id);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function fork_checkpoint(p_checkpoint uuid, p_body json) is 'Copies a checkpoint with its pending writes into a new thread of the same agent. The state is shared by reference: packs never change.';

create or replace function public.forsake_documents(p_digests bytea[])
 returns void
 language plpgsql
as $function$
begin
  update documents set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant() and digest = any (p_digests);
  update packs set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant()
     and id in (select unnest(d.packs) from packed_documents d where d.tenant_id = current_tenant() and d.digest = any (p_digests));
  update packed_documents set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant() and digest = any (p_digests);
end
$function$;
comment on function forsake_documents(p_digests bytea[]) is 'Says that nobody relies on these bodies: whoever does from here on touches them, and then they stay.';

create or replace function public.freed_by_cutting(p_thread uuid, p_cut uuid[], out checkpoints bigint, out writes bigint, out packs uuid[], out bytes bigint)
 returns record
 language plpgsql
 stable
as $function$
declare
  v record;
begin
  select count(*) as count, coalesce(sum(octet_length(c.layout) + 16 * cardinality(c.packs) + octet_length(c.metadata::text)), 0) as bytes into v
    from state_checkpoints c
    join unnest(p_cut) k (id) on k.id = c.id
   where c.tenant_id = current_tenant() and c.thread_id = p_thread;
  checkpoints := v.count;
  bytes := v.bytes;
  select count(*) as count, coalesce(sum(octet_length(w.value)), 0) as bytes into v
    from checkpoint_writes w
    join unnest(p_cut) k (id) on k.id = w.checkpoint_id
   where w.tenant_id = current_tenant();
  writes := v.count;
  bytes := bytes + v.bytes;
  select array_agg(p.id order by p.id) as packs,
         coalesce(sum(octet_length(p.bases) + octet_length(p.dictionary) + octet_length(p.directory) + octet_length(p.body)), 0) as bytes into v
    from (select n.pack
            from state_checkpoints c
            left join unnest(p_cut) k (id) on k.id = c.id
           cross join lateral unnest(c.packs) n (pack)
           where c.tenant_id = current_tenant() and c.thread_id = p_thread
           group by n.pack
          having bool_and(k.id is not null)) f
    join packs p on p.tenant_id = current_tenant() and p.id = f.pack;
  packs := coalesce(v.packs, '{}');
  bytes := bytes + v.bytes;
end
$function$;
comment on function freed_by_cutting(p_thread uuid, p_cut uuid[], out checkpoints bigint, out writes bigint, out packs uuid[], out bytes bigint) is 'What cutting these checkpoints of a thread gives up: rows, the packs that no other checkpoint of the thread names, and the bytes of layouts, metadata, written values and those packs. A pack that another thread names, as that of a fork, stays all the same.';

create or replace function public.hold_retention_run(p_run uuid, p_token bigint)
 returns void
 language plpgsql
as $function$
begin
  update retention_runs
     set lease_until = waymark_now() + interval '5 minutes'
   where tenant_id = current_tenant() and id = p_run and fencing_token = p_token and ended_at is null;
  if not found then
    perform problem('sweep-in-progress', 'another sweep of this tenant has taken over');
  end if;
end
$function$;
comment on function hold_retention_run(p_run uuid, p_token bigint) is 'Renews the lease of a run and locks it until the transaction ends; 409 for whoever has lost it.';

create or replace function public.idempotent_answer()
 returns json
 language plpgsql
as $function$
declare
  v_setting constant text := nullif(current_setting('waymark.idempotency', true), '');
  v_kept record;
begin
  if v_setting is null then
    return null;
  end if;
  select k.fingerprint, k.answer into v_kept
    from idempotency_keys k
   where k.tenant_id = current_tenant()
     and k.key_digest = decode(left(v_setting, 64), 'hex')
     and k.created_at > waymark_now() - interval '48 hours';
  if not found then
    return null;
  end if;
  if v_kept.fingerprint <> decode(right(v_setting, 64), 'hex') then
    perform problem('idempotency-key-reused', 'this Idempotency-Key came with another body before; use a new key for a new request');
  end if;
  return v_kept.answer;
end
$function$;
comment on function idempotent_answer() is 'The answer kept for this request''s Idempotency-Key, or null when there is none. Call it after locking what the request changes, so that a twin has finished.';

create or replace function public.import_bundle(p_body json, p_lines json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_kind constant text := p_body ->> 'kind';
  v_root constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_open boolean;
  v_table record;
  v_rows json;
  v_took record;
  v_stored bigint := 0;
  v_given bigint := 0;
  v_name text;
  v_constraint text;
  v_answer json;
begin
  -- one page after the other
  select finished_at is null into v_open from bundle_imports where tenant_id = current_tenant() and root_id = v_root for no key update;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select coalesce(l.value ->> 'table', 'a line') into v_name
    from json_array_elements(p_lines) l
   where not coalesce(l.value ->> 'table' in (
           select b.name from bundle_tables(v_kind) b union all values ('documents'), ('packed_documents'), ('packs')), false)
   limit 1;
  if found then
    perform bundle_refused('invalid-request', v_name, '', format('is nothing that the bundle of one %s holds', v_kind));
  end if;
  if not (case v_kind when 'project' then exists (select from projects p where p.tenant_id = current_tenant() and p.id = v_root)
                      else exists (select from agents a where a.tenant_id = current_tenant() and a.id = v_root) end) then
    if not exists (select from json_array_elements(p_lines) l
                    where l.value ->> 'table' = v_kind || 's' and l.value -> 'row' ->> 'id' = v_root::text) then
      perform problem('not-found', format('there is no such %s: its bundle begins with it', v_kind));
    end if;
    insert into bundle_imports (root_id, kind, begun_at) values (v_root, v_kind, v_at)
    on conflict (tenant_id, root_id) do update set kind = excluded.kind, begun_at = excluded.begun_at, finished_at = null;
    v_open := true;
  end if;
  begin
    for v_table in
      select b.name, b.belongs, b.place from bundle_tables(v_kind) b
      union all
      values ('packs', null, -2), ('documents', null, -1), ('packed_documents', null, 0)
      order by 3
    loop
      v_name := v_table.name;
      v_rows := bundle_rows(p_lines, v_name, v_root, p_body ->> 'as', v_at);
      continue when v_rows is null;
      v_took := bundle_take(v_name, v_table.belongs, v_rows, v_root, coalesce(v_open, false));
      v_stored := v_stored + v_took.stored;
      v_given := v_given + v_took.given;
    end loop;
  exception
    when integrity_constraint_violation or data_exception then
      get stacked diagnostics v_constraint = constraint_name;
      perform bundle_refused('invalid-request', v_name, '', coalesce('breaks ' || nullif(v_constraint, ''), 'has a value that cannot be stored'));
  end;
  if (p_body ->> 'finish')::boolean and v_open then
    perform bundle_whole(v_kind, v_root);
    update bundle_imports set finished_at = v_at where tenant_id = current_tenant() and root_id = v_root;
    perform audit_in_tenant(v_at, 'bundle.imported', v_kind, v_root, json_build_object('digest', p_body ->> 'digest'));
    v_open := false;
    -- a bundle is plain
    if encryption_policy() <> '' then
      perform note_encryption_work();
    end if;
  end if;
  v_answer := json_build_object('kind', v_kind, 'id', v_root, 'stored', v_stored, 'present', v_given - v_stored, 'finished', not coalesce(v_open, false));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function import_bundle(p_body json, p_lines json) is 'Takes in one page of a bundle ([{"table", "agent"?, "row"}], in the order in which bundle_page() gave them), all of it or nothing. What is there already stays; what differs from it is refused.';

create or replace function public.insert_encryption_key(p_key json, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
begin
  perform from tenants where id = current_tenant() for no key update;
  update encryption_keys set is_primary = false where tenant_id = current_tenant() and is_primary;
  insert into encryption_keys (id, is_primary, wrapped_key, wrapped_by, created_at)
  values ((p_key ->> 'id')::uuid, true, decode(p_key ->> 'wrapped_key', 'hex'), p_key ->> 'wrapped_by', p_at);
  perform note_encryption_work();
  perform audit_in_tenant(p_at, 'encryption_key.created', 'encryption_key', (p_key ->> 'id')::uuid,
    json_build_object('wrapped_by', p_key ->> 'wrapped_by'));
end
$function$;
comment on function insert_encryption_key(p_key json, p_at timestamp with time zone) is 'Keeps a new key, which is the primary from now on. p_key: {"id", "wrapped_key" (hex), "wrapped_by"}.';

create or replace function public.insert_memory(p_agent uuid, p_user text, p_given jsonb, p_language regconfig, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v agent_memories;
  v_content constant bytea := stored_bytes(p_given ->> 'content');
begin
  insert into agent_memories (id, agent_id, user_id, memory_type, content, search_vector, importance, decay_rate, related_memories,
                              source_message_id, expires_at, metadata, embedding, embedding_model, created_at, updated_at)
  values ((p_given ->> 'id')::uuid, p_agent, p_user, p_given ->> 'memory_type', v_content, to_tsvector(p_language, memory_text(v_content)),
          (p_given ->> 'importance')::numeric, (p_given ->> 'decay_rate')::double precision,
          array(select jsonb_array_elements_text(p_given -> 'related_memories')::uuid),
          (p_given ->> 'source_message_id')::uuid, (p_given ->> 'expires_at')::timestamptz,
          coalesce((p_given ->> 'metadata')::jsonb, '{}'), (p_given ->> 'embedding')::real[], p_given ->> 'embedding_model', p_at, p_at)
  returning * into v;
  perform keep_code(v, p_given);
end
$function$;

create or replace function public.insert_messages(v conversations, p_messages json, p_at timestamp with time zone, p_wrapper text, p_first integer default 0)
 returns void
 language plpgsql
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v_flaw record;
begin
  with given as materialized (
    select m.*, v.next_position + m.ordinal as position, coalesce(m.id, message_id(p_at, v.tag, v.next_position + m.ordinal)) as message_id
      from json_to_recordset(p_messages) as m (
        ordinal integer, id uuid, created_at timestamptz, session_id uuid, parent_message_id uuid, channel text,
        sender_user_id text, sender_agent_id uuid, role text, message_type text, content_type text, content text, tools text,
        tool_calls integer, schema_version integer, memory_refs uuid[], state_snapshot_id uuid, context jsonb, metadata jsonb, audit jsonb,
        prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric, latency_ms bigint)
  ), stored as (
    insert into messages (id, conversation_id, created_at, position, schema_version, session_id, parent_message_id, sender_agent_id,
                          state_snapshot_id, prompt_tokens, completion_tokens, total_tokens, latency_ms, tool_calls, cost_usd, role,
                          content_type, message_type, channel, sender_user_id, memory_refs, content, tools, metadata, context, audit)
    select message_id, v.id, coalesce(created_at, p_at), position, coalesce(schema_version, 1), session_id, parent_message_id,
           sender_agent_id, state_snapshot_id, prompt_tokens, completion_tokens, total_tokens, latency_ms, tool_calls, cost_usd, role,
           content_type, message_type, channel, sender_user_id, memory_refs, stored_bytes(content), stored_bytes(tools),
           nullif(metadata, '{}'), context, audit
      from given
     order by position
  ), brought as (
    insert into message_ids (id, conversation_id, position)
    select g.id, v.id, g.position
      from given g
     where g.id is not null
     order by g.id
  ), counted as (
    update conversation_sessions s
       set message_count = s.message_count + g.messages,
           total_tokens_used = s.total_tokens_used + g.tokens,
           tool_calls_count = s.tool_calls_count + g.tool_calls,
           last_active_at = greatest(s.last_active_at, p_at)
      from (select session_id, count(*) as messages, coalesce(sum(total_tokens), 0) as tokens, coalesce(sum(tool_calls), 0) as tool_calls
              from given
             where session_id is not null
             group by session_id) g
     where s.tenant_id = current_tenant() and s.id = g.session_id and s.conversation_id = v.id and s.status = 'active'
    returning s.id
  )
  select g.ordinal,
         g.session_id is not null and not exists (select from counted c where c.id = g.session_id) as lost_session,
         g.parent_message_id is not null
           and not exists (select from given e where e.message_id = g.parent_message_id and e.ordinal < g.ordinal)
           and message_position(v, g.parent_message_id) is null as lost_parent,
         g.sender_agent_id is not null
           and not exists (select from agents a where a.tenant_id = current_tenant() and a.id = g.sender_agent_id) as lost_sender,
         g.id is not null and tag_is_taken((message_place(g.id)).tag) as taken,
         g.session_id
    into v_flaw
    from given g
   where g.session_id is not null or g.parent_message_id is not null or g.sender_agent_id is not null or g.id is not null
   order by 2 desc, 3 desc, 4 desc, 5 desc, 1
   limit 1;
  if v_flaw.taken then
    perform problem('already-exists', 'this id is taken');
  end if;
  if v_flaw.lost_session then
    if exists (select from conversation_sessions s
                where s.tenant_id = current_tenant() and s.id = v_flaw.session_id and s.conversation_id = v.id) then
      perform problem('session-is-not-active', 'the session takes no messages: it is paused or has ended');
    end if;
    perform refuse_reference(replace(p_wrapper, '#', (p_first + v_flaw.ordinal)::text) || '/session_id', 'reference', 'the conversation has no such session');
  end if;
  if v_flaw.lost_parent then
    perform refuse_reference(replace(p_wrapper, '#', (p_first + v_flaw.ordinal)::text) || '/parent_message_id', 'reference',
      'the conversation has no such message before this one');
  end if;
  if v_flaw.lost_sender then
    perform refuse_reference(replace(p_wrapper, '#', (p_first + v_flaw.ordinal)::text) || '/sender_agent_id', 'reference', 'there is no such agent');
  end if;
end
$function$;
comment on function insert_messages(v conversations, p_messages json, p_at timestamp with time zone, p_wrapper text, p_first integer) is 'Stores messages from the conversation''s next_position on, and counts them in their sessions; whoever calls it has locked the conversation and moves next_position. p_wrapper: the pointer of a message in the body, with # for its place, which is p_first for the first of these.';

create or replace function public.insert_plain_messages(v conversations, p_messages json, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
begin
  insert into messages (id, conversation_id, created_at, position, schema_version, state_snapshot_id, prompt_tokens, completion_tokens,
                        total_tokens, latency_ms, tool_calls, cost_usd, role, content_type, message_type, channel, sender_user_id,
                        memory_refs, content, tools, metadata, context, audit)
  select message_id(p_at, v.tag, v.next_position + ordinal), v.id, coalesce(created_at, p_at), v.next_position + ordinal,
         coalesce(schema_version, 1), state_snapshot_id, prompt_tokens, completion_tokens, total_tokens, latency_ms, tool_calls,
         cost_usd, role, content_type, message_type, channel, sender_user_id, memory_refs, stored_bytes(content),
         stored_bytes(tools), nullif(metadata, '{}'), context, audit
    from json_to_recordset(p_messages) as m (
      ordinal integer, created_at timestamptz, channel text, sender_user_id text, role text, message_type text, content_type text,
      content text, tools text, tool_calls integer, schema_version integer, memory_refs uuid[], state_snapshot_id uuid, context jsonb,
      metadata jsonb, audit jsonb, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric,
      latency_ms bigint);
end
$function$;
comment on function insert_plain_messages(v conversations, p_messages json, p_at timestamp with time zone) is 'What insert_messages() does with messages that name no session, parent or sender and bring no id: nothing has to be looked for then, which is most of what that one costs.';

create or replace function public.insert_snapshot(p_id uuid, p_command uuid, p_step uuid, p_position bigint, p_type text, p_sections json, p_captured_at timestamp with time zone, p_at timestamp with time zone)
 returns void
 language sql
begin atomic
 insert into system_state_snapshots (id, command_id, step_id, "position", snapshot_type, system_info, services_status, packages_installed, network_connections, file_system_state, process_list, resource_usage, captured_at, created_at)
   values (insert_snapshot.p_id, insert_snapshot.p_command, insert_snapshot.p_step, insert_snapshot.p_position, insert_snapshot.p_type, digest_of(insert_snapshot.p_sections, 'system_info'::text), digest_of(insert_snapshot.p_sections, 'services_status'::text), digest_of(insert_snapshot.p_sections, 'packages_installed'::text), digest_of(insert_snapshot.p_sections, 'network_connections'::text), digest_of(insert_snapshot.p_sections, 'file_system_state'::text), digest_of(insert_snapshot.p_sections, 'process_list'::text), digest_of(insert_snapshot.p_sections, 'resource_usage'::text), insert_snapshot.p_captured_at, insert_snapshot.p_at);
end;

create or replace function public.insert_writes(p_checkpoint state_checkpoints, p_writes json, p_at timestamp with time zone)
 returns integer
 language plpgsql
as $function$
declare
  v_stored integer;
begin
  insert into checkpoint_writes (checkpoint_id, agent_id, task_id, write_index, task_path, key, value, created_at)
  select p_checkpoint.id, p_checkpoint.agent_id, w.task_id, w.index, coalesce(w.task_path, ''), w.key, convert_to(w.value, 'UTF8'), p_at
    from json_to_recordset(p_writes) as w (task_id text, index integer, task_path text, key text, value text)
   order by w.task_id, w.index
  on conflict (tenant_id, checkpoint_id, task_id, write_index) do update
     set task_path = excluded.task_path, key = excluded.key, value = excluded.value, created_at = excluded.created_at
   where checkpoint_writes.write_index < 0;
  get diagnostics v_stored = row_count;
  return v_stored;
end
$function$;
comment on function insert_writes(p_checkpoint state_checkpoints, p_writes json, p_at timestamp with time zone) is 'One write per task and index: the first stays, but at a negative index the newest. Answers how many were stored.';

create or replace function public.insights_of(p_project text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text)
 returns table(at timestamp with time zone, steps bigint, executed bigint, failed bigint, skipped bigint, rolled_back bigint, policy_violations bigint, duration_p50_ms bigint, duration_p95_ms bigint, prompt_tokens numeric, completion_tokens numeric, total_tokens numeric, cost_usd numeric, success bigint, failure bigint, partial bigint, unexpected bigint, approvals_requested bigint, approvals_settled bigint, waiting_p50_ms bigint, waiting_p95_ms bigint)
 language sql
 stable
begin atomic
 with step as not materialized (
          select s.id,
             date_trunc(insights_of.p_bucket, s.created_at, 'UTC'::text) as at,
             s.status,
             s.active,
             s.policy_violation,
             s.duration_ms,
             s.prompt_tokens,
             s.completion_tokens,
             s.total_tokens,
             s.cost_usd,
             s.kept_evaluation_type
            from command_steps s
           where ((s.tenant_id = current_tenant()) and (s.project_id = project_of(insights_of.p_project)) and (s.created_at >= insights_of.p_from) and (s.created_at < insights_of.p_to))
         ), figures as (
          select t.at,
             count(*) as steps,
             count(*) filter (where (t.status = any (array['completed'::text, 'failed'::text]))) as executed,
             count(*) filter (where (t.status = 'failed'::text)) as failed,
             count(*) filter (where (t.status = 'skipped'::text)) as skipped,
             count(*) filter (where (not t.active)) as rolled_back,
             count(*) filter (where t.policy_violation) as policy_violations,
             percentile_disc((0.50)::double precision) within group (order by t.duration_ms) as duration_p50_ms,
             percentile_disc((0.95)::double precision) within group (order by t.duration_ms) as duration_p95_ms,
             sum(t.prompt_tokens) as prompt_tokens,
             sum(t.completion_tokens) as completion_tokens,
             sum(t.total_tokens) as total_tokens,
             sum(t.cost_usd) as cost_usd
            from step t
           group by grouping sets ((t.at), ())
         ), newest as (
          select distinct on (e.step_id) e.step_id,
             t.at,
             e.evaluation_type
            from (step t
              join step_evaluations e on (((e.tenant_id = current_tenant()) and (e.step_id = t.id))))
           order by e.step_id, e."position" desc
         ), judged as (
          select w.at,
             w.evaluation_type
            from newest w
         union all
          select t.at,
             t.kept_evaluation_type
            from step t
           where ((t.kept_evaluation_type is not null) and (not (exists ( select
                    from newest w
                   where (w.step_id = t.id)))))
         ), verdicts as (
          select n.at,
             count(*) filter (where (n.evaluation_type = 'success'::text)) as success,
             count(*) filter (where (n.evaluation_type = 'failure'::text)) as failure,
             count(*) filter (where (n.evaluation_type = 'partial'::text)) as partial,
             count(*) filter (where (n.evaluation_type = 'unexpected'::text)) as unexpected
            from judged n
           group by grouping sets ((n.at), ())
         ), waits as (
          select t.at,
             (coalesce(r.settled_at,
                 case
                     when (r.expires_at <= waymark_now()) then r.expires_at
                     else null::timestamp with time zone
                 end) - r.requested_at) as waited
            from (step t
              join approval_requests r on (((r.tenant_id = current_tenant()) and (r.step_id = t.id))))
         ), approvals as (
          select w.at,
             count(*) as requested,
             count(w.waited) as settled,
             percentile_disc((0.50)::double precision) within group (order by w.waited) as waited_p50,
             percentile_disc((0.95)::double precision) within group (order by w.waited) as waited_p95
            from waits w
           group by grouping sets ((w.at), ())
         )
  select f.at,
     f.steps,
     f.executed,
     f.failed,
     f.skipped,
     f.rolled_back,
     f.policy_violations,
     f.duration_p50_ms,
     f.duration_p95_ms,
     coalesce(f.prompt_tokens, (0)::numeric) as "coalesce",
     coalesce(f.completion_tokens, (0)::numeric) as "coalesce",
     coalesce(f.total_tokens, (0)::numeric) as "coalesce",
     coalesce(f.cost_usd, (0)::numeric) as "coalesce",
     coalesce(v.success, (0)::bigint) as "coalesce",
     coalesce(v.failure, (0)::bigint) as "coalesce",
     coalesce(v.partial, (0)::bigint) as "coalesce",
     coalesce(v.unexpected, (0)::bigint) as "coalesce",
     coalesce(a.requested, (0)::bigint) as "coalesce",
     coalesce(a.settled, (0)::bigint) as "coalesce",
     (round((extract(epoch from a.waited_p50) * (1000)::numeric)))::bigint as round,
     (round((extract(epoch from a.waited_p95) * (1000)::numeric)))::bigint as round
    from ((figures f
      left join verdicts v on ((not (v.at is distinct from f.at))))
      left join approvals a on ((not (a.at is distinct from f.at))))
   order by f.at nulls first;
end;
comment on function insights_of(p_project text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text) is 'Figures of the steps that a project recorded from p_from up to p_to, one row for each stretch that has any (hour, day, week, month; UTC) after one for all of them. A step counts where it was recorded, with its newest evaluation and its request for approval, whenever those came. Percentiles are values that occur.';

create or replace function public.integrity_page(p_table text, p_after json, p_rows integer)
 returns table(place json, flaws json)
 language plpgsql
 stable
as $function$
declare
  v_keys constant text[] := (
    select array_agg(a.attname::text order by k.place)
      from pg_index i
     cross join unnest(i.indkey::smallint[]) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and a.attname <> 'tenant_id'
     where i.indrelid = to_regclass(quote_ident(p_table)) and i.indisprimary);
  v_columns constant text := (select string_agg('t.' || quote_ident(k), ', ' order by n) from unnest(v_keys) with ordinality u (k, n));
  v_after constant text := (
    select string_agg(format('($1 ->> %s)::%s', n - 1, format_type(a.atttypid, a.atttypmod)), ', ' order by n)
      from unnest(v_keys) with ordinality u (k, n)
      join pg_attribute a on a.attrelid = to_regclass(quote_ident(p_table)) and a.attname = u.k);
begin
  return query execute format(
    'select json_build_array(%1$s), flaws_in_%2$s(t) from (select * from %2$I t where t.%3$I = current_tenant()%4$s order by %1$s limit $2) t order by %1$s',
    v_columns, p_table, case p_table when 'tenants' then 'id' else 'tenant_id' end,
    case when p_after is null then '' else format(' and (%s) > (%s)', v_columns, v_after) end)
    using p_after, p_rows;
end
$function$;
comment on function integrity_page(p_table text, p_after json, p_rows integer) is 'The next rows of a table after a place (the values of its key), each with its flaws or null. The table must have a function flaws_in_…; the caller sees to that.';

create or replace function public.is_encrypted(p_stored bytea)
 returns boolean
 language sql
 immutable parallel safe strict
return (get_byte(p_stored, 0) = 1);
comment on function is_encrypted(p_stored bytea) is 'Whether a stored value is encrypted: JSON begins otherwise, and so does a Zstandard frame.';

create or replace function public.is_encrypted_by(p_stored bytea, p_key uuid)
 returns boolean
 language sql
 immutable parallel safe
return case when (p_key is null) then (not is_encrypted(substr(p_stored, 1, 1))) else (substr(p_stored, 1, 17) = ('\x01'::bytea || uuid_send(p_key))) end;
comment on function is_encrypted_by(p_stored bytea, p_key uuid) is 'Whether a stored value is encrypted with this key; with none, where p_key is null.';

create or replace function public.is_erased(p_kind text, p_subject text)
 returns boolean
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v record;
begin
  select k.inner_pad, k.outer_pad into v from tombstone_keys k where k.tenant_id = current_tenant();
  if not found then
    return false;
  end if;
  return exists (select from tombstones t
                  where t.tenant_id = current_tenant() and t.kind = p_kind
                    and t.digest = erased_digest(v.inner_pad, v.outer_pad, p_subject));
end
$function$;
alter function is_erased(p_kind text, p_subject text) owner to waymark_eraser;
comment on function is_erased(p_kind text, p_subject text) is 'Whether whom this id names was erased in this tenant. Runs as waymark_eraser.';

create or replace function public.is_final(p_status text)
 returns boolean
 language sql
 immutable parallel safe
return (p_status = any (array['completed'::text, 'failed'::text, 'cancelled'::text, 'rolled_back'::text]));
comment on function is_final(p_status text) is 'Whether a command of this status has ended.';

create or replace function public.json_or_hidden(p_text text)
 returns json
 language sql
 stable parallel safe
return case when ("left"(p_text, 1) = chr(1)) then to_json(p_text) else (p_text)::json end;
comment on function json_or_hidden(p_text text) is 'JSON that stored_text() has, or, where that is encrypted, a string of it.';

create or replace function public.judged_messages(p_query text, p_messages json)
 returns setof integer
 language sql
 stable
as $function$
  select m."position"
    from json_to_recordset(p_messages) as m ("position" integer, content text, tools text),
         text_search_language() l,
         websearch_to_tsquery(l, p_query) q
   where numnode(q) > 0 and message_words(l, m.content, m.tools) @@ q
$function$;
comment on function judged_messages(p_query text, p_messages json) is 'Which of these messages the query finds: what is asked of sealed ones, once they are unpacked.';

create or replace function public.judged_otherwise(p_evaluations json)
 returns json
 language plpgsql
as $function$
declare
  v_evaluation json;
  v_expectation json;
  v_context jsonb;
  v_holds boolean;
  v_outcomes jsonb := '[]';
  v_own jsonb;
  v_errors jsonb := '[]';
  v_differs boolean := false;
begin
  for v_evaluation in select value from json_array_elements(p_evaluations) loop
    v_own := '[]';
    if v_evaluation -> 'expectations' is not null then
      v_context := (v_evaluation ->> 'context')::jsonb;
      for v_expectation in select value from json_array_elements(v_evaluation -> 'expectations') loop
        v_holds := null;
        begin
          -- what is true, false or unknown of nothing is a predicate; anything else is refused, whatever it is looked for in
          perform jsonb_path_match_tz('{}', (v_expectation ->> 'predicate')::jsonpath);
          v_holds := jsonb_path_match_tz(v_context, (v_expectation ->> 'predicate')::jsonpath);
        exception
          when query_canceled then
            return json_build_object('too_slow', v_expectation ->> 'pointer');
          when others then
            v_errors := v_errors || jsonb_build_object('pointer', v_expectation ->> 'pointer', 'detail', predicate_flaw(sqlerrm));
        end;
        v_differs := v_differs or v_holds is distinct from (v_expectation ->> 'holds')::boolean;
        v_own := v_own || jsonb_build_array(v_holds);
      end loop;
    end if;
    v_outcomes := v_outcomes || jsonb_build_array(v_own);
  end loop;
  if v_errors <> '[]' then
    return json_build_object('errors', v_errors);
  end if;
  return case when v_differs then json_build_object('outcomes', v_outcomes) end;
end
$function$;
comment on function judged_otherwise(p_evaluations json) is 'Runs the predicates of evaluations on their contexts. Null when each came out as the evaluation holds it to; else what came out, or which predicates are wrong or take too long.';

create or replace function public.keep_answer(p_answer json)
 returns void
 language plpgsql
as $function$
declare
  v_setting constant text := nullif(current_setting('waymark.idempotency', true), '');
begin
  if v_setting is null then
    return;
  end if;
  insert into idempotency_keys (key_digest, fingerprint, answer)
  values (decode(left(v_setting, 64), 'hex'), decode(right(v_setting, 64), 'hex'), p_answer)
  on conflict (tenant_id, key_digest) do update
     set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at
   where idempotency_keys.created_at <= waymark_now() - interval '48 hours';
  if not found then
    raise exception 'a twin of this request has just been answered' using errcode = 'WM001';
  end if;
end
$function$;
comment on function keep_answer(p_answer json) is 'Remembers the answer for 48 hours. Waits for a twin that is under way; when that one succeeded, everything is undone with WM001 and the call is to be made again.';

create or replace function public.keep_code(p_memory agent_memories, p_given jsonb)
 returns void
 language sql
as $function$
  insert into memory_codes (memory_id, agent_id, user_id, scale, slack, fine_slack, code, fine)
  select p_memory.id, p_memory.agent_id, p_memory.user_id, c.scale, c.slack, c.fine_slack, c.code, c.fine
    from jsonb_to_record(p_given -> 'code') as c (scale real, slack real, fine_slack real, code text, fine text)
   where p_given -> 'code' is not null
  on conflict (tenant_id, memory_id) do update
     set scale = excluded.scale, slack = excluded.slack, fine_slack = excluded.fine_slack, code = excluded.code, fine = excluded.fine
$function$;
comment on function keep_code(p_memory agent_memories, p_given jsonb) is 'Keeps the code of the memory''s embedding where one was given.';

create or replace function public.keep_documents(p_digests bytea[])
 returns boolean
 language plpgsql
as $function$
declare
  v_digests constant bytea[] := array(select distinct d.digest from unnest(p_digests) d (digest) where d.digest <> sha256('{}'));
begin
  update documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';
  update packed_documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';
  return not exists (
    select from unnest(v_digests) n (digest)
     where not exists (select from documents d where d.tenant_id = current_tenant() and d.digest = n.digest)
       and not exists (select from packed_documents p where p.tenant_id = current_tenant() and p.digest = n.digest));
end
$function$;
comment on function keep_documents(p_digests bytea[]) is 'For who is about to refer to documents that are there already: touches them, so that the collector cannot take them. False when one is not there (the empty object needs none).';

create or replace function public.keep_encryption_place(p_walk text, p_part text, p_after text)
 returns boolean
 language plpgsql
as $function$
begin
  update encryption_work
     set part = p_part, after = p_after, due_at = waymark_now() + interval '10 minutes'
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz;
  return found;
end
$function$;
comment on function keep_encryption_place(p_walk text, p_part text, p_after text) is 'Keeps how far a walk is; false when another one has begun, because settings or keys changed.';

create or replace function public.key_pad(p_key bytea, p_byte integer)
 returns bytea
 language plpgsql
 immutable parallel safe strict
as $function$
declare
  v_pad bytea := decode(repeat(lpad(to_hex(p_byte), 2, '0'), 64), 'hex');
begin
  for i in 0 .. octet_length(p_key) - 1 loop
    v_pad := set_byte(v_pad, i, get_byte(p_key, i) # p_byte);
  end loop;
  return v_pad;
end
$function$;
comment on function key_pad(p_key bytea, p_byte integer) is 'A block of 64 times that byte, with the key (64 bytes at most) xored into it.';

create or replace function public.known_agent(p_name text)
 returns uuid
 language plpgsql
 stable
as $function$
declare
  v_id uuid;
begin
  select id into v_id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name);
  if not found then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  return v_id;
end
$function$;
comment on function known_agent(p_name text) is 'The agent of that name; 404 when there is none.';

create or replace function public.leave_checkpoints(p_ids uuid[], p_witnesses text[])
 returns bigint
 language plpgsql
as $function$
declare
  v_ids uuid[];
  v_thread record;
  v record;
  v_count bigint := 0;
begin
  -- the threads first: the lock order
  perform from threads t
    where t.tenant_id = current_tenant()
      and t.id in (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = any (p_ids))
    order by t.id
      for no key update;
  select array_agg(c.id) into v_ids
    from state_checkpoints c
    join unnest(p_ids, p_witnesses) as g (id, witness) on g.id = c.id
   where c.tenant_id = current_tenant() and not c.pinned and c.expires_at <= waymark_now() and (g.witness is null or c.xmin::text = g.witness);
  v_ids := array(select unnest(v_ids) except select needed_checkpoints(v_ids));
  for v_thread in
    select c.thread_id as id, array_agg(c.id) as cut
      from state_checkpoints c
     where c.tenant_id = current_tenant() and c.id = any (v_ids)
     group by c.thread_id
     order by c.thread_id
  loop
    v := freed_by_cutting(v_thread.id, v_thread.cut);
    perform cut_checkpoints(v_thread.id, v_thread.cut, v.packs);
    perform audit_in_thread(v_thread.id, waymark_now(), 'checkpoints.swept', 'thread', v_thread.id,
      json_build_object('checkpoints', v.checkpoints, 'bytes', v.bytes));
    v_count := v_count + v.checkpoints;
  end loop;
  return v_count;
end
$function$;
comment on function leave_checkpoints(p_ids uuid[], p_witnesses text[]) is 'Cuts checkpoints out of their threads as a prune does, but pinned and needed ones; says how many it cut.';

create or replace function public.leave_conversation(p_erasure uuid, p_conversation uuid)
 returns boolean
 language sql
as $function$
  delete from message_senders
   where tenant_id = current_tenant() and conversation_id = p_conversation
     and user_id = (select e.subject from erasures e where e.tenant_id = current_tenant() and e.id = p_erasure);
  update erasures set place = p_conversation::text where tenant_id = current_tenant() and id = p_erasure;
  select true;
$function$;
comment on function leave_conversation(p_erasure uuid, p_conversation uuid) is 'Nothing that the user sent is left in this conversation.';

create or replace function public.leave_conversations(p_ids uuid[])
 returns bigint
 language plpgsql
as $function$
declare
  v_count bigint;
begin
  delete from conversations c where c.tenant_id = current_tenant() and c.id = any (p_ids);
  get diagnostics v_count = row_count;
  perform forget_audit_content(p_ids);
  return v_count;
end
$function$;

create or replace function public.leave_due(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid)
 returns record
 language plpgsql
as $function$
declare
  v_ids uuid[];
begin
  select count(*), array_agg(d.id) filter (where d.id is not null),
         coalesce(sum(d.size_bytes) filter (where d.id is not null), 0)::bigint,
         (array_agg(d.anchor_at order by d.place desc))[1], (array_agg(d.anchor_id order by d.place desc))[1]
    into places, v_ids, bytes, last_at, last_id
    from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d;
  if p_kind = 'conversations' then
    -- one that goes on meanwhile stays
    perform from conversations c where c.tenant_id = current_tenant() and c.id = any (v_ids) order by c.id for update;
    v_ids := array(select c.id from conversations c
                    where c.tenant_id = current_tenant() and c.id = any (v_ids)
                      and c.updated_at <= waymark_now() - p_days * interval '1 day');
  end if;
  gone := coalesce(leave_rows(p_kind, v_ids, null, null, null), 0);
end
$function$;

create or replace function public.leave_due_evaluations(p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid)
 returns record
 language plpgsql
as $function$
declare
  v_ids uuid[];
begin
  select count(*), array_agg(d.id) filter (where d.id is not null), array_agg(distinct d.anchor_id),
         coalesce(sum(d.size_bytes), 0)::bigint, (array_agg(d.anchor_at order by d.place desc))[1],
         (array_agg(d.anchor_id order by d.place desc))[1]
    into places, v_ids, anchors, bytes, last_at, last_id
    from due_rows('step_evaluations', p_days, p_at, p_id, p_past, p_rows) d;
  -- commands before what hangs below them: the lock order
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (anchors) order by c.id for no key update;
  gone := leave_evaluations(v_ids, null);
end
$function$;

create or replace function public.leave_due_snapshots(p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid)
 returns record
 language plpgsql
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
  -- a step takes a place in the timeline, and each of its two snapshots another: so many rows have half as many places again
  v_positions constant bigint := p_rows + p_rows / 2;
  v_taken bigint := 0;
  v_upto bigint := 9223372036854775807;
  v_bytes numeric;
  v record;
begin
  places := 0;
  for v in
    select c.id, c.ended_at, c.next_position from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
  loop
    v_taken := v_taken + greatest(v.next_position, 1);
    exit when v_taken > v_positions and places > 0;
    places := places + 1;
    anchors[places] := v.id;
    last_at := v.ended_at;
    last_id := v.id;
    exit when v_taken > v_positions;
  end loop;
  -- commands before what hangs below them: the lock order
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (anchors) order by c.id for no key update;
  if v_taken > v_positions and places = 1 then
    -- one alone is too much: as far as there are so many
    select coalesce(max(x.position), v_upto) into v_upto
      from (select s.position
              from system_state_snapshots s
             where s.tenant_id = current_tenant() and s.command_id = last_id and s.archive_id is null and s.created_at <= v_cutoff
             order by s.position
            offset p_rows - 1
             limit 1) x;
  end if;
  select avg(pg_column_size(x.s)) into v_bytes
    from (select s
            from system_state_snapshots s
           where s.tenant_id = current_tenant() and s.command_id = any (anchors) and s.archive_id is null and s.created_at <= v_cutoff
           limit 100) x;
  delete from system_state_snapshots s
   where s.tenant_id = current_tenant() and s.command_id = any (anchors) and s.archive_id is null and s.created_at <= v_cutoff
     and s.position <= v_upto;
  get diagnostics gone = row_count;
  bytes := round(gone * coalesce(v_bytes, 0));
  -- of one that was taken in part there are more
  perform mark_commands('system_state_snapshots', anchors, case when v_upto = 9223372036854775807 then v_cutoff end);
end
$function$;
comment on function leave_due_snapshots(p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid) is 'Deletes one batch of snapshots, those of whole commands where these have not more than the batch may; its bytes are reckoned from a hundred of them.';

create or replace function public.leave_evaluations(p_ids uuid[], p_witnesses text[])
 returns bigint
 language sql
begin atomic
 with gone as (
          delete from step_evaluations e
            using unnest(leave_evaluations.p_ids, leave_evaluations.p_witnesses) g(id, witness)
           where ((e.tenant_id = current_tenant()) and (e.id = g.id) and ((g.witness is null) or ((e.xmin)::text = g.witness)))
           returning e.command_id,
             e.step_id,
             e.evaluation_type,
             e.confidence_score,
             e.evaluated_at
         ), newest as (
          select distinct on (e.step_id) e.step_id,
             e.evaluation_type
            from step_evaluations e
           where ((e.tenant_id = current_tenant()) and (e.step_id in ( select g.step_id
                    from gone g)))
           order by e.step_id, e."position" desc
         ), kept as (
          update command_steps s set kept_evaluation_type = n.evaluation_type
            from newest n
           where ((s.tenant_id = current_tenant()) and (s.id = n.step_id) and (s.kept_evaluation_type is distinct from n.evaluation_type))
         ), counted as (
          insert into evaluation_daily as d (project_id, day, evaluations, success, failure, partial, unexpected, confidence_sum)  select c.project_id,
                     ((g.evaluated_at at time zone 'UTC'::text))::date as timezone,
                     count(*) as count,
                     count(*) filter (where (g.evaluation_type = 'success'::text)) as count,
                     count(*) filter (where (g.evaluation_type = 'failure'::text)) as count,
                     count(*) filter (where (g.evaluation_type = 'partial'::text)) as count,
                     count(*) filter (where (g.evaluation_type = 'unexpected'::text)) as count,
                     sum(g.confidence_score) as sum
                    from (gone g
                      join commands c on (((c.tenant_id = current_tenant()) and (c.id = g.command_id))))
                   group by c.project_id, (((g.evaluated_at at time zone 'UTC'::text))::date)
                   order by c.project_id, (((g.evaluated_at at time zone 'UTC'::text))::date) on conflict(tenant_id, project_id, day) do update set evaluations = (d.evaluations + excluded.evaluations), success = (d.success + excluded.success), failure = (d.failure + excluded.failure), partial = (d.partial + excluded.partial), unexpected = (d.unexpected + excluded.unexpected), confidence_sum = (d.confidence_sum + excluded.confidence_sum)
         )
  select count(*) as count
    from gone;
end;
comment on function leave_evaluations(p_ids uuid[], p_witnesses text[]) is 'Deletes evaluations, keeps the verdict of each step''s newest in the step, and adds them to evaluation_daily; says how many those were.';

create or replace function public.leave_restored(p_run uuid, p_token bigint, p_kind text, p_archive uuid)
 returns bigint
 language plpgsql
 set jit to 'off'
as $function$
declare
  v_count bigint := 0;
  v_left boolean;
begin
  perform hold_retention_run(p_run, p_token);
  case p_kind
    when 'system_state_snapshots' then
      delete from system_state_snapshots s where s.tenant_id = current_tenant() and s.archive_id = p_archive;
      get diagnostics v_count = row_count;
    when 'step_evaluations' then
      -- their verdicts and figures have been kept since they left first
      delete from step_evaluations e where e.tenant_id = current_tenant() and e.archive_id = p_archive;
      get diagnostics v_count = row_count;
    when 'execution_results' then
      update command_steps s
         set execution_result = null, plain_result_bytes = null
       where s.tenant_id = current_tenant() and s.result_archive_id = p_archive and s.execution_result is not null;
      get diagnostics v_count = row_count;
    else
      v_count := leave_checkpoints(array(select c.id from state_checkpoints c
                                          where c.tenant_id = current_tenant() and c.archive_id = p_archive), null);
  end case;
  -- one that was pinned meanwhile stays, and is looked at again
  v_left := not exists (select from state_checkpoints c where c.tenant_id = current_tenant() and c.archive_id = p_archive);
  update archives
     set restored_at = null, restore_requested_at = null, restored_rows = null
   where tenant_id = current_tenant() and id = p_archive and v_left;
  if v_count > 0 then
    perform count_swept(p_run, p_kind, 0, 0, v_count, 0, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', p_kind, 'then', 'archive', 'rows', v_count, 'archive_id', p_archive));
  end if;
  return v_count;
end
$function$;
comment on function leave_restored(p_run uuid, p_token bigint, p_kind text, p_archive uuid) is 'Deletes the rows that came back from an archive, which has them still; the caller has just proven that. Says how many those were.';

create or replace function public.leave_retention_run(p_run uuid, p_token bigint, p_finished boolean)
 returns void
 language plpgsql
as $function$
begin
  perform hold_retention_run(p_run, p_token);
  update retention_runs
     set lease_until = waymark_now(), ended_at = case when p_finished then greatest(waymark_now(), started_at) end
   where tenant_id = current_tenant() and id = p_run;
  -- hourly runs that had nothing to do are of no interest for long
  delete from retention_runs
   where tenant_id = current_tenant() and p_finished and kinds = '{}' and ended_at < waymark_now() - interval '7 days';
end
$function$;
comment on function leave_retention_run(p_run uuid, p_token bigint, p_finished boolean) is 'Ends a run, or leaves it so that the next can go on with it at once.';

create or replace function public.leave_rows(p_kind text, p_ids uuid[], p_witnesses text[], p_places tid[], p_archive uuid)
 returns bigint
 language plpgsql
as $function$
declare
  v_count bigint;
  v_same bigint;
begin
  case p_kind
    when 'system_state_snapshots' then
      -- where they lie; another that has got there meanwhile is told by its id
      with gone as (
        delete from system_state_snapshots s
         where s.tenant_id = current_tenant() and s.ctid = any (p_places)
        returning s.id, s.xmin::text as witness
      )
      select count(*), count(w.id)
        into v_count, v_same
        from gone g
        left join unnest(p_ids, p_witnesses) as w (id, witness) on w.id = g.id and w.witness = g.witness;
      if v_same < v_count then
        raise exception 'rows moved while they were archived' using errcode = 'WM001';
      end if;
      return v_count;
    when 'step_evaluations' then
      return leave_evaluations(p_ids, p_witnesses);
    when 'execution_results' then
      update command_steps s
         set execution_result = null, plain_result_bytes = null, result_archive_id = p_archive
        from unnest(p_ids, p_witnesses) as g (id, witness)
       where s.tenant_id = current_tenant() and s.id = g.id and s.execution_result is not null
         and (g.witness is null or s.xmin::text = g.witness);
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return leave_checkpoints(p_ids, p_witnesses);
    when 'agent_memories' then
      delete from agent_memories m where m.tenant_id = current_tenant() and m.id = any (p_ids) and m.expires_at <= waymark_now();
    when 'conversations' then
      return leave_conversations(p_ids);
    when 'agent_states' then
      delete from agent_states s where s.tenant_id = current_tenant() and s.id = any (p_ids) and s.valid_until is not null;
  end case;
  get diagnostics v_count = row_count;
  return v_count;
end
$function$;
comment on function leave_rows(p_kind text, p_ids uuid[], p_witnesses text[], p_places tid[], p_archive uuid) is 'Takes rows of a kind out of their tables, with the aggregates that stay; witnesses, where given, are what the rows must still be. Says how many left.';

create or replace function public.leave_stage(p_erasure uuid, p_stage text, p_archives integer)
 returns setof erasures
 language sql
as $function$
  update erasures
     set stage = next_stage(stage), place = null, archives = archives + p_archives
   where tenant_id = current_tenant() and id = p_erasure and stage = p_stage;
  select e.* from erasures e where e.tenant_id = current_tenant() and e.id = p_erasure;
$function$;
comment on function leave_stage(p_erasure uuid, p_stage text, p_archives integer) is 'A stage that is done from outside is done; so many archives were deleted or written anew in it.';

create or replace function public.lexemes_of(p_messages json)
 returns table(language text, lexemes text)
 language sql
 stable
as $function$
  select l::text, coalesce(json_agg(w.lexeme) filter (where w.lexeme is not null)::text, '[]')
    from text_search_language() l
    left join lateral (
      select distinct e.lexeme
        from json_to_recordset(p_messages) as m (content text, tools text)
       cross join unnest(message_words(l, m.content, m.tools)) as e) w on true
   group by l
$function$;
comment on function lexemes_of(p_messages json) is 'The lexemes of these messages, each once, in the tenant''s language: what their signature is made of. A JSON array.';

create or replace function public.lines_to_archive(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint)
 returns table(place bigint, anchor_at timestamp with time zone, anchor_id uuid, id uuid, witness text, lies tid, at timestamp with time zone, size_bytes bigint, line text)
 language plpgsql
 stable
as $function$
declare
  v_cutoff constant timestamptz := waymark_now() - p_days * interval '1 day';
begin
  case p_kind
    when 'system_state_snapshots' then
      return query
      with picked as materialized (
        select row_number() over () as place, r.*
          from (select c.ended_at, c.id as command_id, s.*
                  from commands_with_snapshots(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
                  left join lateral (
                    select x.id, x.xmin::text as witness, x.ctid as lies, x.captured_at as at, pg_column_size(x)::bigint as bytes,
                           '{"table":"system_state_snapshots","row":' || row_to_json((select r from (select
                             x.id, x.command_id, x.step_id, x.position, x.snapshot_type, x.system_info, x.services_status, x.packages_installed,
                             x.network_connections, x.file_system_state, x.process_list, x.resource_usage, x.captured_at, x.created_at) r))::text || '}' as line,
                           array[x.system_info, x.services_status, x.packages_installed, x.network_connections, x.file_system_state,
                                 x.process_list, x.resource_usage] as digests
                      from system_state_snapshots x
                     where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.created_at <= v_cutoff
                     order by x.position
                     limit p_rows) s on true
                 limit p_rows) r
      ), referred as (
        select g.digest, min(p.place) as place
          from picked p cross join lateral unnest(p.digests) as g (digest)
         where g.digest is not null
         group by g.digest
      ), travelling as materialized (
        select f.place, x.size_bytes, '{"table":"documents","row":' || row_to_json((select r from (select
                 x.digest, x.body, x.size_bytes, x.created_at, x.touched_at) r))::text || '}' as line
          from referred f
          join documents x on x.tenant_id = current_tenant() and x.digest = f.digest
      ), weighed as (
        select p.place, sum(coalesce(octet_length(p.line), 0) + coalesce(t.bytes, 0)) over (order by p.place) as running
          from picked p
          left join (select t.place, sum(t.size_bytes) as bytes from travelling t group by t.place) t on t.place = p.place
      ), cut as materialized (
        -- mostly there is room for all, and nothing to add up one by one
        select case when (select sum(octet_length(p.line)) from picked p) + (select coalesce(sum(t.size_bytes), 0) from travelling t) <= p_bytes
                 then (select max(p.place) from picked p)
                 else (select max(w.place) from weighed w where w.running <= p_bytes or w.place = 1)
               end as place
      )
      select case when p.place = cut.place then p.place end, p.ended_at, p.command_id, p.id, p.witness, p.lies, p.at, p.bytes, p.line
        from picked p, cut
       where p.place <= cut.place
      union all
      select null, null, null, null, null, null, null, null, t.line
        from travelling t, cut
       where t.place <= cut.place;
    when 'step_evaluations' then
      return query
      with picked as materialized (
        select row_number() over () as place, r.*
          from (select c.ended_at, c.id as command_id, s.*
                  from commands_with_evaluations(v_cutoff, p_at, p_id, p_past, p_rows / 10 + 1) c
                  left join lateral (
                    select x.id, x.xmin::text as witness, x.ctid as lies, x.evaluated_at as at, (100 + pg_column_size(x.success_indicators) + pg_column_size(x.failure_indicators)
                            + pg_column_size(x.recommendations) + pg_column_size(x.proposed_steps))::bigint as bytes,
                           '{"table":"step_evaluations","row":' || row_to_json((select r from (select
                             x.id, x.command_id, x.step_id, x.position, x.evaluation_type, x.confidence_score, x.evaluator, x.success_indicators,
                             x.failure_indicators, x.state_changes, x.recommendations, x.proposed_steps, x.evaluated_at) r))::text || '}' as line,
                           array[x.state_changes] as digests
                      from step_evaluations x
                     where x.tenant_id = current_tenant() and x.command_id = c.id and x.archive_id is null and x.evaluated_at <= v_cutoff
                     order by x.position
                     limit p_rows) s on true
                 limit p_rows) r
      ), referred as (
        select g.digest, min(p.place) as place
          from picked p cross join lateral unnest(p.digests) as g (digest)
         where g.digest is not null
         group by g.digest
      ), travelling as materialized (
        select f.place, x.size_bytes, '{"table":"documents","row":' || row_to_json((select r from (select
                 x.digest, x.body, x.size_bytes, x.created_at, x.touched_at) r))::text || '}' as line
          from referred f
          join documents x on x.tenant_id = current_tenant() and x.digest = f.digest
      ), weighed as (
        select p.place, sum(coalesce(octet_length(p.line), 0) + coalesce(t.bytes, 0)) over (order by p.place) as running
          from picked p
          left join (select t.place, sum(t.size_bytes) as bytes from travelling t group by t.place) t on t.place = p.place
      ), cut as materialized (
        -- mostly there is room for all, and nothing to add up one by one
        select case when (select sum(octet_length(p.line)) from picked p) + (select coalesce(sum(t.size_bytes), 0) from travelling t) <= p_bytes
                 then (select max(p.place) from picked p)
                 else (select max(w.place) from weighed w where w.running <= p_bytes or w.place = 1)
               end as place
      )
      select case when p.place = cut.place then p.place end, p.ended_at, p.command_id, p.id, p.witness, p.lies, p.at, p.bytes, p.line
        from picked p, cut
       where p.place <= cut.place
      union all
      select null, null, null, null, null, null, null, null, t.line
        from travelling t, cut
       where t.place <= cut.place;
    when 'execution_results' then
      return query
      select case when row_number() over (order by r.place desc) = 1 then r.place end, r.anchor_at, r.anchor_id, r.id, r.witness,
             null::tid, r.at, r.size_bytes, case when r.id is not null then r.line end
        from (select d.*, s.xmin::text as witness,
                     json_build_object('table', 'command_steps', 'row', json_build_object(
                       'id', s.id, 'command_id', s.command_id, 'execution_result', s.execution_result,
                       'plain_result_bytes', s.plain_result_bytes))::text as line,
                     sum(octet_length(s.execution_result)) over (order by d.place) as running
                from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d
                left join command_steps s on s.tenant_id = current_tenant() and s.id = d.id) r
       where r.running <= p_bytes or r.running is null or r.place = 1;
    when 'temporary_checkpoints', 'archive_checkpoints' then
      return query
      with picked as materialized (
        select d.*, c.xmin::text as witness, c.packs,
               json_build_object('table', 'state_checkpoints', 'row', to_jsonb(c) - 'tenant_id' - 'archive_id' - 'namespace_key')::text as line
          from due_rows(p_kind, p_days, p_at, p_id, p_past, p_rows) d
          left join state_checkpoints c on c.tenant_id = current_tenant() and c.id = d.id
      ), first as (
        select distinct on (g.pack) g.pack, p.place
          from picked p cross join lateral unnest(p.packs) as g (pack)
         where p.id is not null
         order by g.pack, p.place
      ), weighed as (
        select f.place, sum(octet_length(x.body) + octet_length(x.directory) + octet_length(x.dictionary)) as bytes
          from first f join packs x on x.tenant_id = current_tenant() and x.id = f.pack
         group by f.place
      ), kept as materialized (
        select r.* from (
          select p.*, sum(octet_length(p.line) + coalesce(p.size_bytes, 0) + coalesce(w.bytes, 0)) over (order by p.place) as running
            from picked p left join weighed w on w.place = p.place) r
         where r.running <= p_bytes or r.place = 1
      )
      select case when row_number() over (order by k.place desc) = 1 then k.place end, k.anchor_at, k.anchor_id, k.id, k.witness,
             null::tid, k.at, k.size_bytes, case when k.id is not null then k.line end from kept k
      union all
      select null, null, null, null, null, null, null, null, json_build_object('table', 'packs', 'row', to_jsonb(x) - 'tenant_id')::text
        from first f
        join kept k on k.place = f.place
        join packs x on x.tenant_id = current_tenant() and x.id = f.pack
      union all
      select null, null, null, null, null, null, null, null, json_build_object('table', 'checkpoint_writes', 'row', to_jsonb(w) - 'tenant_id')::text
        from kept k
        join checkpoint_writes w on w.tenant_id = current_tenant() and w.checkpoint_id = k.id;
  end case;
end
$function$;
comment on function lines_to_archive(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint) is 'One batch of what is due of a kind, as lines of an archive: the places that were looked at, with id, witness, where it lies and line where there is a row; and, without a place, what those rows refer to, once. In no order; place is there where it ended.';

create or replace function public.load_state(p_external_id text, p_messages integer, p_items integer, p_budget bigint)
 returns table(kind text, id uuid, metadata text, content bytea, created_at timestamp with time zone, updated_at timestamp with time zone, version_number bigint, external_id text, agent_id uuid, agent text, user_id text, user_input text, focus_areas text, step_count bigint, last_tool_result bytea, message_count integer, conversation_id uuid, "position" integer, session_id uuid, parent_message_id uuid, channel text, sender_user_id text, sender_agent_id uuid, role text, message_type text, tools bytea, schema_version integer, memory_refs text, state_snapshot_id uuid, context text, audit text, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric, latency_ms bigint, changed_by text, change_reason text, source text, context_type text, relevance_score numeric, first_position integer, last_position integer, content_bytes integer, digest bytea, body bytea, live_positions text)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
declare
  v_id constant uuid := conversation_of(p_external_id);
  v_window constant bigint := least(p_messages, window_setting('context_window_size'));
  v_tokens constant bigint := window_setting('context_window_token_limit');
  v_last integer;
begin
  select c.next_position - 1 into v_last from conversations c where c.tenant_id = current_tenant() and c.id = v_id;
  return query
    select 'conversation', c.id, c.metadata, null::bytea, c.created_at, c.updated_at, c.version,
           c.external_id, c.agent_id, c.agent, c.user_id, c.user_input, c.focus_areas, c.step_count, c.last_tool_result, c.message_count,
           null::uuid, null::integer, null::uuid, null::uuid, null::text, null::text, null::uuid, null::text, null::text, null::bytea,
           null::integer, null::text, null::uuid, null::text, null::text, null::bigint, null::bigint, v_tokens, null::numeric,
           null::bigint, null::text, null::text, null::text, null::text, null::numeric,
           null::integer, null::integer, null::integer, null::bytea, null::bytea, null::text
      from conversation_rows c
     where c.id = v_id;
  return query
    select 'message', m.id, m.metadata, m.content, m.created_at, m.updated_at, m.version_number::bigint,
           null::text, null::uuid, null::text, null::text, null::text, null::text, null::bigint, null::bytea, null::integer,
           m.conversation_id, m.position, m.session_id, m.parent_message_id, m.channel, m.sender_user_id, m.sender_agent_id, m.role,
           m.message_type, m.tools, m.schema_version, m.memory_refs, m.state_snapshot_id, m.context, m.audit, m.prompt_tokens,
           m.completion_tokens, m.total_tokens, m.cost_usd, m.latency_ms, m.changed_by, m.change_reason, null::text, null::text,
           null::numeric,
           null::integer, null::integer, null::integer, null::bytea, null::bytea, null::text
      from (select n.*, sum(n.size_bytes) over before as bytes, row_number() over before as place,
                   sum(message_tokens(n.role, n.completion_tokens, octet_length(n.content) + coalesce(octet_length(n.tools), 0))) over before
                     as tokens
              from (select r.* from message_rows r where r.conversation_id = v_id and r.position > v_last - v_window) n
            window before as (order by n.position desc)) m
     where m.place = 1 or m.bytes <= p_budget and (v_tokens is null or m.tokens <= v_tokens)
     order by m.position;
  -- what of the window is sealed: whoever reads this puts the two together and keeps to the limits again
  return query
    select 'segment', s.conversation_id, null::text, null::bytea, null::timestamptz, null::timestamptz, null::bigint,
           null::text, null::uuid, null::text, null::text, null::text, null::text, null::bigint, null::bytea, null::integer,
           s.conversation_id, greatest(s.first_position, v_last - v_window + 1)::integer, null::uuid, null::uuid, null::text, null::text, null::uuid,
           null::text, null::text, null::bytea, null::integer, null::text, null::uuid, null::text, null::text, null::bigint, null::bigint,
           null::bigint, null::numeric, null::bigint, null::text, null::text, null::text, null::text, null::numeric,
           s.first_position, s.last_position, s.content_bytes, s.digest, s.body, s.live_positions
      from segments_between(v_id, greatest(v_last - v_window + 1, 1)::integer, v_last, false, p_messages, p_budget, null, null) s
     where s.body is not null;
  return query
    select 'context_item', i.id, i.metadata, i.content, i.created_at, null::timestamptz, null::bigint,
           null::text, null::uuid, null::text, null::text, null::text, null::text, null::bigint, null::bytea, null::integer,
           i.conversation_id, null::integer, null::uuid, null::uuid, null::text, null::text, null::uuid, null::text, null::text, null::bytea,
           null::integer, null::text, null::uuid, null::text, null::text, null::bigint, null::bigint, null::bigint, null::numeric,
           null::bigint, null::text, null::text, i.source, i.context_type, i.relevance_score,
           null::integer, null::integer, null::integer, null::bytea, null::bytea, null::text
      from (select r.*, sum(r.size_bytes) over (order by r.relevance_score desc, r.id desc) as bytes
              from context_item_rows r
             where r.conversation_id = v_id
             order by r.relevance_score desc, r.id desc
             limit p_items) i
     where i.bytes <= p_budget
     order by i.relevance_score desc, i.id desc;
end
$function$;
comment on function load_state(p_external_id text, p_messages integer, p_items integer, p_budget bigint) is 'A conversation, its newest messages in order (and the segments that some of them are in) and its best context items. The tenant''s context_window_size and context_window_token_limit hold, and neither messages nor items weigh more than the budget; the newest message is always there.';

create or replace function public.lock_with_token(p_name text, p_token bigint)
 returns resource_locks
 language plpgsql
as $function$
declare
  v resource_locks;
begin
  select * into v from resource_locks where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'nobody has ever taken this lock');
  end if;
  if p_token > v.fencing_token then
    perform problem('stale-fencing-token', 'nobody has been given this token for the lock: what is done under it must not count');
  end if;
  if p_token < v.fencing_token then
    perform problem('stale-fencing-token', 'this lock has been taken since: what the holder of this token does must not count');
  end if;
  if v.agent_id <> current_agent() then
    perform problem('forbidden', 'this key acts for another agent');
  end if;
  return v;
end
$function$;
comment on function lock_with_token(p_name text, p_token bigint) is 'The lock, locked, when the token is the newest; it may have been released, or have expired while nobody took it.';

create or replace function public.locked_agent(p_agent text)
 returns agents
 language plpgsql
as $function$
declare
  v agents;
begin
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_agent) for no key update;
  if not found then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  return v;
end
$function$;
comment on function locked_agent(p_agent text) is 'The agent of that name, locked; 404 when there is none.';

create or replace function public.locked_archive(p_id uuid)
 returns archives
 language plpgsql
as $function$
declare
  v archives;
begin
  select * into v from archives where tenant_id = current_tenant() and id = p_id for no key update;
  if not found or v.status = 'discarded' then
    perform problem('not-found', 'there is no such archive');
  elsif v.status = 'writing' then
    perform problem('conflict', 'the archive is still being written');
  elsif v.status <> 'kept' then
    perform problem('gone', 'the archive has been erased',
      case when v.replaced_by is not null then json_build_object('replaced_by', v.replaced_by) end);
  end if;
  return v;
end
$function$;

create or replace function public.locked_command(p_command uuid, p_step uuid)
 returns commands
 language plpgsql
as $function$
declare
  v commands;
begin
  select c.* into v
    from commands c
   where c.tenant_id = current_tenant()
     and c.id = coalesce(p_command, (select s.command_id from command_steps s where s.tenant_id = current_tenant() and s.id = p_step))
     for no key update;
  if not found then
    perform problem('not-found', case when p_command is null then 'there is no such step' else 'there is no such command' end);
  end if;
  return v;
end
$function$;
comment on function locked_command(p_command uuid, p_step uuid) is 'A command by its id, or else that of a step, locked: the command comes before its steps in the lock order.';

create or replace function public.locked_conversation(p_external_id text)
 returns conversations
 language plpgsql
as $function$
declare
  v conversations;
begin
  select * into v from conversations
   where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id) for no key update;
  if not found then
    perform problem('not-found', 'there is no such conversation');
  end if;
  return v;
end
$function$;
comment on function locked_conversation(p_external_id text) is 'The conversation, locked; 404 when there is none.';

create or replace function public.locked_memory(p_memory uuid, p_expected bigint)
 returns agent_memories
 language plpgsql
as $function$
declare
  v agent_memories;
begin
  -- the agent first: the lock order
  perform from agents a
    where a.tenant_id = current_tenant()
      and a.id = (select m.agent_id from agent_memories m where m.tenant_id = current_tenant() and m.id = p_memory)
      for no key update;
  select * into v from agent_memories
   where tenant_id = current_tenant() and id = p_memory and (expires_at is null or expires_at > waymark_now())
     for update;
  if not found then
    perform problem('not-found', 'there is no such memory');
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the memory has another version', json_build_object('current_version', v.version));
  end if;
  return v;
end
$function$;
comment on function locked_memory(p_memory uuid, p_expected bigint) is 'The memory, locked after its agent; 404 when there is none or it has expired, 412 when it has another version.';

create or replace function public.locked_message(p_id uuid)
 returns messages
 language plpgsql
as $function$
declare
  v messages;
begin
  perform from conversations c
    where c.tenant_id = current_tenant()
      and c.id = (select m.conversation_id from messages m where m.tenant_id = current_tenant() and m.id = p_id)
    for no key update;
  select * into v from messages where tenant_id = current_tenant() and id = p_id for no key update;
  if not found then
    perform problem('not-found', 'there is no such message');
  end if;
  return v;
end
$function$;
comment on function locked_message(p_id uuid) is 'The message, its conversation locked before it; 404 when there is none.';

create or replace function public.locked_project(p_key text, p_lock boolean)
 returns projects
 language plpgsql
as $function$
declare
  v projects;
begin
  if p_lock then
    select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  else
    select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key);
  end if;
  if v.id is null then
    perform problem('not-found', 'there is no project with this key');
  end if;
  return v;
end
$function$;

create or replace function public.locked_thread(p_agent text, p_thread text)
 returns threads
 language plpgsql
as $function$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent))
     and t.thread_hash = name_hash(p_thread)
     for no key update of t;
  if not found then
    perform problem('not-found', 'there is no such thread');
  end if;
  perform refuse_deleted(v);
  return v;
end
$function$;
comment on function locked_thread(p_agent text, p_thread text) is 'The thread, locked; 404 when there is none, 410 once it is deleted.';

create or replace function public.locked_thread_of(p_checkpoint uuid)
 returns threads
 language plpgsql
as $function$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.id = (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = p_checkpoint)
     for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  return v;
end
$function$;
comment on function locked_thread_of(p_checkpoint uuid) is 'The thread of a checkpoint, locked; 404 when there is none. The checkpoint may have been cut by then: look again.';

create or replace function public.long_message_words(p_language regconfig, p_said json)
 returns tsvector
 language plpgsql
 stable
as $function$
declare
  v_text text;
  v_length integer := 400000;
begin
  begin
    return json_to_tsvector(p_language, p_said, '["string"]');
  exception when program_limit_exceeded then
    select string_agg(s #>> '{}', ' ') into v_text from jsonb_path_query(p_said::jsonb, 'strict $.** ? (@.type() == "string")') s;
  end;
  loop
    begin
      return to_tsvector(p_language, left(v_text, v_length));
    exception when program_limit_exceeded then
      v_length := v_length / 2;
    end;
  end loop;
end
$function$;
comment on function long_message_words(p_language regconfig, p_said json) is 'message_words() of a message that may have more words than a tsvector holds (1 MiB): those of its beginning then.';

create or replace function public.lost(p_column text, p_id text, p_there boolean)
 returns json
 language sql
 stable parallel safe
return case when ((p_id is not null) and (not coalesce(p_there, false))) then flaw('reference'::text, p_column, p_id, null::text) else null::json end;
comment on function lost(p_column text, p_id text, p_there boolean) is 'The flaw of a column that names something which is not there.';

create or replace function public.lost_document(p_column text, p_digest bytea)
 returns json
 language sql
 stable parallel safe
return case when ((p_digest is not null) and (p_digest <> sha256('\x7b7d'::bytea))) then lost(p_column, encode(p_digest, 'hex'::text), ((exists (select from documents d where ((d.tenant_id = current_tenant()) and (d.digest = lost_document.p_digest)))) or (exists (select from packed_documents d where ((d.tenant_id = current_tenant()) and (d.digest = lost_document.p_digest)))))) else null::json end;
comment on function lost_document(p_column text, p_digest bytea) is 'The flaw of a column whose digest no document has. The empty object needs none.';

create or replace function public.lost_packs(p_packs uuid[])
 returns json
 language sql
 stable parallel safe
return lost('packs'::text, (select string_agg((n.id)::text, ','::text) as string_agg from unnest(lost_packs.p_packs) n(id) where (not (exists (select from packs p where ((p.tenant_id = current_tenant()) and (p.id = n.id)))))), false);

create or replace function public.make_metric_partitions(p_from timestamp with time zone, p_to timestamp with time zone)
 returns integer
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  v_month timestamp := date_trunc('month', p_from at time zone 'UTC');
  v_name text;
  v_made integer := 0;
begin
  -- now(), because waymark_now() is what the caller says
  if p_from is null or p_to is null or p_from < now() - interval '400 days' or p_to > now() + interval '400 days' then
    raise exception 'metrics are kept in months between 400 days ago and 400 days from now' using errcode = 'invalid_parameter_value';
  end if;
  -- until the caller is done no month goes, see drop_metric_partitions()
  lock table only agent_metrics in row exclusive mode;
  while v_month <= p_to at time zone 'UTC' loop
    v_name := 'agent_metrics_' || to_char(v_month, 'YYYY_MM');
    if to_regclass(v_name) is null then
      -- the lock that attaching takes, before looking again: who comes second finds the month made
      lock table only agent_metrics in share update exclusive mode;
      if to_regclass(v_name) is null then
        execute format('create table %I (like agent_metrics including defaults including constraints)', v_name);
        execute format('alter table %I enable row level security', v_name);
        execute format('alter table %I force row level security', v_name);
        execute format(
          'create policy tenant_rows on %I to waymark_app using (%2$s) with check (%2$s)', v_name,
          'tenant_id = current_tenant() and case when current_agent() is null then true else agent_id = current_agent() end');
        execute format(
          'alter table agent_metrics attach partition %I for values from (%L) to (%L)', v_name,
          v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
        v_made := v_made + 1;
      end if;
    end if;
    v_month := v_month + interval '1 month';
  end loop;
  return v_made;
end
$function$;
alter function make_metric_partitions(p_from timestamp with time zone, p_to timestamp with time zone) owner to waymark_keeper;
comment on function make_metric_partitions(p_from timestamp with time zone, p_to timestamp with time zone) is 'Makes the months from that of p_from to that of p_to which are not there yet, and says how many those were. Two at once wait for each other. Runs as waymark_keeper.';

create or replace function public.make_state(p_thread threads, p_shared shared_states, p_own agent_states, p_partitions json, p_type text, p_trigger text, p_undoes uuid, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid)
 returns agent_states
 language plpgsql
as $function$
declare
  -- never before its predecessor, whatever the clock says
  v_from constant timestamptz := greatest(waymark_now(), p_own.valid_from + interval '1 microsecond',
                                          p_shared.valid_from + interval '1 microsecond');
  v_before constant bigint := p_own.version + p_shared.version - p_own.shared_version;
  v_shared constant bytea := coalesce(digest_of(p_partitions, 'shared_state'), p_shared.digest);
  v_shares constant boolean := v_shared <> p_shared.digest;
  v_local constant bytea := coalesce(digest_of(p_partitions, 'local_state'), p_own.local_state, sha256('{}'));
  v_session constant bytea := coalesce(digest_of(p_partitions, 'session_state'), p_own.session_state, sha256('{}'));
  v_persistent constant bytea := coalesce(digest_of(p_partitions, 'persistent_state'), p_own.persistent_state, sha256('{}'));
  v_from_state uuid := p_own.id;
  v agent_states;
begin
  -- those that nobody gave, which a version has that may be gone before the next one is looked at
  perform keep_documents(array[v_local, v_shared, v_session, v_persistent]);
  if v_before > p_own.version then
    select id into strict v_from_state from shared_state_versions
     where tenant_id = current_tenant() and shared_id = p_shared.id and version = p_shared.version;
  end if;
  if v_shares then
    update shared_state_versions set valid_until = v_from
     where tenant_id = current_tenant() and shared_id = p_shared.id and version = p_shared.version;
    insert into shared_state_versions (id, shared_id, version, digest, agent_id, trigger, valid_from)
    values (p_transition_id, p_shared.id, p_shared.version + 1, v_shared, p_thread.agent_id, p_trigger, v_from);
    update shared_states set version = version + 1, digest = v_shared, valid_from = v_from
     where tenant_id = current_tenant() and id = p_shared.id;
  end if;
  update agent_states set valid_until = v_from, last_version = v_before
   where tenant_id = current_tenant() and id = p_own.id;
  insert into agent_states (id, agent_id, thread_id, version, local_state, shared_state, session_state, persistent_state, state_hash,
                            shared_id, shared_version, modification_count, valid_from, created_at)
  values (p_state_id, p_thread.agent_id, p_thread.id, coalesce(v_before, 0) + 1, v_local, v_shared, v_session, v_persistent,
          state_hash(v_local, v_persistent, v_session, v_shared),
          p_shared.id, p_shared.version + v_shares::integer, coalesce(p_own.modification_count + 1, 0), v_from, p_at)
  returning * into v;
  insert into state_transitions (id, agent_id, thread_id, from_state_id, to_state_id, to_version, transition_type, trigger, undoes_id, created_at)
  values (p_transition_id, v.agent_id, v.thread_id, v_from_state, v.id, v.version, p_type, p_trigger, p_undoes, p_at);
  update threads set next_state_version = v.version + 1 where tenant_id = current_tenant() and id = v.thread_id;
  perform audit_in_thread(v.thread_id, p_at, 'state.' || p_type, 'agent_state', v.id,
    json_build_object('version', v.version, 'state_hash', encode(v.state_hash, 'hex')));
  return v;
end
$function$;
comment on function make_state(p_thread threads, p_shared shared_states, p_own agent_states, p_partitions json, p_type text, p_trigger text, p_undoes uuid, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid) is 'The next version of a thread''s state: the partitions given ({"<partition>": "<hex digest>"}, documents already stored), the others as they were. p_thread and p_shared are locked, p_own is the agent''s newest row or null.';

create or replace function public.mark_commands(p_kind text, p_commands uuid[], p_cutoff timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v_done uuid[];
begin
  case p_kind
    when 'system_state_snapshots' then
      update commands c
         set snapshots_left_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         -- a snapshot changes its command; clocks differ by less than that
         and (c.updated_at <= p_cutoff - interval '5 minutes'
              or not exists (select from system_state_snapshots s
                              where s.tenant_id = c.tenant_id and s.command_id = c.id and s.archive_id is null));
    when 'step_evaluations' then
      with done as (
        update commands c
           set evaluations_left_at = waymark_now()
         where c.tenant_id = current_tenant() and c.id = any (p_commands)
           and not exists (select from step_evaluations e
                            where e.tenant_id = c.tenant_id and e.command_id = c.id and e.archive_id is null)
        returning c.id
      )
      select array_agg(d.id) into v_done from done d;
      perform count_steps(v_done);
    when 'plain_execution_results' then
      update commands c
         set results_compressed_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         and not exists (select from command_steps s
                          where s.tenant_id = c.tenant_id and s.command_id = c.id and s.execution_result is not null
                            and s.plain_result_bytes is null and s.result_archive_id is null);
    when 'execution_results' then
      update commands c
         set results_left_at = waymark_now()
       where c.tenant_id = current_tenant() and c.id = any (p_commands)
         and not exists (select from command_steps s
                          where s.tenant_id = c.tenant_id and s.command_id = c.id and s.execution_result is not null
                            and s.result_archive_id is null);
    else
      return;
  end case;
end
$function$;
comment on function mark_commands(p_kind text, p_commands uuid[], p_cutoff timestamp with time zone) is 'Marks those of these commands that have nothing of the kind any more, so that no sweep looks at them again. With a cutoff: all of the kind that was made before has left, so that snapshots need not be looked for where nothing has happened since.';

create or replace function public.matching_remedies(p_evaluations json)
 returns jsonb
 language plpgsql
as $function$
declare
  v_evaluation record;
  v_remedy record;
  v_subject jsonb;
  v_matches jsonb;
begin
  for v_evaluation in select ordinality - 1 as ordinal, value from json_array_elements(p_evaluations) with ordinality loop
    continue when v_evaluation.value ->> 'evaluation_type' = 'success';
    v_subject := (v_evaluation.value ->> 'subject')::jsonb;
    for v_remedy in
      select r.name, r.applies_when from remedies r where r.tenant_id = current_tenant() and r.enabled order by r.name
    loop
      begin
        if jsonb_path_match_tz(v_subject, v_remedy.applies_when::jsonpath, '{}', true) then
          v_matches := coalesce(v_matches, '[]') || jsonb_build_object('ordinal', v_evaluation.ordinal, 'remedy', v_remedy.name);
        end if;
      exception
        when query_canceled then
          perform problem('conflict', format('the remedy %s takes too long to match; change or disable it', v_remedy.name));
      end;
    end loop;
  end loop;
  return v_matches;
end
$function$;
comment on function matching_remedies(p_evaluations json) is 'Which enabled remedies apply to which evaluations that are no success; null when none does.';

create or replace function public.memory_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer, p_embedding real[])
 returns table(id uuid, created_at timestamp with time zone, version bigint, importance double precision, recency double precision, words double precision, scale real, slack real, fine_slack real)
 language sql
 stable
begin atomic
 select coded_candidates.id,
     coded_candidates.created_at,
     coded_candidates.version,
     coded_candidates.importance,
     coded_candidates.recency,
     coded_candidates.words,
     coded_candidates.scale,
     coded_candidates.slack,
     coded_candidates.fine_slack
    from coded_candidates(memory_candidates.p_agent, memory_candidates.p_search, memory_candidates.p_language, memory_candidates.p_before, memory_candidates.p_before_id, memory_candidates.p_rows) coded_candidates(id, created_at, version, importance, recency, words, scale, slack, fine_slack)
   where (memory_candidates.p_embedding is not null);
end;
comment on function memory_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer, p_embedding real[]) is 'What a search by embedding has to look at, a page of it, the newest first; whoever calls ranks them.';

create or replace function public.memory_conditions(p_search jsonb)
 returns text
 language sql
 stable
return concat_ws(' and '::text, 'm.tenant_id = $4 and m.agent_id = $1 and (m.expires_at is null or m.expires_at > $5)', case when (current_agent() is not null) then 'm.agent_id = current_agent()'::text when (current_end_user() is not null) then 'm.user_id = current_end_user()'::text else null::text end, case when ((p_search ->> 'include_superseded'::text) is distinct from 'true'::text) then 'm.superseded_by is null'::text else null::text end, case when (p_search ? 'types'::text) then 'm.memory_type = any (array(select jsonb_array_elements_text($2 -> ''types'')))'::text else null::text end, case when (p_search ? 'user'::text) then 'm.user_id = $2 ->> ''user'''::text else null::text end, case when (p_search ? 'min_importance'::text) then 'm.importance >= ($2 ->> ''min_importance'')::numeric'::text else null::text end, case when (p_search ? 'from'::text) then 'm.created_at >= ($2 ->> ''from'')::timestamptz'::text else null::text end, case when (p_search ? 'to'::text) then 'm.created_at < ($2 ->> ''to'')::timestamptz'::text else null::text end, case when (p_search ? 'metadata'::text) then 'm.metadata @> ($2 -> ''metadata'')'::text else null::text end);
comment on function memory_conditions(p_search jsonb) is 'What a memory must be for this search to find it, as SQL over the parameters of whoever asks: of the tenant, the agent and the end user of this transaction, not expired, and as wanted.';

create or replace function public.memory_flaws(p_at text, p_memory jsonb, p_type text)
 returns setof json
 language sql
 stable
begin atomic
 select json_build_object('pointer', ((memory_flaws.p_at || '/content/'::text) || k.name), 'code', 'required', 'detail', format('content of a memory that is %s must have %s'::text, memory_flaws.p_type, k.name)) as json_build_object
    from unnest(required_keys(memory_flaws.p_type)) k(name)
   where (((memory_flaws.p_memory ->> 'content'::text) is not null) and (not (k.name = any (
         case
             when (jsonb_typeof((memory_flaws.p_memory -> 'content_keys'::text)) is distinct from 'array'::text) then memory_keys(stored_bytes((memory_flaws.p_memory ->> 'content'::text)))
             else array( select jsonb_array_elements_text((memory_flaws.p_memory -> 'content_keys'::text)) as jsonb_array_elements_text)
         end))))
 union all
  select json_build_object('pointer', (memory_flaws.p_at || '/embedding'::text), 'code', 'size', 'detail', format('must have %s numbers, and has %s'::text, embedding_dimensions(), (memory_flaws.p_memory ->> 'dimensions'::text))) as json_build_object
   where (((memory_flaws.p_memory ->> 'dimensions'::text))::integer <> embedding_dimensions())
 union all
  select json_build_object('pointer', (memory_flaws.p_at || '/source_message_id'::text), 'code', 'unknown', 'detail', 'there is no such message') as json_build_object
   where ((not (exists ( select
            from stored_message(((memory_flaws.p_memory ->> 'source_message_id'::text))::uuid) stored_message(id, conversation_id, "position", session_id, parent_message_id, channel, sender_user_id, sender_agent_id, role, message_type, content, tools, schema_version, memory_refs, state_snapshot_id, context, metadata, audit, prompt_tokens, completion_tokens, total_tokens, cost_usd, latency_ms, version_number, changed_by, change_reason, created_at, updated_at, size_bytes, first_position, last_position, content_bytes, digest, body, live_positions)))) and ((memory_flaws.p_memory ->> 'source_message_id'::text) is not null))
 union all
 ( select json_build_object('pointer', ((memory_flaws.p_at || '/related_memories/'::text) || (r.place - 1)), 'code', 'unknown', 'detail', 'there is no such memory') as json_build_object
    from jsonb_array_elements_text((memory_flaws.p_memory -> 'related_memories'::text)) with ordinality r(id, place)
   where (not (exists ( select
            from memory_rows m
           where (m.id = (r.id)::uuid))))
   order by r.place);
end;
comment on function memory_flaws(p_at text, p_memory jsonb, p_type text) is 'What only the database can tell is wrong with a memory, as errors of a 422.';

create or replace function public.memory_json(p_content bytea)
 returns jsonb
 language sql
 immutable parallel safe strict
return (replace(convert_from(p_content, 'UTF8'::name), '\u0000'::text, '\ufffd'::text))::jsonb;
comment on function memory_json(p_content bytea) is 'The content of a memory as jsonb can hold it: U+0000 becomes U+FFFD. (After an escaped backslash u0000 is text of its own, and reads ufffd then.)';

create or replace function public.memory_keys(p_content bytea)
 returns text[]
 language sql
 immutable parallel safe strict
return case when (get_byte(p_content, 0) = 1) then array['event'::text, 'temporal'::text, 'concept'::text, 'definition'::text, 'skill'::text, 'steps'::text, 'items'::text, 'capacity'::text] else array(select jsonb_object_keys(memory_json(p_content)) as jsonb_object_keys) end;
comment on function memory_keys(p_content bytea) is 'The names of the members of a memory''s content; an error where it is no object. Of one that is encrypted all that any type requires: whoever encrypted it has looked.';

create or replace function public.memory_parts()
 returns text
 language sql
 immutable parallel safe
return '
    m.id, m.created_at, m.version, m.importance::double precision as importance,
    -- never less than 1e-304: where exp() would underflow it is an error
    exp(greatest(-700, -m.decay_rate / 86400
      * greatest(extract(epoch from $5 - coalesce(m.last_accessed_at, m.created_at))::double precision, 0))) as recency,
    case when not $2 ? ''query'' then null
         -- ts_rank says something of words that do not match, too
         when m.search_vector @@ websearch_to_tsquery($3, $2 ->> ''query'')
         then ts_rank(''{1, 1, 1, 1}'', m.search_vector, websearch_to_tsquery($3, $2 ->> ''query''))::double precision
         else 0 end as words
  '::text;
comment on function memory_parts() is 'The parts of a memory''s rank but for the vector''s, each from 0 to 1, as SQL over the parameters of whoever asks. With all weights at 1 ts_rank is a share: 0.61 for one word found once, nearer to 1 the more often and the closer together.';

create or replace function public.memory_text(p_content bytea)
 returns text
 language sql
 immutable parallel safe strict
return case when (get_byte(p_content, 0) = 1) then ''::text else "left"(coalesce((select string_agg((t.word #>> '{}'::text[]), ' '::text order by t.place) as string_agg from jsonb_path_query(memory_json(memory_text.p_content), 'strict $.**?(@.type() == "string")'::jsonpath) with ordinality t(word, place)), ''::text), 100000) end;
comment on function memory_text(p_content bytea) is 'Every string value in a memory''s content, at most 100,000 characters: what full text looks at. Nothing where it is encrypted.';

create or replace function public.merged_marks(inout width double precision, inout marks double precision[], inout counts bigint[])
 returns record
 language plpgsql
 immutable parallel safe
as $function$
declare
  c_most constant integer := 2048;
  v_marks double precision[];
  v_counts bigint[];
begin
  loop
    select array_agg(m.mark order by m.mark), array_agg(m.count order by m.mark) into v_marks, v_counts
      from (select case when width = 0 or u.mark = 0 then u.mark
                        else sign(u.mark) * exp((floor(ln(abs(u.mark)) / width) + 0.5) * width) end as mark,
                   sum(u.count)::bigint as count
              from unnest(marks, counts) u (mark, count)
             group by 1) m;
    exit when cardinality(v_marks) <= c_most;
    -- each stretch of a width is two of the one before, so in whatever order marks are merged the result is the same
    width := case width when 0 then 1.0 / 1024 else 2 * width end;
  end loop;
  marks := v_marks;
  counts := v_counts;
end
$function$;
comment on function merged_marks(inout width double precision, inout marks double precision[], inout counts bigint[]) is 'At most 2,048 marks with their counts, of any number of them: the same values where they are so few (width 0); else one for each stretch of that width on a logarithmic scale, in its middle, so that no value is farther from its mark than a factor of exp(width / 2).';

create or replace function public.message_id(p_at timestamp with time zone, p_tag bigint, p_position integer)
 returns uuid
 language sql
 immutable parallel safe
return (((((lpad(to_hex((floor((extract(epoch from p_at) * (1000)::numeric)))::bigint), 12, '0'::text) || '7'::text) || lpad(to_hex((p_tag >> 30)), 3, '0'::text)) || lpad(to_hex((((2)::bigint << 30) | (p_tag & (1073741823)::bigint))), 8, '0'::text)) || lpad(to_hex(p_position), 8, '0'::text)))::uuid;
comment on function message_id(p_at timestamp with time zone, p_tag bigint, p_position integer) is 'The id of a message: a UUIDv7 whose random bits are the tag of its conversation (42 bits) and its position (32 bits), so that it says where the message is.';

create or replace function public.message_place(p_id uuid, out tag bigint, out "position" integer)
 returns record
 language sql
 immutable parallel safe
as $function$
  select case when valid then (('x' || substr(hex, 14, 3))::bit(12)::bigint << 30) | (('x' || substr(hex, 17, 8))::bit(32)::bigint & 1073741823) end,
         case when valid then ('x' || substr(hex, 25, 8))::bit(32)::integer end
    from (select hex, substr(hex, 13, 1) = '7' and substr(hex, 17, 1) in ('8', '9', 'a', 'b') and substr(hex, 25, 1) < '8' as valid
            from replace(p_id::text, '-', '') as hex) h
$function$;
comment on function message_place(p_id uuid, out tag bigint, out "position" integer) is 'What message_id() has put into an id; nulls for what is no UUIDv7. An id made elsewhere gives some tag that no conversation has.';

create or replace function public.message_position(v conversations, p_id uuid)
 returns integer
 language sql
 stable
begin atomic
 select coalesce(( select m."position"
            from messages m
           where ((m.tenant_id = current_tenant()) and (m.id = message_position.p_id) and (m.conversation_id = (message_position.v).id))), ( select i."position"
            from message_ids i
           where ((i.tenant_id = current_tenant()) and (i.id = message_position.p_id) and (i.conversation_id = (message_position.v).id))), ( select p."position"
            from (message_place(message_position.p_id) p(tag, "position")
              join message_segments s on (((s.tenant_id = current_tenant()) and (s.conversation_id = (message_position.v).id) and ((p."position" >= s.first_position) and (p."position" <= s.last_position)))))
           where (p.tag = (message_position.v).tag))) as "coalesce";
end;
comment on function message_position(v conversations, p_id uuid) is 'Where the message of this id stands in the conversation; null when it is none of its.';

create or replace function public.message_tokens(p_role text, p_completion_tokens bigint, p_bytes bigint)
 returns bigint
 language sql
 immutable parallel safe
return case when ((p_role = 'assistant'::text) and (p_completion_tokens > 0)) then p_completion_tokens else ((p_bytes + 3) / 4) end;
comment on function message_tokens(p_role text, p_completion_tokens bigint, p_bytes bigint) is 'What a message takes of a context window: what making it cost where an assistant''s says so, else four bytes of content and tools to a token.';

create or replace function public.message_words(p_language regconfig, p_content text, p_tools text)
 returns tsvector
 language sql
 stable
return case when ((octet_length(p_content) + coalesce(octet_length(p_tools), 0)) <= 200000) then json_to_tsvector(p_language, searchable_json(p_content, p_tools), '["string"]'::jsonb) else long_message_words(p_language, searchable_json(p_content, p_tools)) end;
comment on function message_words(p_language regconfig, p_content text, p_tools text) is 'The words that a message is found by: of every string in its content and its tools, those of arguments included.';

create or replace function public.messages_to_seal(p_conversation uuid, p_keep integer, p_rows integer, p_bytes bigint)
 returns table("position" integer, row_version bigint, idle boolean)
 language sql
 stable
as $function$
  with conversation as (
    select c.next_position, p_keep as keep, c.updated_at < waymark_now() - interval '1 hour' as idle,
           (select max(s.last_position) from message_segments s where s.tenant_id = c.tenant_id and s.conversation_id = c.id) as sealed_to
      from conversations c
     where c.tenant_id = current_tenant() and c.id = p_conversation
  ), due as (
    select m.position, m.xmin::text::bigint as row_version, c.idle,
           sum(octet_length(m.content) + coalesce(octet_length(m.tools), 0) + 200) over (order by m.position) as bytes
      from messages m
     cross join conversation c
     where m.tenant_id = current_tenant()
       and m.conversation_id = p_conversation
       and m.position <= greatest(c.sealed_to, c.next_position - 1 - case when c.idle then 1 else c.keep end)
     order by m.position
     limit p_rows
  )
  select d.position, d.row_version, d.idle
    from due d
   where d.bytes <= p_bytes or d.position = (select min(e.position) from due e)
   order by d.position
$function$;
comment on function messages_to_seal(p_conversation uuid, p_keep integer, p_rows integer, p_bytes bigint) is 'Live messages that are to be sealed, from the first on: all but the newest p_keep, all but the newest one where nothing happened for an hour (it is shown beside its conversation in lists). row_version tells a row from any other that comes in its place.';

create or replace function public.metric_figures(p_agent text, p_metric text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_tags jsonb, p_percentiles boolean)
 returns table(at timestamp with time zone, points bigint, total double precision, lowest double precision, highest double precision, p50 double precision, p95 double precision, p99 double precision, counted double precision, rolled_up_to timestamp with time zone)
 language sql
 stable
begin atomic
 with point as not materialized (
          select date_trunc(metric_figures.p_bucket, m.recorded_at, 'UTC'::text) as at,
             m.metric_type,
             m.value
            from agent_metrics m
           where ((m.tenant_id = current_tenant()) and (m.agent_id = known_agent(metric_figures.p_agent)) and (m.name = metric_figures.p_metric) and (m.recorded_at >= metric_figures.p_from) and (m.recorded_at < metric_figures.p_to) and ((metric_figures.p_tags is null) or (m.tags @> metric_figures.p_tags)))
         ), day as materialized (
          select date_trunc(metric_figures.p_bucket, d.day, 'UTC'::text) as at,
             d.day,
             d.metric_type,
             d.points,
             d.total,
             d.lowest,
             d.highest,
             d.marks,
             d.counts
            from agent_metrics_daily d
           where ((d.tenant_id = current_tenant()) and (d.agent_id = known_agent(metric_figures.p_agent)) and (d.name = metric_figures.p_metric) and (d.day >= metric_figures.p_from) and (d.day < metric_figures.p_to) and ((metric_figures.p_tags is null) or (d.tags @> metric_figures.p_tags)))
         ), figures as (
          select t.at,
             count(*) as points,
             sum(t.value) as total,
             min(t.value) as lowest,
             max(t.value) as highest,
             percentile_cont((array[0.50, 0.95, 0.99])::double precision[]) within group (order by t.value) filter (where metric_figures.p_percentiles) as percentiles,
             sum(
                 case t.metric_type
                     when 'counter'::text then t.value
                     else (1)::double precision
                 end) as counted
            from point t
           where (not (exists ( select
                    from day)))
           group by grouping sets ((t.at), ())
          having (not (exists ( select
                    from day)))
         ), sums as (
          select s.at,
             (sum(s.points))::bigint as points,
             sum(s.total) as total,
             min(s.lowest) as lowest,
             max(s.highest) as highest,
             sum(s.counted) as counted
            from ( select t.at,
                     count(*) as points,
                     sum(t.value) as total,
                     min(t.value) as lowest,
                     max(t.value) as highest,
                     sum(
                         case t.metric_type
                             when 'counter'::text then t.value
                             else (1)::double precision
                         end) as counted
                    from point t
                   where (exists ( select
                            from day))
                   group by t.at
                 union all
                  select d.at,
                     d.points,
                     d.total,
                     d.lowest,
                     d.highest,
                         case d.metric_type
                             when 'counter'::text then d.total
                             else (d.points)::double precision
                         end as points
                    from day d) s
           group by grouping sets ((s.at), ())
          having (exists ( select
                    from day))
         ), ranked as (
          select
                 case
                     when (not g.whole) then m.at
                     else null::timestamp with time zone
                 end as at,
             m.mark,
             sum(m.count) over (partition by g.whole,
                 case
                     when (not g.whole) then m.at
                     else null::timestamp with time zone
                 end order by m.mark rows unbounded preceding) as up_to,
             sum(m.count) over (partition by g.whole,
                 case
                     when (not g.whole) then m.at
                     else null::timestamp with time zone
                 end) as points
            from (( select t.at,
                     t.value as mark,
                     1 as count
                    from point t
                   where (metric_figures.p_percentiles and (exists ( select
                            from day)))
                 union all
                  select d.at,
                     n.mark,
                     n.count
                    from day d,
                     lateral unnest(d.marks, d.counts) n(mark, count)
                   where metric_figures.p_percentiles) m
              cross join ( values (true), (false)) g(whole))
         ), percentiles as (
          select r.at,
             p.share,
             (min(r.mark) filter (where (r.up_to > floor((p.share * (r.points - (1)::numeric))))) + ((min(r.mark) filter (where (r.up_to > ceil((p.share * (r.points - (1)::numeric))))) - min(r.mark) filter (where (r.up_to > floor((p.share * (r.points - (1)::numeric)))))) * (max(((p.share * (r.points - (1)::numeric)) - floor((p.share * (r.points - (1)::numeric))))))::double precision)) as value
            from (ranked r
              cross join ( values (0.50), (0.95), (0.99)) p(share))
           group by r.at, p.share
         )
  select f.at,
     f.points,
     f.total,
     f.lowest,
     f.highest,
     f.percentiles[1] as percentiles,
     f.percentiles[2] as percentiles,
     f.percentiles[3] as percentiles,
     f.counted,
     null::timestamp with time zone as timestamptz
    from figures f
   where (known_agent(metric_figures.p_agent) is not null)
 union all
  select s.at,
     s.points,
     s.total,
     s.lowest,
     s.highest,
     ( select least(s.highest, greatest(s.lowest, p.value)) as "least"
            from percentiles p
           where ((not (p.at is distinct from s.at)) and (p.share = 0.50))) as "least",
     ( select least(s.highest, greatest(s.lowest, p.value)) as "least"
            from percentiles p
           where ((not (p.at is distinct from s.at)) and (p.share = 0.95))) as "least",
     ( select least(s.highest, greatest(s.lowest, p.value)) as "least"
            from percentiles p
           where ((not (p.at is distinct from s.at)) and (p.share = 0.99))) as "least",
     s.counted,
     ( select (max(d.day) + '1 day'::interval)
            from day d)
    from sums s
  order by 1 nulls first;
end;
comment on function metric_figures(p_agent text, p_metric text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_tags jsonb, p_percentiles boolean) is 'What the points of one metric come to from p_from up to p_to, one row for each stretch that has any (minute, hour, day, week, month; UTC) after one for all of them. Percentiles are exact, interpolated; where points have been rolled up, those of their marks. A day that was rolled up counts whole, at its beginning; rolled_up_to: the end of the last of these, else null. counted: what counters went up by, and how many points of the other types there are.';

create or replace function public.metric_names(p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_after text, p_rows integer)
 returns table(name text, points bigint, metric_type text, value double precision, tags text, recorded_at timestamp with time zone)
 language sql
 stable
begin atomic
 with recursive named(name, place) as (
          select least(( select m.name
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = known_agent(metric_names.p_agent)) and (m.recorded_at >= metric_names.p_from) and (m.recorded_at < metric_names.p_to) and (m.name > metric_names.p_after))
                   order by m.name
                  limit 1), ( select d.name
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = known_agent(metric_names.p_agent)) and (d.day >= metric_names.p_from) and (d.day < metric_names.p_to) and (d.name > metric_names.p_after))
                   order by d.name
                  limit 1)) as "least",
             1 as "?column?"
         union all
          select least(( select m.name
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = known_agent(metric_names.p_agent)) and (m.recorded_at >= metric_names.p_from) and (m.recorded_at < metric_names.p_to) and (m.name > n_1.name))
                   order by m.name
                  limit 1), ( select d.name
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = known_agent(metric_names.p_agent)) and (d.day >= metric_names.p_from) and (d.day < metric_names.p_to) and (d.name > n_1.name))
                   order by d.name
                  limit 1)) as "least",
             (n_1.place + 1)
            from named n_1
           where ((n_1.name is not null) and (n_1.place < metric_names.p_rows))
         )
  select n.name,
     (( select count(*) as count
            from agent_metrics m
           where ((m.tenant_id = current_tenant()) and (m.agent_id = known_agent(metric_names.p_agent)) and (m.name = n.name) and (m.recorded_at >= metric_names.p_from) and (m.recorded_at < metric_names.p_to))) + (coalesce(( select sum(d.points) as sum
            from agent_metrics_daily d
           where ((d.tenant_id = current_tenant()) and (d.agent_id = known_agent(metric_names.p_agent)) and (d.name = n.name) and (d.day >= metric_names.p_from) and (d.day < metric_names.p_to))), (0)::numeric))::bigint),
     w.metric_type,
     w.value,
     (w.tags)::text as tags,
     w.recorded_at
    from (named n
      cross join lateral ( select u.metric_type,
             u.value,
             u.tags,
             u.recorded_at
            from (( select m.metric_type,
                     m.value,
                     m.tags,
                     m.recorded_at
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = known_agent(metric_names.p_agent)) and (m.name = n.name) and (m.recorded_at >= metric_names.p_from) and (m.recorded_at < metric_names.p_to))
                   order by m.recorded_at desc
                  limit 1)
                 union all
                 ( select d.metric_type,
                     d.newest,
                     d.tags,
                     d.newest_at
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = known_agent(metric_names.p_agent)) and (d.name = n.name) and (d.day >= metric_names.p_from) and (d.day < metric_names.p_to))
                   order by d.day desc, d.newest_at desc
                  limit 1)) u
           order by u.recorded_at desc
          limit 1) w)
   where ((n.name is not null) and (known_agent(metric_names.p_agent) is not null))
   order by n.place;
end;
comment on function metric_names(p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_after text, p_rows integer) is 'The names after p_after of what an agent measured from p_from up to p_to, each with how many points it has in that time, and the newest of them. A day that was rolled up counts whole, at its beginning.';

create or replace function public.metrics_are_there(p_from timestamp with time zone, p_to timestamp with time zone)
 returns boolean
 language sql
 security definer
 set search_path to 'public', 'pg_temp'
begin atomic
 select (exists ( select
            from agent_metrics m
           where ((m.recorded_at >= metrics_are_there.p_from) and (m.recorded_at < metrics_are_there.p_to)))) as "exists";
end;
alter function metrics_are_there(p_from timestamp with time zone, p_to timestamp with time zone) owner to waymark_eraser;
comment on function metrics_are_there(p_from timestamp with time zone, p_to timestamp with time zone) is 'Whether anybody has a point of that time, for the keeper, who sees none: it must not drop what has rows. Runs as waymark_eraser.';

create or replace function public.metrics_kept_since(p_tenant uuid)
 returns timestamp with time zone
 language sql
 stable
begin atomic
 select coalesce(( select
                 case
                     when (p.days is null) then '-infinity'::timestamp with time zone
                     else date_trunc('day'::text, (waymark_now() - ((p.days)::double precision * '1 day'::interval)), 'UTC'::text)
                 end as date_trunc
            from retention_policies p
           where ((p.tenant_id = metrics_kept_since.p_tenant) and (p.kind = 'agent_metrics'::text))), date_trunc('day'::text, (waymark_now() - '90 days'::interval), 'UTC'::text)) as "coalesce";
end;
alter function metrics_kept_since(p_tenant uuid) owner to waymark_eraser;
comment on function metrics_kept_since(p_tenant uuid) is 'The midnight (UTC) before which a tenant''s points are rolled up by day: 90 days ago where it has set nothing else, never where it keeps them.';

create or replace function public.ms_between(p_before timestamp with time zone, p_after timestamp with time zone)
 returns bigint
 language sql
 immutable parallel safe
return case when (p_after > p_before) then (floor((extract(epoch from (p_after - p_before)) * (1000)::numeric)))::bigint else null::bigint end;
comment on function ms_between(p_before timestamp with time zone, p_after timestamp with time zone) is 'Milliseconds from one moment to a later one; null where it is not later.';

create or replace function public.name_hash(p_name text)
 returns bytea
 language sql
 immutable parallel safe strict
return sha256(convert_to(p_name, 'UTF8'::name));
comment on function name_hash(p_name text) is 'SHA-256 of a name. Names may have 1,000 bytes and a btree entry 2,704, so names are unique by hash. Immutable because the database is UTF-8.';

create or replace function public.needed_checkpoints(p_checkpoints uuid[])
 returns setof uuid
 language plpgsql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  return query
  select n.id from unnest(p_checkpoints) n (id)
   where exists (select from command_steps s where s.tenant_id = current_tenant() and s.checkpoint_id = n.id)
      or exists (select from rollbacks r where r.tenant_id = current_tenant() and r.checkpoint_id = n.id and r.undone_at is null);
end
$function$;
alter function needed_checkpoints(p_checkpoints uuid[]) owner to waymark_eraser;
comment on function needed_checkpoints(p_checkpoints uuid[]) is 'Which of these a step was taken with, or a rollback that is not undone goes back to: whichever agent''s it is, also where the caller sees one agent alone. Runs as waymark_eraser.';

create or replace function public.new_conversation(p_external_id text, p_body json)
 returns conversations
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_id constant uuid := p_body ->> 'id';
  v conversations;
begin
  insert into conversations (id, external_id, tag, agent_id, user_id, user_input, focus_areas, step_count, last_tool_result, metadata,
                             created_at, updated_at)
  values (v_id, p_external_id, floor(random() * 4398046511104)::bigint,
          speaking_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at), speaking_user(p_body ->> 'user_id'),
          p_body ->> 'user_input', coalesce(nullif((p_body -> 'focus_areas')::jsonb, 'null'), '[]'), coalesce((p_body ->> 'step_count')::bigint, 0),
          convert_to(p_body ->> 'last_tool_result', 'UTF8'), coalesce(nullif((p_body -> 'metadata')::jsonb, 'null'), '{}'), v_at, v_at)
  on conflict on constraint conversations_external_id_unique do nothing
  returning * into v;
  if v.id is null then
    return null;
  end if;
  perform audit_in_conversation(v_id, v_at, 'conversation.created', 'conversation', v_id, json_build_object('digest', p_body ->> 'digest'));
  select * into strict v from conversations where tenant_id = current_tenant() and id = v_id;
  return v;
end
$function$;
comment on function new_conversation(p_external_id text, p_body json) is 'Makes a conversation, unless there is one of that external_id: then null, once whoever makes it is done.';

create or replace function public.new_thread(p_agent uuid, p_thread text, p_new_id uuid, p_must_be_new boolean, p_at timestamp with time zone)
 returns threads
 language plpgsql
as $function$
declare
  v threads;
begin
  insert into threads (id, agent_id, thread, created_at, updated_at) values (p_new_id, p_agent, p_thread, p_at, p_at)
  on conflict on constraint threads_thread_unique do nothing
  returning * into v;
  if v.id is not null then
    perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', p_agent));
  else
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = p_agent and thread_hash = name_hash(p_thread) for no key update;
    if idempotent_answer() is not null then
      return null;
    end if;
    if v.deleted_at is null then
      perform problem('already-exists', 'the agent has a thread of this name');
    end if;
    if not p_must_be_new then
      perform refuse_deleted(v);
    end if;
    update threads
       set deleted_at = null, metadata = '{}', version = version + 1, created_at = p_at, updated_at = p_at
     where tenant_id = current_tenant() and id = v.id;
    perform audit_in_thread(v.id, p_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', p_agent, 'anew', true));
  end if;
  select * into strict v from threads where tenant_id = current_tenant() and id = v.id;
  return v;
end
$function$;
comment on function new_thread(p_agent uuid, p_thread text, p_new_id uuid, p_must_be_new boolean, p_at timestamp with time zone) is 'A thread that was not there, or was deleted and must be new, locked. 409 for one that is there, 410 for a deleted one that may be old; null when a twin of this request has made it.';

create or replace function public.newest_points(p_agent uuid)
 returns json
 language sql
 stable
begin atomic
 with recursive named(name, place) as (
          select least(( select m.name
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = newest_points.p_agent))
                   order by m.name
                  limit 1), ( select d.name
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = newest_points.p_agent))
                   order by d.name
                  limit 1)) as "least",
             1 as "?column?"
         union all
          select least(( select m.name
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = newest_points.p_agent) and (m.name > n_1.name))
                   order by m.name
                  limit 1), ( select d.name
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = newest_points.p_agent) and (d.name > n_1.name))
                   order by d.name
                  limit 1)) as "least",
             (n_1.place + 1)
            from named n_1
           where ((n_1.name is not null) and (n_1.place < 500))
         )
  select coalesce(json_agg(json_build_object('name', n.name, 'metric_type', w.metric_type, 'value', w.value, 'tags', w.tags, 'recorded_at', utc_text(w.recorded_at)) order by n.place), '[]'::json) as "coalesce"
    from (named n
      cross join lateral ( select u.metric_type,
             u.value,
             u.tags,
             u.recorded_at
            from (( select m.metric_type,
                     m.value,
                     m.tags,
                     m.recorded_at
                    from agent_metrics m
                   where ((m.tenant_id = current_tenant()) and (m.agent_id = newest_points.p_agent) and (m.name = n.name))
                   order by m.recorded_at desc
                  limit 1)
                 union all
                 ( select d.metric_type,
                     d.newest,
                     d.tags,
                     d.newest_at
                    from agent_metrics_daily d
                   where ((d.tenant_id = current_tenant()) and (d.agent_id = newest_points.p_agent) and (d.name = n.name))
                   order by d.day desc, d.newest_at desc
                  limit 1)) u
           order by u.recorded_at desc
          limit 1) w)
   where (n.name is not null);
end;
comment on function newest_points(p_agent uuid) is 'The newest point of each metric of an agent, by name; at most 500.';

create or replace function public.next_id(p_at timestamp with time zone)
 returns uuid
 language sql
return (encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send(((extract(epoch from p_at) * (1000)::numeric))::bigint) from 3) from 1 for 6), (52)::bigint, 1), (53)::bigint, 1), 'hex'::text))::uuid;
comment on function next_id(p_at timestamp with time zone) is 'A UUIDv7 of that moment (RFC 9562), for rows whose number is known here alone: from the random version 4, with the time before it.';

create or replace function public.next_stage(p_stage text)
 returns text
 language sql
 immutable parallel safe
return case p_stage when 'keys'::text then 'conversations'::text when 'conversations'::text then 'sessions'::text when 'sessions'::text then 'messages'::text when 'messages'::text then 'memories'::text when 'memories'::text then 'contexts'::text when 'contexts'::text then 'writers'::text when 'writers'::text then 'documents'::text when 'documents'::text then 'idempotency'::text when 'idempotency'::text then 'archives'::text when 'archives'::text then 'end'::text when 'end'::text then 'finished'::text else null::text end;
comment on function next_stage(p_stage text) is 'The stages of an erasure: writers is waiting for those who may rely on a document that nothing refers to any more; messages and archives are done from outside.';

create or replace function public.next_suspects(p_tenant uuid, p_walks text, p_whole boolean, p_after bytea, p_rows integer, p_due timestamp with time zone, out rows_read integer, out walked_to bytea, out suspects bytea[])
 returns record
 language plpgsql
as $function$
declare
  -- what an erasure sets touched_at to; never long ago
  c_forsaken constant timestamptz := '1970-01-01 00:00:00+00';
  v_forsaken bytea[];
  v_after constant uuid := case octet_length(p_after) when 16 then encode(p_after, 'hex') else '00000000-0000-0000-0000-000000000000' end;
begin
  if p_walks = 'documents' then
    with slice as materialized (
      select u.digest, u.touched_at
        from ((select d.digest, d.touched_at from documents d
                where d.tenant_id = p_tenant and d.digest > p_after order by d.digest limit p_rows)
              union all
              (select p.digest, p.touched_at from packed_documents p
                where p.tenant_id = p_tenant and p.digest > p_after order by p.digest limit p_rows)) u
       order by u.digest
       limit p_rows
    )
    select (select count(*) from slice), (select s.digest from slice s order by s.digest desc limit 1),
           array(select distinct s.digest from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select distinct s.digest from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  elsif p_whole then
    with slice as materialized (
      select p.id, p.touched_at from packs p where p.tenant_id = p_tenant and p.id > v_after order by p.id limit p_rows
    )
    select (select count(*) from slice), (select uuid_send(s.id) from slice s order by s.id desc limit 1),
           array(select uuid_send(s.id) from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select uuid_send(s.id) from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  else
    with slice as materialized (
      select p.id, p.touched_at
        from (select g.pack_id from garbage_packs g where g.tenant_id = p_tenant and g.pack_id > v_after order by g.pack_id limit p_rows) n
        join packs p on p.tenant_id = p_tenant and p.id = n.pack_id
    )
    select (select count(*) from slice), (select uuid_send(s.id) from slice s order by s.id desc limit 1),
           array(select uuid_send(s.id) from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select uuid_send(s.id) from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  end if;
  if cardinality(v_forsaken) > 0 and writers_are_over() then
    suspects := suspects || v_forsaken;
  end if;
end
$function$;
alter function next_suspects(p_tenant uuid, p_walks text, p_whole boolean, p_after bytea, p_rows integer, p_due timestamp with time zone, out rows_read integer, out walked_to bytea, out suspects bytea[]) owner to waymark_eraser;
comment on function next_suspects(p_tenant uuid, p_walks text, p_whole boolean, p_after bytea, p_rows integer, p_due timestamp with time zone, out rows_read integer, out walked_to bytea, out suspects bytea[]) is 'Walks so many documents, packs or noted packs by their key: how many they were, the last key, and those that nobody relied on since.';

create or replace function public.note_encryption_work()
 returns void
 language sql
as $function$
  insert into encryption_work (part, after, changed_at, due_at)
  values ('', '', waymark_now(), waymark_now())
  on conflict (tenant_id) do update
     set part = '', after = '', walk_started_at = null, changed_at = excluded.changed_at, due_at = excluded.due_at
$function$;
comment on function note_encryption_work() is 'Has the job walk through all that the tenant has stored, from the beginning.';

create or replace function public.note_failed_sweep(p_run uuid, p_token bigint, p_kind text, p_failed bigint)
 returns void
 language plpgsql
as $function$
begin
  perform hold_retention_run(p_run, p_token);
  perform count_swept(p_run, p_kind, 0, 0, 0, 0, p_failed);
end
$function$;
comment on function note_failed_sweep(p_run uuid, p_token bigint, p_kind text, p_failed bigint) is 'Counts rows that could not leave; the next sweep tries again.';

create or replace function public.note_garbage(p_packs uuid[])
 returns void
 language sql
begin atomic
 insert into garbage_packs (pack_id)  select p.id
            from packs p
           where ((p.tenant_id = current_tenant()) and (p.id = any (note_garbage.p_packs)))
           order by p.id on conflict(tenant_id, pack_id) do update set noted_at = excluded.noted_at;
end;
comment on function note_garbage(p_packs uuid[]) is 'Notes packs for the collector, which finds out whether a checkpoint still names them.';

create or replace function public.note_integrity(p_place text, p_checked integer, p_findings integer)
 returns void
 language plpgsql
as $function$
begin
  insert into integrity_runs as r (place, checked, findings, started_at, updated_at, finished_at)
  values (p_place, p_checked, p_findings, waymark_now(), waymark_now(), case when p_place is null then waymark_now() end)
  on conflict (tenant_id) do update
     set place = excluded.place,
         checked = excluded.checked + case when r.finished_at is null then r.checked else 0 end,
         findings = excluded.findings + case when r.finished_at is null then r.findings else 0 end,
         started_at = case when r.finished_at is null then r.started_at else excluded.started_at end,
         updated_at = excluded.updated_at,
         finished_at = excluded.finished_at;
end
$function$;
comment on function note_integrity(p_place text, p_checked integer, p_findings integer) is 'Keeps how far the check of the tenant has come; p_place null ends it, and the next one begins anew.';

create or replace function public.note_messages_to_seal()
 returns trigger
 language plpgsql
as $function$
begin
  insert into sealing_notes (tenant_id, conversation_id, due_at)
  values (new.tenant_id, new.conversation_id, waymark_now() + case when new.position = 1 then interval '1 hour' else interval '0' end)
  on conflict (tenant_id, conversation_id) do update
     set due_at = least(sealing_notes.due_at, excluded.due_at);
  return null;
end
$function$;
comment on function note_messages_to_seal() is 'Notes the conversation for the job that seals: at its first message, to be looked at once it may be idle, and at every 32nd from there.';

create or replace function public.note_sender(p_tenant uuid, p_user text, p_conversation uuid)
 returns void
 language sql
as $function$
  insert into message_senders (tenant_id, user_id, conversation_id) values (p_tenant, p_user, p_conversation) on conflict do nothing;
$function$;
comment on function note_sender(p_tenant uuid, p_user text, p_conversation uuid) is 'Notes that an end user has spoken in a conversation.';

create or replace function public.of_the_command(p_step uuid, p_command uuid)
 returns json
 language sql
 stable parallel safe
return case when (p_step is not null) then flaw('reference'::text, 'command_id'::text, (p_command)::text, ((select s.command_id from command_steps s where ((s.tenant_id = current_tenant()) and (s.id = of_the_command.p_step))))::text) else null::json end;
comment on function of_the_command(p_step uuid, p_command uuid) is 'The flaw of a row that names a step and a command which is not the step''s.';

create or replace function public.of_the_memory(p_memory uuid, p_agent uuid, p_user text)
 returns json
 language sql
 stable parallel safe
as $function$
  select flaws(
    flaw('reference', 'agent_id', p_agent::text, m.agent_id::text),
    flaw('reference', 'user_id', p_user, m.user_id))
    from (select) one
    left join agent_memories m on m.tenant_id = current_tenant() and m.id = p_memory
$function$;
comment on function of_the_memory(p_memory uuid, p_agent uuid, p_user text) is 'The flaws of a row that goes with a memory and says of whom it is: row security looks at that.';

create or replace function public.open_approval_request(p_command commands, p_step command_steps)
 returns approval_requests
 language plpgsql
as $function$
declare
  v approval_requests;
begin
  if not p_step.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', p_step.step_number));
  end if;
  if is_final(p_command.status) then
    perform problem('command-is-final', format('the command is %s and its steps wait for no approval', p_command.status));
  end if;
  select * into v from approval_requests where tenant_id = current_tenant() and step_id = p_step.id;
  if not found and p_step.status = 'pending' then
    perform request_approvals(p_step.project_id, array[p_step.id]);
    select * into v from approval_requests where tenant_id = current_tenant() and step_id = p_step.id;
  end if;
  if v.outcome in ('approved', 'rejected') then
    perform problem('already-decided', format('step S%s has been %s', p_step.step_number, v.outcome));
  end if;
  if v.expires_at <= waymark_now() then
    perform problem('approval-expired', format('the request of step S%s expired and counts as %s', p_step.step_number,
      case v.on_expiry when 'approve' then 'approved' else 'rejected' end));
  end if;
  if p_step.status <> 'pending' then
    perform problem('move-not-allowed', format('step S%s is %s and waits for no approval', p_step.step_number, p_step.status));
  end if;
  if v.step_id is null then
    perform problem('approval-not-needed', format('step S%s needs no approval: its project asks for none at %s risk',
      p_step.step_number, p_step.risk_level));
  end if;
  return v;
end
$function$;
comment on function open_approval_request(p_command commands, p_step command_steps) is 'The request that can be decided now, or the problem that says why there is none. One is made where the policy is younger than the step.';

create or replace function public.other_detail(e audit_events)
 returns boolean
 language sql
 stable parallel safe
return coalesce(((e).detail_digest <> audit_detail_digest((e).detail, (e).body_digest, (e).detail_salt)), false);
comment on function other_detail(e audit_events) is 'Whether an event keeps a digest of its detail, and its detail is another.';

create or replace function public.output_so_far(p_step uuid)
 returns bytea
 language sql
 stable parallel safe
as $function$
  select case when bool_or(is_encrypted(substr(coalesce(o.stdout, o.stderr), 1, 1))) then
           '\x02'::bytea || convert_to((
             select json_agg(json_build_array(e.chunk_index, stored_text(e.stderr), stored_text(e.stdout)) order by e.chunk_index)::text
               from step_outputs e
              where e.tenant_id = current_tenant() and e.step_id = p_step), 'UTF8')
         else convert_to('{"stderr":"', 'UTF8') || coalesce(string_agg(o.stderr, '' order by o.chunk_index), '')
           || convert_to('","stdout":"', 'UTF8') || coalesce(string_agg(o.stdout, '' order by o.chunk_index), '') || convert_to('"}', 'UTF8')
         end
    from step_outputs o
   where o.tenant_id = current_tenant() and o.step_id = p_step
  having count(*) > 0
$function$;
comment on function output_so_far(p_step uuid) is 'The appended output of a step as a result, canonical JSON; null when there is none. Where some of it is encrypted, the byte 2 and a list of [chunk_index, stderr, stdout], each as stored_text() has it.';

create or replace function public.pack_frames(p_packs uuid[], p_known uuid[])
 returns bytea
 language sql
 stable parallel safe
begin atomic
 select string_agg((((((((((uuid_send(p.id) || int4send(octet_length(p.bases))) || p.bases) || int4send(octet_length(p.dictionary))) || p.dictionary) || int4send(octet_length(p.directory))) || p.directory) || int4send(p.content_bytes)) || int4send(octet_length(p.body))) || p.body), '\x'::bytea) as string_agg
    from packs p
   where ((p.tenant_id = current_tenant()) and (p.id = any (pack_frames.p_packs)) and (not (p.id = any (pack_frames.p_known))));
end;
comment on function pack_frames(p_packs uuid[], p_known uuid[]) is 'Packs as one value: id, then bases, dictionary and directory with their lengths, the length of the content, and the body with its length.';

create or replace function public.partition_flaws()
 returns table(place json, flaws json)
 language plpgsql
 stable
as $function$
declare
  v record;
  v_month timestamptz;
  v_rows bigint;
begin
  for v in
    select c.relname::text as name, c.oid, d.oid as default_id, d.relname::text as default_name
      from pg_class c
      join pg_partitioned_table p on p.partrelid = c.oid
      left join pg_class d on d.oid = p.partdefid
     where c.relnamespace = 'public'::regnamespace
     order by c.relname
  loop
    foreach v_month in array array[now(), now() + interval '1 month'] loop
      place := json_build_array(v.name);
      flaws := case when not exists (
        select from pg_inherits i
          join pg_class c on c.oid = i.inhrelid
         cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']*)''\) TO \(''([^'']*)''\)') b
         where i.inhparent = v.oid and v_month >= b[1]::timestamptz and v_month < b[2]::timestamptz)
        then flaws(flaw('partition', 'partition', null, 'for ' || utc_text(v_month))) end;
      return next;
    end loop;
    if v.default_id is not null then
      execute format('select count(*) from %I where tableoid = %s', v.name, v.default_id) into v_rows;
      place := json_build_array(v.default_name);
      flaws := flaws(flaw('partition', 'rows', v_rows::text, '0'));
      return next;
    end if;
  end loop;
end
$function$;
comment on function partition_flaws() is 'What is wrong with partitions: none for this month or the next, or rows in a default one. That a row is in the right one PostgreSQL sees to itself.';

create or replace function public.patch_command(p_command uuid, p_expected bigint, p_body json)
 returns setof command_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_status constant text := p_body ->> 'status';
  v commands;
  v_shown text;
  v_open bigint[];
begin
  select * into v from commands where tenant_id = current_tenant() and id = p_command for no key update;
  if not found then
    perform problem('not-found', 'there is no such command');
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the command has another version', json_build_object('current_version', v.version));
  end if;
  v_shown := (select status from command_rows where id = p_command);
  if not command_may_move(v_shown, coalesce(v_status, v_shown)) then
    perform problem('move-not-allowed', format('a command that is %s cannot become %s', v_shown, v_status));
  end if;
  if v_status = 'completed' and v.status <> 'completed' and v.requires_state_evaluation then
    select array_agg(step_number order by step_number) into v_open from unevaluated_steps where command_id = p_command;
    if v_open is not null then
      perform problem('evaluation-required',
        format('%s executed steps have no evaluation, the first is S%s', cardinality(v_open), v_open[1]),
        json_build_object('step_numbers', v_open[1:100]));
    end if;
  end if;
  if is_final(v_status) then
    perform withdraw_approval_requests(p_command, null, v_at);
  end if;
  update commands
     set status = case when v_status is null or v_status = v_shown then status else v_status end,
         external_ref = coalesce(p_body ->> 'external_ref', external_ref),
         metadata = coalesce((p_body -> 'metadata')::jsonb, metadata),
         completed_at = case when completed_at is null and v_status in ('completed', 'failed', 'cancelled') then v_at else completed_at end,
         updated_at = v_at,
         version = version + 1,
         audit_head = audit_append(v.audit_head, v.audit_count, p_command, v_at, 'command.changed', 'command', p_command,
           json_build_object('status', v_status), p_body ->> 'digest'),
         audit_count = v.audit_count + 1
   where tenant_id = current_tenant() and id = p_command;
  return query select * from command_rows where id = p_command;
end
$function$;
comment on function patch_command(p_command uuid, p_expected bigint, p_body json) is 'Moves a command along its statuses; what is not named stays. p_expected null takes any version.';

create or replace function public.patch_conversation(p_external_id text, p_body json, p_expected bigint)
 returns setof conversation_rows
 language plpgsql
as $function$
declare
  v conversations := locked_conversation(p_external_id);
begin
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the conversation has another version', json_build_object('current_version', v.version));
  end if;
  v := changed_conversation(v, p_body);
  return query select * from conversation_rows where id = v.id;
end
$function$;
comment on function patch_conversation(p_external_id text, p_body json, p_expected bigint) is 'Changes the columns that the body names, null included. p_expected null takes any version.';

create or replace function public.patch_memory(p_memory uuid, p_expected bigint, p_body jsonb)
 returns setof memory_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_named constant jsonb := p_body -> 'named';
  v agent_memories := locked_memory(p_memory, p_expected);
  v_type constant text := coalesce(p_body ->> 'memory_type', v.memory_type);
  v_content constant bytea := coalesce(stored_bytes(p_body ->> 'content'), v.content);
begin
  perform refuse_flaws((
    select json_agg(f.flaw)
      from memory_flaws('', jsonb_build_object('content', stored_text(v_content), 'content_keys', p_body -> 'content_keys', 'dimensions', p_body -> 'dimensions', 'source_message_id', p_body -> 'source_message_id',
                                              'related_memories', coalesce(p_body -> 'related_memories', '[]')), v_type) as f (flaw)));
  update agent_memories m
     set memory_type = v_type,
         content = v_content,
         search_vector = case when p_body ->> 'content' is null then m.search_vector
                              else to_tsvector(text_search_language(), memory_text(v_content)) end,
         importance = coalesce((p_body ->> 'importance')::numeric, m.importance),
         decay_rate = coalesce((p_body ->> 'decay_rate')::double precision, m.decay_rate),
         metadata = coalesce((p_body ->> 'metadata')::jsonb, m.metadata),
         related_memories = case when p_body -> 'related_memories' is null then m.related_memories
                                 else array(select jsonb_array_elements_text(p_body -> 'related_memories')::uuid) end,
         source_message_id = case when v_named ? 'source_message_id' then (p_body ->> 'source_message_id')::uuid else m.source_message_id end,
         expires_at = case when v_named ? 'expires_at' then (p_body ->> 'expires_at')::timestamptz else m.expires_at end,
         embedding = case when v_named ? 'embedding' then (p_body ->> 'embedding')::real[] else m.embedding end,
         embedding_model = case when v_named ? 'embedding_model' then p_body ->> 'embedding_model' else m.embedding_model end,
         version = m.version + 1,
         updated_at = v_at
   where m.tenant_id = current_tenant() and m.id = p_memory
  returning * into v;
  if v_named ? 'embedding' and v.embedding is null then
    delete from memory_codes where tenant_id = current_tenant() and memory_id = p_memory;
  end if;
  perform keep_code(v, p_body);
  perform audit_in_agent(v.agent_id, v_at, 'memory.changed', 'memory', v.id,
    json_build_object('version', v.version, 'digest', p_body ->> 'digest'));
  return query select * from memory_rows where id = p_memory;
end
$function$;
comment on function patch_memory(p_memory uuid, p_expected bigint, p_body jsonb) is 'Changes a memory; what is not named stays. `named` lists the members that are there, be it with null. No row when it expires by this very change.';

create or replace function public.patch_message(p_id uuid, p_body json, p_expected bigint)
 returns setof message_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v constant messages := locked_message(p_id);
  v_new messages;
begin
  if p_expected <> v.version_number then
    perform problem('version-mismatch', 'the message has another version', json_build_object('current_version', v.version_number));
  end if;
  v_new := revised_message(v, p_body, v_at);
  if v_new.version_number > v.version_number then
    -- what all messages say together is known again once they are saved together
    update conversations set messages_digest = null, updated_at = v_at where tenant_id = current_tenant() and id = v.conversation_id;
    perform audit_in_conversation(v.conversation_id, v_at, 'message.changed', 'message', p_id, json_build_object(
      'position', v.position, 'version_number', v_new.version_number, 'digest', p_body ->> 'digest'));
  end if;
  return query select * from message_rows where id = p_id;
end
$function$;
comment on function patch_message(p_id uuid, p_body json, p_expected bigint) is 'Edits a message. p_expected null takes any version.';

create or replace function public.patch_session(p_id uuid, p_body json, p_expected bigint)
 returns setof session_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_status constant text := p_body ->> 'status';
  v conversation_sessions;
begin
  -- the conversation first: the lock order
  perform from conversations c
    where c.tenant_id = current_tenant()
      and c.id = (select s.conversation_id from conversation_sessions s where s.tenant_id = current_tenant() and s.id = p_id)
    for no key update;
  select * into v from conversation_sessions where tenant_id = current_tenant() and id = p_id for no key update;
  if not found then
    perform problem('not-found', 'there is no such session');
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the session has another version', json_build_object('current_version', v.version));
  end if;
  if not session_may_move(v.status, coalesce(v_status, v.status)) then
    perform problem('move-not-allowed', case when v_status is null then format('a session that is %s does not change any more', v.status)
      else format('a session that is %s cannot become %s', v.status, v_status) end);
  end if;
  if p_body ->> 'interruption_context' is not null and coalesce(v_status, v.status) <> 'paused' then
    perform problem('move-not-allowed', 'an interruption_context belongs to a session that is paused');
  end if;
  update conversation_sessions
     set status = coalesce(v_status, status),
         session_state = case when p_body -> 'session_state' is null then session_state
                              else convert_to(p_body ->> 'session_state', 'UTF8') end,
         interruption_context = case
           when p_body -> 'interruption_context' is not null then convert_to(p_body ->> 'interruption_context', 'UTF8')
           when v_status = 'paused' and v.status = 'active' then null
           else interruption_context end,
         metadata = case when p_body -> 'metadata' is null then metadata else coalesce(nullif((p_body -> 'metadata')::jsonb, 'null'), '{}') end,
         ended_at = case when v_status in ('completed', 'abandoned') then greatest(v_at, started_at) end,
         last_active_at = greatest(last_active_at, v_at),
         updated_at = v_at,
         version = version + 1
   where tenant_id = current_tenant() and id = p_id;
  perform audit_in_conversation(v.conversation_id, v_at, 'session.changed', 'session', p_id,
    json_build_object('status', v_status, 'digest', p_body ->> 'digest'));
  return query select * from session_rows where id = p_id;
end
$function$;
comment on function patch_session(p_id uuid, p_body json, p_expected bigint) is 'Moves a session along its statuses and changes what the body names, null included. What it was interrupted in stays until it is paused again. p_expected null takes any version.';

create or replace function public.patch_step(p_step uuid, p_expected bigint, p_body json)
 returns setof step_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_status constant text := p_body ->> 'status';
  v_result constant text := p_body ->> 'execution_result';
  v_command commands;
  v command_steps;
  v_shown text;
  v_started timestamptz;
  v_ended timestamptz;
  v_position bigint;
begin
  -- the command first: the lock order
  v_command := locked_command(null, p_step);
  select * into v from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the step has another version', json_build_object('current_version', v.version));
  end if;
  if not v.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', v.step_number));
  end if;
  v_shown := (select status from step_rows where id = p_step);
  if not step_may_move(v_shown, coalesce(v_status, v_shown)) then
    perform problem('move-not-allowed', format('a step that is %s cannot become %s', v_shown, v_status));
  end if;
  if begun(v_status) and v_shown = 'pending' then
    perform require_approval(v);
  end if;
  if v_status <> v.status and v.status = 'pending' then
    perform withdraw_approval_requests(v.command_id, p_step, v_at);
  end if;
  if p_body ->> 'output_chunks' is not null
     and (p_body ->> 'output_chunks')::bigint <> (select count(*) from step_outputs where tenant_id = current_tenant() and step_id = p_step) then
    raise exception 'output came while the result was put together' using errcode = 'WM001';
  end if;
  v_started := coalesce((p_body ->> 'started_at')::timestamptz, v.started_at,
    case when v_status = 'executing' and v.status <> 'executing' then v_at end);
  v_ended := coalesce((p_body ->> 'ended_at')::timestamptz, v.ended_at,
    case when v_status in ('completed', 'failed') and v.status not in ('completed', 'failed') then greatest(v_at, v_started) end);

  perform put_documents(p_body -> 'documents');
  update command_steps
     set status = coalesce(v_status, status),
         execution_result = coalesce(stored_bytes(v_result), execution_result),
         plain_result_bytes = case when v_result is null then plain_result_bytes end,
         result_archive_id = case when v_result is null then result_archive_id end,
         exit_code = coalesce((p_body ->> 'exit_code')::integer, exit_code),
         resource_usage = coalesce((p_body -> 'resource_usage')::jsonb, resource_usage),
         metadata = coalesce((p_body -> 'metadata')::jsonb, metadata),
         external_ref = coalesce(p_body ->> 'external_ref', external_ref),
         branch = coalesce(p_body ->> 'branch', branch),
         checkpoint_id = coalesce((p_body ->> 'checkpoint_id')::uuid, checkpoint_id),
         commit_sha_before = coalesce(p_body ->> 'commit_sha_before', commit_sha_before),
         commit_sha_after = coalesce(p_body ->> 'commit_sha_after', commit_sha_after),
         prompt_tokens = coalesce((p_body ->> 'prompt_tokens')::bigint, prompt_tokens),
         completion_tokens = coalesce((p_body ->> 'completion_tokens')::bigint, completion_tokens),
         total_tokens = coalesce((p_body ->> 'total_tokens')::bigint, total_tokens),
         cost_usd = coalesce((p_body ->> 'cost_usd')::numeric, cost_usd),
         started_at = v_started,
         ended_at = v_ended,
         duration_ms = coalesce(case when v_ended >= v_started then round(extract(epoch from v_ended - v_started) * 1000)::bigint end, (p_body ->> 'duration_ms')::bigint, duration_ms),
         changed_position = v_command.next_position,
         updated_at = v_at,
         version = version + 1
   where tenant_id = current_tenant() and id = p_step;
  if v.status = 'executing' and v_status in ('completed', 'failed') then
    delete from step_outputs where tenant_id = current_tenant() and step_id = p_step;
  end if;

  v_position := v_command.next_position + 1;
  if p_body ->> 'before_id' is not null then
    perform insert_snapshot((p_body ->> 'before_id')::uuid, v.command_id, p_step, v_position, 'before_step', p_body -> 'before', coalesce(v_started, v_at), v_at);
    v_position := v_position + 1;
  end if;
  if p_body ->> 'after_id' is not null then
    perform insert_snapshot((p_body ->> 'after_id')::uuid, v.command_id, p_step, v_position, 'after_step', p_body -> 'after', coalesce(v_ended, v_at), v_at);
    v_position := v_position + 1;
  end if;

  update commands
     set next_position = v_position,
         current_step_index = case when begun(v_status) then greatest(current_step_index, v.step_index) else current_step_index end,
         status = case when status = 'pending' and begun(v_status) then 'running' else status end,
         -- what comes after a sweep has been is for the next one
         snapshots_left_at = case when p_body ->> 'before_id' is null and p_body ->> 'after_id' is null then snapshots_left_at end,
         results_compressed_at = case when v_result is null then results_compressed_at end,
         results_left_at = case when v_result is null then results_left_at end,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v.command_id, v_at, 'step.changed', 'step', p_step,
           json_build_object('step_number', v.step_number, 'status', v_status), p_body ->> 'digest'),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v.command_id;
  return query select * from step_rows where id = p_step;
end
$function$;
comment on function patch_step(p_step uuid, p_expected bigint, p_body json) is 'Moves a step forward and adds what is known of it; what is not named stays. p_expected null takes any version.';

create or replace function public.pause_encryption_walk(p_walk text)
 returns void
 language sql
as $function$
  update encryption_work
     set due_at = waymark_now()
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz
$function$;
comment on function pause_encryption_walk(p_walk text) is 'Lets the next run go on with a walk at once.';

create or replace function public.planned_rollback(p_project projects, p_number bigint, p_alone boolean)
 returns rollbacks
 language plpgsql
 stable
as $function$
declare
  v_target command_steps;
  v rollbacks;
begin
  select * into v_target
    from command_steps where tenant_id = current_tenant() and project_id = p_project.id and step_number = p_number;
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  if not v_target.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', p_number));
  end if;
  select count(*), min(step_number), max(step_number) into v.deactivated_count, v.first_step_number, v.last_step_number
    from command_steps
   where tenant_id = current_tenant() and project_id = p_project.id and active
     and step_number >= p_number and (step_number = p_number or not p_alone);
  select commit_sha_before, step_number into v.git_reset_to, v.git_step_number
    from command_steps
   where tenant_id = current_tenant() and project_id = p_project.id and active
     and step_number <= p_number and commit_sha_before is not null
   order by step_number desc
   limit 1;
  v.checkpoint_id := (
    select checkpoint_id
      from command_steps
     where tenant_id = current_tenant() and project_id = p_project.id and active
       and step_number < p_number and checkpoint_id is not null
     order by step_number desc
     limit 1);
  v.snapshot_id := snapshot_before(v_target);
  v.project_id := p_project.id;
  v.next_step_number := p_project.next_step_number;
  v.kind := case when p_alone then 'deactivation' else 'rollback' end;
  v.to_step_number := p_number;
  return v;
end
$function$;
comment on function planned_rollback(p_project projects, p_number bigint, p_alone boolean) is 'What a rollback to a step would make inactive, and what there is to go back to. Changes nothing.';

create or replace function public.predicate_flaw(p_message text)
 returns text
 language sql
 immutable
return case when (p_message = 'single boolean result is expected'::text) then 'must be a predicate, which is true or false: compare with something, or ask whether it exists(…)'::text else "left"(p_message, 300) end;
comment on function predicate_flaw(p_message text) is 'What the jsonpath engine says of a predicate, in words for its writer.';

create or replace function public.problem(p_slug text, p_detail text, p_extensions json default null::json)
 returns void
 language plpgsql
as $function$
begin
  raise exception using errcode = 'WM000', message = p_slug, detail = p_detail, hint = coalesce(p_extensions::text, '');
end
$function$;
comment on function problem(p_slug text, p_detail text, p_extensions json) is 'Ends the statement with a problem for the caller: slug of the problem type, one sentence, extra members of the answer.';

create or replace function public.project_of(p_key text)
 returns uuid
 language plpgsql
 stable
as $function$
declare
  v_id uuid;
begin
  select id into v_id from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key);
  if not found then
    perform problem('not-found', 'there is no project with this key');
  end if;
  return v_id;
end
$function$;

create or replace function public.proposals(p_command commands, p_evaluations json, p_matches jsonb, p_at timestamp with time zone)
 returns json
 language sql
begin atomic
 with matched as (
          select m.ordinal,
             r.name,
             r.command,
             r.explanation,
             r.risk_level,
             (e.value ->> 'id'::text) as evaluation_id,
                 case
                     when ((e.value ->> 'evaluation_type'::text) = 'unexpected'::text) then 'adaptive'::text
                     else 'corrective'::text
                 end as step_type,
             s.id as step_id,
             s.step_number,
             ( select count(*) as count
                    from command_steps x
                   where ((x.tenant_id = current_tenant()) and (x.command_id = (proposals.p_command).id) and (x.remedy = r.name))) as earlier
            from (((jsonb_to_recordset(proposals.p_matches) m(ordinal integer, remedy text)
              join remedies r on (((r.tenant_id = current_tenant()) and (r.name_hash = name_hash(m.remedy)) and r.enabled)))
              cross join lateral ( select (proposals.p_evaluations -> m.ordinal) as value) e)
              join command_steps s on (((s.tenant_id = current_tenant()) and (s.id = ((e.value ->> 'step_id'::text))::uuid))))
           where (s.active and (s.remedy is distinct from r.name) and (not (exists ( select
                    from command_steps x
                   where ((x.tenant_id = current_tenant()) and (x.command_id = (proposals.p_command).id) and (x.remedy = r.name) and (x.proposed_for = s.id))))))
         ), counted as (
          select matched.ordinal,
             matched.name,
             matched.command,
             matched.explanation,
             matched.risk_level,
             matched.evaluation_id,
             matched.step_type,
             matched.step_id,
             matched.step_number,
             matched.earlier,
             row_number() over (partition by matched.name order by matched.ordinal) as nth,
             row_number() over (partition by matched.ordinal order by matched.name) as of_one
            from matched
         ), numbered as (
          select counted.ordinal,
             counted.name,
             counted.command,
             counted.explanation,
             counted.risk_level,
             counted.evaluation_id,
             counted.step_type,
             counted.step_id,
             counted.step_number,
             counted.earlier,
             counted.nth,
             counted.of_one,
             next_id(proposals.p_at) as id,
             (row_number() over (order by counted.ordinal, counted.name) - 1) as place
            from counted
           where (((counted.earlier + counted.nth) <= 3) and (counted.of_one <= 10))
         ), chained as (
          select numbered.ordinal,
             numbered.name,
             numbered.command,
             numbered.explanation,
             numbered.risk_level,
             numbered.evaluation_id,
             numbered.step_type,
             numbered.step_id,
             numbered.step_number,
             numbered.earlier,
             numbered.nth,
             numbered.of_one,
             numbered.id,
             numbered.place,
             lag(numbered.id) over (order by numbered.place) as parent
            from numbered
         )
  select json_agg(json_build_object('ordinal', chained.place, 'id', chained.id, 'parent_step_id', chained.parent, 'entry', chained.place, 'step_type', chained.step_type, 'command', chained.command, 'explanation', chained.explanation, 'risk_level', chained.risk_level, 'status', 'pending', 'generated_at', proposals.p_at, 'digest', encode(sha256(convert_to(chained.command, 'UTF8'::name)), 'hex'::text), 'metadata', json_build_object('remedy', chained.name, 'evaluation_id', chained.evaluation_id, 'evaluated_step', ('S'::text || chained.step_number)), 'evaluation', chained.ordinal, 'remedy', chained.name, 'proposed_for', chained.step_id) order by chained.place) as json_agg
    from chained;
end;
comment on function proposals(p_command commands, p_evaluations json, p_matches jsonb, p_at timestamp with time zone) is 'The steps that remedies propose after these evaluations, as record_steps() takes them; null when there are none. The command is locked.';

create or replace function public.prune_checkpoints(p_agent text, p_thread text, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_keep constant bigint := p_body ->> 'keep';
  v_before constant timestamptz := p_body ->> 'older_than';
  v_namespace constant text := p_body ->> 'namespace';
  v_dry_run constant boolean := (p_body ->> 'dry_run')::boolean;
  v_thread threads;
  v_cut uuid[];
  v record;
  v_answer json;
begin
  if v_dry_run then
    v_thread := thread_of(p_agent, p_thread);
  else
    v_thread := locked_thread(p_agent, p_thread);
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
  end if;
  select array_agg(r.id) into v_cut
    from (select c.id, c.pinned, c.created_at, row_number() over (partition by c.namespace order by c.number desc) as place
            from state_checkpoints c
           where c.tenant_id = current_tenant() and c.thread_id = v_thread.id
             and (v_namespace is null or (c.namespace_key = hashtextextended(v_namespace, 0) and c.namespace = v_namespace))) r
   where not r.pinned
     and (r.place > v_keep or r.created_at < v_before);
  v_cut := array(select unnest(v_cut) except select needed_checkpoints(v_cut));
  v := freed_by_cutting(v_thread.id, v_cut);
  v_answer := json_build_object('checkpoints', v.checkpoints, 'writes', v.writes, 'packs', cardinality(v.packs), 'bytes', v.bytes,
                                'dry_run', v_dry_run);
  if v_dry_run then
    return query select false, v_answer;
    return;
  end if;
  if v.checkpoints > 0 then
    perform cut_checkpoints(v_thread.id, v_cut, v.packs);
    perform audit_in_thread(v_thread.id, v_at, 'checkpoints.pruned', 'thread', v_thread.id, json_build_object(
      'checkpoints', v.checkpoints, 'bytes', v.bytes, 'digest', p_body ->> 'digest'));
  end if;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function prune_checkpoints(p_agent text, p_thread text, p_body json) is 'Cuts the checkpoints of each namespace but the newest that are to be kept, or those from before a time; never a pinned or needed one. A dry run says the same and changes nothing.';

create or replace function public.put_agent(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof agent_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_settings constant jsonb := p_body -> 'settings';
  v agents;
begin
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'there is no agent with this name');
    end if;
    if current_agent() is not null then
      perform problem('forbidden', 'this key acts for another agent');
    end if;
    insert into agents (id, name, agent_type, description, system_instructions, assistant_instructions, personality, settings,
                        created_at, updated_at)
    values (p_id, p_name, p_body ->> 'agent_type', p_body ->> 'description', p_body ->> 'system_instructions',
            p_body ->> 'assistant_instructions', p_body ->> 'personality', coalesce(v_settings, '{}'), v_at, v_at)
    on conflict on constraint agents_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_agent(p_id, v_at, 'agent.registered', 'agent', p_id, json_build_object('digest', p_body ->> 'digest'));
      return query select * from agent_rows where id = p_id;
      return;
    end if;
    select * into strict v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the agent has another version', json_build_object('current_version', v.version));
  end if;
  update agents a
     set agent_type = coalesce(p_body ->> 'agent_type', a.agent_type),
         description = coalesce(p_body ->> 'description', a.description),
         system_instructions = coalesce(p_body ->> 'system_instructions', a.system_instructions),
         assistant_instructions = coalesce(p_body ->> 'assistant_instructions', a.assistant_instructions),
         personality = coalesce(p_body ->> 'personality', a.personality),
         settings = coalesce(v_settings, a.settings),
         version = a.version + 1,
         updated_at = v_at
   where a.tenant_id = current_tenant() and a.id = v.id
     and (a.agent_type, a.description, a.system_instructions, a.assistant_instructions, a.personality, a.settings) is distinct from
         (coalesce(p_body ->> 'agent_type', a.agent_type), coalesce(p_body ->> 'description', a.description),
          coalesce(p_body ->> 'system_instructions', a.system_instructions),
          coalesce(p_body ->> 'assistant_instructions', a.assistant_instructions),
          coalesce(p_body ->> 'personality', a.personality), coalesce(v_settings, a.settings));
  if found then
    perform audit_in_agent(v.id, v_at, 'agent.changed', 'agent', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_rows where id = v.id;
end
$function$;
comment on function put_agent(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Registers the agent or changes it; what is not named stays. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function public.put_agent_status(p_agent text, p_body json)
 returns setof agent_status_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_agent constant uuid := (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent));
  v_status constant text := p_body ->> 'current_status';
  v_commands constant uuid[] := array(select json_array_elements_text(p_body -> 'active_command_ids')::uuid);
  v_detail constant jsonb := (p_body ->> 'detail')::jsonb;
  v_was text;
begin
  if v_agent is null then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  update agent_status s
     set active_command_ids = v_commands, detail = v_detail, heartbeat_at = waymark_now()
   where s.tenant_id = current_tenant() and s.agent_id = v_agent and s.current_status = v_status
     and s.active_command_ids = v_commands;
  if found then
    return query select * from agent_status_rows where id = v_agent;
    return;
  end if;
  perform require_commands(v_commands);
  -- the agent before what hangs below it, as when it is deleted
  perform locked_agent(p_agent);
  select s.current_status into v_was from agent_status s where s.tenant_id = current_tenant() and s.agent_id = v_agent for no key update;
  insert into agent_status (agent_id, current_status, active_command_ids, detail, heartbeat_at, created_at)
  values (v_agent, v_status, v_commands, v_detail, waymark_now(), v_at)
  on conflict (tenant_id, agent_id) do update
     set current_status = excluded.current_status, active_command_ids = excluded.active_command_ids,
         detail = excluded.detail, heartbeat_at = excluded.heartbeat_at;
  if v_was is distinct from v_status then
    perform audit_in_agent(v_agent, v_at, 'agent.status_changed', 'agent', v_agent, json_build_object('from', v_was, 'to', v_status));
  end if;
  return query select * from agent_status_rows where id = v_agent;
end
$function$;
comment on function put_agent_status(p_agent text, p_body json) is 'A heartbeat with how the agent is doing, which replaces what was said before. Audited only when current_status changes: a heartbeat tells nothing that is not told by the next, comes every few seconds, and so costs one update of one narrow row, in its place (HOT), without a lock on the agent.';

create or replace function public.put_capability(p_agent text, p_capability text, p_version text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof agent_capability_rows
 language plpgsql
as $function$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v_at constant timestamptz := p_body ->> 'at';
  v_enabled constant boolean := p_body ->> 'enabled';
  v_definition constant jsonb := p_body -> 'definition';
  v agent_capabilities;
begin
  select * into v from agent_capabilities
   where tenant_id = current_tenant() and agent_id = v_agent
     and name_hash = name_hash(p_capability) and version_hash = name_hash(p_version);
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'the agent has no such version of this capability');
    end if;
    insert into agent_capabilities (id, agent_id, name, version, enabled, definition, created_at, updated_at)
    values (p_id, v_agent, p_capability, p_version, coalesce(v_enabled, true), coalesce(v_definition, '{}'), v_at, v_at);
    perform audit_in_agent(v_agent, v_at, 'capability.created', 'capability', p_id, json_build_object('digest', p_body ->> 'digest'));
    return query select * from agent_capability_rows where id = p_id;
    return;
  end if;
  if p_must_be_new or p_expected <> v.revision then
    perform problem('version-mismatch', 'the capability has another revision', json_build_object('current_version', v.revision));
  end if;
  update agent_capabilities c
     set enabled = coalesce(v_enabled, c.enabled), definition = coalesce(v_definition, c.definition),
         revision = c.revision + 1, updated_at = v_at
   where c.tenant_id = current_tenant() and c.id = v.id
     and (c.enabled, c.definition) is distinct from (coalesce(v_enabled, c.enabled), coalesce(v_definition, c.definition));
  if found then
    perform audit_in_agent(v_agent, v_at, 'capability.changed', 'capability', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_capability_rows where id = v.id;
end
$function$;
comment on function put_capability(p_agent text, p_capability text, p_version text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Gives an agent a version of a capability, or changes it; what is not named stays. The row is new when it has the id p_id.';

create or replace function public.put_config(p_agent text, p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof agent_config_rows
 language plpgsql
as $function$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v_at constant timestamptz := p_body ->> 'at';
  v_type constant text := p_body ->> 'config_type';
  v_text constant text := p_body ->> 'value';
  v_value constant jsonb := case when left(v_text, 1) <> chr(1) then v_text::jsonb end;
  v_encrypted constant bytea := case when left(v_text, 1) = chr(1) then stored_bytes(v_text) end;
  v agent_configs;
begin
  select * into v from agent_configs where tenant_id = current_tenant() and agent_id = v_agent and config_key_hash = name_hash(p_key);
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'the agent has no such config');
    end if;
    insert into agent_configs (id, agent_id, config_key, config_type, value, encrypted_value, created_at, updated_at)
    values (p_id, v_agent, p_key, v_type, v_value, v_encrypted, v_at, v_at);
    perform audit_in_agent(v_agent, v_at, 'config.created', 'config', p_id, json_build_object('digest', p_body ->> 'digest'));
    return query select * from agent_config_rows where id = p_id;
    return;
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the config has another version', json_build_object('current_version', v.version));
  end if;
  update agent_configs c
     set config_type = v_type, value = v_value, encrypted_value = v_encrypted, version = c.version + 1, updated_at = v_at
   where c.tenant_id = current_tenant() and c.id = v.id
     and (c.config_type, c.value, c.encrypted_value) is distinct from (v_type, v_value, v_encrypted);
  if found then
    perform audit_in_agent(v_agent, v_at, 'config.changed', 'config', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_config_rows where id = v.id;
end
$function$;
comment on function put_config(p_agent text, p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Makes a config of an agent, or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing. The agent''s lock keeps twins apart.';

create or replace function public.put_context_template(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof context_template_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_segments constant bytea := convert_to(p_body ->> 'segments', 'UTF8');
  v_variables constant bytea := convert_to(p_body ->> 'variables', 'UTF8');
  v_use_cases constant text[] := array(select json_array_elements_text(p_body -> 'use_cases'));
  v_agent_types constant text[] := array(select json_array_elements_text(p_body -> 'agent_types'));
  v context_templates;
begin
  if p_expected is null and not p_must_exist then
    insert into context_templates (id, name, segments, variables, separator, model, total_tokens, description, use_cases, agent_types,
                                   created_at, updated_at)
    values (p_id, p_name, v_segments, v_variables, p_body ->> 'separator', p_body ->> 'model', (p_body ->> 'total_tokens')::integer,
            p_body ->> 'description', v_use_cases, v_agent_types, v_at, v_at)
    on conflict on constraint context_templates_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_tenant(v_at, 'context_template.created', 'context_template', p_id,
        json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
      return query select * from context_template_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from context_templates where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'there is no template with this name');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the template has another version', json_build_object('current_version', v.version));
  end if;
  update context_templates t
     set segments = v_segments, variables = v_variables, separator = p_body ->> 'separator', model = p_body ->> 'model',
         total_tokens = (p_body ->> 'total_tokens')::integer, description = p_body ->> 'description',
         use_cases = v_use_cases, agent_types = v_agent_types, version = t.version + 1, updated_at = v_at
   where t.tenant_id = current_tenant() and t.id = v.id
     and (t.segments, t.variables, t.separator, t.model, t.description, t.use_cases, t.agent_types) is distinct from
         (v_segments, v_variables, p_body ->> 'separator', p_body ->> 'model', p_body ->> 'description', v_use_cases, v_agent_types);
  if found then
    perform audit_in_tenant(v_at, 'context_template.changed', 'context_template', v.id,
      json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
  end if;
  return query select * from context_template_rows where id = v.id;
end
$function$;
comment on function put_context_template(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Creates the template or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function public.put_conversation(p_external_id text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof conversation_rows
 language plpgsql
as $function$
declare
  v conversations;
begin
  if p_expected is null and not p_must_exist then
    v := new_conversation(p_external_id, p_body);
    if v.id is not null then
      return query select * from conversation_rows where id = v.id;
      return;
    end if;
  end if;
  select * into v from conversations
   where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id) for no key update;
  if not found then
    if p_expected is null and not p_must_exist then
      perform problem('conflict', 'this external_id is taken by a conversation that the key does not see');
    end if;
    perform problem('not-found', 'there is no such conversation');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the conversation has another version', json_build_object('current_version', v.version));
  end if;
  if p_expected is null and not p_must_exist then
    perform problem('version-required', 'this conversation exists: send If-Match with the version that ETag answered, or *');
  end if;
  v := changed_conversation(v, p_body);
  return query select * from conversation_rows where id = v.id;
end
$function$;
comment on function put_conversation(p_external_id text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Makes the conversation, or replaces its core state; the body names every column. The row is new when it has the id of the body. Putting what is there changes nothing.';

create or replace function public.put_documents(p_documents json)
 returns void
 language plpgsql
as $function$
declare
  v_digests bytea[];
begin
  if p_documents is null then
    return;
  end if;
  -- in the order of their digests, so that two writers of the same bodies never wait for each other in a circle
  with given as materialized (
    select decode(key, 'hex') as digest, convert_to(value, 'UTF8') as body
      from json_each_text(p_documents)
  ), stored as (
    insert into documents (digest, body, size_bytes)
    select digest, body, octet_length(body)
      from given
     order by digest
    on conflict do nothing
  )
  select array_agg(digest) into v_digests from given;

  update documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';

  if (select count(*) from documents where tenant_id = current_tenant() and digest = any (v_digests)) < cardinality(v_digests) then
    raise exception 'a document was collected under this request' using errcode = 'WM001';
  end if;
end
$function$;
comment on function put_documents(p_documents json) is 'Stores bodies by digest ({"<hex digest>": "<canonical JSON as a string>"}: as a string, because json itself cannot be read once it holds U+0000); equal bodies are stored once. Touches old rows, so that the collector cannot take what this transaction is about to refer to.';

create or replace function public.put_packed_documents(p_documents json, p_packs json, p_content bytea)
 returns void
 language plpgsql
as $function$
declare
  v_digests bytea[];
  v_there bytea[];
begin
  if p_documents is null then
    return;
  end if;
  perform put_packs(array(select distinct n.id::uuid from json_array_elements(p_documents) d, json_array_elements_text(d.value -> 'packs') n (id)),
                    p_packs, p_content);
  select array_agg(decode(d.digest, 'hex')) into v_digests from json_to_recordset(p_documents) as d (digest text);
  select array_agg(p.digest) into v_there from packed_documents p where p.tenant_id = current_tenant() and p.digest = any (v_digests);

  insert into packed_documents (digest, size_bytes, layout, packs)
  select decode(d.digest, 'hex'), d.size_bytes, decode(d.layout, 'hex'), array(select n.id::uuid from json_array_elements_text(d.packs) n (id))
    from json_to_recordset(p_documents) as d (digest text, size_bytes integer, layout text, packs json)
   order by 1
  on conflict do nothing;

  if v_there is not null then
    -- whoever stored one of these before has it in other packs: what came along may be in nobody's
    insert into garbage_packs (pack_id)
    select p.id from json_to_recordset(p_packs) as p (id uuid)
    on conflict do nothing;
    update packed_documents
       set touched_at = waymark_now()
     where tenant_id = current_tenant()
       and digest = any (v_there)
       and touched_at < waymark_now() - interval '12 hours';
    if (select count(*) from packed_documents p where p.tenant_id = current_tenant() and p.digest = any (v_digests)) < cardinality(v_digests) then
      raise exception 'a document was collected under this request' using errcode = 'WM001';
    end if;
  end if;
end
$function$;
comment on function put_packed_documents(p_documents json, p_packs json, p_content bytea) is 'Stores large documents ([{digest, size_bytes, layout, packs}], digest and layout in hex) with their new packs, see put_packs(). Equal documents are stored once.';

create or replace function public.put_packs(p_needed uuid[], p_new json, p_content bytea)
 returns void
 language plpgsql
as $function$
declare
  v_there bigint;
  v_untouched boolean;
begin
  -- in the order of their ids, so that two writers of the same packs never wait for each other in a circle: the caller's care
  insert into packs (id, bases, dictionary, directory, content_bytes, body)
  select n.id,
         substring(p_content from n.at for n.bases_bytes),
         substring(p_content from n.at + n.bases_bytes for n.dictionary_bytes),
         substring(p_content from n.at + n.bases_bytes + n.dictionary_bytes for n.directory_bytes),
         n.content_bytes,
         substring(p_content from n.at + n.bases_bytes + n.dictionary_bytes + n.directory_bytes for n.body_bytes)
    from (select p.*,
                 (1 + sum(p.bases_bytes + p.dictionary_bytes + p.directory_bytes + p.body_bytes) over (rows unbounded preceding)
                    - (p.bases_bytes + p.dictionary_bytes + p.directory_bytes + p.body_bytes))::integer as at
            from json_to_recordset(p_new)
              as p (id uuid, bases_bytes integer, dictionary_bytes integer, directory_bytes integer, content_bytes integer, body_bytes integer)) n
  on conflict do nothing;

  select count(*), bool_or(touched_at < waymark_now() - interval '12 hours') into v_there, v_untouched
    from packs
   where tenant_id = current_tenant() and id = any (p_needed);
  if v_untouched then
    update packs
       set touched_at = waymark_now()
     where tenant_id = current_tenant()
       and id = any (p_needed)
       and touched_at < waymark_now() - interval '12 hours';
    select count(*) into v_there from packs where tenant_id = current_tenant() and id = any (p_needed);
  end if;
  if v_there < cardinality(p_needed) then
    raise exception 'a pack was collected under this request' using errcode = 'WM001';
  end if;
end
$function$;
comment on function put_packs(p_needed uuid[], p_new json, p_content bytea) is 'Stores new packs, whose bytes follow each other in the content, and makes sure that every pack that is needed is there and stays: it touches old ones, so that the collector cannot take what this transaction is about to refer to.';

create or replace function public.put_project(p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof project_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v projects;
begin
  if p_expected is null and not p_must_exist then
    insert into projects (id, key, name, repository_url, settings, created_at, updated_at)
    values (p_id, p_key, p_body ->> 'name', p_body ->> 'repository_url', coalesce((p_body -> 'settings')::jsonb, '{}'), v_at, v_at)
    on conflict on constraint projects_key_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_project(p_id, v_at, 'project.created', 'project', p_id, json_build_object('name', v.name));
      return query select * from project_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  if not found then
    perform problem('not-found', 'there is no project with this key');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the project has another version', json_build_object('current_version', v.version));
  end if;
  update projects p
     set name = p_body ->> 'name',
         repository_url = coalesce(p_body ->> 'repository_url', p.repository_url),
         settings = coalesce((p_body -> 'settings')::jsonb, p.settings),
         version = p.version + 1,
         updated_at = v_at
   where p.tenant_id = current_tenant() and p.id = v.id
     and (p.name, p.repository_url, p.settings) is distinct from
         (p_body ->> 'name', coalesce(p_body ->> 'repository_url', p.repository_url), coalesce((p_body -> 'settings')::jsonb, p.settings));
  if found then
    perform audit_in_project(v.id, v_at, 'project.changed', 'project', v.id, json_build_object('name', p_body ->> 'name'));
    if v.settings -> 'approval' is distinct from coalesce((p_body -> 'settings')::jsonb, v.settings) -> 'approval' then
      -- a policy asks for approval of what waits, not only of what comes
      perform request_approvals(v.id, null);
    end if;
  end if;
  return query select * from project_rows where id = v.id;
end
$function$;
comment on function put_project(p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Creates the project or changes it; what is not named stays. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function public.put_remedy(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof remedy_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v remedies;
begin
  begin
    perform jsonb_path_match_tz('{}', (p_body ->> 'applies_when')::jsonpath);
  exception
    when query_canceled then
      perform problem('predicate-too-slow', 'applies_when takes too long even on nothing');
    when others then
      perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
        'pointer', '/applies_when', 'code', 'predicate', 'detail', predicate_flaw(sqlerrm)))));
  end;
  if p_expected is null and not p_must_exist then
    insert into remedies (id, name, applies_when, command, explanation, risk_level, enabled, created_at, updated_at)
    values (p_id, p_name, p_body ->> 'applies_when', p_body ->> 'command', p_body ->> 'explanation', p_body ->> 'risk_level',
            (p_body ->> 'enabled')::boolean, v_at, v_at)
    on conflict on constraint remedies_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_tenant(v_at, 'remedy.created', 'remedy', p_id, json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
      return query select * from remedy_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from remedies where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'there is no remedy with this name');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the remedy has another version', json_build_object('current_version', v.version));
  end if;
  update remedies r
     set applies_when = p_body ->> 'applies_when',
         command = p_body ->> 'command',
         explanation = p_body ->> 'explanation',
         risk_level = p_body ->> 'risk_level',
         enabled = (p_body ->> 'enabled')::boolean,
         version = r.version + 1,
         updated_at = v_at
   where r.tenant_id = current_tenant() and r.id = v.id
     and (r.applies_when, r.command, r.explanation, r.risk_level, r.enabled) is distinct from
         (p_body ->> 'applies_when', p_body ->> 'command', p_body ->> 'explanation', p_body ->> 'risk_level', (p_body ->> 'enabled')::boolean);
  if found then
    perform audit_in_tenant(v_at, 'remedy.changed', 'remedy', v.id, json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
  end if;
  return query select * from remedy_rows where id = v.id;
end
$function$;
comment on function put_remedy(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Creates the remedy or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function public.put_retention_policies(p_body json, p_expected bigint)
 returns setof retention_policy_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_version bigint;
  v_changes json;
begin
  -- the tenant's row orders those who set policies
  perform from tenants where id = current_tenant() for no key update;
  v_version := 1 + (select sum(r.version) from retention_policy_rows r);
  if p_expected <> v_version then
    perform problem('version-mismatch', 'the policies have another version', json_build_object('current_version', v_version));
  end if;
  with asked as (
    select r.kind,
           case when a.kind is null then d.days else a.days end as days, coalesce(a."then", d."then") as "then"
      from retention_policy_rows r
      join default_policies() d on d.kind = r.kind
      left join json_to_recordset(p_body -> 'items') as a (kind text, days integer, "then" text) on a.kind = r.kind
     where (case when a.kind is null then d.days else a.days end, coalesce(a."then", d."then")) is distinct from (r.days, r."then")
  ), stored as (
    insert into retention_policies as p (kind, days, "then", created_at, updated_at)
    select a.kind, a.days, a."then", v_at, v_at from asked a
    on conflict (tenant_id, kind) do update
       set days = excluded.days, "then" = excluded."then", version = p.version + 1, updated_at = excluded.updated_at
  )
  select json_agg(a) into v_changes from asked a;
  if v_changes is not null then
    perform audit_in_tenant(v_at, 'retention.changed', 'tenant', current_tenant(), v_changes);
  end if;
  return query select * from retention_policy_rows order by place;
end
$function$;
comment on function put_retention_policies(p_body json, p_expected bigint) is 'Replaces the policies of the caller''s tenant; a kind that is not named goes back to its default.';

create or replace function public.put_settings(p_body json, p_expected bigint)
 returns setof tenant_settings
 language plpgsql
as $function$
declare
  c_settable constant text[] :=
    array['text_search', 'embedding_dimensions', 'context_window_size', 'context_window_token_limit', 'session_idle_ms',
          'encryption', 'redaction'];
  v_asked constant jsonb := jsonb_strip_nulls((p_body -> 'settings')::jsonb);
  v tenants;
  v_settings jsonb;
  v_key constant json := p_body -> 'key';
begin
  select * into strict v from tenants where id = current_tenant() for no key update;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the settings have another version', json_build_object('current_version', v.version));
  end if;
  if not exists (select from pg_ts_config c
                  where c.cfgname = coalesce(v_asked ->> 'text_search', 'english') and pg_ts_config_is_visible(c.oid)) then
    perform refuse_reference('/text_search', 'unknown_language', 'must be a text search configuration of the database: '
      || (select string_agg(c.cfgname, ', ' order by c.cfgname) from pg_ts_config c where pg_ts_config_is_visible(c.oid)));
  end if;
  -- what else may have been set by hand stays
  v_settings := v.settings - c_settable || v_asked;
  if v_settings <> v.settings then
    update tenants set settings = v_settings, version = v.version + 1 where id = v.id;
    perform audit_in_tenant((p_body ->> 'at')::timestamptz, 'settings.changed', 'tenant', v.id, p_body -> 'settings');
    if v_settings -> 'encryption' is distinct from v.settings -> 'encryption' then
      perform note_encryption_work();
      if v_key ->> 'id' is not null and not exists (select from encryption_keys k where k.tenant_id = current_tenant() and k.is_primary) then
        perform insert_encryption_key(v_key, (p_body ->> 'at')::timestamptz);
      end if;
    end if;
  end if;
  return query select * from tenant_settings;
end
$function$;
comment on function put_settings(p_body json, p_expected bigint) is 'Replaces what the caller''s tenant has set; what is not named goes back to its default.';

create or replace function public.put_state(p_agent text, p_thread text, p_body json, p_expected bigint, p_must_exist boolean, p_content bytea)
 returns table(id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text, local_digest text, shared_digest text, session_digest text, persistent_digest text, local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea, modification_count bigint, valid_from timestamp with time zone, valid_until timestamp with time zone, created_at timestamp with time zone, transition_id uuid, schemas text)
 language plpgsql
as $function$
#variable_conflict use_column
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_partitions constant json := p_body -> 'partitions';
  v_must_be_new constant boolean := p_expected is null and not p_must_exist;
  v_state_id constant uuid := p_body ->> 'state_id';
  v_thread threads;
  v_shared shared_states;
  v_own agent_states;
  v_version bigint;
  v_schemas jsonb;
begin
  v_schemas := schemas_of((select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent)), v_partitions);
  if v_schemas is distinct from (p_body -> 'schemas')::jsonb then
    -- the caller looks at them and comes again; nothing is written
    return query select v_state_id, v_state_id, p_agent, p_thread, 0::bigint, '', '', '', '', '', null::bytea, null::bytea, null::bytea,
      null::bytea, 0::bigint, v_at, v_at, v_at, v_state_id,
      (select coalesce(jsonb_object_agg(s.key, convert_from(body_of(decode(s.value, 'hex')), 'UTF8')), '{}') from jsonb_each_text(v_schemas) s)::text;
    return;
  end if;
  if v_must_be_new then
    v_thread := ensured_thread(p_agent, p_thread, (p_body ->> 'new_agent_id')::uuid, (p_body ->> 'new_thread_id')::uuid, v_at);
  else
    v_thread := locked_thread(p_agent, p_thread);
  end if;
  v_shared := shared_state_of(p_thread, v_partitions ->> 'shared_state' is not null, v_state_id, v_at);
  select s.* into v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = v_thread.id and s.valid_until is null;
  v_version := v_own.version + v_shared.version - v_own.shared_version;
  if v_version is null and not v_must_be_new then
    perform problem('not-found', 'this thread has no state yet: begin it with If-None-Match: *');
  end if;
  if (v_must_be_new and v_version is not null) or p_expected <> v_version then
    perform problem('version-mismatch', 'the state has another version', json_build_object('current_version', v_version));
  end if;
  if v_version is null and v_shared.version > 0 and digest_of(v_partitions, 'shared_state') <> v_shared.digest then
    perform problem('version-mismatch',
      'another agent of this thread has written shared_state: begin without it, then change it with If-Match');
  end if;
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  v_own := make_state(v_thread, v_shared, v_own, v_partitions, p_body ->> 'transition_type', p_body ->> 'trigger', null, v_at,
    v_state_id, (p_body ->> 'transition_id')::uuid);
  perform refuse_large_state(v_own);
  return query
    select * from state_of(v_thread.id, v_own.version,
      array(select n from unnest(array['local_state', 'shared_state', 'session_state', 'persistent_state']) n where v_partitions ->> n is null));
end
$function$;
comment on function put_state(p_agent text, p_thread text, p_body json, p_expected bigint, p_must_exist boolean, p_content bytea) is 'Makes the next version of a state, the first when it must be new. Answers it with the bodies of the partitions that were not given; or, when an agent has schemas for those that were and the body does not name them as checked, these and nothing else (version 0, nothing written).';

create or replace function public.put_state_schema(p_agent text, p_partition text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof state_schema_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_digest constant bytea := digest_of(p_body, 'digest');
  v_agent uuid;
  v state_schemas;
begin
  v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
  perform from agents where tenant_id = current_tenant() and id = v_agent for no key update;
  perform put_documents(p_body -> 'documents');
  select s.* into v from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = v_agent and s.partition = p_partition;
  if v.id is null and (p_expected is not null or p_must_exist) then
    perform problem('not-found', 'this partition has no schema');
  end if;
  if v.id is null then
    insert into state_schemas (id, agent_id, partition, digest, created_at, updated_at)
    values ((p_body ->> 'id')::uuid, v_agent, p_partition, v_digest, v_at, v_at)
    returning * into v;
  elsif p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the schema has another version', json_build_object('current_version', v.version));
  elsif v.digest <> v_digest then
    update state_schemas set digest = v_digest, version = version + 1, updated_at = v_at where tenant_id = current_tenant() and id = v.id;
  end if;
  perform audit_in_agent(v_agent, v_at, 'state_schema.put', 'state_schema', v.id,
    json_build_object('partition', p_partition, 'digest', p_body ->> 'digest'));
  return query select * from state_schema_rows r where r.id = v.id;
end
$function$;
comment on function put_state_schema(p_agent text, p_partition text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Sets the JSON Schema that a partition of an agent''s state must fit from now on.';

create or replace function public.put_thread(p_agent text, p_thread text, p_new_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
 returns setof thread_rows
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_metadata constant jsonb := p_body -> 'metadata';
  v_agent uuid;
  v threads;
begin
  if p_expected is not null or p_must_exist then
    v := locked_thread(p_agent, p_thread);
  else
    v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
    insert into threads (id, agent_id, thread, metadata, created_at, updated_at)
    values (p_new_id, v_agent, p_thread, coalesce(v_metadata, '{}'), v_at, v_at)
    on conflict on constraint threads_thread_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_thread(v.id, v_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent));
      return query select * from thread_rows where id = v.id;
      return;
    end if;
    select * into strict v from threads
     where tenant_id = current_tenant() and agent_id = v_agent and thread_hash = name_hash(p_thread) for no key update;
    if v.deleted_at is not null and p_must_be_new then
      update threads
         set deleted_at = null, metadata = coalesce(v_metadata, '{}'), version = version + 1, created_at = v_at, updated_at = v_at
       where tenant_id = current_tenant() and id = v.id;
      perform audit_in_thread(v.id, v_at, 'thread.created', 'thread', v.id, json_build_object('agent_id', v_agent, 'anew', true));
      return query select * from thread_rows where id = v.id;
      return;
    end if;
    perform refuse_deleted(v);
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the thread has another version', json_build_object('current_version', v.version));
  end if;
  update threads
     set metadata = v_metadata, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and id = v.id and v_metadata is not null and metadata <> v_metadata;
  if found then
    perform audit_in_thread(v.id, v_at, 'thread.changed', 'thread', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from thread_rows where id = v.id;
end
$function$;
comment on function put_thread(p_agent text, p_thread text, p_new_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) is 'Makes the thread, or replaces its metadata when the body has some. A deleted one is made anew, clean, when it must be new. The row is new when its created_at is the body''s time.';

create or replace function public.put_writes(p_checkpoint uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_thread threads;
  v state_checkpoints;
  v_answer json;
begin
  -- the thread first: the lock order
  select t.* into v_thread
    from threads t
   where t.tenant_id = current_tenant()
     and t.id = (select c.thread_id from state_checkpoints c where c.tenant_id = current_tenant() and c.id = p_checkpoint)
     for no key update;
  select * into v from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for key share;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  perform refuse_deleted(v_thread);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_answer := json_build_object('checkpoint_id', p_checkpoint, 'stored', insert_writes(v, p_body -> 'writes', v_at));
  update threads
     set audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.written', 'checkpoint', p_checkpoint,
           json_build_object('stored', v_answer -> 'stored'), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function put_writes(p_checkpoint uuid, p_body json) is 'Keeps pending writes of a checkpoint; see insert_writes().';

create or replace function public.ranked_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_rows integer)
 returns table(id uuid, importance double precision, recency double precision, words double precision)
 language plpgsql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  return query execute format($sql$
    select p.id, p.importance, p.recency, p.words
      from (select %s from agent_memories m where %s %s) p
     order by coalesce(p.words, 0) * ($2 #>> '{weights,text}')::double precision
                + p.importance * ($2 #>> '{weights,importance}')::double precision
                + p.recency * ($2 #>> '{weights,recency}')::double precision desc,
              p.id desc
     limit $6
    $sql$, memory_parts(), memory_conditions(p_search),
    case when p_search ? 'query' then 'and m.search_vector @@ websearch_to_tsquery($3, $2 ->> ''query'')' end)
  using p_agent, p_search, p_language, current_tenant(), waymark_now(), p_rows;
end
$function$;
alter function ranked_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_rows integer) owner to waymark_searcher;
comment on function ranked_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_rows integer) is 'The best by words, importance and recency; with a query those alone that it matches. Runs as waymark_searcher.';

create or replace function public.read_references(p_tenant uuid, p_relation text, p_key text, p_columns text[], p_after text, p_rows integer, p_suspects bytea[], out rows_read integer, out read_to text, out named bytea[])
 returns record
 language plpgsql
as $function$
declare
  -- ids of packs stand in arrays, digests one to a column
  v_names constant text := case p_columns when array['packs'] then 'uuid_send(unnest(c.packs))'
    else 'unnest(array[' || (select string_agg(format('c.%I', n), ', ') from unnest(p_columns) n) || '])' end;
begin
  execute format(
    'with slice as materialized (
       select c.%1$I as key, %2$s
         from %3$I c
        where c.tenant_id = $1 %4$s
        order by c.%1$I
        limit $2
     )
     select (select count(*) from slice), (select c.key::text from slice c order by c.key desc limit 1),
            array(select distinct n.name from (select %5$s as name from slice c) n join unnest($3) s (name) on s.name = n.name)',
    p_key, (select string_agg(format('c.%I', n), ', ') from unnest(p_columns) n), p_relation,
    case when p_after is not null then format('and c.%I > %L', p_key, p_after) end, v_names)
  into rows_read, read_to, named
  using p_tenant, p_rows, p_suspects;
end
$function$;
alter function read_references(p_tenant uuid, p_relation text, p_key text, p_columns text[], p_after text, p_rows integer, p_suspects bytea[], out rows_read integer, out read_to text, out named bytea[]) owner to waymark_eraser;
comment on function read_references(p_tenant uuid, p_relation text, p_key text, p_columns text[], p_after text, p_rows integer, p_suspects bytea[], out rows_read integer, out read_to text, out named bytea[]) is 'Reads so many rows at most of a table that refers to documents or packs, those after a key: how many they were, the last key, and which of the suspects they name.';

create or replace function public.read_state(p_agent text, p_thread text, p_version bigint, p_at timestamp with time zone, p_bodies text[])
 returns table(id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text, local_digest text, shared_digest text, session_digest text, persistent_digest text, local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea, modification_count bigint, valid_from timestamp with time zone, valid_until timestamp with time zone, created_at timestamp with time zone, transition_id uuid, schemas text)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select * from state_of(v_thread,
      case when p_version is not null then p_version
           when p_at is not null then state_version_at(v_thread, p_at)
           else state_version_now(v_thread) end, p_bodies);
  if not found then
    perform problem('not-found', case when p_version is null and p_at is null then 'this thread has no state yet'
                                      else 'this thread had no such state' end);
  end if;
end
$function$;

create or replace function public.recall_memories(p_memories uuid[])
 returns setof memory_rows
 language plpgsql
as $function$
begin
  perform count_accesses(p_memories);
  return query select r.* from memory_rows r where r.id = any (p_memories);
end
$function$;
comment on function recall_memories(p_memories uuid[]) is 'The memories of these ids, each counted as accessed, the access that this is included; in no order.';

create or replace function public.record_memories(p_agent text, p_body jsonb)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_language constant regconfig := text_search_language();
  v_answer json := idempotent_answer();
  v_agent uuid;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_agent := speaking_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
  perform refuse_flaws((
    select json_agg(f.flaw order by g.place, f.place)
      from jsonb_array_elements(p_body -> 'memories') with ordinality as g (memory, place)
     cross join lateral memory_flaws(g.memory ->> 'pointer', g.memory, g.memory ->> 'memory_type') with ordinality as f (flaw, place)));
  perform insert_memory(v_agent, speaking_user(g.memory ->> 'user_id'), g.memory, v_language, v_at)
     from jsonb_array_elements(p_body -> 'memories') as g (memory);
  v_answer := json_build_object('agent_id', v_agent, 'user_id', current_end_user(), 'created_at', v_at, 'ids',
    (select json_agg(g.memory ->> 'id') from jsonb_array_elements(p_body -> 'memories') as g (memory)));
  -- last, so that writers of one agent wait for each other no longer than its chain needs
  perform audit_in_agent(v_agent, v_at, 'memories.recorded', 'agent', v_agent, json_build_object(
    'digest', p_body ->> 'digest', 'ids', v_answer -> 'ids'));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function record_memories(p_agent text, p_body jsonb) is 'Makes 1 to 500 memories of an agent, registers the agent when it is new, and tells all that is wrong with any of them at once. A twin under way is noticed by keep_answer().';

create or replace function public.record_metrics(p_agent text, p_body jsonb)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_answer json := idempotent_answer();
  v_agent uuid;
  v_count bigint;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  -- before any row of agents is touched: a month that is missing locks that table
  perform make_metric_partitions((p_body ->> 'earliest')::timestamptz, (p_body ->> 'latest')::timestamptz);
  v_agent := ensure_agent(p_agent, (p_body ->> 'new_agent_id')::uuid, v_at);
  insert into agent_metrics (agent_id, name, metric_type, value, tags, recorded_at)
  select v_agent, p.name, p.metric_type, p.value, coalesce(p.tags, '{}'), coalesce(p.recorded_at, v_at)
    from jsonb_to_recordset(p_body -> 'points')
         as p (name text, metric_type text, value double precision, tags jsonb, recorded_at timestamptz);
  get diagnostics v_count = row_count;
  -- last, so that writers of one agent wait for each other no longer than its chain needs
  perform audit_in_agent(v_agent, v_at, 'metrics.recorded', 'agent', v_agent,
    json_build_object('count', v_count, 'digest', p_body ->> 'digest'));
  v_answer := json_build_object('accepted', v_count);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function record_metrics(p_agent text, p_body jsonb) is 'Records the points of one call, registers the agent when it is new, and makes a month that no job has made. A twin under way is noticed by keep_answer(). The body is jsonb, which is taken apart twice as fast as json.';

create or replace function public.record_proposals(p_command uuid, p_proposals json, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v_key constant text := current_setting('waymark.idempotency', true);
begin
  -- the key belongs to the evaluation: what is recorded along with it neither looks for an answer nor keeps one
  perform set_config('waymark.idempotency', '', true);
  perform record_steps(p_command, json_build_object('at', p_at, 'step_count', json_array_length(p_proposals),
    'entry_count', json_array_length(p_proposals), 'steps', p_proposals));
  perform set_config('waymark.idempotency', coalesce(v_key, ''), true);
  update command_steps s
     set remedy = p.remedy,
         proposed_for = p.proposed_for
    from json_to_recordset(p_proposals) as p (id uuid, remedy text, proposed_for uuid)
   where s.tenant_id = current_tenant() and s.id = p.id;
end
$function$;
comment on function record_proposals(p_command uuid, p_proposals json, p_at timestamp with time zone) is 'Records what remedies propose, by the same rules as any step, and notes which remedy it was.';

create or replace function public.record_steps(p_command uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_count constant integer := (p_body ->> 'step_count')::integer;
  v_answer json;
  v_project projects;
  v_command commands;
  v_begun integer;
  v_adaptive integer;
  v_corrective integer;
  v_detail json;
  v_last uuid;
  v_pending uuid[];
begin
  select p.* into v_project
    from projects p
   where p.tenant_id = current_tenant()
     and p.id = (select c.project_id from commands c where c.tenant_id = current_tenant() and c.id = p_command)
     for no key update;
  if not found then
    perform problem('not-found', 'there is no such command');
  end if;
  select * into v_command from commands where tenant_id = current_tenant() and id = p_command for no key update;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if is_final(v_command.status) then
    perform problem('command-is-final', format('the command is %s and takes no more steps', v_command.status));
  end if;
  perform put_documents(p_body -> 'documents');

  with given as materialized (
    select s.*
      from json_to_recordset(p_body -> 'steps') as s (
        ordinal integer, id uuid, parent_step_id uuid, digest text, entry bigint,
        step_type text, command text, explanation text, expected_outcome text, risk_level text, external_ref text, metadata jsonb,
        agent_config_digest text, status text, execution_result text, exit_code integer, resource_usage jsonb,
        branch text, commit_sha_before text, commit_sha_after text,
        prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric,
        generated_at timestamptz, started_at timestamptz, ended_at timestamptz, duration_ms bigint,
        before_id uuid, before json, after_id uuid, after json, checkpoint_id uuid)
  ), placed as materialized (
    select g.*,
           v_command.next_step_index + g.ordinal as step_index,
           v_project.next_step_number + g.ordinal as step_number,
           v_command.next_position + g.entry as position,
           coalesce(g.parent_step_id, v_project.last_active_step_id) as parent,
           begun(g.status) and coalesce(v_project.settings -> 'approval', '{}') ? g.risk_level as policy_violation
      from given g
  ), stored as (
    insert into command_steps (
      id, command_id, project_id, step_index, step_number, position, parent_step_id,
      step_type, command, explanation, expected_outcome, risk_level, external_ref, metadata, agent_config_digest,
      status, execution_result, exit_code, resource_usage, policy_violation,
      branch, commit_sha_before, commit_sha_after, prompt_tokens, completion_tokens, total_tokens, cost_usd,
      generated_at, started_at, ended_at, duration_ms, checkpoint_id, created_at, updated_at)
    select id, p_command, v_project.id, step_index, step_number, position, parent,
           step_type, command, explanation, expected_outcome, risk_level, external_ref, coalesce(metadata, '{}'), decode(agent_config_digest, 'hex'),
           status, stored_bytes(execution_result), exit_code, resource_usage, policy_violation,
           branch, commit_sha_before, commit_sha_after, prompt_tokens, completion_tokens, total_tokens, cost_usd,
           generated_at, started_at, ended_at, duration_ms, checkpoint_id, v_at, v_at
      from placed
     order by step_index
  ), pictured as (
    insert into system_state_snapshots (
      id, command_id, step_id, position, snapshot_type, system_info, services_status, packages_installed,
      network_connections, file_system_state, process_list, resource_usage, captured_at, created_at)
    select t.snapshot_id, p_command, p.id, t.position, t.snapshot_type,
           digest_of(t.sections, 'system_info'), digest_of(t.sections, 'services_status'), digest_of(t.sections, 'packages_installed'),
           digest_of(t.sections, 'network_connections'), digest_of(t.sections, 'file_system_state'),
           digest_of(t.sections, 'process_list'), digest_of(t.sections, 'resource_usage'), coalesce(t.captured_at, v_at), v_at
      from placed p
     cross join lateral (values (p.before_id, p.before, p.position - 1, 'before_step', p.started_at),
                                (p.after_id, p.after, p.position + 1, 'after_step', p.ended_at))
                     as t (snapshot_id, sections, position, snapshot_type, captured_at)
     where t.snapshot_id is not null
     order by t.position
  )
  select json_agg(json_build_object(
           'id', id, 'step_index', step_index, 'step_number', step_number, 'parent_step_id', parent,
           'policy_violation', policy_violation, 'before_snapshot_id', before_id, 'after_snapshot_id', after_id) order by ordinal),
         json_agg(json_build_object('id', id, 'step_number', step_number, 'status', status, 'digest', digest,
           'policy_violation', policy_violation) order by ordinal),
         max(step_index) filter (where begun(status)),
         count(*) filter (where step_type = 'adaptive'),
         count(*) filter (where step_type = 'corrective'),
         (array_agg(id order by ordinal desc))[1],
         array_agg(id) filter (where status = 'pending')
    into v_answer, v_detail, v_begun, v_adaptive, v_corrective, v_last, v_pending
    from placed;
  if v_project.settings ? 'approval' and v_pending is not null then
    perform request_approvals(v_project.id, v_pending);
  end if;

  update commands
     set next_step_index = next_step_index + v_count,
         next_position = next_position + (p_body ->> 'entry_count')::bigint,
         current_step_index = greatest(current_step_index, v_begun),
         status = case when status = 'pending' and v_begun is not null then 'running' else status end,
         adaptive_steps_generated = adaptive_steps_generated + v_adaptive,
         corrective_steps_generated = corrective_steps_generated + v_corrective,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, p_command, v_at,
           case when v_count = 1 then 'step.recorded' else 'steps.recorded' end,
           case when v_count = 1 then 'step' else 'command' end,
           case when v_count = 1 then v_last else p_command end, v_detail),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = p_command;
  update projects
     set next_step_number = next_step_number + v_count,
         last_active_step_id = v_last
   where tenant_id = current_tenant() and id = v_project.id;

  v_answer := json_build_object('created_at', v_at, 'project_id', v_project.id, 'steps', v_answer);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function record_steps(p_command uuid, p_body json) is 'Records 1 to 500 steps with their snapshots and documents in the order given: numbers without gaps or doubles, parents chained, counters, one audit event.';

create or replace function public.redaction_of_tenant()
 returns table(id uuid, version bigint, redaction text)
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select t.id, t.version, t.settings ->> 'redaction'
    from tenants t
   where t.id = current_tenant() and t.settings ? 'redaction'
$function$;
alter function redaction_of_tenant() owner to waymark_eraser;
comment on function redaction_of_tenant() is 'What the caller''s tenant wants taken out of all that it sends, as JSON; no row where it wants nothing more than everybody.';

create or replace function public.referring_columns()
 returns table(place integer, refers_to text, relation text, key text, columns text[])
 language sql
 immutable parallel safe
begin atomic
 values (1,'documents'::text,'system_state_snapshots'::text,'id'::text,array['system_info'::text, 'services_status'::text, 'packages_installed'::text, 'network_connections'::text, 'file_system_state'::text, 'process_list'::text, 'resource_usage'::text]), (2,'documents'::text,'agent_states'::text,'id'::text,array['local_state'::text, 'shared_state'::text, 'session_state'::text, 'persistent_state'::text]), (3,'documents'::text,'step_evaluations'::text,'id'::text,array['state_changes'::text]), (4,'documents'::text,'command_steps'::text,'id'::text,array['agent_config_digest'::text]), (5,'documents'::text,'command_approvals'::text,'id'::text,array['state_context_digest'::text]), (6,'documents'::text,'shared_state_versions'::text,'id'::text,array['digest'::text]), (7,'documents'::text,'shared_states'::text,'id'::text,array['digest'::text]), (8,'documents'::text,'state_schemas'::text,'id'::text,array['digest'::text]), (9,'documents'::text,'context_snapshots'::text,'id'::text,array['snapshot_digest'::text]), (1,'packs'::text,'state_checkpoints'::text,'id'::text,array['packs'::text]), (2,'packs'::text,'packed_documents'::text,'digest'::text,array['packs'::text]);
end;
comment on function referring_columns() is 'Every column that refers to a document (of either table) or to packs, in the order in which the collector reads them, with the key that each table is read by. A column that is missing here loses what it refers to: a test compares with the catalogue.';

create or replace function public.refuse_audit_change()
 returns trigger
 language plpgsql
as $function$
begin
  if tg_op = 'UPDATE' and current_user = 'waymark_eraser'
     and new.detail is null and new.detail_salt is null
     and (to_jsonb(new) - 'detail' - 'detail_salt') = (to_jsonb(old) - 'detail' - 'detail_salt') then
    -- what the hash covers stays, and nobody but this says what it was
    new.detail_digest := coalesce(old.detail_digest, sha256(old.detail_salt || convert_to(audit_detail(old.detail, old.body_digest), 'UTF8')));
    new.body_digest := null;
    return new;
  end if;
  raise exception 'audit events are append-only' using errcode = 'insufficient_privilege';
end
$function$;

create or replace function public.refuse_deleted(p_thread threads)
 returns void
 language plpgsql
as $function$
begin
  if p_thread.deleted_at is not null then
    perform problem('gone', 'this thread has been deleted; PUT it with If-None-Match: * to begin it anew');
  end if;
end
$function$;

create or replace function public.refuse_erased(p_kind text, p_subject text)
 returns void
 language plpgsql
as $function$
declare
  v_memo constant text := concat(p_kind, current_setting('waymark.tenant_id', true), p_subject);
begin
  -- once in a transaction: the lock is held until its end
  if p_subject is null or current_setting('waymark.not_erased', true) = v_memo then
    return;
  end if;
  if current_tenant() is null then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(erasure_lock(p_kind, p_subject));
  if is_erased(p_kind, p_subject) then
    perform problem('gone', case p_kind when 'tenant' then 'this tenant was deleted' else 'this end user was erased' end);
  end if;
  perform set_config('waymark.not_erased', v_memo, true);
end
$function$;
comment on function refuse_erased(p_kind text, p_subject text) is 'Ends the statement with a 410 where whom it names was erased. An erasure that begins meanwhile waits for this transaction, and so finds what it wrote.';

create or replace function public.refuse_erased_sender()
 returns trigger
 language plpgsql
as $function$
declare
  v_sender constant text := new.conversation_id || ' ' || new.sender_user_id;
begin
  -- hundreds of messages may come at once: once in a transaction will do
  if current_setting('waymark.sender', true) is distinct from v_sender then
    perform refuse_erased('end_user', new.sender_user_id);
    perform note_sender(new.tenant_id, new.sender_user_id, new.conversation_id);
    perform set_config('waymark.sender', v_sender, true);
  end if;
  return null;
end
$function$;
comment on function refuse_erased_sender() is 'The same for who sent a message; and notes where to look for it.';

create or replace function public.refuse_erased_tenant()
 returns trigger
 language plpgsql
as $function$
begin
  perform refuse_erased('tenant', new.id::text);
  return null;
end
$function$;
comment on function refuse_erased_tenant() is 'Ends the statement with a 410 where a tenant is made anew that was deleted.';

create or replace function public.refuse_erased_user()
 returns trigger
 language plpgsql
as $function$
begin
  perform refuse_erased('end_user', new.user_id);
  return null;
end
$function$;
comment on function refuse_erased_user() is 'Ends the statement with a 410 where the row names an end user who was erased.';

create or replace function public.refuse_flaws(p_flaws json)
 returns void
 language plpgsql
as $function$
begin
  if p_flaws is not null then
    perform problem('invalid-request',
      case json_array_length(p_flaws) when 1 then '1 field is wrong' else json_array_length(p_flaws) || ' fields are wrong' end,
      json_build_object('errors', p_flaws));
  end if;
end
$function$;
comment on function refuse_flaws(p_flaws json) is 'Ends the statement with a 422 of these errors; null for none.';

create or replace function public.refuse_large_state(p_state agent_states)
 returns void
 language plpgsql
 stable
as $function$
declare
  c_limit constant integer := 4194304;
  v_bytes constant bigint := 80 + size_of(p_state.local_state) + size_of(p_state.shared_state)
                                + size_of(p_state.session_state) + size_of(p_state.persistent_state);
begin
  if v_bytes > c_limit then
    perform problem('too-large', format('the state would have %s bytes and may have %s', v_bytes, c_limit),
      json_build_object('limit_bytes', c_limit));
  end if;
end
$function$;
comment on function refuse_large_state(p_state agent_states) is 'A state must fit into one answer.';

create or replace function public.refuse_reference(p_pointer text, p_code text, p_detail text)
 returns void
 language plpgsql
as $function$
begin
  perform refuse_flaws(json_build_array(json_build_object('pointer', p_pointer, 'code', p_code, 'detail', p_detail)));
end
$function$;
comment on function refuse_reference(p_pointer text, p_code text, p_detail text) is 'Ends the statement with a 422 for one member of the body.';

create or replace function public.refuse_to_cut_segments()
 returns trigger
 language plpgsql
as $function$
begin
  if exists (select from message_segments s
              where s.tenant_id = new.tenant_id and s.conversation_id = new.id and s.last_position >= new.next_position) then
    raise exception 'messages that are to go were sealed under this request' using errcode = 'WM001';
  end if;
  return null;
end
$function$;
comment on function refuse_to_cut_segments() is 'Whoever takes messages off the end makes rows of them first, see revive_messages(); this is for who was too slow.';

create or replace function public.release_lock(p_name text, p_token bigint, p_at timestamp with time zone)
 returns void
 language plpgsql
as $function$
declare
  v resource_locks;
begin
  -- the agent before its locks
  perform from agents a
    where a.tenant_id = current_tenant()
      and a.id = (select l.agent_id from resource_locks l where l.tenant_id = current_tenant() and l.name_hash = name_hash(p_name))
    for no key update;
  v := lock_with_token(p_name, p_token);
  if v.agent_id is null then
    return;
  end if;
  update resource_locks l set agent_id = null, expires_at = waymark_now() where l.tenant_id = current_tenant() and l.id = v.id;
  perform audit_in_agent(v.agent_id, p_at, 'lock.released', 'lock', v.id, json_build_object('fencing_token', v.fencing_token));
end
$function$;
comment on function release_lock(p_name text, p_token bigint, p_at timestamp with time zone) is 'Frees the lock, for the newest token alone; releasing again with it changes nothing.';

create or replace function public.rely_on(p_table text, p_rows json)
 returns void
 language plpgsql
as $function$
declare
  v_key constant text := case p_table when 'packs' then 'id' else 'digest' end;
  v_there bigint;
begin
  execute format('update %1$I t set touched_at = waymark_now()
                    from json_populate_recordset(null::%1$I, $1) r
                   where t.tenant_id = current_tenant() and t.%2$I = r.%2$I and t.touched_at < waymark_now() - interval ''12 hours''',
    p_table, v_key) using p_rows;
  execute format('select count(*) from json_populate_recordset(null::%1$I, $1) r
                    join %1$I t on t.tenant_id = current_tenant() and t.%2$I = r.%2$I', p_table, v_key)
    into v_there using p_rows;
  if v_there < json_array_length(p_rows) then
    raise exception 'a document was collected under this request' using errcode = 'WM001';
  end if;
end
$function$;
comment on function rely_on(p_table text, p_rows json) is 'Touches documents or packs that were there before, so that the collector cannot take what this transaction is about to refer to.';

create or replace function public.remove_messages(v conversations, p_from integer)
 returns integer
 language plpgsql
as $function$
declare
  v_removed integer;
begin
  delete from message_versions
   where tenant_id = current_tenant()
     and message_id in (select m.id from messages m where m.tenant_id = current_tenant() and m.conversation_id = v.id and m.position >= p_from);
  delete from message_ids where tenant_id = current_tenant() and conversation_id = v.id and position >= p_from;
  with gone as (
    delete from messages where tenant_id = current_tenant() and conversation_id = v.id and position >= p_from
    returning session_id, total_tokens, tool_calls
  ), counted as (
    update conversation_sessions s
       set message_count = s.message_count - g.messages,
           total_tokens_used = s.total_tokens_used - g.tokens,
           tool_calls_count = s.tool_calls_count - g.tool_calls
      from (select session_id, count(*) as messages, coalesce(sum(total_tokens), 0) as tokens, coalesce(sum(tool_calls), 0) as tool_calls
              from gone
             where session_id is not null
             group by session_id) g
     where s.tenant_id = current_tenant() and s.id = g.session_id
  )
  select count(*) into v_removed from gone;
  return v_removed;
end
$function$;
comment on function remove_messages(v conversations, p_from integer) is 'Deletes the messages from a position on, with their versions, and takes them out of what their sessions count; whoever calls it has locked the conversation and moves next_position.';

create or replace function public.renew_lock(p_name text, p_token bigint, p_ttl_ms bigint)
 returns setof resource_lock_rows
 language plpgsql
as $function$
declare
  v constant resource_locks := lock_with_token(p_name, p_token);
begin
  if v.agent_id is null then
    perform problem('stale-fencing-token', 'this lock has been released');
  end if;
  update resource_locks l
     set ttl_ms = coalesce(p_ttl_ms, l.ttl_ms), expires_at = waymark_now() + coalesce(p_ttl_ms, l.ttl_ms) * interval '1 millisecond'
   where l.tenant_id = current_tenant() and l.id = v.id;
  return query select * from resource_lock_rows where id = v.id;
end
$function$;
comment on function renew_lock(p_name text, p_token bigint, p_ttl_ms bigint) is 'Begins the lease anew, for the newest token alone; it may have run out while nobody took it over. Not audited: who holds the lock does not change.';

create or replace function public.replace_archive(p_old uuid, p_new uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone)
 returns text
 language plpgsql
as $function$
declare
  v_old archives;
begin
  select * into v_old from archives where tenant_id = current_tenant() and id = p_old for update;
  if v_old.status is distinct from 'kept' then
    perform problem('conflict', 'the archive is not what it was');
  end if;
  perform finish_archive(p_new, p_rows, p_size_bytes, p_sha256, p_from, p_to);
  update archives
     set restored_at = v_old.restored_at, restored_rows = v_old.restored_rows
   where tenant_id = current_tenant() and id = p_new;
  update system_state_snapshots set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update step_evaluations set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update command_steps set result_archive_id = p_new where tenant_id = current_tenant() and result_archive_id = p_old;
  update state_checkpoints set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update archives set replaced_by = p_new where tenant_id = current_tenant() and id = p_old;
  return erase_archive(p_old);
end
$function$;
comment on function replace_archive(p_old uuid, p_new uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone) is 'Puts a new archive, which has been read back, in the place of one that is to be erased; says which object is to be deleted.';

create or replace function public.request_approvals(p_project uuid, p_steps uuid[])
 returns void
 language sql
as $function$
  insert into approval_requests (step_id, command_id, policy, needed_count, on_expiry, requested_at, expires_at)
  select s.id, s.command_id, t.rule,
         case jsonb_typeof(t.rule) when 'number' then t.rule::numeric else (t.rule -> 'count')::numeric end,
         coalesce(t.rule ->> 'on_expiry', 'reject'),
         waymark_now(),
         waymark_now() + (t.rule ->> 'ttl_ms')::numeric * interval '1 millisecond'
    from projects p
    join command_steps s on s.tenant_id = p.tenant_id and s.project_id = p.id
    join commands c on c.tenant_id = s.tenant_id and c.id = s.command_id
   cross join lateral (select p.settings -> 'approval' -> s.risk_level as rule) t
   where p.tenant_id = current_tenant()
     and p.id = p_project
     and (p_steps is null or s.id = any (p_steps))
     and s.active
     and s.status = 'pending'
     and t.rule is not null
     and not is_final(c.status)
  on conflict do nothing;
$function$;
comment on function request_approvals(p_project uuid, p_steps uuid[]) is 'Asks for the approvals that the project''s policy wants of these pending steps (null: of all); a request that is there stays as it was taken.';

create or replace function public.request_restore(p_id uuid, p_at timestamp with time zone)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_kept json;
  v archives;
begin
  -- the row first: a twin of this request has finished then
  perform from archives a where a.tenant_id = current_tenant() and a.id = p_id for no key update;
  v_kept := idempotent_answer();
  if v_kept is not null then
    return query select true, v_kept;
    return;
  end if;
  v := locked_archive(p_id);
  if v.restored_at is not null then
    perform keep_answer(archive_answer(v));
  elsif v.restore_requested_at is null then
    update archives set restore_requested_at = p_at where tenant_id = current_tenant() and id = p_id returning * into v;
  end if;
  return query select false, archive_answer(v);
end
$function$;
comment on function request_restore(p_id uuid, p_at timestamp with time zone) is 'Notes that an archive is wanted back, so that the sweep goes on where a request dies. 404, 409 while it is written, 410 once erased. restored_at in the answer: there is nothing left to do.';

create or replace function public.require_approval(p_step command_steps)
 returns void
 language plpgsql
as $function$
declare
  v_needed integer;
begin
  select r.needed_count into v_needed
    from approval_requests r
   where r.tenant_id = current_tenant() and r.step_id = p_step.id and r.outcome is null;
  if not found and not exists (
    select from projects where tenant_id = current_tenant() and id = p_step.project_id and settings -> 'approval' ? p_step.risk_level) then
    return;
  end if;
  perform problem('approval-required', format(
    'step S%s is of %s risk and has not been approved: POST /v1/steps/%s/approvals decides', p_step.step_number, p_step.risk_level, p_step.id));
end
$function$;
comment on function require_approval(p_step command_steps) is 'Refuses to begin a pending step that waits for approval: one that has an open request, or that the policy of now wants approved.';

create or replace function public.require_commands(p_commands uuid[])
 returns void
 language plpgsql
as $function$
declare
  v_errors json;
begin
  select json_agg(json_build_object('pointer', '/active_command_ids/' || g.place - 1, 'code', 'unknown', 'detail', 'there is no such command')
                  order by g.place)
    into v_errors
    from unnest(p_commands) with ordinality as g (id, place)
   where not exists (select from commands c where c.tenant_id = current_tenant() and c.id = g.id);
  if v_errors is not null then
    perform problem('invalid-request',
      case json_array_length(v_errors) when 1 then '1 field is wrong' else json_array_length(v_errors) || ' fields are wrong' end,
      json_build_object('errors', v_errors));
  end if;
end
$function$;
comment on function require_commands(p_commands uuid[]) is 'Refuses, with each place, what is no command of the tenant.';

create or replace function public.required_keys(p_type text)
 returns text[]
 language sql
 immutable parallel safe
return case p_type when 'episodic'::text then array['event'::text, 'temporal'::text] when 'semantic'::text then array['concept'::text, 'definition'::text] when 'procedural'::text then array['skill'::text, 'steps'::text] when 'working'::text then array['items'::text, 'capacity'::text] else null::text[] end;
comment on function required_keys(p_type text) is 'The members that a memory of this type must have in its content; null for a type that is not known.';

create or replace function public.restore_archive(p_id uuid, p_lines json, p_at timestamp with time zone)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
#variable_conflict use_column
declare
  -- in an order in which parents come before their children
  c_tables constant text[] := array['documents', 'packs', 'packed_documents', 'system_state_snapshots', 'command_steps', 'step_evaluations',
    'state_checkpoints', 'checkpoint_writes'];
  v_kept json;
  v archives;
  v_table record;
  v_restored bigint := 0;
begin
  perform from archives a where a.tenant_id = current_tenant() and a.id = p_id for no key update;
  v_kept := idempotent_answer();
  if v_kept is not null then
    return query select true, v_kept;
    return;
  end if;
  v := locked_archive(p_id);
  if v.restored_at is null then
    for v_table in
      select l.value ->> 'table' as name, json_agg(l.value -> 'row') as rows
        from json_array_elements(p_lines) l
       group by 1
       order by array_position(c_tables, l.value ->> 'table')
    loop
      if v_table.name = 'command_steps' then
        v_restored := v_restored + restore_results(p_id, v_table.rows);
      elsif v_table.name = any (c_tables) then
        v_restored := v_restored + restore_rows(p_id, v_table.name, v_table.rows);
      else
        perform problem('integrity-error', format('archive %s has rows of %s, which no archive has', p_id, v_table.name));
      end if;
    end loop;
    update archives
       set restored_at = p_at, restored_rows = v_restored, restore_requested_at = coalesce(restore_requested_at, p_at)
     where tenant_id = current_tenant() and id = p_id
    returning * into v;
    perform audit_in_tenant(p_at, 'archive.restored', 'archive', p_id,
      json_build_object('rows', v_restored, 'sha256', encode(v.sha256, 'hex')));
    -- what comes back is encrypted as it was when it left, or not at all
    if exists (select from encryption_keys k where k.tenant_id = current_tenant()) then
      perform note_encryption_work();
    end if;
  end if;
  perform keep_answer(archive_answer(v));
  return query select false, archive_answer(v);
end
$function$;
comment on function restore_archive(p_id uuid, p_lines json, p_at timestamp with time zone) is 'Brings the rows of an archive back, all or none, from its lines, which the caller has checked. Rows that are there already stay; those whose parent was deleted meanwhile do not come back. A second call changes nothing.';

create or replace function public.restore_checkpoint(p_checkpoint uuid, p_body json, p_expected bigint, p_content bytea)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_began constant timestamptz := clock_timestamp();
  v_at constant timestamptz := p_body ->> 'at';
  v_thread constant threads := locked_thread_of(p_checkpoint);
  v_answer json := idempotent_answer();
  v_current bigint;
  v agent_states;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform from state_checkpoints where tenant_id = current_tenant() and id = p_checkpoint for no key update;
  if not found then
    perform problem('not-found', 'there is no such checkpoint');
  end if;
  v_current := state_version_now(v_thread.id);
  if p_expected is not null and p_expected is distinct from v_current then
    perform problem('version-mismatch', 'the state has another version', json_build_object('current_version', v_current));
  end if;
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  v := restore_state(v_thread, p_body -> 'partitions', coalesce(p_body ->> 'trigger', 'checkpoint ' || p_checkpoint), v_at,
                     (p_body ->> 'state_id')::uuid, (p_body ->> 'transition_id')::uuid);
  update state_checkpoints
     set restoration_count = restoration_count + 1, last_restored_at = v_at,
         restoration_time_ms = extract(milliseconds from clock_timestamp() - v_began)
   where tenant_id = current_tenant() and id = p_checkpoint;
  perform audit_in_thread(v_thread.id, v_at, 'checkpoint.restored', 'checkpoint', p_checkpoint, json_build_object('version', v.version));
  v_answer := json_build_object('version', v.version);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function restore_checkpoint(p_checkpoint uuid, p_body json, p_expected bigint, p_content bytea) is 'Makes a checkpoint''s state, which comes along as partitions, the next version of its thread''s state, and counts and times that.';

create or replace function public.restore_results(p_archive uuid, p_rows json)
 returns bigint
 language plpgsql
as $function$
declare
  -- a result that had been compressed comes back so
  c_columns constant text[] := array['execution_result', 'plain_result_bytes'];
  v_restored bigint;
begin
  execute (
    select format('update command_steps s set %s from json_populate_recordset(null::command_steps, $2) r
                    where s.tenant_id = current_tenant() and s.id = r.id and s.result_archive_id = $1 and s.execution_result is null',
                  string_agg(format('%1$I = r.%1$I', a.attname), ', '))
      from pg_attribute a
     where a.attrelid = 'command_steps'::regclass and a.attname = any (c_columns))
    using p_archive, p_rows;
  get diagnostics v_restored = row_count;
  return v_restored;
end
$function$;
comment on function restore_results(p_archive uuid, p_rows json) is 'Puts results back into the steps that they were taken from.';

create or replace function public.restore_rows(p_archive uuid, p_table text, p_rows json)
 returns bigint
 language plpgsql
as $function$
declare
  v_columns text;
  v_values text;
  v_conditions text;
  v_restored bigint;
begin
  -- What refers to a row that is gone: without a parent it stays out, and a mere reference is left empty.
  with reference as (
    select c.oid, c.confdeltype = 'n' as is_loose,
           array(select a.attname from unnest(c.conkey) with ordinality k (num, n)
                   join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                  where a.attname <> 'tenant_id' order by k.n) as columns,
           format('exists (select from %I p where p.tenant_id = current_tenant()%s)%s', f.relname,
             (select string_agg(format(' and p.%I = r.%I', b.attname, a.attname), '' order by k.n)
                from unnest(c.conkey, c.confkey) with ordinality k (num, target, n)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.target
               where a.attname <> 'tenant_id'),
             case when c.confrelid = c.conrelid then
               (select format(' or exists (select from r p where %s)', string_agg(format('p.%I = r.%I', b.attname, a.attname), ' and ' order by k.n))
                  from unnest(c.conkey, c.confkey) with ordinality k (num, target, n)
                  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                  join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.target
                 where a.attname <> 'tenant_id')
             else '' end) as is_there
      from pg_constraint c
      join pg_class f on f.oid = c.confrelid
     where c.conrelid = to_regclass(p_table) and c.contype = 'f' and cardinality(c.conkey) > 1
  ), restored as (
    select a.attnum, a.attname,
           case a.attname
             when 'archive_id' then '$2'
             when 'touched_at' then 'waymark_now()'
             else coalesce((select case when count(*) > 0 then
                                     format('case when %s then r.%I end', string_agg('(' || f.is_there || ')', ' and '), a.attname) end
                              from reference f where f.is_loose and a.attname = any (f.columns)),
                           format('r.%I', a.attname))
           end as value
      from pg_attribute a
     where a.attrelid = to_regclass(p_table) and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'tenant_id'
       -- a column that is younger than the archive gets its default
       and (a.attname = 'archive_id' or a.attname in (select json_object_keys(p_rows -> 0)))
  )
  select string_agg(quote_ident(s.attname), ', ' order by s.attnum), string_agg(s.value, ', ' order by s.attnum),
         (select coalesce(string_agg(format('(%s or %s)',
                   (select string_agg(format('r.%I is null', name), ' or ') from unnest(f.columns) name), f.is_there), ' and '), 'true')
            from reference f where not f.is_loose)
    into v_columns, v_values, v_conditions
    from restored s;
  execute format(
    'with r as (select * from json_populate_recordset(null::%1$I, $1)) insert into %1$I (%2$s) select %3$s from r where %4$s on conflict do nothing',
    p_table, v_columns, v_values, v_conditions)
    using p_rows, p_archive;
  get diagnostics v_restored = row_count;
  if p_table in ('documents', 'packed_documents', 'packs') then
    perform rely_on(p_table, p_rows);
  end if;
  return v_restored;
end
$function$;
comment on function restore_rows(p_archive uuid, p_table text, p_rows json) is 'Puts rows of one table back, as row_to_json() had them, for this tenant whatever they say; one that is there stays as it is. Only for tables that restore_archive() names.';

create or replace function public.restore_state(p_thread threads, p_partitions json, p_trigger text, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid)
 returns agent_states
 language plpgsql
as $function$
declare
  v_shared constant shared_states := shared_state_of(p_thread.thread, p_partitions ->> 'shared_state' is not null, p_state_id, p_at);
  v_own agent_states;
begin
  select s.* into v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = p_thread.id and s.valid_until is null;
  v_own := make_state(p_thread, v_shared, v_own, p_partitions, 'restore', p_trigger, null, p_at, p_state_id, p_transition_id);
  perform refuse_large_state(v_own);
  return v_own;
end
$function$;
comment on function restore_state(p_thread threads, p_partitions json, p_trigger text, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid) is 'A new version with these partitions ({"<partition>": "<hex digest>"}, documents already stored), whatever is current; the first when there is none. The thread is locked. A partition not given stays as it is.';

create or replace function public.restored_archives(p_kind text, p_days integer)
 returns table(id uuid)
 language plpgsql
 stable
as $function$
begin
  return query
  select a.id
    from archives a
   where a.tenant_id = current_tenant() and a.kind = p_kind and a.status = 'kept'
     -- a day at least: whoever brought it back wants to look at it
     and a.restored_at <= waymark_now() - greatest(p_days, 1) * interval '1 day'
   order by a.restored_at, a.id
   limit 1000;
end
$function$;
comment on function restored_archives(p_kind text, p_days integer) is 'Archives of a kind whose rows came back as long ago as rows of the kind stay.';

create or replace function public.retention_forecast()
 returns table(kind text, "then" text, due_count bigint, due_bytes bigint)
 language sql
 stable
begin atomic
 select p.kind,
     p."then",
     d.rows,
     (coalesce(d.bytes, (0)::numeric))::bigint as "coalesce"
    from (retention_policy_rows p
      cross join lateral ( select count(r.id) as rows,
             sum(r.size_bytes) filter (where (r.id is not null)) as bytes
            from due_rows(p.kind, p.days, '-infinity'::timestamp with time zone, '00000000-0000-0000-0000-000000000000'::uuid, false, null::integer) r(place, anchor_at, anchor_id, id, at, size_bytes)
           where (p.days is not null)) d)
   order by p.place;
end;
comment on function retention_forecast() is 'What a sweep would find now, by kind. Reads, and changes nothing.';

create or replace function public.revised_message(v messages, p_body json, p_at timestamp with time zone)
 returns messages
 language plpgsql
as $function$
declare
  v_new messages := v;
begin
  if p_body ->> 'content' is not null then
    v_new.content := stored_bytes(p_body ->> 'content');
    v_new.content_type := p_body ->> 'content_type';
  end if;
  if p_body -> 'tools' is not null then
    v_new.tools := stored_bytes(p_body ->> 'tools');
    v_new.tool_calls := case when v.role = 'assistant' then nullif((p_body ->> 'tool_calls')::integer, 0) end;
  end if;
  if p_body -> 'message_type' is not null then
    v_new.message_type := p_body ->> 'message_type';
  end if;
  if p_body -> 'metadata' is not null then
    v_new.metadata := nullif(nullif((p_body -> 'metadata')::jsonb, 'null'), '{}');
  end if;
  if p_body -> 'context' is not null then
    v_new.context := nullif((p_body -> 'context')::jsonb, 'null');
  end if;
  if v_new is not distinct from v then
    return v;
  end if;
  insert into message_versions (message_id, version_number, conversation_id, content_type, message_type, content, tools, metadata, context,
                                changed_by, change_reason, created_at)
  values (v.id, v.version_number, v.conversation_id, v.content_type, v.message_type, v.content, v.tools, v.metadata, v.context,
          v.changed_by, v.change_reason, coalesce(v.updated_at, v.created_at));
  update messages
     set content = v_new.content, content_type = v_new.content_type, tools = v_new.tools, tool_calls = v_new.tool_calls,
         message_type = v_new.message_type, metadata = v_new.metadata, context = v_new.context,
         version_number = v.version_number + 1,
         changed_by = current_actor(), change_reason = p_body ->> 'change_reason', updated_at = p_at
   where tenant_id = current_tenant() and id = v.id
  returning * into v_new;
  if v.session_id is not null and v.tool_calls is distinct from v_new.tool_calls then
    update conversation_sessions
       set tool_calls_count = tool_calls_count - coalesce(v.tool_calls, 0) + coalesce(v_new.tool_calls, 0)
     where tenant_id = current_tenant() and id = v.session_id;
  end if;
  return v_new;
end
$function$;
comment on function revised_message(v messages, p_body json, p_at timestamp with time zone) is 'Changes what the body names of a message that is locked, null included, and keeps what it said as a version. What is there already changes nothing.';

create or replace function public.revive_messages(p_conversation uuid, p_messages json, p_segments json, p_whole boolean)
 returns boolean
 language plpgsql
as $function$
begin
  perform from conversations where tenant_id = current_tenant() and id = p_conversation for no key update;
  if not found then
    return false;
  end if;
  if exists (
    select from json_array_elements(p_segments) r
      left join message_segments s
        on s.tenant_id = current_tenant() and s.conversation_id = p_conversation and s.first_position = (r.value ->> 0)::integer
     where encode(s.digest, 'hex') is distinct from r.value ->> 1) then
    return false;
  end if;
  insert into messages (id, conversation_id, created_at, position, version_number, schema_version, session_id, parent_message_id,
                        sender_agent_id, state_snapshot_id, updated_at, prompt_tokens, completion_tokens, total_tokens, latency_ms, tool_calls,
                        cost_usd, role, content_type, message_type, channel, sender_user_id, memory_refs, changed_by, change_reason, content,
                        tools, metadata, context, audit)
  select m.id, p_conversation, m.created_at, m.position, m.version_number, m.schema_version, m.session_id, m.parent_message_id,
         m.sender_agent_id, m.state_snapshot_id, m.updated_at, m.prompt_tokens, m.completion_tokens, m.total_tokens, m.latency_ms, m.tool_calls,
         m.cost_usd, m.role, m.content_type, m.message_type, m.channel, m.sender_user_id, m.memory_refs, m.changed_by, m.change_reason,
         stored_bytes(m.content), stored_bytes(m.tools), m.metadata, m.context, m.audit
    from json_to_recordset(p_messages) as m (
      id uuid, created_at timestamptz, position integer, version_number integer, schema_version integer, session_id uuid,
      parent_message_id uuid, sender_agent_id uuid, state_snapshot_id uuid, updated_at timestamptz, prompt_tokens bigint,
      completion_tokens bigint, total_tokens bigint, latency_ms bigint, tool_calls integer, cost_usd numeric, role text, content_type text,
      message_type text, channel text, sender_user_id text, memory_refs uuid[], changed_by text, change_reason text, content text, tools text,
      metadata jsonb, context jsonb, audit jsonb)
  on conflict on constraint messages_position_unique do nothing;  -- it lives again already
  if p_whole then
    delete from message_segments s
     using json_array_elements(p_segments) r
     where s.tenant_id = current_tenant() and s.conversation_id = p_conversation and s.first_position = (r.value ->> 0)::integer;
  end if;
  insert into sealing_notes (conversation_id, due_at) values (p_conversation, waymark_now() + interval '5 minutes')
  on conflict (tenant_id, conversation_id) do update set due_at = least(sealing_notes.due_at, excluded.due_at);
  return true;
end
$function$;
comment on function revive_messages(p_conversation uuid, p_messages json, p_segments json, p_whole boolean) is 'Makes rows again of sealed messages, for what changes them: a row counts before what the segment says, until the segment is made anew. With p_whole the messages are all of their segments, which go. False when a segment that they were taken from is not there any more: read again then. p_segments: [[first_position, "<hex digest>"], …].';

create or replace function public.revoke_api_key(p_id uuid, p_at timestamp with time zone)
 returns boolean
 language plpgsql
as $function$
begin
  update api_keys set revoked_at = p_at where tenant_id = current_tenant() and id = p_id and revoked_at is null;
  if found then
    perform audit_in_tenant(p_at, 'api_key.revoked', 'api_key', p_id, json_build_object('id', p_id));
    return true;
  end if;
  return exists (select from api_keys where tenant_id = current_tenant() and id = p_id);
end
$function$;
comment on function revoke_api_key(p_id uuid, p_at timestamp with time zone) is 'False when there is no such key; revoking twice changes nothing.';

create or replace function public.rewrap_encryption_key(p_key uuid, p_was text, p_wrapped bytea, p_by text)
 returns boolean
 language plpgsql
as $function$
begin
  update encryption_keys
     set wrapped_key = p_wrapped, wrapped_by = p_by, rewrapped_at = waymark_now()
   where tenant_id = current_tenant() and id = p_key and wrapped_by = p_was;
  return found;
end
$function$;
comment on function rewrap_encryption_key(p_key uuid, p_was text, p_wrapped bytea, p_by text) is 'Keeps a key as another key-encryption key wraps it; false when somebody else has done so.';

create or replace function public.roll_back(p_key text, p_number bigint, p_alone boolean, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_dry_run constant boolean := (p_body ->> 'dry_run')::boolean;
  v_project projects;
  v rollbacks;
  v_commands uuid[];
  v_answer json;
begin
  v_project := locked_project(p_key, not v_dry_run);
  if not v_dry_run then
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
  end if;
  v := planned_rollback(v_project, p_number, p_alone);
  v.reason := p_body ->> 'reason';
  v.rolled_back_by := current_actor();
  v.created_at := v_at;
  if v_dry_run then
    return query select false, rollback_answer(v, v_project.key);
    return;
  end if;

  v.tenant_id := current_tenant();
  v.id := p_body ->> 'id';
  v.ordinal := 1 + coalesce((select max(r.ordinal) from rollbacks r where r.tenant_id = current_tenant() and r.project_id = v_project.id), 0);
  insert into rollbacks select v.*;
  -- the commands before their steps: the lock order
  v_commands := array(
    select distinct s.command_id
      from command_steps s
     where s.tenant_id = current_tenant() and s.project_id = v_project.id and s.active
       and s.step_number between v.first_step_number and v.last_step_number);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_commands) order by c.id for no key update;
  update command_steps
     set active = false, rollback_id = v.id, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and project_id = v_project.id and active
     and step_number between v.first_step_number and v.last_step_number;
  -- a join of steps and requests would be planned over the whole tenant until there are statistics
  update approval_requests r
     set outcome = 'withdrawn', settled_at = v_at
   where r.tenant_id = current_tenant() and r.command_id = any (v_commands) and r.outcome is null
     and (r.expires_at is null or r.expires_at > waymark_now())
     and v.id = (select s.rollback_id from command_steps s where s.tenant_id = r.tenant_id and s.id = r.step_id);
  perform enter_rollback(v, 'rolled_back', v_at);
  perform set_last_active_step(v_project.id);
  perform audit_in_project(v_project.id, v_at, 'project.rolled_back', 'rollback', v.id, json_build_object(
    'kind', v.kind, 'to_step_number', v.to_step_number, 'last_step_number', v.last_step_number, 'steps', v.deactivated_count,
    'digest', p_body ->> 'digest'));
  v_answer := rollback_answer(v, v_project.key);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function roll_back(p_key text, p_number bigint, p_alone boolean, p_body json) is 'Makes a step and all later active ones inactive, or that step alone, as one fact; a dry run answers the same and changes nothing.';

create or replace function public.roll_back_state(p_agent text, p_thread text, p_transition uuid, p_body json, p_expected bigint)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_thread constant threads := locked_thread(p_agent, p_thread);
  v_answer json := idempotent_answer();
  v_shared shared_states;
  v_own agent_states;
  v_to bigint;
  v_before record;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select t.to_version into v_to from state_transitions t
   where t.tenant_id = current_tenant() and t.thread_id = v_thread.id and t.id = p_transition;
  if not found then
    select o.version + s.version - o.shared_version into v_to
      from shared_state_versions s
      join agent_states o on o.tenant_id = s.tenant_id and o.shared_id = s.shared_id and o.thread_id = v_thread.id
       and s.version > o.shared_version
       and (o.last_version is null or s.version <= o.shared_version + o.last_version - o.version)
     where s.tenant_id = current_tenant() and s.id = p_transition;
    if not found then
      perform problem('not-found', 'there is no such transition in this thread');
    end if;
  end if;
  v_shared := shared_state_of(p_thread, true, v_thread.id, v_at);
  select s.* into strict v_own from agent_states s
   where s.tenant_id = current_tenant() and s.thread_id = v_thread.id and s.valid_until is null;
  if p_expected <> v_own.version + v_shared.version - v_own.shared_version then
    perform problem('version-mismatch', 'the state has another version',
      json_build_object('current_version', v_own.version + v_shared.version - v_own.shared_version));
  end if;
  select * into v_before from state_versions(v_thread.id, v_to - 1, v_to - 1, 1);
  if not found then
    perform problem('conflict', 'there is no state before this transition to go back to');
  end if;
  if exists (select from state_transitions t
              where t.tenant_id = current_tenant() and t.thread_id = v_thread.id and t.undoes_id = p_transition) then
    perform problem('conflict', 'this transition has been rolled back');
  end if;
  if not keep_documents(array[v_before.local_state, v_before.shared_state, v_before.session_state, v_before.persistent_state]) then
    raise exception 'that state has left under this request' using errcode = 'WM001';
  end if;
  v_own := make_state(v_thread, v_shared, v_own,
    json_build_object('local_state', encode(v_before.local_state, 'hex'), 'shared_state', encode(v_before.shared_state, 'hex'),
      'session_state', encode(v_before.session_state, 'hex'), 'persistent_state', encode(v_before.persistent_state, 'hex')),
    'restore', coalesce(p_body ->> 'trigger', 'rollback'), p_transition, v_at, (p_body ->> 'state_id')::uuid, (p_body ->> 'transition_id')::uuid);
  v_answer := json_build_object('version', v_own.version);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function roll_back_state(p_agent text, p_thread text, p_transition uuid, p_body json, p_expected bigint) is 'A new version that has the state before a transition, whole, and a transition of its own. Once per transition; the first has nothing before it.';

create or replace function public.roll_up_metrics(p_tenant uuid, p_points integer)
 returns table(tenant uuid, points bigint, days bigint)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
#variable_conflict use_column
declare
  v_before timestamptz;
begin
  select t.id, metrics_kept_since(t.id) into tenant, v_before
    from tenants t
   where t.id >= p_tenant
     and exists (select from agent_metrics m where m.tenant_id = t.id and m.recorded_at < metrics_kept_since(t.id))
   order by t.id
   limit 1;
  if not found then
    return;
  end if;
  -- what somebody else is about to roll up is waited for, and is gone then
  with old as materialized (
    select m.recorded_at, m.id
      from agent_metrics m
     where m.tenant_id = tenant and m.recorded_at < v_before
     order by m.recorded_at, m.id
     limit p_points
  ), gone as (
    delete from agent_metrics m
     using old o
     where m.tenant_id = tenant and m.recorded_at < v_before and m.recorded_at = o.recorded_at and m.id = o.id
    returning m.agent_id, m.name, m.metric_type, m.tags, date_trunc('day', m.recorded_at, 'UTC') as day, m.value, m.recorded_at
  ), series as (
    select g.agent_id, g.name, g.metric_type, g.tags, g.day, count(*) as points, sum(g.value) as total, min(g.value) as lowest,
           max(g.value) as highest, (array_agg(g.value order by g.recorded_at desc))[1] as newest, max(g.recorded_at) as newest_at,
           array_agg(g.value) as marks, array_agg(1::bigint) as counts
      from gone g
     group by g.agent_id, g.name, g.metric_type, g.tags, g.day
  ), kept as (
    insert into agent_metrics_daily as d (tenant_id, agent_id, name, metric_type, tags, day, points, total, lowest, highest, newest, newest_at,
                                          width, marks, counts)
    select tenant, s.agent_id, s.name, s.metric_type, s.tags, s.day, s.points, s.total, s.lowest, s.highest, s.newest, s.newest_at,
           n.width, n.marks, n.counts
      from series s
     cross join lateral merged_marks(0, s.marks, s.counts) n
     order by s.agent_id, s.name, s.day, s.metric_type, s.tags
    on conflict on constraint agent_metrics_daily_one_per_day do update
       set points = d.points + excluded.points,
           total = d.total + excluded.total,
           lowest = least(d.lowest, excluded.lowest),
           highest = greatest(d.highest, excluded.highest),
           newest = case when excluded.newest_at >= d.newest_at then excluded.newest else d.newest end,
           newest_at = greatest(d.newest_at, excluded.newest_at),
           (width, marks, counts) = (select n.width, n.marks, n.counts
                                       from merged_marks(greatest(d.width, excluded.width), d.marks || excluded.marks,
                                                         d.counts || excluded.counts) n)
    returning 1
  )
  select (select count(*) from gone), (select count(*) from kept) into points, days;
  return next;
end
$function$;
alter function roll_up_metrics(p_tenant uuid, p_points integer) owner to waymark_eraser;
comment on function roll_up_metrics(p_tenant uuid, p_points integer) is 'Makes days of so many old points at most, of one tenant: the first from p_tenant on that has some. Which that was, and how many points went into how many days; no row once there are none. The points leave in the same transaction, so each counts once, whenever it is killed and however many run at once. Runs as waymark_eraser.';

create or replace function public.rollback_answer(p_rollback rollbacks, p_project text)
 returns json
 language sql
 immutable parallel safe
return json_build_object('id', (p_rollback).id, 'project', p_project, 'kind', (p_rollback).kind, 'to_step_number', (p_rollback).to_step_number, 'deactivated_count', (p_rollback).deactivated_count, 'first_step_number', (p_rollback).first_step_number, 'last_step_number', (p_rollback).last_step_number, 'git', json_build_object('reset_to', (p_rollback).git_reset_to, 'step_number', (p_rollback).git_step_number), 'snapshot_id', (p_rollback).snapshot_id, 'checkpoint_id', (p_rollback).checkpoint_id, 'reason', (p_rollback).reason, 'rolled_back_by', (p_rollback).rolled_back_by, 'created_at', (p_rollback).created_at, 'undone_at', (p_rollback).undone_at, 'undone_by', (p_rollback).undone_by);

create or replace function public.sample_storage()
 returns bigint
 language plpgsql
as $function$
declare
  v_today constant date := (waymark_now() at time zone 'UTC')::date;
  v_count bigint;
begin
  insert into storage_samples (sampled_on, table_name, size_bytes, live_rows, sampled_at)
  select v_today, t.table_name, t.size_bytes, t.live_rows, waymark_now()
    from table_sizes() t
  on conflict do nothing;
  get diagnostics v_count = row_count;
  delete from storage_samples where sampled_on < v_today - 90;
  return v_count;
end
$function$;
comment on function sample_storage() is 'Keeps what the tables take, once a day, and forgets what was kept 90 days ago; answers how many rows it kept.';

create or replace function public.save_items(v conversations, p_items json, p_at timestamp with time zone, out added integer, out changed integer)
 returns record
 language plpgsql
as $function$
begin
  with given as materialized (
    select i.id, i.new_id, i.source, i.context_type, convert_to(i.content, 'UTF8') as content, i.relevance_score,
           coalesce(i.metadata, '{}') as metadata, coalesce(i.created_at, p_at) as created_at, i.place
      from rows from (json_to_recordset(p_items) as (
             id uuid, new_id uuid, source text, context_type text, content text, relevance_score numeric, metadata jsonb,
             created_at timestamptz)) with ordinality as i (id, new_id, source, context_type, content, relevance_score, metadata,
             created_at, place)
  ), matched as materialized (
    -- an item without an id is the one of equal content, each stored one once
    select g.*, coalesce(g.id, (
             select s.id from memory_context_items s
              where s.tenant_id = current_tenant() and s.conversation_id = v.id and g.id is null
                and s.source = g.source and s.content = g.content and s.context_type is not distinct from g.context_type
              order by s.id
             offset (select count(*) from given e
                      where e.id is null and e.place < g.place and e.source = g.source and e.content = g.content
                        and e.context_type is not distinct from g.context_type)
              limit 1)) as stored_id
      from given g
  ), updated as (
    update memory_context_items s
       set source = m.source, context_type = m.context_type, content = m.content, relevance_score = m.relevance_score, metadata = m.metadata
      from matched m
     where s.tenant_id = current_tenant() and s.conversation_id = v.id and s.id = m.stored_id
       and (s.source, s.context_type, s.content, s.relevance_score, s.metadata)
           is distinct from (m.source, m.context_type, m.content, m.relevance_score, m.metadata)
    returning s.id
  ), inserted as (
    insert into memory_context_items (id, conversation_id, source, context_type, content, relevance_score, metadata, created_at)
    select coalesce(m.id, m.new_id), v.id, m.source, m.context_type, m.content, m.relevance_score, m.metadata, m.created_at
      from matched m
     where not exists (select from memory_context_items s
                        where s.tenant_id = current_tenant() and s.conversation_id = v.id and s.id = m.stored_id)
    returning id
  )
  select (select count(*) from inserted), (select count(*) from updated) into added, changed;
end
$function$;
comment on function save_items(v conversations, p_items json, p_at timestamp with time zone, out added integer, out changed integer) is 'Adds the context items that the conversation does not have and changes those that differ; what is not given stays. An item is known by its id, or without one by source, type and content.';

create or replace function public.save_state(p_external_id text, p_body json, p_expected bigint)
 returns table(id uuid, external_id text, agent_id uuid, agent text, user_id text, user_input text, focus_areas text, step_count bigint, last_tool_result bytea, metadata text, message_count integer, version bigint, created_at timestamp with time zone, updated_at timestamp with time zone, size_bytes bigint, items_added integer, items_changed integer)
 language plpgsql
as $function$
#variable_conflict use_column
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_expected_count constant integer := p_body ->> 'message_count';
  v_from constant integer := p_body ->> 'remove_from';
  v_count constant integer := coalesce((p_body ->> 'count')::integer, 0);
  v conversations;
  v_message messages;
  v_revised messages;
  v_given record;
  v_removed integer := 0;
  v_changed json[] := '{}';
  v_added integer := 0;
  v_altered integer := 0;
begin
  if v_expected_count is null then
    if p_expected is not null then
      perform problem('not-found', 'there is no such conversation');
    end if;
    v := new_conversation(p_external_id, p_body -> 'conversation');
    if v.id is null then
      if conversation_of(p_external_id) is not null then
        raise exception 'the conversation has just been made' using errcode = 'WM001';
      end if;
    end if;
  else
    v := locked_conversation(p_external_id);
    if p_expected <> v.version then
      perform problem('version-mismatch', 'the conversation has another version', json_build_object('current_version', v.version));
    end if;
    if (p_body ->> 'compared')::boolean
       and (v.next_position - 1 <> v_expected_count or encode(v.messages_digest, 'hex') is distinct from p_body ->> 'messages_digest') then
      raise exception 'messages came while the state was compared' using errcode = 'WM001';
    end if;
    v := changed_conversation(v, p_body -> 'conversation');
  end if;

  if v_from is not null then
    v_removed := remove_messages(v, v_from);
    perform audit_in_conversation(v.id, v_at, 'messages.removed', 'conversation', v.id,
      json_build_object('position', v_from, 'count', v_removed));
    update conversations set next_position = v_from, messages_digest = null, updated_at = v_at
     where tenant_id = current_tenant() and id = v.id
    returning * into v;
  end if;

  for v_given in select (c ->> 'position')::integer as position, c as body from json_array_elements(p_body -> 'changed') c order by 1 loop
    select * into strict v_message from messages m
     where m.tenant_id = current_tenant() and m.conversation_id = v.id and m.position = v_given.position for no key update;
    v_revised := revised_message(v_message, v_given.body, v_at);
    if v_revised.version_number > v_message.version_number then
      v_changed := v_changed || json_build_object('id', v_message.id, 'version_number', v_revised.version_number,
        'digest', v_given.body ->> 'digest');
    end if;
  end loop;
  if cardinality(v_changed) > 0 then
    perform audit_in_conversation(v.id, v_at, 'messages.changed', 'conversation', v.id, array_to_json(v_changed));
    select * into strict v from conversations where tenant_id = current_tenant() and id = v.id;
  end if;

  if p_body -> 'items' is not null then
    select s.added, s.changed into v_added, v_altered from save_items(v, p_body -> 'items', v_at) s;
    if v_added + v_altered > 0 then
      perform audit_in_conversation(v.id, v_at, 'context_items.saved', 'conversation', v.id,
        json_build_object('added', v_added, 'changed', v_altered, 'digest', p_body ->> 'items_digest'));
      select * into strict v from conversations where tenant_id = current_tenant() and id = v.id;
    end if;
  end if;

  if v_count > 0 then
    if (p_body ->> 'plain')::boolean then
      perform insert_plain_messages(v, p_body -> 'messages', v_at);
    else
      perform insert_messages(v, p_body -> 'messages', v_at, '/messages/#', (p_body ->> 'first')::integer);
    end if;
    update conversations
       set next_position = v.next_position + v_count,
           messages_digest = case when p_body ->> 'whole_digest' is not null then decode(p_body ->> 'whole_digest', 'hex')
             when cardinality(v_changed) = 0 then digest_of_messages(v.messages_digest, v.next_position, decode(p_body ->> 'digests', 'hex')) end,
           updated_at = v_at,
           audit_head = audit_append(v.audit_head, v.audit_count, v.id, v_at, 'messages.appended', 'conversation', v.id,
             json_build_object('position', v.next_position, 'count', v_count), p_body ->> 'digest'),
           audit_count = v.audit_count + 1
     where tenant_id = current_tenant() and id = v.id;
  elsif p_body ->> 'whole_digest' is distinct from encode(v.messages_digest, 'hex')
        and (p_body ->> 'whole_digest' is not null or cardinality(v_changed) > 0) then
    update conversations set messages_digest = decode(p_body ->> 'whole_digest', 'hex'), updated_at = v_at
     where tenant_id = current_tenant() and id = v.id;
  end if;
  return query
    select r.id, r.external_id, r.agent_id, r.agent, r.user_id, r.user_input, r.focus_areas, r.step_count, r.last_tool_result, r.metadata,
           r.message_count, r.version, r.created_at, r.updated_at, r.size_bytes::bigint, v_added, v_altered
      from conversation_rows r
     where r.id = v.id;
end
$function$;
comment on function save_state(p_external_id text, p_body json, p_expected bigint) is 'Writes what Java has found to be new or changed against the head that the body names; should that have moved since, nothing is written and the call is made again.';

create or replace function public.schema_version()
 returns integer
 language sql
 stable
return (select max((flyway_schema_history.version)::integer) as max from flyway_schema_history where (flyway_schema_history.success and (flyway_schema_history.version is not null)));
comment on function schema_version() is 'The number of the newest migration.';

create or replace function public.schemas_of(p_agent uuid, p_partitions json)
 returns jsonb
 language sql
 stable
as $function$
  select jsonb_object_agg(s.partition, encode(s.digest, 'hex'))
    from state_schemas s
   where s.tenant_id = current_tenant() and s.agent_id = p_agent and p_partitions ->> s.partition is not null
$function$;
comment on function schemas_of(p_agent uuid, p_partitions json) is 'The digests of the schemas that these partitions of an agent must fit; null when there is none.';

create or replace function public.seal_messages(p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea)
 returns boolean
 language plpgsql
as $function$
declare
  v_first constant integer := p_segment ->> 'first_position';
  v_last constant integer := p_segment ->> 'last_position';
begin
  perform from conversations where tenant_id = current_tenant() and id = p_conversation for no key update;
  if not found then
    return false;
  end if;
  -- it must be made of what is there: every live row between, as it is now, and every segment
  if exists (
    select from (select m.position, m.xmin::text::bigint as row_version
                   from messages m
                  where m.tenant_id = current_tenant() and m.conversation_id = p_conversation and m.position between v_first and v_last) there
      full join (select (r.value ->> 0)::integer as position, (r.value ->> 1)::bigint as row_version
                   from json_array_elements(p_segment -> 'rows') r) made_of on made_of.position = there.position
     where made_of.row_version is distinct from there.row_version)
  or exists (
    select from (select s.first_position, s.last_position, encode(s.digest, 'hex') as digest
                   from message_segments s
                  where s.tenant_id = current_tenant() and s.conversation_id = p_conversation
                    and s.first_position <= v_last and s.last_position >= v_first) there
      full join (select (r.value ->> 0)::integer as first_position, r.value ->> 1 as digest
                   from json_array_elements(p_segment -> 'segments') r) made_of on made_of.first_position = there.first_position
     where made_of.digest is distinct from there.digest or there.first_position < v_first or there.last_position > v_last)
  then
    return false;
  end if;
  delete from message_segments s
   where s.tenant_id = current_tenant() and s.conversation_id = p_conversation and s.first_position between v_first and v_last;
  delete from messages m
   where m.tenant_id = current_tenant() and m.conversation_id = p_conversation and m.position between v_first and v_last;
  insert into message_segments (conversation_id, first_position, last_position, content_bytes, digest, body, figures, language, signature)
  values (p_conversation, v_first, v_last, (p_segment ->> 'content_bytes')::integer, p_digest, p_body, (p_segment -> 'figures')::jsonb,
          p_segment ->> 'language', p_signature);
  return true;
end
$function$;
comment on function seal_messages(p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea) is 'Puts a segment in the place of the rows and segments that it was made of; false, and nothing is done, when one of them is not as it was. p_segment: {"first_position", "last_position", "content_bytes", "language", "figures", "rows": [[position, row_version], …], "segments": [[first_position, "<hex digest>"], …]}.';

create or replace function public.searchable(p_embedding real[])
 returns real[]
 language plpgsql
 stable
as $function$
begin
  if cardinality(p_embedding) <> embedding_dimensions() then
    perform refuse_reference('/embedding', 'size',
      format('must have %s numbers, and has %s', embedding_dimensions(), cardinality(p_embedding)));
  end if;
  return p_embedding;
end
$function$;
comment on function searchable(p_embedding real[]) is 'The embedding, when it has as many numbers as those of the tenant; else 422.';

create or replace function public.searchable_json(p_content text, p_tools text)
 returns json
 language sql
 immutable parallel safe
return (select (regexp_replace(regexp_replace(case when (strpos(j.given, '\u0000'::text) = 0) then j.given else regexp_replace(j.given, '(?<!\\)((?:\\\\)*)\\u0000'::text, '\1\\ufffd'::text, 'g'::text) end, '"type":"(?:text|structured|multimodal|tool_result|tool_use|function|image|image_url|input_text|output_text)"'::text, '"type":null'::text, 'g'::text), '"data:[^"\\]{100,}"'::text, 'null'::text, 'g'::text))::json as regexp_replace from (select concat('[', searchable_json.p_content, case when (searchable_json.p_tools is not null) then ','::text else null::text end, searchable_json.p_tools, ']') as given) j);
comment on function searchable_json(p_content text, p_tools text) is 'What a message says, as it is searched: U+0000 as U+FFFD, without the words for kinds of content and without files written out. The arguments are canonical JSON.';

create or replace function public.searchable_text(p_stored bytea)
 returns text
 language sql
 stable parallel safe
return case when is_encrypted(p_stored) then 'null'::text else convert_from(p_stored, 'UTF8'::name) end;
comment on function searchable_text(p_stored bytea) is 'A value as full text looks at it: nothing where it is encrypted.';

create or replace function public.sections_json(p_snapshot system_state_snapshots)
 returns text
 language sql
 immutable parallel safe
return (select (('{'::text || string_agg(format('"%s":"%s"'::text, t.section, encode(t.digest, 'hex'::text)), ','::text order by (t.section collate "C"))) || '}'::text) from (values ('system_info'::text,(sections_json.p_snapshot).system_info), ('services_status'::text,(sections_json.p_snapshot).services_status), ('packages_installed'::text,(sections_json.p_snapshot).packages_installed), ('network_connections'::text,(sections_json.p_snapshot).network_connections), ('file_system_state'::text,(sections_json.p_snapshot).file_system_state), ('process_list'::text,(sections_json.p_snapshot).process_list), ('resource_usage'::text,(sections_json.p_snapshot).resource_usage)) t(section, digest) where (t.digest is not null));

create or replace function public.segments_between(p_conversation uuid, p_from integer, p_to integer, p_forward boolean, p_segments integer, p_bytes bigint, p_language regconfig, p_query tsquery)
 returns setof stored_messages
 language plpgsql
 stable
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v_lexemes text[];
  v_hashes bytea[];
  v_loose tsquery;
begin
  if p_query is not null then
    select q.lexemes, q.hashes, q.loose into v_lexemes, v_hashes, v_loose from signature_question(p_query) q;
  end if;
  return query
  with forward as (
    select f.*
      from message_segments f
     where p_forward
       and f.tenant_id = current_tenant() and f.conversation_id = p_conversation and f.first_position <= p_to and f.last_position >= p_from
       and (p_query is null or (f.language <> p_language::text or signature_may_match(f.signature, v_lexemes, v_hashes, v_loose))
            and not is_encrypted(substr(f.body, 1, 1)))
     order by f.first_position
     limit p_segments + 1
  ), backward as (
    select f.*
      from message_segments f
     where not p_forward
       and f.tenant_id = current_tenant() and f.conversation_id = p_conversation and f.first_position <= p_to and f.last_position >= p_from
       and (p_query is null or (f.language <> p_language::text or signature_may_match(f.signature, v_lexemes, v_hashes, v_loose))
            and not is_encrypted(substr(f.body, 1, 1)))
     order by f.first_position desc
     limit p_segments + 1
  )
  select null::uuid, s.conversation_id, case when p_forward then s.first_position else s.last_position end,
         null::uuid, null::uuid, null::text, null::text, null::uuid, null::text, null::text, null::bytea, null::bytea, null::integer, null::text,
         null::uuid, null::text, null::text, null::text, null::bigint, null::bigint, null::bigint, null::numeric(14, 6), null::bigint,
         null::integer, null::text, null::text, null::timestamptz, null::timestamptz, null::integer,
         s.first_position, s.last_position, s.content_bytes, s.digest,
         case when s.ordinal = 1 or s.ordinal <= p_segments and s.bytes <= p_bytes then s.body end,
         (select string_agg(m.position::text, ',') from messages m
           where m.tenant_id = current_tenant() and m.conversation_id = s.conversation_id
             and m.position between s.first_position and s.last_position)
    from (select f.*, row_number() over w as ordinal, sum(f.content_bytes) over w as bytes
            from (select * from forward union all select * from backward) f
          window w as (order by case when p_forward then f.first_position else -f.first_position end)) s;
end
$function$;
comment on function segments_between(p_conversation uuid, p_from integer, p_to integer, p_forward boolean, p_segments integer, p_bytes bigint, p_language regconfig, p_query tsquery) is 'The segments with messages between two positions, from the first on, or from the last; at most p_segments with about p_bytes, and then one without a body.';

create or replace function public.session_idle_time(p_settings jsonb)
 returns interval
 language sql
 immutable parallel safe
return ((case when (jsonb_typeof((p_settings -> 'session_idle_ms'::text)) = 'number'::text) then greatest(((p_settings ->> 'session_idle_ms'::text))::numeric, (1000)::numeric) else (86400000)::numeric end)::double precision * '00:00:00.001'::interval);
comment on function session_idle_time(p_settings jsonb) is 'How long an active session may be idle: session_idle_ms of the tenant''s settings, at least a second; a day where it says nothing.';

create or replace function public.session_may_move(p_from text, p_to text)
 returns boolean
 language sql
 immutable parallel safe
return case when (p_from = any (array['completed'::text, 'abandoned'::text])) then false when (p_to = p_from) then true when (p_to = 'paused'::text) then (p_from = 'active'::text) when (p_to = 'active'::text) then (p_from = 'paused'::text) else (p_to = any (array['completed'::text, 'abandoned'::text])) end;
comment on function session_may_move(p_from text, p_to text) is 'active and paused alternate; either ends as completed or abandoned, and then nothing moves.';

create or replace function public.set_last_active_step(p_project uuid)
 returns void
 language sql
as $function$
  update projects
     set last_active_step_id = (
           select s.id from command_steps s
            where s.tenant_id = current_tenant() and s.project_id = p_project and s.active
            order by s.step_number desc limit 1)
   where tenant_id = current_tenant() and id = p_project
$function$;

create or replace function public.settle_erased_messages(v erasures, p_conversation uuid, p_ids uuid[], p_positions integer[], p_at timestamp with time zone)
 returns jsonb
 language plpgsql
as $function$
declare
  v_events constant audit_events[] := array(
    select e from audit_events e
     where e.tenant_id = current_tenant() and e.chain_id = p_conversation and e.detail is not null
       and (e.subject_id = any (p_ids)
            or e.action = 'messages.changed'
               and exists (select from json_array_elements(case json_typeof(e.detail) when 'array' then e.detail end) c
                            where (c.value ->> 'id')::uuid = any (p_ids))
            or e.action = 'messages.appended'
               and exists (select from unnest(p_positions) p (position)
                            where p.position >= (e.detail ->> 'position')::integer
                              and p.position < (e.detail ->> 'position')::integer + (e.detail ->> 'count')::integer)));
  v_rows integer;
begin
  delete from message_versions where tenant_id = current_tenant() and message_id = any (p_ids);
  get diagnostics v_rows = row_count;
  perform forget_events(v.id, v_events);
  update conversations set messages_digest = null where tenant_id = current_tenant() and id = p_conversation;
  perform audit_in_conversation(p_conversation, p_at, 'messages.erased', 'conversation', p_conversation,
    json_build_object('erasure', v.id, 'positions', array_to_json(p_positions)));
  return counted(counted('{}', 'message_versions', v_rows), 'audit_events', cardinality(v_events));
end
$function$;
comment on function settle_erased_messages(v erasures, p_conversation uuid, p_ids uuid[], p_positions integer[], p_at timestamp with time zone) is 'What goes with messages of a locked conversation that were blanked: their versions, and what their audit told.';

create or replace function public.settle_sealing(p_conversation uuid)
 returns void
 language plpgsql
as $function$
declare
  v_updated_at timestamptz;
begin
  select updated_at into v_updated_at from conversations where tenant_id = current_tenant() and id = p_conversation for no key update;
  if not found then
    return;
  end if;
  delete from sealing_notes n
   where n.tenant_id = current_tenant() and n.conversation_id = p_conversation
     and (select count(*) from (select from messages m
                                 where m.tenant_id = current_tenant() and m.conversation_id = p_conversation limit 2) l) < 2;
  update sealing_notes
     set due_at = greatest(v_updated_at + interval '61 minutes', waymark_now() + interval '1 minute')
   where tenant_id = current_tenant() and conversation_id = p_conversation;
end
$function$;
comment on function settle_sealing(p_conversation uuid) is 'Whoever has sealed what was due says so: the note goes once none but the newest message is live, else the conversation is looked at again when it may be idle.';

create or replace function public.shared_state_of(p_thread text, p_to_change boolean, p_new_id uuid, p_at timestamp with time zone)
 returns shared_states
 language plpgsql
as $function$
declare
  v shared_states;
begin
  for attempt in 1 .. 2 loop
    if p_to_change then
      select * into v from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for no key update;
    else
      select * into v from shared_states where tenant_id = current_tenant() and thread_hash = name_hash(p_thread) for key share;
    end if;
    if found then
      return v;
    end if;
    insert into shared_states (id, thread, valid_from, created_at) values (p_new_id, p_thread, '-infinity', p_at)
    on conflict on constraint shared_states_thread_unique do nothing;
  end loop;
  raise exception 'the shared state was forgotten under this request' using errcode = 'WM001';
end
$function$;
comment on function shared_state_of(p_thread text, p_to_change boolean, p_new_id uuid, p_at timestamp with time zone) is 'What the agents of a thread name share, made when it is new; locked against others who change it, or only against its being forgotten.';

create or replace function public.signature_has(p_signature bytea, p_hash bytea)
 returns boolean
 language sql
 immutable parallel safe strict
return ((get_bit(p_signature, ((((get_byte(p_hash, 0) * 256) + get_byte(p_hash, 1)) % (8 * octet_length(p_signature))))::bigint) = 1) and (get_bit(p_signature, ((((get_byte(p_hash, 2) * 256) + get_byte(p_hash, 3)) % (8 * octet_length(p_signature))))::bigint) = 1) and (get_bit(p_signature, ((((get_byte(p_hash, 4) * 256) + get_byte(p_hash, 5)) % (8 * octet_length(p_signature))))::bigint) = 1) and (get_bit(p_signature, ((((get_byte(p_hash, 6) * 256) + get_byte(p_hash, 7)) % (8 * octet_length(p_signature))))::bigint) = 1));
comment on function signature_has(p_signature bytea, p_hash bytea) is 'Whether a word may be in what a signature was made of; false is certain. p_hash: SHA-256 of the lexeme. WordSignature makes signatures.';

create or replace function public.signature_may_match(p_signature bytea, p_lexemes text[], p_hashes bytea[], p_loose tsquery)
 returns boolean
 language sql
 immutable
return ((p_loose is null) or (array_to_tsvector(array(select l.lexeme from unnest(signature_may_match.p_lexemes, signature_may_match.p_hashes) l(lexeme, hash) where signature_has(signature_may_match.p_signature, l.hash))) @@ p_loose));
comment on function signature_may_match(p_signature bytea, p_lexemes text[], p_hashes bytea[], p_loose tsquery) is 'Whether messages with this signature may be found; false is certain. The other arguments are signature_question()''s.';

create or replace function public.signature_question(p_query tsquery, out lexemes text[], out hashes bytea[], out loose tsquery)
 returns record
 language plpgsql
 immutable
as $function$
declare
  v_text constant text := querytree(p_query);
begin
  -- a query that says only what must not be there narrows nothing
  if v_text in ('', 'T') then
    return;
  end if;
  -- lexemes as they are, and "followed by" as "and": a signature knows no places
  select tsvector_to_array(string_agg(t.token[1], ' ')::tsvector),
         string_agg(coalesce(t.token[1], case when t.token[2] is not null then '&' else t.token[3] end), '' order by t.place)::tsquery
    into lexemes, loose
    from regexp_matches(v_text, '(''(?:[^'']|'''')*'')|(<(?:-|\d+)>)|(.)', 'g') with ordinality as t (token, place);
  hashes := array(select sha256(convert_to(l.lexeme, 'UTF8')) from unnest(lexemes) with ordinality as l (lexeme, place) order by l.place);
end
$function$;
comment on function signature_question(p_query tsquery, out lexemes text[], out hashes bytea[], out loose tsquery) is 'What to ask signatures for a query: its lexemes, and a query over those that can only be true more often. Nulls where nothing can be asked.';

create or replace function public.size_of(p_digest bytea)
 returns integer
 language sql
 stable parallel safe
return coalesce((select d.size_bytes from documents d where ((d.tenant_id = current_tenant()) and (d.digest = size_of.p_digest))), (select p.size_bytes from packed_documents p where ((p.tenant_id = current_tenant()) and (p.digest = size_of.p_digest))), 0);
comment on function size_of(p_digest bytea) is 'What the canonical JSON of that document weighs; nothing for the empty object.';

create or replace function public.snapshot_before(p_step command_steps)
 returns uuid
 language sql
 stable
as $function$
  select id
    from ((select 1 as choice, b.id, b.created_at
             from system_state_snapshots b
            where b.tenant_id = current_tenant() and b.step_id = p_step.id and b.snapshot_type = 'before_step')
          union all
          (select 2, a.id, a.created_at
             from command_steps s
             join system_state_snapshots a on a.tenant_id = s.tenant_id and a.step_id = s.id and a.snapshot_type = 'after_step'
            where s.tenant_id = current_tenant() and s.project_id = p_step.project_id and s.active and s.step_number < p_step.step_number
            order by s.step_number desc
            limit 1)
          union all
          (select 2, b.id, b.created_at
             from system_state_snapshots b
            where b.tenant_id = current_tenant() and b.command_id = p_step.command_id and b.snapshot_type = 'baseline'
              and b.position < p_step.position)) found
   order by choice, created_at desc
   limit 1
$function$;
comment on function snapshot_before(p_step command_steps) is 'What the system looked like before a step: its own snapshot, else the newer of the nearest earlier active step''s after it and its command''s baseline.';

create or replace function public.speaking_agent(p_name text, p_new_id uuid, p_at timestamp with time zone)
 returns uuid
 language plpgsql
as $function$
begin
  if p_name is not null and current_end_user() is not null
     and not exists (select from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name)) then
    perform problem('forbidden', 'this key acts for an end user and registers no agent');
  end if;
  return ensure_agent(p_name, p_new_id, p_at);
end
$function$;
comment on function speaking_agent(p_name text, p_new_id uuid, p_at timestamp with time zone) is 'The agent of that name, registered when it is new and the key is not an end user''s; without a name, the agent that a restricted key is for.';

create or replace function public.speaking_user(p_user text)
 returns text
 language plpgsql
 stable
as $function$
begin
  if p_user <> current_end_user() then
    perform problem('forbidden', 'this key acts for another end user');
  end if;
  return coalesce(p_user, current_end_user());
end
$function$;
comment on function speaking_user(p_user text) is 'The end user who is named; without a name, the one that a restricted key is for.';

create or replace function public.state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea)
 returns bytea
 language sql
 immutable parallel safe
return sha256(convert_to((((((((('{"local_state":"'::text || encode(p_local, 'hex'::text)) || '","persistent_state":"'::text) || encode(p_persistent, 'hex'::text)) || '","session_state":"'::text) || encode(p_session, 'hex'::text)) || '","shared_state":"'::text) || encode(p_shared, 'hex'::text)) || '"}'::text), 'UTF8'::name));
comment on function state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea) is 'SHA-256 of the canonical JSON object that has the hex digest of each partition under its name.';

create or replace function public.state_of(p_thread uuid, p_version bigint, p_bodies text[])
 returns table(id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text, local_digest text, shared_digest text, session_digest text, persistent_digest text, local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea, modification_count bigint, valid_from timestamp with time zone, valid_until timestamp with time zone, created_at timestamp with time zone, transition_id uuid, schemas text)
 language sql
 stable
as $function$
  select v.id, v.agent_id, a.name, t.thread, v.version, encode(v.state_hash, 'hex'),
         encode(v.local_state, 'hex'), encode(v.shared_state, 'hex'), encode(v.session_state, 'hex'), encode(v.persistent_state, 'hex'),
         case when 'local_state' = any (p_bodies) then body_of(v.local_state) end,
         case when 'shared_state' = any (p_bodies) then body_of(v.shared_state) end,
         case when 'session_state' = any (p_bodies) then body_of(v.session_state) end,
         case when 'persistent_state' = any (p_bodies) then body_of(v.persistent_state) end,
         v.modification_count, v.valid_from, v.valid_until, v.created_at, v.transition_id, null::text
    from state_versions(p_thread, p_version, p_version, 1) v
    join threads t on t.tenant_id = current_tenant() and t.id = p_thread
    join agents a on a.tenant_id = current_tenant() and a.id = v.agent_id
$function$;
comment on function state_of(p_thread uuid, p_version bigint, p_bodies text[]) is 'One version of a thread''s state, with the bodies of the partitions named.';

create or replace function public.state_transition_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint)
 returns table(id uuid, from_state_id uuid, to_state_id uuid, from_version bigint, to_version bigint, transition_type text, trigger text, changed_by uuid, created_at timestamp with time zone, rollback_available boolean, local_before bytea, local_after bytea, shared_before bytea, shared_after bytea, session_before bytea, session_after bytea, persistent_before bytea, persistent_after bytea, size_bytes bigint)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select p.transition_id, p.before_id, p.id, p.before_version, p.version, p.transition_type, p.trigger, p.changed_by, p.created_at,
           p.before_id is not null and not exists (
             select from state_transitions u
              where u.tenant_id = current_tenant() and u.thread_id = v_thread and u.undoes_id = p.transition_id),
           case when p.local_before <> p.local_state then body_of(p.local_before) end,
           case when p.local_before is distinct from p.local_state then body_of(p.local_state) end,
           case when p.shared_before <> p.shared_state then body_of(p.shared_before) end,
           case when p.shared_before is distinct from p.shared_state then body_of(p.shared_state) end,
           case when p.session_before <> p.session_state then body_of(p.session_before) end,
           case when p.session_before is distinct from p.session_state then body_of(p.session_state) end,
           case when p.persistent_before <> p.persistent_state then body_of(p.persistent_before) end,
           case when p.persistent_before is distinct from p.persistent_state then body_of(p.persistent_state) end,
           p.size_bytes
      from (select v.*, b.id as before_id, b.version as before_version, b.local_state as local_before, b.shared_state as shared_before,
                   b.session_state as session_before, b.persistent_state as persistent_before,
                   w.size_bytes, sum(w.size_bytes) over (order by v.version desc) - w.size_bytes as bytes_before
              from state_versions(v_thread, 1, p_before - 1, p_rows) v
              left join lateral state_versions(v_thread, v.version - 1, v.version - 1, 1) b on true
             cross join lateral (
               select (1000 + coalesce(octet_length(v.trigger), 0) + coalesce(sum(size_of(t.digest) + coalesce(size_of(t.digest_before), 0)), 0))::bigint as size_bytes
                 from (values (v.local_state, b.local_state), (v.shared_state, b.shared_state),
                              (v.session_state, b.session_state), (v.persistent_state, b.persistent_state)) as t (digest, digest_before)
                where t.digest is distinct from t.digest_before) w) p
     where p.bytes_before < p_budget
     order by p.version desc;
end
$function$;
comment on function state_transition_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint) is 'What led to the versions before a number, newest first, with the bodies of the partitions that differ; as many as weigh no more than the budget.';

create or replace function public.state_version_at(p_thread uuid, p_at timestamp with time zone)
 returns bigint
 language sql
 stable
as $function$
  select o.version + coalesce((select s.version - o.shared_version
                                 from shared_state_versions s
                                where s.tenant_id = current_tenant() and s.shared_id = o.shared_id
                                  and s.version > o.shared_version
                                  and (o.last_version is null or s.version <= o.shared_version + o.last_version - o.version)
                                  and s.valid_from <= p_at
                                order by s.version desc
                                limit 1), 0)
    from (select s.* from agent_states s
           where s.tenant_id = current_tenant() and s.thread_id = p_thread and s.valid_from <= p_at
           order by s.valid_from desc
           limit 1) o
$function$;

create or replace function public.state_version_now(p_thread uuid)
 returns bigint
 language sql
 stable
as $function$
  select o.version + h.version - o.shared_version
    from agent_states o
    join shared_states h on h.tenant_id = o.tenant_id and h.id = o.shared_id
   where o.tenant_id = current_tenant() and o.thread_id = p_thread and o.valid_until is null
$function$;

create or replace function public.state_version_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint, p_bodies text[])
 returns table(id uuid, agent_id uuid, agent text, thread text, version bigint, state_hash text, local_digest text, shared_digest text, session_digest text, persistent_digest text, local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea, modification_count bigint, valid_from timestamp with time zone, valid_until timestamp with time zone, created_at timestamp with time zone, transition_id uuid, schemas text)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
declare
  v_thread constant uuid := (thread_of(p_agent, p_thread)).id;
begin
  return query
    select s.*
      from (select v.version, b.size_bytes, sum(b.size_bytes) over (order by v.version desc) - b.size_bytes as bytes_before
              from state_versions(v_thread, 1, p_before - 1, p_rows) v
             cross join lateral (
               select (1000 + octet_length(p_agent) + octet_length(p_thread) + coalesce(sum(size_of(t.digest)), 0))::bigint as size_bytes
                 from (values ('local_state', v.local_state), ('shared_state', v.shared_state),
                              ('session_state', v.session_state), ('persistent_state', v.persistent_state)) as t (name, digest)
                where t.name = any (p_bodies)) b) w
     cross join lateral state_of(v_thread, w.version, p_bodies) s
     where w.bytes_before < p_budget
     order by w.version desc;
end
$function$;
comment on function state_version_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint, p_bodies text[]) is 'The versions of a state before a number, newest first, as many as weigh no more than the budget.';

create or replace function public.state_versions(p_thread uuid, p_first bigint, p_last bigint, p_rows integer)
 returns table(id uuid, agent_id uuid, version bigint, state_hash bytea, local_state bytea, shared_state bytea, session_state bytea, persistent_state bytea, modification_count bigint, valid_from timestamp with time zone, valid_until timestamp with time zone, created_at timestamp with time zone, transition_id uuid, transition_type text, trigger text, changed_by uuid)
 language sql
 stable
as $function$
  select v.id, o.agent_id, o.version + v.later,
         case v.later when 0 then o.state_hash
              else state_hash(o.local_state, o.persistent_state, o.session_state, v.shared_state) end,
         o.local_state, v.shared_state, o.session_state, o.persistent_state, o.modification_count, v.valid_from,
         -- until the next that another agent made, or the agent's own
         coalesce((select greatest(o.valid_from, n.valid_from)
                     from shared_state_versions n
                    where n.tenant_id = current_tenant() and n.shared_id = o.shared_id
                      and n.version = o.shared_version + v.later + 1
                      and (o.last_version is null or o.version + v.later < o.last_version)), o.valid_until),
         v.created_at, v.transition_id, v.transition_type, v.trigger, v.changed_by
    from (select s.*
            from agent_states s
           where s.tenant_id = current_tenant()
             and s.thread_id = p_thread
             and s.version <= p_last
             and (s.last_version is null or s.last_version >= p_first)
           order by s.version desc
           limit p_rows) o
   cross join lateral (
     select 0::bigint as later, o.id, o.shared_state, o.valid_from, o.created_at,
            t.id as transition_id, t.transition_type, t.trigger, o.agent_id as changed_by
       from state_transitions t
      where t.tenant_id = current_tenant() and t.to_state_id = o.id
     union all
     (select s.version - o.shared_version, s.id, s.digest, greatest(o.valid_from, s.valid_from), s.valid_from,
             s.id, 'update', s.trigger, s.agent_id
        from shared_state_versions s
       where s.tenant_id = current_tenant()
         and s.shared_id = o.shared_id
         and s.version > o.shared_version
         and s.version >= o.shared_version + (p_first - o.version)
         and s.version <= o.shared_version + (least(p_last, coalesce(o.last_version, p_last)) - o.version)
       order by s.version desc
       limit p_rows)
   ) v
   where o.version + v.later between p_first and p_last
   order by o.version + v.later desc
   limit p_rows
$function$;
comment on function state_versions(p_thread uuid, p_first bigint, p_last bigint, p_rows integer) is 'The versions of a thread''s state from one number to another, newest first: those that its agent wrote, and after each those that other agents made of it by changing shared_state.';

create or replace function public.step_may_move(p_from text, p_to text)
 returns boolean
 language sql
 immutable parallel safe
return case when (p_to = p_from) then true when (p_to = any (array['executing'::text, 'skipped'::text])) then (p_from = any (array['pending'::text, 'approved'::text])) when (p_to = any (array['completed'::text, 'failed'::text])) then (p_from = any (array['pending'::text, 'approved'::text, 'executing'::text])) else false end;

create or replace function public.storage_growth()
 returns numeric
 language sql
 stable
begin atomic
 with days as (
          select s.sampled_on,
             min(s.sampled_at) as sampled_at,
             sum(s.size_bytes) as size_bytes
            from storage_samples s
           group by s.sampled_on
         ), growth as (
          select d.sampled_on,
             ((d.size_bytes - lag(d.size_bytes) over w) / ((d.sampled_on - lag(d.sampled_on) over w))::numeric) as bytes
            from days d
           window w as (order by d.sampled_on)
         ), today as (
          select ((waymark_now() at time zone 'UTC'::text))::date as day
         ), usual as (
          select percentile_cont((0.5)::double precision) within group (order by ((g.bytes)::double precision)) as bytes,
             count(g.bytes) as days
            from growth g,
             today t
           where ((g.sampled_on >= (t.day - 14)) and (g.sampled_on <= (t.day - 1)))
         ), recent as (
          select ((t.size_bytes - d.size_bytes) / (extract(epoch from (waymark_now() - d.sampled_at)) / (86400)::numeric)) as bytes
            from ( select days.sampled_on,
                     days.sampled_at,
                     days.size_bytes
                    from days
                   where (days.sampled_at <= (waymark_now() - '1 day'::interval))
                   order by days.sampled_on desc
                  limit 1) d,
             ( select sum(table_sizes.size_bytes) as size_bytes
                    from table_sizes() table_sizes(table_name, size_bytes, live_rows, dead_rows)) t
         )
  select round((((r.bytes)::double precision / greatest(u.bytes, (67108864)::double precision)))::numeric, 2) as round
    from recent r,
     usual u
   where (u.days >= 5);
end;
comment on function storage_growth() is 'How many times the usual day''s growth (the median of two weeks, 64 MiB at least) the last day brought; null until 5 days are known.';

create or replace function public.store_encrypted(p_part text, p_rows json)
 returns integer
 language plpgsql
as $function$
declare
  v_stored integer;
begin
  if p_part = 'messages' then
    update messages m
       set content = stored_bytes(r.first), tools = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text, second text)
     where m.tenant_id = current_tenant() and m.id = r.id and m.xmin::text::bigint = r.row_version;
  elsif p_part = 'message_versions' then
    update message_versions v
       set content = stored_bytes(r.first), tools = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, number integer, row_version bigint, first text, second text)
     where v.tenant_id = current_tenant() and v.message_id = r.id and v.version_number = r.number and v.xmin::text::bigint = r.row_version;
  elsif p_part = 'message_segments' then
    update message_segments s
       set body = decode(r.body, 'base64'), digest = decode(r.digest, 'base64'), signature = decode(r.signature, 'base64'), language = r.language
      from json_to_recordset(p_rows) as r (
        id uuid, number integer, row_version bigint, body text, digest text, signature text, language text)
     where s.tenant_id = current_tenant() and s.conversation_id = r.id and s.first_position = r.number and s.xmin::text::bigint = r.row_version;
  elsif p_part = 'agent_memories' then
    update agent_memories m
       set content = stored_bytes(r.first), search_vector = to_tsvector(text_search_language(), memory_text(stored_bytes(r.first)))
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where m.tenant_id = current_tenant() and m.id = r.id and m.xmin::text::bigint = r.row_version;
  elsif p_part = 'command_steps' then
    -- what is packed is no text
    update command_steps s
       set execution_result = decode(r.first, 'base64')
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where s.tenant_id = current_tenant() and s.id = r.id and s.xmin::text::bigint = r.row_version;
  elsif p_part = 'step_outputs' then
    update step_outputs o
       set stdout = stored_bytes(r.first), stderr = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, number integer, row_version bigint, first text, second text)
     where o.tenant_id = current_tenant() and o.step_id = r.id and o.chunk_index = r.number and o.xmin::text::bigint = r.row_version;
  elsif p_part = 'step_evaluations' then
    update step_evaluations e
       set success_indicators = stored_bytes(r.first), failure_indicators = stored_bytes(r.second), recommendations = stored_bytes(r.third)
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text, second text, third text)
     where e.tenant_id = current_tenant() and e.id = r.id and e.xmin::text::bigint = r.row_version;
  elsif p_part = 'agent_configs' then
    update agent_configs c
       set value = case when left(r.first, 1) <> chr(1) then r.first::jsonb end,
           encrypted_value = case when left(r.first, 1) = chr(1) then stored_bytes(r.first) end
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where c.tenant_id = current_tenant() and c.id = r.id and c.xmin::text::bigint = r.row_version;
  end if;
  get diagnostics v_stored = row_count;
  return v_stored;
end
$function$;
comment on function store_encrypted(p_part text, p_rows json) is 'Puts values in the place of those that they were made of, where these are still there; how many. Nothing else of a row changes: no version, no time.';

create or replace function public.store_evaluations(p_command uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_given constant json := p_body -> 'evaluations';
  v_count constant integer := json_array_length(v_given);
  v_answer json := judged_otherwise(v_given);
  v_command commands;
  v_matches jsonb;
  v_proposals json;
  v_open bigint[];
  v_steps bigint;
  v_detail json;
begin
  if v_answer is not null then
    return query select false, v_answer;
    return;
  end if;
  select c.* into v_command
    from commands c
   where c.tenant_id = current_tenant()
     and c.id = coalesce(p_command, (select s.command_id from command_steps s
                                      where s.tenant_id = current_tenant() and s.id = (v_given -> 0 ->> 'step_id')::uuid));
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  if v_command.adaptive_mode then
    v_matches := matching_remedies(v_given);
  end if;
  if v_matches is not null then
    -- proposals take numbers from the project: its lock comes first
    perform from projects p where p.tenant_id = current_tenant() and p.id = v_command.project_id for no key update;
  end if;
  select * into v_command from commands c where c.tenant_id = current_tenant() and c.id = v_command.id for no key update;
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select count(*), array_agg(s.step_number order by s.step_number) filter (where s.status not in ('completed', 'failed'))
    into v_steps, v_open
    from json_array_elements(v_given) g
    join command_steps s on s.tenant_id = current_tenant() and s.command_id = v_command.id and s.id = (g.value ->> 'step_id')::uuid;
  if v_steps < v_count then
    perform problem('not-found', 'there is no such step');
  end if;
  if v_open is not null then
    perform problem('step-not-executed', format('step S%s has not been executed', v_open[1]), json_build_object('step_numbers', v_open));
  end if;
  if v_matches is not null and not is_final(v_command.status) then
    v_proposals := proposals(v_command, v_given, v_matches, v_at);
  end if;

  perform put_documents(p_body -> 'documents');
  with given as (
    select e.*
      from json_to_recordset(v_given) as e (
        place integer, id uuid, step_id uuid, evaluation_type text, confidence_score numeric, evaluator text,
        success_indicators text, failure_indicators text, state_changes text, recommendations text, digest text)
  ), stored as (
    insert into step_evaluations (id, command_id, step_id, position, evaluation_type, confidence_score, evaluator,
                                  success_indicators, failure_indicators, state_changes, recommendations, proposed_steps, evaluated_at)
    select g.id, v_command.id, g.step_id, v_command.next_position + g.place, g.evaluation_type, g.confidence_score, g.evaluator,
           stored_bytes(g.success_indicators), stored_bytes(g.failure_indicators), decode(g.state_changes, 'hex'),
           stored_bytes(g.recommendations),
           array(select (p.value ->> 'id')::uuid from json_array_elements(coalesce(v_proposals, '[]')) p
                  where (p.value ->> 'evaluation')::bigint = g.place),
           v_at
      from given g
     order by g.place
  )
  select json_agg(json_build_object('id', g.id, 'step_id', g.step_id, 'evaluation_type', g.evaluation_type, 'evaluator', g.evaluator,
           'confidence_score', g.confidence_score, 'digest', g.digest) order by g.place),
         json_agg(json_build_object('id', g.id, 'proposed_steps', array(
           select p.value ->> 'id' from json_array_elements(coalesce(v_proposals, '[]')) p
            where (p.value ->> 'evaluation')::bigint = g.place)) order by g.place)
    into v_detail, v_answer
    from given g;
  update commands
     set next_position = next_position + v_count,
         state_evaluation_count = state_evaluation_count + v_count,
         last_state_evaluation_at = greatest(last_state_evaluation_at, v_at),
         evaluations_left_at = null,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at,
           case when v_count = 1 then 'step.evaluated' else 'steps.evaluated' end,
           case when v_count = 1 then 'step' else 'command' end,
           case when v_count = 1 then (v_given -> 0 ->> 'step_id')::uuid else v_command.id end, v_detail),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;

  v_answer := json_build_object('command_id', v_command.id, 'evaluated_at', v_at, 'remaining', coalesce((p_body ->> 'remaining')::bigint, 0), 'evaluations', v_answer);
  perform keep_answer(v_answer);
  if v_proposals is not null then
    perform record_proposals(v_command.id, v_proposals, v_at);
  end if;
  return query select false, v_answer;
end
$function$;
comment on function store_evaluations(p_command uuid, p_body json) is 'Runs the predicates of 1 to 100 evaluations of one command and, when they come out as assumed, stores these with documents, counters, one audit event and the pending steps that remedies propose; else answers what came out, and nothing is written.';

create or replace function public.stored_bytes(p_text text)
 returns bytea
 language sql
 stable parallel safe
return case when ("left"(p_text, 1) = chr(1)) then decode(substr(p_text, 2), 'base64'::text) else convert_to(p_text, 'UTF8'::name) end;
comment on function stored_bytes(p_text text) is 'What is stored of a value as write functions are given it: JSON text, or U+0001 and the base64 of an encrypted value.';

create or replace function public.stored_message(p_id uuid)
 returns setof stored_messages
 language plpgsql
 stable
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v record;
  v_conversation uuid;
begin
  return query select * from stored_messages m where m.id = p_id;
  if found then
    return;
  end if;
  v := message_place(p_id);
  select i.conversation_id, i.position into v_conversation, v.position
    from message_ids i where i.tenant_id = current_tenant() and i.id = p_id;
  if not found then
    v := message_place(p_id);
    select c.id into v_conversation from conversations c where c.tenant_id = current_tenant() and c.tag = v.tag;
  end if;
  return query
  select s.*
    from conversations c
   cross join lateral segments_between(c.id, v.position, v.position, true, 1, 0, null, null) s
   where c.tenant_id = current_tenant() and c.id = v_conversation;
end
$function$;
comment on function stored_message(p_id uuid) is 'The live message of this id, else the segment that has its place, if the conversation has one there.';

create or replace function public.stored_messages(p_external_id text, p_after bigint, p_before bigint, p_forward boolean, p_role text, p_message_type text, p_session uuid, p_query text, p_rows integer, p_segments integer, p_bytes bigint)
 returns setof stored_messages
 language plpgsql
 stable
 set plan_cache_mode to 'force_generic_plan'
as $function$
declare
  v conversations;
  v_plain constant boolean := p_role is null and p_message_type is null and p_session is null and p_query is null;
  v_from integer;
  v_to integer;
  v_language regconfig;
  v_query tsquery;
  v_live integer;
begin
  select * into v from conversations where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id);
  if not found then
    perform problem('not-found', 'there is no such conversation');
  end if;
  v_from := least(greatest(p_after, 0), v.next_position)::integer + 1;
  v_to := least(greatest(p_before, 1), v.next_position)::integer - 1;
  if v_plain then
    -- every position has a message, so it is known which of them are wanted
    if p_forward then
      v_to := least(v_to, v_from - 1 + p_rows);
    else
      v_from := greatest(v_from, v_to + 1 - p_rows);
    end if;
  end if;
  if p_query is not null then
    v_language := text_search_language();
    v_query := websearch_to_tsquery(v_language, p_query);
    if numnode(v_query) = 0 then
      return;
    end if;
  end if;
  if v_plain then
    return query
    select r.id, r.conversation_id, r.position, r.session_id, r.parent_message_id, r.channel, r.sender_user_id, r.sender_agent_id, r.role,
           r.message_type, r.content, r.tools, r.schema_version, r.memory_refs, r.state_snapshot_id, r.context, r.metadata, r.audit,
           r.prompt_tokens, r.completion_tokens, r.total_tokens, r.cost_usd, r.latency_ms, r.version_number, r.changed_by, r.change_reason,
           r.created_at, r.updated_at, r.size_bytes, r.first_position, r.last_position, r.content_bytes, r.digest, r.body, r.live_positions
      from (select m.*,
                   sum(m.size_bytes) over (order by case when p_forward then m.position else -m.position end) - m.size_bytes as bytes_before
              from stored_messages m
             where m.conversation_id = v.id and m.position between v_from and v_to) r
     where r.bytes_before < p_bytes;
    get diagnostics v_live = row_count;
    -- with all of them live there is no segment to look for
    if v_live <= v_to - v_from then
      return query
      select * from segments_between(v.id, v_from, v_to, p_forward, p_rows, p_bytes, null, null);
    end if;
    return;
  end if;
  return query
  select * from segments_between(v.id, v_from, v_to, p_forward, p_segments, p_bytes, v_language, v_query);
  return query
  -- one of the two runs, in the order of the index, so that what is far away is not looked at
  with forward as (
    select m as message, m.position, m.size_bytes
      from stored_messages m
     where p_forward
       and m.conversation_id = v.id
       and m.position between v_from and v_to
       and (p_role is null or m.role = p_role)
       and (p_message_type is null or m.message_type = p_message_type)
       and (p_session is null or m.session_id = p_session)
       and (v_query is null or message_words(v_language, searchable_text(m.content), searchable_text(m.tools)) @@ v_query
            and not is_encrypted(m.content))
     order by m.position
     limit p_rows
  ), backward as (
    select m as message, m.position, m.size_bytes
      from stored_messages m
     where not p_forward
       and m.conversation_id = v.id
       and m.position between v_from and v_to
       and (p_role is null or m.role = p_role)
       and (p_message_type is null or m.message_type = p_message_type)
       and (p_session is null or m.session_id = p_session)
       and (v_query is null or message_words(v_language, searchable_text(m.content), searchable_text(m.tools)) @@ v_query
            and not is_encrypted(m.content))
     order by m.position desc
     limit p_rows
  ), passing as (
    select * from forward union all select * from backward
  )
  select (k.message).*
    from (select p.message, sum(p.size_bytes) over (order by case when p_forward then p.position else -p.position end) - p.size_bytes as bytes_before
            from passing p) k
   where k.bytes_before < p_bytes;
end
$function$;
comment on function stored_messages(p_external_id text, p_after bigint, p_before bigint, p_forward boolean, p_role text, p_message_type text, p_session uuid, p_query text, p_rows integer, p_segments integer, p_bytes bigint) is 'The live messages between two positions, both exclusive, that pass the filters, p_rows of them at most, and the segments that may have more: with segments_between()''s limits where filters may pass over many. 404 when there is no such conversation.';

create or replace function public.stored_text(p_stored bytea)
 returns text
 language sql
 stable parallel safe
return case when is_encrypted(p_stored) then (chr(1) || translate(encode(p_stored, 'base64'::text), '
'::text, ''::text)) else convert_from(p_stored, 'UTF8'::name) end;
comment on function stored_text(p_stored bytea) is 'The value that stored_bytes() makes this of.';

create or replace function public.stored_text_json(p_text text)
 returns text
 language sql
 immutable parallel safe
return case when (strpos(p_text, chr(16)) = 0) then (to_json(p_text))::text else (select (('"'::text || string_agg(case m.part[1] when (chr(16) || '0'::text) then '\u0000'::text when (chr(16) || chr(16)) then '\u0010'::text else substr((to_json(m.part[1]))::text, 2, (length((to_json(m.part[1]))::text) - 2)) end, ''::text order by m.place)) || '"'::text) from regexp_matches(stored_text_json.p_text, (((chr(16) || '.|[^'::text) || chr(16)) || ']+'::text), 'g'::text) with ordinality m(part, place)) end;
comment on function stored_text_json(p_text text) is 'Stored text (see StoredText) as a JSON string in canonical form; U+0000 is told by its escape.';

create or replace function public.sweep_archived(p_run uuid, p_token bigint, p_kind text, p_body json)
 returns void
 language plpgsql
 set jit to 'off'
as $function$
declare
  v_ids constant uuid[] := p_body ->> 'ids';
  v_witnesses constant text[] := p_body ->> 'witnesses';
  v_anchors constant uuid[] := p_body ->> 'anchors';
  v_archive constant json := p_body -> 'archive';
  v_archive_id constant uuid := v_archive ->> 'id';
  v_gone bigint := 0;
begin
  perform hold_retention_run(p_run, p_token);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_anchors) order by c.id for no key update;
  if v_archive_id is not null then
    v_gone := leave_rows(p_kind, v_ids, v_witnesses, (p_body ->> 'places')::tid[], v_archive_id);
    if v_gone <> cardinality(v_ids) then
      raise exception 'a row changed while it was archived' using errcode = 'WM001';
    end if;
    perform finish_archive(v_archive_id, (v_archive ->> 'rows')::bigint, (v_archive ->> 'size_bytes')::bigint,
      v_archive ->> 'sha256', (v_archive ->> 'from_at')::timestamptz, (v_archive ->> 'to_at')::timestamptz);
    perform count_swept(p_run, p_kind, v_gone, 0, v_gone, (p_body ->> 'bytes')::bigint, 0);
  end if;
  perform mark_commands(p_kind, v_anchors, null);
end
$function$;
comment on function sweep_archived(p_run uuid, p_token bigint, p_kind text, p_body json) is 'Takes exactly the rows out of their tables that an archive holds, and says of the archive that it is kept: all of it or none. WM001 when a row is no longer what was written. Without an archive it only marks the commands that have nothing left.';

create or replace function public.sweep_compressed(p_run uuid, p_token bigint, p_body json)
 returns bigint
 language plpgsql
as $function$
declare
  v_anchors constant uuid[] := array(select json_array_elements_text(p_body -> 'anchors')::uuid);
  v_count bigint;
  v_saved bigint;
begin
  perform hold_retention_run(p_run, p_token);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_anchors) order by c.id for no key update;
  with packed as (
    update command_steps s
       set execution_result = decode(g.result, 'base64'), plain_result_bytes = g.plain_bytes
      from json_to_recordset(p_body -> 'results') as g (id uuid, witness text, result text, plain_bytes integer)
     where s.tenant_id = current_tenant() and s.id = g.id and s.xmin::text = g.witness
    returning greatest(g.plain_bytes - octet_length(s.execution_result), 0) as saved
  )
  select count(*), coalesce(sum(saved), 0)::bigint into v_count, v_saved from packed;
  perform mark_commands('plain_execution_results', v_anchors, null);
  if v_count > 0 then
    perform count_swept(p_run, 'plain_execution_results', 0, v_count, 0, v_saved, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', 'plain_execution_results', 'then', 'compress', 'rows', v_count));
  end if;
  return v_count;
end
$function$;
comment on function sweep_compressed(p_run uuid, p_token bigint, p_body json) is 'Puts packed results in the place of plain ones that are still what was read; another is left for the next batch.';

create or replace function public.sweep_deleted(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer)
 returns table(looked_at bigint, gone bigint, anchor_at timestamp with time zone, anchor_id uuid)
 language plpgsql
 set jit to 'off'
as $function$
declare
  v record;
begin
  perform hold_retention_run(p_run, p_token);
  case p_kind
    when 'system_state_snapshots' then
      v := leave_due_snapshots(p_days, p_at, p_id, p_past, p_rows);
    when 'step_evaluations' then
      v := leave_due_evaluations(p_days, p_at, p_id, p_past, p_rows);
      perform mark_commands(p_kind, v.anchors, null);
    else
      v := leave_due(p_kind, p_days, p_at, p_id, p_past, p_rows);
  end case;
  if v.gone > 0 then
    perform count_swept(p_run, p_kind, 0, 0, v.gone, v.bytes, 0);
    perform audit_in_tenant(waymark_now(), 'retention.swept', 'retention_run', p_run,
      json_build_object('kind', p_kind, 'then', 'delete', 'rows', v.gone));
  end if;
  return query select v.places, v.gone, v.last_at, v.last_id;
end
$function$;
comment on function sweep_deleted(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) is 'Deletes one batch of what is due of a kind. Says how many places it looked at (0: there is nothing more), how many rows are gone, and where it ended.';

create or replace function public.table_sizes()
 returns table(table_name text, size_bytes bigint, live_rows bigint, dead_rows bigint)
 language sql
 stable
begin atomic
 select (coalesce(p.relname, c.relname))::text as "coalesce",
     (sum(pg_total_relation_size((c.oid)::regclass)))::bigint as sum,
     (coalesce(sum(s.n_live_tup), (0)::numeric))::bigint as "coalesce",
     (coalesce(sum(s.n_dead_tup), (0)::numeric))::bigint as "coalesce"
    from (((pg_class c
      left join pg_inherits i on ((i.inhrelid = c.oid)))
      left join pg_class p on ((p.oid = i.inhparent)))
      left join pg_stat_all_tables s on ((s.relid = c.oid)))
   where ((c.relnamespace = ('public'::regnamespace)::oid) and (c.relkind = 'r'::"char"))
   group by ((coalesce(p.relname, c.relname))::text);
end;
comment on function table_sizes() is 'What every table takes, with indexes and TOAST; partitions count to their parent.';

create or replace function public.tag_is_taken(p_tag bigint)
 returns boolean
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select exists (select from conversations where tenant_id = current_tenant() and tag = p_tag)
$function$;
alter function tag_is_taken(p_tag bigint) owner to waymark_searcher;
comment on function tag_is_taken(p_tag bigint) is 'Whether a conversation of the tenant has this tag, be it one that the caller does not see. Runs as waymark_searcher.';

create or replace function public.take_checkpoint(p_agent text, p_thread text, p_body json, p_layout bytea, p_packs bytea)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_id constant uuid := p_body ->> 'id';
  v_parent constant uuid := p_body ->> 'parent_checkpoint_id';
  v_base constant uuid := p_body ->> 'base_checkpoint_id';
  v_packs constant uuid[] := array(select value::uuid from json_array_elements_text(p_body -> 'packs'));
  v_thread threads;
  v state_checkpoints;
  v_answer json;
begin
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if (p_body ->> 'must_be_new')::boolean then
    perform put_thread(p_agent, p_thread, (p_body ->> 'new_thread_id')::uuid,
      json_build_object('at', p_body -> 'at', 'new_agent_id', p_body -> 'new_agent_id'), null, false, true);
  end if;
  v_thread := ensured_thread(p_agent, p_thread, (p_body ->> 'new_agent_id')::uuid, (p_body ->> 'new_thread_id')::uuid, v_at);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v_parent is not null and not exists (
       select from state_checkpoints c where c.tenant_id = current_tenant() and c.id = v_parent and c.thread_id = v_thread.id) then
    perform problem('invalid-request', 'the thread has no such checkpoint', json_build_object(
      'errors', json_build_array(json_build_object('pointer', '/parent_checkpoint_id', 'code', 'unknown_checkpoint', 'detail', 'the thread has no such checkpoint'))));
  end if;
  -- the parent, mostly, and that is there
  if v_base is not null and v_base is distinct from v_parent and not exists (
       select from state_checkpoints c where c.tenant_id = current_tenant() and c.id = v_base) then
    perform problem('invalid-request', 'there is no such checkpoint', json_build_object(
      'errors', json_build_array(json_build_object('pointer', '/base_checkpoint_id', 'code', 'unknown_checkpoint', 'detail', 'there is no such checkpoint'))));
  end if;
  perform put_packs(v_packs, p_body -> 'new_packs', p_packs);
  insert into state_checkpoints (id, agent_id, thread_id, number, namespace, parent_checkpoint_id, checkpoint_type, trigger_reason, metadata,
                                 state_id, state_digest, size_bytes, stored_bytes, layout, packs, pinned, retention_policy,
                                 expires_at, created_at)
  values (v_id, v_thread.agent_id, v_thread.id, v_thread.next_checkpoint_number, p_body ->> 'namespace', v_parent, p_body ->> 'checkpoint_type',
          p_body ->> 'trigger_reason', coalesce((p_body -> 'metadata')::jsonb, '{}'), (p_body ->> 'state_id')::uuid,
          decode(p_body ->> 'state_digest', 'hex'), (p_body ->> 'size_bytes')::integer, (p_body ->> 'stored_bytes')::integer, p_layout,
          v_packs,
          (p_body ->> 'pinned')::boolean, p_body ->> 'retention_policy', (p_body ->> 'expires_at')::timestamptz, v_at)
  returning * into v;
  if p_body -> 'writes' is not null then
    perform insert_writes(v, p_body -> 'writes', v_at);
  end if;
  update threads
     set next_checkpoint_number = v_thread.next_checkpoint_number + 1,
         audit_head = audit_append(v_thread.audit_head, v_thread.audit_count, v_thread.id, v_at, 'checkpoint.taken', 'checkpoint', v_id,
           json_build_object('number', v.number, 'state_digest', p_body ->> 'state_digest'), p_body ->> 'digest'),
         audit_count = v_thread.audit_count + 1
   where tenant_id = current_tenant() and id = v_thread.id;
  v_answer := checkpoint_json(v, p_agent, p_thread);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function take_checkpoint(p_agent text, p_thread text, p_body json, p_layout bytea, p_packs bytea) is 'Takes a checkpoint at the end of its thread, which it makes when it is new. The layout and the packs come beside the body, whose new_packs say how long each part is.';

create or replace function public.take_notes_back(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone)
 returns void
 language sql
begin atomic
 with due as materialized (
          select g_1.pack_id
            from garbage_packs g_1
           where ((g_1.tenant_id = take_notes_back.p_tenant) and (g_1.pack_id = any (array( select (encode(i.id, 'hex'::text))::uuid as encode
                    from unnest(take_notes_back.p_ids) i(id)))) and (g_1.noted_at < take_notes_back.p_due))
           order by g_1.pack_id
          for update of g_1 skip locked
         )
  delete from garbage_packs g
    using due
   where ((g.tenant_id = take_notes_back.p_tenant) and (g.pack_id = due.pack_id));
end;
alter function take_notes_back(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone) owner to waymark_eraser;
comment on function take_notes_back(p_tenant uuid, p_ids bytea[], p_due timestamp with time zone) is 'Forgets notes of packs that are referred to after all, but none that was made lately.';

create or replace function public.tenants_to_check(p_rows integer)
 returns table(tenant_id uuid)
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select t.id
    from tenants t
    left join integrity_runs r on r.tenant_id = t.id
   where t.id <> '00000000-0000-0000-0000-000000000000'
     and (r.finished_at is null or r.finished_at < waymark_now() - interval '6 days')
   order by r.updated_at nulls first, t.id
   limit p_rows
$function$;
alter function tenants_to_check(p_rows integer) owner to waymark_eraser;
comment on function tenants_to_check(p_rows integer) is 'Tenants that nobody has checked for six days, or not to the end: those first that were looked at longest ago. Runs as waymark_eraser.';

create or replace function public.tenants_to_sweep(p_limit integer)
 returns table(tenant_id uuid)
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
begin
  return query
  select t.id
    from tenants t
    left join lateral (select r.started_at, r.ended_at from retention_runs r
                        where r.tenant_id = t.id order by r.started_at desc, r.id desc limit 1) newest on true
   -- but the operators', which owns nothing
   where t.id <> '00000000-0000-0000-0000-000000000000'
   order by newest.ended_at nulls first, newest.started_at nulls first, t.id
   limit p_limit;
end
$function$;
alter function tenants_to_sweep(p_limit integer) owner to waymark_eraser;
comment on function tenants_to_sweep(p_limit integer) is 'Tenants, those first whose sweep is unfinished or longest ago. Runs as waymark_eraser.';

create or replace function public.text_search_language()
 returns regconfig
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select coalesce(
    (select c.oid::regconfig
       from tenants t
       join pg_ts_config c on c.cfgname = t.settings ->> 'text_search' and pg_ts_config_is_visible(c.oid)
      where t.id = current_tenant()),
    'english'::regconfig)
$function$;
alter function text_search_language() owner to waymark_eraser;
comment on function text_search_language() is 'The text search configuration that the tenant has set (settings.text_search); english where it has set none that there is. Runs as waymark_eraser, since who reads sees no tenants.';

create or replace function public.thread_of(p_agent text, p_thread text)
 returns threads
 language plpgsql
 stable
as $function$
declare
  v threads;
begin
  select t.* into v
    from threads t
   where t.tenant_id = current_tenant()
     and t.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent))
     and t.thread_hash = name_hash(p_thread);
  if not found then
    perform problem('not-found', 'there is no such thread');
  end if;
  perform refuse_deleted(v);
  return v;
end
$function$;

create or replace function public.threads_with(p_agent uuid, p_alternatives jsonb, p_before timestamp with time zone, p_before_id uuid, p_rows integer)
 returns table(id uuid)
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  -- offset 0: else the planner would walk the agent's newest threads one by one, however rare the match
  select t.id
    from jsonb_array_elements(p_alternatives) as a (wanted)
   cross join lateral (select f.* from threads f where f.metadata @> a.wanted offset 0) t
   where t.tenant_id = current_tenant()
     and case when current_agent() is null then true else t.agent_id = current_agent() end
     and t.agent_id = p_agent
     and t.deleted_at is null
     and (t.updated_at, t.id) < (p_before, p_before_id)
   order by t.updated_at desc, t.id desc
   limit p_rows
$function$;
alter function threads_with(p_agent uuid, p_alternatives jsonb, p_before timestamp with time zone, p_before_id uuid, p_rows integer) owner to waymark_searcher;
comment on function threads_with(p_agent uuid, p_alternatives jsonb, p_before timestamp with time zone, p_before_id uuid, p_rows integer) is 'The agent''s threads whose metadata contains one of the alternatives, the last changed first. No metadata contains two of them. Runs as waymark_searcher.';

create or replace function public.tombstone_digest(p_subject text)
 returns bytea
 language sql
 stable
begin atomic
 select erased_digest(k.inner_pad, k.outer_pad, tombstone_digest.p_subject) as erased_digest
    from tombstone_keys k
   where (k.tenant_id = current_tenant());
end;
comment on function tombstone_digest(p_subject text) is 'What the tombstone of this id would have; null in a tenant that has erased nobody.';

create or replace function public.undo_rollback(p_key text, p_rollback uuid, p_body json)
 returns table(replayed boolean, answer json)
 language plpgsql
as $function$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_project projects;
  v rollbacks;
  v_later bigint;
  v_answer json;
begin
  v_project := locked_project(p_key, true);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from rollbacks where tenant_id = current_tenant() and project_id = v_project.id and id = p_rollback for no key update;
  if not found then
    perform problem('not-found', 'there is no such rollback');
  end if;
  if v.undone_at is not null then
    perform problem('undo-not-possible', 'this rollback has been undone');
  end if;
  if v_project.next_step_number > v.next_step_number then
    perform problem('undo-not-possible', format('step S%s was recorded after this rollback', v.next_step_number));
  end if;
  select r.to_step_number into v_later
    from rollbacks r
   where r.tenant_id = current_tenant() and r.project_id = v_project.id and r.ordinal > v.ordinal and r.undone_at is null
   order by r.ordinal desc
   limit 1;
  if found then
    perform problem('undo-not-possible', format('a later rollback, to step S%s, has to be undone first', v_later));
  end if;

  perform from commands c
    where c.tenant_id = current_tenant()
      and c.id in (select e.command_id from rollback_entries e where e.tenant_id = current_tenant() and e.rollback_id = v.id)
    order by c.id
      for no key update;
  perform enter_rollback(v, 'undone', v_at);
  update approval_requests r
     set outcome = null, settled_at = null
    from command_steps s
    join commands c on c.tenant_id = s.tenant_id and c.id = s.command_id
   where r.tenant_id = current_tenant() and r.outcome = 'withdrawn'
     and s.tenant_id = r.tenant_id and s.id = r.step_id and s.rollback_id = v.id and s.status = 'pending' and not is_final(c.status)
     and s.project_id = v_project.id and s.step_number between v.first_step_number and v.last_step_number;
  update command_steps
     set active = true, rollback_id = null, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and project_id = v_project.id and rollback_id = v.id
     and step_number between v.first_step_number and v.last_step_number;
  update rollbacks set undone_at = v_at, undone_by = current_actor() where tenant_id = current_tenant() and id = v.id returning * into v;
  perform set_last_active_step(v_project.id);
  perform audit_in_project(v_project.id, v_at, 'rollback.undone', 'rollback', v.id, json_build_object('steps', v.deactivated_count));
  v_answer := rollback_answer(v, v_project.key);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$function$;
comment on function undo_rollback(p_key text, p_rollback uuid, p_body json) is 'Makes active again what a rollback made inactive, while no newer step and no later rollback stands on it.';

create or replace function public.unfinished_archives()
 returns table(id uuid, status text)
 language sql
 stable
begin atomic
 select a.id,
     a.status
    from archives a
   where ((a.tenant_id = current_tenant()) and (a.status = any (array['writing'::text, 'discarded'::text, 'erasing'::text])))
   order by a.id;
end;

create or replace function public.unfinished_erasures(p_limit integer)
 returns table(id uuid, tenant_id uuid, kind text, subject text)
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select e.id, e.tenant_id, e.kind, e.subject
    from erasures e
   where e.finished_at is null and e.erased_at < waymark_now() - interval '1 minute'
   order by e.erased_at
   limit p_limit
$function$;
alter function unfinished_erasures(p_limit integer) owner to waymark_eraser;
comment on function unfinished_erasures(p_limit integer) is 'Erasures that began more than a minute ago and are not finished, of whichever tenant, the oldest first. Runs as waymark_eraser.';

create or replace function public.unused_indexes()
 returns table(index_name text, size_bytes bigint)
 language sql
 stable
begin atomic
 select (i.indexrelname)::text as indexrelname,
     pg_relation_size((i.indexrelid)::regclass) as pg_relation_size
    from (pg_stat_all_indexes i
      join pg_index x on (((x.indexrelid = i.indexrelid) and (not x.indisunique))))
   where ((i.schemaname = 'public'::name) and (i.idx_scan = 0) and (pg_relation_size((i.indexrelid)::regclass) > 16777216) and (( select min(s.sampled_at) as min
            from storage_samples s) < (waymark_now() - '7 days'::interval)) and (not (exists ( select
            from pg_stat_database d
           where ((d.datname = current_database()) and (d.stats_reset > (waymark_now() - '7 days'::interval)))))));
end;
comment on function unused_indexes() is 'Indexes of more than 16 MiB that hold up no constraint and that no query has used, once a week of statistics is there.';

create or replace function public.utc_text(p_at timestamp with time zone)
 returns text
 language sql
 stable parallel safe
return to_char((p_at at time zone 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text);
comment on function utc_text(p_at timestamp with time zone) is 'A time as answers write it.';

create or replace function public.values_to_encrypt(p_part text, p_after uuid, p_after_number integer, p_key uuid, p_rows integer, p_bytes bigint)
 returns table(id uuid, number integer, row_version bigint, due boolean, first bytea, second bytea, third bytea, content_bytes integer)
 language plpgsql
 stable
as $function$
#variable_conflict use_column
begin
  return query
  with live as (
    select m.id, 0 as number, m.xmin::text::bigint as row_version, m.content as first, m.tools as second, null::bytea as third, null::integer as content_bytes
      from messages m
     where p_part = 'messages' and m.tenant_id = current_tenant() and m.id > p_after
     order by m.id
     limit p_rows
  ), versions as (
    select v.message_id, v.version_number, v.xmin::text::bigint, v.content, v.tools, null::bytea, null::integer
      from message_versions v
     where p_part = 'message_versions'
       and v.tenant_id = current_tenant()
       and (v.message_id, v.version_number) > (p_after, p_after_number)
     order by v.message_id, v.version_number
     limit p_rows
  ), segments as (
    select s.conversation_id, s.first_position, s.xmin::text::bigint, s.body, s.digest, null::bytea, s.content_bytes
      from message_segments s
     where p_part = 'message_segments'
       and s.tenant_id = current_tenant()
       and (s.conversation_id, s.first_position) > (p_after, p_after_number)
     order by s.conversation_id, s.first_position
     limit p_rows
  ), memories as (
    select m.id, 0, m.xmin::text::bigint, m.content, null::bytea, null::bytea, null::integer
      from agent_memories m
     where p_part = 'agent_memories' and m.tenant_id = current_tenant() and m.id > p_after
     order by m.id
     limit p_rows
  ), results as (
    select s.id, 0, s.xmin::text::bigint, s.execution_result, null::bytea, null::bytea, null::integer
      from command_steps s
     where p_part = 'command_steps' and s.tenant_id = current_tenant() and s.id > p_after and s.execution_result is not null
     order by s.id
     limit p_rows
  ), outputs as (
    select o.step_id, o.chunk_index, o.xmin::text::bigint, o.stdout, o.stderr, null::bytea, null::integer
      from step_outputs o
     where p_part = 'step_outputs'
       and o.tenant_id = current_tenant()
       and (o.step_id, o.chunk_index) > (p_after, p_after_number)
     order by o.step_id, o.chunk_index
     limit p_rows
  ), evaluations as (
    select e.id, 0, e.xmin::text::bigint, e.success_indicators, e.failure_indicators, e.recommendations, null::integer
      from step_evaluations e
     where p_part = 'step_evaluations' and e.tenant_id = current_tenant() and e.id > p_after
     order by e.id
     limit p_rows
  ), configs as (
    select c.id, 0, c.xmin::text::bigint, coalesce(c.encrypted_value, convert_to(c.value::text, 'UTF8')), a.name_hash || c.config_key_hash,
           null::bytea, null::integer
      from agent_configs c
      join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
     where p_part = 'agent_configs' and c.tenant_id = current_tenant() and c.id > p_after
     order by c.id
     limit p_rows
  ), rows_of_the_part as (
    select * from live union all select * from versions union all select * from segments union all select * from memories
    union all select * from results union all select * from outputs union all select * from evaluations union all select * from configs
  ), judged as (
    select a.*, row_number() over so_far as ordinal,
           sum(coalesce(octet_length(a.first), 0) + coalesce(octet_length(a.second), 0) + coalesce(octet_length(a.third), 0)) over so_far as bytes,
           coalesce(not is_encrypted_by(a.first, p_key), false)
           or p_part not in ('message_segments', 'agent_configs') and coalesce(not is_encrypted_by(a.second, p_key), false)
           or coalesce(not is_encrypted_by(a.third, p_key), false) as due
      from rows_of_the_part a
    window so_far as (order by a.id, a.number)
  )
  select j.id, j.number, j.row_version, j.due, case when j.due then j.first end, case when j.due then j.second end,
         case when j.due then j.third end, j.content_bytes
    from judged j
   where j.ordinal = 1 or j.bytes <= p_bytes
   order by j.ordinal;
end
$function$;
comment on function values_to_encrypt(p_part text, p_after uuid, p_after_number integer, p_key uuid, p_rows integer, p_bytes bigint) is 'The next rows of a table, and what is in those that are not encrypted with this key (that are encrypted, where p_key is null): content and tools; body and digest of a segment; stdout and stderr; the evidence of an evaluation; the value of a config and the hashes of its agent''s name and its key. row_version tells a row from any other that comes in its place.';

create or replace function public.version_order(p_version text)
 returns text
 language sql
 immutable parallel safe strict
return (((select string_agg(case when (p.part ~ '^[0-9]'::text) then (lpad((length(ltrim(p.part, '0'::text)))::text, 4, '0'::text) || ltrim(p.part, '0'::text)) when (p.part = '-'::text) then chr(1) else p.part end, ''::text order by p.place) as string_agg from (regexp_matches(regexp_replace(version_order.p_version, '^[vV](?=[0-9])'::text, ''::text), '[0-9]+|-|[^0-9-]+'::text, 'g'::text) with ordinality m(parts, place) cross join lateral (select m.parts[1] as part, m.place) p)) || chr(2)) || p_version);
comment on function version_order(p_version text) is 'A text that sorts (collate "C") as people number versions: 1.9 before 1.10, 2.0-beta before 2.0. Versions that differ never have the same.';

create or replace function public.watch_database()
 returns table(storage_bytes bigint, growth_ratio numeric, connections bigint, max_connections bigint, dead_row_percent numeric, most_dead text, unused_index_count bigint, unused_index_names text, largest_tables text, sweep_lag_seconds bigint, archive_failures bigint)
 language sql
begin atomic
 select pg_database_size(current_database()) as pg_database_size,
     storage_growth() as storage_growth,
     ( select sum(d.numbackends) as sum
            from pg_stat_database d) as sum,
     (current_setting('max_connections'::text))::bigint as current_setting,
     dead.percent,
     dead.table_name,
     unused.indexes,
     unused.names,
     large.names,
     w.sweep_lag_seconds,
     w.archive_failures
    from (((watch_tenants() w(sweep_lag_seconds, archive_failures)
      left join lateral ( select t.table_name,
             round(((100.0 * (t.dead_rows)::numeric) / ((t.live_rows + t.dead_rows))::numeric), 1) as percent
            from table_sizes() t(table_name, size_bytes, live_rows, dead_rows)
           where (t.dead_rows >= 10000)
           order by (round(((100.0 * (t.dead_rows)::numeric) / ((t.live_rows + t.dead_rows))::numeric), 1)) desc
          limit 1) dead on (true))
      cross join lateral ( select count(*) as indexes,
             string_agg(u.index_name, ' '::text order by u.size_bytes desc) as names
            from unused_indexes() u(index_name, size_bytes)) unused)
      cross join lateral ( select string_agg(((t.table_name || '='::text) || t.size_bytes), ' '::text order by t.size_bytes desc) as names
            from ( select table_sizes.table_name,
                     table_sizes.size_bytes,
                     table_sizes.live_rows,
                     table_sizes.dead_rows
                    from table_sizes() table_sizes(table_name, size_bytes, live_rows, dead_rows)
                   order by table_sizes.size_bytes desc
                  limit 8) t) large);
end;
comment on function watch_database() is 'What there is to say of the database: sizes, growth, connections, dead rows, unused indexes, what is late.';

create or replace function public.watch_tenants(out sweep_lag_seconds bigint, out archive_failures bigint)
 returns record
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  -- after a sweep nothing is due that was due when it began; so no row has been due for longer than this
  select (select greatest(extract(epoch from max(waymark_now() - coalesce(r.started_at, t.created_at))), 0)::bigint
            from tenants t
            left join lateral (select max(done.started_at) as started_at
                                 from retention_runs done
                                where done.tenant_id = t.id and done.ended_at is not null) r on true
           where t.id <> '00000000-0000-0000-0000-000000000000'),
         (select coalesce(sum((kind.figures ->> 'failed')::bigint), 0)
            from retention_runs r, lateral jsonb_each(r.kinds) as kind (name, figures)
           where r.started_at > waymark_now() - interval '1 day')::bigint
         + (select count(*)
              from archives a
             where a.status in ('writing', 'discarded') and a.created_at < waymark_now() - interval '1 hour')
$function$;
alter function watch_tenants(out sweep_lag_seconds bigint, out archive_failures bigint) owner to waymark_eraser;
comment on function watch_tenants(out sweep_lag_seconds bigint, out archive_failures bigint) is 'For how long a row may have been due to leave, of any tenant, and how much could not be archived or deleted in the last day.';

create or replace function public.waymark_now()
 returns timestamp with time zone
 language sql
 stable parallel safe
return coalesce((nullif(current_setting('waymark.now'::text, true), ''::text))::timestamp with time zone, now());
comment on function waymark_now() is 'The time that leases, expiries and validity go by: the database''s own, unless a test sets waymark.now.';

create or replace function public.window_setting(p_name text)
 returns bigint
 language sql
 stable security definer
 set search_path to 'public', 'pg_temp'
as $function$
  select least(greatest((t.settings ->> p_name)::numeric, 0), 2147483647)::bigint
    from tenants t
   where t.id = current_tenant() and jsonb_typeof(t.settings -> p_name) = 'number'
$function$;
alter function window_setting(p_name text) owner to waymark_eraser;
comment on function window_setting(p_name text) is 'A number among the tenant''s settings, at most 2147483647; null where there is none. Runs as waymark_eraser, since who reads sees no tenants.';

create or replace function public.with_bases(p_packs uuid[])
 returns uuid[]
 language sql
 stable parallel safe
begin atomic
 select (with_bases.p_packs || coalesce(array_agg((encode(substring(p.bases from ((16 * n.n) + 1) for 16), 'hex'::text))::uuid), '{}'::uuid[]))
    from packs p,
     lateral generate_series(0, ((octet_length(p.bases) / 16) - 1)) n(n)
   where ((p.tenant_id = current_tenant()) and (p.id = any (with_bases.p_packs)));
end;
comment on function with_bases(p_packs uuid[]) is 'Packs, and what these are packed against.';

create or replace function public.withdraw_approval_requests(p_command uuid, p_step uuid, p_at timestamp with time zone)
 returns void
 language sql
as $function$
  update approval_requests
     set outcome = case when expires_at <= waymark_now() then 'expired' else 'withdrawn' end, settled_at = p_at
   where tenant_id = current_tenant() and command_id = p_command and step_id = coalesce(p_step, step_id) and outcome is null;
$function$;
comment on function withdraw_approval_requests(p_command uuid, p_step uuid, p_at timestamp with time zone) is 'Closes the open requests of a command that ended, or of its one step that moved on without a decision.';

create or replace function public.writers_are_over()
 returns boolean
 language plpgsql
as $function$
declare
  v_writers constant text[] := array(
    select l.virtualtransaction
      from pg_locks l
     where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
       and l.database = (select d.oid from pg_database d where d.datname = current_database())
       and l.relation in ('documents'::regclass, 'packed_documents'::regclass, 'packs'::regclass));
begin
  for attempt in 1 .. 100 loop
    if not exists (select from pg_locks l where l.locktype = 'virtualxid' and l.virtualtransaction = any (v_writers)) then
      return true;
    end if;
    perform pg_sleep(0.01);
  end loop;
  return false;
end
$function$;
alter function writers_are_over() owner to waymark_eraser;
comment on function writers_are_over() is 'Waits a second at most for the transactions that have stored or touched documents or packs before now: what was forsaken since, one of them may be about to refer to. Whoever comes later touches it.';

create or replace function public.writes_json(p_checkpoint uuid, p_keys text[] default null::text[])
 returns bytea
 language sql
 stable parallel safe
begin atomic
 select ((convert_to('['::text, 'UTF8'::name) || coalesce(string_agg(((convert_to((((((((('{"task_id":'::text || (to_json(w.task_id))::text) || ',"index":'::text) || w.write_index) || ',"task_path":'::text) || (to_json(w.task_path))::text) || ',"key":'::text) || (to_json(w.key))::text) || ',"value":'::text), 'UTF8'::name) || w.value) || convert_to('}'::text, 'UTF8'::name)), convert_to(','::text, 'UTF8'::name) order by (w.task_id collate "C"), w.write_index), '\x'::bytea)) || convert_to(']'::text, 'UTF8'::name))
    from checkpoint_writes w
   where ((w.tenant_id = current_tenant()) and (w.checkpoint_id = writes_json.p_checkpoint) and ((writes_json.p_keys is null) or (w.key = any (writes_json.p_keys))));
end;
comment on function writes_json(p_checkpoint uuid, p_keys text[]) is 'The pending writes of a checkpoint as a JSON array, or those of some keys; as bytes, because json itself cannot be read once it holds U+0000.';

grant insert, select on agents to waymark_access;
grant insert, select on api_keys to waymark_access;
grant insert, select on audit_events to waymark_access;
grant insert, select on encryption_keys to waymark_access;
grant insert, select on tenants to waymark_access;
grant insert, select, update on encryption_work to waymark_access;
grant insert, select, update on idempotency_keys to waymark_access;
grant select on audit_event_rows to waymark_access;
grant select on audit_trail to waymark_access;
grant select on tenant_settings to waymark_access;
grant select (tenant_id, id, agent_id, audit_head, audit_count) on commands to waymark_access;
grant update (is_primary) on encryption_keys to waymark_access;
grant update (revoked_at) on api_keys to waymark_access;
grant update (settings, audit_head, audit_count, version) on tenants to waymark_access;
grant execute on function add_encryption_key(p_body json) to waymark_access;
grant execute on function audit_chain_of(p_command uuid) to waymark_access;
grant execute on function create_api_key(p_id uuid, p_name text, p_prefix text, p_secret_hash bytea, p_scopes text[], p_agent_id uuid, p_user_id text, p_expires_at timestamp with time zone, p_at timestamp with time zone) to waymark_access;
grant execute on function create_tenant(p_id uuid, p_name text, p_at timestamp with time zone, p_key_id uuid, p_key_prefix text, p_secret_hash bytea, p_replay_scope uuid) to waymark_access;
grant execute on function ensure_local_tenant(p_tenant uuid, p_name text, p_key uuid, p_prefix text, p_secret_hash bytea) to waymark_access;
grant execute on function ensure_operator_key(p_id uuid, p_prefix text, p_secret_hash bytea) to waymark_access;
grant execute on function insert_encryption_key(p_key json, p_at timestamp with time zone) to waymark_access;
grant execute on function note_encryption_work() to waymark_access;
grant execute on function put_settings(p_body json, p_expected bigint) to waymark_access;
grant execute on function revoke_api_key(p_id uuid, p_at timestamp with time zone) to waymark_access;

grant execute on function audit_append(p_head bytea, p_count bigint, p_chain uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json, p_body_digest text) to waymark_app;
grant execute on function audit_detail(p_detail json, p_body_digest bytea) to waymark_app;
grant execute on function audit_detail_digest(p_detail json, p_body_digest bytea, p_salt bytea) to waymark_app;
grant execute on function audit_event_hash(e audit_events, p_hash_before bytea) to waymark_app;
grant execute on function audit_event_id(p_at timestamp with time zone, p_hash bytea) to waymark_app;
grant execute on function audit_hash(p_previous bytea, p_chain uuid, p_index bigint, p_occurred_at timestamp with time zone, p_actor text, p_action text, p_subject_type text, p_subject uuid, p_detail_digest bytea) to waymark_app;
grant execute on function audit_in_tenant(p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_app;
grant execute on function authenticate_caller(p_secret_hash bytea) to waymark_app;
grant execute on function authenticate_key(p_secret_hash bytea) to waymark_app;
grant execute on function begun(p_status text) to waymark_app;
grant execute on function caller_is_operator() to waymark_app;
grant execute on function caller_sees(p_agent uuid, p_user text) to waymark_app;
grant execute on function command_may_move(p_from text, p_to text) to waymark_app;
grant execute on function current_actor() to waymark_app;
grant execute on function current_agent() to waymark_app;
grant execute on function current_end_user() to waymark_app;
grant execute on function current_tenant() to waymark_app;
grant execute on function digest_of(p_sections json, p_section text) to waymark_app;
grant execute on function encryption_policy() to waymark_app;
grant execute on function end_user(p_user text) to waymark_app;
grant execute on function ensure_agent(p_name text, p_new_id uuid, p_at timestamp with time zone) to waymark_app;
grant execute on function erasure_lock(p_kind text, p_subject text) to waymark_app;
grant execute on function idempotent_answer() to waymark_app;
grant execute on function is_encrypted(p_stored bytea) to waymark_app;
grant execute on function is_encrypted_by(p_stored bytea, p_key uuid) to waymark_app;
grant execute on function is_erased(p_kind text, p_subject text) to waymark_app;
grant execute on function json_or_hidden(p_text text) to waymark_app;
grant execute on function keep_answer(p_answer json) to waymark_app;
grant execute on function memory_json(p_content bytea) to waymark_app;
grant execute on function memory_keys(p_content bytea) to waymark_app;
grant execute on function memory_text(p_content bytea) to waymark_app;
grant execute on function name_hash(p_name text) to waymark_app;
grant execute on function next_id(p_at timestamp with time zone) to waymark_app;
grant execute on function note_sender(p_tenant uuid, p_user text, p_conversation uuid) to waymark_app;
grant execute on function other_detail(e audit_events) to waymark_app;
grant execute on function output_so_far(p_step uuid) to waymark_app;
grant execute on function problem(p_slug text, p_detail text, p_extensions json) to waymark_app;
grant execute on function put_documents(p_documents json) to waymark_app;
grant execute on function redaction_of_tenant() to waymark_app;
grant execute on function refuse_erased(p_kind text, p_subject text) to waymark_app;
grant execute on function refuse_flaws(p_flaws json) to waymark_app;
grant execute on function refuse_reference(p_pointer text, p_code text, p_detail text) to waymark_app;
grant execute on function required_keys(p_type text) to waymark_app;
grant execute on function schema_version() to waymark_app;
grant execute on function searchable_text(p_stored bytea) to waymark_app;
grant execute on function step_may_move(p_from text, p_to text) to waymark_app;
grant execute on function stored_bytes(p_text text) to waymark_app;
grant execute on function stored_text(p_stored bytea) to waymark_app;
grant execute on function waymark_now() to waymark_app;

grant select on api_keys to waymark_authenticator;
grant update (last_used_at) on api_keys to waymark_authenticator;
grant execute on function caller_is_operator() to waymark_authenticator;
grant execute on function current_actor() to waymark_authenticator;
grant execute on function current_agent() to waymark_authenticator;
grant execute on function current_tenant() to waymark_authenticator;
grant execute on function encryption_policy_of(p_tenant uuid) to waymark_authenticator;
grant execute on function name_hash(p_name text) to waymark_authenticator;
grant execute on function waymark_now() to waymark_authenticator;

grant delete on agent_memories to waymark_eraser;
grant delete on api_keys to waymark_eraser;
grant delete on conversations to waymark_eraser;
grant delete, insert, select on garbage_packs to waymark_eraser;
grant delete, select on agent_metrics to waymark_eraser;
grant delete, select on agents to waymark_eraser;
grant delete, select on commands to waymark_eraser;
grant delete, select on documents to waymark_eraser;
grant delete, select on idempotency_keys to waymark_eraser;
grant delete, select on packed_documents to waymark_eraser;
grant delete, select on packs to waymark_eraser;
grant delete, select on projects to waymark_eraser;
grant delete, select on tenants to waymark_eraser;
grant delete, select on threads to waymark_eraser;
grant insert, select on audit_events to waymark_eraser;
grant insert, select, update on agent_metrics_daily to waymark_eraser;
grant insert, select, update on collections to waymark_eraser;
grant select on erasures to waymark_eraser;
grant select on tombstone_keys to waymark_eraser;
grant select on tombstones to waymark_eraser;
grant select (tenant_id, checkpoint_id, undone_at) on rollbacks to waymark_eraser;
grant select (tenant_id, digest) on packed_documents to waymark_eraser;
grant select (tenant_id, id) on agent_memories to waymark_eraser;
grant select (tenant_id, id) on api_keys to waymark_eraser;
grant select (tenant_id, id, agent_config_digest, checkpoint_id) on command_steps to waymark_eraser;
grant select (tenant_id, id, conversation_id, last_active_at, status, version, started_at) on conversation_sessions to waymark_eraser;
grant select (tenant_id, id, digest) on shared_state_versions to waymark_eraser;
grant select (tenant_id, id, digest) on shared_states to waymark_eraser;
grant select (tenant_id, id, digest) on state_schemas to waymark_eraser;
grant select (tenant_id, id, is_primary) on encryption_keys to waymark_eraser;
grant select (tenant_id, id, kinds, started_at, ended_at) on retention_runs to waymark_eraser;
grant select (tenant_id, id, local_state, shared_state, session_state, persistent_state) on agent_states to waymark_eraser;
grant select (tenant_id, id, next_position, audit_count, audit_head) on conversations to waymark_eraser;
grant select (tenant_id, id, packs) on state_checkpoints to waymark_eraser;
grant select (tenant_id, id, recorded_at) on agent_metrics to waymark_eraser;
grant select (tenant_id, id, snapshot_digest) on context_snapshots to waymark_eraser;
grant select (tenant_id, id, state_changes) on step_evaluations to waymark_eraser;
grant select (tenant_id, id, state_context_digest) on command_approvals to waymark_eraser;
grant select (tenant_id, id, system_info, services_status, packages_installed, network_connections, file_system_state, process_list, resource_usage) on system_state_snapshots to waymark_eraser;
grant select (tenant_id, kind, days) on retention_policies to waymark_eraser;
grant select (tenant_id, status, created_at) on archives to waymark_eraser;
grant select (tenant_id, updated_at, finished_at) on integrity_runs to waymark_eraser;
grant update (audit_count, audit_head) on conversations to waymark_eraser;
grant update (detail, detail_salt) on audit_events to waymark_eraser;
grant update (noted_at) on garbage_packs to waymark_eraser;
grant update (status, version, ended_at, updated_at) on conversation_sessions to waymark_eraser;
grant update (touched_at) on documents to waymark_eraser;
grant update (touched_at) on packed_documents to waymark_eraser;
grant update (touched_at) on packs to waymark_eraser;
grant execute on function audit_append(p_head bytea, p_count bigint, p_chain uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json, p_body_digest text) to waymark_eraser;
grant execute on function audit_detail(p_detail json, p_body_digest bytea) to waymark_eraser;
grant execute on function audit_detail_digest(p_detail json, p_body_digest bytea, p_salt bytea) to waymark_eraser;
grant execute on function audit_hash(p_previous bytea, p_chain uuid, p_index bigint, p_occurred_at timestamp with time zone, p_actor text, p_action text, p_subject_type text, p_subject uuid, p_detail_digest bytea) to waymark_eraser;
grant execute on function audit_in_conversation(p_conversation uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_eraser;
grant execute on function authenticate_key(p_secret_hash bytea) to waymark_eraser;
grant execute on function caller_is_operator() to waymark_eraser;
grant execute on function counted(p_counts jsonb, p_table text, p_rows bigint) to waymark_eraser;
grant execute on function current_actor() to waymark_eraser;
grant execute on function current_agent() to waymark_eraser;
grant execute on function current_tenant() to waymark_eraser;
grant execute on function erased_digest(p_inner bytea, p_outer bytea, p_id text) to waymark_eraser;
grant execute on function merged_marks(inout width double precision, inout marks double precision[], inout counts bigint[]) to waymark_eraser;
grant execute on function name_hash(p_name text) to waymark_eraser;
grant execute on function next_id(p_at timestamp with time zone) to waymark_eraser;
grant execute on function problem(p_slug text, p_detail text, p_extensions json) to waymark_eraser;
grant execute on function referring_columns() to waymark_eraser;
grant execute on function session_idle_time(p_settings jsonb) to waymark_eraser;
grant execute on function waymark_now() to waymark_eraser;

grant delete, insert, select on message_segments to waymark_jobs;
grant delete, insert, select on storage_samples to waymark_jobs;
grant delete, select on messages to waymark_jobs;
grant delete, select on sealing_notes to waymark_jobs;
grant delete, select, update on encryption_work to waymark_jobs;
grant insert, select on audit_events to waymark_jobs;
grant select on agent_configs to waymark_jobs;
grant select on agent_memories to waymark_jobs;
grant select on agents to waymark_jobs;
grant select on command_steps to waymark_jobs;
grant select on conversations to waymark_jobs;
grant select on encryption_keys to waymark_jobs;
grant select on message_rows to waymark_jobs;
grant select on message_versions to waymark_jobs;
grant select on step_evaluations to waymark_jobs;
grant select on step_outputs to waymark_jobs;
grant select on tenants to waymark_jobs;
grant update (audit_head, audit_count) on tenants to waymark_jobs;
grant update (content, search_vector) on agent_memories to waymark_jobs;
grant update (content, tools) on message_versions to waymark_jobs;
grant update (content, tools) on messages to waymark_jobs;
grant update (digest, body, language, signature) on message_segments to waymark_jobs;
grant update (due_at) on sealing_notes to waymark_jobs;
grant update (execution_result) on command_steps to waymark_jobs;
grant update (stdout, stderr) on step_outputs to waymark_jobs;
grant update (success_indicators, failure_indicators, recommendations) on step_evaluations to waymark_jobs;
grant update (updated_at, messages_digest) on conversations to waymark_jobs;
grant update (value, encrypted_value) on agent_configs to waymark_jobs;
grant update (wrapped_key, wrapped_by, rewrapped_at, retired_at) on encryption_keys to waymark_jobs;
grant execute on function abandon_sessions(p_rows integer) to waymark_jobs;
grant execute on function claim_conversations_to_seal(p_count integer) to waymark_jobs;
grant execute on function claim_tenants_to_encrypt(p_wrapped_by text, p_count integer) to waymark_jobs;
grant execute on function collect_garbage(p_rows integer, p_tenant uuid) to waymark_jobs;
grant execute on function drop_metric_partitions(p_before timestamp with time zone) to waymark_jobs;
grant execute on function finish_encryption_walk(p_walk text, p_clean boolean) to waymark_jobs;
grant execute on function forget_idempotency_keys(p_limit integer) to waymark_jobs;
grant execute on function forget_message_digests(p_after uuid, p_rows integer) to waymark_jobs;
grant execute on function keep_encryption_place(p_walk text, p_part text, p_after text) to waymark_jobs;
grant execute on function lexemes_of(p_messages json) to waymark_jobs;
grant execute on function long_message_words(p_language regconfig, p_said json) to waymark_jobs;
grant execute on function make_metric_partitions(p_from timestamp with time zone, p_to timestamp with time zone) to waymark_jobs;
grant execute on function message_words(p_language regconfig, p_content text, p_tools text) to waymark_jobs;
grant execute on function messages_to_seal(p_conversation uuid, p_keep integer, p_rows integer, p_bytes bigint) to waymark_jobs;
grant execute on function pause_encryption_walk(p_walk text) to waymark_jobs;
grant execute on function rewrap_encryption_key(p_key uuid, p_was text, p_wrapped bytea, p_by text) to waymark_jobs;
grant execute on function roll_up_metrics(p_tenant uuid, p_points integer) to waymark_jobs;
grant execute on function sample_storage() to waymark_jobs;
grant execute on function seal_messages(p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea) to waymark_jobs;
grant execute on function searchable_json(p_content text, p_tools text) to waymark_jobs;
grant execute on function settle_sealing(p_conversation uuid) to waymark_jobs;
grant execute on function storage_growth() to waymark_jobs;
grant execute on function store_encrypted(p_part text, p_rows json) to waymark_jobs;
grant execute on function table_sizes() to waymark_jobs;
grant execute on function tenants_to_check(p_rows integer) to waymark_jobs;
grant execute on function tenants_to_sweep(p_limit integer) to waymark_jobs;
grant execute on function text_search_language() to waymark_jobs;
grant execute on function unfinished_erasures(p_limit integer) to waymark_jobs;
grant execute on function unused_indexes() to waymark_jobs;
grant execute on function values_to_encrypt(p_part text, p_after uuid, p_after_number integer, p_key uuid, p_rows integer, p_bytes bigint) to waymark_jobs;
grant execute on function watch_database() to waymark_jobs;
grant execute on function watch_tenants(out sweep_lag_seconds bigint, out archive_failures bigint) to waymark_jobs;

grant delete, insert, select, update on remedies to waymark_judge;
grant insert, select on approval_requests to waymark_judge;
grant insert, select on audit_events to waymark_judge;
grant insert, select on command_steps to waymark_judge;
grant insert, select on documents to waymark_judge;
grant insert, select on step_evaluations to waymark_judge;
grant insert, select on system_state_snapshots to waymark_judge;
grant insert, select, update on idempotency_keys to waymark_judge;
grant select on command_approvals to waymark_judge;
grant select on commands to waymark_judge;
grant select on encryption_keys to waymark_judge;
grant select on evaluation_rows to waymark_judge;
grant select on projects to waymark_judge;
grant select on remedy_rows to waymark_judge;
grant select on section_rows to waymark_judge;
grant select on snapshot_sizes to waymark_judge;
grant select on tenants to waymark_judge;
grant select on unevaluated_steps to waymark_judge;
grant update (audit_head, audit_count) on tenants to waymark_judge;
grant update (next_step_number, last_active_step_id) on projects to waymark_judge;
grant update (remedy, proposed_for) on command_steps to waymark_judge;
grant update (status, current_step_index, last_state_evaluation_at, state_evaluation_count, adaptive_steps_generated, corrective_steps_generated, next_step_index, next_position, audit_head, audit_count, updated_at, evaluations_left_at) on commands to waymark_judge;
grant update (touched_at) on documents to waymark_judge;
grant execute on function delete_remedy(p_name text, p_expected bigint, p_at timestamp with time zone) to waymark_judge;
grant execute on function evaluation_subjects(p_command uuid, p_step uuid, p_steps json, p_budget bigint) to waymark_judge;
grant execute on function expected_impact_of(p_step uuid) to waymark_judge;
grant execute on function is_final(p_status text) to waymark_judge;
grant execute on function judged_otherwise(p_evaluations json) to waymark_judge;
grant execute on function matching_remedies(p_evaluations json) to waymark_judge;
grant execute on function predicate_flaw(p_message text) to waymark_judge;
grant execute on function proposals(p_command commands, p_evaluations json, p_matches jsonb, p_at timestamp with time zone) to waymark_judge;
grant execute on function put_remedy(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_judge;
grant execute on function record_proposals(p_command uuid, p_proposals json, p_at timestamp with time zone) to waymark_judge;
grant execute on function record_steps(p_command uuid, p_body json) to waymark_judge;
grant execute on function request_approvals(p_project uuid, p_steps uuid[]) to waymark_judge;
grant execute on function store_evaluations(p_command uuid, p_body json) to waymark_judge;

grant delete, insert, select on agent_memories to waymark_keep;
grant delete, insert, select on agent_states to waymark_keep;
grant delete, insert, select on archives to waymark_keep;
grant delete, insert, select on context_snapshots to waymark_keep;
grant delete, insert, select on conversation_sessions to waymark_keep;
grant delete, insert, select on conversations to waymark_keep;
grant delete, insert, select on documents to waymark_keep;
grant delete, insert, select on memory_codes to waymark_keep;
grant delete, insert, select on memory_consolidations to waymark_keep;
grant delete, insert, select on memory_context_items to waymark_keep;
grant delete, insert, select on message_ids to waymark_keep;
grant delete, insert, select on message_segments to waymark_keep;
grant delete, insert, select on message_senders to waymark_keep;
grant delete, insert, select on message_versions to waymark_keep;
grant delete, insert, select on messages to waymark_keep;
grant delete, insert, select on packed_documents to waymark_keep;
grant delete, insert, select on packs to waymark_keep;
grant delete, insert, select on state_checkpoints to waymark_keep;
grant delete, insert, select on step_evaluations to waymark_keep;
grant delete, insert, select on system_state_snapshots to waymark_keep;
grant delete, insert, select, update on idempotency_keys to waymark_keep;
grant delete, insert, select, update on retention_runs to waymark_keep;
grant delete, select on memory_accesses to waymark_keep;
grant insert, select on agent_capabilities to waymark_keep;
grant insert, select on agent_configs to waymark_keep;
grant insert, select on agent_status to waymark_keep;
grant insert, select on agents to waymark_keep;
grant insert, select on approval_requests to waymark_keep;
grant insert, select on audit_events to waymark_keep;
grant insert, select on checkpoint_writes to waymark_keep;
grant insert, select on command_approvals to waymark_keep;
grant insert, select on command_steps to waymark_keep;
grant insert, select on commands to waymark_keep;
grant insert, select on erasures to waymark_keep;
grant insert, select on garbage_packs to waymark_keep;
grant insert, select on projects to waymark_keep;
grant insert, select on rollback_entries to waymark_keep;
grant insert, select on rollbacks to waymark_keep;
grant insert, select on shared_state_versions to waymark_keep;
grant insert, select on shared_states to waymark_keep;
grant insert, select on side_effects to waymark_keep;
grant insert, select on state_schemas to waymark_keep;
grant insert, select on state_transitions to waymark_keep;
grant insert, select on step_outputs to waymark_keep;
grant insert, select on threads to waymark_keep;
grant insert, select on tombstone_keys to waymark_keep;
grant insert, select on tombstones to waymark_keep;
grant insert, select, update on bundle_imports to waymark_keep;
grant insert, select, update on encryption_work to waymark_keep;
grant insert, select, update on evaluation_daily to waymark_keep;
grant insert, select, update on integrity_runs to waymark_keep;
grant insert, select, update on retention_policies to waymark_keep;
grant insert, select, update on sealing_notes to waymark_keep;
grant insert, select, update on step_daily to waymark_keep;
grant select on agent_metrics to waymark_keep;
grant select on archive_rows to waymark_keep;
grant select on encryption_keys to waymark_keep;
grant select on memory_successors to waymark_keep;
grant select on retention_policy_rows to waymark_keep;
grant select on retention_run_rows to waymark_keep;
grant select on tenants to waymark_keep;
grant select (tenant_id, id, name, user_id, revoked_at) on api_keys to waymark_keep;
grant update (archive_id) on step_evaluations to waymark_keep;
grant update (archive_id) on system_state_snapshots to waymark_keep;
grant update (audit_head, audit_count) on agents to waymark_keep;
grant update (audit_head, audit_count) on tenants to waymark_keep;
grant update (audit_head, audit_count) on threads to waymark_keep;
grant update (content_bytes, digest, body, language, signature) on message_segments to waymark_keep;
grant update (execution_result, kept_evaluation_type, plain_result_bytes, result_archive_id) on command_steps to waymark_keep;
grant update (name, user_id, revoked_at) on api_keys to waymark_keep;
grant update (next_position, audit_count, updated_at, audit_head, messages_digest) on conversations to waymark_keep;
grant update (noted_at) on garbage_packs to waymark_keep;
grant update (parent_checkpoint_id, archive_id) on state_checkpoints to waymark_keep;
grant update (snapshots_left_at, evaluations_left_at, results_compressed_at, results_left_at, steps_counted_at) on commands to waymark_keep;
grant update (status, size_bytes, sha256, rows, user_ids, from_at, to_at, restore_requested_at, restored_at, restored_rows, erased_at, replaced_by) on archives to waymark_keep;
grant update (subject, stage, place, tables, archives, finished_at) on erasures to waymark_keep;
grant update (superseded_by) on agent_memories to waymark_keep;
grant update (touched_at) on documents to waymark_keep;
grant update (touched_at) on packed_documents to waymark_keep;
grant update (touched_at) on packs to waymark_keep;
grant update (user_id, session_state, interruption_context, metadata, version, updated_at) on conversation_sessions to waymark_keep;
grant update (version_number, updated_at, tool_calls, content_type, channel, sender_user_id, memory_refs, changed_by, change_reason, content, tools, metadata, context, audit) on messages to waymark_keep;
grant execute on function archive_answer(p_archive archives) to waymark_keep;
grant execute on function archives_of_user(p_user text) to waymark_keep;
grant execute on function audit_in_agent(p_agent uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_keep;
grant execute on function audit_in_conversation(p_conversation uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_keep;
grant execute on function audit_in_thread(p_thread uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_keep;
grant execute on function begin_archive(p_archive json) to waymark_keep;
grant execute on function begin_erasure(p_kind text, p_subject text, p_id uuid, p_at timestamp with time zone) to waymark_keep;
grant execute on function begin_retention_run(p_id uuid) to waymark_keep;
grant execute on function begin_tenant_erasure(p_tenant uuid, p_id uuid, p_at timestamp with time zone) to waymark_keep;
grant execute on function bundle_columns(p_table text) to waymark_keep;
grant execute on function bundle_lines(p_table text, p_where text, p_digest bytea, p_packs uuid[]) to waymark_keep;
grant execute on function bundle_mark(p_kind text, p_root uuid) to waymark_keep;
grant execute on function bundle_page(p_kind text, p_root uuid, p_table text, p_after json, p_rows integer, p_budget bigint) to waymark_keep;
grant execute on function bundle_refused(p_slug text, p_table text, p_key text, p_what text) to waymark_keep;
grant execute on function bundle_rows(p_lines json, p_table text, p_root uuid, p_as text, p_at timestamp with time zone) to waymark_keep;
grant execute on function bundle_select(p_table text) to waymark_keep;
grant execute on function bundle_tables(p_kind text) to waymark_keep;
grant execute on function bundle_take(p_table text, p_belongs text, p_rows json, p_root uuid, p_open boolean, out stored bigint, out given bigint) to waymark_keep;
grant execute on function bundle_whole(p_kind text, p_root uuid) to waymark_keep;
grant execute on function chain_flaws(p_chain uuid, p_head bytea, p_count bigint) to waymark_keep;
grant execute on function close_gaps(p_thread uuid, p_cut uuid[]) to waymark_keep;
grant execute on function commands_with_evaluations(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function commands_with_plain_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function commands_with_results(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function commands_with_snapshots(p_cutoff timestamp with time zone, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function conversation_spoken_in(p_erasure uuid) to waymark_keep;
grant execute on function count_steps(p_commands uuid[]) to waymark_keep;
grant execute on function count_swept(p_run uuid, p_kind text, p_archived bigint, p_compressed bigint, p_deleted bigint, p_bytes bigint, p_failed bigint) to waymark_keep;
grant execute on function counted(p_counts jsonb, p_table text, p_rows bigint) to waymark_keep;
grant execute on function counts_together(p_some jsonb, p_more jsonb) to waymark_keep;
grant execute on function cut_checkpoints(p_thread uuid, p_cut uuid[], p_freed uuid[]) to waymark_keep;
grant execute on function default_policies() to waymark_keep;
grant execute on function discard_archive(p_id uuid) to waymark_keep;
grant execute on function documents_are_being_relied_on() to waymark_keep;
grant execute on function documents_in_use(p_digests bytea[]) to waymark_keep;
grant execute on function due_for_compression(p_run uuid, p_token bigint, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint) to waymark_keep;
grant execute on function due_rows(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function due_to_archive(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint) to waymark_keep;
grant execute on function erase_answers(v erasures, p_limit integer, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_archive(p_id uuid) to waymark_keep;
grant execute on function erase_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone) to waymark_keep;
grant execute on function erase_contexts(v erasures, p_conversation uuid, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer) to waymark_keep;
grant execute on function erase_conversation(v erasures, c conversations, p_limit integer, p_at timestamp with time zone, out counts jsonb, out used integer, out gone boolean) to waymark_keep;
grant execute on function erase_conversations(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_documents(v erasures, p_limit integer, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_keys(v erasures, p_at timestamp with time zone, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_live_messages(p_erasure uuid, p_conversation uuid, p_limit integer, p_at timestamp with time zone) to waymark_keep;
grant execute on function erase_memories(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_packs(p_packs uuid[]) to waymark_keep;
grant execute on function erase_sealed_messages(p_erasure uuid, p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea, p_at timestamp with time zone) to waymark_keep;
grant execute on function erase_sessions(v erasures, p_limit integer, p_at timestamp with time zone, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erase_tenant_batch(p_erasure uuid, p_limit integer, p_at timestamp with time zone) to waymark_keep;
grant execute on function erase_tenant_rows(p_tenant uuid, p_limit integer, out counts jsonb, out more boolean) to waymark_keep;
grant execute on function erased_digest(p_inner bytea, p_outer bytea, p_id text) to waymark_keep;
grant execute on function erasure_of(p_kind text, p_subject text) to waymark_keep;
grant execute on function finish_archive(p_id uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone) to waymark_keep;
grant execute on function flaw(p_flaw text, p_column text, p_stored text, p_expected text) to waymark_keep;
grant execute on function flaws(variadic p_flaws json[]) to waymark_keep;
grant execute on function flaws_in_agent_states(s agent_states) to waymark_keep;
grant execute on function flaws_in_agents(a agents) to waymark_keep;
grant execute on function flaws_in_approval_requests(a approval_requests) to waymark_keep;
grant execute on function flaws_in_audit_events(e audit_events) to waymark_keep;
grant execute on function flaws_in_checkpoint_writes(w checkpoint_writes) to waymark_keep;
grant execute on function flaws_in_command_approvals(a command_approvals) to waymark_keep;
grant execute on function flaws_in_command_steps(s command_steps) to waymark_keep;
grant execute on function flaws_in_commands(c commands) to waymark_keep;
grant execute on function flaws_in_context_snapshots(s context_snapshots) to waymark_keep;
grant execute on function flaws_in_conversation_sessions(s conversation_sessions) to waymark_keep;
grant execute on function flaws_in_conversations(c conversations) to waymark_keep;
grant execute on function flaws_in_documents(d documents) to waymark_keep;
grant execute on function flaws_in_memory_accesses(a memory_accesses) to waymark_keep;
grant execute on function flaws_in_memory_codes(c memory_codes) to waymark_keep;
grant execute on function flaws_in_memory_consolidations(c memory_consolidations) to waymark_keep;
grant execute on function flaws_in_message_ids(i message_ids) to waymark_keep;
grant execute on function flaws_in_message_segments(s message_segments) to waymark_keep;
grant execute on function flaws_in_messages(m messages) to waymark_keep;
grant execute on function flaws_in_packed_documents(d packed_documents) to waymark_keep;
grant execute on function flaws_in_packs(p packs) to waymark_keep;
grant execute on function flaws_in_projects(p projects) to waymark_keep;
grant execute on function flaws_in_rollbacks(r rollbacks) to waymark_keep;
grant execute on function flaws_in_shared_state_versions(v shared_state_versions) to waymark_keep;
grant execute on function flaws_in_shared_states(s shared_states) to waymark_keep;
grant execute on function flaws_in_state_checkpoints(c state_checkpoints) to waymark_keep;
grant execute on function flaws_in_state_schemas(s state_schemas) to waymark_keep;
grant execute on function flaws_in_state_transitions(t state_transitions) to waymark_keep;
grant execute on function flaws_in_step_evaluations(e step_evaluations) to waymark_keep;
grant execute on function flaws_in_step_outputs(o step_outputs) to waymark_keep;
grant execute on function flaws_in_system_state_snapshots(s system_state_snapshots) to waymark_keep;
grant execute on function flaws_in_tenants(t tenants) to waymark_keep;
grant execute on function flaws_in_threads(t threads) to waymark_keep;
grant execute on function forget_archive(p_id uuid, p_at timestamp with time zone) to waymark_keep;
grant execute on function forget_audit_content(p_chains uuid[]) to waymark_keep;
grant execute on function forget_events(p_erasure uuid, p_events audit_events[]) to waymark_keep;
grant execute on function forget_events_about(p_erasure uuid, p_subjects uuid[]) to waymark_keep;
grant execute on function forget_tenant_events(p_tenant uuid, p_after text, p_limit integer, out last text, out blanked bigint) to waymark_keep;
grant execute on function forsake_documents(p_digests bytea[]) to waymark_keep;
grant execute on function freed_by_cutting(p_thread uuid, p_cut uuid[], out checkpoints bigint, out writes bigint, out packs uuid[], out bytes bigint) to waymark_keep;
grant execute on function hold_retention_run(p_run uuid, p_token bigint) to waymark_keep;
grant execute on function import_bundle(p_body json, p_lines json) to waymark_keep;
grant execute on function integrity_page(p_table text, p_after json, p_rows integer) to waymark_keep;
grant execute on function key_pad(p_key bytea, p_byte integer) to waymark_keep;
grant execute on function leave_checkpoints(p_ids uuid[], p_witnesses text[]) to waymark_keep;
grant execute on function leave_conversation(p_erasure uuid, p_conversation uuid) to waymark_keep;
grant execute on function leave_conversations(p_ids uuid[]) to waymark_keep;
grant execute on function leave_due(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid) to waymark_keep;
grant execute on function leave_due_evaluations(p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid) to waymark_keep;
grant execute on function leave_due_snapshots(p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, out places bigint, out gone bigint, out bytes bigint, out anchors uuid[], out last_at timestamp with time zone, out last_id uuid) to waymark_keep;
grant execute on function leave_evaluations(p_ids uuid[], p_witnesses text[]) to waymark_keep;
grant execute on function leave_restored(p_run uuid, p_token bigint, p_kind text, p_archive uuid) to waymark_keep;
grant execute on function leave_retention_run(p_run uuid, p_token bigint, p_finished boolean) to waymark_keep;
grant execute on function leave_rows(p_kind text, p_ids uuid[], p_witnesses text[], p_places tid[], p_archive uuid) to waymark_keep;
grant execute on function leave_stage(p_erasure uuid, p_stage text, p_archives integer) to waymark_keep;
grant execute on function lexemes_of(p_messages json) to waymark_keep;
grant execute on function lines_to_archive(p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer, p_bytes bigint) to waymark_keep;
grant execute on function locked_archive(p_id uuid) to waymark_keep;
grant execute on function long_message_words(p_language regconfig, p_said json) to waymark_keep;
grant execute on function lost(p_column text, p_id text, p_there boolean) to waymark_keep;
grant execute on function lost_document(p_column text, p_digest bytea) to waymark_keep;
grant execute on function lost_packs(p_packs uuid[]) to waymark_keep;
grant execute on function mark_commands(p_kind text, p_commands uuid[], p_cutoff timestamp with time zone) to waymark_keep;
grant execute on function message_place(p_id uuid, out tag bigint, out "position" integer) to waymark_keep;
grant execute on function message_position(v conversations, p_id uuid) to waymark_keep;
grant execute on function message_words(p_language regconfig, p_content text, p_tools text) to waymark_keep;
grant execute on function needed_checkpoints(p_checkpoints uuid[]) to waymark_keep;
grant execute on function next_stage(p_stage text) to waymark_keep;
grant execute on function note_encryption_work() to waymark_keep;
grant execute on function note_failed_sweep(p_run uuid, p_token bigint, p_kind text, p_failed bigint) to waymark_keep;
grant execute on function note_garbage(p_packs uuid[]) to waymark_keep;
grant execute on function note_integrity(p_place text, p_checked integer, p_findings integer) to waymark_keep;
grant execute on function of_the_command(p_step uuid, p_command uuid) to waymark_keep;
grant execute on function of_the_memory(p_memory uuid, p_agent uuid, p_user text) to waymark_keep;
grant execute on function pack_frames(p_packs uuid[], p_known uuid[]) to waymark_keep;
grant execute on function partition_flaws() to waymark_keep;
grant execute on function put_retention_policies(p_body json, p_expected bigint) to waymark_keep;
grant execute on function referring_columns() to waymark_keep;
grant execute on function rely_on(p_table text, p_rows json) to waymark_keep;
grant execute on function replace_archive(p_old uuid, p_new uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamp with time zone, p_to timestamp with time zone) to waymark_keep;
grant execute on function request_restore(p_id uuid, p_at timestamp with time zone) to waymark_keep;
grant execute on function restore_archive(p_id uuid, p_lines json, p_at timestamp with time zone) to waymark_keep;
grant execute on function restore_results(p_archive uuid, p_rows json) to waymark_keep;
grant execute on function restore_rows(p_archive uuid, p_table text, p_rows json) to waymark_keep;
grant execute on function restored_archives(p_kind text, p_days integer) to waymark_keep;
grant execute on function retention_forecast() to waymark_keep;
grant execute on function searchable_json(p_content text, p_tools text) to waymark_keep;
grant execute on function settle_erased_messages(v erasures, p_conversation uuid, p_ids uuid[], p_positions integer[], p_at timestamp with time zone) to waymark_keep;
grant execute on function state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea) to waymark_keep;
grant execute on function sweep_archived(p_run uuid, p_token bigint, p_kind text, p_body json) to waymark_keep;
grant execute on function sweep_compressed(p_run uuid, p_token bigint, p_body json) to waymark_keep;
grant execute on function sweep_deleted(p_run uuid, p_token bigint, p_kind text, p_days integer, p_at timestamp with time zone, p_id uuid, p_past boolean, p_rows integer) to waymark_keep;
grant execute on function text_search_language() to waymark_keep;
grant execute on function tombstone_digest(p_subject text) to waymark_keep;
grant execute on function unfinished_archives() to waymark_keep;
grant execute on function utc_text(p_at timestamp with time zone) to waymark_keep;
grant execute on function with_bases(p_packs uuid[]) to waymark_keep;

grant execute on function metrics_are_there(p_from timestamp with time zone, p_to timestamp with time zone) to waymark_keeper;

grant select on agent_capabilities to waymark_read;
grant select on agent_capability_rows to waymark_read;
grant select on agent_config_rows to waymark_read;
grant select on agent_configs to waymark_read;
grant select on agent_memories to waymark_read;
grant select on agent_metrics to waymark_read;
grant select on agent_metrics_daily to waymark_read;
grant select on agent_rows to waymark_read;
grant select on agent_states to waymark_read;
grant select on agent_status to waymark_read;
grant select on agent_status_rows to waymark_read;
grant select on agents to waymark_read;
grant select on approval_request_rows to waymark_read;
grant select on approval_requests to waymark_read;
grant select on approval_rows to waymark_read;
grant select on archive_rows to waymark_read;
grant select on archives to waymark_read;
grant select on changed_section_rows to waymark_read;
grant select on checkpoint_rows to waymark_read;
grant select on checkpoint_writes to waymark_read;
grant select on command_approvals to waymark_read;
grant select on command_rows to waymark_read;
grant select on command_steps to waymark_read;
grant select on commands to waymark_read;
grant select on context_item_rows to waymark_read;
grant select on context_snapshot_rows to waymark_read;
grant select on context_snapshots to waymark_read;
grant select on context_template_rows to waymark_read;
grant select on context_template_uses to waymark_read;
grant select on context_templates to waymark_read;
grant select on conversation_previews to waymark_read;
grant select on conversation_rows to waymark_read;
grant select on conversation_sessions to waymark_read;
grant select on conversations to waymark_read;
grant select on documents to waymark_read;
grant select on encryption_keys to waymark_read;
grant select on erasures to waymark_read;
grant select on evaluation_rows to waymark_read;
grant select on memory_accesses to waymark_read;
grant select on memory_context_items to waymark_read;
grant select on memory_rows to waymark_read;
grant select on message_ids to waymark_read;
grant select on message_rows to waymark_read;
grant select on message_segments to waymark_read;
grant select on message_version_rows to waymark_read;
grant select on message_versions to waymark_read;
grant select on messages to waymark_read;
grant select on packed_documents to waymark_read;
grant select on packs to waymark_read;
grant select on project_rows to waymark_read;
grant select on projects to waymark_read;
grant select on remedies to waymark_read;
grant select on remedy_rows to waymark_read;
grant select on resource_lock_rows to waymark_read;
grant select on resource_locks to waymark_read;
grant select on retention_policies to waymark_read;
grant select on retention_policy_rows to waymark_read;
grant select on retention_run_rows to waymark_read;
grant select on retention_runs to waymark_read;
grant select on rollback_entries to waymark_read;
grant select on rollback_rows to waymark_read;
grant select on rollbacks to waymark_read;
grant select on section_rows to waymark_read;
grant select on session_rows to waymark_read;
grant select on shared_state_versions to waymark_read;
grant select on shared_states to waymark_read;
grant select on snapshot_rows to waymark_read;
grant select on snapshot_sizes to waymark_read;
grant select on state_checkpoints to waymark_read;
grant select on state_schema_rows to waymark_read;
grant select on state_schemas to waymark_read;
grant select on state_transitions to waymark_read;
grant select on step_evaluations to waymark_read;
grant select on step_outputs to waymark_read;
grant select on step_rows to waymark_read;
grant select on stored_messages to waymark_read;
grant select on system_state_snapshots to waymark_read;
grant select on thread_rows to waymark_read;
grant select on threads to waymark_read;
grant select on timeline_facts to waymark_read;
grant select on timeline_news to waymark_read;
grant select on tombstone_keys to waymark_read;
grant select on unevaluated_steps to waymark_read;
grant execute on function agent_of(p_name text) to waymark_read;
grant execute on function body_of(p_digest bytea) to waymark_read;
grant execute on function checkpoint_answer(p_checkpoint uuid) to waymark_read;
grant execute on function checkpoint_json(c state_checkpoints, p_agent text, p_thread text) to waymark_read;
grant execute on function checkpoints_with(p_agent uuid, p_thread uuid, p_namespace text, p_alternatives jsonb, p_before_number bigint, p_before_id uuid, p_rows integer) to waymark_read;
grant execute on function conversation_figures(p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_agent text) to waymark_read;
grant execute on function conversation_of(p_external_id text) to waymark_read;
grant execute on function conversations_to_search(p_user text, p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_query text, p_rows integer) to waymark_read;
grant execute on function default_policies() to waymark_read;
grant execute on function erased_digest(p_inner bytea, p_outer bytea, p_id text) to waymark_read;
grant execute on function erasure_of(p_kind text, p_subject text) to waymark_read;
grant execute on function insights_of(p_project text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text) to waymark_read;
grant execute on function judged_messages(p_query text, p_messages json) to waymark_read;
grant execute on function known_agent(p_name text) to waymark_read;
grant execute on function load_state(p_external_id text, p_messages integer, p_items integer, p_budget bigint) to waymark_read;
grant execute on function long_message_words(p_language regconfig, p_said json) to waymark_read;
grant execute on function message_place(p_id uuid, out tag bigint, out "position" integer) to waymark_read;
grant execute on function message_position(v conversations, p_id uuid) to waymark_read;
grant execute on function message_tokens(p_role text, p_completion_tokens bigint, p_bytes bigint) to waymark_read;
grant execute on function message_words(p_language regconfig, p_content text, p_tools text) to waymark_read;
grant execute on function metric_figures(p_agent text, p_metric text, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_tags jsonb, p_percentiles boolean) to waymark_read;
grant execute on function metric_names(p_agent text, p_from timestamp with time zone, p_to timestamp with time zone, p_after text, p_rows integer) to waymark_read;
grant execute on function ms_between(p_before timestamp with time zone, p_after timestamp with time zone) to waymark_read;
grant execute on function newest_points(p_agent uuid) to waymark_read;
grant execute on function pack_frames(p_packs uuid[], p_known uuid[]) to waymark_read;
grant execute on function project_of(p_key text) to waymark_read;
grant execute on function read_state(p_agent text, p_thread text, p_version bigint, p_at timestamp with time zone, p_bodies text[]) to waymark_read;
grant execute on function refuse_deleted(p_thread threads) to waymark_read;
grant execute on function searchable_json(p_content text, p_tools text) to waymark_read;
grant execute on function segments_between(p_conversation uuid, p_from integer, p_to integer, p_forward boolean, p_segments integer, p_bytes bigint, p_language regconfig, p_query tsquery) to waymark_read;
grant execute on function signature_has(p_signature bytea, p_hash bytea) to waymark_read;
grant execute on function signature_may_match(p_signature bytea, p_lexemes text[], p_hashes bytea[], p_loose tsquery) to waymark_read;
grant execute on function signature_question(p_query tsquery, out lexemes text[], out hashes bytea[], out loose tsquery) to waymark_read;
grant execute on function size_of(p_digest bytea) to waymark_read;
grant execute on function state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea) to waymark_read;
grant execute on function state_of(p_thread uuid, p_version bigint, p_bodies text[]) to waymark_read;
grant execute on function state_transition_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint) to waymark_read;
grant execute on function state_version_at(p_thread uuid, p_at timestamp with time zone) to waymark_read;
grant execute on function state_version_now(p_thread uuid) to waymark_read;
grant execute on function state_version_page(p_agent text, p_thread text, p_before bigint, p_rows integer, p_budget bigint, p_bodies text[]) to waymark_read;
grant execute on function state_versions(p_thread uuid, p_first bigint, p_last bigint, p_rows integer) to waymark_read;
grant execute on function stored_message(p_id uuid) to waymark_read;
grant execute on function stored_messages(p_external_id text, p_after bigint, p_before bigint, p_forward boolean, p_role text, p_message_type text, p_session uuid, p_query text, p_rows integer, p_segments integer, p_bytes bigint) to waymark_read;
grant execute on function text_search_language() to waymark_read;
grant execute on function thread_of(p_agent text, p_thread text) to waymark_read;
grant execute on function threads_with(p_agent uuid, p_alternatives jsonb, p_before timestamp with time zone, p_before_id uuid, p_rows integer) to waymark_read;
grant execute on function tombstone_digest(p_subject text) to waymark_read;
grant execute on function utc_text(p_at timestamp with time zone) to waymark_read;
grant execute on function version_order(p_version text) to waymark_read;
grant execute on function window_setting(p_name text) to waymark_read;
grant execute on function with_bases(p_packs uuid[]) to waymark_read;
grant execute on function writes_json(p_checkpoint uuid, p_keys text[]) to waymark_read;

grant delete, insert, select on step_outputs to waymark_record;
grant delete, insert, select, update on commands to waymark_record;
grant delete, insert, select, update on projects to waymark_record;
grant insert, select on agents to waymark_record;
grant insert, select on approval_requests to waymark_record;
grant insert, select on audit_events to waymark_record;
grant insert, select on command_approvals to waymark_record;
grant insert, select on documents to waymark_record;
grant insert, select on rollback_entries to waymark_record;
grant insert, select on rollbacks to waymark_record;
grant insert, select on system_state_snapshots to waymark_record;
grant insert, select, update on command_steps to waymark_record;
grant insert, select, update on idempotency_keys to waymark_record;
grant insert, select, update on side_effects to waymark_record;
grant select on command_rows to waymark_record;
grant select on encryption_keys to waymark_record;
grant select on project_rows to waymark_record;
grant select on section_rows to waymark_record;
grant select on snapshot_rows to waymark_record;
grant select on step_evaluations to waymark_record;
grant select on step_rows to waymark_record;
grant select on tenants to waymark_record;
grant select on unevaluated_steps to waymark_record;
grant update (audit_head, audit_count) on tenants to waymark_record;
grant update (outcome, settled_at) on approval_requests to waymark_record;
grant update (touched_at) on documents to waymark_record;
grant update (undone_at, undone_by) on rollbacks to waymark_record;
grant execute on function append_output(p_step uuid, p_body json) to waymark_record;
grant execute on function approval_context(p_step command_steps) to waymark_record;
grant execute on function audit_effect(p_effect side_effects, p_at timestamp with time zone, p_action text, p_detail json) to waymark_record;
grant execute on function audit_in_command(p_command uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_record;
grant execute on function audit_in_project(p_project uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_record;
grant execute on function capture_snapshot(p_command uuid, p_step uuid, p_body json) to waymark_record;
grant execute on function claim_effect(p_key text, p_body json) to waymark_record;
grant execute on function complete_effect(p_key text, p_body json) to waymark_record;
grant execute on function create_command(p_body json) to waymark_record;
grant execute on function decide_approval(p_step uuid, p_body json) to waymark_record;
grant execute on function delete_command(p_command uuid, p_expected bigint, p_at timestamp with time zone) to waymark_record;
grant execute on function delete_project(p_key text, p_expected bigint, p_at timestamp with time zone) to waymark_record;
grant execute on function effect_answer(p_effect side_effects, p_status text) to waymark_record;
grant execute on function enter_rollback(p_rollback rollbacks, p_action text, p_at timestamp with time zone) to waymark_record;
grant execute on function forget_audit_content(p_chains uuid[]) to waymark_record;
grant execute on function insert_snapshot(p_id uuid, p_command uuid, p_step uuid, p_position bigint, p_type text, p_sections json, p_captured_at timestamp with time zone, p_at timestamp with time zone) to waymark_record;
grant execute on function is_final(p_status text) to waymark_record;
grant execute on function locked_command(p_command uuid, p_step uuid) to waymark_record;
grant execute on function locked_project(p_key text, p_lock boolean) to waymark_record;
grant execute on function open_approval_request(p_command commands, p_step command_steps) to waymark_record;
grant execute on function patch_command(p_command uuid, p_expected bigint, p_body json) to waymark_record;
grant execute on function patch_step(p_step uuid, p_expected bigint, p_body json) to waymark_record;
grant execute on function planned_rollback(p_project projects, p_number bigint, p_alone boolean) to waymark_record;
grant execute on function project_of(p_key text) to waymark_record;
grant execute on function put_project(p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_record;
grant execute on function record_steps(p_command uuid, p_body json) to waymark_record;
grant execute on function request_approvals(p_project uuid, p_steps uuid[]) to waymark_record;
grant execute on function require_approval(p_step command_steps) to waymark_record;
grant execute on function roll_back(p_key text, p_number bigint, p_alone boolean, p_body json) to waymark_record;
grant execute on function rollback_answer(p_rollback rollbacks, p_project text) to waymark_record;
grant execute on function sections_json(p_snapshot system_state_snapshots) to waymark_record;
grant execute on function set_last_active_step(p_project uuid) to waymark_record;
grant execute on function snapshot_before(p_step command_steps) to waymark_record;
grant execute on function stored_text_json(p_text text) to waymark_record;
grant execute on function undo_rollback(p_key text, p_rollback uuid, p_body json) to waymark_record;
grant execute on function withdraw_approval_requests(p_command uuid, p_step uuid, p_at timestamp with time zone) to waymark_record;

grant delete, select, update on shared_states to waymark_searcher;
grant insert, select on encryption_work to waymark_searcher;
grant select on agent_memories to waymark_searcher;
grant select on agent_states to waymark_searcher;
grant select on memory_codes to waymark_searcher;
grant select on sealing_notes to waymark_searcher;
grant select on state_checkpoints to waymark_searcher;
grant select on threads to waymark_searcher;
grant select (tenant_id, tag) on conversations to waymark_searcher;
grant select (tenant_id, wrapped_by) on encryption_keys to waymark_searcher;
grant update (due_at) on sealing_notes to waymark_searcher;
grant update (walk_started_at, due_at) on encryption_work to waymark_searcher;
grant execute on function caller_sees(p_agent uuid, p_user text) to waymark_searcher;
grant execute on function current_agent() to waymark_searcher;
grant execute on function current_end_user() to waymark_searcher;
grant execute on function current_tenant() to waymark_searcher;
grant execute on function memory_conditions(p_search jsonb) to waymark_searcher;
grant execute on function memory_parts() to waymark_searcher;
grant execute on function name_hash(p_name text) to waymark_searcher;
grant execute on function waymark_now() to waymark_searcher;

grant delete, insert, select on state_checkpoints to waymark_state;
grant delete, insert, select, update on agent_capabilities to waymark_state;
grant delete, insert, select, update on agent_configs to waymark_state;
grant delete, insert, select, update on agent_states to waymark_state;
grant delete, insert, select, update on agents to waymark_state;
grant delete, insert, select, update on state_schemas to waymark_state;
grant insert, select on agent_metrics to waymark_state;
grant insert, select on audit_events to waymark_state;
grant insert, select on checkpoint_writes to waymark_state;
grant insert, select on documents to waymark_state;
grant insert, select on garbage_packs to waymark_state;
grant insert, select on packed_documents to waymark_state;
grant insert, select on packs to waymark_state;
grant insert, select on state_transitions to waymark_state;
grant insert, select, update on agent_status to waymark_state;
grant insert, select, update on idempotency_keys to waymark_state;
grant insert, select, update on resource_locks to waymark_state;
grant insert, select, update on shared_state_versions to waymark_state;
grant insert, select, update on shared_states to waymark_state;
grant insert, select, update on threads to waymark_state;
grant select on agent_capability_rows to waymark_state;
grant select on agent_config_rows to waymark_state;
grant select on agent_rows to waymark_state;
grant select on agent_status_rows to waymark_state;
grant select on checkpoint_rows to waymark_state;
grant select on command_steps to waymark_state;
grant select on commands to waymark_state;
grant select on encryption_keys to waymark_state;
grant select on projects to waymark_state;
grant select on resource_lock_rows to waymark_state;
grant select on state_schema_rows to waymark_state;
grant select on tenants to waymark_state;
grant select on thread_rows to waymark_state;
grant select (tenant_id, id, agent_id) on conversations to waymark_state;
grant update (audit_head, audit_count) on tenants to waymark_state;
grant update (last_active_step_id) on projects to waymark_state;
grant update (noted_at) on garbage_packs to waymark_state;
grant update (parent_checkpoint_id, restoration_count, last_restored_at, restoration_time_ms, pinned, retention_policy, expires_at) on state_checkpoints to waymark_state;
grant update (task_path, key, value, created_at) on checkpoint_writes to waymark_state;
grant update (touched_at) on documents to waymark_state;
grant update (touched_at) on packed_documents to waymark_state;
grant update (touched_at) on packs to waymark_state;
grant execute on function acquire_lock(p_name text, p_body json) to waymark_state;
grant execute on function audit_in_agent(p_agent uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_state;
grant execute on function audit_in_thread(p_thread uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_state;
grant execute on function body_of(p_digest bytea) to waymark_state;
grant execute on function change_checkpoint(p_checkpoint uuid, p_body json) to waymark_state;
grant execute on function checkpoint_answer(p_checkpoint uuid) to waymark_state;
grant execute on function checkpoint_json(c state_checkpoints, p_agent text, p_thread text) to waymark_state;
grant execute on function close_gaps(p_thread uuid, p_cut uuid[]) to waymark_state;
grant execute on function cut_checkpoints(p_thread uuid, p_cut uuid[], p_freed uuid[]) to waymark_state;
grant execute on function delete_agent(p_name text, p_expected bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function delete_capability(p_agent text, p_capability text, p_version text, p_expected bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function delete_checkpoint(p_checkpoint uuid, p_at timestamp with time zone) to waymark_state;
grant execute on function delete_config(p_agent text, p_key text, p_expected bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function delete_state_schema(p_agent text, p_partition text, p_expected bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function delete_thread(p_agent text, p_thread text, p_expected bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function ensured_thread(p_agent text, p_thread text, p_new_agent uuid, p_new_thread uuid, p_at timestamp with time zone) to waymark_state;
grant execute on function forget_audit_content(p_chains uuid[]) to waymark_state;
grant execute on function forget_checkpoints(p_threads uuid[]) to waymark_state;
grant execute on function forget_shared_state(p_thread text) to waymark_state;
grant execute on function fork_checkpoint(p_checkpoint uuid, p_body json) to waymark_state;
grant execute on function freed_by_cutting(p_thread uuid, p_cut uuid[], out checkpoints bigint, out writes bigint, out packs uuid[], out bytes bigint) to waymark_state;
grant execute on function insert_writes(p_checkpoint state_checkpoints, p_writes json, p_at timestamp with time zone) to waymark_state;
grant execute on function keep_documents(p_digests bytea[]) to waymark_state;
grant execute on function lock_with_token(p_name text, p_token bigint) to waymark_state;
grant execute on function locked_agent(p_agent text) to waymark_state;
grant execute on function locked_thread(p_agent text, p_thread text) to waymark_state;
grant execute on function locked_thread_of(p_checkpoint uuid) to waymark_state;
grant execute on function make_metric_partitions(p_from timestamp with time zone, p_to timestamp with time zone) to waymark_state;
grant execute on function make_state(p_thread threads, p_shared shared_states, p_own agent_states, p_partitions json, p_type text, p_trigger text, p_undoes uuid, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid) to waymark_state;
grant execute on function needed_checkpoints(p_checkpoints uuid[]) to waymark_state;
grant execute on function new_thread(p_agent uuid, p_thread text, p_new_id uuid, p_must_be_new boolean, p_at timestamp with time zone) to waymark_state;
grant execute on function note_garbage(p_packs uuid[]) to waymark_state;
grant execute on function pack_frames(p_packs uuid[], p_known uuid[]) to waymark_state;
grant execute on function prune_checkpoints(p_agent text, p_thread text, p_body json) to waymark_state;
grant execute on function put_agent(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_state;
grant execute on function put_agent_status(p_agent text, p_body json) to waymark_state;
grant execute on function put_capability(p_agent text, p_capability text, p_version text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_state;
grant execute on function put_config(p_agent text, p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_state;
grant execute on function put_packed_documents(p_documents json, p_packs json, p_content bytea) to waymark_state;
grant execute on function put_packs(p_needed uuid[], p_new json, p_content bytea) to waymark_state;
grant execute on function put_state(p_agent text, p_thread text, p_body json, p_expected bigint, p_must_exist boolean, p_content bytea) to waymark_state;
grant execute on function put_state_schema(p_agent text, p_partition text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_state;
grant execute on function put_thread(p_agent text, p_thread text, p_new_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_state;
grant execute on function put_writes(p_checkpoint uuid, p_body json) to waymark_state;
grant execute on function read_state(p_agent text, p_thread text, p_version bigint, p_at timestamp with time zone, p_bodies text[]) to waymark_state;
grant execute on function record_metrics(p_agent text, p_body jsonb) to waymark_state;
grant execute on function refuse_deleted(p_thread threads) to waymark_state;
grant execute on function refuse_large_state(p_state agent_states) to waymark_state;
grant execute on function release_lock(p_name text, p_token bigint, p_at timestamp with time zone) to waymark_state;
grant execute on function renew_lock(p_name text, p_token bigint, p_ttl_ms bigint) to waymark_state;
grant execute on function require_commands(p_commands uuid[]) to waymark_state;
grant execute on function restore_checkpoint(p_checkpoint uuid, p_body json, p_expected bigint, p_content bytea) to waymark_state;
grant execute on function restore_state(p_thread threads, p_partitions json, p_trigger text, p_at timestamp with time zone, p_state_id uuid, p_transition_id uuid) to waymark_state;
grant execute on function roll_back_state(p_agent text, p_thread text, p_transition uuid, p_body json, p_expected bigint) to waymark_state;
grant execute on function schemas_of(p_agent uuid, p_partitions json) to waymark_state;
grant execute on function set_last_active_step(p_project uuid) to waymark_state;
grant execute on function shared_state_of(p_thread text, p_to_change boolean, p_new_id uuid, p_at timestamp with time zone) to waymark_state;
grant execute on function size_of(p_digest bytea) to waymark_state;
grant execute on function state_hash(p_local bytea, p_persistent bytea, p_session bytea, p_shared bytea) to waymark_state;
grant execute on function state_of(p_thread uuid, p_version bigint, p_bodies text[]) to waymark_state;
grant execute on function state_version_at(p_thread uuid, p_at timestamp with time zone) to waymark_state;
grant execute on function state_version_now(p_thread uuid) to waymark_state;
grant execute on function state_versions(p_thread uuid, p_first bigint, p_last bigint, p_rows integer) to waymark_state;
grant execute on function take_checkpoint(p_agent text, p_thread text, p_body json, p_layout bytea, p_packs bytea) to waymark_state;
grant execute on function thread_of(p_agent text, p_thread text) to waymark_state;
grant execute on function utc_text(p_at timestamp with time zone) to waymark_state;
grant execute on function with_bases(p_packs uuid[]) to waymark_state;
grant execute on function writes_json(p_checkpoint uuid, p_keys text[]) to waymark_state;

grant delete, insert, select on memory_accesses to waymark_talk;
grant delete, insert, select on message_ids to waymark_talk;
grant delete, insert, select on message_versions to waymark_talk;
grant delete, insert, select, update on agent_memories to waymark_talk;
grant delete, insert, select, update on context_templates to waymark_talk;
grant delete, insert, select, update on conversations to waymark_talk;
grant delete, insert, select, update on memory_codes to waymark_talk;
grant delete, insert, select, update on messages to waymark_talk;
grant delete, select on message_segments to waymark_talk;
grant insert on message_senders to waymark_talk;
grant insert, select on agents to waymark_talk;
grant insert, select on audit_events to waymark_talk;
grant insert, select on context_snapshots to waymark_talk;
grant insert, select on context_template_uses to waymark_talk;
grant insert, select on documents to waymark_talk;
grant insert, select on garbage_packs to waymark_talk;
grant insert, select on memory_consolidations to waymark_talk;
grant insert, select on packed_documents to waymark_talk;
grant insert, select on packs to waymark_talk;
grant insert, select on sealing_notes to waymark_talk;
grant insert, select, update on conversation_sessions to waymark_talk;
grant insert, select, update on idempotency_keys to waymark_talk;
grant insert, select, update on memory_context_items to waymark_talk;
grant select on context_item_rows to waymark_talk;
grant select on context_template_rows to waymark_talk;
grant select on conversation_heads to waymark_talk;
grant select on conversation_rows to waymark_talk;
grant select on encryption_keys to waymark_talk;
grant select on memory_rows to waymark_talk;
grant select on message_rows to waymark_talk;
grant select on session_rows to waymark_talk;
grant select on stored_messages to waymark_talk;
grant select on tenants to waymark_talk;
grant update (audit_head, audit_count) on agents to waymark_talk;
grant update (audit_head, audit_count) on tenants to waymark_talk;
grant update (due_at) on sealing_notes to waymark_talk;
grant update (touched_at) on documents to waymark_talk;
grant update (touched_at) on packed_documents to waymark_talk;
grant update (touched_at) on packs to waymark_talk;
grant update (use_count) on context_template_uses to waymark_talk;
grant execute on function add_context_items(p_external_id text, p_body json) to waymark_talk;
grant execute on function append_messages(p_external_id text, p_body json) to waymark_talk;
grant execute on function audit_in_agent(p_agent uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_talk;
grant execute on function audit_in_conversation(p_conversation uuid, p_at timestamp with time zone, p_action text, p_subject_type text, p_subject uuid, p_detail json) to waymark_talk;
grant execute on function body_of(p_digest bytea) to waymark_talk;
grant execute on function capture_context(p_body json, p_content bytea) to waymark_talk;
grant execute on function changed_conversation(v conversations, p_body json) to waymark_talk;
grant execute on function coded_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer) to waymark_talk;
grant execute on function codes_of(p_memories uuid[]) to waymark_talk;
grant execute on function consolidate_memories(p_agent text, p_body jsonb) to waymark_talk;
grant execute on function consolidation_sources(p_agent uuid, p_sources uuid[]) to waymark_talk;
grant execute on function context_before(p_agent text, p_user text) to waymark_talk;
grant execute on function conversation_of(p_external_id text) to waymark_talk;
grant execute on function conversation_of_message(p_id uuid) to waymark_talk;
grant execute on function count_accesses(p_memories uuid[]) to waymark_talk;
grant execute on function count_template_use(p_template uuid) to waymark_talk;
grant execute on function create_session(p_external_id text, p_body json) to waymark_talk;
grant execute on function delete_context_template(p_name text, p_expected bigint, p_at timestamp with time zone) to waymark_talk;
grant execute on function delete_conversation(p_external_id text, p_expected bigint, p_at timestamp with time zone) to waymark_talk;
grant execute on function delete_memory(p_memory uuid, p_expected bigint, p_at timestamp with time zone) to waymark_talk;
grant execute on function digest_of_messages(p_so_far bytea, p_next integer, p_digests bytea) to waymark_talk;
grant execute on function embedding_dimensions() to waymark_talk;
grant execute on function exact_embeddings(p_memories uuid[]) to waymark_talk;
grant execute on function fine_codes(p_memories uuid[]) to waymark_talk;
grant execute on function forget_audit_content(p_chains uuid[]) to waymark_talk;
grant execute on function insert_memory(p_agent uuid, p_user text, p_given jsonb, p_language regconfig, p_at timestamp with time zone) to waymark_talk;
grant execute on function insert_messages(v conversations, p_messages json, p_at timestamp with time zone, p_wrapper text, p_first integer) to waymark_talk;
grant execute on function insert_plain_messages(v conversations, p_messages json, p_at timestamp with time zone) to waymark_talk;
grant execute on function keep_code(p_memory agent_memories, p_given jsonb) to waymark_talk;
grant execute on function known_agent(p_name text) to waymark_talk;
grant execute on function locked_agent(p_agent text) to waymark_talk;
grant execute on function locked_conversation(p_external_id text) to waymark_talk;
grant execute on function locked_memory(p_memory uuid, p_expected bigint) to waymark_talk;
grant execute on function locked_message(p_id uuid) to waymark_talk;
grant execute on function long_message_words(p_language regconfig, p_said json) to waymark_talk;
grant execute on function memory_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamp with time zone, p_before_id uuid, p_rows integer, p_embedding real[]) to waymark_talk;
grant execute on function memory_flaws(p_at text, p_memory jsonb, p_type text) to waymark_talk;
grant execute on function message_id(p_at timestamp with time zone, p_tag bigint, p_position integer) to waymark_talk;
grant execute on function message_place(p_id uuid, out tag bigint, out "position" integer) to waymark_talk;
grant execute on function message_position(v conversations, p_id uuid) to waymark_talk;
grant execute on function message_words(p_language regconfig, p_content text, p_tools text) to waymark_talk;
grant execute on function new_conversation(p_external_id text, p_body json) to waymark_talk;
grant execute on function pack_frames(p_packs uuid[], p_known uuid[]) to waymark_talk;
grant execute on function patch_conversation(p_external_id text, p_body json, p_expected bigint) to waymark_talk;
grant execute on function patch_memory(p_memory uuid, p_expected bigint, p_body jsonb) to waymark_talk;
grant execute on function patch_message(p_id uuid, p_body json, p_expected bigint) to waymark_talk;
grant execute on function patch_session(p_id uuid, p_body json, p_expected bigint) to waymark_talk;
grant execute on function put_context_template(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_talk;
grant execute on function put_conversation(p_external_id text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean) to waymark_talk;
grant execute on function put_packed_documents(p_documents json, p_packs json, p_content bytea) to waymark_talk;
grant execute on function put_packs(p_needed uuid[], p_new json, p_content bytea) to waymark_talk;
grant execute on function ranked_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_rows integer) to waymark_talk;
grant execute on function recall_memories(p_memories uuid[]) to waymark_talk;
grant execute on function record_memories(p_agent text, p_body jsonb) to waymark_talk;
grant execute on function remove_messages(v conversations, p_from integer) to waymark_talk;
grant execute on function revised_message(v messages, p_body json, p_at timestamp with time zone) to waymark_talk;
grant execute on function revive_messages(p_conversation uuid, p_messages json, p_segments json, p_whole boolean) to waymark_talk;
grant execute on function save_items(v conversations, p_items json, p_at timestamp with time zone, out added integer, out changed integer) to waymark_talk;
grant execute on function save_state(p_external_id text, p_body json, p_expected bigint) to waymark_talk;
grant execute on function searchable(p_embedding real[]) to waymark_talk;
grant execute on function searchable_json(p_content text, p_tools text) to waymark_talk;
grant execute on function segments_between(p_conversation uuid, p_from integer, p_to integer, p_forward boolean, p_segments integer, p_bytes bigint, p_language regconfig, p_query tsquery) to waymark_talk;
grant execute on function session_may_move(p_from text, p_to text) to waymark_talk;
grant execute on function signature_has(p_signature bytea, p_hash bytea) to waymark_talk;
grant execute on function signature_may_match(p_signature bytea, p_lexemes text[], p_hashes bytea[], p_loose tsquery) to waymark_talk;
grant execute on function signature_question(p_query tsquery, out lexemes text[], out hashes bytea[], out loose tsquery) to waymark_talk;
grant execute on function speaking_agent(p_name text, p_new_id uuid, p_at timestamp with time zone) to waymark_talk;
grant execute on function speaking_user(p_user text) to waymark_talk;
grant execute on function stored_message(p_id uuid) to waymark_talk;
grant execute on function stored_messages(p_external_id text, p_after bigint, p_before bigint, p_forward boolean, p_role text, p_message_type text, p_session uuid, p_query text, p_rows integer, p_segments integer, p_bytes bigint) to waymark_talk;
grant execute on function tag_is_taken(p_tag bigint) to waymark_talk;
grant execute on function text_search_language() to waymark_talk;
grant execute on function window_setting(p_name text) to waymark_talk;
grant execute on function with_bases(p_packs uuid[]) to waymark_talk;
