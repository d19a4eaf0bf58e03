-- What:  making, changing and deleting conversations, and the ids of their messages.
-- Why:   one function each, so one statement; positions, hashes and the digest of the messages are taken under the lock of
--        the conversation's row. Lock order: conversation, session, message.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function message_id(p_at timestamptz, p_tag bigint, p_position integer) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex(floor(extract(epoch from p_at) * 1000)::bigint), 12, '0')
          || '7' || lpad(to_hex(p_tag >> 30), 3, '0')
          || lpad(to_hex((2::bigint << 30) | (p_tag & 1073741823)), 8, '0')
          || lpad(to_hex(p_position), 8, '0'))::uuid;
comment on function message_id is
  'The id of a message: a UUIDv7 whose random bits are the tag of its conversation (42 bits) and its position (32 bits), so that it says where the message is.';

create or replace function message_place(p_id uuid, out tag bigint, out "position" integer)
  language sql immutable parallel safe
as $$
  select case when valid then (('x' || substr(hex, 14, 3))::bit(12)::bigint << 30) | (('x' || substr(hex, 17, 8))::bit(32)::bigint & 1073741823) end,
         case when valid then ('x' || substr(hex, 25, 8))::bit(32)::integer end
    from (select hex, substr(hex, 13, 1) = '7' and substr(hex, 17, 1) in ('8', '9', 'a', 'b') and substr(hex, 25, 1) < '8' as valid
            from replace(p_id::text, '-', '') as hex) h
$$;
comment on function message_place is
  'What message_id() has put into an id; nulls for what is no UUIDv7. An id made elsewhere gives some tag that no conversation has.';

create or replace function tag_is_taken(p_tag bigint) returns boolean
  language sql stable security definer set search_path = public, pg_temp
as $$
  select exists (select from conversations where tenant_id = current_tenant() and tag = p_tag)
$$;
comment on function tag_is_taken is
  'Whether a conversation of the tenant has this tag, be it one that the caller does not see. Runs as waymark_searcher.';
alter function tag_is_taken owner to waymark_searcher;

create or replace function audit_in_conversation(
  p_conversation uuid, p_at timestamptz, p_action text, p_subject_type text, p_subject uuid, p_detail json)
returns void
  language plpgsql
as $$
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
$$;

create or replace function conversation_of(p_external_id text) returns uuid
  language plpgsql stable
as $$
declare
  v_id uuid;
begin
  select id into v_id from conversations where tenant_id = current_tenant() and external_id_hash = name_hash(p_external_id);
  if not found then
    perform problem('not-found', 'there is no such conversation');
  end if;
  return v_id;
end
$$;
comment on function conversation_of is 'The conversation of that external_id; 404 when there is none.';

create or replace function locked_conversation(p_external_id text) returns conversations
  language plpgsql
as $$
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
$$;
comment on function locked_conversation is 'The conversation, locked; 404 when there is none.';

create or replace function speaking_user(p_user text) returns text
  language plpgsql stable
as $$
begin
  if p_user <> current_end_user() then
    perform problem('forbidden', 'this key acts for another end user');
  end if;
  return coalesce(p_user, current_end_user());
end
$$;
comment on function speaking_user is 'The end user who is named; without a name, the one that a restricted key is for.';

create or replace function speaking_agent(p_name text, p_new_id uuid, p_at timestamptz) returns uuid
  language plpgsql
as $$
begin
  if p_name is not null and current_end_user() is not null
     and not exists (select from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name)) then
    perform problem('forbidden', 'this key acts for an end user and registers no agent');
  end if;
  return ensure_agent(p_name, p_new_id, p_at);
end
$$;
comment on function speaking_agent is
  'The agent of that name, registered when it is new and the key is not an end user''s; without a name, the agent that a restricted key is for.';

create or replace view conversation_rows with (security_invoker = true) as
select c.id, c.external_id, c.agent_id, a.name as agent, c.user_id, c.user_input, c.focus_areas::text as focus_areas, c.step_count,
       c.last_tool_result, c.metadata::text as metadata, c.next_position - 1 as message_count, c.version, c.created_at, c.updated_at,
       octet_length(c.external_id) + coalesce(octet_length(c.user_input), 0) + octet_length(c.focus_areas::text)
         + coalesce(octet_length(c.last_tool_result), 0) + octet_length(c.metadata::text) + 1500 as size_bytes
  from conversations c
  left join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
 where c.tenant_id = current_tenant();
comment on view conversation_rows is 'size_bytes: about what the row weighs in an answer';

create or replace function new_conversation(p_external_id text, p_body json) returns conversations
  language plpgsql
as $$
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
$$;
comment on function new_conversation is 'Makes a conversation, unless there is one of that external_id: then null, once whoever makes it is done.';

create or replace function changed_conversation(v conversations, p_body json) returns conversations
  language plpgsql
as $$
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
$$;
comment on function changed_conversation is
  'Changes what the body names of a conversation that is locked, null included, and nothing else. What is there already changes nothing.';

create or replace function put_conversation(
  p_external_id text, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof conversation_rows
  language plpgsql
as $$
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
$$;
comment on function put_conversation is
  'Makes the conversation, or replaces its core state; the body names every column. The row is new when it has the id of the body. Putting what is there changes nothing.';

create or replace function patch_conversation(p_external_id text, p_body json, p_expected bigint) returns setof conversation_rows
  language plpgsql
as $$
declare
  v conversations := locked_conversation(p_external_id);
begin
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the conversation has another version', json_build_object('current_version', v.version));
  end if;
  v := changed_conversation(v, p_body);
  return query select * from conversation_rows where id = v.id;
end
$$;
comment on function patch_conversation is 'Changes the columns that the body names, null included. p_expected null takes any version.';

create or replace function delete_conversation(p_external_id text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
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
$$;
comment on function delete_conversation is
  'Deletes a conversation with its messages, sessions and context items; the audit keeps the fact. False when there is none.';
