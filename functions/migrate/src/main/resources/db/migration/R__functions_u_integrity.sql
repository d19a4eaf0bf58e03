-- What:  what is wrong with a row: digests, audit chains, counters, and references that are no foreign keys, computed again.
-- Why:   what the database guards by constraints can be damaged behind it (a restored disk, a hand with too many rights); and some of
--        what must hold is said by no constraint. A function per table says it for one row, and whoever walks a table asks it.
-- Locks: nothing. Runs again: yes, on every change.

-- Words

create or replace function flaw(p_flaw text, p_column text, p_stored text, p_expected text) returns json
  language sql stable parallel safe
  return case when p_stored is distinct from p_expected
    then json_build_object('flaw', p_flaw, 'column', p_column, 'stored', p_stored, 'expected', p_expected) end;
comment on function flaw is 'A flaw of a column (chain, counter, digest, reference, partition), or null where what is stored is what should be.';

create or replace function flaws(variadic p_flaws json[]) returns json
  language sql stable parallel safe
  return (select json_agg(f) from unnest(p_flaws) f where f is not null);
comment on function flaws is 'The flaws of a row, or null where there is none.';

create or replace function lost(p_column text, p_id text, p_there boolean) returns json
  language sql stable parallel safe
  return case when p_id is not null and not coalesce(p_there, false) then flaw('reference', p_column, p_id, null) end;
comment on function lost is 'The flaw of a column that names something which is not there.';

create or replace function lost_document(p_column text, p_digest bytea) returns json
  language sql stable parallel safe
  return case when p_digest is not null and p_digest <> sha256('{}') then lost(p_column, encode(p_digest, 'hex'),
    exists (select from documents d where d.tenant_id = current_tenant() and d.digest = p_digest)
    or exists (select from packed_documents d where d.tenant_id = current_tenant() and d.digest = p_digest)) end;
comment on function lost_document is 'The flaw of a column whose digest no document has. The empty object needs none.';

create or replace function lost_packs(p_packs uuid[]) returns json
  language sql stable parallel safe
  return lost('packs', (
    select string_agg(n.id::text, ',')
      from unnest(p_packs) n (id)
     where not exists (select from packs p where p.tenant_id = current_tenant() and p.id = n.id)), false);

create or replace function chain_flaws(p_chain uuid, p_head bytea, p_count bigint) returns json[]
  language sql stable parallel safe
as $$
  select array[flaw('chain', 'audit_count', p_count::text, coalesce(e.chain_index + 1, 0)::text),
               flaw('chain', 'audit_head', encode(p_head, 'hex'), encode(e.hash, 'hex'))]
    from (select) one
    left join lateral (
      select e.chain_index, e.hash
        from audit_events e
       where e.tenant_id = current_tenant() and e.chain_id = p_chain
       order by e.chain_index desc
       limit 1) e on true
$$;
comment on function chain_flaws is 'Whether the end of a chain is what its holder keeps of it: so a tail that was cut off shows.';

-- Audit

create or replace function flaws_in_audit_events(e audit_events) returns json
  language sql stable parallel safe
as $$
  select flaws(
    case when e.chain_index = 0 or coalesce(e.previous_hash, p.hash) is not null then
      flaw('chain', 'hash', encode(e.hash, 'hex'), encode(audit_event_hash(e, p.hash), 'hex')) end,
    case when other_detail(e) then
      flaw('digest', 'detail_digest', encode(e.detail_digest, 'hex'), encode(audit_detail_digest(e.detail, e.body_digest, e.detail_salt), 'hex')) end,
    case when e.previous_hash is not null or e.chain_index > 0 and p.hash is null then
      flaw('chain', 'previous_hash', coalesce(encode(e.previous_hash, 'hex'), 'of event ' || e.chain_index - 1), encode(p.hash, 'hex')) end)
    from (select) one
    left join audit_events p on p.tenant_id = e.tenant_id and p.chain_id = e.chain_id and p.chain_index = e.chain_index - 1
$$;

create or replace function flaws_in_tenants(t tenants) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic chain_flaws(t.id, t.audit_head, t.audit_count))
$$;

-- Documents

create or replace function flaws_in_documents(d documents) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('digest', 'body', encode(sha256(d.body), 'hex'), encode(d.digest, 'hex')),
    flaw('counter', 'size_bytes', d.size_bytes::text, octet_length(d.body)::text))
$$;

create or replace function flaws_in_packed_documents(d packed_documents) returns json
  language sql stable parallel safe
as $$
  select flaws(lost_packs(d.packs))
$$;

create or replace function flaws_in_packs(p packs) returns json
  language sql stable parallel safe
as $$
  select flaws(lost_packs(array(
    select encode(substring(p.bases from 16 * n + 1 for 16), 'hex')::uuid from generate_series(0, octet_length(p.bases) / 16 - 1) n)))
$$;

-- The ledger

create or replace function flaws_in_projects(p projects) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic array[
    flaw('counter', 'next_step_number', p.next_step_number::text, greatest(p.next_step_number, (
      select max(s.step_number) + 1 from command_steps s where s.tenant_id = p.tenant_id and s.project_id = p.id))::text),
    flaw('reference', 'last_active_step_id', p.last_active_step_id::text, (
      select s.id from command_steps s
       where s.tenant_id = p.tenant_id and s.project_id = p.id and s.active
       order by s.step_number desc limit 1)::text)]
    || chain_flaws(p.id, p.audit_head, p.audit_count))
$$;

create or replace function flaws_in_commands(c commands) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic array[
    flaw('counter', 'next_step_index', c.next_step_index::text, s.steps::text),
    flaw('counter', 'current_step_index', c.current_step_index::text,
         case when c.current_step_index is not null then least(c.current_step_index, coalesce(s.last_index, -1)) end::text),
    flaw('counter', 'adaptive_steps_generated', c.adaptive_steps_generated::text, s.adaptive::text),
    flaw('counter', 'corrective_steps_generated', c.corrective_steps_generated::text, s.corrective::text),
    -- where evaluations have left, only those that are there can be counted
    flaw('counter', 'state_evaluation_count', c.state_evaluation_count::text,
         (case when c.state_evaluation_count > e.evaluations and exists (
                 select from command_steps k
                  where k.tenant_id = c.tenant_id and k.command_id = c.id and k.kept_evaluation_type is not null)
               then c.state_evaluation_count else e.evaluations end)::text),
    case when b.id is not null then flaw('reference', 'baseline_snapshot_id', c.baseline_snapshot_id::text, b.id::text) end,
    flaw('counter', 'next_position', c.next_position::text, greatest(c.next_position, 1 + greatest(s.last_position, e.last_position,
      (select max(x.position) from system_state_snapshots x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from command_approvals x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from rollback_entries x where x.tenant_id = c.tenant_id and x.command_id = c.id),
      (select max(x.position) from step_outputs x where x.tenant_id = c.tenant_id and x.command_id = c.id)))::text)]
    || chain_flaws(c.id, c.audit_head, c.audit_count))
    from (select count(*) as steps, max(s.step_index) as last_index, max(s.position) as last_position,
                 count(*) filter (where s.step_type = 'adaptive') as adaptive, count(*) filter (where s.step_type = 'corrective') as corrective
            from command_steps s
           where s.tenant_id = c.tenant_id and s.command_id = c.id) s,
         (select count(*) as evaluations, max(e.position) as last_position
            from step_evaluations e
           where e.tenant_id = c.tenant_id and e.command_id = c.id) e,
         (select (select b.id from system_state_snapshots b
                   where b.tenant_id = c.tenant_id and b.command_id = c.id and b.snapshot_type = 'baseline') as id) b
$$;

create or replace function flaws_in_command_steps(s command_steps) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('reference', 'project_id', s.project_id::text, (
      select c.project_id from commands c where c.tenant_id = s.tenant_id and c.id = s.command_id)::text),
    lost('parent_step_id', s.parent_step_id::text, exists (
      select from command_steps p
       where p.tenant_id = s.tenant_id and p.id = s.parent_step_id and p.project_id = s.project_id and p.step_number < s.step_number)),
    lost('proposed_for', s.proposed_for::text, exists (
      select from command_steps p where p.tenant_id = s.tenant_id and p.id = s.proposed_for and p.command_id = s.command_id)),
    lost('rollback_id', s.rollback_id::text, exists (
      select from rollbacks r where r.tenant_id = s.tenant_id and r.id = s.rollback_id and r.project_id = s.project_id and r.undone_at is null)),
    flaw('reference', 'active', s.active::text, (s.rollback_id is null)::text),
    lost_document('agent_config_digest', s.agent_config_digest))
$$;

create or replace function of_the_command(p_step uuid, p_command uuid) returns json
  language sql stable parallel safe
  return case when p_step is not null then flaw('reference', 'command_id', p_command::text, (
    select s.command_id from command_steps s where s.tenant_id = current_tenant() and s.id = p_step)::text) end;
comment on function of_the_command is 'The flaw of a row that names a step and a command which is not the step''s.';

create or replace function flaws_in_system_state_snapshots(s system_state_snapshots) returns json
  language sql stable parallel safe
as $$
  select flaws(
    of_the_command(s.step_id, s.command_id),
    lost_document('system_info', s.system_info), lost_document('services_status', s.services_status),
    lost_document('packages_installed', s.packages_installed), lost_document('network_connections', s.network_connections),
    lost_document('file_system_state', s.file_system_state), lost_document('process_list', s.process_list),
    lost_document('resource_usage', s.resource_usage))
$$;

create or replace function flaws_in_step_evaluations(e step_evaluations) returns json
  language sql stable parallel safe
as $$
  select flaws(
    of_the_command(e.step_id, e.command_id),
    lost_document('state_changes', e.state_changes),
    lost('proposed_steps', (
      select string_agg(n.id::text, ',') from unnest(e.proposed_steps) n (id)
       where not exists (select from command_steps s where s.tenant_id = e.tenant_id and s.id = n.id and s.command_id = e.command_id)), false))
$$;

create or replace function flaws_in_command_approvals(a command_approvals) returns json
  language sql stable parallel safe
as $$
  select flaws(of_the_command(a.step_id, a.command_id), lost_document('state_context_digest', a.state_context_digest))
$$;

create or replace function flaws_in_approval_requests(a approval_requests) returns json
  language sql stable parallel safe
as $$
  select flaws(of_the_command(a.step_id, a.command_id))
$$;

create or replace function flaws_in_step_outputs(o step_outputs) returns json
  language sql stable parallel safe
as $$
  select flaws(
    of_the_command(o.step_id, o.command_id),
    case when o.chunk_index > 0 then lost('chunk_index', o.chunk_index::text, exists (
      select from step_outputs p where p.tenant_id = o.tenant_id and p.step_id = o.step_id and p.chunk_index = o.chunk_index - 1)) end)
$$;

create or replace function flaws_in_rollbacks(r rollbacks) returns json
  language sql stable parallel safe
as $$
  select flaws(
    -- steps that a rollback made inactive leave with their commands, and the entries of these tell how many are left
    flaw('counter', 'deactivated_count', s.steps::text, case when r.undone_at is null then e.steps else 0 end::text),
    flaw('counter', 'deactivated_count', r.deactivated_count::text, greatest(r.deactivated_count, e.steps)::text))
    from (select count(*) as steps
            from command_steps s
           where s.tenant_id = r.tenant_id and s.project_id = r.project_id and s.rollback_id = r.id
             and s.step_number between r.first_step_number and r.last_step_number) s,
         (select coalesce(sum(e.deactivated_count), 0) as steps
            from rollback_entries e
           where e.tenant_id = r.tenant_id and e.rollback_id = r.id and e.action = 'rolled_back') e
$$;

-- Agents and their states

create or replace function flaws_in_agents(a agents) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic chain_flaws(a.id, a.audit_head, a.audit_count))
$$;

create or replace function flaws_in_threads(t threads) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic array[
    flaw('counter', 'next_state_version', t.next_state_version::text, (
      select coalesce(max(s.version), 0) + 1 from agent_states s where s.tenant_id = t.tenant_id and s.thread_id = t.id)::text),
    flaw('counter', 'next_checkpoint_number', t.next_checkpoint_number::text, greatest(t.next_checkpoint_number, (
      select max(c.number) + 1 from state_checkpoints c where c.tenant_id = t.tenant_id and c.thread_id = t.id))::text)]
    || chain_flaws(t.id, t.audit_head, t.audit_count))
$$;

create or replace function flaws_in_agent_states(s agent_states) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('digest', 'state_hash', encode(s.state_hash, 'hex'),
         encode(state_hash(s.local_state, s.persistent_state, s.session_state, s.shared_state), 'hex')),
    lost_document('local_state', s.local_state), lost_document('shared_state', s.shared_state),
    lost_document('session_state', s.session_state), lost_document('persistent_state', s.persistent_state),
    flaw('reference', 'agent_id', s.agent_id::text, (
      select t.agent_id from threads t where t.tenant_id = s.tenant_id and t.id = s.thread_id)::text),
    -- what led to the oldest one may have left
    (select flaw('counter', 'version', s.version::text, (p.last_version + 1)::text)
       from agent_states p
      where p.tenant_id = s.tenant_id and p.thread_id = s.thread_id and p.version < s.version
      order by p.version desc limit 1))
$$;

create or replace function flaws_in_shared_states(s shared_states) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('counter', 'version', s.version::text, coalesce(v.version, 0)::text),
    flaw('digest', 'digest', encode(s.digest, 'hex'), encode(coalesce(v.digest, sha256('{}')), 'hex')),
    lost_document('digest', s.digest))
    from (select) one
    left join lateral (
      select v.version, v.digest from shared_state_versions v
       where v.tenant_id = s.tenant_id and v.shared_id = s.id
       order by v.version desc limit 1) v on true
$$;

create or replace function flaws_in_shared_state_versions(v shared_state_versions) returns json
  language sql stable parallel safe
as $$
  select flaws(lost_document('digest', v.digest))
$$;

create or replace function flaws_in_state_schemas(s state_schemas) returns json
  language sql stable parallel safe
as $$
  select flaws(lost_document('digest', s.digest))
$$;

create or replace function flaws_in_state_transitions(t state_transitions) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('reference', 'to_version', t.to_version::text, s.version::text),
    flaw('reference', 'thread_id', t.thread_id::text, s.thread_id::text),
    flaw('reference', 'agent_id', t.agent_id::text, s.agent_id::text))
    from (select) one
    left join agent_states s on s.tenant_id = t.tenant_id and s.id = t.to_state_id
$$;

create or replace function flaws_in_state_checkpoints(c state_checkpoints) returns json
  language sql stable parallel safe
as $$
  select flaws(
    lost_packs(c.packs),
    flaw('reference', 'agent_id', c.agent_id::text, (
      select t.agent_id from threads t where t.tenant_id = c.tenant_id and t.id = c.thread_id)::text),
    lost('parent_checkpoint_id', c.parent_checkpoint_id::text, exists (
      select from state_checkpoints p where p.tenant_id = c.tenant_id and p.id = c.parent_checkpoint_id and p.thread_id = c.thread_id)),
    flaw('counter', 'restoration_count', c.restoration_count::text, (
      select count(*) from audit_events e
       where e.tenant_id = c.tenant_id and e.subject_id = c.id and e.action = 'checkpoint.restored')::text))
$$;

create or replace function flaws_in_checkpoint_writes(w checkpoint_writes) returns json
  language sql stable parallel safe
as $$
  select flaws(flaw('reference', 'agent_id', w.agent_id::text, (
    select c.agent_id from state_checkpoints c where c.tenant_id = w.tenant_id and c.id = w.checkpoint_id)::text))
$$;

-- Conversations and memories

create or replace function flaws_in_conversations(c conversations) returns json
  language sql stable parallel safe
as $$
  select flaws(variadic array[
    flaw('counter', 'next_position', c.next_position::text, (1
      + (select count(*) from messages m
          where m.tenant_id = c.tenant_id and m.conversation_id = c.id
            and not exists (select from message_segments s
                             where s.tenant_id = c.tenant_id and s.conversation_id = c.id
                               and m.position between s.first_position and s.last_position))
      + (select coalesce(sum(s.last_position - s.first_position + 1), 0) from message_segments s
          where s.tenant_id = c.tenant_id and s.conversation_id = c.id))::text)]
    || chain_flaws(c.id, c.audit_head, c.audit_count))
$$;

create or replace function flaws_in_conversation_sessions(s conversation_sessions) returns json
  language sql stable parallel safe
as $$
  -- what is sealed the database cannot count: whoever unpacks it does
  select flaws(
    flaw('counter', 'message_count', s.message_count::text, m.messages::text),
    flaw('counter', 'total_tokens_used', s.total_tokens_used::text, m.tokens::text),
    flaw('counter', 'tool_calls_count', s.tool_calls_count::text, m.tool_calls::text))
    from (select count(*) as messages, coalesce(sum(m.total_tokens), 0) as tokens, coalesce(sum(m.tool_calls), 0) as tool_calls
            from messages m
           where m.tenant_id = s.tenant_id and m.conversation_id = s.conversation_id and m.session_id = s.id) m
   where not exists (select from message_segments g where g.tenant_id = s.tenant_id and g.conversation_id = s.conversation_id)
$$;

create or replace function flaws_in_messages(m messages) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('counter', 'position', m.position::text, least(m.position, c.next_position - 1)::text),
    lost('session_id', m.session_id::text, exists (
      select from conversation_sessions s
       where s.tenant_id = m.tenant_id and s.id = m.session_id and s.conversation_id = m.conversation_id)),
    lost('parent_message_id', m.parent_message_id::text, message_position(c, m.parent_message_id) < m.position),
    -- an id says where its message is, or message_ids does
    lost('id', m.id::text, exists (
        select from message_place(m.id) p where p.tag = c.tag and p.position = m.position)
      or exists (
        select from message_ids i
         where i.tenant_id = m.tenant_id and i.id = m.id and i.conversation_id = m.conversation_id and i.position = m.position)))
    from conversations c
   where c.tenant_id = m.tenant_id and c.id = m.conversation_id
$$;

create or replace function flaws_in_message_ids(i message_ids) returns json
  language sql stable parallel safe
as $$
  select flaws(flaw('counter', 'position', i.position::text, (
    select least(i.position, c.next_position - 1) from conversations c where c.tenant_id = i.tenant_id and c.id = i.conversation_id)::text))
$$;

create or replace function flaws_in_message_segments(s message_segments) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('counter', 'last_position', s.last_position::text, (
      select least(s.last_position, c.next_position - 1, (
        select min(n.first_position) - 1 from message_segments n
         where n.tenant_id = s.tenant_id and n.conversation_id = s.conversation_id and n.first_position > s.first_position))
        from conversations c
       where c.tenant_id = s.tenant_id and c.id = s.conversation_id)::text),
    flaw('counter', 'figures', (
      select coalesce(sum((f ->> 'messages')::bigint), 0) from jsonb_array_elements(s.figures) f)::text,
      (s.last_position - s.first_position + 1)::text))
$$;

create or replace function flaws_in_context_snapshots(s context_snapshots) returns json
  language sql stable parallel safe
as $$
  select flaws(
    lost_document('snapshot_digest', s.snapshot_digest),
    lost('message_id', s.message_id::text, exists (
      select from conversations c
       where c.tenant_id = s.tenant_id and c.id = s.conversation_id and message_position(c, s.message_id) is not null)))
$$;

create or replace function of_the_memory(p_memory uuid, p_agent uuid, p_user text) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('reference', 'agent_id', p_agent::text, m.agent_id::text),
    flaw('reference', 'user_id', p_user, m.user_id))
    from (select) one
    left join agent_memories m on m.tenant_id = current_tenant() and m.id = p_memory
$$;
comment on function of_the_memory is 'The flaws of a row that goes with a memory and says of whom it is: row security looks at that.';

create or replace function flaws_in_memory_codes(c memory_codes) returns json
  language sql stable parallel safe
as $$
  select of_the_memory(c.memory_id, c.agent_id, c.user_id)
$$;

create or replace function flaws_in_memory_accesses(a memory_accesses) returns json
  language sql stable parallel safe
as $$
  select of_the_memory(a.memory_id, a.agent_id, a.user_id)
$$;

create or replace function flaws_in_memory_consolidations(c memory_consolidations) returns json
  language sql stable parallel safe
as $$
  select flaws(
    flaw('reference', 'agent_id', c.agent_id::text, (
      select m.agent_id from agent_memories m where m.tenant_id = c.tenant_id and m.id = c.consolidated_memory_id)::text))
$$;

-- Walking

create or replace function integrity_page(p_table text, p_after json, p_rows integer) returns table (place json, flaws json)
  language plpgsql stable
as $$
declare
  v_keys constant text[] := (
    select array_agg(a.attname::text order by k.place)
      from pg_index i
     cross join unnest(i.indkey::smallint[]) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and a.attname <> 'tenant_id'
     where i.indrelid = to_regclass(quote_ident(p_table)) and i.indisprimary);
  v_columns constant text := (select string_agg('t.' || quote_ident(k), ', ' order by n) from unnest(v_keys) with ordinality u (k, n));
  v_after constant text := (
    select string_agg(format('($1 ->> %s)::%s', n - 1, format_type(a.atttypid, a.atttypmod)), ', ' order by n)
      from unnest(v_keys) with ordinality u (k, n)
      join pg_attribute a on a.attrelid = to_regclass(quote_ident(p_table)) and a.attname = u.k);
begin
  return query execute format(
    'select json_build_array(%1$s), flaws_in_%2$s(t) from (select * from %2$I t where t.%3$I = current_tenant()%4$s order by %1$s limit $2) t order by %1$s',
    v_columns, p_table, case p_table when 'tenants' then 'id' else 'tenant_id' end,
    case when p_after is null then '' else format(' and (%s) > (%s)', v_columns, v_after) end)
    using p_after, p_rows;
end
$$;
comment on function integrity_page is
  'The next rows of a table after a place (the values of its key), each with its flaws or null. The table must have a function flaws_in_…; the caller sees to that.';

create or replace function partition_flaws() returns table (place json, flaws json)
  language plpgsql stable
as $$
declare
  v record;
  v_month timestamptz;
  v_rows bigint;
begin
  for v in
    select c.relname::text as name, c.oid, d.oid as default_id, d.relname::text as default_name
      from pg_class c
      join pg_partitioned_table p on p.partrelid = c.oid
      left join pg_class d on d.oid = p.partdefid
     where c.relnamespace = 'public'::regnamespace
     order by c.relname
  loop
    foreach v_month in array array[now(), now() + interval '1 month'] loop
      place := json_build_array(v.name);
      flaws := case when not exists (
        select from pg_inherits i
          join pg_class c on c.oid = i.inhrelid
         cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']*)''\) TO \(''([^'']*)''\)') b
         where i.inhparent = v.oid and v_month >= b[1]::timestamptz and v_month < b[2]::timestamptz)
        then flaws(flaw('partition', 'partition', null, 'for ' || utc_text(v_month))) end;
      return next;
    end loop;
    if v.default_id is not null then
      execute format('select count(*) from %I where tableoid = %s', v.name, v.default_id) into v_rows;
      place := json_build_array(v.default_name);
      flaws := flaws(flaw('partition', 'rows', v_rows::text, '0'));
      return next;
    end if;
  end loop;
end
$$;
comment on function partition_flaws is
  'What is wrong with partitions: none for this month or the next, or rows in a default one. That a row is in the right one PostgreSQL sees to itself.';

-- Checks by the job

create or replace function tenants_to_check(p_rows integer) returns table (tenant_id uuid)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select t.id
    from tenants t
    left join integrity_runs r on r.tenant_id = t.id
   where t.id <> '00000000-0000-0000-0000-000000000000'
     and (r.finished_at is null or r.finished_at < waymark_now() - interval '6 days')
   order by r.updated_at nulls first, t.id
   limit p_rows
$$;
comment on function tenants_to_check is
  'Tenants that nobody has checked for six days, or not to the end: those first that were looked at longest ago. Runs as waymark_eraser.';
alter function tenants_to_check owner to waymark_eraser;

create or replace function note_integrity(p_place text, p_checked integer, p_findings integer) returns void
  language plpgsql
as $$
begin
  insert into integrity_runs as r (place, checked, findings, started_at, updated_at, finished_at)
  values (p_place, p_checked, p_findings, waymark_now(), waymark_now(), case when p_place is null then waymark_now() end)
  on conflict (tenant_id) do update
     set place = excluded.place,
         checked = excluded.checked + case when r.finished_at is null then r.checked else 0 end,
         findings = excluded.findings + case when r.finished_at is null then r.findings else 0 end,
         started_at = case when r.finished_at is null then r.started_at else excluded.started_at end,
         updated_at = excluded.updated_at,
         finished_at = excluded.finished_at;
end
$$;
comment on function note_integrity is 'Keeps how far the check of the tenant has come; p_place null ends it, and the next one begins anew.';
