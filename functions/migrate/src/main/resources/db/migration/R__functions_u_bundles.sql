-- What:  bundles: a project or an agent with all that hangs below it, as lines of JSON that another tenant can take in.
-- Why:   what a bundle holds, in which order, and what belongs to it, is said once, for leaving and for coming. Ids stay the same, so that
--        audit chains go on fitting; a row that comes twice changes nothing.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function bundle_tables(p_kind text)
returns table (place integer, name text, walk text, belongs text, digests text, packs text)
  language sql immutable
as $$
  select row_number() over ()::integer, t.name, t.walk, t.belongs, coalesce(t.digests, 'null::bytea[]'), coalesce(t.packs, 'null::uuid[]')
    from (values
      ('project', 'projects', 't.id', 't.id = $1', null, null),
      ('project', 'commands', 't.id', 't.project_id = $1', null, null),
      ('project', 'rollbacks', 't.id', 't.project_id = $1', null, null),
      ('project', 'command_steps', 't.step_number', 't.project_id = $1', 'array[t.agent_config_digest]', null),
      ('project', 'rollback_entries', 't.command_id, t.position', 'in_commands', null, null),
      ('project', 'system_state_snapshots', 't.id', 'in_commands',
       'array[t.system_info, t.services_status, t.packages_installed, t.network_connections, t.file_system_state, t.process_list, t.resource_usage]', null),
      ('project', 'step_evaluations', 't.id', 'in_commands', 'array[t.state_changes]', null),
      ('project', 'approval_requests', 't.step_id', 'in_commands', null, null),
      ('project', 'command_approvals', 't.id', 'in_commands', 'array[t.state_context_digest]', null),
      ('project', 'step_outputs', 't.step_id, t.chunk_index', 'in_commands', null, null),
      ('project', 'side_effects', 't.id', 'in_commands', null, null),
      ('project', 'evaluation_daily', 't.project_id, t.day', 't.project_id = $1', null, null),
      ('project', 'step_daily', 't.project_id, t.day', 't.project_id = $1', null, null),
      ('project', 'audit_events', 't.chain_id, t.chain_index',
       't.chain_id in (select $1 union all select c.id from commands c where c.tenant_id = current_tenant() and c.project_id = $1)', null, null),

      ('agent', 'agents', 't.id', 't.id = $1', null, null),
      ('agent', 'agent_configs', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'agent_capabilities', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'agent_status', 't.agent_id', 't.agent_id = $1', null, null),
      ('agent', 'state_schemas', 't.id', 't.agent_id = $1', 'array[t.digest]', null),
      ('agent', 'threads', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'shared_states', 't.id', 'in_shared:t.id', 'array[t.digest]', null),
      ('agent', 'shared_state_versions', 't.shared_id, t.version', 'in_shared:t.shared_id', 'array[t.digest]', null),
      ('agent', 'agent_states', 't.thread_id, t.version', 't.agent_id = $1',
       'array[t.local_state, t.shared_state, t.session_state, t.persistent_state]', null),
      ('agent', 'state_transitions', 't.thread_id, t.to_version', 't.agent_id = $1', null, null),
      ('agent', 'state_checkpoints', 't.thread_id, t.number', 't.agent_id = $1', null, 't.packs'),
      ('agent', 'checkpoint_writes', 't.checkpoint_id, t.task_id, t.write_index', 't.agent_id = $1', null, null),
      ('agent', 'agent_memories', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'memory_successors', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'memory_codes', 't.memory_id', 't.agent_id = $1', null, null),
      ('agent', 'memory_consolidations', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'conversations', 't.id', 't.agent_id = $1', null, null),
      ('agent', 'conversation_sessions', 't.id', 'in_conversations', null, null),
      ('agent', 'message_ids', 't.id', 'in_conversations', null, null),
      ('agent', 'message_segments', 't.conversation_id, t.first_position', 'in_conversations', null, null),
      ('agent', 'messages', 't.conversation_id, t.position', 'in_conversations', null, null),
      ('agent', 'message_senders', 't.conversation_id, t.user_id', 'in_conversations', null, null),
      ('agent', 'message_versions', 't.message_id, t.version_number', 'in_conversations', null, null),
      ('agent', 'memory_context_items', 't.id', 'in_conversations', null, null),
      ('agent', 'context_snapshots', 't.id', 't.agent_id = $1 and (t.conversation_id is null or in_conversations)', 'array[t.snapshot_digest]', null),
      ('agent', 'audit_events', 't.chain_id, t.chain_index',
       't.chain_id in (select $1 union all select h.id from threads h where h.tenant_id = current_tenant() and h.agent_id = $1
                       union all select c.id from conversations c where c.tenant_id = current_tenant() and c.agent_id = $1)', null, null)
    ) as v (kind, name, walk, belongs, digests, packs)
   cross join lateral (
     select v.name, v.walk, v.digests, v.packs,
            replace(replace(replace(v.belongs,
              'in_commands', 't.command_id in (select c.id from commands c where c.tenant_id = current_tenant() and c.project_id = $1)'),
              'in_conversations', 't.conversation_id in (select c.id from conversations c where c.tenant_id = current_tenant() and c.agent_id = $1)'),
              'in_shared:', 'in_shared ') as belongs) r
   cross join lateral (
     select r.name, r.walk, r.digests, r.packs,
            regexp_replace(r.belongs, '^in_shared (.*)$',
              '\1 in (select h.id from shared_states h join threads w on w.tenant_id = h.tenant_id and w.thread_hash = h.thread_hash '
              || 'where h.tenant_id = current_tenant() and w.agent_id = $1)') as belongs) t
   where v.kind = p_kind
$$;
comment on function bundle_tables is
  'What a bundle of a project or of an agent holds, in the order in which it can be taken in: how rows are walked, which rows belong to it ($1: its root), and which documents and packs they need. Those travel before the first row of a page that needs them.';

create or replace view memory_successors with (security_invoker = true) as
select m.tenant_id, m.id, m.agent_id, m.superseded_by
  from agent_memories m
 where m.tenant_id = current_tenant() and m.superseded_by is not null;
comment on view memory_successors is 'Which memories others have taken the place of: in a bundle after all memories, because neither order of two memories is always right.';

create or replace function bundle_columns(p_table text) returns text[]
  language sql stable
as $$
  select array_agg(a.attname::text order by a.attnum)
    from pg_attribute a
   where a.attrelid = to_regclass(quote_ident(p_table)) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     -- the tenant is whose bundle it becomes; what an archive holds stays where it is; documents and packs are touched by whoever takes them in
     and a.attname not in ('tenant_id', 'archive_id', 'result_archive_id')
     and not (a.attname = 'superseded_by' and p_table = 'agent_memories')
     and not (a.attname in ('touched_at', 'created_at') and p_table in ('documents', 'packed_documents', 'packs'))
$$;
comment on function bundle_columns is 'The columns of a table that travel in a bundle.';

create or replace function bundle_select(p_table text) returns text
  language sql stable
as $$
  select string_agg(case
           -- accesses that are not counted in place yet are counted in on the way
           when p_table = 'agent_memories' and c = 'access_count' then
             't.access_count + (select count(*) from memory_accesses l where l.tenant_id = t.tenant_id and l.memory_id = t.id) as access_count'
           when p_table = 'agent_memories' and c = 'last_accessed_at' then
             'greatest(t.last_accessed_at, (select max(l.accessed_at) from memory_accesses l '
             || 'where l.tenant_id = t.tenant_id and l.memory_id = t.id)) as last_accessed_at'
           else 't.' || quote_ident(c) end, ', ' order by n)
    from unnest(bundle_columns(p_table)) with ordinality u (c, n)
$$;

create or replace function bundle_lines(p_table text, p_where text, p_digest bytea, p_packs uuid[]) returns setof text
  language plpgsql stable
as $$
begin
  return query execute format(
    'select ''{"table":"%1$s","row":'' || row_to_json(r)::text || ''}'' from %1$I t cross join lateral (select %2$s) r where t.tenant_id = current_tenant() and %3$s',
    p_table, bundle_select(p_table), p_where)
    using p_digest, p_packs;
end
$$;

create or replace function bundle_page(p_kind text, p_root uuid, p_table text, p_after json, p_rows integer, p_budget bigint)
returns table (line text, place json)
  language plpgsql stable
as $$
#variable_conflict use_column
declare
  v_table record;
  v_row record;
  v_digests bytea[];
  v_packs uuid[];
  v_seen bytea[] := '{}';
  v_seen_packs uuid[] := '{}';
  v_bytes bigint := 0;
  v_after text;
  v_agent text;
begin
  select * into strict v_table from bundle_tables(p_kind) b where b.name = p_table;
  v_after := (
    select string_agg(format('($2 ->> %s)::%s', n - 1, format_type(a.atttypid, a.atttypmod)), ', ' order by n)
      from regexp_split_to_table(v_table.walk, ', ') with ordinality w (key, n)
      join pg_attribute a on a.attrelid = to_regclass(quote_ident(p_table)) and a.attname = substr(w.key, 3));
  -- whose row it is travels by name where it may be another agent's
  v_agent := case when p_table in ('commands', 'side_effects', 'conversation_sessions')
    then '(select a.name from agents a where a.tenant_id = t.tenant_id and a.id = t.agent_id)' else 'null::text' end;
  for v_row in execute format(
    'select %1$s as digests, %2$s as packs, json_build_array(%3$s) as place, %4$s as agent, row_to_json(r)::text as row
       from %5$I t cross join lateral (select %6$s) r
      where t.tenant_id = current_tenant() and %7$s%8$s
      order by %3$s
      limit $3',
    v_table.digests, v_table.packs, v_table.walk, v_agent, p_table,
    bundle_select(p_table), v_table.belongs, case when p_after is null then '' else format(' and (%s) > (%s)', v_table.walk, v_after) end)
    using p_root, p_after, p_rows
  loop
    v_digests := array(select unnest(v_row.digests) except select unnest(v_seen));
    v_seen := v_seen || v_digests;
    v_packs := coalesce(v_row.packs, '{}') || array(
      select unnest(d.packs) from packed_documents d where d.tenant_id = current_tenant() and d.digest = any (v_digests));
    v_packs := array(select unnest(v_packs) except select unnest(v_seen_packs));
    v_seen_packs := v_seen_packs || v_packs;
    -- those that others are packed against come first
    for line in
      select p.line
        from (select 1 as turn, l as line from bundle_lines('packs', 't.id = any ($2) and octet_length(t.bases) = 0', null, v_packs) l
              union all
              select 2, l from bundle_lines('packs', 't.id = any ($2) and octet_length(t.bases) > 0', null, v_packs) l
              union all
              select 3, l from unnest(v_digests) d (digest) cross join lateral bundle_lines('documents', 't.digest = $1', d.digest, null) l
              union all
              select 4, l from unnest(v_digests) d (digest) cross join lateral bundle_lines('packed_documents', 't.digest = $1', d.digest, null) l
             ) p
       order by p.turn
    loop
      v_bytes := v_bytes + octet_length(line);
      return next;
    end loop;
    line := '{"table":"' || p_table || '",' || coalesce('"agent":' || to_json(v_row.agent)::text || ',', '') || '"row":' || v_row.row || '}';
    place := v_row.place;
    v_bytes := v_bytes + octet_length(line);
    return next;
    place := null;
    exit when v_bytes >= p_budget;
  end loop;
end
$$;
comment on function bundle_page is
  'The next rows of a bundle''s table, a line each, with the documents and packs that they need before them. Rows have a place, what they need has none. Ends with the row that passes the budget.';

create or replace function bundle_mark(p_kind text, p_root uuid) returns text
  language sql stable
as $$
  select case p_kind
    when 'project' then (
      select concat_ws('.', p.version, p.audit_count, count(c.id), sum(c.audit_count))
        from projects p
        left join commands c on c.tenant_id = p.tenant_id and c.project_id = p.id
       where p.tenant_id = current_tenant() and p.id = p_root
       group by p.tenant_id, p.id)
    else (
      select concat_ws('.', a.version, a.audit_count,
               (select concat_ws('.', count(*), sum(t.audit_count)) from threads t where t.tenant_id = a.tenant_id and t.agent_id = a.id),
               (select concat_ws('.', count(*), sum(c.audit_count)) from conversations c where c.tenant_id = a.tenant_id and c.agent_id = a.id))
        from agents a
       where a.tenant_id = current_tenant() and a.id = p_root)
    end
$$;
comment on function bundle_mark is
  'Changes with every change of what the bundle holds, because every change is audited: pages with the same mark fit together.';

-- Taking in

create or replace function bundle_refused(p_slug text, p_table text, p_key text, p_what text) returns void
  language plpgsql
as $$
declare
  v_detail constant text := concat_ws(' ', nullif(p_table, ''), nullif(p_key, ''), p_what);
begin
  perform problem(p_slug, v_detail, case when p_slug = 'invalid-request' then
    json_build_object('errors', json_build_array(json_build_object('pointer', '/lines', 'code', 'bundle', 'detail', v_detail))) end);
end
$$;

create or replace function bundle_rows(p_lines json, p_table text, p_root uuid, p_as text, p_at timestamptz) returns json
  language plpgsql
as $$
declare
  v record;
  v_row json;
  v_rows json[] := '{}';
  v_columns constant text[] := bundle_columns(p_table);
  v_unknown text;
begin
  for v in
    select l.value ->> 'agent' as agent, l.value -> 'row' as given
      from json_array_elements(p_lines) with ordinality l
     where l.value ->> 'table' = p_table
     order by l.ordinality
  loop
    v_row := v.given;
    select k into v_unknown from json_object_keys(v_row) k where not k = any (v_columns) limit 1;
    if found then
      perform bundle_refused('invalid-request', p_table, coalesce(v_row ->> 'id', ''), format('has a member that does not travel: %s', v_unknown));
    end if;
    if v.agent is not null and v_row ->> 'agent_id' is not null and (v_row ->> 'agent_id')::uuid <> p_root then
      v_row := (v_row::jsonb || jsonb_build_object('agent_id', ensure_agent(v.agent, (v_row ->> 'agent_id')::uuid, p_at)))::json;
    elsif p_as is not null and p_table in ('projects', 'agents') then
      v_row := (v_row::jsonb || jsonb_build_object(case p_table when 'projects' then 'key' else 'name' end, p_as))::json;
    end if;
    v_rows := v_rows || v_row;
  end loop;
  return case when cardinality(v_rows) > 0 then array_to_json(v_rows) end;
end
$$;
comment on function bundle_rows is
  'The rows of a table among the lines of a page; null for none. Another agent is the one that has its name here, and is registered where there is none.';

create or replace function bundle_take(
  p_table text, p_belongs text, p_rows json, p_root uuid, p_open boolean, out stored bigint, out given bigint)
  language plpgsql
as $$
declare
  v_key constant text := case p_table when 'memory_successors' then 'id' else (
    select string_agg(a.attname, ', ' order by k.place)
      from pg_index i
     cross join unnest(i.indkey::smallint[]) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and a.attname <> 'tenant_id'
     where i.indrelid = to_regclass(quote_ident(p_table)) and i.indisprimary) end;
  v_t constant text := (select string_agg('t.' || k, ', ') from regexp_split_to_table(v_key, ', ') k);
  v_r constant text := (select string_agg('r.' || k, ', ') from regexp_split_to_table(v_key, ', ') k);
  -- a member that a bundle of an older schema does not have gets its default
  v_columns constant text[] := array(select k from json_object_keys(p_rows -> 0) k);
  v_same constant text[] := array(
    select c from unnest(v_columns) c where not (p_table = 'agent_memories' and c in ('access_count', 'last_accessed_at')));
  v_from constant text := format('json_populate_recordset(null::%I, $1) r', p_table);
  v_flaw record;
begin
  given := json_array_length(p_rows);
  if p_table = 'memory_successors' then
    execute format(
      'update agent_memories t set superseded_by = r.superseded_by from %s
        where t.tenant_id = current_tenant() and t.id = r.id and t.superseded_by is null and $2', v_from) using p_rows, p_open;
  else
    execute format(
      'insert into %I (%s) select %s from %s %s order by %s on conflict do nothing', p_table,
      (select string_agg(quote_ident(c), ', ') from unnest(v_columns) c),
      (select string_agg('r.' || quote_ident(c), ', ') from unnest(v_columns) c), v_from,
      -- what was sealed since it came is there; while a bundle comes, a live message within a segment is one that was edited
      case p_table
        when 'messages' then 'where $2 or not exists (select from message_segments s
          where s.tenant_id = current_tenant() and s.conversation_id = r.conversation_id and r.position between s.first_position and s.last_position)'
        when 'message_segments' then 'where not exists (select from message_segments s
          where s.tenant_id = current_tenant() and s.conversation_id = r.conversation_id
            and s.first_position <= r.last_position and s.last_position >= r.first_position)'
        else '' end, v_r) using p_rows, p_open;
  end if;
  get diagnostics stored = row_count;
  if p_table in ('documents', 'packed_documents', 'packs') then
    execute format(
      'update %1$I t set touched_at = waymark_now() from %2$s
        where t.tenant_id = current_tenant() and t.%3$I = r.%3$I and t.touched_at < waymark_now() - interval %4$L', p_table, v_from, v_key, '12 hours')
      using p_rows;
    return;
  end if;
  if p_table not in ('messages', 'message_segments') or stored = given then
    execute format(
      'select concat_ws(''/'', %1$s) as key from %2$s left join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
        where row_to_json((select x from (select %5$s) x))::text is distinct from row_to_json((select x from (select %6$s) x))::text limit 1',
      v_r, v_from, p_table, v_t, (select string_agg('t.' || quote_ident(c), ', ') from unnest(v_same) c),
      (select string_agg('r.' || quote_ident(c), ', ') from unnest(v_same) c)) into v_flaw using p_rows;
    if v_flaw.key is not null then
      perform bundle_refused('conflict', p_table, v_flaw.key, 'is there already and is not what the bundle has, or something else has its name');
    end if;
  end if;
  if stored > 0 and not p_open then
    perform bundle_refused('conflict', p_table, '', format('has %s rows fewer here than in the bundle: one of the two has changed', stored));
  end if;
  execute format(
    'select concat_ws(''/'', %1$s) as key from %2$s join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
      where not coalesce(%5$s, false) limit 1', v_r, v_from, p_table, v_t, replace(p_belongs, '$1', '$2')) into v_flaw using p_rows, p_root;
  if v_flaw.key is not null then
    perform bundle_refused('invalid-request', p_table, v_flaw.key, 'does not belong to the bundle');
  end if;
  -- what rows that come later complete is looked at when all have come
  if to_regproc('flaws_in_' || p_table) is not null
    and p_table not in ('projects', 'commands', 'rollbacks', 'agents', 'threads', 'shared_states', 'conversations', 'conversation_sessions') then
    execute format(
      'select concat_ws(''/'', %1$s) as key, f.value ->> ''flaw'' as flaw, f.value ->> ''column'' as place
         from %2$s join %3$I t on t.tenant_id = current_tenant() and (%4$s) = (%1$s)
        cross join lateral json_array_elements(flaws_in_%3$s(t)) f
        where f.value ->> ''flaw'' <> ''counter'' limit 1', v_r, v_from, p_table, v_t) into v_flaw using p_rows;
    if v_flaw.key is not null then
      perform bundle_refused('invalid-request', p_table, v_flaw.key, format('does not fit: %s of %s', v_flaw.flaw, v_flaw.place));
    end if;
  end if;
end
$$;
comment on function bundle_take is
  'Stores the rows of one table that are not there, and refuses those that differ from what is there, do not belong to the bundle, or do not fit. Only a bundle that is being imported adds rows.';

create or replace function bundle_whole(p_kind text, p_root uuid) returns void
  language plpgsql
as $$
declare
  v_table record;
  v_flaw record;
begin
  for v_table in select * from bundle_tables(p_kind) b where to_regproc('flaws_in_' || b.name) is not null order by b.place loop
    execute format(
      'select json_build_array(%1$s)::text as key, f.value ->> ''flaw'' as flaw, f.value ->> ''column'' as place,
              f.value ->> ''stored'' as stored, f.value ->> ''expected'' as expected
         from %2$I t cross join lateral json_array_elements(flaws_in_%2$s(t)) f
        where t.tenant_id = current_tenant() and %3$s limit 1', v_table.walk, v_table.name, v_table.belongs) into v_flaw using p_root;
    if v_flaw.key is not null then
      perform bundle_refused('conflict', v_table.name, v_flaw.key, format(
        'does not fit what has come of the bundle: %s of %s is %s and should be %s', v_flaw.flaw, v_flaw.place, v_flaw.stored, v_flaw.expected));
    end if;
  end loop;
end
$$;
comment on function bundle_whole is 'Refuses a bundle of which something does not fit, once all of it should be there.';

create or replace function import_bundle(p_body json, p_lines json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_kind constant text := p_body ->> 'kind';
  v_root constant uuid := p_body ->> 'id';
  v_at constant timestamptz := p_body ->> 'at';
  v_open boolean;
  v_table record;
  v_rows json;
  v_took record;
  v_stored bigint := 0;
  v_given bigint := 0;
  v_name text;
  v_constraint text;
  v_answer json;
begin
  -- one page after the other
  select finished_at is null into v_open from bundle_imports where tenant_id = current_tenant() and root_id = v_root for no key update;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  select coalesce(l.value ->> 'table', 'a line') into v_name
    from json_array_elements(p_lines) l
   where not coalesce(l.value ->> 'table' in (
           select b.name from bundle_tables(v_kind) b union all values ('documents'), ('packed_documents'), ('packs')), false)
   limit 1;
  if found then
    perform bundle_refused('invalid-request', v_name, '', format('is nothing that the bundle of one %s holds', v_kind));
  end if;
  if not (case v_kind when 'project' then exists (select from projects p where p.tenant_id = current_tenant() and p.id = v_root)
                      else exists (select from agents a where a.tenant_id = current_tenant() and a.id = v_root) end) then
    if not exists (select from json_array_elements(p_lines) l
                    where l.value ->> 'table' = v_kind || 's' and l.value -> 'row' ->> 'id' = v_root::text) then
      perform problem('not-found', format('there is no such %s: its bundle begins with it', v_kind));
    end if;
    insert into bundle_imports (root_id, kind, begun_at) values (v_root, v_kind, v_at)
    on conflict (tenant_id, root_id) do update set kind = excluded.kind, begun_at = excluded.begun_at, finished_at = null;
    v_open := true;
  end if;
  begin
    for v_table in
      select b.name, b.belongs, b.place from bundle_tables(v_kind) b
      union all
      values ('packs', null, -2), ('documents', null, -1), ('packed_documents', null, 0)
      order by 3
    loop
      v_name := v_table.name;
      v_rows := bundle_rows(p_lines, v_name, v_root, p_body ->> 'as', v_at);
      continue when v_rows is null;
      v_took := bundle_take(v_name, v_table.belongs, v_rows, v_root, coalesce(v_open, false));
      v_stored := v_stored + v_took.stored;
      v_given := v_given + v_took.given;
    end loop;
  exception
    when integrity_constraint_violation or data_exception then
      get stacked diagnostics v_constraint = constraint_name;
      perform bundle_refused('invalid-request', v_name, '', coalesce('breaks ' || nullif(v_constraint, ''), 'has a value that cannot be stored'));
  end;
  if (p_body ->> 'finish')::boolean and v_open then
    perform bundle_whole(v_kind, v_root);
    update bundle_imports set finished_at = v_at where tenant_id = current_tenant() and root_id = v_root;
    perform audit_in_tenant(v_at, 'bundle.imported', v_kind, v_root, json_build_object('digest', p_body ->> 'digest'));
    v_open := false;
    -- a bundle is plain
    if encryption_policy() <> '' then
      perform note_encryption_work();
    end if;
  end if;
  v_answer := json_build_object('kind', v_kind, 'id', v_root, 'stored', v_stored, 'present', v_given - v_stored, 'finished', not coalesce(v_open, false));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function import_bundle is
  'Takes in one page of a bundle ([{"table", "agent"?, "row"}], in the order in which bundle_page() gave them), all of it or nothing. What is there already stays; what differs from it is refused.';
