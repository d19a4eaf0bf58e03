-- What:  loading what an agent needs to go on in a conversation, and saving a whole state.
-- Why:   loading is one statement for all of it. Saving writes what is new or changed: the digest of all messages says in one
--        comparison that a history goes on from the one that is stored, however long that is.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function message_tokens(p_role text, p_completion_tokens bigint, p_bytes bigint) returns bigint
  language sql immutable parallel safe
  return case when p_role = 'assistant' and p_completion_tokens > 0 then p_completion_tokens else (p_bytes + 3) / 4 end;
comment on function message_tokens is
  'What a message takes of a context window: what making it cost where an assistant''s says so, else four bytes of content and tools to a token.';

create or replace function window_setting(p_name text) returns bigint
  language sql stable security definer set search_path = public, pg_temp
as $$
  select least(greatest((t.settings ->> p_name)::numeric, 0), 2147483647)::bigint
    from tenants t
   where t.id = current_tenant() and jsonb_typeof(t.settings -> p_name) = 'number'
$$;
comment on function window_setting is
  'A number among the tenant''s settings, at most 2147483647; null where there is none. Runs as waymark_eraser, since who reads sees no tenants.';
alter function window_setting owner to waymark_eraser;

create or replace function load_state(p_external_id text, p_messages integer, p_items integer, p_budget bigint)
returns table (
  kind text, id uuid, metadata text, content bytea, created_at timestamptz, updated_at timestamptz, version_number bigint,
  external_id text, agent_id uuid, agent text, user_id text, user_input text, focus_areas text, step_count bigint, last_tool_result bytea,
  message_count integer,
  conversation_id uuid, "position" integer, session_id uuid, parent_message_id uuid, channel text, sender_user_id text,
  sender_agent_id uuid, role text, message_type text, tools bytea, schema_version integer, memory_refs text, state_snapshot_id uuid,
  context text, audit text, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric, latency_ms bigint,
  changed_by text, change_reason text,
  source text, context_type text, relevance_score numeric,
  first_position integer, last_position integer, content_bytes integer, digest bytea, body bytea, live_positions text)
  language plpgsql stable
as $$
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
$$;
comment on function load_state is
  'A conversation, its newest messages in order (and the segments that some of them are in) and its best context items. The tenant''s context_window_size and context_window_token_limit hold, and neither messages nor items weigh more than the budget; the newest message is always there.';

create or replace view conversation_heads with (security_invoker = true) as
select c.id, c.external_id_hash, c.next_position - 1 as message_count, encode(c.messages_digest, 'hex') as messages_digest
  from conversations c
 where c.tenant_id = current_tenant();

create or replace function remove_messages(v conversations, p_from integer) returns integer
  language plpgsql
as $$
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
$$;
comment on function remove_messages is
  'Deletes the messages from a position on, with their versions, and takes them out of what their sessions count; whoever calls it has locked the conversation and moves next_position.';

create or replace function save_items(v conversations, p_items json, p_at timestamptz, out added integer, out changed integer)
  language plpgsql
as $$
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
$$;
comment on function save_items is
  'Adds the context items that the conversation does not have and changes those that differ; what is not given stays. An item is known by its id, or without one by source, type and content.';

create or replace function save_state(p_external_id text, p_body json, p_expected bigint)
returns table (
  id uuid, external_id text, agent_id uuid, agent text, user_id text, user_input text, focus_areas text, step_count bigint,
  last_tool_result bytea, metadata text, message_count integer, version bigint, created_at timestamptz, updated_at timestamptz,
  size_bytes bigint, items_added integer, items_changed integer)
  language plpgsql
as $$
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
$$;
comment on function save_state is
  'Writes what Java has found to be new or changed against the head that the body names; should that have moved since, nothing is written and the call is made again.';
