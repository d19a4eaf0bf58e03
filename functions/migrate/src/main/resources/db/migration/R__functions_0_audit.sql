-- What:  the audit trail with everything that an event says, whether it is stored or follows.
-- Why:   audit_events keeps nothing twice (ADR 0022), and whoever reads it should not have to know.
-- Locks: nothing. Runs again: yes; a column of the view may be added at the end only.

create or replace function audit_event_id(p_at timestamptz, p_hash bytea) returns uuid
  language sql stable parallel safe
  return encode(substring(int8send((extract(epoch from p_at) * 1000)::bigint) from 3)
    || set_byte(set_byte(substring(p_hash from 1 for 10), 0, 112 | (get_byte(p_hash, 0) & 15)), 2, 128 | (get_byte(p_hash, 2) & 63)), 'hex')::uuid;
comment on function audit_event_id is 'The id of an event that has none stored: a UUIDv7 of its time and its hash.';

create or replace function audit_detail_digest(p_detail json, p_body_digest bytea, p_salt bytea) returns bytea
  language sql stable parallel safe
  return sha256(p_salt || convert_to(audit_detail(p_detail, p_body_digest), 'UTF8'));
comment on function audit_detail_digest is 'What the hash of an event covers in the place of its detail, which can be blanked therefore.';

create or replace function audit_event_hash(e audit_events, p_hash_before bytea) returns bytea
  language sql stable parallel safe
  return audit_hash(coalesce(e.previous_hash, p_hash_before), e.chain_id, e.chain_index, e.occurred_at, coalesce(e.actor, 'key:' || e.actor_key),
                    e.action, e.subject_type, coalesce(e.subject_id, e.chain_id),
                    coalesce(e.detail_digest, audit_detail_digest(e.detail, e.body_digest, e.detail_salt)));
comment on function audit_event_hash is 'The hash that an event has if it is as it was written, after an event of that hash.';

create or replace function other_detail(e audit_events) returns boolean
  language sql stable parallel safe
  return coalesce(e.detail_digest <> audit_detail_digest(e.detail, e.body_digest, e.detail_salt), false);
comment on function other_detail is 'Whether an event keeps a digest of its detail, and its detail is another.';

create or replace view audit_trail with (security_invoker = true) as
select e.tenant_id, coalesce(e.id, audit_event_id(e.occurred_at, e.hash)) as id, e.chain_id, e.chain_index,
       coalesce(e.actor, 'key:' || e.actor_key) as actor, e.action, e.subject_type, coalesce(e.subject_id, e.chain_id) as subject_id,
       audit_detail(e.detail, e.body_digest) as detail, e.detail_salt,
       coalesce(e.detail_digest, audit_detail_digest(e.detail, e.body_digest, e.detail_salt)) as detail_digest,
       e.occurred_at,
       coalesce(e.previous_hash, case when e.chain_index > 0 then (
         select p.hash from audit_events p
          where p.tenant_id = e.tenant_id and p.chain_id = e.chain_id and p.chain_index = e.chain_index - 1) end) as previous_hash,
       e.hash
  from audit_events e;
comment on view audit_trail is
  'audit_events as they are told, each with all that its hash covers. previous_hash is null for the first event of a chain, and where the one before is not there.';
