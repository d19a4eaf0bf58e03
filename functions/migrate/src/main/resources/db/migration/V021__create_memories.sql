-- What:  memories of agents, the codes that make an exact search for the nearest ones quick, accesses that are not counted in
--        place yet, and consolidations.
-- Why:   what an agent remembers is found again by what it means, what it says, how much it matters and how long ago it was
--        last looked at. Content is bytes, so that U+0000 survives; what the database checks and finds is made from it.
-- Locks: agents, for a moment (foreign keys). Runs again: no, the tables must not exist yet.

create function memory_json(p_content bytea) returns jsonb
  language sql immutable strict parallel safe
  return replace(convert_from(p_content, 'UTF8'), '\u0000', '\ufffd')::jsonb;
comment on function memory_json is
  'The content of a memory as jsonb can hold it: U+0000 becomes U+FFFD. (After an escaped backslash u0000 is text of its own, and reads ufffd then.)';

create function memory_keys(p_content bytea) returns text[]
  language sql immutable strict parallel safe
  return array(select jsonb_object_keys(memory_json(p_content)));
comment on function memory_keys is 'The names of the members of a memory''s content; an error where it is no object.';

create function memory_text(p_content bytea) returns text
  language sql immutable strict parallel safe
  return left(coalesce((
    select string_agg(t.word #>> '{}', ' ' order by t.place)
      from jsonb_path_query(memory_json(p_content), 'strict $.** ? (@.type() == "string")') with ordinality as t (word, place)), ''),
    100000);
comment on function memory_text is 'Every string value in a memory''s content, at most 100,000 characters: what full text looks at.';

create function required_keys(p_type text) returns text[]
  language sql immutable parallel safe
  return case p_type
    when 'episodic' then array['event', 'temporal']
    when 'semantic' then array['concept', 'definition']
    when 'procedural' then array['skill', 'steps']
    when 'working' then array['items', 'capacity']
  end;
comment on function required_keys is 'The members that a memory of this type must have in its content; null for a type that is not known.';

grant execute on function memory_json, memory_keys, memory_text, required_keys to waymark_app;

create table agent_memories (
  tenant_id         uuid not null default current_tenant(),
  id                uuid not null,
  agent_id          uuid not null,
  -- what every access changes: in no index, so that it changes in place
  access_count      bigint not null default 0 constraint agent_memories_access_count_counts check (access_count >= 0),
  last_accessed_at  timestamptz,
  -- what ranks it beside what it says
  importance        numeric(3, 2) not null default 0.5 constraint agent_memories_importance_is_a_share check (importance between 0 and 1),
  decay_rate        double precision not null default 0.1
    constraint agent_memories_decay_rate_fits check (decay_rate between 0 and 1000),
  -- where it comes from and where it goes
  source_message_id uuid,
  superseded_by     uuid,
  expires_at        timestamptz,
  version           bigint not null default 1,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  memory_type       text not null
    constraint agent_memories_type_known check (memory_type in ('episodic', 'semantic', 'procedural', 'working')),
  user_id           text constraint agent_memories_user_id_fits check (octet_length(user_id) between 1 and 1000),
  embedding_model   text constraint agent_memories_embedding_model_fits check (octet_length(embedding_model) between 1 and 1000),
  related_memories  uuid[] not null default '{}' constraint agent_memories_related_memories_fit check (cardinality(related_memories) <= 100),
  metadata          jsonb not null default '{}' constraint agent_memories_metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  -- what it says
  content           bytea not null,
  content_keys      text[] not null generated always as (memory_keys(content)) stored,
  search_text       text not null generated always as (memory_text(content)) stored,
  search_vector     tsvector not null,
  embedding         real[] constraint agent_memories_embedding_fits check (cardinality(embedding) between 1 and 4000),
  primary key (tenant_id, id),
  constraint agent_memories_of_an_agent foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
  constraint agent_memories_superseded_by_a_memory
    foreign key (tenant_id, superseded_by) references agent_memories (tenant_id, id) on delete set null (superseded_by),
  constraint agent_memories_content_has_what_its_type_requires check (content_keys @> required_keys(memory_type)),
  constraint agent_memories_supersede_others check (superseded_by <> id)
) with (fillfactor = 80);
alter table agent_memories alter column embedding set storage external;
comment on table agent_memories is 'What an agent remembers: of an end user, or of none.';
comment on column agent_memories.access_count is 'how often it was read or found, but for what memory_accesses still holds';
comment on column agent_memories.decay_rate is 'per day: recency is exp(-decay_rate * days since the last access, or since it was made)';
comment on column agent_memories.source_message_id is 'the message that it was taken from; no foreign key, because messages move into segments under the same id';
comment on column agent_memories.superseded_by is 'the memory that it was consolidated into; null again once that one is deleted';
comment on column agent_memories.expires_at is 'from then on nobody sees it, by the database''s clock';
comment on column agent_memories.version is 'counts what clients change; accesses and consolidation do not';
comment on column agent_memories.content is 'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes';
comment on column agent_memories.content_keys is 'made from content, so that a constraint can tell what is missing';
comment on column agent_memories.search_text is 'made from content: all text in it';
comment on column agent_memories.search_vector is 'of search_text, in the language that the tenant had set (settings.text_search) when content was written';
comment on column agent_memories.embedding is 'as it was given, single precision; as long as the tenant says (settings.embedding_dimensions, 1,536 by default). An array, which pgvector takes too';
create index agent_memories_newest_first on agent_memories (tenant_id, agent_id, created_at desc, id desc);
create index agent_memories_of_user on agent_memories (tenant_id, user_id, created_at desc, id desc) where user_id is not null;
create index agent_memories_superseded on agent_memories (tenant_id, superseded_by) where superseded_by is not null;
create index agent_memories_by_words on agent_memories using gin (search_vector);
create index agent_memories_by_metadata on agent_memories using gin (metadata jsonb_path_ops);

create table memory_codes (
  tenant_id  uuid not null default current_tenant(),
  memory_id  uuid not null,
  agent_id   uuid not null,
  user_id    text,
  scale      real not null constraint memory_codes_scale_positive check (scale > 0),
  slack      real not null constraint memory_codes_slack_not_negative check (slack >= 0),
  fine_slack real not null constraint memory_codes_fine_slack_not_negative check (fine_slack >= 0),
  code       text collate "C" not null,
  fine       text collate "C" not null,
  primary key (tenant_id, memory_id),
  constraint memory_codes_of_a_memory foreign key (tenant_id, memory_id) references agent_memories (tenant_id, id) on delete cascade,
  constraint memory_codes_as_fine_as_coarse check (octet_length(fine) = octet_length(code))
);
alter table memory_codes alter column code set storage plain;
alter table memory_codes alter column fine set storage external;
comment on table memory_codes is
  'Embeddings of length 1, a character a dimension: what an exact search reads of every memory of an agent, a quarter of what the embeddings weigh (ADR 0014).';
comment on column memory_codes.scale is 'what one step of code is worth';
comment on column memory_codes.slack is 'how far the vector may be from what code says: a bound, never an estimate; fine_slack likewise with fine';
comment on column memory_codes.code is 'per dimension the steps, -63 to 63, as the character 64 further: ASCII, so that a driver passes it on as it is';
comment on column memory_codes.fine is 'per dimension what code leaves over, in steps of 1/126, written the same way';
create index memory_codes_of_agent on memory_codes (tenant_id, agent_id, memory_id);

create table memory_accesses (
  tenant_id   uuid not null default current_tenant(),
  id          uuid not null default gen_random_uuid(),
  memory_id   uuid not null,
  agent_id    uuid not null,
  user_id     text,
  accessed_at timestamptz not null,
  primary key (tenant_id, memory_id, id),
  constraint memory_accesses_of_a_memory foreign key (tenant_id, memory_id) references agent_memories (tenant_id, id) on delete cascade
);
comment on table memory_accesses is
  'Accesses that found their memory locked by another one: they are kept here rather than wait, and the next access that finds it free counts them in. Empty, but for memories that many read at once.';

create table memory_consolidations (
  tenant_id              uuid not null default current_tenant(),
  id                     uuid not null,
  agent_id               uuid not null,
  user_id                text,
  source_memories        uuid[] not null
    constraint memory_consolidations_sources_fit check (cardinality(source_memories) between 1 and 100),
  consolidated_memory_id uuid not null,
  consolidation_type     text not null
    constraint memory_consolidations_type_known check (consolidation_type in ('merge', 'summarize', 'abstract')),
  tokens_saved           bigint not null,
  created_at             timestamptz not null,
  primary key (tenant_id, id),
  constraint memory_consolidations_made_a_memory
    foreign key (tenant_id, consolidated_memory_id) references agent_memories (tenant_id, id) on delete cascade
);
comment on table memory_consolidations is 'Which memories became which one. Leaves with the memory that it made.';
comment on column memory_consolidations.tokens_saved is 'the tokens of the sources'' contents less those of the new one''s; negative where the new one is longer';
create index memory_consolidations_of_memory on memory_consolidations (tenant_id, consolidated_memory_id);

alter table agent_memories enable row level security;
alter table agent_memories force row level security;
create policy tenant_rows on agent_memories to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create policy searching on agent_memories for select to waymark_searcher using (true);

alter table memory_codes enable row level security;
alter table memory_codes force row level security;
create policy tenant_rows on memory_codes to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
create policy searching on memory_codes for select to waymark_searcher using (true);

alter table memory_accesses enable row level security;
alter table memory_accesses force row level security;
create policy tenant_rows on memory_accesses to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));

alter table memory_consolidations enable row level security;
alter table memory_consolidations force row level security;
create policy tenant_rows on memory_consolidations to waymark_app
  using (tenant_id = current_tenant() and caller_sees(agent_id, user_id))
  with check (tenant_id = current_tenant() and caller_sees(agent_id, user_id));
