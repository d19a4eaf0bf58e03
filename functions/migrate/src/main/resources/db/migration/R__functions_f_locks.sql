-- What:  the locks that agents coordinate by: taking, renewing and releasing them.
-- Why:   the unique name decides who is first; the row's lock, who takes over. The row stays, so tokens always grow.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view resource_lock_rows with (security_invoker = true) as
select l.id, l.name, t.held, a.id as agent_id, a.name as agent, l.fencing_token, l.ttl_ms, l.acquired_at, l.expires_at, l.created_at
  from resource_locks l
 cross join lateral (select l.agent_id is not null and l.expires_at > waymark_now() as held) t
  left join agents a on a.tenant_id = l.tenant_id and a.id = l.agent_id and t.held
 where l.tenant_id = current_tenant();
comment on view resource_lock_rows is
  'A lock as it stands by the clock. Who holds it is null to a restricted key where that is another agent, which it does not see.';

create or replace function acquire_lock(p_name text, p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_ttl constant bigint := p_body ->> 'ttl_ms';
  v_agent uuid;
  v resource_locks;
  v_action text := 'lock.acquired';
  v_holder record;
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_agent := ensure_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at);
  if v_agent is null then
    perform problem('invalid-request', '1 field is wrong', json_build_object('errors', json_build_array(json_build_object(
      'pointer', '/agent', 'code', 'required', 'detail', 'is required'))));
  end if;
  -- the agent before its locks, as when it is deleted
  perform from agents a where a.tenant_id = current_tenant() and a.id = v_agent for no key update;
  if not found then
    perform problem('not-found', 'the agent is gone');
  end if;
  insert into resource_locks (id, name, agent_id, ttl_ms, acquired_at, expires_at, created_at)
  values ((p_body ->> 'id')::uuid, p_name, v_agent, v_ttl, waymark_now(), waymark_now() + v_ttl * interval '1 millisecond', v_at)
  on conflict on constraint resource_locks_name_unique do nothing
  returning * into v;
  if v.id is null then
    select * into strict v from resource_locks where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
    v_answer := idempotent_answer();
    if v_answer is not null then
      return query select true, v_answer;
      return;
    end if;
    select r.held, r.agent, r.expires_at into v_holder from resource_lock_rows r where r.id = v.id;
    if v_holder.held then
      perform problem('lock-held', 'an agent holds this lock until ' || utc_text(v_holder.expires_at),
        json_build_object('holder', v_holder.agent, 'expires_at', utc_text(v_holder.expires_at)));
    end if;
    if v.agent_id is not null then
      v_action := 'lock.taken_over';
    end if;
    update resource_locks l
       set fencing_token = l.fencing_token + 1, agent_id = v_agent, ttl_ms = v_ttl,
           acquired_at = waymark_now(), expires_at = waymark_now() + v_ttl * interval '1 millisecond'
     where l.tenant_id = current_tenant() and l.id = v.id
    returning * into v;
  end if;
  perform audit_in_agent(v_agent, v_at, v_action, 'lock', v.id,
    json_build_object('fencing_token', v.fencing_token, 'digest', p_body ->> 'digest'));
  select row_to_json(r) into strict v_answer from resource_lock_rows r where r.id = v.id;
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function acquire_lock is
  'Gives the lock to an agent, with a token of its own, when nobody holds it: 409 else, to its holder as to anybody, because whoever asks again may be another process of the same agent. What has expired is taken over.';

create or replace function lock_with_token(p_name text, p_token bigint) returns resource_locks
  language plpgsql
as $$
declare
  v resource_locks;
begin
  select * into v from resource_locks where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'nobody has ever taken this lock');
  end if;
  if p_token > v.fencing_token then
    perform problem('stale-fencing-token', 'nobody has been given this token for the lock: what is done under it must not count');
  end if;
  if p_token < v.fencing_token then
    perform problem('stale-fencing-token', 'this lock has been taken since: what the holder of this token does must not count');
  end if;
  if v.agent_id <> current_agent() then
    perform problem('forbidden', 'this key acts for another agent');
  end if;
  return v;
end
$$;
comment on function lock_with_token is 'The lock, locked, when the token is the newest; it may have been released, or have expired while nobody took it.';

create or replace function renew_lock(p_name text, p_token bigint, p_ttl_ms bigint) returns setof resource_lock_rows
  language plpgsql
as $$
declare
  v constant resource_locks := lock_with_token(p_name, p_token);
begin
  if v.agent_id is null then
    perform problem('stale-fencing-token', 'this lock has been released');
  end if;
  update resource_locks l
     set ttl_ms = coalesce(p_ttl_ms, l.ttl_ms), expires_at = waymark_now() + coalesce(p_ttl_ms, l.ttl_ms) * interval '1 millisecond'
   where l.tenant_id = current_tenant() and l.id = v.id;
  return query select * from resource_lock_rows where id = v.id;
end
$$;
comment on function renew_lock is
  'Begins the lease anew, for the newest token alone; it may have run out while nobody took it over. Not audited: who holds the lock does not change.';

create or replace function release_lock(p_name text, p_token bigint, p_at timestamptz) returns void
  language plpgsql
as $$
declare
  v resource_locks;
begin
  -- the agent before its locks
  perform from agents a
    where a.tenant_id = current_tenant()
      and a.id = (select l.agent_id from resource_locks l where l.tenant_id = current_tenant() and l.name_hash = name_hash(p_name))
    for no key update;
  v := lock_with_token(p_name, p_token);
  if v.agent_id is null then
    return;
  end if;
  update resource_locks l set agent_id = null, expires_at = waymark_now() where l.tenant_id = current_tenant() and l.id = v.id;
  perform audit_in_agent(v.agent_id, p_at, 'lock.released', 'lock', v.id, json_build_object('fencing_token', v.fencing_token));
end
$$;
comment on function release_lock is 'Frees the lock, for the newest token alone; releasing again with it changes nothing.';
