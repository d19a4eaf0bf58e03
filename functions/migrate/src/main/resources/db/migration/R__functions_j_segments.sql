-- What:  sealing messages into segments and taking one out again, the words that messages are found by, and what a search reads.
-- Why:   the database cannot unpack a segment, so whoever seals packs it and hands it over with what it was made of; here it is
--        looked at whether that is still so. What a word is PostgreSQL alone decides, for live and sealed messages alike.
-- Locks: nothing. Runs again: yes, on every change.

-- Words

create or replace function text_search_language() returns regconfig
  language sql stable security definer set search_path = public, pg_temp
as $$
  select coalesce(
    (select c.oid::regconfig
       from tenants t
       join pg_ts_config c on c.cfgname = t.settings ->> 'text_search' and pg_ts_config_is_visible(c.oid)
      where t.id = current_tenant()),
    'english'::regconfig)
$$;
comment on function text_search_language is
  'The text search configuration that the tenant has set (settings.text_search); english where it has set none that there is. Runs as waymark_eraser, since who reads sees no tenants.';
alter function text_search_language owner to waymark_eraser;

create or replace function searchable_json(p_content text, p_tools text) returns json
  language sql immutable parallel safe
  return (
    select regexp_replace(
             regexp_replace(case when strpos(j.given, '\u0000') = 0 then j.given
                                 else regexp_replace(j.given, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g') end,
               '"type":"(?:text|structured|multimodal|tool_result|tool_use|function|image|image_url|input_text|output_text)"', '"type":null', 'g'),
             '"data:[^"\\]{100,}"', 'null', 'g')::json
      from (select concat('[', p_content, case when p_tools is not null then ',' end, p_tools, ']') as given) j);
comment on function searchable_json is
  'What a message says, as it is searched: U+0000 as U+FFFD, without the words for kinds of content and without files written out. The arguments are canonical JSON.';

create or replace function long_message_words(p_language regconfig, p_said json) returns tsvector
  language plpgsql stable
as $$
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
$$;
comment on function long_message_words is
  'message_words() of a message that may have more words than a tsvector holds (1 MiB): those of its beginning then.';

create or replace function message_words(p_language regconfig, p_content text, p_tools text) returns tsvector
  language sql stable
  return case when octet_length(p_content) + coalesce(octet_length(p_tools), 0) <= 200000
    then json_to_tsvector(p_language, searchable_json(p_content, p_tools), '["string"]')
    else long_message_words(p_language, searchable_json(p_content, p_tools)) end;
comment on function message_words is
  'The words that a message is found by: of every string in its content and its tools, those of arguments included.';

create or replace function judged_messages(p_query text, p_messages json) returns setof integer
  language sql stable
as $$
  select m."position"
    from json_to_recordset(p_messages) as m ("position" integer, content text, tools text),
         text_search_language() l,
         websearch_to_tsquery(l, p_query) q
   where numnode(q) > 0 and message_words(l, m.content, m.tools) @@ q
$$;
comment on function judged_messages is 'Which of these messages the query finds: what is asked of sealed ones, once they are unpacked.';

-- Signatures

create or replace function signature_has(p_signature bytea, p_hash bytea) returns boolean
  language sql immutable strict parallel safe
  return get_bit(p_signature, (get_byte(p_hash, 0) * 256 + get_byte(p_hash, 1)) % (8 * octet_length(p_signature))) = 1
     and get_bit(p_signature, (get_byte(p_hash, 2) * 256 + get_byte(p_hash, 3)) % (8 * octet_length(p_signature))) = 1
     and get_bit(p_signature, (get_byte(p_hash, 4) * 256 + get_byte(p_hash, 5)) % (8 * octet_length(p_signature))) = 1
     and get_bit(p_signature, (get_byte(p_hash, 6) * 256 + get_byte(p_hash, 7)) % (8 * octet_length(p_signature))) = 1;
comment on function signature_has is
  'Whether a word may be in what a signature was made of; false is certain. p_hash: SHA-256 of the lexeme. WordSignature makes signatures.';

create or replace function signature_question(p_query tsquery, out lexemes text[], out hashes bytea[], out loose tsquery)
  language plpgsql immutable
as $$
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
$$;
comment on function signature_question is
  'What to ask signatures for a query: its lexemes, and a query over those that can only be true more often. Nulls where nothing can be asked.';

create or replace function signature_may_match(p_signature bytea, p_lexemes text[], p_hashes bytea[], p_loose tsquery) returns boolean
  language sql immutable
  return p_loose is null or array_to_tsvector(array(
    select l.lexeme from unnest(p_lexemes, p_hashes) as l (lexeme, hash) where signature_has(p_signature, l.hash))) @@ p_loose;
comment on function signature_may_match is 'Whether messages with this signature may be found; false is certain. The other arguments are signature_question()''s.';

create or replace function lexemes_of(p_messages json) returns table (language text, lexemes text)
  language sql stable
as $$
  select l::text, coalesce(json_agg(w.lexeme) filter (where w.lexeme is not null)::text, '[]')
    from text_search_language() l
    left join lateral (
      select distinct e.lexeme
        from json_to_recordset(p_messages) as m (content text, tools text)
       cross join unnest(message_words(l, m.content, m.tools)) as e) w on true
   group by l
$$;
comment on function lexemes_of is 'The lexemes of these messages, each once, in the tenant''s language: what their signature is made of. A JSON array.';

-- Sealing

create or replace function claim_conversations_to_seal(p_count integer) returns table (tenant_id uuid, conversation_id uuid)
  language sql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function claim_conversations_to_seal is
  'Conversations to be looked at, of all tenants; for ten minutes nobody else gets them, and after that whoever comes, in case this one died. Runs as waymark_searcher.';
alter function claim_conversations_to_seal owner to waymark_searcher;

create or replace function messages_to_seal(p_conversation uuid, p_keep integer, p_rows integer, p_bytes bigint)
returns table ("position" integer, row_version bigint, idle boolean)
  language sql stable
as $$
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
$$;
comment on function messages_to_seal is
  'Live messages that are to be sealed, from the first on: all but the newest p_keep, all but the newest one where nothing happened for an hour (it is shown beside its conversation in lists). row_version tells a row from any other that comes in its place.';

create or replace function seal_messages(p_conversation uuid, p_segment json, p_digest bytea, p_body bytea, p_signature bytea) returns boolean
  language plpgsql
as $$
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
$$;
comment on function seal_messages is
  'Puts a segment in the place of the rows and segments that it was made of; false, and nothing is done, when one of them is not as it was. p_segment: {"first_position", "last_position", "content_bytes", "language", "figures", "rows": [[position, row_version], …], "segments": [[first_position, "<hex digest>"], …]}.';

create or replace function settle_sealing(p_conversation uuid) returns void
  language plpgsql
as $$
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
$$;
comment on function settle_sealing is
  'Whoever has sealed what was due says so: the note goes once none but the newest message is live, else the conversation is looked at again when it may be idle.';

create or replace function revive_messages(p_conversation uuid, p_messages json, p_segments json, p_whole boolean) returns boolean
  language plpgsql
as $$
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
$$;
comment on function revive_messages is
  'Makes rows again of sealed messages, for what changes them: a row counts before what the segment says, until the segment is made anew. With p_whole the messages are all of their segments, which go. False when a segment that they were taken from is not there any more: read again then. p_segments: [[first_position, "<hex digest>"], …].';

-- Reading. Planning these anew for each call, as PostgreSQL does where an argument may be null, takes longer than they do.

create or replace view stored_messages with (security_invoker = true) as
select m.id, m.conversation_id, m.position, m.session_id, m.parent_message_id, m.channel, m.sender_user_id, m.sender_agent_id, m.role,
       m.message_type, m.content, m.tools, m.schema_version, m.memory_refs, m.state_snapshot_id, m.context, m.metadata, m.audit,
       m.prompt_tokens, m.completion_tokens, m.total_tokens, m.cost_usd, m.latency_ms, m.version_number, m.changed_by, m.change_reason,
       m.created_at, m.updated_at, m.size_bytes,
       null::integer as first_position, null::integer as last_position, null::integer as content_bytes, null::bytea as digest,
       null::bytea as body, null::text as live_positions
  from message_rows m;
comment on view stored_messages is
  'What reading a conversation works with: a live message, or, from first_position on, a segment with the positions in it that are live (and count before it). A segment without a body is one that there was no room for: ask again from there.';

create or replace function segments_between(
  p_conversation uuid, p_from integer, p_to integer, p_forward boolean, p_segments integer, p_bytes bigint, p_language regconfig, p_query tsquery)
returns setof stored_messages
  language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function segments_between is
  'The segments with messages between two positions, from the first on, or from the last; at most p_segments with about p_bytes, and then one without a body.';

create or replace function stored_messages(
  p_external_id text, p_after bigint, p_before bigint, p_forward boolean, p_role text, p_message_type text, p_session uuid, p_query text,
  p_rows integer, p_segments integer, p_bytes bigint)
returns setof stored_messages
  language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function stored_messages(text, bigint, bigint, boolean, text, text, uuid, text, integer, integer, bigint) is
  'The live messages between two positions, both exclusive, that pass the filters, p_rows of them at most, and the segments that may have more: with segments_between()''s limits where filters may pass over many. 404 when there is no such conversation.';

create or replace function stored_message(p_id uuid) returns setof stored_messages
  language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function stored_message is 'The live message of this id, else the segment that has its place, if the conversation has one there.';

create or replace function conversations_to_search(
  p_user text, p_agent text, p_from timestamptz, p_to timestamptz, p_before timestamptz, p_before_id uuid, p_query text, p_rows integer)
returns table (id uuid, created_at timestamptz, found boolean, segments text)
  language plpgsql stable set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function conversations_to_search is
  'The next so many conversations, the newest first, and of each whether its user_input or a live message is found by the query; of the others which segments may have one that is. No words, no conversations.';
