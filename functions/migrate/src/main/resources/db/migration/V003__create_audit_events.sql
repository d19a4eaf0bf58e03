-- What:  the append-only audit trail, a hash chain per command, per project and per tenant.
-- Why:   an edit made behind the API must show. A chain per command keeps commands from waiting for each other.
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table audit_events (
  tenant_id     uuid not null default current_tenant(),
  id            uuid not null default gen_random_uuid(),
  -- the place in the chain; the holder of the chain (command, project or tenant) keeps head and count
  chain_id      uuid not null,
  chain_index   bigint not null constraint audit_events_chain_index_counts check (chain_index >= 0),
  -- who did what to what
  actor         text not null,
  action        text not null,
  subject_type  text not null,
  subject_id    uuid not null,
  -- content that can be blanked without breaking the chain: the hash covers its salted digest only
  detail        json,
  detail_salt   bytea,
  detail_digest bytea not null constraint audit_events_detail_digest_is_sha256 check (octet_length(detail_digest) = 32),
  occurred_at   timestamptz not null,
  previous_hash bytea constraint audit_events_previous_hash_is_sha256 check (octet_length(previous_hash) = 32),
  hash          bytea not null constraint audit_events_hash_is_sha256 check (octet_length(hash) = 32),
  primary key (tenant_id, id),
  constraint audit_events_chain_has_no_gap_twice unique (tenant_id, chain_id, chain_index),
  constraint audit_events_first_has_no_previous check ((chain_index = 0) = (previous_hash is null)),
  constraint audit_events_content_leaves_together check ((detail is null) = (detail_salt is null))
);
-- No foreign key on tenant or subject: the fact outlives what it is about.
comment on table audit_events is 'Append-only. Update and delete are refused; blanking detail and salt is the eraser''s alone.';
comment on column audit_events.hash is
  'SHA-256 of previous_hash, chain_id, chain_index, occurred_at (microseconds), then length-prefixed actor, action, subject_type, then subject_id, detail_digest; see audit_hash()';
create index audit_events_by_subject on audit_events (tenant_id, subject_id, occurred_at);
create index audit_events_by_time on audit_events (tenant_id, occurred_at, id);

create function audit_hash(
  p_previous bytea, p_chain uuid, p_index bigint, p_occurred_at timestamptz,
  p_actor text, p_action text, p_subject_type text, p_subject uuid, p_detail_digest bytea)
returns bytea
language sql stable parallel safe
return sha256(
  coalesce(p_previous, ''::bytea) || uuid_send(p_chain) || int8send(p_index)
  || int8send((extract(epoch from p_occurred_at) * 1000000)::bigint)
  || int4send(octet_length(p_actor)) || convert_to(p_actor, 'UTF8')
  || int4send(octet_length(p_action)) || convert_to(p_action, 'UTF8')
  || int4send(octet_length(p_subject_type)) || convert_to(p_subject_type, 'UTF8')
  || uuid_send(p_subject) || p_detail_digest);
comment on function audit_hash is 'What one event''s hash covers, in this order. Whoever verifies a chain outside the database computes the same.';

create function refuse_audit_change() returns trigger
  language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and current_user = 'waymark_eraser'
     and new.detail is null and new.detail_salt is null
     and (to_jsonb(new) - 'detail' - 'detail_salt') = (to_jsonb(old) - 'detail' - 'detail_salt') then
    return new;
  end if;
  raise exception 'audit events are append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_events_append_only
  before update or delete on audit_events
  for each row execute function refuse_audit_change();
create trigger audit_events_never_truncated
  before truncate on audit_events
  for each statement execute function refuse_audit_change();

alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy tenant_rows on audit_events to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy erasing on audit_events to waymark_eraser using (true) with check (true);

grant execute on function audit_hash to waymark_app, waymark_eraser;
