-- What:  which memories a search by embedding looks at, on a server with pgvector 0.8 or later: the nearest by an HNSW index
--        where very many may be found, else all that may be.
-- Why:   reading the code of every memory takes as long as there are memories; a search that few memories pass is quicker
--        and exact without the index, whose graph is that of all tenants (ADR 0014).
-- Locks: agent_memories against writes while the index is built: long where there are very many embeddings already. Runs
--        again: yes, on every change, and when a server begins to offer pgvector.

create index if not exists agent_memories_by_nearness on agent_memories
  using hnsw ((embedding::vector(1536)) vector_cosine_ops)
  where cardinality(embedding) = 1536;

create or replace function memory_candidates(
  p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamptz, p_before_id uuid, p_rows integer, p_embedding real[])
returns table (id uuid, created_at timestamptz, version bigint, importance double precision, recency double precision,
               words double precision, scale real, slack real, fine_slack real)
  language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
  v_many boolean := false;
begin
  if cardinality(p_embedding) = 1536 then
    execute format('select count(*) > 20000 from (select from agent_memories m where %s limit 20001) f', memory_conditions(p_search))
       into v_many
      using p_agent, p_search, p_language, current_tenant(), waymark_now();
  end if;
  if not v_many then
    return query select * from coded_candidates(p_agent, p_search, p_language, p_before, p_before_id, p_rows);
    return;
  end if;
  perform set_config('hnsw.ef_search', '400', true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
          set_config('hnsw.max_scan_tuples', '100000', true);
  return query execute format($sql$
    with nearest as materialized (
      select m.id
        from agent_memories m
       where %1$s and cardinality(m.embedding) = 1536
       order by m.embedding::vector(1536) <=> $7::vector(1536)
       limit $6
    ), found as (
      select n.id from nearest n
      union
      select r.id from ranked_candidates($1, $2, $3, $6) r
    )
    select p.id, p.created_at, p.version, p.importance, p.recency, p.words, c.scale, c.slack, c.fine_slack
      from (select %2$s from agent_memories m where m.tenant_id = $4 and m.id in (select f.id from found f)) p
      left join memory_codes c on c.tenant_id = $4 and c.memory_id = p.id
    $sql$, memory_conditions(p_search), memory_parts())
  using p_agent, p_search, p_language, current_tenant(), waymark_now(),
        greatest(200, 4 * (p_search ->> 'limit')::integer), p_embedding;
end
$$;
comment on function memory_candidates is
  'What a search by embedding has to look at: the nearest by the index and the best by words, importance and recency, where more than 20,000 may be found, else a page of all, the newest first. Whoever calls ranks them. Runs as waymark_searcher.';
alter function memory_candidates owner to waymark_searcher;
