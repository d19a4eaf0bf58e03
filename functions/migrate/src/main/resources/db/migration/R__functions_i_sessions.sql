-- What:  the sessions of conversations: beginning, moving and abandoning them; and context items.
-- Why:   one function each, so one statement; what is counted in a session is counted where messages are written.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view session_rows with (security_invoker = true) as
select s.id, s.conversation_id, c.external_id, s.agent_id, a.name as agent, s.user_id, s.status, s.session_state, s.interruption_context,
       s.metadata::text as metadata, s.message_count, s.total_tokens_used, s.tool_calls_count, s.version, s.started_at, s.last_active_at,
       s.ended_at, s.created_at, s.updated_at,
       octet_length(c.external_id) + coalesce(octet_length(s.session_state), 0) + coalesce(octet_length(s.interruption_context), 0)
         + octet_length(s.metadata::text) + 1500 as size_bytes
  from conversation_sessions s
  join conversations c on c.tenant_id = s.tenant_id and c.id = s.conversation_id
  left join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
 where s.tenant_id = current_tenant();

create or replace function session_may_move(p_from text, p_to text) returns boolean
  language sql immutable parallel safe
  return case
    when p_from in ('completed', 'abandoned') then false
    when p_to = p_from then true
    when p_to = 'paused' then p_from = 'active'
    when p_to = 'active' then p_from = 'paused'
    else p_to in ('completed', 'abandoned')
  end;
comment on function session_may_move is 'active and paused alternate; either ends as completed or abandoned, and then nothing moves.';

create or replace function create_session(p_external_id text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
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
$$;
comment on function create_session is 'Begins a session. Whose it is follows from the conversation where the body does not say.';

create or replace function patch_session(p_id uuid, p_body json, p_expected bigint) returns setof session_rows
  language plpgsql
as $$
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
$$;
comment on function patch_session is
  'Moves a session along its statuses and changes what the body names, null included. What it was interrupted in stays until it is paused again. p_expected null takes any version.';

create or replace function session_idle_time(p_settings jsonb) returns interval
  language sql immutable parallel safe
  return case when jsonb_typeof(p_settings -> 'session_idle_ms') = 'number'
              then greatest((p_settings ->> 'session_idle_ms')::numeric, 1000) else 86400000 end * interval '1 millisecond';
comment on function session_idle_time is
  'How long an active session may be idle: session_idle_ms of the tenant''s settings, at least a second; a day where it says nothing.';

create or replace function abandon_sessions(p_rows integer) returns table (tenant uuid, abandoned bigint)
  language plpgsql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function abandon_sessions is
  'Abandons so many active sessions at most, of any tenant, that have been idle for longer than its settings say; paused ones wait. One row per tenant that had some. Runs as waymark_eraser.';
alter function abandon_sessions owner to waymark_eraser;

create or replace view context_item_rows with (security_invoker = true) as
select i.id, i.conversation_id, i.source, i.context_type, i.content, i.relevance_score, i.metadata::text as metadata, i.created_at,
       octet_length(i.content) + octet_length(i.source) + coalesce(octet_length(i.context_type), 0) + octet_length(i.metadata::text)
         + 500 as size_bytes
  from memory_context_items i
 where i.tenant_id = current_tenant();

create or replace function add_context_items(p_external_id text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
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
$$;
comment on function add_context_items is 'Adds context items to a conversation; ids come from the caller.';
