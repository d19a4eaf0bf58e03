-- What:  erasures with their receipts, tombstones of whom was erased, the key of each tenant's tombstones, and who has spoken
--        in which conversation. Triggers that refuse what names somebody who was erased.
-- Why:   an end user's wish to be forgotten is done at once and stays done: no late write brings anything back, and a tombstone
--        says nothing to whoever has not got the name already (ADR 0016).
-- Locks: the tables that name end users, against writes, while the triggers and an index are made and messages are looked
--        through once. Runs again: no, the tables must not exist yet.

create table tombstone_keys (
  tenant_id uuid not null default current_tenant(),
  -- a key of HMAC-SHA256, as RFC 2104 uses it: with each of the two pads already in it
  inner_pad bytea not null constraint tombstone_keys_inner_pad_is_a_block check (octet_length(inner_pad) = 64),
  outer_pad bytea not null constraint tombstone_keys_outer_pad_is_a_block check (octet_length(outer_pad) = 64),
  created_at timestamptz not null default waymark_now(),
  primary key (tenant_id),
  constraint tombstone_keys_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table tombstone_keys is 'The key of a tenant''s tombstones, made with the first of them: a tenant without one has erased nobody.';

create table tombstones (
  tenant_id  uuid not null default current_tenant(),
  kind       text not null constraint tombstones_kind_known check (kind in ('end_user', 'tenant')),
  digest     bytea not null constraint tombstones_digest_is_sha256 check (octet_length(digest) = 32),
  created_at timestamptz not null default waymark_now(),
  primary key (tenant_id, kind, digest),
  constraint tombstones_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
comment on table tombstones is
  'Whom nothing may be written of any more: end users, and, among the operators'' own rows, tenants. A row is there before anything is erased.';
comment on column tombstones.digest is 'HMAC-SHA256 of the id, see erased_digest(): the id itself is nowhere';

create table erasures (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null,
  kind        text not null constraint erasures_kind_known check (kind in ('end_user', 'tenant')),
  digest      bytea not null constraint erasures_digest_is_sha256 check (octet_length(digest) = 32),
  -- how far it is; the id of whom it is about is known for so long only
  subject     text constraint erasures_subject_fits check (octet_length(subject) between 1 and 1000),
  stage       text not null,
  place       text,
  -- the receipt
  tables      jsonb not null default '{}' constraint erasures_tables_is_object check (jsonb_typeof(tables) = 'object'),
  archives    integer not null default 0 constraint erasures_archives_count check (archives >= 0),
  erased_at   timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint erasures_once unique (tenant_id, kind, digest),
  constraint erasures_subject_is_forgotten check ((subject is null) = (finished_at is not null)),
  constraint erasures_of_a_tombstone foreign key (tenant_id, kind, digest) references tombstones (tenant_id, kind, digest) on delete cascade
);
comment on table erasures is 'What was erased, and how much of it: the receipt of each erasure, and how far one is that is not finished.';
comment on column erasures.subject is 'the id of whom it is about; null once it is finished';
comment on column erasures.stage is 'what is being erased, see next_stage(); finished at the end';
comment on column erasures.place is 'how far a stage is that goes from row to row';
comment on column erasures.tables is 'how many rows were deleted or blanked, by table; sealed messages count among messages';
comment on column erasures.archives is 'how many archives were deleted or written anew';
comment on column erasures.erased_at is 'when it began: from then on nothing is written of whom it is about';
create index erasures_unfinished on erasures (tenant_id, erased_at) where finished_at is null;

create table message_senders (
  tenant_id       uuid not null default current_tenant(),
  user_id         text not null constraint message_senders_user_id_fits check (octet_length(user_id) <= 1000),
  conversation_id uuid not null,
  primary key (tenant_id, user_id, conversation_id),
  constraint message_senders_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table message_senders is
  'In which conversations an end user has sent messages: where to look for them, since messages are sealed into segments that cannot be asked.';
comment on column message_senders.user_id is 'empty for conversations that had segments before this table was there: anyone may have spoken in these';
create index message_senders_of_conversation on message_senders (tenant_id, conversation_id);

-- whoever migrates sees no rows otherwise
alter table messages no force row level security;
alter table message_segments no force row level security;
insert into message_senders (tenant_id, user_id, conversation_id)
select distinct tenant_id, sender_user_id, conversation_id from messages where sender_user_id is not null;
insert into message_senders (tenant_id, user_id, conversation_id)
select distinct tenant_id, '', conversation_id from message_segments;
alter table messages force row level security;
alter table message_segments force row level security;

create index conversation_sessions_of_user on conversation_sessions (tenant_id, user_id) where user_id is not null;
create index documents_forsaken on documents (tenant_id, digest) where touched_at = timestamptz '1970-01-01 00:00:00+00';
create index packed_documents_forsaken on packed_documents (tenant_id, digest) where touched_at = timestamptz '1970-01-01 00:00:00+00';

do $$
declare
  v_table text;
begin
  foreach v_table in array array['tombstone_keys', 'tombstones', 'erasures', 'message_senders'] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
  end loop;
  foreach v_table in array array['tombstone_keys', 'tombstones', 'erasures'] loop
    execute format('create policy tenant_rows on %I to waymark_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', v_table);
    -- who writes has no business with tombstones: a function that runs as the eraser looks
    execute format('create policy erasing on %I for select to waymark_eraser using (true)', v_table);
  end loop;
end
$$;
create policy tenant_rows on message_senders to waymark_app
  using (tenant_id = current_tenant() and case when current_agent() is null and current_end_user() is null then true
    else exists (select from conversations c where c.tenant_id = message_senders.tenant_id and c.id = message_senders.conversation_id) end)
  with check (tenant_id = current_tenant() and case when current_agent() is null and current_end_user() is null then true
    else exists (select from conversations c where c.tenant_id = message_senders.tenant_id and c.id = message_senders.conversation_id) end);

-- Whoever deletes a tenant does so some rows at a time, from the same roots as the foreign keys do.
do $$
declare
  v_table text;
begin
  foreach v_table in array array['agents', 'projects', 'commands', 'threads', 'packed_documents'] loop
    execute format('create policy erasing_tenants on %I for delete to waymark_eraser using (true)', v_table);
  end loop;
  foreach v_table in array array['api_keys', 'agent_memories', 'agent_metrics'] loop
    execute format('create policy erasing_tenants on %I for select to waymark_eraser using (true)', v_table);
    execute format('create policy erasing_tenants_rows on %I for delete to waymark_eraser using (true)', v_table);
  end loop;
end
$$;

-- What the triggers say is in R__functions_t_erasure.sql.
create function refuse_erased_user() returns trigger
  language plpgsql
as $$
begin
  perform refuse_erased('end_user', new.user_id);
  return null;
end
$$;
comment on function refuse_erased_user is 'Ends the statement with a 410 where the row names an end user who was erased.';

create function refuse_erased_sender() returns trigger
  language plpgsql
as $$
declare
  v_sender constant text := new.conversation_id || ' ' || new.sender_user_id;
begin
  -- hundreds of messages may come at once: once in a transaction will do
  if current_setting('waymark.sender', true) is distinct from v_sender then
    perform refuse_erased('end_user', new.sender_user_id);
    perform note_sender(new.tenant_id, new.sender_user_id, new.conversation_id);
    perform set_config('waymark.sender', v_sender, true);
  end if;
  return null;
end
$$;
comment on function refuse_erased_sender is 'The same for who sent a message; and notes where to look for it.';

create function refuse_erased_tenant() returns trigger
  language plpgsql
as $$
begin
  perform refuse_erased('tenant', new.id::text);
  return null;
end
$$;
comment on function refuse_erased_tenant is 'Ends the statement with a 410 where a tenant is made anew that was deleted.';

do $$
declare
  v_table text;
begin
  foreach v_table in array array['conversations', 'conversation_sessions', 'agent_memories', 'context_snapshots', 'api_keys'] loop
    execute format('create trigger %1$s_name_nobody_erased after insert on %1$s for each row when (new.user_id is not null)
      execute function refuse_erased_user()', v_table);
    execute format('create trigger %1$s_never_name_somebody_erased after update of user_id on %1$s for each row
      when (new.user_id is not null and new.user_id is distinct from old.user_id) execute function refuse_erased_user()', v_table);
  end loop;
end
$$;
create trigger messages_name_nobody_erased after insert on messages
  for each row when (new.sender_user_id is not null)
  execute function refuse_erased_sender();
create trigger messages_never_name_somebody_erased after update of sender_user_id on messages
  for each row when (new.sender_user_id is not null and new.sender_user_id is distinct from old.sender_user_id)
  execute function refuse_erased_sender();
create trigger tenants_are_not_made_anew after insert on tenants
  for each row execute function refuse_erased_tenant();
