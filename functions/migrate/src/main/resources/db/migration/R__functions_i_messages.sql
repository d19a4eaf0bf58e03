-- What:  appending messages to a conversation, editing one, and the views that reads go through.
-- Why:   positions are handed out under the lock of the conversation's row, so they have no gaps however many append; ids,
--        counters, the digest of all messages and one audit event come in the same statement.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view message_rows with (security_invoker = true) as
select m.id, m.conversation_id, m.position, m.session_id, m.parent_message_id, m.channel, m.sender_user_id, m.sender_agent_id, m.role,
       m.message_type, m.content, m.tools, m.schema_version, array_to_json(m.memory_refs)::text as memory_refs, m.state_snapshot_id,
       m.context::text as context, m.metadata::text as metadata, m.audit::text as audit, m.prompt_tokens, m.completion_tokens,
       m.total_tokens, m.cost_usd, m.latency_ms, m.version_number, m.changed_by, m.change_reason, m.created_at, m.updated_at,
       octet_length(m.content) + coalesce(octet_length(m.tools), 0) + coalesce(octet_length(m.metadata::text), 0)
         + coalesce(octet_length(m.context::text), 0) + coalesce(octet_length(m.audit::text), 0)
         + coalesce(cardinality(m.memory_refs), 0) * 40 + 1200 as size_bytes
  from messages m
 where m.tenant_id = current_tenant();
comment on view message_rows is 'size_bytes: about what the row weighs in an answer';

create or replace view message_version_rows with (security_invoker = true) as
select m.id as message_id, m.version_number, m.message_type, m.content, m.tools, m.metadata::text as metadata, m.context::text as context,
       m.changed_by, m.change_reason, coalesce(m.updated_at, m.created_at) as created_at,
       octet_length(m.content) + coalesce(octet_length(m.tools), 0) + coalesce(octet_length(m.metadata::text), 0)
         + coalesce(octet_length(m.context::text), 0) + 600 as size_bytes
  from messages m
 where m.tenant_id = current_tenant()
union all
select v.message_id, v.version_number, v.message_type, v.content, v.tools, v.metadata::text, v.context::text, v.changed_by, v.change_reason,
       v.created_at,
       octet_length(v.content) + coalesce(octet_length(v.tools), 0) + coalesce(octet_length(v.metadata::text), 0)
         + coalesce(octet_length(v.context::text), 0) + 600
  from message_versions v
 where v.tenant_id = current_tenant();
comment on view message_version_rows is 'The versions of messages, the newest of each out of the message itself.';

create or replace function message_position(v conversations, p_id uuid) returns integer
  language sql stable
begin atomic
  select coalesce(
    (select m.position from messages m where m.tenant_id = current_tenant() and m.id = p_id and m.conversation_id = v.id),
    (select i.position from message_ids i where i.tenant_id = current_tenant() and i.id = p_id and i.conversation_id = v.id),
    (select p.position
       from message_place(p_id) p
       join message_segments s on s.tenant_id = current_tenant() and s.conversation_id = v.id and p.position between s.first_position and s.last_position
      where p.tag = v.tag));
end;
comment on function message_position is 'Where the message of this id stands in the conversation; null when it is none of its.';

create or replace function insert_messages(
  v conversations, p_messages json, p_at timestamptz, p_wrapper text, p_first integer default 0)
returns void
  language plpgsql set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function insert_messages is
  'Stores messages from the conversation''s next_position on, and counts them in their sessions; whoever calls it has locked the conversation and moves next_position. p_wrapper: the pointer of a message in the body, with # for its place, which is p_first for the first of these.';

create or replace function insert_plain_messages(v conversations, p_messages json, p_at timestamptz) returns void
  language plpgsql
as $$
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
$$;
comment on function insert_plain_messages is
  'What insert_messages() does with messages that name no session, parent or sender and bring no id: nothing has to be looked for then, which is most of what that one costs.';

create or replace function digest_of_messages(p_so_far bytea, p_next integer, p_digests bytea) returns bytea
  language plpgsql immutable parallel safe
as $$
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
$$;
comment on function digest_of_messages is
  'The digest of all messages once those of p_digests (32 bytes each) have come after the ones before p_next; null when theirs is not known.';

create or replace function append_messages(p_external_id text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function append_messages is
  'Appends messages in the order given: positions without gaps, session counters, one audit event. With the request, the answer says everything: the id of a message follows from at, tag and position, unless the body names the ids of all.';

create or replace function locked_message(p_id uuid) returns messages
  language plpgsql
as $$
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
$$;
comment on function locked_message is 'The message, its conversation locked before it; 404 when there is none.';

create or replace function revised_message(v messages, p_body json, p_at timestamptz) returns messages
  language plpgsql
as $$
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
$$;
comment on function revised_message is
  'Changes what the body names of a message that is locked, null included, and keeps what it said as a version. What is there already changes nothing.';

create or replace function patch_message(p_id uuid, p_body json, p_expected bigint) returns setof message_rows
  language plpgsql
as $$
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
$$;
comment on function patch_message is 'Edits a message. p_expected null takes any version.';

create or replace view conversation_previews with (security_invoker = true) as
select r.*, m.id as last_message_id, m.role as last_role, m.created_at as last_created_at, octet_length(m.content) as last_bytes,
       case when octet_length(m.content) <= 4096 or is_encrypted(substr(m.content, 1, 1)) then m.content
            else substr(m.content, 1, 2048) end as last_content
  from conversation_rows r
  left join messages m on m.tenant_id = current_tenant() and m.conversation_id = r.id and m.position = r.message_count;
comment on view conversation_previews is 'A conversation with its newest message; of a large one the beginning, unless it is encrypted.';
