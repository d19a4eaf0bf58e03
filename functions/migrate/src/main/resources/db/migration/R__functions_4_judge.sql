-- What:  the write paths of judging: what an evaluation is made of, predicates, evaluations, and the remedies that follow.
-- Why:   one function each, so one statement; predicates run here, in PostgreSQL's own jsonpath engine, on nothing but the
--        context that they are given.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function expected_impact_of(p_step uuid) returns json
  language sql stable
  return (select a.expected_impact::json
            from command_approvals a
           where a.tenant_id = current_tenant() and a.step_id = p_step and a.decision = 'approved' and a.expected_impact is not null
           order by a.position desc
           limit 1);
comment on function expected_impact_of is
  'The changes that whoever approved a step last said to expect; null where nobody said. The one place where judging looks at approvals.';

create or replace function evaluation_subjects(p_command uuid, p_step uuid, p_steps json, p_budget bigint)
returns table (step_id uuid, part text, name text, body bytea, intact boolean)
  language plpgsql
as $$
#variable_conflict use_column
declare
  v_kept constant json := idempotent_answer();
  v_command uuid := p_command;
  v_ids uuid[];
  v_bytes bigint;
  v_rest bigint := 0;
begin
  if v_kept is not null then
    return query select null::uuid, 'kept', '', convert_to(v_kept::text, 'UTF8'), true;
    return;
  end if;
  if p_step is not null then
    select s.command_id, array[s.id] into v_command, v_ids from command_steps s where s.tenant_id = current_tenant() and s.id = p_step;
    if not found then
      perform problem('not-found', 'there is no such step');
    end if;
  else
    perform from commands c where c.tenant_id = current_tenant() and c.id = p_command;
    if not found then
      perform problem('not-found', 'there is no such command');
    end if;
    with wanted as (
      select u.id, u.step_index from unevaluated_steps u where u.command_id = p_command and p_steps is null
      union
      select s.id, s.step_index
        from command_steps s
       where s.tenant_id = current_tenant() and s.command_id = p_command
         and s.id in (select g.value::uuid from json_array_elements_text(coalesce(p_steps, '[]')) as g)
      order by step_index
      limit 100
    ), weighed as (
      select w.id, w.step_index, t.bytes, sum(t.bytes) over (order by w.step_index) - t.bytes as bytes_before
        from wanted w
       cross join lateral (
         select coalesce((select coalesce(s.plain_result_bytes, octet_length(s.execution_result)) from command_steps s where s.tenant_id = current_tenant() and s.id = w.id), 0)
              + coalesce((select sum(z.size_bytes) from snapshot_sizes z where z.step_id = w.id), 0) as bytes) t
    )
    select array_agg(w.id order by w.step_index) filter (where p_steps is not null or w.bytes_before = 0 or w.bytes_before + w.bytes <= p_budget),
           sum(w.bytes)
      into v_ids, v_bytes
      from weighed w;
    if p_steps is null then
      v_rest := (select count(*) from unevaluated_steps u where u.command_id = p_command) - coalesce(cardinality(v_ids), 0);
    elsif v_bytes > p_budget and cardinality(v_ids) > 1 then
      perform problem('too-large', format('what is to be judged has %s bytes: name fewer steps at once', v_bytes),
        json_build_object('limit_bytes', p_budget));
    end if;
  end if;

  return query
  select null::uuid, 'settings', '', convert_to(p.settings::text, 'UTF8'), true
    from commands c
    join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
   where c.tenant_id = current_tenant() and c.id = v_command
  union all
  select null, 'rest', '', convert_to(v_rest::text, 'UTF8'), true
  union all
  select s.id, 'step', '', convert_to(json_build_object(
           'id', s.id, 'step_index', s.step_index, 'step_number', s.step_number, 'step_type', s.step_type, 'active', s.active,
           'command', s.command, 'explanation', s.explanation, 'expected_outcome', s.expected_outcome, 'risk_level', s.risk_level,
           'status', s.status, 'exit_code', s.exit_code, 'policy_violation', s.policy_violation, 'branch', s.branch,
           'commit_sha_before', s.commit_sha_before, 'commit_sha_after', s.commit_sha_after, 'duration_ms', s.duration_ms,
           'metadata', s.metadata)::text, 'UTF8'), true
    from command_steps s
   where s.tenant_id = current_tenant() and s.id = any (v_ids)
  union all
  select s.id, 'result', '', s.execution_result, true
    from command_steps s
   where s.tenant_id = current_tenant() and s.id = any (v_ids) and s.execution_result is not null
  union all
  select t.id, 'expected_impact', '', convert_to(t.impact::text, 'UTF8'), true
    from (select w.id, expected_impact_of(w.id) as impact from unnest(v_ids) as w (id)) t
   where t.impact is not null
  union all
  select r.step_id, r.snapshot_type, r.section, r.body, r.intact
    from section_rows r
   where r.step_id = any (v_ids);
end
$$;
comment on function evaluation_subjects is
  'Everything that judging steps needs, in parts: the steps, results, sections and expected impacts, the project''s settings, how many steps are left; or the kept answer. One step, or named ones of a command, or (p_steps null) its first unevaluated ones that fit in the budget of bytes.';

create or replace function predicate_flaw(p_message text) returns text
  language sql immutable
  return case
    when p_message = 'single boolean result is expected'
      then 'must be a predicate, which is true or false: compare with something, or ask whether it exists(…)'
    else left(p_message, 300)
  end;
comment on function predicate_flaw is 'What the jsonpath engine says of a predicate, in words for its writer.';

create or replace function judged_otherwise(p_evaluations json) returns json
  language plpgsql
as $$
declare
  v_evaluation json;
  v_expectation json;
  v_context jsonb;
  v_holds boolean;
  v_outcomes jsonb := '[]';
  v_own jsonb;
  v_errors jsonb := '[]';
  v_differs boolean := false;
begin
  for v_evaluation in select value from json_array_elements(p_evaluations) loop
    v_own := '[]';
    if v_evaluation -> 'expectations' is not null then
      v_context := (v_evaluation ->> 'context')::jsonb;
      for v_expectation in select value from json_array_elements(v_evaluation -> 'expectations') loop
        v_holds := null;
        begin
          -- what is true, false or unknown of nothing is a predicate; anything else is refused, whatever it is looked for in
          perform jsonb_path_match_tz('{}', (v_expectation ->> 'predicate')::jsonpath);
          v_holds := jsonb_path_match_tz(v_context, (v_expectation ->> 'predicate')::jsonpath);
        exception
          when query_canceled then
            return json_build_object('too_slow', v_expectation ->> 'pointer');
          when others then
            v_errors := v_errors || jsonb_build_object('pointer', v_expectation ->> 'pointer', 'detail', predicate_flaw(sqlerrm));
        end;
        v_differs := v_differs or v_holds is distinct from (v_expectation ->> 'holds')::boolean;
        v_own := v_own || jsonb_build_array(v_holds);
      end loop;
    end if;
    v_outcomes := v_outcomes || jsonb_build_array(v_own);
  end loop;
  if v_errors <> '[]' then
    return json_build_object('errors', v_errors);
  end if;
  return case when v_differs then json_build_object('outcomes', v_outcomes) end;
end
$$;
comment on function judged_otherwise is
  'Runs the predicates of evaluations on their contexts. Null when each came out as the evaluation holds it to; else what came out, or which predicates are wrong or take too long.';

create or replace function matching_remedies(p_evaluations json) returns jsonb
  language plpgsql
as $$
declare
  v_evaluation record;
  v_remedy record;
  v_subject jsonb;
  v_matches jsonb;
begin
  for v_evaluation in select ordinality - 1 as ordinal, value from json_array_elements(p_evaluations) with ordinality loop
    continue when v_evaluation.value ->> 'evaluation_type' = 'success';
    v_subject := (v_evaluation.value ->> 'subject')::jsonb;
    for v_remedy in
      select r.name, r.applies_when from remedies r where r.tenant_id = current_tenant() and r.enabled order by r.name
    loop
      begin
        if jsonb_path_match_tz(v_subject, v_remedy.applies_when::jsonpath, '{}', true) then
          v_matches := coalesce(v_matches, '[]') || jsonb_build_object('ordinal', v_evaluation.ordinal, 'remedy', v_remedy.name);
        end if;
      exception
        when query_canceled then
          perform problem('conflict', format('the remedy %s takes too long to match; change or disable it', v_remedy.name));
      end;
    end loop;
  end loop;
  return v_matches;
end
$$;
comment on function matching_remedies is 'Which enabled remedies apply to which evaluations that are no success; null when none does.';

create or replace function proposals(p_command commands, p_evaluations json, p_matches jsonb, p_at timestamptz) returns json
  language sql
begin atomic
  -- no loops: a remedy never answers a step of its own, answers a step once, and is proposed three times in a command
  with matched as (
    select m.ordinal, r.name, r.command, r.explanation, r.risk_level, e.value ->> 'id' as evaluation_id,
           case when e.value ->> 'evaluation_type' = 'unexpected' then 'adaptive' else 'corrective' end as step_type,
           s.id as step_id, s.step_number,
           (select count(*) from command_steps x
             where x.tenant_id = current_tenant() and x.command_id = p_command.id and x.remedy = r.name) as earlier
      from jsonb_to_recordset(p_matches) as m (ordinal integer, remedy text)
      join remedies r on r.tenant_id = current_tenant() and r.name_hash = name_hash(m.remedy) and r.enabled
     cross join lateral (select p_evaluations -> m.ordinal as value) e
      join command_steps s on s.tenant_id = current_tenant() and s.id = (e.value ->> 'step_id')::uuid
     where s.active
       and s.remedy is distinct from r.name
       and not exists (select from command_steps x
                        where x.tenant_id = current_tenant() and x.command_id = p_command.id
                          and x.remedy = r.name and x.proposed_for = s.id)
  ), counted as (
    select *, row_number() over (partition by name order by ordinal) as nth, row_number() over (partition by ordinal order by name) as of_one
      from matched
  ), numbered as (
    select *, next_id(p_at) as id, row_number() over (order by ordinal, name) - 1 as place
      from counted
     where earlier + nth <= 3
       and of_one <= 10
  ), chained as (
    select *, lag(id) over (order by place) as parent
      from numbered
  )
  select json_agg(json_build_object(
           'ordinal', place, 'id', id, 'parent_step_id', parent, 'entry', place, 'step_type', step_type, 'command', command,
           'explanation', explanation, 'risk_level', risk_level, 'status', 'pending', 'generated_at', p_at,
           'digest', encode(sha256(convert_to(command, 'UTF8')), 'hex'),
           'metadata', json_build_object('remedy', name, 'evaluation_id', evaluation_id, 'evaluated_step', 'S' || step_number),
           'evaluation', ordinal, 'remedy', name, 'proposed_for', step_id) order by place)
    from chained;
end;
comment on function proposals is
  'The steps that remedies propose after these evaluations, as record_steps() takes them; null when there are none. The command is locked.';

create or replace function store_evaluations(p_command uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_given constant json := p_body -> 'evaluations';
  v_count constant integer := json_array_length(v_given);
  v_answer json := judged_otherwise(v_given);
  v_command commands;
  v_matches jsonb;
  v_proposals json;
  v_open bigint[];
  v_steps bigint;
  v_detail json;
begin
  if v_answer is not null then
    return query select false, v_answer;
    return;
  end if;
  select c.* into v_command
    from commands c
   where c.tenant_id = current_tenant()
     and c.id = coalesce(p_command, (select s.command_id from command_steps s
                                      where s.tenant_id = current_tenant() and s.id = (v_given -> 0 ->> 'step_id')::uuid));
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  if v_command.adaptive_mode then
    v_matches := matching_remedies(v_given);
  end if;
  if v_matches is not null then
    -- proposals take numbers from the project: its lock comes first
    perform from projects p where p.tenant_id = current_tenant() and p.id = v_command.project_id for no key update;
  end if;
  select * into v_command from commands c where c.tenant_id = current_tenant() and c.id = v_command.id for no key update;
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select count(*), array_agg(s.step_number order by s.step_number) filter (where s.status not in ('completed', 'failed'))
    into v_steps, v_open
    from json_array_elements(v_given) g
    join command_steps s on s.tenant_id = current_tenant() and s.command_id = v_command.id and s.id = (g.value ->> 'step_id')::uuid;
  if v_steps < v_count then
    perform problem('not-found', 'there is no such step');
  end if;
  if v_open is not null then
    perform problem('step-not-executed', format('step S%s has not been executed', v_open[1]), json_build_object('step_numbers', v_open));
  end if;
  if v_matches is not null and not is_final(v_command.status) then
    v_proposals := proposals(v_command, v_given, v_matches, v_at);
  end if;

  perform put_documents(p_body -> 'documents');
  with given as (
    select e.*
      from json_to_recordset(v_given) as e (
        place integer, id uuid, step_id uuid, evaluation_type text, confidence_score numeric, evaluator text,
        success_indicators text, failure_indicators text, state_changes text, recommendations text, digest text)
  ), stored as (
    insert into step_evaluations (id, command_id, step_id, position, evaluation_type, confidence_score, evaluator,
                                  success_indicators, failure_indicators, state_changes, recommendations, proposed_steps, evaluated_at)
    select g.id, v_command.id, g.step_id, v_command.next_position + g.place, g.evaluation_type, g.confidence_score, g.evaluator,
           stored_bytes(g.success_indicators), stored_bytes(g.failure_indicators), decode(g.state_changes, 'hex'),
           stored_bytes(g.recommendations),
           array(select (p.value ->> 'id')::uuid from json_array_elements(coalesce(v_proposals, '[]')) p
                  where (p.value ->> 'evaluation')::bigint = g.place),
           v_at
      from given g
     order by g.place
  )
  select json_agg(json_build_object('id', g.id, 'step_id', g.step_id, 'evaluation_type', g.evaluation_type, 'evaluator', g.evaluator,
           'confidence_score', g.confidence_score, 'digest', g.digest) order by g.place),
         json_agg(json_build_object('id', g.id, 'proposed_steps', array(
           select p.value ->> 'id' from json_array_elements(coalesce(v_proposals, '[]')) p
            where (p.value ->> 'evaluation')::bigint = g.place)) order by g.place)
    into v_detail, v_answer
    from given g;
  update commands
     set next_position = next_position + v_count,
         state_evaluation_count = state_evaluation_count + v_count,
         last_state_evaluation_at = greatest(last_state_evaluation_at, v_at),
         evaluations_left_at = null,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at,
           case when v_count = 1 then 'step.evaluated' else 'steps.evaluated' end,
           case when v_count = 1 then 'step' else 'command' end,
           case when v_count = 1 then (v_given -> 0 ->> 'step_id')::uuid else v_command.id end, v_detail),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;

  v_answer := json_build_object('command_id', v_command.id, 'evaluated_at', v_at, 'remaining', coalesce((p_body ->> 'remaining')::bigint, 0), 'evaluations', v_answer);
  perform keep_answer(v_answer);
  if v_proposals is not null then
    perform record_proposals(v_command.id, v_proposals, v_at);
  end if;
  return query select false, v_answer;
end
$$;
comment on function store_evaluations is
  'Runs the predicates of 1 to 100 evaluations of one command and, when they come out as assumed, stores these with documents, counters, one audit event and the pending steps that remedies propose; else answers what came out, and nothing is written.';

create or replace function record_proposals(p_command uuid, p_proposals json, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v_key constant text := current_setting('waymark.idempotency', true);
begin
  -- the key belongs to the evaluation: what is recorded along with it neither looks for an answer nor keeps one
  perform set_config('waymark.idempotency', '', true);
  perform record_steps(p_command, json_build_object('at', p_at, 'step_count', json_array_length(p_proposals),
    'entry_count', json_array_length(p_proposals), 'steps', p_proposals));
  perform set_config('waymark.idempotency', coalesce(v_key, ''), true);
  update command_steps s
     set remedy = p.remedy,
         proposed_for = p.proposed_for
    from json_to_recordset(p_proposals) as p (id uuid, remedy text, proposed_for uuid)
   where s.tenant_id = current_tenant() and s.id = p.id;
end
$$;
comment on function record_proposals is 'Records what remedies propose, by the same rules as any step, and notes which remedy it was.';

create or replace function put_remedy(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof remedy_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v remedies;
begin
  begin
    perform jsonb_path_match_tz('{}', (p_body ->> 'applies_when')::jsonpath);
  exception
    when query_canceled then
      perform problem('predicate-too-slow', 'applies_when takes too long even on nothing');
    when others then
      perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
        'pointer', '/applies_when', 'code', 'predicate', 'detail', predicate_flaw(sqlerrm)))));
  end;
  if p_expected is null and not p_must_exist then
    insert into remedies (id, name, applies_when, command, explanation, risk_level, enabled, created_at, updated_at)
    values (p_id, p_name, p_body ->> 'applies_when', p_body ->> 'command', p_body ->> 'explanation', p_body ->> 'risk_level',
            (p_body ->> 'enabled')::boolean, v_at, v_at)
    on conflict on constraint remedies_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_tenant(v_at, 'remedy.created', 'remedy', p_id, json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
      return query select * from remedy_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from remedies where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'there is no remedy with this name');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the remedy has another version', json_build_object('current_version', v.version));
  end if;
  update remedies r
     set applies_when = p_body ->> 'applies_when',
         command = p_body ->> 'command',
         explanation = p_body ->> 'explanation',
         risk_level = p_body ->> 'risk_level',
         enabled = (p_body ->> 'enabled')::boolean,
         version = r.version + 1,
         updated_at = v_at
   where r.tenant_id = current_tenant() and r.id = v.id
     and (r.applies_when, r.command, r.explanation, r.risk_level, r.enabled) is distinct from
         (p_body ->> 'applies_when', p_body ->> 'command', p_body ->> 'explanation', p_body ->> 'risk_level', (p_body ->> 'enabled')::boolean);
  if found then
    perform audit_in_tenant(v_at, 'remedy.changed', 'remedy', v.id, json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
  end if;
  return query select * from remedy_rows where id = v.id;
end
$$;
comment on function put_remedy is
  'Creates the remedy or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function delete_remedy(p_name text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v record;
begin
  select id, version into v from remedies where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the remedy has another version', json_build_object('current_version', v.version));
  end if;
  delete from remedies where tenant_id = current_tenant() and id = v.id;
  perform audit_in_tenant(p_at, 'remedy.deleted', 'remedy', v.id, json_build_object('id', v.id));
  return true;
end
$$;
comment on function delete_remedy is 'Takes a remedy out of the runbook; steps that it proposed stay. False when there is none.';
