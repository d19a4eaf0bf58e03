-- What:  what was said in conversations, by stretches of days, agent and role.
-- Why:   sealed messages were summed up when they were sealed and live ones are few, so nothing is counted twice and no append
--        pays for it.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function ms_between(p_before timestamptz, p_after timestamptz) returns bigint
  language sql immutable parallel safe
  return case when p_after > p_before then floor(extract(epoch from p_after - p_before) * 1000)::bigint end;
comment on function ms_between is 'Milliseconds from one moment to a later one; null where it is not later.';

create or replace function conversation_figures(p_from timestamptz, p_to timestamptz, p_bucket text, p_agent text)
returns table (
  at timestamptz, agent text, role text, messages bigint, tool_calls bigint,
  prompt_tokens numeric, completion_tokens numeric, total_tokens numeric, cost_usd numeric, latencies bigint, latency_ms numeric)
  language sql stable
begin atomic
  with sealed as not materialized (
    select s.conversation_id, s.first_position, s.last_position, f.*
      from message_segments s
     cross join lateral jsonb_to_recordset(s.figures) as f (
       day date, role text, agent_id uuid, messages bigint, tool_calls bigint, prompt_tokens bigint, completion_tokens bigint,
       total_tokens bigint, cost_usd numeric, latencies bigint, latency_ms bigint,
       -- one more, which sums up nothing: the times of the first and the last message, for who comes next to them
       first_at timestamptz, last_at timestamptz, awaited boolean)
     where s.tenant_id = current_tenant()
  ), live as (
    select m.conversation_id, m.position, m.role, m.sender_agent_id, m.created_at, m.tool_calls, m.prompt_tokens, m.completion_tokens,
           m.total_tokens, m.cost_usd, m.latency_ms,
           case when lag(m.position) over in_order = m.position - 1 then lag(m.created_at) over in_order end as said_before
      from messages m
     where m.tenant_id = current_tenant()
       -- an edited message that is sealed too is in the figures already
       and not exists (select from message_segments s
                        where s.tenant_id = m.tenant_id and s.conversation_id = m.conversation_id
                          and m.position between s.first_position and s.last_position)
    window in_order as (partition by m.conversation_id order by m.position)
  ), said as (
    select l.conversation_id, l.created_at as at, l.role, l.sender_agent_id, 1::bigint as messages, l.tool_calls::bigint as tool_calls,
           l.prompt_tokens, l.completion_tokens, l.total_tokens, l.cost_usd,
           case when l.role = 'assistant' then coalesce(l.latency_ms, ms_between(coalesce(l.said_before, b.last_at), l.created_at)) end as latency_ms
      from live l
      left join sealed b on l.said_before is null and b.conversation_id = l.conversation_id and b.last_position = l.position - 1
        and b.last_at is not null
  ), counted as (
    select s.conversation_id, s.at, s.role, s.sender_agent_id, s.messages, s.tool_calls, s.prompt_tokens, s.completion_tokens,
           s.total_tokens, s.cost_usd, (s.latency_ms is not null)::integer::bigint as latencies, s.latency_ms
      from said s
     where s.at >= p_from and s.at < p_to
    union all
    select f.conversation_id, f.day::timestamp at time zone 'UTC', f.role, f.agent_id, f.messages, f.tool_calls, f.prompt_tokens,
           f.completion_tokens, f.total_tokens, f.cost_usd, case when f.role = 'assistant' then f.latencies end,
           case when f.role = 'assistant' then f.latency_ms end
      from sealed f
     where f.messages is not null
       and f.day >= (p_from at time zone 'UTC')::date and f.day < (p_to at time zone 'UTC')::date
    union all
    -- answers that begin a segment, to what ends the one before
    select f.conversation_id, f.first_at, 'assistant', f.agent_id, 0, 0, 0, 0, 0, 0, 1, ms_between(b.last_at, f.first_at)
      from sealed f
      join sealed b on b.conversation_id = f.conversation_id and b.last_position = f.first_position - 1 and b.last_at is not null
     where f.awaited
       and ms_between(b.last_at, f.first_at) is not null
       and f.first_at >= p_from and f.first_at < p_to
  ), named as (
    select date_trunc(p_bucket, c.at, 'UTC') as at, a.name as agent, c.role, c.messages, c.tool_calls, c.prompt_tokens, c.completion_tokens,
           c.total_tokens, c.cost_usd, c.latencies, c.latency_ms
      from counted c
      join conversations v on v.tenant_id = current_tenant() and v.id = c.conversation_id
      left join agents a on a.tenant_id = current_tenant() and a.id = coalesce(c.sender_agent_id, v.agent_id)
     where p_agent is null or a.name_hash = name_hash(p_agent)
  )
  select n.at, n.agent, n.role, coalesce(sum(n.messages), 0)::bigint, coalesce(sum(n.tool_calls), 0)::bigint,
         coalesce(sum(n.prompt_tokens), 0), coalesce(sum(n.completion_tokens), 0), coalesce(sum(n.total_tokens), 0),
         coalesce(sum(n.cost_usd), 0), coalesce(sum(n.latencies), 0)::bigint, coalesce(sum(n.latency_ms), 0)
    from named n
   group by grouping sets ((n.at, n.agent, n.role), ());
end;
comment on function conversation_figures is
  'Figures of the messages said from p_from up to p_to, which begin days (UTC): a row for each stretch (day, week, month), agent and role that has any, and one for all of them, whose at is null. The agent is who sent it, else the conversation''s. Latency is of assistants'' messages: latency_ms as it was told, else the time since the message before where that is another moment.';

comment on column message_segments.figures is
  'sums over the messages by day (UTC), role and sending agent: [{"day", "role", "agent_id"?, "messages", "prompt_tokens"?, …}], and at the end {"first_at", "last_at", "awaited"?, "agent_id"?}: when the first and the last were said, and whether the first is an answer that does not say how long it took';
