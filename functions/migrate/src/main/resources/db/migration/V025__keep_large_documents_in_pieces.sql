-- What:  packed documents: large bodies that are kept as pieces in packs, as the states of checkpoints are.
-- Why:   a state of an agent that changes a little makes a new document of all of it; in pieces it costs what changed (ADR 0011).
-- Locks: nothing. Runs again: no, the table must not exist yet.

create table packed_documents (
  tenant_id  uuid not null default current_tenant(),
  digest     bytea not null constraint packed_documents_digest_is_sha256 check (octet_length(digest) = 32),
  size_bytes integer not null constraint packed_documents_size_counts check (size_bytes > 0),
  layout     bytea not null,
  packs      uuid[] not null constraint packed_documents_have_packs check (cardinality(packs) > 0),
  created_at timestamptz not null default waymark_now(),
  touched_at timestamptz not null default waymark_now(),
  primary key (tenant_id, digest),
  constraint packed_documents_of_a_tenant foreign key (tenant_id) references tenants (id) on delete cascade
);
-- small already, and never of a shape that compresses
alter table packed_documents alter column layout set storage external;
comment on table packed_documents is
  'Large documents, put together from pieces. Their digest is that of the same document in documents: SHA-256 of its canonical JSON.';
comment on column packed_documents.size_bytes is 'of the canonical JSON';
comment on column packed_documents.layout is 'which pieces of the packs make up the document';
comment on column packed_documents.packs is 'every pack that reading it needs; the layout names them by their place';
comment on column packed_documents.touched_at is
  'when a writer last relied on this row, exact to 12 hours; the collector takes only what nothing refers to and nobody touched for 24 hours (ADR 0003)';

alter table packed_documents enable row level security;
alter table packed_documents force row level security;
create policy tenant_rows on packed_documents to waymark_app
  using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy collecting on packed_documents for select to waymark_eraser using (true);
