-- What:  taking a project back to a step, and undoing that.
-- Why:   one fact and one update however many steps it concerns; steps, numbers and history stay.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function rollback_answer(p_rollback rollbacks, p_project text) returns json
  language sql immutable parallel safe
  return json_build_object(
    'id', p_rollback.id, 'project', p_project, 'kind', p_rollback.kind, 'to_step_number', p_rollback.to_step_number,
    'deactivated_count', p_rollback.deactivated_count, 'first_step_number', p_rollback.first_step_number,
    'last_step_number', p_rollback.last_step_number,
    'git', json_build_object('reset_to', p_rollback.git_reset_to, 'step_number', p_rollback.git_step_number),
    'snapshot_id', p_rollback.snapshot_id, 'checkpoint_id', p_rollback.checkpoint_id, 'reason', p_rollback.reason,
    'rolled_back_by', p_rollback.rolled_back_by, 'created_at', p_rollback.created_at,
    'undone_at', p_rollback.undone_at, 'undone_by', p_rollback.undone_by);

create or replace function locked_project(p_key text, p_lock boolean) returns projects
  language plpgsql
as $$
declare
  v projects;
begin
  if p_lock then
    select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  else
    select * into v from projects where tenant_id = current_tenant() and key_hash = name_hash(p_key);
  end if;
  if v.id is null then
    perform problem('not-found', 'there is no project with this key');
  end if;
  return v;
end
$$;

create or replace function snapshot_before(p_step command_steps) returns uuid
  language sql stable
as $$
  select id
    from ((select 1 as choice, b.id, b.created_at
             from system_state_snapshots b
            where b.tenant_id = current_tenant() and b.step_id = p_step.id and b.snapshot_type = 'before_step')
          union all
          (select 2, a.id, a.created_at
             from command_steps s
             join system_state_snapshots a on a.tenant_id = s.tenant_id and a.step_id = s.id and a.snapshot_type = 'after_step'
            where s.tenant_id = current_tenant() and s.project_id = p_step.project_id and s.active and s.step_number < p_step.step_number
            order by s.step_number desc
            limit 1)
          union all
          (select 2, b.id, b.created_at
             from system_state_snapshots b
            where b.tenant_id = current_tenant() and b.command_id = p_step.command_id and b.snapshot_type = 'baseline'
              and b.position < p_step.position)) found
   order by choice, created_at desc
   limit 1
$$;
comment on function snapshot_before is
  'What the system looked like before a step: its own snapshot, else the newer of the nearest earlier active step''s after it and its command''s baseline.';

create or replace function planned_rollback(p_project projects, p_number bigint, p_alone boolean) returns rollbacks
  language plpgsql stable
as $$
declare
  v_target command_steps;
  v rollbacks;
begin
  select * into v_target
    from command_steps where tenant_id = current_tenant() and project_id = p_project.id and step_number = p_number;
  if not found then
    perform problem('not-found', 'there is no such step');
  end if;
  if not v_target.active then
    perform problem('step-is-inactive', format('step S%s has been rolled back', p_number));
  end if;
  select count(*), min(step_number), max(step_number) into v.deactivated_count, v.first_step_number, v.last_step_number
    from command_steps
   where tenant_id = current_tenant() and project_id = p_project.id and active
     and step_number >= p_number and (step_number = p_number or not p_alone);
  select commit_sha_before, step_number into v.git_reset_to, v.git_step_number
    from command_steps
   where tenant_id = current_tenant() and project_id = p_project.id and active
     and step_number <= p_number and commit_sha_before is not null
   order by step_number desc
   limit 1;
  v.checkpoint_id := (
    select checkpoint_id
      from command_steps
     where tenant_id = current_tenant() and project_id = p_project.id and active
       and step_number < p_number and checkpoint_id is not null
     order by step_number desc
     limit 1);
  v.snapshot_id := snapshot_before(v_target);
  v.project_id := p_project.id;
  v.next_step_number := p_project.next_step_number;
  v.kind := case when p_alone then 'deactivation' else 'rollback' end;
  v.to_step_number := p_number;
  return v;
end
$$;
comment on function planned_rollback is 'What a rollback to a step would make inactive, and what there is to go back to. Changes nothing.';

create or replace function enter_rollback(p_rollback rollbacks, p_action text, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v record;
  v_status text;
begin
  for v in
    select c.id, c.status, c.next_position, c.audit_head, c.audit_count, t.deactivated, t.first_number, t.last_number,
           (select e.former_status from rollback_entries e
             where e.tenant_id = c.tenant_id and e.command_id = c.id and e.rollback_id = p_rollback.id and e.action = 'rolled_back') as former
      from (select s.command_id, count(*) as deactivated, min(s.step_number) as first_number, max(s.step_number) as last_number
              from command_steps s
             where s.tenant_id = current_tenant() and s.project_id = p_rollback.project_id and s.rollback_id = p_rollback.id
               and s.step_number between p_rollback.first_step_number and p_rollback.last_step_number
             group by s.command_id) t
      join commands c on c.tenant_id = current_tenant() and c.id = t.command_id
     order by c.id
  loop
    v_status := v.status;
    if p_action = 'undone' and v.status = 'rolled_back' then
      v_status := coalesce(v.former, v.status);
    elsif p_action = 'rolled_back' and p_rollback.kind = 'rollback'
      and not exists (select from command_steps where tenant_id = current_tenant() and command_id = v.id and active) then
      v_status := 'rolled_back';
    end if;
    insert into rollback_entries (rollback_id, command_id, position, action, deactivated_count, first_step_number, last_step_number, former_status)
    values (p_rollback.id, v.id, v.next_position, p_action, v.deactivated, v.first_number, v.last_number,
            case when v_status <> v.status then v.status end);
    update commands
       set next_position = next_position + 1,
           status = v_status,
           rolled_back_at = case when v_status = 'rolled_back' then coalesce(rolled_back_at, p_at) end,
           version = version + case when v_status <> v.status then 1 else 0 end,
           updated_at = p_at,
           audit_head = audit_append(v.audit_head, v.audit_count, v.id, p_at, 'steps.' || p_action, 'rollback', p_rollback.id,
             json_build_object('steps', v.deactivated, 'first_step_number', v.first_number, 'last_step_number', v.last_number, 'status', v_status)),
           audit_count = v.audit_count + 1
     where tenant_id = current_tenant() and id = v.id;
  end loop;
end
$$;
comment on function enter_rollback is
  'Tells each command of it: an entry in its timeline, an audit event, and the status, which is rolled_back where no step is left, and the former one again when that is undone.';

create or replace function roll_back(p_key text, p_number bigint, p_alone boolean, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_dry_run constant boolean := (p_body ->> 'dry_run')::boolean;
  v_project projects;
  v rollbacks;
  v_commands uuid[];
  v_answer json;
begin
  v_project := locked_project(p_key, not v_dry_run);
  if not v_dry_run then
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
  end if;
  v := planned_rollback(v_project, p_number, p_alone);
  v.reason := p_body ->> 'reason';
  v.rolled_back_by := current_actor();
  v.created_at := v_at;
  if v_dry_run then
    return query select false, rollback_answer(v, v_project.key);
    return;
  end if;

  v.tenant_id := current_tenant();
  v.id := p_body ->> 'id';
  v.ordinal := 1 + coalesce((select max(r.ordinal) from rollbacks r where r.tenant_id = current_tenant() and r.project_id = v_project.id), 0);
  insert into rollbacks select v.*;
  -- the commands before their steps: the lock order
  v_commands := array(
    select distinct s.command_id
      from command_steps s
     where s.tenant_id = current_tenant() and s.project_id = v_project.id and s.active
       and s.step_number between v.first_step_number and v.last_step_number);
  perform from commands c where c.tenant_id = current_tenant() and c.id = any (v_commands) order by c.id for no key update;
  update command_steps
     set active = false, rollback_id = v.id, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and project_id = v_project.id and active
     and step_number between v.first_step_number and v.last_step_number;
  -- a join of steps and requests would be planned over the whole tenant until there are statistics
  update approval_requests r
     set outcome = 'withdrawn', settled_at = v_at
   where r.tenant_id = current_tenant() and r.command_id = any (v_commands) and r.outcome is null
     and (r.expires_at is null or r.expires_at > waymark_now())
     and v.id = (select s.rollback_id from command_steps s where s.tenant_id = r.tenant_id and s.id = r.step_id);
  perform enter_rollback(v, 'rolled_back', v_at);
  perform set_last_active_step(v_project.id);
  perform audit_in_project(v_project.id, v_at, 'project.rolled_back', 'rollback', v.id, json_build_object(
    'kind', v.kind, 'to_step_number', v.to_step_number, 'last_step_number', v.last_step_number, 'steps', v.deactivated_count,
    'digest', p_body ->> 'digest'));
  v_answer := rollback_answer(v, v_project.key);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function roll_back is
  'Makes a step and all later active ones inactive, or that step alone, as one fact; a dry run answers the same and changes nothing.';

create or replace function undo_rollback(p_key text, p_rollback uuid, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_project projects;
  v rollbacks;
  v_later bigint;
  v_answer json;
begin
  v_project := locked_project(p_key, true);
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select * into v from rollbacks where tenant_id = current_tenant() and project_id = v_project.id and id = p_rollback for no key update;
  if not found then
    perform problem('not-found', 'there is no such rollback');
  end if;
  if v.undone_at is not null then
    perform problem('undo-not-possible', 'this rollback has been undone');
  end if;
  if v_project.next_step_number > v.next_step_number then
    perform problem('undo-not-possible', format('step S%s was recorded after this rollback', v.next_step_number));
  end if;
  select r.to_step_number into v_later
    from rollbacks r
   where r.tenant_id = current_tenant() and r.project_id = v_project.id and r.ordinal > v.ordinal and r.undone_at is null
   order by r.ordinal desc
   limit 1;
  if found then
    perform problem('undo-not-possible', format('a later rollback, to step S%s, has to be undone first', v_later));
  end if;

  perform from commands c
    where c.tenant_id = current_tenant()
      and c.id in (select e.command_id from rollback_entries e where e.tenant_id = current_tenant() and e.rollback_id = v.id)
    order by c.id
      for no key update;
  perform enter_rollback(v, 'undone', v_at);
  update approval_requests r
     set outcome = null, settled_at = null
    from command_steps s
    join commands c on c.tenant_id = s.tenant_id and c.id = s.command_id
   where r.tenant_id = current_tenant() and r.outcome = 'withdrawn'
     and s.tenant_id = r.tenant_id and s.id = r.step_id and s.rollback_id = v.id and s.status = 'pending' and not is_final(c.status)
     and s.project_id = v_project.id and s.step_number between v.first_step_number and v.last_step_number;
  update command_steps
     set active = true, rollback_id = null, version = version + 1, updated_at = v_at
   where tenant_id = current_tenant() and project_id = v_project.id and rollback_id = v.id
     and step_number between v.first_step_number and v.last_step_number;
  update rollbacks set undone_at = v_at, undone_by = current_actor() where tenant_id = current_tenant() and id = v.id returning * into v;
  perform set_last_active_step(v_project.id);
  perform audit_in_project(v_project.id, v_at, 'rollback.undone', 'rollback', v.id, json_build_object('steps', v.deactivated_count));
  v_answer := rollback_answer(v, v_project.key);
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function undo_rollback is 'Makes active again what a rollback made inactive, while no newer step and no later rollback stands on it.';
