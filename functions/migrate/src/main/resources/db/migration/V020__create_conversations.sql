-- What:  conversations, their sessions and messages, what edited messages said before, the ids that clients brought, and
--        context items.
-- Why:   what an agent said and knows as rows that can be guarded, indexed and paged, instead of one JSON blob that is
--        parsed whole for every turn. An appended message costs its own row, two index entries and a change in place of its
--        conversation: what every append changes is in no index of that table.
-- Locks: nothing. Runs again: no, the tables must not exist yet.

create table conversations (
  tenant_id        uuid not null default current_tenant(),
  id               uuid not null,
  -- what every append changes, side by side, so that the log holds little beyond it
  next_position    integer not null default 1 constraint conversations_next_position_counts check (next_position >= 1),
  audit_count      bigint not null default 0 constraint conversations_audit_count_not_negative check (audit_count >= 0),
  updated_at       timestamptz not null,
  audit_head       bytea constraint conversations_audit_head_is_sha256 check (octet_length(audit_head) = 32),
  messages_digest  bytea constraint conversations_messages_digest_is_sha256 check (octet_length(messages_digest) = 32),
  -- whose it is
  external_id      text not null constraint conversations_external_id_fits check (octet_length(external_id) between 1 and 1000),
  external_id_hash bytea not null generated always as (name_hash(external_id)) stored,
  tag              bigint not null constraint conversations_tag_fits check (tag between 0 and 4398046511103),
  agent_id         uuid,
  user_id          text constraint conversations_user_id_fits check (octet_length(user_id) between 1 and 1000),
  -- the core state
  step_count       bigint not null default 0 constraint conversations_step_count_not_negative check (step_count >= 0),
  user_input       text,
  focus_areas      jsonb not null default '[]' constraint conversations_focus_areas_is_array check (jsonb_typeof(focus_areas) = 'array'),
  last_tool_result bytea,
  metadata         jsonb not null default '{}' constraint conversations_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  version          bigint not null default 1,
  created_at       timestamptz not null,
  primary key (tenant_id, id),
  constraint conversations_external_id_unique unique (tenant_id, external_id_hash),
  constraint conversations_tag_unique unique (tenant_id, tag),
  constraint conversations_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  constraint conversations_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) with (fillfactor = 50);
comment on table conversations is 'A conversation by the name that its client gives it: the core state of the agent in it, and what its messages take from their predecessors.';
comment on column conversations.next_position is 'where the next message goes; so there are one message less than this';
comment on column conversations.messages_digest is
  'SHA-256 of the digest before it and of the newest message''s, in the order of positions; null while there is none, and after an edit until the conversation is saved whole';
comment on column conversations.tag is 'stands in the ids of its messages (see message_id()), so that an id says where its message is; random';
comment on column conversations.user_id is 'the end user';
comment on column conversations.user_input is 'U+0000 travels as DLE 0, DLE as DLE DLE';
comment on column conversations.last_tool_result is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column conversations.version is 'counts what clients change; messages that are appended do not';
create index conversations_newest_first on conversations (tenant_id, created_at desc, id desc);
create index conversations_of_user_newest_first on conversations (tenant_id, user_id, created_at desc, id desc) where user_id is not null;
create index conversations_of_agent_newest_first on conversations (tenant_id, agent_id, created_at desc, id desc) where agent_id is not null;

create table conversation_sessions (
  tenant_id            uuid not null default current_tenant(),
  id                   uuid not null,
  conversation_id      uuid not null,
  -- what every message changes: in no index
  message_count        bigint not null default 0 constraint conversation_sessions_message_count_counts check (message_count >= 0),
  total_tokens_used    bigint not null default 0 constraint conversation_sessions_total_tokens_used_counts check (total_tokens_used >= 0),
  tool_calls_count     bigint not null default 0 constraint conversation_sessions_tool_calls_count_counts check (tool_calls_count >= 0),
  last_active_at       timestamptz not null,
  -- whose it is and how far it came
  agent_id             uuid,
  user_id              text constraint conversation_sessions_user_id_fits check (octet_length(user_id) between 1 and 1000),
  status               text not null default 'active'
    constraint conversation_sessions_status_known check (status in ('active', 'paused', 'completed', 'abandoned')),
  session_state        bytea,
  interruption_context bytea,
  metadata             jsonb not null default '{}'
    constraint conversation_sessions_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  version              bigint not null default 1,
  started_at           timestamptz not null,
  ended_at             timestamptz,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  primary key (tenant_id, id),
  constraint conversation_sessions_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  constraint conversation_sessions_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint conversation_sessions_end_with_their_status check ((status in ('completed', 'abandoned')) = (ended_at is not null)),
  constraint conversation_sessions_end_after_start check (ended_at >= started_at)
) with (fillfactor = 70);
comment on table conversation_sessions is 'A sitting within a conversation. Several may be open at once; a message belongs to the one that it names, or to none.';
comment on column conversation_sessions.total_tokens_used is 'the sum of token_usage.total_tokens of its messages';
comment on column conversation_sessions.tool_calls_count is 'how many tools its assistant''s messages call';
comment on column conversation_sessions.last_active_at is 'when a message came or the session was changed; inactivity counts from here';
comment on column conversation_sessions.session_state is 'canonical JSON as UTF-8 bytes; so interruption_context, which is what a paused session goes on from';
create index conversation_sessions_in_order on conversation_sessions (tenant_id, conversation_id, started_at desc, id desc);
create index conversation_sessions_of_agent on conversation_sessions (tenant_id, agent_id) where agent_id is not null;
create index conversation_sessions_active on conversation_sessions (tenant_id, id) where status = 'active';

create table messages (
  tenant_id         uuid not null default current_tenant(),
  id                uuid not null,
  conversation_id   uuid not null,
  created_at        timestamptz not null,
  position          integer not null constraint messages_position_counts check (position >= 1),
  version_number    integer not null default 1 constraint messages_version_number_counts check (version_number >= 1),
  schema_version    integer not null default 1 constraint messages_schema_version_counts check (schema_version >= 1),
  -- who says it, and where it belongs; absent for most
  session_id        uuid,
  parent_message_id uuid,
  sender_agent_id   uuid,
  state_snapshot_id uuid,
  updated_at        timestamptz,
  prompt_tokens     bigint constraint messages_prompt_tokens_not_negative check (prompt_tokens >= 0),
  completion_tokens bigint constraint messages_completion_tokens_not_negative check (completion_tokens >= 0),
  total_tokens      bigint constraint messages_total_tokens_not_negative check (total_tokens >= 0),
  latency_ms        bigint constraint messages_latency_ms_not_negative check (latency_ms >= 0),
  tool_calls        integer constraint messages_tool_calls_count check (tool_calls >= 1),
  cost_usd          numeric(14, 6) constraint messages_cost_usd_not_negative check (cost_usd >= 0),
  role              text not null constraint messages_role_known check (role in ('system', 'user', 'assistant', 'tool')),
  content_type      text not null
    constraint messages_content_type_known check (content_type in ('text', 'structured', 'multimodal', 'tool_result')),
  message_type      text constraint messages_message_type_fits check (octet_length(message_type) between 1 and 1000),
  channel           text constraint messages_channel_fits check (octet_length(channel) between 1 and 1000),
  sender_user_id    text constraint messages_sender_user_id_fits check (octet_length(sender_user_id) between 1 and 1000),
  memory_refs       uuid[],
  changed_by        text,
  change_reason     text constraint messages_change_reason_fits check (octet_length(change_reason) <= 4000),
  -- what it says
  content           bytea not null,
  tools             bytea,
  metadata          jsonb constraint messages_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  context           jsonb constraint messages_context_is_object check (jsonb_typeof(context) = 'object'),
  audit             jsonb constraint messages_audit_is_object check (jsonb_typeof(audit) = 'object'),
  primary key (tenant_id, id),
  constraint messages_position_unique unique (tenant_id, conversation_id, position),
  constraint messages_of_a_conversation foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table messages is 'What was said, in the order of positions. Nothing refers to a message by foreign key: old ones move to where they take less room, under the same ids.';
comment on column messages.id is 'says where the message is, see message_id(); one that the client brought is in message_ids too';
comment on column messages.position is '1, 2, 3 … in the conversation, without gaps';
comment on column messages.created_at is 'when it was said, as the client tells it, else when it was stored; never decides an order';
comment on column messages.parent_message_id is 'what it answers; null for what follows the message before it. Of the same conversation: append_messages() sees to it';
comment on column messages.session_id is 'of the same conversation: append_messages() sees to it';
comment on column messages.content_type is 'what content names as its type, copied: content may hold U+0000, which no jsonb does';
comment on column messages.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes; so tools';
comment on column messages.tool_calls is 'how many tools an assistant''s message calls: the length of tools; null for none';
comment on column messages.latency_ms is 'how long making it took';
comment on column messages.updated_at is 'null while it is as it came; so changed_by and change_reason, which tell of the newest edit';
comment on column messages.metadata is 'null for an empty one';

create table message_versions (
  tenant_id       uuid not null default current_tenant(),
  message_id      uuid not null,
  version_number  integer not null constraint message_versions_version_number_counts check (version_number >= 1),
  conversation_id uuid not null,
  -- what the message said
  content_type    text not null
    constraint message_versions_content_type_known check (content_type in ('text', 'structured', 'multimodal', 'tool_result')),
  message_type    text,
  content         bytea not null,
  tools           bytea,
  metadata        jsonb constraint message_versions_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  context         jsonb constraint message_versions_context_is_object check (jsonb_typeof(context) = 'object'),
  -- who had made it say so, and why
  changed_by      text,
  change_reason   text,
  created_at      timestamptz not null,
  primary key (tenant_id, message_id, version_number),
  constraint message_versions_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table message_versions is 'What edited messages said before; the newest version is the message itself.';
comment on column message_versions.changed_by is 'who made this version; null for the first';
comment on column message_versions.created_at is 'when this version was made';
create index message_versions_of_conversation on message_versions (tenant_id, conversation_id);

create table message_ids (
  tenant_id       uuid not null default current_tenant(),
  id              uuid not null,
  conversation_id uuid not null,
  position        integer not null constraint message_ids_position_counts check (position >= 1),
  primary key (tenant_id, id),
  constraint message_ids_of_a_conversation foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table message_ids is 'Where the messages are whose ids clients brought, which do not say it themselves.';
create index message_ids_of_conversation on message_ids (tenant_id, conversation_id, position);

create table memory_context_items (
  tenant_id       uuid not null default current_tenant(),
  id              uuid not null,
  conversation_id uuid not null,
  source          text not null constraint memory_context_items_source_fits check (octet_length(source) between 1 and 1000),
  context_type    text constraint memory_context_items_context_type_fits check (octet_length(context_type) between 1 and 1000),
  content         bytea not null,
  relevance_score numeric(3, 2) not null constraint memory_context_items_relevance_is_a_share check (relevance_score between 0 and 1),
  metadata        jsonb not null default '{}'
    constraint memory_context_items_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  created_at      timestamptz not null,
  primary key (tenant_id, id),
  constraint memory_context_items_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table memory_context_items is 'What an agent has at hand in a conversation beside its messages: out of long-term memory (ltm), retrieval (rag), its focus, …';
comment on column memory_context_items.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
create index memory_context_items_best_first on memory_context_items (tenant_id, conversation_id, relevance_score desc, id desc);

alter table conversations enable row level security;
alter table conversations force row level security;
create policy tenant_rows on conversations to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create policy erasing on conversations to waymark_eraser using (true);
create policy searching on conversations for select to waymark_searcher using (true);

-- A restricted key sees what hangs below the conversations that it sees.
do $$
declare
  v_table text;
begin
  foreach v_table in array array['conversation_sessions', 'messages', 'message_versions', 'message_ids', 'memory_context_items'] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
    execute format(
      'create policy tenant_rows on %1$I to waymark_app using (%2$s) with check (%2$s)', v_table, format(
        'tenant_id = current_tenant() and case when current_agent() is null and current_end_user() is null then true
           else exists (select from conversations c where c.tenant_id = %1$I.tenant_id and c.id = %1$I.conversation_id) end', v_table));
  end loop;
end
$$;
-- whoever abandons sessions by their inactivity looks at those of all tenants
create policy abandoning on conversation_sessions to waymark_eraser using (true);
