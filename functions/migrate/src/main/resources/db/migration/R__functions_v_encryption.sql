-- What:  keys of tenants, what a tenant encrypts, and what the job works with that encrypts what is stored already.
-- Why:   a key is made, wrapped and unwrapped outside; here it is one row, and one of them is the primary. Values are encrypted anew
--        in batches, each a statement, and only where the row is still the one that was read.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function encryption_policy_of(p_tenant uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
as $$
  select coalesce((
    select k.id || ':' || array_to_string(array(select jsonb_array_elements_text(t.settings -> 'encryption' -> 'fields') order by 1), ',')
      from tenants t
      join encryption_keys k on k.tenant_id = t.id and k.is_primary
     where t.id = p_tenant
       and jsonb_array_length(t.settings -> 'encryption' -> 'fields') > 0), '')
$$;
comment on function encryption_policy_of is
  'What a tenant encrypts and with which key: "<key>:<field>,<field>", empty for nothing. Runs as waymark_eraser, since the authenticator sees no tenants.';
alter function encryption_policy_of owner to waymark_eraser;

create or replace function encryption_policy() returns text
  language sql stable security definer set search_path = public, pg_temp
  return encryption_policy_of(current_tenant());
comment on function encryption_policy is 'encryption_policy_of() the caller''s own tenant. Runs as waymark_eraser.';
alter function encryption_policy owner to waymark_eraser;

create or replace function note_encryption_work() returns void
  language sql
as $$
  insert into encryption_work (part, after, changed_at, due_at)
  values ('', '', waymark_now(), waymark_now())
  on conflict (tenant_id) do update
     set part = '', after = '', walk_started_at = null, changed_at = excluded.changed_at, due_at = excluded.due_at
$$;
comment on function note_encryption_work is 'Has the job walk through all that the tenant has stored, from the beginning.';

create or replace function insert_encryption_key(p_key json, p_at timestamptz) returns void
  language plpgsql
as $$
begin
  perform from tenants where id = current_tenant() for no key update;
  update encryption_keys set is_primary = false where tenant_id = current_tenant() and is_primary;
  insert into encryption_keys (id, is_primary, wrapped_key, wrapped_by, created_at)
  values ((p_key ->> 'id')::uuid, true, decode(p_key ->> 'wrapped_key', 'hex'), p_key ->> 'wrapped_by', p_at);
  perform note_encryption_work();
  perform audit_in_tenant(p_at, 'encryption_key.created', 'encryption_key', (p_key ->> 'id')::uuid,
    json_build_object('wrapped_by', p_key ->> 'wrapped_by'));
end
$$;
comment on function insert_encryption_key is 'Keeps a new key, which is the primary from now on. p_key: {"id", "wrapped_key" (hex), "wrapped_by"}.';

create or replace function add_encryption_key(p_body json) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_answer json := idempotent_answer();
begin
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  perform insert_encryption_key(p_body -> 'key', (p_body ->> 'at')::timestamptz);
  v_answer := json_build_object('id', p_body -> 'key' ->> 'id', 'wrapped_by', p_body -> 'key' ->> 'wrapped_by', 'created_at', p_body ->> 'at');
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function add_encryption_key is 'Makes a new primary key; those before go on reading what they wrote.';

-- What the job does

create or replace function claim_tenants_to_encrypt(p_wrapped_by text, p_count integer)
returns table (tenant_id uuid, part text, after text, walk text)
  language plpgsql security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  insert into encryption_work (tenant_id, part, after, changed_at, due_at)
  select distinct k.tenant_id, '', '', waymark_now(), waymark_now()
    from encryption_keys k
   where k.wrapped_by <> p_wrapped_by
  on conflict (tenant_id) do nothing;
  return query
  update encryption_work w
     set due_at = waymark_now() + interval '10 minutes',
         walk_started_at = coalesce(w.walk_started_at, waymark_now())
    from (select d.tenant_id
            from encryption_work d
           where d.due_at <= waymark_now()
           order by d.due_at
           limit p_count
             for update skip locked) due
   where w.tenant_id = due.tenant_id
  returning w.tenant_id, w.part, w.after, w.walk_started_at::text;
end
$$;
comment on function claim_tenants_to_encrypt is
  'Tenants with values to be encrypted anew, or keys to be wrapped anew by p_wrapped_by; for ten minutes nobody else gets them. walk tells one walk from the next. Runs as waymark_searcher.';
alter function claim_tenants_to_encrypt owner to waymark_searcher;

create or replace function values_to_encrypt(
  p_part text, p_after uuid, p_after_number integer, p_key uuid, p_rows integer, p_bytes bigint)
returns table (id uuid, number integer, row_version bigint, due boolean, first bytea, second bytea, third bytea, content_bytes integer)
  language plpgsql stable
as $$
#variable_conflict use_column
begin
  return query
  with live as (
    select m.id, 0 as number, m.xmin::text::bigint as row_version, m.content as first, m.tools as second, null::bytea as third, null::integer as content_bytes
      from messages m
     where p_part = 'messages' and m.tenant_id = current_tenant() and m.id > p_after
     order by m.id
     limit p_rows
  ), versions as (
    select v.message_id, v.version_number, v.xmin::text::bigint, v.content, v.tools, null::bytea, null::integer
      from message_versions v
     where p_part = 'message_versions'
       and v.tenant_id = current_tenant()
       and (v.message_id, v.version_number) > (p_after, p_after_number)
     order by v.message_id, v.version_number
     limit p_rows
  ), segments as (
    select s.conversation_id, s.first_position, s.xmin::text::bigint, s.body, s.digest, null::bytea, s.content_bytes
      from message_segments s
     where p_part = 'message_segments'
       and s.tenant_id = current_tenant()
       and (s.conversation_id, s.first_position) > (p_after, p_after_number)
     order by s.conversation_id, s.first_position
     limit p_rows
  ), memories as (
    select m.id, 0, m.xmin::text::bigint, m.content, null::bytea, null::bytea, null::integer
      from agent_memories m
     where p_part = 'agent_memories' and m.tenant_id = current_tenant() and m.id > p_after
     order by m.id
     limit p_rows
  ), results as (
    select s.id, 0, s.xmin::text::bigint, s.execution_result, null::bytea, null::bytea, null::integer
      from command_steps s
     where p_part = 'command_steps' and s.tenant_id = current_tenant() and s.id > p_after and s.execution_result is not null
     order by s.id
     limit p_rows
  ), outputs as (
    select o.step_id, o.chunk_index, o.xmin::text::bigint, o.stdout, o.stderr, null::bytea, null::integer
      from step_outputs o
     where p_part = 'step_outputs'
       and o.tenant_id = current_tenant()
       and (o.step_id, o.chunk_index) > (p_after, p_after_number)
     order by o.step_id, o.chunk_index
     limit p_rows
  ), evaluations as (
    select e.id, 0, e.xmin::text::bigint, e.success_indicators, e.failure_indicators, e.recommendations, null::integer
      from step_evaluations e
     where p_part = 'step_evaluations' and e.tenant_id = current_tenant() and e.id > p_after
     order by e.id
     limit p_rows
  ), configs as (
    select c.id, 0, c.xmin::text::bigint, coalesce(c.encrypted_value, convert_to(c.value::text, 'UTF8')), a.name_hash || c.config_key_hash,
           null::bytea, null::integer
      from agent_configs c
      join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
     where p_part = 'agent_configs' and c.tenant_id = current_tenant() and c.id > p_after
     order by c.id
     limit p_rows
  ), rows_of_the_part as (
    select * from live union all select * from versions union all select * from segments union all select * from memories
    union all select * from results union all select * from outputs union all select * from evaluations union all select * from configs
  ), judged as (
    select a.*, row_number() over so_far as ordinal,
           sum(coalesce(octet_length(a.first), 0) + coalesce(octet_length(a.second), 0) + coalesce(octet_length(a.third), 0)) over so_far as bytes,
           coalesce(not is_encrypted_by(a.first, p_key), false)
           or p_part not in ('message_segments', 'agent_configs') and coalesce(not is_encrypted_by(a.second, p_key), false)
           or coalesce(not is_encrypted_by(a.third, p_key), false) as due
      from rows_of_the_part a
    window so_far as (order by a.id, a.number)
  )
  select j.id, j.number, j.row_version, j.due, case when j.due then j.first end, case when j.due then j.second end,
         case when j.due then j.third end, j.content_bytes
    from judged j
   where j.ordinal = 1 or j.bytes <= p_bytes
   order by j.ordinal;
end
$$;
comment on function values_to_encrypt is
  'The next rows of a table, and what is in those that are not encrypted with this key (that are encrypted, where p_key is null): content and tools; body and digest of a segment; stdout and stderr; the evidence of an evaluation; the value of a config and the hashes of its agent''s name and its key. row_version tells a row from any other that comes in its place.';

create or replace function store_encrypted(p_part text, p_rows json) returns integer
  language plpgsql
as $$
declare
  v_stored integer;
begin
  if p_part = 'messages' then
    update messages m
       set content = stored_bytes(r.first), tools = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text, second text)
     where m.tenant_id = current_tenant() and m.id = r.id and m.xmin::text::bigint = r.row_version;
  elsif p_part = 'message_versions' then
    update message_versions v
       set content = stored_bytes(r.first), tools = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, number integer, row_version bigint, first text, second text)
     where v.tenant_id = current_tenant() and v.message_id = r.id and v.version_number = r.number and v.xmin::text::bigint = r.row_version;
  elsif p_part = 'message_segments' then
    update message_segments s
       set body = decode(r.body, 'base64'), digest = decode(r.digest, 'base64'), signature = decode(r.signature, 'base64'), language = r.language
      from json_to_recordset(p_rows) as r (
        id uuid, number integer, row_version bigint, body text, digest text, signature text, language text)
     where s.tenant_id = current_tenant() and s.conversation_id = r.id and s.first_position = r.number and s.xmin::text::bigint = r.row_version;
  elsif p_part = 'agent_memories' then
    update agent_memories m
       set content = stored_bytes(r.first), search_vector = to_tsvector(text_search_language(), memory_text(stored_bytes(r.first)))
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where m.tenant_id = current_tenant() and m.id = r.id and m.xmin::text::bigint = r.row_version;
  elsif p_part = 'command_steps' then
    -- what is packed is no text
    update command_steps s
       set execution_result = decode(r.first, 'base64')
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where s.tenant_id = current_tenant() and s.id = r.id and s.xmin::text::bigint = r.row_version;
  elsif p_part = 'step_outputs' then
    update step_outputs o
       set stdout = stored_bytes(r.first), stderr = stored_bytes(r.second)
      from json_to_recordset(p_rows) as r (id uuid, number integer, row_version bigint, first text, second text)
     where o.tenant_id = current_tenant() and o.step_id = r.id and o.chunk_index = r.number and o.xmin::text::bigint = r.row_version;
  elsif p_part = 'step_evaluations' then
    update step_evaluations e
       set success_indicators = stored_bytes(r.first), failure_indicators = stored_bytes(r.second), recommendations = stored_bytes(r.third)
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text, second text, third text)
     where e.tenant_id = current_tenant() and e.id = r.id and e.xmin::text::bigint = r.row_version;
  elsif p_part = 'agent_configs' then
    update agent_configs c
       set value = case when left(r.first, 1) <> chr(1) then r.first::jsonb end,
           encrypted_value = case when left(r.first, 1) = chr(1) then stored_bytes(r.first) end
      from json_to_recordset(p_rows) as r (id uuid, row_version bigint, first text)
     where c.tenant_id = current_tenant() and c.id = r.id and c.xmin::text::bigint = r.row_version;
  end if;
  get diagnostics v_stored = row_count;
  return v_stored;
end
$$;
comment on function store_encrypted is
  'Puts values in the place of those that they were made of, where these are still there; how many. Nothing else of a row changes: no version, no time.';

create or replace function forget_message_digests(p_after uuid, p_rows integer) returns uuid
  language sql
as $$
  with batch as (
    select c.id from conversations c
     where c.tenant_id = current_tenant() and c.id > p_after
     order by c.id
     limit p_rows
       for no key update
  ), forgotten as (
    update conversations c
       set messages_digest = null
      from batch b
     where c.tenant_id = current_tenant() and c.id = b.id and c.messages_digest is not null
  )
  select b.id from batch b order by b.id desc limit 1
$$;
comment on function forget_message_digests is
  'Forgets what the messages of the next conversations say together: it was made with another key, or with none. Answers the last one''s id. It is known again once they are saved together.';

create or replace function keep_encryption_place(p_walk text, p_part text, p_after text) returns boolean
  language plpgsql
as $$
begin
  update encryption_work
     set part = p_part, after = p_after, due_at = waymark_now() + interval '10 minutes'
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz;
  return found;
end
$$;
comment on function keep_encryption_place is 'Keeps how far a walk is; false when another one has begun, because settings or keys changed.';

create or replace function pause_encryption_walk(p_walk text) returns void
  language sql
as $$
  update encryption_work
     set due_at = waymark_now()
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz
$$;
comment on function pause_encryption_walk is 'Lets the next run go on with a walk at once.';

create or replace function finish_encryption_walk(p_walk text, p_clean boolean) returns void
  language plpgsql
as $$
declare
  v encryption_work;
  v_key uuid;
begin
  select * into v from encryption_work
   where tenant_id = current_tenant() and walk_started_at = p_walk::timestamptz for update;
  if not found then
    return;
  end if;
  if not p_clean or v.walk_started_at < v.changed_at + interval '2 minutes' then
    update encryption_work
       set part = '', after = '', walk_started_at = null,
           due_at = greatest(v.changed_at + interval '2 minutes', waymark_now() + case when p_clean then interval '0' else interval '10 minutes' end)
     where tenant_id = current_tenant();
    return;
  end if;
  delete from encryption_work where tenant_id = current_tenant();
  for v_key in
    update encryption_keys set retired_at = waymark_now()
     where tenant_id = current_tenant() and not is_primary and retired_at is null
    returning id
  loop
    perform audit_in_tenant(waymark_now(), 'encryption_key.retired', 'encryption_key', v_key, '{}');
  end loop;
end
$$;
comment on function finish_encryption_walk is
  'Ends a walk. It was the last one where it began two minutes after the change, which by then everybody knew, and left nothing undone: then keys that are not the primary are retired.';

create or replace function rewrap_encryption_key(p_key uuid, p_was text, p_wrapped bytea, p_by text) returns boolean
  language plpgsql
as $$
begin
  update encryption_keys
     set wrapped_key = p_wrapped, wrapped_by = p_by, rewrapped_at = waymark_now()
   where tenant_id = current_tenant() and id = p_key and wrapped_by = p_was;
  return found;
end
$$;
comment on function rewrap_encryption_key is 'Keeps a key as another key-encryption key wraps it; false when somebody else has done so.';
