-- What:  the answers to requests that carried an Idempotency-Key.
-- Why:   written in the transaction of the effect itself, so that effect and memory of it exist together or not at all.
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table idempotency_keys (
  tenant_id   uuid not null default current_tenant(),
  key_digest  bytea not null constraint idempotency_keys_key_digest_is_sha256 check (octet_length(key_digest) = 32),
  fingerprint bytea not null constraint idempotency_keys_fingerprint_is_sha256 check (octet_length(fingerprint) = 32),
  -- what the request was assigned (ids, numbers, times); with the same body it rebuilds the first answer
  answer      json not null,
  created_at  timestamptz not null default waymark_now(),
  primary key (tenant_id, key_digest)
);
comment on table idempotency_keys is 'Lives 48 hours.';
comment on column idempotency_keys.key_digest is 'SHA-256 over the caller''s key, method, path and Idempotency-Key';
comment on column idempotency_keys.fingerprint is 'SHA-256 of the canonical body';

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant_rows on idempotency_keys to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy erasing on idempotency_keys to waymark_eraser using (true);
