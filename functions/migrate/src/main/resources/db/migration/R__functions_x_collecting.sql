-- What:  collecting documents and packs that nothing refers to any more.
-- Why:   run by a job, for all tenants, in statements that are short however much a tenant has. Nothing counts references, so
--        that writing stays cheap; what refers is read instead, once for many documents, in slices (ADR 0020).
-- Locks: nothing. Runs again: yes, on every change.

create or replace function referring_columns() returns table (place integer, refers_to text, relation text, key text, columns text[])
  language sql immutable parallel safe
begin atomic
  values (1, 'documents', 'system_state_snapshots', 'id',
            array['system_info', 'services_status', 'packages_installed', 'network_connections', 'file_system_state', 'process_list',
                  'resource_usage']),
         (2, 'documents', 'agent_states', 'id', array['local_state', 'shared_state', 'session_state', 'persistent_state']),
         (3, 'documents', 'step_evaluations', 'id', array['state_changes']),
         (4, 'documents', 'command_steps', 'id', array['agent_config_digest']),
         (5, 'documents', 'command_approvals', 'id', array['state_context_digest']),
         (6, 'documents', 'shared_state_versions', 'id', array['digest']),
         (7, 'documents', 'shared_states', 'id', array['digest']),
         (8, 'documents', 'state_schemas', 'id', array['digest']),
         (9, 'documents', 'context_snapshots', 'id', array['snapshot_digest']),
         (1, 'packs', 'state_checkpoints', 'id', array['packs']),
         (2, 'packs', 'packed_documents', 'digest', array['packs']);
end;
comment on function referring_columns is
  'Every column that refers to a document (of either table) or to packs, in the order in which the collector reads them, with the key that each table is read by. A column that is missing here loses what it refers to: a test compares with the catalogue.';

create or replace function keep_documents(p_digests bytea[]) returns boolean
  language plpgsql
as $$
declare
  v_digests constant bytea[] := array(select distinct d.digest from unnest(p_digests) d (digest) where d.digest <> sha256('{}'));
begin
  update documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';
  update packed_documents
     set touched_at = waymark_now()
   where tenant_id = current_tenant()
     and digest = any (v_digests)
     and touched_at < waymark_now() - interval '12 hours';
  return not exists (
    select from unnest(v_digests) n (digest)
     where not exists (select from documents d where d.tenant_id = current_tenant() and d.digest = n.digest)
       and not exists (select from packed_documents p where p.tenant_id = current_tenant() and p.digest = n.digest));
end
$$;
comment on function keep_documents is
  'For who is about to refer to documents that are there already: touches them, so that the collector cannot take them. False when one is not there (the empty object needs none).';

create or replace function read_references(
  p_tenant uuid, p_relation text, p_key text, p_columns text[], p_after text, p_rows integer, p_suspects bytea[],
  out rows_read integer, out read_to text, out named bytea[])
  language plpgsql
as $$
declare
  -- ids of packs stand in arrays, digests one to a column
  v_names constant text := case p_columns when array['packs'] then 'uuid_send(unnest(c.packs))'
    else 'unnest(array[' || (select string_agg(format('c.%I', n), ', ') from unnest(p_columns) n) || '])' end;
begin
  execute format(
    'with slice as materialized (
       select c.%1$I as key, %2$s
         from %3$I c
        where c.tenant_id = $1 %4$s
        order by c.%1$I
        limit $2
     )
     select (select count(*) from slice), (select c.key::text from slice c order by c.key desc limit 1),
            array(select distinct n.name from (select %5$s as name from slice c) n join unnest($3) s (name) on s.name = n.name)',
    p_key, (select string_agg(format('c.%I', n), ', ') from unnest(p_columns) n), p_relation,
    case when p_after is not null then format('and c.%I > %L', p_key, p_after) end, v_names)
  into rows_read, read_to, named
  using p_tenant, p_rows, p_suspects;
end
$$;
comment on function read_references is
  'Reads so many rows at most of a table that refers to documents or packs, those after a key: how many they were, the last key, and which of the suspects they name.';
alter function read_references owner to waymark_eraser;

create or replace function delete_documents(p_tenant uuid, p_digests bytea[], p_due timestamptz, out deleted bigint, out bytes bigint)
  language plpgsql
as $$
declare
  v record;
begin
  -- who holds one is about to rely on it; who came before has touched it: both are looked at again under the lock
  with due as materialized (
    select d.digest from documents d
     where d.tenant_id = p_tenant and d.digest = any (p_digests) and d.touched_at < p_due
     order by d.digest
       for update skip locked
  ), gone as (
    delete from documents d using due where d.tenant_id = p_tenant and d.digest = due.digest
    returning pg_column_size(d.body) as weight
  )
  select count(*), coalesce(sum(g.weight), 0) into deleted, bytes from gone g;

  with due as materialized (
    select p.digest from packed_documents p
     where p.tenant_id = p_tenant and p.digest = any (p_digests) and p.touched_at < p_due
     order by p.digest
       for update skip locked
  ), gone as (
    delete from packed_documents p using due where p.tenant_id = p_tenant and p.digest = due.digest
    returning p.packs, octet_length(p.layout) + 16 * cardinality(p.packs) as weight
  ), noted as (
    insert into garbage_packs (tenant_id, pack_id)
    select distinct p_tenant, p.id
      from gone g, unnest(g.packs) n (pack), packs p
     where p.tenant_id = p_tenant and p.id = n.pack
     order by 2
    on conflict (tenant_id, pack_id) do update set noted_at = excluded.noted_at
  )
  select count(*) as deleted, coalesce(sum(g.weight), 0) as bytes into v from gone g;
  deleted := deleted + v.deleted;
  bytes := bytes + v.bytes;
end
$$;
comment on function delete_documents is
  'Deletes those of these documents that nobody relied on since, and notes the packs of those that were packed. Says how many rows, and how many bytes as they were stored.';
alter function delete_documents owner to waymark_eraser;

create or replace function delete_packs(p_tenant uuid, p_ids bytea[], p_due timestamptz, out deleted bigint, out bytes bigint)
  language sql
begin atomic
  with due as materialized (
    select p.id from packs p
     where p.tenant_id = p_tenant and p.id = any (array(select encode(i.id, 'hex')::uuid from unnest(p_ids) i (id))) and p.touched_at < p_due
     order by p.id
       for update skip locked
  ), gone as (
    delete from packs p using due where p.tenant_id = p_tenant and p.id = due.id
    returning octet_length(p.bases) + octet_length(p.dictionary) + octet_length(p.directory) + octet_length(p.body) as weight
  )
  select count(*), coalesce(sum(g.weight), 0) from gone g;
end;
comment on function delete_packs is 'Deletes those of these packs that nobody relied on since, and their notes. Says how many, and how many bytes.';
alter function delete_packs owner to waymark_eraser;

create or replace function take_notes_back(p_tenant uuid, p_ids bytea[], p_due timestamptz) returns void
  language sql
begin atomic
  with due as materialized (
    select g.pack_id from garbage_packs g
     where g.tenant_id = p_tenant and g.pack_id = any (array(select encode(i.id, 'hex')::uuid from unnest(p_ids) i (id)))
       -- who deletes the last name of a pack notes it anew: such a note is another than the one that was looked at
       and g.noted_at < p_due
     order by g.pack_id
       for update skip locked
  )
  delete from garbage_packs g using due where g.tenant_id = p_tenant and g.pack_id = due.pack_id;
end;
comment on function take_notes_back is 'Forgets notes of packs that are referred to after all, but none that was made lately.';
alter function take_notes_back owner to waymark_eraser;

create or replace function writers_are_over() returns boolean
  language plpgsql
as $$
declare
  v_writers constant text[] := array(
    select l.virtualtransaction
      from pg_locks l
     where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
       and l.database = (select d.oid from pg_database d where d.datname = current_database())
       and l.relation in ('documents'::regclass, 'packed_documents'::regclass, 'packs'::regclass));
begin
  for attempt in 1 .. 100 loop
    if not exists (select from pg_locks l where l.locktype = 'virtualxid' and l.virtualtransaction = any (v_writers)) then
      return true;
    end if;
    perform pg_sleep(0.01);
  end loop;
  return false;
end
$$;
comment on function writers_are_over is
  'Waits a second at most for the transactions that have stored or touched documents or packs before now: what was forsaken since, one of them may be about to refer to. Whoever comes later touches it.';
alter function writers_are_over owner to waymark_eraser;

drop function if exists next_suspects(uuid, text, bytea, integer, timestamptz);
create or replace function next_suspects(p_tenant uuid, p_walks text, p_whole boolean, p_after bytea, p_rows integer, p_due timestamptz,
  out rows_read integer, out walked_to bytea, out suspects bytea[])
  language plpgsql
as $$
declare
  -- what an erasure sets touched_at to; never long ago
  c_forsaken constant timestamptz := '1970-01-01 00:00:00+00';
  v_forsaken bytea[];
  v_after constant uuid := case octet_length(p_after) when 16 then encode(p_after, 'hex') else '00000000-0000-0000-0000-000000000000' end;
begin
  if p_walks = 'documents' then
    with slice as materialized (
      select u.digest, u.touched_at
        from ((select d.digest, d.touched_at from documents d
                where d.tenant_id = p_tenant and d.digest > p_after order by d.digest limit p_rows)
              union all
              (select p.digest, p.touched_at from packed_documents p
                where p.tenant_id = p_tenant and p.digest > p_after order by p.digest limit p_rows)) u
       order by u.digest
       limit p_rows
    )
    select (select count(*) from slice), (select s.digest from slice s order by s.digest desc limit 1),
           array(select distinct s.digest from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select distinct s.digest from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  elsif p_whole then
    with slice as materialized (
      select p.id, p.touched_at from packs p where p.tenant_id = p_tenant and p.id > v_after order by p.id limit p_rows
    )
    select (select count(*) from slice), (select uuid_send(s.id) from slice s order by s.id desc limit 1),
           array(select uuid_send(s.id) from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select uuid_send(s.id) from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  else
    with slice as materialized (
      select p.id, p.touched_at
        from (select g.pack_id from garbage_packs g where g.tenant_id = p_tenant and g.pack_id > v_after order by g.pack_id limit p_rows) n
        join packs p on p.tenant_id = p_tenant and p.id = n.pack_id
    )
    select (select count(*) from slice), (select uuid_send(s.id) from slice s order by s.id desc limit 1),
           array(select uuid_send(s.id) from slice s where s.touched_at < p_due and s.touched_at <> c_forsaken),
           array(select uuid_send(s.id) from slice s where s.touched_at = c_forsaken)
      into rows_read, walked_to, suspects, v_forsaken;
  end if;
  if cardinality(v_forsaken) > 0 and writers_are_over() then
    suspects := suspects || v_forsaken;
  end if;
end
$$;
comment on function next_suspects is
  'Walks so many documents, packs or noted packs by their key: how many they were, the last key, and those that nobody relied on since.';
alter function next_suspects owner to waymark_eraser;

drop function if exists collect_packs(integer, interval);

create or replace function collect_garbage(p_rows integer, p_tenant uuid default null)
returns table (tenant uuid, documents bigint, packs bigint, bytes bigint, finished boolean)
  language plpgsql security definer set search_path = public, pg_temp set work_mem = '32MB'
as $$
#variable_conflict use_column
declare
  -- writers touch what they rely on once in 12 hours, and none of them takes that long to commit
  c_grace constant interval := '24 hours';
  -- whoever deletes what names a pack notes the pack; who should forget to, loses nothing but time
  c_whole constant interval := '7 days';
  -- a body may have some megabytes, so few are deleted at once, and what they weighed counts as rows do
  c_deleted_at_once constant integer := 500;
  c_bytes_a_row constant integer := 10000;
  v_left integer := p_rows;
  v_rows integer;
  v collections;
  v_source record;
  v_did record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'what is referred to has to be looked at after the suspects were: collect under read committed';
  end if;
  select c.* into v
    from collections c
   where case when p_tenant is null then c.finished_at is null or c.finished_at < waymark_now() - interval '12 hours'
              else c.tenant_id = p_tenant end
   order by c.finished_at nulls first, c.tenant_id
   limit 1
     for update skip locked;
  documents := 0;
  packs := 0;
  bytes := 0;
  if not found then
    -- tenants that were never looked at; the next call does, so that who comes at the same time waits for this alone
    finished := false;
    for tenant in
      select t.id from tenants t
       where (p_tenant is null or t.id = p_tenant) and not exists (select from collections k where k.tenant_id = t.id)
       order by t.id
       limit 1000
    loop
      insert into collections (tenant_id) values (tenant) on conflict do nothing;
    end loop;
    if tenant is not null then
      return next;
    end if;
    return;
  end if;
  if v.finished_at is not null then
    v.walks := 'documents';
    v.walked_to := '';
    v.finished_at := null;
    v.whole := v.whole_at is null or v.whole_at < waymark_now() - c_whole;
  end if;
  tenant := v.tenant_id;

  while v_left > 0 and v.finished_at is null loop
    -- whatever little a turn finds, it took some statements
    v_left := v_left - 100;
    v_rows := greatest(v_left, 100);
    select r.* into v_source from referring_columns() r where r.refers_to = v.walks and r.place = v.source;
    if cardinality(v.suspects) = 0 then
      v.due_at := waymark_now() - c_grace;
      v_did := next_suspects(v.tenant_id, v.walks, v.whole, v.walked_to, p_rows, v.due_at);
      v_left := v_left - v_did.rows_read;
      v.suspects := v_did.suspects;
      v.source := 1;
      v.read_to := null;
      if v_did.rows_read > 0 then
        v.walked_to := v_did.walked_to;
      elsif v.walks = 'documents' then
        v.walks := 'packs';
        v.walked_to := '';
      else
        v.finished_at := waymark_now();
        if v.whole then
          v.whole_at := v.finished_at;
        end if;
      end if;
    elsif v_source.relation is not null then
      v_did := read_references(v.tenant_id, v_source.relation, v_source.key, v_source.columns, v.read_to, v_rows, v.suspects);
      v_left := v_left - v_did.rows_read;
      if cardinality(v_did.named) > 0 then
        v.suspects := array(select unnest(v.suspects) except select unnest(v_did.named));
        if v.walks = 'packs' then
          perform take_notes_back(v.tenant_id, v_did.named, v.due_at + c_grace - interval '1 hour');
        end if;
      end if;
      v.read_to := v_did.read_to;
      if v_did.rows_read < v_rows then
        v.source := v.source + 1;
        v.read_to := null;
      end if;
    else
      v_rows := least(v_rows, c_deleted_at_once);
      if v.walks = 'documents' then
        v_did := delete_documents(v.tenant_id, v.suspects[1:v_rows], v.due_at);
        documents := documents + v_did.deleted;
      else
        v_did := delete_packs(v.tenant_id, v.suspects[1:v_rows], v.due_at);
        packs := packs + v_did.deleted;
      end if;
      bytes := bytes + v_did.bytes;
      v.suspects := v.suspects[v_rows + 1:];
      v_left := v_left - v_did.deleted - v_did.bytes / c_bytes_a_row;
    end if;
  end loop;
  update collections c
     set walks = v.walks, walked_to = v.walked_to, suspects = v.suspects, due_at = v.due_at, source = v.source, read_to = v.read_to,
         finished_at = v.finished_at, whole = v.whole, whole_at = v.whole_at
   where c.tenant_id = v.tenant_id;
  finished := v.finished_at is not null;
  return next;
end
$$;
comment on function collect_garbage is
  'Goes on collecting in the tenant whose turn it is (each once in 12 hours), or in that one: deletes documents and noted packs (once in 7 days any packs) that nothing refers to and that nobody relied on for 24 hours. Walks, reads and deletes so many rows, about, and keeps its place: call it until there is no row. Any number may run at once, beside any writers. Runs as waymark_eraser.';
alter function collect_garbage owner to waymark_eraser;
