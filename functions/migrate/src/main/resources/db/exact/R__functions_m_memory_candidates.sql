-- What:  which memories a search by embedding looks at, on a server without pgvector: all that it may find.
-- Why:   so that the application asks the same function, whatever the server offers (ADR 0014).
-- Locks: nothing. Runs again: yes, on every change, and when a server begins to offer pgvector.

create or replace function memory_candidates(
  p_agent uuid, p_search jsonb, p_language regconfig, p_before timestamptz, p_before_id uuid, p_rows integer, p_embedding real[])
returns table (id uuid, created_at timestamptz, version bigint, importance double precision, recency double precision,
               words double precision, scale real, slack real, fine_slack real)
  language sql stable
begin atomic
  select * from coded_candidates(p_agent, p_search, p_language, p_before, p_before_id, p_rows)
   -- so that it is looked at, and refused where it is none
   where p_embedding is not null;
end;
comment on function memory_candidates is
  'What a search by embedding has to look at, a page of it, the newest first; whoever calls ranks them.';
