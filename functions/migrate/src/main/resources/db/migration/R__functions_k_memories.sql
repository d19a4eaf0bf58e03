-- What:  making, changing, reading, deleting and consolidating memories, and counting who looked at them.
-- Why:   a call is one statement however many memories it brings; what is wrong with any of them is told at once. A read never
--        waits for another: it counts in place where the row is free, and beside it where it is not.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view memory_rows with (security_invoker = true) as
select m.id, m.agent_id, a.name as agent, m.user_id, m.memory_type, m.content, m.importance, m.decay_rate,
       m.access_count + (select count(*) from memory_accesses l where l.tenant_id = m.tenant_id and l.memory_id = m.id) as access_count,
       greatest(m.last_accessed_at,
         (select max(l.accessed_at) from memory_accesses l where l.tenant_id = m.tenant_id and l.memory_id = m.id)) as last_accessed_at,
       array_to_json(m.related_memories)::text as related_memories, m.source_message_id, m.expires_at, m.superseded_by,
       m.metadata::text as metadata, m.embedding_model, cardinality(m.embedding) as embedding_dimensions,
       m.version, m.created_at, m.updated_at,
       octet_length(m.content) + octet_length(m.metadata::text) + cardinality(m.related_memories) * 40 + 1500 as size_bytes
  from agent_memories m
  join agents a on a.tenant_id = m.tenant_id and a.id = m.agent_id
 where m.tenant_id = current_tenant()
   and (m.expires_at is null or m.expires_at > waymark_now());
comment on view memory_rows is
  'Memories that have not expired, with accesses that are not counted in place yet. size_bytes: about what the row weighs in an answer.';

create or replace function embedding_dimensions() returns integer
  language sql stable
begin atomic
  select coalesce(
    (select case when t.settings ->> 'embedding_dimensions' ~ '^[1-9][0-9]{0,3}$' then least((t.settings ->> 'embedding_dimensions')::integer, 4000) end
       from tenants t
      where t.id = current_tenant()),
    1536);
end;
comment on function embedding_dimensions is 'How many numbers an embedding of this tenant has (settings.embedding_dimensions); 1,536 where it does not say.';

create or replace function memory_flaws(p_at text, p_memory jsonb, p_type text) returns setof json
  language sql stable
begin atomic
  select json_build_object('pointer', p_at || '/content/' || k.name, 'code', 'required',
                           'detail', format('content of a memory that is %s must have %s', p_type, k.name))
    from unnest(required_keys(p_type)) as k (name)
   where p_memory ->> 'content' is not null
     and not k.name = any (case when jsonb_typeof(p_memory -> 'content_keys') is distinct from 'array' then memory_keys(stored_bytes(p_memory ->> 'content'))
                            else array(select jsonb_array_elements_text(p_memory -> 'content_keys')) end)
  union all
  select json_build_object('pointer', p_at || '/embedding', 'code', 'size',
                           'detail', format('must have %s numbers, and has %s', embedding_dimensions(), p_memory ->> 'dimensions'))
   where (p_memory ->> 'dimensions')::integer <> embedding_dimensions()
  union all
  select json_build_object('pointer', p_at || '/source_message_id', 'code', 'unknown', 'detail', 'there is no such message')
   where not exists (select from stored_message((p_memory ->> 'source_message_id')::uuid))
     and p_memory ->> 'source_message_id' is not null
  union all
  (select json_build_object('pointer', p_at || '/related_memories/' || r.place - 1, 'code', 'unknown', 'detail', 'there is no such memory')
     from jsonb_array_elements_text(p_memory -> 'related_memories') with ordinality as r (id, place)
    where not exists (select from memory_rows m where m.id = r.id::uuid)
    order by r.place);
end;
comment on function memory_flaws is 'What only the database can tell is wrong with a memory, as errors of a 422.';

create or replace function keep_code(p_memory agent_memories, p_given jsonb) returns void
  language sql
as $$
  insert into memory_codes (memory_id, agent_id, user_id, scale, slack, fine_slack, code, fine)
  select p_memory.id, p_memory.agent_id, p_memory.user_id, c.scale, c.slack, c.fine_slack, c.code, c.fine
    from jsonb_to_record(p_given -> 'code') as c (scale real, slack real, fine_slack real, code text, fine text)
   where p_given -> 'code' is not null
  on conflict (tenant_id, memory_id) do update
     set scale = excluded.scale, slack = excluded.slack, fine_slack = excluded.fine_slack, code = excluded.code, fine = excluded.fine
$$;
comment on function keep_code is 'Keeps the code of the memory''s embedding where one was given.';

create or replace function insert_memory(p_agent uuid, p_user text, p_given jsonb, p_language regconfig, p_at timestamptz) returns void
  language plpgsql
as $$
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
$$;

create or replace function record_memories(p_agent text, p_body jsonb) returns table (replayed boolean, answer json)
  language plpgsql
as $$
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
$$;
comment on function record_memories is
  'Makes 1 to 500 memories of an agent, registers the agent when it is new, and tells all that is wrong with any of them at once. A twin under way is noticed by keep_answer().';

create or replace function locked_memory(p_memory uuid, p_expected bigint) returns agent_memories
  language plpgsql
as $$
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
$$;
comment on function locked_memory is 'The memory, locked after its agent; 404 when there is none or it has expired, 412 when it has another version.';

create or replace function patch_memory(p_memory uuid, p_expected bigint, p_body jsonb) returns setof memory_rows
  language plpgsql
as $$
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
$$;
comment on function patch_memory is
  'Changes a memory; what is not named stays. `named` lists the members that are there, be it with null. No row when it expires by this very change.';

create or replace function delete_memory(p_memory uuid, p_expected bigint, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v constant agent_memories := locked_memory(p_memory, p_expected);
begin
  delete from agent_memories where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v.agent_id, p_at, 'memory.deleted', 'memory', v.id, json_build_object('version', v.version));
end
$$;
comment on function delete_memory is
  'Deletes a memory. What was consolidated into it counts again; what names it as related goes on naming it.';

create or replace function count_accesses(p_memories uuid[]) returns void
  language plpgsql
as $$
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
$$;
comment on function count_accesses is
  'Counts one access of each memory. A row that another access has locked is not waited for: that access is kept in memory_accesses, and counted in by the next one that finds the row free.';

create or replace function recall_memories(p_memories uuid[]) returns setof memory_rows
  language plpgsql
as $$
begin
  perform count_accesses(p_memories);
  return query select r.* from memory_rows r where r.id = any (p_memories);
end
$$;
comment on function recall_memories is 'The memories of these ids, each counted as accessed, the access that this is included; in no order.';

create or replace function exact_embeddings(p_memories uuid[]) returns table (id uuid, embedding bytea)
  language sql stable
begin atomic
  select m.id, array_send(m.embedding)
    from agent_memories m
   where m.tenant_id = current_tenant() and m.id = any (p_memories) and m.embedding is not null;
end;
comment on function exact_embeddings is 'The embeddings as PostgreSQL sends arrays: their numbers are the last bytes, eight for each, of which the last four are the float.';

create or replace function consolidation_sources(p_agent uuid, p_sources uuid[])
returns table (id uuid, content bytea, version bigint, importance numeric, user_id text)
  language plpgsql stable
as $$
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
$$;
comment on function consolidation_sources is 'The memories that are to become one; 422 for those that are none of the agent''s.';

create or replace function consolidate_memories(p_agent text, p_body jsonb) returns table (replayed boolean, answer json)
  language plpgsql
as $$
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
$$;
comment on function consolidate_memories is
  'Makes one memory out of several, which stay and are superseded. versions: what the caller saw of the sources; where one has changed since, the call is to be made again.';
