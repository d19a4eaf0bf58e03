-- What:  the content-addressed store: each distinct JSON body once per tenant, under the SHA-256 of its canonical form.
-- Why:   snapshots, states and configurations repeat themselves; equal bodies cost nothing the second time.
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table documents (
  tenant_id  uuid not null default current_tenant(),
  digest     bytea not null,
  -- canonical JSON (RFC 8785, integers exact) as bytes: any string survives, U+0000 too
  body       bytea not null,
  size_bytes integer not null constraint documents_size_is_of_the_body check (size_bytes = octet_length(body)),
  created_at timestamptz not null default waymark_now(),
  touched_at timestamptz not null default waymark_now(),
  primary key (tenant_id, digest),
  constraint documents_digest_is_of_the_body check (digest = sha256(body))
);
comment on column documents.touched_at is
  'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

-- lz4 packs faster than the default where the server was built with it.
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table documents alter column body set compression lz4;
  end if;
end
$$;

alter table documents enable row level security;
alter table documents force row level security;
create policy tenant_rows on documents to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy erasing on documents to waymark_eraser using (true);
