-- What:  the registry of agents: making, changing, finding and deleting them, their configs, capabilities and status.
-- Why:   one function each, so one statement; whatever is audited in an agent's chain locks the agent first.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view agent_rows with (security_invoker = true) as
select a.id, a.name, a.agent_type, a.description, a.system_instructions, a.assistant_instructions, a.personality,
       a.settings::text as settings, s.current_status, s.heartbeat_at, a.version, a.created_at, a.updated_at,
       octet_length(a.name) + coalesce(octet_length(a.agent_type), 0) + coalesce(octet_length(a.description), 0)
         + coalesce(octet_length(a.system_instructions), 0) + coalesce(octet_length(a.assistant_instructions), 0)
         + coalesce(octet_length(a.personality), 0) + octet_length(a.settings::text) + 1000 as size_bytes
  from agents a
  left join agent_status s on s.tenant_id = a.tenant_id and s.agent_id = a.id
 where a.tenant_id = current_tenant();
comment on view agent_rows is 'An agent with how it is doing; size_bytes: about what the row weighs in an answer';

create or replace view agent_config_rows with (security_invoker = true) as
select c.id, c.agent_id, a.name as agent, c.config_key, c.config_type, coalesce(c.value::text, stored_text(c.encrypted_value)) as value,
       c.version, c.created_at, c.updated_at, c.config_key_hash,
       octet_length(a.name) + octet_length(c.config_key) + coalesce(octet_length(c.value::text), 2 * octet_length(c.encrypted_value)) + 1000 as size_bytes
  from agent_configs c
  join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
 where c.tenant_id = current_tenant();
comment on view agent_config_rows is 'value: JSON text, or, where it is encrypted, as stored_text() has it';

create or replace view agent_capability_rows with (security_invoker = true) as
select c.id, c.agent_id, a.name as agent, c.name, c.version, c.enabled, c.definition::text as definition, c.revision, c.created_at,
       c.updated_at, c.name_hash, c.version_hash,
       octet_length(a.name) + octet_length(c.name) + octet_length(c.version) + octet_length(c.definition::text) + 1000 as size_bytes
  from agent_capabilities c
  join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
 where c.tenant_id = current_tenant();

create or replace view agent_status_rows with (security_invoker = true) as
select s.agent_id as id, s.agent_id, a.name as agent, s.current_status, array_to_json(s.active_command_ids)::text as active_command_ids,
       s.detail::text as detail, s.heartbeat_at, s.created_at
  from agent_status s
  join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
 where s.tenant_id = current_tenant();

create or replace function put_agent(p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof agent_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_settings constant jsonb := p_body -> 'settings';
  v agents;
begin
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'there is no agent with this name');
    end if;
    if current_agent() is not null then
      perform problem('forbidden', 'this key acts for another agent');
    end if;
    insert into agents (id, name, agent_type, description, system_instructions, assistant_instructions, personality, settings,
                        created_at, updated_at)
    values (p_id, p_name, p_body ->> 'agent_type', p_body ->> 'description', p_body ->> 'system_instructions',
            p_body ->> 'assistant_instructions', p_body ->> 'personality', coalesce(v_settings, '{}'), v_at, v_at)
    on conflict on constraint agents_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_agent(p_id, v_at, 'agent.registered', 'agent', p_id, json_build_object('digest', p_body ->> 'digest'));
      return query select * from agent_rows where id = p_id;
      return;
    end if;
    select * into strict v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the agent has another version', json_build_object('current_version', v.version));
  end if;
  update agents a
     set agent_type = coalesce(p_body ->> 'agent_type', a.agent_type),
         description = coalesce(p_body ->> 'description', a.description),
         system_instructions = coalesce(p_body ->> 'system_instructions', a.system_instructions),
         assistant_instructions = coalesce(p_body ->> 'assistant_instructions', a.assistant_instructions),
         personality = coalesce(p_body ->> 'personality', a.personality),
         settings = coalesce(v_settings, a.settings),
         version = a.version + 1,
         updated_at = v_at
   where a.tenant_id = current_tenant() and a.id = v.id
     and (a.agent_type, a.description, a.system_instructions, a.assistant_instructions, a.personality, a.settings) is distinct from
         (coalesce(p_body ->> 'agent_type', a.agent_type), coalesce(p_body ->> 'description', a.description),
          coalesce(p_body ->> 'system_instructions', a.system_instructions),
          coalesce(p_body ->> 'assistant_instructions', a.assistant_instructions),
          coalesce(p_body ->> 'personality', a.personality), coalesce(v_settings, a.settings));
  if found then
    perform audit_in_agent(v.id, v_at, 'agent.changed', 'agent', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_rows where id = v.id;
end
$$;
comment on function put_agent is
  'Registers the agent or changes it; what is not named stays. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function delete_agent(p_name text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v agents;
  v_projects uuid[];
  v_commands uuid[];
  v_threads uuid[];
  v_names text[];
  v_conversations uuid[];
begin
  -- projects first: the lock order. Whose last active step goes with a command needs another
  perform from projects p
    where p.tenant_id = current_tenant()
      and p.id in (select c.project_id from commands c
                    where c.tenant_id = current_tenant()
                      and c.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_name)))
    order by p.id
      for no key update;
  select * into v from agents where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the agent has another version', json_build_object('current_version', v.version));
  end if;
  select array_agg(id), array_agg(distinct project_id) into v_commands, v_projects
    from commands where tenant_id = current_tenant() and agent_id = v.id;
  select array_agg(id), array_agg(thread order by thread_hash) into v_threads, v_names from threads where tenant_id = current_tenant() and agent_id = v.id;
  select array_agg(id) into v_conversations from conversations where tenant_id = current_tenant() and agent_id = v.id;
  perform forget_checkpoints(v_threads);
  delete from agents where tenant_id = current_tenant() and id = v.id;
  perform set_last_active_step(p.id) from (select unnest(v_projects) as id order by 1) p;
  perform forget_shared_state(t.thread) from unnest(v_names) with ordinality as t (thread, place) order by t.place;
  perform forget_audit_content(v_commands || v_threads || v_conversations || v.id);
  perform audit_in_tenant(p_at, 'agent.deleted', 'agent', v.id, json_build_object(
    'commands', coalesce(cardinality(v_commands), 0), 'threads', coalesce(cardinality(v_threads), 0),
    'conversations', coalesce(cardinality(v_conversations), 0),
    'audit_count', v.audit_count, 'audit_head', encode(v.audit_head, 'hex')));
  return true;
end
$$;
comment on function delete_agent is
  'Deletes an agent with all below it: configs, capabilities, status, metrics, keys, threads with their states and checkpoints, commands, conversations. What it shared goes where no other agent has a thread of the name. Its locks become free. The audit keeps the fact. False when there is none.';

create or replace function put_config(
  p_agent text, p_key text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof agent_config_rows
  language plpgsql
as $$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v_at constant timestamptz := p_body ->> 'at';
  v_type constant text := p_body ->> 'config_type';
  v_text constant text := p_body ->> 'value';
  v_value constant jsonb := case when left(v_text, 1) <> chr(1) then v_text::jsonb end;
  v_encrypted constant bytea := case when left(v_text, 1) = chr(1) then stored_bytes(v_text) end;
  v agent_configs;
begin
  select * into v from agent_configs where tenant_id = current_tenant() and agent_id = v_agent and config_key_hash = name_hash(p_key);
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'the agent has no such config');
    end if;
    insert into agent_configs (id, agent_id, config_key, config_type, value, encrypted_value, created_at, updated_at)
    values (p_id, v_agent, p_key, v_type, v_value, v_encrypted, v_at, v_at);
    perform audit_in_agent(v_agent, v_at, 'config.created', 'config', p_id, json_build_object('digest', p_body ->> 'digest'));
    return query select * from agent_config_rows where id = p_id;
    return;
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the config has another version', json_build_object('current_version', v.version));
  end if;
  update agent_configs c
     set config_type = v_type, value = v_value, encrypted_value = v_encrypted, version = c.version + 1, updated_at = v_at
   where c.tenant_id = current_tenant() and c.id = v.id
     and (c.config_type, c.value, c.encrypted_value) is distinct from (v_type, v_value, v_encrypted);
  if found then
    perform audit_in_agent(v_agent, v_at, 'config.changed', 'config', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_config_rows where id = v.id;
end
$$;
comment on function put_config is
  'Makes a config of an agent, or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing. The agent''s lock keeps twins apart.';

create or replace function delete_config(p_agent text, p_key text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v agent_configs;
begin
  select * into v from agent_configs where tenant_id = current_tenant() and agent_id = v_agent and config_key_hash = name_hash(p_key);
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the config has another version', json_build_object('current_version', v.version));
  end if;
  delete from agent_configs where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent, p_at, 'config.deleted', 'config', v.id, json_build_object('version', v.version));
  return true;
end
$$;
comment on function delete_config is 'Takes a config from an agent. False when it has none of that key.';

create or replace function put_capability(
  p_agent text, p_capability text, p_version text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof agent_capability_rows
  language plpgsql
as $$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v_at constant timestamptz := p_body ->> 'at';
  v_enabled constant boolean := p_body ->> 'enabled';
  v_definition constant jsonb := p_body -> 'definition';
  v agent_capabilities;
begin
  select * into v from agent_capabilities
   where tenant_id = current_tenant() and agent_id = v_agent
     and name_hash = name_hash(p_capability) and version_hash = name_hash(p_version);
  if not found then
    if p_expected is not null or p_must_exist then
      perform problem('not-found', 'the agent has no such version of this capability');
    end if;
    insert into agent_capabilities (id, agent_id, name, version, enabled, definition, created_at, updated_at)
    values (p_id, v_agent, p_capability, p_version, coalesce(v_enabled, true), coalesce(v_definition, '{}'), v_at, v_at);
    perform audit_in_agent(v_agent, v_at, 'capability.created', 'capability', p_id, json_build_object('digest', p_body ->> 'digest'));
    return query select * from agent_capability_rows where id = p_id;
    return;
  end if;
  if p_must_be_new or p_expected <> v.revision then
    perform problem('version-mismatch', 'the capability has another revision', json_build_object('current_version', v.revision));
  end if;
  update agent_capabilities c
     set enabled = coalesce(v_enabled, c.enabled), definition = coalesce(v_definition, c.definition),
         revision = c.revision + 1, updated_at = v_at
   where c.tenant_id = current_tenant() and c.id = v.id
     and (c.enabled, c.definition) is distinct from (coalesce(v_enabled, c.enabled), coalesce(v_definition, c.definition));
  if found then
    perform audit_in_agent(v_agent, v_at, 'capability.changed', 'capability', v.id, json_build_object('digest', p_body ->> 'digest'));
  end if;
  return query select * from agent_capability_rows where id = v.id;
end
$$;
comment on function put_capability is
  'Gives an agent a version of a capability, or changes it; what is not named stays. The row is new when it has the id p_id.';

create or replace function delete_capability(p_agent text, p_capability text, p_version text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v_agent constant uuid := (locked_agent(p_agent)).id;
  v agent_capabilities;
begin
  select * into v from agent_capabilities
   where tenant_id = current_tenant() and agent_id = v_agent
     and name_hash = name_hash(p_capability) and version_hash = name_hash(p_version);
  if not found then
    return false;
  end if;
  if p_expected <> v.revision then
    perform problem('version-mismatch', 'the capability has another revision', json_build_object('current_version', v.revision));
  end if;
  delete from agent_capabilities where tenant_id = current_tenant() and id = v.id;
  perform audit_in_agent(v_agent, p_at, 'capability.deleted', 'capability', v.id, json_build_object('revision', v.revision));
  return true;
end
$$;
comment on function delete_capability is 'Takes a version of a capability from an agent. False when it has none.';

create or replace function require_commands(p_commands uuid[]) returns void
  language plpgsql
as $$
declare
  v_errors json;
begin
  select json_agg(json_build_object('pointer', '/active_command_ids/' || g.place - 1, 'code', 'unknown', 'detail', 'there is no such command')
                  order by g.place)
    into v_errors
    from unnest(p_commands) with ordinality as g (id, place)
   where not exists (select from commands c where c.tenant_id = current_tenant() and c.id = g.id);
  if v_errors is not null then
    perform problem('invalid-request',
      case json_array_length(v_errors) when 1 then '1 field is wrong' else json_array_length(v_errors) || ' fields are wrong' end,
      json_build_object('errors', v_errors));
  end if;
end
$$;
comment on function require_commands is 'Refuses, with each place, what is no command of the tenant.';

create or replace function put_agent_status(p_agent text, p_body json) returns setof agent_status_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_agent constant uuid := (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent));
  v_status constant text := p_body ->> 'current_status';
  v_commands constant uuid[] := array(select json_array_elements_text(p_body -> 'active_command_ids')::uuid);
  v_detail constant jsonb := (p_body ->> 'detail')::jsonb;
  v_was text;
begin
  if v_agent is null then
    perform problem('not-found', 'there is no agent with this name');
  end if;
  update agent_status s
     set active_command_ids = v_commands, detail = v_detail, heartbeat_at = waymark_now()
   where s.tenant_id = current_tenant() and s.agent_id = v_agent and s.current_status = v_status
     and s.active_command_ids = v_commands;
  if found then
    return query select * from agent_status_rows where id = v_agent;
    return;
  end if;
  perform require_commands(v_commands);
  -- the agent before what hangs below it, as when it is deleted
  perform locked_agent(p_agent);
  select s.current_status into v_was from agent_status s where s.tenant_id = current_tenant() and s.agent_id = v_agent for no key update;
  insert into agent_status (agent_id, current_status, active_command_ids, detail, heartbeat_at, created_at)
  values (v_agent, v_status, v_commands, v_detail, waymark_now(), v_at)
  on conflict (tenant_id, agent_id) do update
     set current_status = excluded.current_status, active_command_ids = excluded.active_command_ids,
         detail = excluded.detail, heartbeat_at = excluded.heartbeat_at;
  if v_was is distinct from v_status then
    perform audit_in_agent(v_agent, v_at, 'agent.status_changed', 'agent', v_agent, json_build_object('from', v_was, 'to', v_status));
  end if;
  return query select * from agent_status_rows where id = v_agent;
end
$$;
comment on function put_agent_status is
  'A heartbeat with how the agent is doing, which replaces what was said before. Audited only when current_status changes: a heartbeat tells nothing that is not told by the next, comes every few seconds, and so costs one update of one narrow row, in its place (HOT), without a lock on the agent.';

create or replace function newest_points(p_agent uuid) returns json
  language sql stable
begin atomic
  -- one look at each index for each name, however many points it has
  with recursive named (name, place) as (
    select least((select m.name
                    from agent_metrics m
                   where m.tenant_id = current_tenant() and m.agent_id = p_agent
                   order by m.name
                   limit 1),
                 (select d.name
                    from agent_metrics_daily d
                   where d.tenant_id = current_tenant() and d.agent_id = p_agent
                   order by d.name
                   limit 1)), 1
    union all
    select least((select m.name
                    from agent_metrics m
                   where m.tenant_id = current_tenant() and m.agent_id = p_agent and m.name > n.name
                   order by m.name
                   limit 1),
                 (select d.name
                    from agent_metrics_daily d
                   where d.tenant_id = current_tenant() and d.agent_id = p_agent and d.name > n.name
                   order by d.name
                   limit 1)), n.place + 1
      from named n
     where n.name is not null and n.place < 500
  )
  select coalesce(json_agg(json_build_object('name', n.name, 'metric_type', w.metric_type, 'value', w.value, 'tags', w.tags,
                                             'recorded_at', utc_text(w.recorded_at)) order by n.place), '[]')
    from named n
   cross join lateral (
     select u.*
       from ((select m.metric_type, m.value, m.tags, m.recorded_at
                from agent_metrics m
               where m.tenant_id = current_tenant() and m.agent_id = p_agent and m.name = n.name
               order by m.recorded_at desc
               limit 1)
             union all
             (select d.metric_type, d.newest, d.tags, d.newest_at
                from agent_metrics_daily d
               where d.tenant_id = current_tenant() and d.agent_id = p_agent and d.name = n.name
               order by d.day desc, d.newest_at desc
               limit 1)) u
      order by u.recorded_at desc
      limit 1) w
   where n.name is not null;
end;
comment on function newest_points is 'The newest point of each metric of an agent, by name; at most 500.';
