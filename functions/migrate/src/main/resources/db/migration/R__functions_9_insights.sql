-- What:  what a project's steps came to, by stretches of time.
-- Why:   exact figures for any range have to look at each step once; here that costs one statement and moves no step.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function insights_of(p_project text, p_from timestamptz, p_to timestamptz, p_bucket text)
returns table (
  at timestamptz, steps bigint, executed bigint, failed bigint, skipped bigint, rolled_back bigint, policy_violations bigint,
  duration_p50_ms bigint, duration_p95_ms bigint,
  prompt_tokens numeric, completion_tokens numeric, total_tokens numeric, cost_usd numeric,
  success bigint, failure bigint, partial bigint, unexpected bigint,
  approvals_requested bigint, approvals_settled bigint, waiting_p50_ms bigint, waiting_p95_ms bigint)
  language sql stable
begin atomic
  with step as not materialized (
    select s.id, date_trunc(p_bucket, s.created_at, 'UTC') as at, s.status, s.active, s.policy_violation, s.duration_ms,
           s.prompt_tokens, s.completion_tokens, s.total_tokens, s.cost_usd, s.kept_evaluation_type
      from command_steps s
     where s.tenant_id = current_tenant()
       and s.project_id = project_of(p_project)
       and s.created_at >= p_from
       and s.created_at < p_to
  ), figures as (
    select t.at, count(*) as steps,
           count(*) filter (where t.status in ('completed', 'failed')) as executed,
           count(*) filter (where t.status = 'failed') as failed,
           count(*) filter (where t.status = 'skipped') as skipped,
           count(*) filter (where not t.active) as rolled_back,
           count(*) filter (where t.policy_violation) as policy_violations,
           percentile_disc(0.50) within group (order by t.duration_ms) as duration_p50_ms,
           percentile_disc(0.95) within group (order by t.duration_ms) as duration_p95_ms,
           sum(t.prompt_tokens) as prompt_tokens, sum(t.completion_tokens) as completion_tokens, sum(t.total_tokens) as total_tokens,
           sum(t.cost_usd) as cost_usd
      from step t
     group by grouping sets ((t.at), ())
  ), newest as (
    select distinct on (e.step_id) e.step_id, t.at, e.evaluation_type
      from step t
      join step_evaluations e on e.tenant_id = current_tenant() and e.step_id = t.id
     order by e.step_id, e.position desc
  ), judged as (
    select w.at, w.evaluation_type from newest w
    union all
    -- of those whose evaluations have left
    select t.at, t.kept_evaluation_type
      from step t
     where t.kept_evaluation_type is not null
       and not exists (select from newest w where w.step_id = t.id)
  ), verdicts as (
    select n.at,
           count(*) filter (where n.evaluation_type = 'success') as success,
           count(*) filter (where n.evaluation_type = 'failure') as failure,
           count(*) filter (where n.evaluation_type = 'partial') as partial,
           count(*) filter (where n.evaluation_type = 'unexpected') as unexpected
      from judged n
     group by grouping sets ((n.at), ())
  ), waits as (
    select t.at, coalesce(r.settled_at, case when r.expires_at <= waymark_now() then r.expires_at end) - r.requested_at as waited
      from step t
      join approval_requests r on r.tenant_id = current_tenant() and r.step_id = t.id
  ), approvals as (
    select w.at, count(*) as requested, count(w.waited) as settled,
           percentile_disc(0.50) within group (order by w.waited) as waited_p50,
           percentile_disc(0.95) within group (order by w.waited) as waited_p95
      from waits w
     group by grouping sets ((w.at), ())
  )
  select f.at, f.steps, f.executed, f.failed, f.skipped, f.rolled_back, f.policy_violations, f.duration_p50_ms, f.duration_p95_ms,
         coalesce(f.prompt_tokens, 0), coalesce(f.completion_tokens, 0), coalesce(f.total_tokens, 0), coalesce(f.cost_usd, 0),
         coalesce(v.success, 0), coalesce(v.failure, 0), coalesce(v.partial, 0), coalesce(v.unexpected, 0),
         coalesce(a.requested, 0), coalesce(a.settled, 0),
         round(extract(epoch from a.waited_p50) * 1000)::bigint, round(extract(epoch from a.waited_p95) * 1000)::bigint
    from figures f
    left join verdicts v on v.at is not distinct from f.at
    left join approvals a on a.at is not distinct from f.at
   order by f.at nulls first;
end;
comment on function insights_of is
  'Figures of the steps that a project recorded from p_from up to p_to, one row for each stretch that has any (hour, day, week, month; UTC) after one for all of them. A step counts where it was recorded, with its newest evaluation and its request for approval, whenever those came. Percentiles are values that occur.';
