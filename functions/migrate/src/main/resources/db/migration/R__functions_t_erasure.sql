-- What:  erasing end users: tombstones, who looks at them, and the erasure itself, a batch a statement.
-- Why:   each batch leaves everything as it should be for the next one, so it may be killed after any; whoever writes of
--        somebody who is erased meanwhile finds the tombstone, or is waited for.
-- Locks: nothing. Runs again: yes, on every change.

-- Tombstones

create or replace function erased_digest(p_inner bytea, p_outer bytea, p_id text) returns bytea
  language sql immutable strict parallel safe
  return sha256(p_outer || sha256(p_inner || convert_to(p_id, 'UTF8')));
comment on function erased_digest is 'HMAC-SHA256 (RFC 2104) of an id, under a key that is in the two pads already.';

create or replace function tombstone_digest(p_subject text) returns bytea
  language sql stable
begin atomic
  select erased_digest(k.inner_pad, k.outer_pad, p_subject) from tombstone_keys k where k.tenant_id = current_tenant();
end;
comment on function tombstone_digest is 'What the tombstone of this id would have; null in a tenant that has erased nobody.';

create or replace function key_pad(p_key bytea, p_byte integer) returns bytea
  language plpgsql immutable strict parallel safe
as $$
declare
  v_pad bytea := decode(repeat(lpad(to_hex(p_byte), 2, '0'), 64), 'hex');
begin
  for i in 0 .. octet_length(p_key) - 1 loop
    v_pad := set_byte(v_pad, i, get_byte(p_key, i) # p_byte);
  end loop;
  return v_pad;
end
$$;
comment on function key_pad is 'A block of 64 times that byte, with the key (64 bytes at most) xored into it.';

create or replace function is_erased(p_kind text, p_subject text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function is_erased is 'Whether whom this id names was erased in this tenant. Runs as waymark_eraser.';
alter function is_erased owner to waymark_eraser;

create or replace function erasure_lock(p_kind text, p_subject text) returns bigint
  language sql stable
  -- some share one, so that a transaction which names hundreds does not fill the server's table of locks
  return hashtextextended(p_kind || current_tenant(), hashtext(p_subject) & 31);
comment on function erasure_lock is
  'What whoever writes of somebody shares until the transaction ends, and whoever sets the tombstone has alone: one of 32 locks of the tenant''s.';

create or replace function refuse_erased(p_kind text, p_subject text) returns void
  language plpgsql
as $$
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
$$;
comment on function refuse_erased is
  'Ends the statement with a 410 where whom it names was erased. An erasure that begins meanwhile waits for this transaction, and so finds what it wrote.';

create or replace function note_sender(p_tenant uuid, p_user text, p_conversation uuid) returns void
  language sql
as $$
  insert into message_senders (tenant_id, user_id, conversation_id) values (p_tenant, p_user, p_conversation) on conflict do nothing;
$$;
comment on function note_sender is 'Notes that an end user has spoken in a conversation.';

create or replace function end_user(p_user text) returns text
  language plpgsql volatile
as $$
begin
  if is_erased('end_user', p_user) then
    perform problem('gone', 'this end user was erased');
  end if;
  return p_user;
end
$$;
comment on function end_user is
  'The end user that a key is narrowed to; 410 for one who was erased. It goes before every statement of such a key, which an authorizer may know for a minute after it was revoked.';

-- Receipts

create or replace function counted(p_counts jsonb, p_table text, p_rows bigint) returns jsonb
  language sql immutable parallel safe
  return case when coalesce(p_rows, 0) = 0 then p_counts
    else p_counts || jsonb_build_object(p_table, coalesce((p_counts ->> p_table)::bigint, 0) + p_rows) end;
comment on function counted is 'Counts so many rows more of a table.';

create or replace function counts_together(p_some jsonb, p_more jsonb) returns jsonb
  language sql immutable parallel safe
  return coalesce((select jsonb_object_agg(c.table_name, c.rows)
                     from (select e.key as table_name, sum(e.value::bigint) as rows
                             from (select * from jsonb_each_text(p_some) union all select * from jsonb_each_text(p_more)) e
                            group by e.key) c), '{}');

create or replace function next_stage(p_stage text) returns text
  language sql immutable parallel safe
  return case p_stage
    when 'keys' then 'conversations'
    when 'conversations' then 'sessions'
    when 'sessions' then 'messages'
    when 'messages' then 'memories'
    when 'memories' then 'contexts'
    when 'contexts' then 'writers'
    when 'writers' then 'documents'
    when 'documents' then 'idempotency'
    when 'idempotency' then 'archives'
    when 'archives' then 'end'
    when 'end' then 'finished'
  end;
comment on function next_stage is
  'The stages of an erasure: writers is waiting for those who may rely on a document that nothing refers to any more; messages and archives are done from outside.';

create or replace function erasure_of(p_kind text, p_subject text) returns setof erasures
  language sql stable
begin atomic
  select e.* from erasures e
   where e.tenant_id = current_tenant() and e.kind = p_kind and e.digest = tombstone_digest(p_subject);
end;
comment on function erasure_of is 'The erasure of whom this id names; no row where there is none.';

create or replace function begin_erasure(p_kind text, p_subject text, p_id uuid, p_at timestamptz) returns setof erasures
  language plpgsql
as $$
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
$$;
comment on function begin_erasure is
  'Sets the tombstone, unless it is there, and answers the erasure as far as it is. Waits for whoever is writing of them.';

-- What is erased

drop function if exists forget_events(uuid, uuid[]);
create or replace function forget_events(p_erasure uuid, p_events audit_events[]) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not exists (select from erasures where tenant_id = current_tenant() and id = p_erasure and finished_at is null) then
    raise exception 'audit content is blanked while an erasure goes on' using errcode = 'insufficient_privilege';
  end if;
  update audit_events e
     set detail = null, detail_salt = null
    from unnest(p_events) f
   where e.tenant_id = current_tenant() and e.chain_id = f.chain_id and e.chain_index = f.chain_index and e.detail is not null;
end
$$;
comment on function forget_events is
  'Blanks the content of audit events, for an erasure that is under way; the chains still verify. Runs as waymark_eraser.';
alter function forget_events owner to waymark_eraser;

create or replace function forget_events_about(p_erasure uuid, p_subjects uuid[]) returns bigint
  language plpgsql
as $$
declare
  v_events constant audit_events[] := array(
    select e from audit_events e
     where e.tenant_id = current_tenant() and e.subject_id = any (p_subjects) and e.detail is not null);
begin
  perform forget_events(p_erasure, v_events);
  return cardinality(v_events);
end
$$;

create or replace function forsake_documents(p_digests bytea[]) returns void
  language plpgsql
as $$
begin
  update documents set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant() and digest = any (p_digests);
  update packs set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant()
     and id in (select unnest(d.packs) from packed_documents d where d.tenant_id = current_tenant() and d.digest = any (p_digests));
  update packed_documents set touched_at = timestamptz '1970-01-01 00:00:00+00'
   where tenant_id = current_tenant() and digest = any (p_digests);
end
$$;
comment on function forsake_documents is
  'Says that nobody relies on these bodies: whoever does from here on touches them, and then they stay.';

create or replace function erase_keys(v erasures, p_at timestamptz, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_keys is 'Revokes the keys that are narrowed to the user, and takes the user''s name off them.';

create or replace function erase_contexts(
  v erasures, p_conversation uuid, p_limit integer, p_at timestamptz, out counts jsonb, out used integer)
  language plpgsql
as $$
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
$$;
comment on function erase_contexts is 'Deletes so many context snapshots at most, of a conversation, or else of the user.';

create or replace function erase_conversation(
  v erasures, c conversations, p_limit integer, p_at timestamptz, out counts jsonb, out used integer, out gone boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_conversation is
  'Deletes a locked conversation, or as much of it as so many rows are: at last its messages, the newest first, and itself.';

create or replace function erase_conversations(v erasures, p_limit integer, p_at timestamptz, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;

create or replace function erase_sessions(v erasures, p_limit integer, p_at timestamptz, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_sessions is 'Blanks the user''s sessions in conversations that are not the user''s own.';

create or replace function settle_erased_messages(
  v erasures, p_conversation uuid, p_ids uuid[], p_positions integer[], p_at timestamptz)
returns jsonb
  language plpgsql
as $$
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
$$;
comment on function settle_erased_messages is 'What goes with messages of a locked conversation that were blanked: their versions, and what their audit told.';

create or replace function conversation_spoken_in(p_erasure uuid) returns uuid
  language sql stable
begin atomic
  select min(s.conversation_id::text)::uuid
    from erasures e
    join message_senders s on s.tenant_id = e.tenant_id and s.user_id in (e.subject, '') and s.conversation_id::text > coalesce(e.place, '')
   where e.tenant_id = current_tenant() and e.id = p_erasure;
end;
comment on function conversation_spoken_in is 'The next conversation, in the order of ids, that may have messages of the user; null when there is none left.';

create or replace function erase_live_messages(p_erasure uuid, p_conversation uuid, p_limit integer, p_at timestamptz) returns boolean
  language plpgsql
as $$
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
$$;
comment on function erase_live_messages is
  'Blanks so many live messages at most that the user sent in this conversation; they keep their places. False when there are none.';

create or replace function erase_sealed_messages(
  p_erasure uuid, p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea, p_at timestamptz)
returns boolean
  language plpgsql
as $$
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
$$;
comment on function erase_sealed_messages is
  'Puts a segment with blanked messages in the place of the one that it was made of; false, and nothing is done, when that has changed. Its figures stay: they tell of no content.';

create or replace function leave_conversation(p_erasure uuid, p_conversation uuid) returns boolean
  language sql
as $$
  delete from message_senders
   where tenant_id = current_tenant() and conversation_id = p_conversation
     and user_id = (select e.subject from erasures e where e.tenant_id = current_tenant() and e.id = p_erasure);
  update erasures set place = p_conversation::text where tenant_id = current_tenant() and id = p_erasure;
  select true;
$$;
comment on function leave_conversation is 'Nothing that the user sent is left in this conversation.';

create or replace function leave_stage(p_erasure uuid, p_stage text, p_archives integer) returns setof erasures
  language sql
as $$
  update erasures
     set stage = next_stage(stage), place = null, archives = archives + p_archives
   where tenant_id = current_tenant() and id = p_erasure and stage = p_stage;
  select e.* from erasures e where e.tenant_id = current_tenant() and e.id = p_erasure;
$$;
comment on function leave_stage is 'A stage that is done from outside is done; so many archives were deleted or written anew in it.';

create or replace function erase_memories(v erasures, p_limit integer, p_at timestamptz, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_memories is 'Deletes so many memories of the user at most, all of one agent, with what belongs to them.';

-- Documents that nothing refers to

create or replace function documents_are_being_relied_on() returns boolean
  language plpgsql volatile
as $$
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
$$;
comment on function documents_are_being_relied_on is
  'Waits a second at most for the transactions that have stored bodies before now and are not over. They may refer to a body that they found touched lately, and so did not touch; whoever comes later finds it forsaken and touches it. True when one of them is still not over.';

create or replace function documents_in_use(p_digests bytea[]) returns bytea[]
  language plpgsql stable
as $$
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
$$;
comment on function documents_in_use is 'Those of these bodies that some row refers to, by referring_columns().';

create or replace function erase_packs(p_packs uuid[]) returns bigint
  language plpgsql
as $$
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
$$;
comment on function erase_packs is 'Deletes those of these packs that are forsaken and that nothing is made of any more.';

create or replace function erase_documents(v erasures, p_limit integer, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_documents is
  'Deletes so many forsaken bodies at most that nothing refers to, and the packs that only these were made of. What somebody has touched since stays.';

create or replace function erase_answers(v erasures, p_limit integer, out counts jsonb, out more boolean)
  language plpgsql
as $$
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
$$;
comment on function erase_answers is 'Looks through so many idempotency keys, from where the last batch ended, and deletes those whose answers tell of the user.';

create or replace function erase_batch(p_erasure uuid, p_limit integer, p_at timestamptz) returns setof erasures
  language plpgsql
as $$
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
$$;
comment on function erase_batch is
  'Erases the next so many rows at most of an end user and says how far it is. Does nothing in the stages that are done from outside, and once it is finished.';

create or replace function unfinished_erasures(p_limit integer) returns table (id uuid, tenant_id uuid, kind text, subject text)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select e.id, e.tenant_id, e.kind, e.subject
    from erasures e
   where e.finished_at is null and e.erased_at < waymark_now() - interval '1 minute'
   order by e.erased_at
   limit p_limit
$$;
comment on function unfinished_erasures is
  'Erasures that began more than a minute ago and are not finished, of whichever tenant, the oldest first. Runs as waymark_eraser.';
alter function unfinished_erasures owner to waymark_eraser;

-- Tenants

create or replace function begin_tenant_erasure(p_tenant uuid, p_id uuid, p_at timestamptz) returns setof erasures
  language plpgsql
as $$
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
$$;
comment on function begin_tenant_erasure is
  'As begin_erasure(), for a tenant, among the operators'' rows: 403 for whoever is no operator. No row when there is no such tenant and never was.';

create or replace function erase_tenant_rows(p_tenant uuid, p_limit integer, out counts jsonb, out more boolean)
  language plpgsql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function erase_tenant_rows is
  'Deletes about so many rows of a tenant at most, counting those that hang below others. Runs as waymark_eraser.';
alter function erase_tenant_rows owner to waymark_eraser;

drop function if exists forget_tenant_events(uuid, uuid, integer);
create or replace function forget_tenant_events(p_tenant uuid, p_after text, p_limit integer, out last text, out blanked bigint)
  language plpgsql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function forget_tenant_events is
  'Goes through so many audit events of a deleted tenant, chain by chain, and blanks their content: they stay as facts. The place of the last that it looked at; null at the end. Runs as waymark_eraser.';
alter function forget_tenant_events owner to waymark_eraser;

create or replace function erase_tenant_batch(p_erasure uuid, p_limit integer, p_at timestamptz) returns setof erasures
  language plpgsql
as $$
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
$$;
comment on function erase_tenant_batch is
  'Deletes the next rows of a tenant and says how far it is; the fact goes to the chain of the operators. Its archives are deleted from outside.';
