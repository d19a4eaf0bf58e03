-- What:  asking for approvals and deciding about them.
-- Why:   a decision is one statement; it takes the command's lock, so of two deciders at once one comes second and is told.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function is_final(p_status text) returns boolean
  language sql immutable parallel safe
  return p_status in ('completed', 'failed', 'cancelled', 'rolled_back');
comment on function is_final is 'Whether a command of this status has ended.';

create or replace function request_approvals(p_project uuid, p_steps uuid[]) returns void
  language sql
as $$
  insert into approval_requests (step_id, command_id, policy, needed_count, on_expiry, requested_at, expires_at)
  select s.id, s.command_id, t.rule,
         case jsonb_typeof(t.rule) when 'number' then t.rule::numeric else (t.rule -> 'count')::numeric end,
         coalesce(t.rule ->> 'on_expiry', 'reject'),
         waymark_now(),
         waymark_now() + (t.rule ->> 'ttl_ms')::numeric * interval '1 millisecond'
    from projects p
    join command_steps s on s.tenant_id = p.tenant_id and s.project_id = p.id
    join commands c on c.tenant_id = s.tenant_id and c.id = s.command_id
   cross join lateral (select p.settings -> 'approval' -> s.risk_level as rule) t
   where p.tenant_id = current_tenant()
     and p.id = p_project
     and (p_steps is null or s.id = any (p_steps))
     and s.active
     and s.status = 'pending'
     and t.rule is not null
     and not is_final(c.status)
  on conflict do nothing;
$$;
comment on function request_approvals is
  'Asks for the approvals that the project''s policy wants of these pending steps (null: of all); a request that is there stays as it was taken.';

create or replace function withdraw_approval_requests(p_command uuid, p_step uuid, p_at timestamptz) returns void
  language sql
as $$
  update approval_requests
     set outcome = case when expires_at <= waymark_now() then 'expired' else 'withdrawn' end, settled_at = p_at
   where tenant_id = current_tenant() and command_id = p_command and step_id = coalesce(p_step, step_id) and outcome is null;
$$;
comment on function withdraw_approval_requests is
  'Closes the open requests of a command that ended, or of its one step that moved on without a decision.';

create or replace function require_approval(p_step command_steps) returns void
  language plpgsql
as $$
declare
  v_needed integer;
begin
  select r.needed_count into v_needed
    from approval_requests r
   where r.tenant_id = current_tenant() and r.step_id = p_step.id and r.outcome is null;
  if not found and not exists (
    select from projects where tenant_id = current_tenant() and id = p_step.project_id and settings -> 'approval' ? p_step.risk_level) then
    return;
  end if;
  perform problem('approval-required', format(
    'step S%s is of %s risk and has not been approved: POST /v1/steps/%s/approvals decides', p_step.step_number, p_step.risk_level, p_step.id));
end
$$;
comment on function require_approval is
  'Refuses to begin a pending step that waits for approval: one that has an open request, or that the policy of now wants approved.';

create or replace function stored_text_json(p_text text) returns text
  language sql immutable parallel safe
  return case
    when strpos(p_text, chr(16)) = 0 then to_json(p_text)::text
    else (
      select '"' || string_agg(case part[1]
               when chr(16) || '0' then '\u0000'
               when chr(16) || chr(16) then '\u0010'
               else substr(to_json(part[1])::text, 2, length(to_json(part[1])::text) - 2) end, '' order by place) || '"'
        from regexp_matches(p_text, chr(16) || '.|[^' || chr(16) || ']+', 'g') with ordinality as m (part, place))
  end;
comment on function stored_text_json is 'Stored text (see StoredText) as a JSON string in canonical form; U+0000 is told by its escape.';

create or replace function sections_json(p_snapshot system_state_snapshots) returns text
  language sql immutable parallel safe
  return (
    select '{' || string_agg(format('"%s":"%s"', section, encode(digest, 'hex')), ',' order by section collate "C") || '}'
      from (values ('system_info', p_snapshot.system_info), ('services_status', p_snapshot.services_status),
                   ('packages_installed', p_snapshot.packages_installed), ('network_connections', p_snapshot.network_connections),
                   ('file_system_state', p_snapshot.file_system_state), ('process_list', p_snapshot.process_list),
                   ('resource_usage', p_snapshot.resource_usage)) as t (section, digest)
     where digest is not null);

create or replace function approval_context(p_step command_steps) returns text
  language plpgsql stable
as $$
declare
  v_before system_state_snapshots;
  v_newest system_state_snapshots;
begin
  select * into v_before from system_state_snapshots
   where tenant_id = current_tenant() and step_id = p_step.id and snapshot_type = 'before_step';
  select * into v_newest from system_state_snapshots
   where tenant_id = current_tenant() and command_id = p_step.command_id
   order by position desc
   limit 1;
  -- canonical JSON: members in the order of their names
  return '{"before":' || coalesce(sections_json(v_before), 'null')
    || ',"command":' || stored_text_json(p_step.command)
    || ',"expected_outcome":' || coalesce(stored_text_json(p_step.expected_outcome), 'null')
    || ',"explanation":' || coalesce(stored_text_json(p_step.explanation), 'null')
    || ',"newest_snapshot":' || coalesce(format('{"id":"%s","sections":%s,"snapshot_type":"%s"}',
         v_newest.id, sections_json(v_newest), v_newest.snapshot_type), 'null')
    || ',"risk_level":"' || p_step.risk_level
    || '","step_id":"' || p_step.id
    || '","step_number":' || p_step.step_number || '}';
end
$$;
comment on function approval_context is
  'What there is to see for whoever decides: the step, and the digests of its own and of the command''s newest snapshot, as canonical JSON.';

create or replace function open_approval_request(p_command commands, p_step command_steps) returns approval_requests
  language plpgsql
as $$
declare
  v approval_requests;
begin
  if not p_step.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', p_step.step_number));
  end if;
  if is_final(p_command.status) then
    perform problem('command-is-final', format('the command is %s and its steps wait for no approval', p_command.status));
  end if;
  select * into v from approval_requests where tenant_id = current_tenant() and step_id = p_step.id;
  if not found and p_step.status = 'pending' then
    perform request_approvals(p_step.project_id, array[p_step.id]);
    select * into v from approval_requests where tenant_id = current_tenant() and step_id = p_step.id;
  end if;
  if v.outcome in ('approved', 'rejected') then
    perform problem('already-decided', format('step S%s has been %s', p_step.step_number, v.outcome));
  end if;
  if v.expires_at <= waymark_now() then
    perform problem('approval-expired', format('the request of step S%s expired and counts as %s', p_step.step_number,
      case v.on_expiry when 'approve' then 'approved' else 'rejected' end));
  end if;
  if p_step.status <> 'pending' then
    perform problem('move-not-allowed', format('step S%s is %s and waits for no approval', p_step.step_number, p_step.status));
  end if;
  if v.step_id is null then
    perform problem('approval-not-needed', format('step S%s needs no approval: its project asks for none at %s risk',
      p_step.step_number, p_step.risk_level));
  end if;
  return v;
end
$$;
comment on function open_approval_request is
  'The request that can be decided now, or the problem that says why there is none. One is made where the policy is younger than the step.';

create or replace function decide_approval(p_step uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_decision constant text := p_body ->> 'decision';
  v_command commands;
  v command_steps;
  v_request approval_requests;
  v_context text;
  v_digest bytea;
  v_approved integer;
  v_outcome text;
  v_answer json;
begin
  v_command := locked_command(null, p_step);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from command_steps where tenant_id = current_tenant() and id = p_step for no key update;
  if v.risk_level in ('high', 'critical') and p_body ->> 'approval_reasoning' is null then
    perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
      'pointer', '/approval_reasoning', 'code', 'required', 'detail', format('is required for a step of %s risk', v.risk_level)))));
  end if;
  v_request := open_approval_request(v_command, v);
  if exists (select from command_approvals where tenant_id = current_tenant() and step_id = p_step and decided_by = current_actor()) then
    perform problem('already-decided', format('this key has decided about step S%s; another has to', v.step_number));
  end if;

  v_context := approval_context(v);
  v_digest := sha256(convert_to(v_context, 'UTF8'));
  perform put_documents(json_build_object(encode(v_digest, 'hex'), v_context));
  insert into command_approvals (id, command_id, step_id, position, decision, decided_by, approval_reasoning, expected_impact,
                                 state_context_digest, decided_at)
  values ((p_body ->> 'id')::uuid, v.command_id, p_step, v_command.next_position, v_decision, current_actor(),
          p_body ->> 'approval_reasoning', (p_body -> 'expected_impact')::jsonb, v_digest, v_at);
  select count(*) into v_approved
    from command_approvals where tenant_id = current_tenant() and step_id = p_step and decision = 'approved';
  v_outcome := case when v_decision = 'rejected' then 'rejected' when v_approved >= v_request.needed_count then 'approved' end;
  if v_outcome is not null then
    update approval_requests set outcome = v_outcome, settled_at = v_at where tenant_id = current_tenant() and step_id = p_step;
    update command_steps
       set status = case v_outcome when 'approved' then 'approved' else 'skipped' end, version = version + 1, updated_at = v_at,
           changed_position = v_command.next_position + 1
     where tenant_id = current_tenant() and id = p_step;
  end if;

  update commands
     set next_position = next_position + case when v_outcome is null then 1 else 2 end,
         updated_at = v_at,
         audit_head = audit_append(v_command.audit_head, v_command.audit_count, v.command_id, v_at, 'step.' || v_decision, 'step', p_step,
           json_build_object('approval_id', p_body ->> 'id', 'step_number', v.step_number, 'outcome', v_outcome,
             'digest', p_body ->> 'digest', 'state_context_digest', encode(v_digest, 'hex'))),
         audit_count = v_command.audit_count + 1
   where tenant_id = current_tenant() and id = v.command_id;
  v_answer := json_build_object('id', p_body ->> 'id', 'command_id', v.command_id, 'decided_by', current_actor(), 'decided_at', v_at,
    'state_context_digest', encode(v_digest, 'hex'), 'step_status', case v_outcome when 'approved' then 'approved' when 'rejected' then 'skipped' else 'pending' end,
    'needed_count', v_request.needed_count, 'approved_count', v_approved);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function decide_approval is
  'Approves or rejects a step that waits for it: one decision per key, as many approvals as the policy wanted, one rejection. Keeps what there was to see.';
