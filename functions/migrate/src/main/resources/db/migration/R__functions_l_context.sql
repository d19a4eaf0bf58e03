-- What:  templates of contexts, and snapshots of contexts as models were told them.
-- Why:   one function each, so one statement; counting a use never waits for another's.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view context_template_rows with (security_invoker = true) as
select t.id, t.name, t.description, t.segments, t.variables, t.separator, t.model, t.total_tokens,
       coalesce((select sum(u.use_count) from context_template_uses u where u.tenant_id = t.tenant_id and u.template_id = t.id), 0)::bigint
         as use_count,
       array_to_json(t.use_cases)::text as use_cases, array_to_json(t.agent_types)::text as agent_types,
       t.version, t.created_at, t.updated_at,
       octet_length(t.name) + octet_length(t.segments) + octet_length(t.variables) + coalesce(octet_length(t.description), 0)
         + octet_length(t.use_cases::text) + octet_length(t.agent_types::text) + 1000 as size_bytes
  from context_templates t
 where t.tenant_id = current_tenant();

create or replace function put_context_template(
  p_name text, p_id uuid, p_body json, p_expected bigint, p_must_exist boolean, p_must_be_new boolean)
returns setof context_template_rows
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_segments constant bytea := convert_to(p_body ->> 'segments', 'UTF8');
  v_variables constant bytea := convert_to(p_body ->> 'variables', 'UTF8');
  v_use_cases constant text[] := array(select json_array_elements_text(p_body -> 'use_cases'));
  v_agent_types constant text[] := array(select json_array_elements_text(p_body -> 'agent_types'));
  v context_templates;
begin
  if p_expected is null and not p_must_exist then
    insert into context_templates (id, name, segments, variables, separator, model, total_tokens, description, use_cases, agent_types,
                                   created_at, updated_at)
    values (p_id, p_name, v_segments, v_variables, p_body ->> 'separator', p_body ->> 'model', (p_body ->> 'total_tokens')::integer,
            p_body ->> 'description', v_use_cases, v_agent_types, v_at, v_at)
    on conflict on constraint context_templates_name_unique do nothing
    returning * into v;
    if v.id is not null then
      perform audit_in_tenant(v_at, 'context_template.created', 'context_template', p_id,
        json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
      return query select * from context_template_rows where id = p_id;
      return;
    end if;
  end if;
  select * into v from context_templates where tenant_id = current_tenant() and name_hash = name_hash(p_name) for no key update;
  if not found then
    perform problem('not-found', 'there is no template with this name');
  end if;
  if p_must_be_new or p_expected <> v.version then
    perform problem('version-mismatch', 'the template has another version', json_build_object('current_version', v.version));
  end if;
  update context_templates t
     set segments = v_segments, variables = v_variables, separator = p_body ->> 'separator', model = p_body ->> 'model',
         total_tokens = (p_body ->> 'total_tokens')::integer, description = p_body ->> 'description',
         use_cases = v_use_cases, agent_types = v_agent_types, version = t.version + 1, updated_at = v_at
   where t.tenant_id = current_tenant() and t.id = v.id
     and (t.segments, t.variables, t.separator, t.model, t.description, t.use_cases, t.agent_types) is distinct from
         (v_segments, v_variables, p_body ->> 'separator', p_body ->> 'model', p_body ->> 'description', v_use_cases, v_agent_types);
  if found then
    perform audit_in_tenant(v_at, 'context_template.changed', 'context_template', v.id,
      json_build_object('name', v.name, 'digest', p_body ->> 'digest'));
  end if;
  return query select * from context_template_rows where id = v.id;
end
$$;
comment on function put_context_template is
  'Creates the template or replaces it. The row is new when it has the id p_id. Putting what is there changes nothing.';

create or replace function delete_context_template(p_name text, p_expected bigint, p_at timestamptz) returns boolean
  language plpgsql
as $$
declare
  v record;
begin
  select id, version into v from context_templates where tenant_id = current_tenant() and name_hash = name_hash(p_name) for update;
  if not found then
    return false;
  end if;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the template has another version', json_build_object('current_version', v.version));
  end if;
  delete from context_templates where tenant_id = current_tenant() and id = v.id;
  perform audit_in_tenant(p_at, 'context_template.deleted', 'context_template', v.id, json_build_object('id', v.id));
  return true;
end
$$;
comment on function delete_context_template is 'Deletes a template; contexts that were rendered from it stay. False when there is none.';

create or replace function count_template_use(p_template uuid) returns void
  language plpgsql
as $$
declare
  v_slot smallint;
begin
  select u.slot into v_slot
    from context_template_uses u
   where u.tenant_id = current_tenant() and u.template_id = p_template
   limit 1
     for no key update skip locked;
  if found then
    update context_template_uses
       set use_count = use_count + 1
     where tenant_id = current_tenant() and template_id = p_template and slot = v_slot;
    return;
  end if;
  insert into context_template_uses as u (template_id, slot, use_count)
  values (p_template, floor(random() * 32)::smallint, 1)
  on conflict on constraint context_template_uses_pkey do update set use_count = u.use_count + 1;
end
$$;
comment on function count_template_use is
  'Counts a rendering where nobody else is counting. While all rows are taken another is begun, one of 32: two renderings wait for each other only when they begin the same at the same moment.';

create or replace view context_snapshot_rows with (security_invoker = true) as
select s.id, a.name as agent, s.agent_id, s.user_id, s.conversation_id, s.message_id,
       encode(s.snapshot_digest, 'hex') as snapshot_digest, s.model, s.total_tokens, s.compression_ratio, s.segment_count,
       s.build_time_ms, s.optimization_count, s.created_at,
       body_of(s.snapshot_digest) as snapshot
  from context_snapshots s
  join agents a on a.tenant_id = s.tenant_id and a.id = s.agent_id
 where s.tenant_id = current_tenant();
comment on view context_snapshot_rows is 'A context snapshot with its body, as body_of() answers it; null when it is lost.';

create or replace function context_before(p_agent text, p_user text) returns bytea
  language sql stable
begin atomic
  select body_of(s.snapshot_digest)
    from context_snapshots s
   where s.tenant_id = current_tenant()
     and s.agent_id = coalesce((select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(p_agent)), current_agent())
     and (p_user is null or s.user_id = p_user)
   order by s.created_at desc, s.id desc
   limit 1;
end;
comment on function context_before is 'The newest context that the agent was told, of this end user where one is named: what the next one probably resembles.';

create or replace function conversation_of_message(p_id uuid) returns conversations
  language sql stable
begin atomic
  select c.*
    from conversations c
   where c.tenant_id = current_tenant()
     and message_position(c, p_id) is not null
     and c.id in (select t.id from message_place(p_id) p join conversations t on t.tenant_id = current_tenant() and t.tag = p.tag
                  union all
                  select i.conversation_id from message_ids i where i.tenant_id = current_tenant() and i.id = p_id);
end;
comment on function conversation_of_message is 'The conversation that has the message of this id; null when no conversation that the caller sees has it.';

drop function if exists capture_context(json);
create or replace function capture_context(p_body json, p_content bytea) returns table (replayed boolean, answer json)
  language plpgsql
as $$
declare
  v_at constant timestamptz := p_body ->> 'at';
  v_message constant uuid := p_body ->> 'message_id';
  v_user text := p_body ->> 'user_id';
  v_conversation conversations;
  v_agent agents;
  v_answer json;
begin
  if v_message is not null then
    -- not locked: a snapshot changes nothing of the conversation, and its foreign key sees to it that it stays
    v_conversation := conversation_of_message(v_message);
    if v_conversation.id is null then
      perform refuse_reference('/message_id', 'reference', 'there is no such message');
    end if;
    if v_user <> v_conversation.user_id then
      perform refuse_reference('/user_id', 'conflict', 'is not the end user of the message''s conversation');
    end if;
    v_user := coalesce(v_conversation.user_id, v_user);
  end if;
  v_agent.id := coalesce(speaking_agent(p_body ->> 'agent', (p_body ->> 'new_agent_id')::uuid, v_at), v_conversation.agent_id);
  select * into v_agent from agents where tenant_id = current_tenant() and id = v_agent.id for no key update;
  if not found then
    perform refuse_reference('/agent', 'required', 'is required');
  end if;
  v_answer := idempotent_answer();
  if v_answer is not null then
    return query select true, v_answer;
    return;
  end if;
  v_user := speaking_user(v_user);
  perform put_documents(p_body -> 'documents');
  perform put_packed_documents(p_body -> 'packed_documents', p_body -> 'packs', p_content);
  insert into context_snapshots (id, agent_id, user_id, conversation_id, message_id, snapshot_digest, model, total_tokens,
                                 compression_ratio, segment_count, build_time_ms, optimization_count, created_at)
  values ((p_body ->> 'id')::uuid, v_agent.id, v_user, v_conversation.id, v_message, decode(p_body ->> 'snapshot_digest', 'hex'),
          p_body ->> 'model', (p_body ->> 'total_tokens')::bigint, (p_body ->> 'compression_ratio')::numeric,
          (p_body ->> 'segment_count')::integer, (p_body ->> 'build_time_ms')::bigint, (p_body ->> 'optimization_count')::integer, v_at);
  perform audit_in_agent(v_agent.id, v_at, 'context_snapshot.captured', 'context_snapshot', (p_body ->> 'id')::uuid,
    json_build_object('digest', p_body ->> 'snapshot_digest'));
  v_answer := json_strip_nulls(json_build_object('id', p_body ->> 'id', 'agent', v_agent.name, 'agent_id', v_agent.id, 'user_id', v_user,
    'conversation_id', v_conversation.id, 'created_at', v_at));
  perform keep_answer(v_answer);
  return query select false, v_answer;
end
$$;
comment on function capture_context is
  'Stores a context as a document with a row that tells how it was built; a large one in pieces, whose new packs have the bytes p_content. The agent is registered when its name is new; without a name it is the conversation''s.';
