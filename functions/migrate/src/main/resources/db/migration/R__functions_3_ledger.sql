-- What:  the write paths of the ledger: one function each, so one statement and one round trip.
-- Why:   numbers, parents and hashes are taken from counter rows under their locks (project, then command, then step).
--        Answers are what the request was assigned; with the request they make the whole answer.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function project_of(p_key text) returns uuid
  language plpgsql stable
as $$
declare
  v_id uuid;
begin
  select id into v_id from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key);
  if not found then
    perform problem('not-found', 'there is no project with this key');
  end if;
  return v_id;
end
$$;

create or replace function agent_of(p_name text) returns uuid
  language sql stable
  return (select id from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name));

create or replace function insert_snapshot(
  p_id uuid, p_command uuid, p_step uuid, p_position bigint, p_type text, p_sections json, p_captured_at timestamptz, p_at timestamptz)
returns void
  language sql
begin atomic
  insert into system_state_snapshots (id, command_id, step_id, position, snapshot_type, system_info, services_status, packages_installed,
                                      network_connections, file_system_state, process_list, resource_usage, captured_at, created_at)
  values (p_id, p_command, p_step, p_position, p_type, digest_of(p_sections, 'system_info'), digest_of(p_sections, 'services_status'),
          digest_of(p_sections, 'packages_installed'), digest_of(p_sections, 'network_connections'),
          digest_of(p_sections, 'file_system_state'), digest_of(p_sections, 'process_list'),
          digest_of(p_sections, 'resource_usage'), p_captured_at, p_at);
end;

create or replace function put_project(p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof project_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v projects;
begin
  if p_expected is null and not p_must_exist then
    insert into projects (id, key, name, repository_url, settings, created_at, updated_at)
    values (p_id, p_key, p_body ->> 'name', p_body ->> 'repository_url', coalesce((p_body -> 'settings')::jsonb, '{}'), v_at, v_at)
    on conflict on constraint projects_key_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_project(p_id, v_at, 'project.created', 'project', p_id, json_build_object('name', v.name));
      return query select * from project_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  if not found then
    perform problem('not-found', 'there is no project with this key');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the project has another version', json_build_object('current_version', v.version));
  end if;
  update projects p
     set name = p_body ->> 'name',
         repository_url = coalesce(p_body ->> 'repository_url', p.repository_url),
         settings = coalesce((p_body -> 'settings')::jsonb, p.settings),
         version = p.version + 1,
         updated_at = v_at
   where p.tenant_id = current_tenant() and p.id = v.id
     and (p.name, p.repository_url, p.settings) is distinct from
         (p_body ->> 'name', coalesce(p_body ->> 'repository_url', p.repository_url), coalesce((p_body -> 'settings')::jsonb, p.settings));
  if found then
    perform audit_in_project(v.id, v_at, 'project.changed', 'project', v.id, json_build_object('name', p_body ->> 'name'));
    if v.settings -> 'approval' is distinct from coalesce((p_body -> 'settings')::jsonb, v.settings) -> 'approval' then
      -- a policy asks for approval of what waits, not only of what comes
      perform request_approvals(v.id, null);
    end if;
  end if;
  return query select * from project_rows where id = v.id;
end
$$;
comment on function put_project is
  'Creates the project or changes it; what is not named stays. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function delete_project(p_key text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v record;
  v_chains uuid[];
begin
  select id, version, audit_head, audit_count into v
    from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the project has another version', json_build_object('current_version', v.version));
  end if;
  select array_agg(id) into v_chains from commands where tenant_id = current_tenant() and project_id = v.id;
  delete from projects where tenant_id = current_tenant() and id = v.id;
  perform forget_audit_content(v_chains || v.id);
  perform audit_in_tenant(p_at, 'project.deleted', 'project', v.id, json_build_object(
    'commands', coalesce(cardinality(v_chains), 0), 'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$$;
comment on function delete_project is 'Deletes a project with all below it; the audit keeps the fact. False when there is none.';

create or replace function locked_command(p_command uuid, p_step uuid) returns commands
  language plpgsql
as $$
declare
  v commands;
begin
  select c.* into v
    from commands c
   where c.tenant_id = current_tenant()
     and c.id = coalesce(p_command, (select s.command_id from command_steps s where s.tenant_id = current_tenant() and s.id = p_step))
     for no key update;
  if not found then
    perform problem('not-found', case when p_command is null then 'there is no such step' else 'there is no such command' end);
  end if;
  return v;
end
$$;
comment on function locked_command is 'A command by its id, or else that of a step, locked: the command comes before its steps in the lock order.';

create or replace function create_command(p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_id constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_baseline constant uuid := p_body ->> 'baseline_id';
  v_sections constant json := p_body -> 'baseline';
  v_answer json := idempotent_answer();
  v_project uuid;
  v_agent uuid;
  v_head bytea;
  v_count bigint;
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_project := project_of(p_body ->> 'project');
  -- a command that is made again under the id of a deleted one goes on with its chain, which outlived it
  select e.hash, e.chain_index + 1 into v_head, v_count
    from audit_events e
   where e.tenant_id = current_tenant() and e.chain_id = v_id
   order by e.chain_index desc
   limit 1;
  v_count := coalesce(v_count, 0);
  v_agent := ensure_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at);
  perform put_documents(p_body -> 'documents');
  insert into commands (id, project_id, agent_id, request, external_ref, metadata, requires_state_evaluation, adaptive_mode,
                        baseline_snapshot_id, next_position, created_at, updated_at, audit_head, audit_count)
  values (v_id, v_project, v_agent, p_body ->> 'request', p_body ->> 'external_ref', coalesce((p_body -> 'metadata')::jsonb, '{}'),
          (p_body ->> 'requires_state_evaluation')::boolean, (p_body ->> 'adaptive_mode')::boolean,
          v_baseline, case when v_baseline is null then 0 else 1 end, v_at, v_at,
          audit_append(v_head, v_count, v_id, v_at, 'command.created', 'command', v_id, '{}', p_body ->> 'digest'),
          v_count + 1);
  if v_baseline is not null then
    perform insert_snapshot(v_baseline, v_id, null, 0, 'baseline', v_sections, v_at, v_at);
  end if;
  v_answer := json_build_object('id', v_id, 'created_at', v_at, 'project_id', v_project, 'agent_id', v_agent, 'baseline_snapshot_id', v_baseline,
    'agent', (select a.name from agents a where a.tenant_id = current_tenant() and a.id = v_agent));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function create_command is 'Creates a command, its baseline snapshot and its documents; registers the agent it names when that is new.';

create or replace function patch_command(p_command uuid, p_expected bigint, p_body json) returns setof command_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_status constant text := p_body ->> 'status';
  v commands;
  v_shown text;
  v_open bigint[];
begin
  select * into v from commands where tenant_id = current_tenant() and id = p_command for no key update;
  if not found then
    perform problem('not-found', 'there is no such command');
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the command has another version', json_build_object('current_version', v.version));
  end if;
  v_shown := (select status from command_rows where id = p_command);
  if not command_may_move(v_shown, coalesce(v_status, v_shown)) then
    perform problem('move-not-allowed', format('a command that is %s cannot become %s', v_shown, v_status));
  end if;
  if v_status = 'completed' and v.status <> 'completed' and v.requires_state_evaluation then
    select array_agg(step_number order by step_number) into v_open from unevaluated_steps where command_id = p_command;
    if v_open is not null then
      perform problem('evaluation-required',
        format('%s executed steps have no evaluation, the first is S%s', cardinality(v_open), v_open[1]),
        json_build_object('step_numbers', v_open[1:100]));
    end if;
  end if;
  if is_final(v_status) then
    perform withdraw_approval_requests(p_command, null, v_at);
  end if;
  update commands
     set status = case when v_status is null or v_status = v_shown then status else v_status end,
         external_ref = coalesce(p_body ->> 'external_ref', external_ref),
         metadata = coalesce((p_body -> 'metadata')::jsonb, metadata),
         completed_at = case when completed_at is null and v_status in ('completed', 'failed', 'cancelled') then v_at else completed_at end,
         updated_at = v_at,
         version = version + 1,
         audit_head = audit_append(v.audit_head, v.audit_count, p_command, v_at, 'command.changed', 'command', p_command,
           json_build_object('status', v_status), p_body ->> 'digest'),
         audit_count = v.audit_count + 1
   where tenant_id = current_tenant() and id = p_command;
  return query select * from command_rows where id = p_command;
end
$$;
comment on function patch_command is 'Moves a command along its statuses; what is not named stays. p_expected null takes any version.';

create or replace function set_last_active_step(p_project uuid) returns void
  language sql
as $$
  update projects
     set last_active_step_id = (
           select s.id from command_steps s
            where s.tenant_id = current_tenant() and s.project_id = p_project and s.active
            order by s.step_number desc limit 1)
   where tenant_id = current_tenant() and id = p_project
$$;

create or replace function delete_command(p_command uuid, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v record;
  v_agent constant text := coalesce(current_setting('waymark.agent_id', true), '');
begin
  -- the project first: the lock order
  perform from projects p
    where p.tenant_id = current_tenant()
      and p.id = (select c.project_id from commands c where c.tenant_id = current_tenant() and c.id = p_command)
    for no key update;
  select id, project_id, version, audit_head, audit_count, next_step_index into v
    from commands where tenant_id = current_tenant() and id = p_command for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the command has another version', json_build_object('current_version', v.version));
  end if;
  delete from commands where tenant_id = current_tenant() and id = p_command;
  -- the last step that is left may be of an agent whose steps a restricted key does not see
  perform set_config('waymark.agent_id', '', true);
  perform set_last_active_step(v.project_id);
  perform set_config('waymark.agent_id', v_agent, true);
  perform forget_audit_content(array[p_command]);
  perform audit_in_project(v.project_id, p_at, 'command.deleted', 'command', p_command, json_build_object(
    'steps', v.next_step_index, 'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$$;
comment on function delete_command is 'Deletes a command with all below it; the audit keeps the fact. False when there is none.';

create or replace function record_steps(p_command uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_count constant integer := (p_body ->> 'step_count')::integer;
  v_answer json;
  v_project projects;
  v_command commands;
  v_begun integer;
  v_adaptive integer;
  v_corrective integer;
  v_detail json;
  v_last uuid;
  v_pending uuid[];
begin
  select p.* into v_project
    from projects p
   where p.tenant_id = current_tenant()
     and p.id = (select c.project_id from commands c where c.tenant_id = current_tenant() and c.id = p_command)
     for no key update;
  if not found then
    perform problem('not-found', 'there is no such command');
  end if;
  select * into v_command from commands where tenant_id = current_tenant() and id = p_command for no key update;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if is_final(v_command.status) then
    perform problem('command-is-final', format('the command is %s and takes no more steps', v_command.status));
  end if;
  perform put_documents(p_body -> 'documents');

  with given as materialized (
    select s.*
      from json_to_recordset(p_body -> 'steps') as s (
        ordinal integer, id uuid, parent_step_id uuid, digest text, entry bigint,
        step_type text, command text, explanation text, expected_outcome text, risk_level text, external_ref text, metadata jsonb,
        agent_config_digest text, status text, execution_result text, exit_code integer, resource_usage jsonb,
        branch text, commit_sha_before text, commit_sha_after text,
        prompt_tokens bigint, completion_tokens bigint, total_tokens bigint, cost_usd numeric,
        generated_at timestamptz, started_at timestamptz, ended_at timestamptz, duration_ms bigint,
        before_id uuid, before json, after_id uuid, after json, checkpoint_id uuid)
  ), placed as materialized (
    select g.*,
           v_command.next_step_index + g.ordinal as step_index,
           v_project.next_step_number + g.ordinal as step_number,
           v_command.next_position + g.entry as position,
           coalesce(g.parent_step_id, v_project.last_active_step_id) as parent,
           begun(g.status) and coalesce(v_project.settings -> 'approval', '{}') ? g.risk_level as policy_violation
      from given g
  ), stored as (
    insert into command_steps (
      id, command_id, project_id, step_index, step_number, position, parent_step_id,
      step_type, command, explanation, expected_outcome, risk_level, external_ref, metadata, agent_config_digest,
      status, execution_result, exit_code, resource_usage, policy_violation,
      branch, commit_sha_before, commit_sha_after, prompt_tokens, completion_tokens, total_tokens, cost_usd,
      generated_at, started_at, ended_at, duration_ms, checkpoint_id, created_at, updated_at)
    select id, p_command, v_project.id, step_index, step_number, position, parent,
           step_type, command, explanation, expected_outcome, risk_level, external_ref, coalesce(metadata, '{}'), decode(agent_config_digest, 'hex'),
           status, stored_bytes(execution_result), exit_code, resource_usage, policy_violation,
           branch, commit_sha_before, commit_sha_after, prompt_tokens, completion_tokens, total_tokens, cost_usd,
           generated_at, started_at, ended_at, duration_ms, checkpoint_id, v_at, v_at
      from placed
     order by step_index
  ), pictured as (
    insert into system_state_snapshots (
      id, command_id, step_id, position, snapshot_type, system_info, services_status, packages_installed,
      network_connections, file_system_state, process_list, resource_usage, captured_at, created_at)
    select t.snapshot_id, p_command, p.id, t.position, t.snapshot_type,
           digest_of(t.sections, 'system_info'), digest_of(t.sections, 'services_status'), digest_of(t.sections, 'packages_installed'),
           digest_of(t.sections, 'network_connections'), digest_of(t.sections, 'file_system_state'),
           digest_of(t.sections, 'process_list'), digest_of(t.sections, 'resource_usage'), coalesce(t.captured_at, v_at), v_at
      from placed p
     cross join lateral (values (p.before_id, p.before, p.position - 1, 'before_step', p.started_at),
                                (p.after_id, p.after, p.position + 1, 'after_step', p.ended_at))
                     as t (snapshot_id, sections, position, snapshot_type, captured_at)
     where t.snapshot_id is not null
     order by t.position
  )
  select json_agg(json_build_object(
           'id', id, 'step_index', step_index, 'step_number', step_number, 'parent_step_id', parent,
           'policy_violation', policy_violation, 'before_snapshot_id', before_id, 'after_snapshot_id', after_id) order by ordinal),
         json_agg(json_build_object('id', id, 'step_number', step_number, 'status', status, 'digest', digest,
           'policy_violation', policy_violation) order by ordinal),
         max(step_index) filter (where begun(status)),
         count(*) filter (where step_type = 'adaptive'),
         count(*) filter (where step_type = 'corrective'),
         (array_agg(id order by ordinal desc))[1],
         array_agg(id) filter (where status = 'pending')
    into v_answer, v_detail, v_begun, v_adaptive, v_corrective, v_last, v_pending
    from placed;
  if v_project.settings ? 'approval' and v_pending is not null then
    perform request_approvals(v_project.id, v_pending);
  end if;

  update commands
     set next_step_index = next_step_index + v_count,
         next_position = next_position + (p_body ->> 'entry_count')::bigint,
         current_step_index = greatest(current_step_index, v_begun),
         status = case when status = 'pending' and v_begun is not null then 'running' else status end,
         adaptive_steps_generated = adaptive_steps_generated + v_adaptive,
         corrective_steps_generated = corrective_steps_generated + v_corrective,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, p_command, v_at,
           case when v_count = 1 then 'step.recorded' else 'steps.recorded' end,
           case when v_count = 1 then 'step' else 'command' end,
           case when v_count = 1 then v_last else p_command end, v_detail),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = p_command;
  update projects
     set next_step_number = next_step_number + v_count,
         last_active_step_id = v_last
   where tenant_id = current_tenant() and id = v_project.id;

  v_answer := json_build_object('created_at', v_at, 'project_id', v_project.id, 'steps', v_answer);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function record_steps is
  'Records 1 to 500 steps with their snapshots and documents in the order given: numbers without gaps or doubles, parents chained, counters, one audit event.';

create or replace function patch_step(p_step uuid, p_expected bigint, p_body json) returns setof step_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_status constant text := p_body ->> 'status';
  v_result constant text := p_body ->> 'execution_result';
  v_command commands;
  v command_steps;
  v_shown text;
  v_started timestamptz;
  v_ended timestamptz;
  v_position bigint;
begin
  -- the command first: the lock order
  v_command := locked_command(null, p_step);
  select * into v from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the step has another version', json_build_object('current_version', v.version));
  end if;
  if not v.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', v.step_number));
  end if;
  v_shown := (select status from step_rows where id = p_step);
  if not step_may_move(v_shown, coalesce(v_status, v_shown)) then
    perform problem('move-not-allowed', format('a step that is %s cannot become %s', v_shown, v_status));
  end if;
  if begun(v_status) and v_shown = 'pending' then
    perform require_approval(v);
  end if;
  if v_status <> v.status and v.status = 'pending' then
    perform withdraw_approval_requests(v.command_id, p_step, v_at);
  end if;
  if p_body ->> 'output_chunks' is not null
     and (p_body ->> 'output_chunks')::bigint <> (select count(*) from step_outputs where tenant_id = current_tenant() and step_id = p_step) then
    raise exception 'output came while the result was put together' using errcode = 'WM001';
  end if;
  v_started := coalesce((p_body ->> 'started_at')::timestamptz, v.started_at,
    case when v_status = 'executing' and v.status <> 'executing' then v_at end);
  v_ended := coalesce((p_body ->> 'ended_at')::timestamptz, v.ended_at,
    case when v_status in ('completed', 'failed') and v.status not in ('completed', 'failed') then greatest(v_at, v_started) end);

  perform put_documents(p_body -> 'documents');
  update command_steps
     set status = coalesce(v_status, status),
         execution_result = coalesce(stored_bytes(v_result), execution_result),
         plain_result_bytes = case when v_result is null then plain_result_bytes end,
         result_archive_id = case when v_result is null then result_archive_id end,
         exit_code = coalesce((p_body ->> 'exit_code')::integer, exit_code),
         resource_usage = coalesce((p_body -> 'resource_usage')::jsonb, resource_usage),
         metadata = coalesce((p_body -> 'metadata')::jsonb, metadata),
         external_ref = coalesce(p_body ->> 'external_ref', external_ref),
         branch = coalesce(p_body ->> 'branch', branch),
         checkpoint_id = coalesce((p_body ->> 'checkpoint_id')::uuid, checkpoint_id),
         commit_sha_before = coalesce(p_body ->> 'commit_sha_before', commit_sha_before),
         commit_sha_after = coalesce(p_body ->> 'commit_sha_after', commit_sha_after),
         prompt_tokens = coalesce((p_body ->> 'prompt_tokens')::bigint, prompt_tokens),
         completion_tokens = coalesce((p_body ->> 'completion_tokens')::bigint, completion_tokens),
         total_tokens = coalesce((p_body ->> 'total_tokens')::bigint, total_tokens),
         cost_usd = coalesce((p_body ->> 'cost_usd')::numeric, cost_usd),
         started_at = v_started,
         ended_at = v_ended,
         duration_ms = coalesce(case when v_ended >= v_started then round(extract(epoch from v_ended - v_started) * 1000)::bigint end, (p_body ->> 'duration_ms')::bigint, duration_ms),
         changed_position = v_command.next_position,
         updated_at = v_at,
         version = version + 1
   where tenant_id = current_tenant() and id = p_step;
  if v.status = 'executing' and v_status in ('completed', 'failed') then
    delete from step_outputs where tenant_id = current_tenant() and step_id = p_step;
  end if;

  v_position := v_command.next_position + 1;
  if p_body ->> 'before_id' is not null then
    perform insert_snapshot((p_body ->> 'before_id')::uuid, v.command_id, p_step, v_position, 'before_step', p_body -> 'before', coalesce(v_started, v_at), v_at);
    v_position := v_position + 1;
  end if;
  if p_body ->> 'after_id' is not null then
    perform insert_snapshot((p_body ->> 'after_id')::uuid, v.command_id, p_step, v_position, 'after_step', p_body -> 'after', coalesce(v_ended, v_at), v_at);
    v_position := v_position + 1;
  end if;

  update commands
     set next_position = v_position,
         current_step_index = case when begun(v_status) then greatest(current_step_index, v.step_index) else current_step_index end,
         status = case when status = 'pending' and begun(v_status) then 'running' else status end,
         -- what comes after a sweep has been is for the next one
         snapshots_left_at = case when p_body ->> 'before_id' is null and p_body ->> 'after_id' is null then snapshots_left_at end,
         results_compressed_at = case when v_result is null then results_compressed_at end,
         results_left_at = case when v_result is null then results_left_at end,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v.command_id, v_at, 'step.changed', 'step', p_step,
           json_build_object('step_number', v.step_number, 'status', v_status), p_body ->> 'digest'),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v.command_id;
  return query select * from step_rows where id = p_step;
end
$$;
comment on function patch_step is
  'Moves a step forward and adds what is known of it; what is not named stays. p_expected null takes any version.';

create or replace function append_output(p_step uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_stdout_text constant text := p_body ->> 'stdout';
  v_stderr_text constant text := p_body ->> 'stderr';
  v_stdout constant bytea := stored_bytes(v_stdout_text);
  v_stderr constant bytea := stored_bytes(v_stderr_text);
  v_limit constant bigint := p_body ->> 'limit_bytes';
  v_command commands;
  v_step command_steps;
  v_last record;
  v_end bigint;
  v_answer json;
begin
  v_command := locked_command(null, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v_step from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if not v_step.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', v_step.step_number));
  end if;
  if v_step.status <> 'executing' then
    perform problem('step-is-not-executing', format('step S%s is %s', v_step.step_number, v_step.status));
  end if;
  select coalesce(max(chunk_index), -1) as chunk_index, coalesce(max(end_bytes), 0) as end_bytes into v_last
    from (select o.chunk_index, o.end_bytes
            from step_outputs o
           where o.tenant_id = current_tenant() and o.step_id = p_step
           order by o.chunk_index desc
           limit 1) newest;
  if (p_body ->> 'chunk_index')::integer <> v_last.chunk_index + 1 then
    return query select false, json_build_object('next_chunk', v_last.chunk_index + 1);
    return;
  end if;
  v_end := v_last.end_bytes + coalesce((p_body ->> 'plain_bytes')::bigint, coalesce(octet_length(v_stdout), 0) + coalesce(octet_length(v_stderr), 0));
  if v_end > v_limit then
    perform problem('too-large', format('the output of a step may have %s bytes and would have %s', v_limit, v_end),
      json_build_object('limit_bytes', v_limit));
  end if;
  insert into step_outputs (step_id, chunk_index, command_id, position, stdout, stderr, end_bytes, created_at)
  values (p_step, v_last.chunk_index + 1, v_command.id, v_command.next_position, v_stdout, v_stderr, v_end, v_at);
  update commands
     set next_position = next_position + 1,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at, 'step.output_appended', 'step', p_step,
           json_build_object('chunk_index', v_last.chunk_index + 1), p_body ->> 'digest'),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;
  v_answer := json_build_object('step_id', p_step, 'chunk_index', v_last.chunk_index + 1, 'position', v_command.next_position,
    'output_bytes', v_end, 'created_at', v_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function append_output is
  'Adds output to a step that executes. stdout and stderr come escaped, as they stand between the quotes of a JSON string; or encrypted for the chunk_index that is told along, with the plain_bytes of both. Where that is another by now, nothing is added and next_chunk is answered.';

create or replace function capture_snapshot(p_command uuid, p_step uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_id constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_type constant text := p_body ->> 'snapshot_type';
  v_command commands;
  v_answer json;
begin
  v_command := locked_command(p_command, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform put_documents(p_body -> 'documents');
  perform insert_snapshot(v_id, v_command.id, p_step, v_command.next_position, v_type, p_body -> 'sections',
    coalesce((p_body ->> 'captured_at')::timestamptz, v_at), v_at);
  update commands
     set next_position = next_position + 1,
         baseline_snapshot_id = case when v_type = 'baseline' then v_id else baseline_snapshot_id end,
         snapshots_left_at = null,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v_command.id, v_at, 'snapshot.captured', 'snapshot', v_id,
           json_build_object('snapshot_type', v_type, 'step_id', p_step, 'sections', p_body -> 'sections')),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v_command.id;
  v_answer := json_build_object('id', v_id, 'command_id', v_command.id, 'step_id', p_step, 'created_at', v_at);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function capture_snapshot is 'Stores what the system looked like, for a command (its baseline) or for a step (before or after it).';
