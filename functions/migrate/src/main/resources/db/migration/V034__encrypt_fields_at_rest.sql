-- What:  the keys that a tenant's fields are encrypted with, what is left to be encrypted anew, and memories whose content the
--        database cannot look into.
-- Why:   content of messages and memories can be kept so that whoever has the disk, a backup or the database alone reads
--        nothing (ADR 0018). A key is stored wrapped by one that the database never sees.
-- Locks: nothing but the functions that are replaced. Runs again: no, the tables must not exist yet.

create table encryption_keys (
  tenant_id    uuid not null default current_tenant(),
  id           uuid not null,
  -- new values are encrypted with one of them, the others still read what they wrote
  is_primary   boolean not null,
  -- the key itself, of use to nobody without the key that wraps it
  wrapped_key  bytea not null constraint encryption_keys_wrapped_key_fits check (octet_length(wrapped_key) between 1 and 4096),
  wrapped_by   text not null constraint encryption_keys_wrapped_by_fits check (octet_length(wrapped_by) between 1 and 2048),
  -- its life
  created_at   timestamptz not null,
  rewrapped_at timestamptz,
  retired_at   timestamptz,
  primary key (tenant_id, id),
  constraint encryption_keys_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  constraint encryption_keys_primary_is_not_retired check (not is_primary or retired_at is null)
);
comment on table encryption_keys is 'The data keys of a tenant, each wrapped by a key-encryption key that the database never sees.';
comment on column encryption_keys.is_primary is 'whether new values are encrypted with it';
comment on column encryption_keys.wrapped_key is 'the key encrypted by the key-encryption key, bound to tenant and id';
comment on column encryption_keys.wrapped_by is 'the key-encryption key: what AWS KMS knows it by, or local: and the id of a key in the key file';
comment on column encryption_keys.retired_at is 'when nothing in the database was encrypted with it any more; it is kept, because archives and backups may be';
create unique index encryption_keys_one_primary on encryption_keys (tenant_id) where is_primary;

create table encryption_work (
  tenant_id       uuid not null default current_tenant(),
  -- where the walk through the tenant's rows is
  part            text not null,
  after           text not null,
  walk_started_at timestamptz,
  -- why there is one, and when it goes on
  changed_at      timestamptz not null,
  due_at          timestamptz not null,
  primary key (tenant_id),
  constraint encryption_work_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table encryption_work is 'Tenants whose stored values may not be as their settings and keys want them: what the job encrypt-fields looks at.';
comment on column encryption_work.part is 'the table that the walk is in';
comment on column encryption_work.after is 'the place in it up to which all is done';
comment on column encryption_work.changed_at is 'when settings or keys changed last: a walk that began soon after it is made once more, for who did not know yet';
comment on column encryption_work.due_at is 'when to look; pushed on by whoever is looking, so that two do not do the same';
create index encryption_work_due on encryption_work (due_at);

do $$
declare
  v_table text;
begin
  foreach v_table in array array['encryption_keys', 'encryption_work'] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
  end loop;
end
$$;
-- whoever reads a row has to read its key; keys are made by those alone who see the whole tenant
create policy tenant_rows on encryption_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
create policy tenant_rows on encryption_work to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant() and current_agent() is null and current_end_user() is null);
create policy telling_the_policy on encryption_keys to waymark_eraser using (true);
create policy claiming on encryption_keys to waymark_searcher using (true);
create policy claiming on encryption_work to waymark_searcher using (true) with check (true);

-- An encrypted value begins with the byte 1, which no JSON does.

create or replace function memory_keys(p_content bytea) returns text[]
  language sql immutable strict parallel safe
  return case when get_byte(p_content, 0) = 1
    then array['event', 'temporal', 'concept', 'definition', 'skill', 'steps', 'items', 'capacity']
    else array(select jsonb_object_keys(memory_json(p_content))) end;
comment on function memory_keys is
  'The names of the members of a memory''s content; an error where it is no object. Of one that is encrypted all that any type requires: whoever encrypted it has looked.';

create or replace function memory_text(p_content bytea) returns text
  language sql immutable strict parallel safe
  return case when get_byte(p_content, 0) = 1 then '' else left(coalesce((
    select string_agg(t.word #>> '{}', ' ' order by t.place)
      from jsonb_path_query(memory_json(p_content), 'strict $.** ? (@.type() == "string")') with ordinality as t (word, place)), ''),
    100000) end;
comment on function memory_text is
  'Every string value in a memory''s content, at most 100,000 characters: what full text looks at. Nothing where it is encrypted.';

-- it answers one more column: what the caller's tenant encrypts
drop function if exists authenticate_key(bytea);
