-- What:  claiming an effect that must happen once, and completing it.
-- Why:   the unique key decides who is first; the row's lock, who takes over.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function audit_effect(p_effect side_effects, p_at timestamptz, p_action text, p_detail json) returns void
  language plpgsql
as $$
begin
  if p_effect.command_id is null then
    perform audit_in_tenant(p_at, p_action, 'effect', p_effect.id, p_detail);
  else
    perform audit_in_command(p_effect.command_id, p_at, p_action, 'effect', p_effect.id, p_detail);
  end if;
end
$$;

create or replace function effect_answer(p_effect side_effects, p_status text) returns json
  language sql immutable parallel safe
  return json_strip_nulls(json_build_object(
    'id', p_effect.id, 'key', p_effect.key, 'status', p_status, 'command_id', p_effect.command_id, 'created_at', p_effect.created_at,
    'fencing_token', case when p_status = 'claimed' then p_effect.fencing_token end,
    'expires_at', case when p_status <> 'completed' then p_effect.expires_at end,
    'completed_at', p_effect.completed_at,
    'result', convert_from(p_effect.result, 'UTF8')));
comment on function effect_answer is 'The result travels as a string, because json itself cannot be read once it holds U+0000.';

create or replace function claim_effect(p_key text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_command constant uuid := p_body ->> 'command_id';
  v_expires constant timestamptz := waymark_now() + (p_body ->> 'ttl_ms')::bigint * interval '1 millisecond';
  v_agent uuid := current_agent();
  v side_effects;
  v_action text := 'effect.claimed';
  v_answer json;
begin
  if v_command is not null then
    select c.agent_id into v_agent from commands c where c.tenant_id = current_tenant() and c.id = v_command for no key update;
    if not found then
      perform problem('not-found', 'there is no such command');
    end if;
  end if;
  insert into side_effects (id, key, command_id, agent_id, claimed_by, claimed_at, expires_at, created_at)
  values ((p_body ->> 'id')::uuid, p_key, v_command, v_agent, current_actor(), v_at, v_expires, v_at)
  on conflict on constraint side_effects_key_unique do nothing
  returning * into v;
  if v.id is null then
    select * into v from side_effects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
    if not found then
      perform problem('conflict', 'this effect is another agent''s');
    end if;
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
    if v.status = 'completed' or v.expires_at > waymark_now() then
      return query select false, effect_answer(v, case v.status when 'completed' then 'completed' else 'in_progress' end);
      return;
    end if;
    update side_effects
       set fencing_token = fencing_token + 1, claimed_by = current_actor(), claimed_at = v_at, expires_at = v_expires,
           command_id = coalesce(v_command, command_id)
     where tenant_id = current_tenant() and id = v.id
    returning * into v;
    v_action := 'effect.taken_over';
  end if;
  perform audit_effect(v, v_at, v_action, json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  v_answer := effect_answer(v, 'claimed');
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function claim_effect is
  'Claims an effect that nobody has, or whose lease has run out, with a token of its own; else says that it is in progress, or what came of it.';

create or replace function complete_effect(p_key text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_result constant bytea := convert_to(p_body ->> 'result', 'UTF8');
  v side_effects;
  v_answer json;
begin
  -- the command first: the lock order
  perform from commands c
    where c.tenant_id = current_tenant()
      and c.id = (select e.command_id from side_effects e where e.tenant_id = current_tenant() and e.key_hash = name_hash(p_key))
      for no key update;
  select * into v from side_effects where tenant_id = current_tenant() and key_hash = name_hash(p_key) for no key update;
  if not found then
    perform problem('not-found', 'nobody has claimed this effect');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  if v.fencing_token <> (p_body ->> 'fencing_token')::bigint then
    perform problem('stale-fencing-token', case
      when v.fencing_token > (p_body ->> 'fencing_token')::bigint
        then 'another has claimed this effect since: what this one has done must not count'
      else 'no claim of this effect has been given this token: what was done under it must not count'
    end);
  end if;
  if v.status = 'completed' then
    if v.result <> v_result then
      perform problem('conflict', 'this effect has been completed with another result');
    end if;
    return query select false, effect_answer(v, 'completed');
    return;
  end if;
  update side_effects
     set status = 'completed', result = v_result, completed_at = v_at
   where tenant_id = current_tenant() and id = v.id
  returning * into v;
  perform audit_effect(v, v_at, 'effect.completed', json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  v_answer := effect_answer(v, 'completed');
  perform keep_answer(json_build_object('id', v.id, 'key', v.key, 'status', v.status, 'command_id', v.command_id,
    'created_at', v.created_at, 'completed_at', v.completed_at));
  return query select false, v_answer;
end
$$;
comment on function complete_effect is
  'Keeps what came of an effect, for the newest token alone; its lease may have run out while nobody took it over. The same again answers the same.';
