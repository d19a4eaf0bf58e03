-- What:  the memories that a search may find, each with the parts of its rank.
-- Why:   neither full text nor jsonb containment is leakproof, so a policy would keep both from their indexes; these run as
--        waymark_searcher, with the tenant, the agent and the end user in the conditions instead (ADR 0014).
-- Locks: nothing. Runs again: yes, on every change.

create or replace function memory_conditions(p_search jsonb) returns text
  language sql stable
  -- fixed text alone: every value stays a parameter ($1 agent, $2 search, $3 language, $4 tenant, $5 now, $6 rows). What a
  -- policy would ask of every row is asked once: most keys are narrowed by nothing
  return concat_ws(' and ',
    'm.tenant_id = $4 and m.agent_id = $1 and (m.expires_at is null or m.expires_at > $5)',
    case when current_agent() is not null then 'm.agent_id = current_agent()'
         when current_end_user() is not null then 'm.user_id = current_end_user()' end,
    case when p_search ->> 'include_superseded' is distinct from 'true' then 'm.superseded_by is null' end,
    case when p_search ? 'types' then 'm.memory_type = any (array(select jsonb_array_elements_text($2 -> ''types'')))' end,
    case when p_search ? 'user' then 'm.user_id = $2 ->> ''user''' end,
    case when p_search ? 'min_importance' then 'm.importance >= ($2 ->> ''min_importance'')::numeric' end,
    case when p_search ? 'from' then 'm.created_at >= ($2 ->> ''from'')::timestamptz' end,
    case when p_search ? 'to' then 'm.created_at < ($2 ->> ''to'')::timestamptz' end,
    case when p_search ? 'metadata' then 'm.metadata @> ($2 -> ''metadata'')' end);
comment on function memory_conditions is
  'What a memory must be for this search to find it, as SQL over the parameters of whoever asks: of the tenant, the agent and the end user of this transaction, not expired, and as wanted.';

create or replace function memory_parts() returns text
  language sql immutable parallel safe
  return $sql$
    m.id, m.created_at, m.version, m.importance::double precision as importance,
    -- never less than 1e-304: where exp() would underflow it is an error
    exp(greatest(-700, -m.decay_rate / 86400
      * greatest(extract(epoch from $5 - coalesce(m.last_accessed_at, m.created_at))::double precision, 0))) as recency,
    case when not $2 ? 'query' then null
         -- ts_rank says something of words that do not match, too
         when m.search_vector @@ websearch_to_tsquery($3, $2 ->> 'query')
         then ts_rank('{1, 1, 1, 1}', m.search_vector, websearch_to_tsquery($3, $2 ->> 'query'))::double precision
         else 0 end as words
  $sql$;
comment on function memory_parts is
  'The parts of a memory''s rank but for the vector''s, each from 0 to 1, as SQL over the parameters of whoever asks. With all weights at 1 ts_rank is a share: 0.61 for one word found once, nearer to 1 the more often and the closer together.';

-- They once answered with the codes themselves. memory_candidates() is made anew by the migration after this one.
do $$
begin
  if to_regprocedure('coded_candidates(uuid, jsonb, regconfig, timestamptz, uuid, integer, integer)') is not null then
    drop function if exists memory_candidates(uuid, jsonb, regconfig, timestamptz, uuid, integer, real[]);
    drop function coded_candidates(uuid, jsonb, regconfig, timestamptz, uuid, integer, integer);
    drop function ranked_candidates(uuid, jsonb, regconfig, integer);
  end if;
end
$$;

create or replace function ranked_candidates(p_agent uuid, p_search jsonb, p_language regconfig, p_rows integer)
returns table (id uuid, importance double precision, recency double precision, words double precision)
  language plpgsql stable security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function ranked_candidates is
  'The best by words, importance and recency; with a query those alone that it matches. Runs as waymark_searcher.';
alter function ranked_candidates owner to waymark_searcher;

create or replace function coded_candidates(
  p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamptz, p_before_id uuid, p_rows integer)
returns table (id uuid, created_at timestamptz, version bigint, importance double precision, recency double precision,
               words double precision, scale real, slack real, fine_slack real)
  language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
  return query execute format($sql$
    select p.id, p.created_at, p.version, p.importance, p.recency, p.words, c.scale, c.slack, c.fine_slack
      from (select %s from agent_memories m where %s and (m.created_at, m.id) < ($7, $8)
             order by m.created_at desc, m.id desc limit $6) p
      left join memory_codes c on c.tenant_id = $4 and c.agent_id = $1 and c.memory_id = p.id
    $sql$, memory_parts(), memory_conditions(p_search))
  using p_agent, p_search, p_language, current_tenant(), waymark_now(), p_rows, p_before, p_before_id;
end
$$;
comment on function coded_candidates is
  'The p_rows newest before a moment of all that the search may find, each with what tells its code from others, where it has one; in no order. Runs as waymark_searcher.';
alter function coded_candidates owner to waymark_searcher;

create or replace function searchable(p_embedding real[]) returns real[]
  language plpgsql stable
as $$
begin
  if cardinality(p_embedding) <> embedding_dimensions() then
    perform refuse_reference('/embedding', 'size',
      format('must have %s numbers, and has %s', embedding_dimensions(), cardinality(p_embedding)));
  end if;
  return p_embedding;
end
$$;
comment on function searchable is 'The embedding, when it has as many numbers as those of the tenant; else 422.';

create or replace function codes_of(p_memories uuid[]) returns table (id uuid, scale real, slack real, fine_slack real, code text)
  language sql stable
begin atomic
  select c.memory_id, c.scale, c.slack, c.fine_slack, c.code from memory_codes c where c.tenant_id = current_tenant() and c.memory_id = any (p_memories);
end;
comment on function codes_of is 'The codes of these memories; for whoever has not seen them before.';

create or replace function fine_codes(p_memories uuid[]) returns table (id uuid, fine text)
  language sql stable
begin atomic
  select c.memory_id, c.fine from memory_codes c where c.tenant_id = current_tenant() and c.memory_id = any (p_memories);
end;
comment on function fine_codes is 'What the codes of these memories leave over; for those that a code alone cannot tell apart.';
