-- What:  what becomes of archives in the database: begun, finished, given up, restored, erased.
-- Why:   an object and a row cannot be written at once; each step here is safe to die after (ADR 0015).
-- Locks: nothing. Runs again: yes, on every change.

create or replace view archive_rows with (security_invoker = true) as
select a.id, a.kind, a.status, a.object_key, a.rows, a.tables::text as tables, a.size_bytes, encode(a.sha256, 'hex') as sha256,
       array_to_json(a.user_ids)::text as user_ids, a.from_at, a.to_at, a.created_at, a.restore_requested_at, a.restored_at,
       a.restored_rows, a.erased_at, a.replaced_by
  from archives a
 where a.tenant_id = current_tenant();

create or replace function begin_archive(p_archive json) returns uuid
  language sql
begin atomic
  insert into archives (id, kind, object_key, size_bytes, sha256, rows, tables, user_ids, from_at, to_at, created_at)
  select (p_archive ->> 'id')::uuid, p_archive ->> 'kind', p_archive ->> 'object_key', (p_archive ->> 'size_bytes')::bigint,
         decode(p_archive ->> 'sha256', 'hex'), (p_archive ->> 'rows')::bigint, (p_archive -> 'tables')::jsonb,
         array(select json_array_elements_text(p_archive -> 'user_ids')),
         (p_archive ->> 'from_at')::timestamptz, (p_archive ->> 'to_at')::timestamptz, (p_archive ->> 'created_at')::timestamptz
  returning id;
end;
comment on function begin_archive is
  'Says that an object is about to be written. Until finish_archive() the rows are where they were, and whoever finds the archive may discard it.';

create or replace function finish_archive(
  p_id uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamptz, p_to timestamptz)
returns void
  language plpgsql
as $$
declare
  v archives;
begin
  update archives
     set status = 'kept', rows = p_rows, size_bytes = p_size_bytes, sha256 = decode(p_sha256, 'hex'), from_at = p_from, to_at = p_to
   where tenant_id = current_tenant() and id = p_id and status = 'writing'
  returning * into v;
  if not found then
    perform problem('conflict', 'the archive was given up meanwhile');
  end if;
  perform audit_in_tenant(waymark_now(), 'archive.kept', 'archive', p_id,
    json_build_object('kind', v.kind, 'rows', v.rows, 'sha256', p_sha256));
end
$$;
comment on function finish_archive is
  'Says that the object has been read back and is the only place of its rows from now on: in the transaction that takes them out. A conflict when somebody has discarded the archive.';

create or replace function discard_archive(p_id uuid) returns text
  language sql
begin atomic
  update archives
     set status = 'discarded'
   where tenant_id = current_tenant() and id = p_id and status in ('writing', 'discarded')
  returning object_key;
end;
comment on function discard_archive is
  'Keeps an archive from being finished, and says which object is to be deleted; null for one that was finished. Its row goes by forget_archive() after the object.';

create or replace function erase_archive(p_id uuid) returns text
  language sql
begin atomic
  update archives
     set status = 'erasing'
   where tenant_id = current_tenant() and id = p_id and status in ('kept', 'erasing')
  returning object_key;
end;
comment on function erase_archive is
  'Keeps an archive from being restored, and says which object is to be deleted; then forget_archive(). Waits for a restore that is under way.';

create or replace function forget_archive(p_id uuid, p_at timestamptz) returns boolean
  language plpgsql
as $$
begin
  delete from archives where tenant_id = current_tenant() and id = p_id and status = 'discarded';
  if found then
    return true;
  end if;
  update archives
     set status = 'erased', user_ids = '{}', sha256 = null, size_bytes = null, erased_at = p_at
   where tenant_id = current_tenant() and id = p_id and status = 'erasing';
  if found then
    perform audit_in_tenant(p_at, 'archive.erased', 'archive', p_id, json_build_object('id', p_id));
    return true;
  end if;
  return false;
end
$$;
comment on function forget_archive is 'Ends what discard_archive() or erase_archive() began, once the object is gone. False for an archive that neither has been called for.';

create or replace function replace_archive(
  p_old uuid, p_new uuid, p_rows bigint, p_size_bytes bigint, p_sha256 text, p_from timestamptz, p_to timestamptz)
returns text
  language plpgsql
as $$
declare
  v_old archives;
begin
  select * into v_old from archives where tenant_id = current_tenant() and id = p_old for update;
  if v_old.status is distinct from 'kept' then
    perform problem('conflict', 'the archive is not what it was');
  end if;
  perform finish_archive(p_new, p_rows, p_size_bytes, p_sha256, p_from, p_to);
  update archives
     set restored_at = v_old.restored_at, restored_rows = v_old.restored_rows
   where tenant_id = current_tenant() and id = p_new;
  update system_state_snapshots set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update step_evaluations set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update command_steps set result_archive_id = p_new where tenant_id = current_tenant() and result_archive_id = p_old;
  update state_checkpoints set archive_id = p_new where tenant_id = current_tenant() and archive_id = p_old;
  update archives set replaced_by = p_new where tenant_id = current_tenant() and id = p_old;
  return erase_archive(p_old);
end
$$;
comment on function replace_archive is
  'Puts a new archive, which has been read back, in the place of one that is to be erased; says which object is to be deleted.';

create or replace function unfinished_archives() returns table (id uuid, status text)
  language sql stable
begin atomic
  select a.id, a.status
    from archives a
   where a.tenant_id = current_tenant() and a.status in ('writing', 'discarded', 'erasing')
   order by a.id;
end;

create or replace function archives_of_user(p_user text) returns table (id uuid, status text, shared boolean)
  language sql stable
begin atomic
  select a.id, a.status, cardinality(a.user_ids) > 1
    from archives a
   where a.tenant_id = current_tenant() and p_user = any (a.user_ids)
   order by a.id;
end;

create or replace function archive_answer(p_archive archives) returns json
  language sql stable
  return json_build_object('id', p_archive.id, 'restored_at', utc_text(p_archive.restored_at), 'restored_rows', p_archive.restored_rows,
    'restore_requested_at', utc_text(p_archive.restore_requested_at));

create or replace function locked_archive(p_id uuid) returns archives
  language plpgsql
as $$
declare
  v archives;
begin
  select * into v from archives where tenant_id = current_tenant() and id = p_id for no key update;
  if not found or v.status = 'discarded' then
    perform problem('not-found', 'there is no such archive');
  elsif v.status = 'writing' then
    perform problem('conflict', 'the archive is still being written');
  elsif v.status <> 'kept' then
    perform problem('gone', 'the archive has been erased',
      case when v.replaced_by is not null then json_build_object('replaced_by', v.replaced_by) end);
  end if;
  return v;
end
$$;

create or replace function request_restore(p_id uuid, p_at timestamptz) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_kept json;
  v archives;
begin
  -- the row first: a twin of this request has finished then
  perform from archives a where a.tenant_id = current_tenant() and a.id = p_id for no key update;
  v_kept := idempotent_answer();
  if v_kept is not null then
    return query select true, v_kept;
    return;
  end if;
  v := locked_archive(p_id);
  if v.restored_at is not null then
    perform keep_answer(archive_answer(v));
  elsif v.restore_requested_at is null then
    update archives set restore_requested_at = p_at where tenant_id = current_tenant() and id = p_id returning * into v;
  end if;
  return query select false, archive_answer(v);
end
$$;
comment on function request_restore is
  'Notes that an archive is wanted back, so that the sweep goes on where a request dies. 404, 409 while it is written, 410 once erased. restored_at in the answer: there is nothing left to do.';

create or replace function rely_on(p_table text, p_rows json) returns void
  language plpgsql
as $$
declare
  v_key constant text := case p_table when 'packs' then 'id' else 'digest' end;
  v_there bigint;
begin
  execute format('update %1$I t set touched_at = waymark_now()
                    from json_populate_recordset(null::%1$I, $1) r
                   where t.tenant_id = current_tenant() and t.%2$I = r.%2$I and t.touched_at < waymark_now() - interval ''12 hours''',
    p_table, v_key) using p_rows;
  execute format('select count(*) from json_populate_recordset(null::%1$I, $1) r
                    join %1$I t on t.tenant_id = current_tenant() and t.%2$I = r.%2$I', p_table, v_key)
    into v_there using p_rows;
  if v_there < json_array_length(p_rows) then
    raise exception 'a document was collected under this request' using errcode = 'WM001';
  end if;
end
$$;
comment on function rely_on is
  'Touches documents or packs that were there before, so that the collector cannot take what this transaction is about to refer to.';

create or replace function restore_rows(p_archive uuid, p_table text, p_rows json) returns bigint
  language plpgsql
as $$
declare
  v_columns text;
  v_values text;
  v_conditions text;
  v_restored bigint;
begin
  -- What refers to a row that is gone: without a parent it stays out, and a mere reference is left empty.
  with reference as (
    select c.oid, c.confdeltype = 'n' as is_loose,
           array(select a.attname from unnest(c.conkey) with ordinality k (num, n)
                   join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                  where a.attname <> 'tenant_id' order by k.n) as columns,
           format('exists (select from %I p where p.tenant_id = current_tenant()%s)%s', f.relname,
             (select string_agg(format(' and p.%I = r.%I', b.attname, a.attname), '' order by k.n)
                from unnest(c.conkey, c.confkey) with ordinality k (num, target, n)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.target
               where a.attname <> 'tenant_id'),
             case when c.confrelid = c.conrelid then
               (select format(' or exists (select from r p where %s)', string_agg(format('p.%I = r.%I', b.attname, a.attname), ' and ' order by k.n))
                  from unnest(c.conkey, c.confkey) with ordinality k (num, target, n)
                  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
                  join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.target
                 where a.attname <> 'tenant_id')
             else '' end) as is_there
      from pg_constraint c
      join pg_class f on f.oid = c.confrelid
     where c.conrelid = to_regclass(p_table) and c.contype = 'f' and cardinality(c.conkey) > 1
  ), restored as (
    select a.attnum, a.attname,
           case a.attname
             when 'archive_id' then '$2'
             when 'touched_at' then 'waymark_now()'
             else coalesce((select case when count(*) > 0 then
                                     format('case when %s then r.%I end', string_agg('(' || f.is_there || ')', ' and '), a.attname) end
                              from reference f where f.is_loose and a.attname = any (f.columns)),
                           format('r.%I', a.attname))
           end as value
      from pg_attribute a
     where a.attrelid = to_regclass(p_table) and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'tenant_id'
       -- a column that is younger than the archive gets its default
       and (a.attname = 'archive_id' or a.attname in (select json_object_keys(p_rows -> 0)))
  )
  select string_agg(quote_ident(s.attname), ', ' order by s.attnum), string_agg(s.value, ', ' order by s.attnum),
         (select coalesce(string_agg(format('(%s or %s)',
                   (select string_agg(format('r.%I is null', name), ' or ') from unnest(f.columns) name), f.is_there), ' and '), 'true')
            from reference f where not f.is_loose)
    into v_columns, v_values, v_conditions
    from restored s;
  execute format(
    'with r as (select * from json_populate_recordset(null::%1$I, $1)) insert into %1$I (%2$s) select %3$s from r where %4$s on conflict do nothing',
    p_table, v_columns, v_values, v_conditions)
    using p_rows, p_archive;
  get diagnostics v_restored = row_count;
  if p_table in ('documents', 'packed_documents', 'packs') then
    perform rely_on(p_table, p_rows);
  end if;
  return v_restored;
end
$$;
comment on function restore_rows is
  'Puts rows of one table back, as row_to_json() had them, for this tenant whatever they say; one that is there stays as it is. Only for tables that restore_archive() names.';

create or replace function restore_results(p_archive uuid, p_rows json) returns bigint
  language plpgsql
as $$
declare
  -- a result that had been compressed comes back so
  c_columns constant text[] := array['execution_result', 'plain_result_bytes'];
  v_restored bigint;
begin
  execute (
    select format('update command_steps s set %s from json_populate_recordset(null::command_steps, $2) r
                    where s.tenant_id = current_tenant() and s.id = r.id and s.result_archive_id = $1 and s.execution_result is null',
                  string_agg(format('%1$I = r.%1$I', a.attname), ', '))
      from pg_attribute a
     where a.attrelid = 'command_steps'::regclass and a.attname = any (c_columns))
    using p_archive, p_rows;
  get diagnostics v_restored = row_count;
  return v_restored;
end
$$;
comment on function restore_results is 'Puts results back into the steps that they were taken from.';

create or replace function restore_archive(p_id uuid, p_lines json, p_at timestamptz) returns table (replayed boolean, answer json)
  language plpgsql
as $$
#variable_conflict use_column
declare
  -- in an order in which parents come before their children
  c_tables constant text[] := array['documents', 'packs', 'packed_documents', 'system_state_snapshots', 'command_steps', 'step_evaluations',
    'state_checkpoints', 'checkpoint_writes'];
  v_kept json;
  v archives;
  v_table record;
  v_restored bigint := 0;
begin
  perform from archives a where a.tenant_id = current_tenant() and a.id = p_id for no key update;
  v_kept := idempotent_answer();
  if v_kept is not null then
    return query select true, v_kept;
    return;
  end if;
  v := locked_archive(p_id);
  if v.restored_at is null then
    for v_table in
      select l.value ->> 'table' as name, json_agg(l.value -> 'row') as rows
        from json_array_elements(p_lines) l
       group by 1
       order by array_position(c_tables, l.value ->> 'table')
    loop
      if v_table.name = 'command_steps' then
        v_restored := v_restored + restore_results(p_id, v_table.rows);
      elsif v_table.name = any (c_tables) then
        v_restored := v_restored + restore_rows(p_id, v_table.name, v_table.rows);
      else
        perform problem('integrity-error', format('archive %s has rows of %s, which no archive has', p_id, v_table.name));
      end if;
    end loop;
    update archives
       set restored_at = p_at, restored_rows = v_restored, restore_requested_at = coalesce(restore_requested_at, p_at)
     where tenant_id = current_tenant() and id = p_id
    returning * into v;
    perform audit_in_tenant(p_at, 'archive.restored', 'archive', p_id,
      json_build_object('rows', v_restored, 'sha256', encode(v.sha256, 'hex')));
    -- what comes back is encrypted as it was when it left, or not at all
    if exists (select from encryption_keys k where k.tenant_id = current_tenant()) then
      perform note_encryption_work();
    end if;
  end if;
  perform keep_answer(archive_answer(v));
  return query select false, archive_answer(v);
end
$$;
comment on function restore_archive is
  'Brings the rows of an archive back, all or none, from its lines, which the caller has checked. Rows that are there already stay; those whose parent was deleted meanwhile do not come back. A second call changes nothing.';
