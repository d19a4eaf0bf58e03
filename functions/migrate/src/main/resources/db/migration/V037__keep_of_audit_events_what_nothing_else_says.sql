-- What:  columns of audit_events that may be null where the value follows from others, two that hold bytes where texts were, and three
--        indexes in the place of four.
-- Why:   every write leaves an event, and half of what it weighed said something a second time (ADR 0022). Events that are there stay as
--        they are: a value that is stored is believed no more than one that follows, the hash covers both.
-- Locks: audit_events, against everything, while it is read once for its constraints and three indexes are built: about a minute for ten million
--        events. Where that is long, build the three concurrently before, under the names below. Runs again: no.

alter table audit_events
  drop constraint audit_events_pkey,
  alter column id drop not null,
  alter column id drop default,
  alter column actor drop not null,
  alter column subject_id drop not null,
  alter column detail_digest drop not null,
  add column actor_key   uuid,
  add column body_digest bytea,
  drop constraint audit_events_first_has_no_previous,
  add constraint audit_events_first_has_no_previous check (chain_index > 0 or previous_hash is null),
  add constraint audit_events_actor_is_said_once check ((actor is null) <> (actor_key is null)),
  add constraint audit_events_digest_stays check (detail is not null or detail_digest is not null),
  add constraint audit_events_body_digest_is_sha256 check (octet_length(body_digest) = 32),
  add constraint audit_events_body_digest_leaves_too check (detail is not null or body_digest is null);
comment on table audit_events is
  'Append-only. Update and delete are refused; blanking detail and salt is the eraser''s alone. What follows from other columns or from the event before may be null: audit_trail shows events whole.';
comment on column audit_events.id is 'null: follows from hash and occurred_at, see audit_event_id()';
comment on column audit_events.actor is 'null: the key actor_key';
comment on column audit_events.actor_key is 'the key that acted; null where actor says who did';
comment on column audit_events.subject_id is 'null: whatever the chain belongs to';
comment on column audit_events.detail is 'what happened; without its last member digest where that is body_digest; null once blanked';
comment on column audit_events.body_digest is 'SHA-256 of the canonical body of the request; told as the last member of detail, see audit_detail()';
comment on column audit_events.detail_digest is 'SHA-256 of detail_salt and the detail as it is told; null: follows from these, which are there then';
comment on column audit_events.previous_hash is 'null: the hash of the event before, as it is there';

create unique index if not exists audit_events_in_chain on audit_events (tenant_id, chain_id, chain_index);
create index if not exists audit_events_of_subject on audit_events (tenant_id, subject_id) where subject_id is not null;
create index if not exists audit_events_newest on audit_events (tenant_id, occurred_at);
alter table audit_events
  drop constraint audit_events_chain_has_no_gap_twice,
  add constraint audit_events_chain_has_no_gap_twice primary key using index audit_events_in_chain;
drop index audit_events_by_subject;
drop index audit_events_by_time;

create function audit_detail(p_detail json, p_body_digest bytea) returns text
  language sql immutable parallel safe
  return case when p_body_digest is null then p_detail::text
              else left(p_detail::text, -1) || case p_detail::text when '{}' then '"digest" : "' else ', "digest" : "' end
                   || encode(p_body_digest, 'hex') || '"}' end;
comment on function audit_detail is 'The detail of an event as it is told and as its digest covers it: with the digest of the body as its last member.';

create or replace function refuse_audit_change() returns trigger
  language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and current_user = 'waymark_eraser'
     and new.detail is null and new.detail_salt is null
     and (to_jsonb(new) - 'detail' - 'detail_salt') = (to_jsonb(old) - 'detail' - 'detail_salt') then
    -- what the hash covers stays, and nobody but this says what it was
    new.detail_digest := coalesce(old.detail_digest, sha256(old.detail_salt || convert_to(audit_detail(old.detail, old.body_digest), 'UTF8')));
    new.body_digest := null;
    return new;
  end if;
  raise exception 'audit events are append-only' using errcode = 'insufficient_privilege';
end
$$;
