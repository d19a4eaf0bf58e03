-- What:  message segments, which hold old messages some hundreds to a row, and notes of the conversations that have some to
--        be sealed.
-- Why:   a short row costs more than it holds. Sealed into one Zstandard frame a hundred messages take a third to a sixth of the
--        room, and a whole conversation is read in as many rows as it has segments (ADR 0013).
-- Locks: messages and conversations against writes, for a moment, while the triggers are made. Runs again: no, the tables must not exist yet.

create table message_segments (
  tenant_id       uuid not null default current_tenant(),
  conversation_id uuid not null,
  -- which messages: every position between, but a live row at a position counts before what the segment says of it
  first_position  integer not null constraint message_segments_first_position_counts check (first_position >= 1),
  last_position   integer not null,
  -- the messages
  content_bytes   integer not null constraint message_segments_have_content check (content_bytes > 0),
  digest          bytea not null constraint message_segments_digest_is_sha256 check (octet_length(digest) = 32),
  body            bytea not null,
  -- what is asked of them without unpacking them
  figures         jsonb not null constraint message_segments_figures_are_array check (jsonb_typeof(figures) = 'array'),
  language        text not null,
  signature       bytea not null
    constraint message_segments_signature_stays_in_the_row check (octet_length(signature) between 1 and 1536),
  primary key (tenant_id, conversation_id, first_position),
  constraint message_segments_end_after_they_begin check (last_position >= first_position),
  constraint message_segments_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
-- packed already, and read whole or not at all; asking the signature must not read another page
alter table message_segments alter column body set storage external;
alter table message_segments alter column signature set storage plain;
comment on table message_segments is 'Messages that have become old, with all that their rows held. Nobody who reads, searches or edits notices.';
comment on column message_segments.content_bytes is 'what the body weighs unpacked';
comment on column message_segments.digest is 'SHA-256 of the conversation''s id, the first position and the body unpacked';
comment on column message_segments.body is 'the messages column by column: a Zstandard frame';
comment on column message_segments.figures is
  'sums over the messages by day (UTC), role and sending agent: [{"day", "role", "agent_id"?, "messages", "prompt_tokens"?, …}]';
comment on column message_segments.language is 'the text search configuration that the signature''s lexemes were made with';
comment on column message_segments.signature is 'a Bloom filter over the lexemes of the messages, see signature_has()';

create table sealing_notes (
  tenant_id       uuid not null default current_tenant(),
  conversation_id uuid not null,
  due_at          timestamptz not null,
  primary key (tenant_id, conversation_id),
  constraint sealing_notes_of_a_conversation
    foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
comment on table sealing_notes is 'Conversations that may have messages to be sealed: what the job looks at.';
comment on column sealing_notes.due_at is 'when to look; pushed on by whoever is looking, so that two do not do the same';
create index sealing_notes_due on sealing_notes (due_at);

create function note_messages_to_seal() returns trigger
  language plpgsql
as $$
begin
  insert into sealing_notes (tenant_id, conversation_id, due_at)
  values (new.tenant_id, new.conversation_id, waymark_now() + case when new.position = 1 then interval '1 hour' else interval '0' end)
  on conflict (tenant_id, conversation_id) do update
     set due_at = least(sealing_notes.due_at, excluded.due_at);
  return null;
end
$$;
comment on function note_messages_to_seal is
  'Notes the conversation for the job that seals: at its first message, to be looked at once it may be idle, and at every 32nd from there.';

create trigger messages_are_noted_for_sealing after insert on messages
  for each row when (new.position % 32 = 1)
  execute function note_messages_to_seal();

create function refuse_to_cut_segments() returns trigger
  language plpgsql
as $$
begin
  if exists (select from message_segments s
              where s.tenant_id = new.tenant_id and s.conversation_id = new.id and s.last_position >= new.next_position) then
    raise exception 'messages that are to go were sealed under this request' using errcode = 'WM001';
  end if;
  return null;
end
$$;
comment on function refuse_to_cut_segments is 'Whoever takes messages off the end makes rows of them first, see revive_messages(); this is for who was too slow.';

create trigger conversations_are_not_cut_within_segments after update of next_position on conversations
  for each row when (new.next_position < old.next_position)
  execute function refuse_to_cut_segments();

do $$
declare
  v_table text;
begin
  foreach v_table in array array['message_segments', 'sealing_notes'] loop
    execute format('alter table %I enable row level security', v_table);
    execute format('alter table %I force row level security', v_table);
    execute format(
      'create policy tenant_rows on %1$I to waymark_app using (%2$s) with check (%2$s)', v_table, format(
        'tenant_id = current_tenant() and case when current_agent() is null and current_end_user() is null then true
           else exists (select from conversations c where c.tenant_id = %1$I.tenant_id and c.id = %1$I.conversation_id) end', v_table));
  end loop;
end
$$;
create policy claiming on sealing_notes to waymark_searcher using (true) with check (true);
