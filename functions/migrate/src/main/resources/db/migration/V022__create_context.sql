-- What:  what models are told: templates that contexts are rendered from, how often each was used, and snapshots of contexts.
-- Why:   a context is built within a budget of tokens; what was built can be looked at later, and a body that repeats
--        costs nothing, because it is a document.
-- Locks: agents and conversations, for a moment (foreign keys). Runs again: no, the tables must not exist yet.

create table context_templates (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  name         text not null constraint context_templates_name_fits check (octet_length(name) between 1 and 1000),
  name_hash    bytea not null generated always as (name_hash(name)) stored,
  -- what it is made of: JSON as UTF-8 bytes, so that U+0000 in a text survives
  segments     bytea not null constraint context_templates_segments_is_array
    check (json_typeof(convert_from(segments, 'UTF8')::json) = 'array'),
  variables    bytea not null constraint context_templates_variables_is_object
    check (json_typeof(convert_from(variables, 'UTF8')::json) = 'object'),
  separator    text not null constraint context_templates_separator_fits check (octet_length(separator) <= 1000),
  model        text constraint context_templates_model_fits check (octet_length(model) between 1 and 200),
  total_tokens integer not null constraint context_templates_total_tokens_not_negative check (total_tokens >= 0),
  -- what it is for
  description  text,
  use_cases    text[] not null default '{}',
  agent_types  text[] not null default '{}',
  version      bigint not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id),
  constraint context_templates_name_unique unique (tenant_id, name_hash),
  constraint context_templates_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table context_templates is 'A tenant''s templates of contexts: segments of text with variables, the least important of which give way to a budget.';
comment on column context_templates.segments is '[{"name", "text", "importance", "required"}] in the order in which they are rendered';
comment on column context_templates.variables is '{"<name>": {"type", "required", "default_value", "description"}}, with those that only the text names';
comment on column context_templates.separator is 'what stands between two segments; U+0000 travels as DLE 0, DLE as DLE DLE (so description, use_cases and agent_types too)';
comment on column context_templates.model is 'whose tokens are counted; the default encoding where none is named';
comment on column context_templates.total_tokens is 'of all segments with their placeholders as they stand';
comment on column context_templates.agent_types is 'the agent_type of the agents that it is for; empty for all';
create index context_templates_newest on context_templates (tenant_id, created_at desc, id desc);

create table context_template_uses (
  tenant_id   uuid not null default current_tenant(),
  template_id uuid not null,
  slot        smallint not null constraint context_template_uses_slot_known check (slot between 0 and 31),
  use_count   bigint not null constraint context_template_uses_use_count_counts check (use_count >= 1),
  constraint context_template_uses_pkey primary key (tenant_id, template_id, slot),
  constraint context_template_uses_of_a_template
    foreign key (tenant_id, template_id) references context_templates (tenant_id, id) on delete cascade
)
with (fillfactor = 50);  -- every rendering rewrites a row: room for HOT, and no index on what it changes
comment on table context_template_uses is
  'How often a template was rendered, in several rows: each rendering counts in one that nobody has locked, so that none waits for another. The sum counts.';

create table context_snapshots (
  tenant_id          uuid not null default current_tenant(),
  id                 uuid not null,
  -- whose it is
  agent_id           uuid not null,
  user_id            text constraint context_snapshots_user_id_fits check (octet_length(user_id) between 1 and 1000),
  conversation_id    uuid,
  message_id         uuid,
  -- what the model was told
  snapshot_digest    bytea not null constraint context_snapshots_snapshot_digest_is_sha256 check (octet_length(snapshot_digest) = 32),
  -- how it was built
  model              text constraint context_snapshots_model_fits check (octet_length(model) between 1 and 200),
  total_tokens       bigint not null constraint context_snapshots_total_tokens_not_negative check (total_tokens >= 0),
  compression_ratio  numeric(12, 6) constraint context_snapshots_compression_ratio_not_negative check (compression_ratio >= 0),
  segment_count      integer constraint context_snapshots_segment_count_not_negative check (segment_count >= 0),
  build_time_ms      bigint constraint context_snapshots_build_time_ms_not_negative check (build_time_ms >= 0),
  optimization_count integer constraint context_snapshots_optimization_count_not_negative check (optimization_count >= 0),
  created_at         timestamptz not null,
  primary key (tenant_id, id),
  constraint context_snapshots_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint context_snapshots_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  constraint context_snapshots_message_has_a_conversation check (message_id is null or conversation_id is not null)
);
comment on table context_snapshots is 'A context as a model was told it. Rows are added, never changed.';
comment on column context_snapshots.message_id is
  'the message that it was built for. Messages move to where they take less room, so there is no foreign key: capture_context() looks';
comment on column context_snapshots.conversation_id is 'of the message';
comment on column context_snapshots.user_id is 'the end user, that of the conversation where there is one';
comment on column context_snapshots.snapshot_digest is
  'SHA-256 of a body in documents, or in packed_documents where it is large; kept from collection by their touched_at (ADR 0003)';
comment on column context_snapshots.model is 'whose tokens were counted where the client did not count them';
comment on column context_snapshots.compression_ratio is 'as the client reckons it';
create index context_snapshots_of_agent on context_snapshots (tenant_id, agent_id, created_at desc, id desc);
create index context_snapshots_of_conversation on context_snapshots (tenant_id, conversation_id, created_at desc, id desc)
  where conversation_id is not null;
create index context_snapshots_of_user on context_snapshots (tenant_id, user_id) where user_id is not null;

-- An agent's key sees the templates that are for agents of its type, and changes none.
alter table context_templates enable row level security;
alter table context_templates force row level security;
create policy tenant_rows on context_templates to waymark_app
  using (tenant_id = current_tenant() and current_end_user() is null and case when current_agent() is null then true
    else cardinality(agent_types) = 0 or exists (select from agents a
      where a.tenant_id = context_templates.tenant_id and a.id = current_agent() and a.agent_type = any (context_templates.agent_types)) end)
  with check (tenant_id = current_tenant() and current_end_user() is null and current_agent() is null);
create policy whole_tenant_deletes on context_templates as restrictive for delete to waymark_app
  using (current_agent() is null);

alter table context_template_uses enable row level security;
alter table context_template_uses force row level security;
create policy tenant_rows on context_template_uses to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());

alter table context_snapshots enable row level security;
alter table context_snapshots force row level security;
create policy tenant_rows on context_snapshots to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
