-- What:  the views that reads go through: a row with what belongs to it under another table.
-- Why:   a command is shown with its project's key and its agent's name, a step with its snapshots; said once, here.
-- Locks: nothing. Runs again: yes; a column may be added at the end only.

create or replace view project_rows with (security_invoker = true) as
select p.id, p.key, p.name, p.repository_url, p.settings::text as settings, p.next_step_number, p.last_active_step_id,
       p.version, p.created_at, p.updated_at,
       octet_length(p.key) + octet_length(p.name) + coalesce(octet_length(p.repository_url), 0)
         + octet_length(p.settings::text) + 1000 as size_bytes
  from projects p
 where p.tenant_id = current_tenant();

create or replace view audit_event_rows with (security_invoker = true) as
select e.id, e.chain_id, e.chain_index, e.actor, e.action, e.subject_type, e.subject_id, e.detail,
       encode(e.detail_salt, 'hex') as detail_salt, encode(e.detail_digest, 'hex') as detail_digest, e.occurred_at,
       encode(e.previous_hash, 'hex') as previous_hash, encode(e.hash, 'hex') as hash,
       coalesce(octet_length(e.detail), 0) + 1500 as size_bytes
  from audit_trail e
 where e.tenant_id = current_tenant();

create or replace view command_rows with (security_invoker = true) as
select c.id, c.project_id, p.key as project, c.agent_id, a.name as agent, c.request, c.external_ref, c.metadata::text as metadata,
       case when c.status in ('pending', 'running')
             and exists (select from approval_requests r
                          where r.tenant_id = c.tenant_id and r.command_id = c.id and r.outcome is null
                            and (r.expires_at is null or r.expires_at > waymark_now()))
             and not exists (select from command_steps s
                              where s.tenant_id = c.tenant_id and s.command_id = c.id and s.active and s.status = 'executing')
            then 'awaiting_approval' else c.status end as status,
       c.current_step_index, c.requires_state_evaluation, c.adaptive_mode, c.baseline_snapshot_id,
       c.last_state_evaluation_at, c.state_evaluation_count, c.adaptive_steps_generated, c.corrective_steps_generated,
       c.next_step_index as step_count, c.version, c.created_at, c.updated_at, c.completed_at,
       octet_length(c.request) + octet_length(c.metadata::text) + 2000 as size_bytes
  from commands c
  join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
  left join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
 where c.tenant_id = current_tenant();
comment on view command_rows is
  'status: awaiting_approval follows from an open request while nothing executes, and is stored nowhere; the table has what the command comes back to';

create or replace function output_so_far(p_step uuid) returns bytea
  language sql stable parallel safe
as $$
  select case when bool_or(is_encrypted(substr(coalesce(o.stdout, o.stderr), 1, 1))) then
           '\x02'::bytea || convert_to((
             select json_agg(json_build_array(e.chunk_index, stored_text(e.stderr), stored_text(e.stdout)) order by e.chunk_index)::text
               from step_outputs e
              where e.tenant_id = current_tenant() and e.step_id = p_step), 'UTF8')
         else convert_to('{"stderr":"', 'UTF8') || coalesce(string_agg(o.stderr, '' order by o.chunk_index), '')
           || convert_to('","stdout":"', 'UTF8') || coalesce(string_agg(o.stdout, '' order by o.chunk_index), '') || convert_to('"}', 'UTF8')
         end
    from step_outputs o
   where o.tenant_id = current_tenant() and o.step_id = p_step
  having count(*) > 0
$$;
comment on function output_so_far is
  'The appended output of a step as a result, canonical JSON; null when there is none. Where some of it is encrypted, the byte 2 and a list of [chunk_index, stderr, stdout], each as stored_text() has it.';

create or replace view step_rows with (security_invoker = true) as
select s.id, s.command_id, s.project_id, s.step_index, s.step_number, s.position, s.parent_step_id, s.active,
       s.step_type, s.command, s.explanation, s.expected_outcome, s.risk_level, s.external_ref, s.metadata::text as metadata,
       encode(s.agent_config_digest, 'hex') as agent_config_digest,
       case when s.status = 'pending' then coalesce(
         (select case r.on_expiry when 'approve' then 'approved' else 'skipped' end
            from approval_requests r
           where r.tenant_id = s.tenant_id and r.step_id = s.id and r.outcome is null and r.expires_at <= waymark_now()), 'pending')
         else s.status end as status,
       r.execution_result, s.exit_code, s.resource_usage::text as resource_usage, s.policy_violation,
       s.branch, s.commit_sha_before, s.commit_sha_after, s.prompt_tokens, s.completion_tokens, s.total_tokens, s.cost_usd,
       s.generated_at, s.started_at, s.ended_at, s.duration_ms, s.version, s.created_at, s.updated_at,
       (select b.id from system_state_snapshots b
         where b.tenant_id = s.tenant_id and b.step_id = s.id and b.snapshot_type = 'before_step') as before_snapshot_id,
       (select b.id from system_state_snapshots b
         where b.tenant_id = s.tenant_id and b.step_id = s.id and b.snapshot_type = 'after_step') as after_snapshot_id,
       octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + coalesce(octet_length(s.expected_outcome), 0)
         + coalesce(s.plain_result_bytes, octet_length(r.execution_result), 0) + octet_length(s.metadata::text)
         + coalesce(octet_length(s.resource_usage::text), 0) + 2000 as size_bytes,
       s.changed_position, s.checkpoint_id,
       case when s.execution_result is null then s.result_archive_id end as result_archive_id,
       coalesce(s.plain_result_bytes, octet_length(r.execution_result)) as result_bytes
  from command_steps s
 cross join lateral (select case when s.execution_result is null and s.status = 'executing' then output_so_far(s.id)
                                 else s.execution_result end as execution_result) r
 where s.tenant_id = current_tenant();
comment on view step_rows is
  'status: of a pending step whose request for approval has expired, what its expiry means; size_bytes: about what the row weighs in an answer; results, the large part, are not unpacked for it; result_archive_id: the archive that alone has the result';

create or replace function utc_text(p_at timestamptz) returns text
  language sql stable parallel safe
  return to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
comment on function utc_text is 'A time as answers write it.';

create or replace view approval_rows with (security_invoker = true) as
select a.id, a.command_id, a.step_id, s.step_number, a.position, a.decision, a.decided_by, a.approval_reasoning,
       a.expected_impact::text as expected_impact, encode(a.state_context_digest, 'hex') as state_context_digest, a.decided_at,
       coalesce(octet_length(a.approval_reasoning), 0) + coalesce(octet_length(a.expected_impact::text), 0) + 1000 as size_bytes
  from command_approvals a
  join command_steps s on s.tenant_id = a.tenant_id and s.id = a.step_id
 where a.tenant_id = current_tenant();

create or replace view rollback_rows with (security_invoker = true) as
select r.id, p.key as project, r.project_id, r.ordinal, r.kind, r.to_step_number, r.deactivated_count, r.first_step_number, r.last_step_number,
       r.git_reset_to, r.git_step_number, r.snapshot_id, r.checkpoint_id, r.reason, r.rolled_back_by, r.created_at, r.undone_at, r.undone_by
  from rollbacks r
  join projects p on p.tenant_id = r.tenant_id and p.id = r.project_id
 where r.tenant_id = current_tenant();

create or replace view evaluation_rows with (security_invoker = true) as
select e.id, e.command_id, e.step_id, e.position, e.evaluation_type,
       stored_text(e.success_indicators) collate "C" as success_indicators, stored_text(e.failure_indicators) collate "C" as failure_indicators,
       encode(e.state_changes, 'hex') as state_changes_digest, d.body as state_changes,
       e.state_changes is null or (d.digest is not null and sha256(d.body) = d.digest) as intact,
       stored_text(e.recommendations) collate "C" as recommendations, e.confidence_score, e.evaluator, e.evaluated_at,
       array_to_json(e.proposed_steps)::text as proposed_steps,
       octet_length(e.success_indicators) + octet_length(e.failure_indicators) + octet_length(e.recommendations)
         + coalesce(d.size_bytes, 0) + 40 * cardinality(e.proposed_steps) + 1000 as size_bytes
  from step_evaluations e
  left join documents d on d.tenant_id = e.tenant_id and d.digest = e.state_changes
 where e.tenant_id = current_tenant();
comment on view evaluation_rows is
  'An evaluation with what changed; intact is false when that document is lost or does not match its digest. Evidence that is encrypted is as stored_text() has it.';

create or replace view timeline_facts with (security_invoker = true) as
select a.command_id, a.position, 'approval' as kind, a.id, a.decided_at as recorded_at,
       json_build_object('id', a.id, 'step_id', a.step_id, 'step_number', a.step_number, 'decision', a.decision, 'decided_by', a.decided_by,
         'approval_reasoning', a.approval_reasoning, 'expected_impact', a.expected_impact::json)::text as fact
  from approval_rows a
union all
select e.command_id, e.position, 'rollback', r.id, case e.action when 'undone' then r.undone_at else r.created_at end,
       json_build_object('id', r.id, 'action', e.action, 'kind', r.kind, 'reason', r.reason, 'rolled_back_by', r.rolled_back_by,
         'to_step_number', r.to_step_number, 'deactivated_count', e.deactivated_count, 'first_step_number', e.first_step_number,
         'last_step_number', e.last_step_number, 'undone_at', utc_text(r.undone_at), 'undone_by', r.undone_by)::text
  from rollback_entries e
  join rollbacks r on r.tenant_id = e.tenant_id and r.id = e.rollback_id
 where e.tenant_id = current_tenant()
union all
select e.command_id, e.position, 'evaluation', e.id, e.evaluated_at,
       json_build_object('id', e.id, 'step_id', e.step_id, 'evaluation_type', e.evaluation_type, 'confidence_score', e.confidence_score,
         'evaluator', e.evaluator,
         'failure_indicators', case when octet_length(e.failure_indicators) <= 16384 then json_or_hidden(e.failure_indicators) end,
         'recommendations', case when octet_length(e.recommendations) <= 16384 then json_or_hidden(e.recommendations) end,
         'proposed_steps', e.proposed_steps::json, 'link', '/v1/steps/' || e.step_id || '/evaluations')::text
  from evaluation_rows e;
comment on view timeline_facts is 'Entries of timelines that are neither steps nor snapshots, as the JSON that is shown of them.';

create or replace view timeline_news with (security_invoker = true) as
select s.command_id, s.changed_position as position, 'change' as kind, s.id, s.updated_at as recorded_at,
       json_build_object('step_id', s.id, 'step_number', s.step_number, 'step_index', s.step_index, 'active', s.active, 'status', s.status,
         'exit_code', s.exit_code, 'duration_ms', s.duration_ms)::text as fact
  from step_rows s
 where s.changed_position is not null
union all
select o.command_id, o.position, 'output', o.step_id, o.created_at,
       concat('{"step_id":"', o.step_id, '","chunk_index":', o.chunk_index,
         ',"stdout":"' || ltrim(stored_text(o.stdout), chr(1)) || '"', ',"stderr":"' || ltrim(stored_text(o.stderr), chr(1)) || '"',
         case when is_encrypted(substr(coalesce(o.stdout, o.stderr), 1, 1)) then ',"encrypted":true' end, '}') collate "C"
  from step_outputs o
 where o.tenant_id = current_tenant();
comment on view timeline_news is
  'What a timeline shows only to those who follow it, because a step says it of itself: how the step last changed, and the output that came while it executes.';

create or replace view approval_request_rows with (security_invoker = true) as
select r.step_id as id, r.command_id,
       (select p.key from projects p where p.tenant_id = s.tenant_id and p.id = s.project_id) as project,
       (select g.name from commands c join agents g on g.tenant_id = c.tenant_id and g.id = c.agent_id
         where c.tenant_id = r.tenant_id and c.id = r.command_id) as agent,
       s.step_number, s.command, s.explanation, s.expected_outcome,
       s.risk_level, r.outcome, coalesce(r.expires_at <= waymark_now(), false) as lapsed,
       case when r.outcome is not null then r.outcome when r.expires_at <= waymark_now() then 'expired' else 'pending' end as status,
       r.needed_count, r.on_expiry, r.requested_at, r.expires_at, r.settled_at,
       (select json_agg(json_build_object('decision', a.decision, 'decided_by', a.decided_by, 'approval_reasoning', a.approval_reasoning,
                 'decided_at', utc_text(a.decided_at)) order by a.position)
          from command_approvals a
         where a.tenant_id = r.tenant_id and a.step_id = r.step_id)::text as decisions,
       octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + coalesce(octet_length(s.expected_outcome), 0)
         + coalesce((select sum(octet_length(a.approval_reasoning) + 200) from command_approvals a
                      where a.tenant_id = r.tenant_id and a.step_id = r.step_id), 0) + 1000 as size_bytes
  from approval_requests r
  join command_steps s on s.tenant_id = r.tenant_id and s.id = r.step_id
 where r.tenant_id = current_tenant();
comment on view approval_request_rows is 'status: expired by the clock, whether or not anything has happened since';

create or replace view unevaluated_steps with (security_invoker = true) as
select s.id, s.command_id, s.step_number, s.step_index
  from command_steps s
 where s.tenant_id = current_tenant()
   and s.active
   and s.status in ('completed', 'failed')
   and s.kept_evaluation_type is null
   and not exists (select from step_evaluations e where e.tenant_id = s.tenant_id and e.step_id = s.id);
comment on view unevaluated_steps is 'Executed steps that nobody has evaluated.';

create or replace view snapshot_rows with (security_invoker = true) as
select s.id, s.command_id, s.step_id, s.position, s.snapshot_type, s.captured_at, s.created_at,
       json_strip_nulls(json_build_object(
         'system_info', encode(s.system_info, 'hex'), 'services_status', encode(s.services_status, 'hex'),
         'packages_installed', encode(s.packages_installed, 'hex'), 'network_connections', encode(s.network_connections, 'hex'),
         'file_system_state', encode(s.file_system_state, 'hex'), 'process_list', encode(s.process_list, 'hex'),
         'resource_usage', encode(s.resource_usage, 'hex')))::text as digests
  from system_state_snapshots s
 where s.tenant_id = current_tenant();
comment on view snapshot_rows is 'digests: section to hex digest, of the sections that were given';

create or replace view section_rows with (security_invoker = true) as
select s.id as snapshot_id, s.command_id, s.step_id, s.snapshot_type, s.captured_at, s.created_at,
       t.section, encode(t.digest, 'hex') as digest, d.body, d.digest is not null and sha256(d.body) = d.digest as intact
  from system_state_snapshots s
 cross join lateral (values (1, 'system_info', s.system_info), (2, 'services_status', s.services_status),
                            (3, 'packages_installed', s.packages_installed), (4, 'network_connections', s.network_connections),
                            (5, 'file_system_state', s.file_system_state), (6, 'process_list', s.process_list),
                            (7, 'resource_usage', s.resource_usage)) as t (place, section, digest)
  left join documents d on d.tenant_id = s.tenant_id and d.digest = t.digest
 where s.tenant_id = current_tenant()
   and t.digest is not null;
comment on view section_rows is 'One row per section of a snapshot, with its body; intact is false when the body is lost or does not match its digest.';

create or replace view changed_section_rows with (security_invoker = true) as
select b.id as before_id, b.step_id as before_step_id, b.snapshot_type as before_type,
       a.id as after_id, a.step_id as after_step_id, a.snapshot_type as after_type,
       t.place, t.section,
       encode(t.before_digest, 'hex') as before_digest, before.body as before_body, before.size_bytes as before_bytes,
       case when t.before_digest is not null then coalesce(sha256(before.body) = t.before_digest, false) end as before_intact,
       encode(t.after_digest, 'hex') as after_digest, after.body as after_body, after.size_bytes as after_bytes,
       case when t.after_digest is not null then coalesce(sha256(after.body) = t.after_digest, false) end as after_intact,
       case when p.settings ? 'noise' then jsonb_build_object('noise', p.settings -> 'noise')::text end as noise
  from system_state_snapshots b
 cross join system_state_snapshots a
  join commands c on c.tenant_id = a.tenant_id and c.id = a.command_id
  join projects p on p.tenant_id = c.tenant_id and p.id = c.project_id
 cross join lateral (values (0, null, null, null), (1, 'system_info', b.system_info, a.system_info),
                            (2, 'services_status', b.services_status, a.services_status),
                            (3, 'packages_installed', b.packages_installed, a.packages_installed),
                            (4, 'network_connections', b.network_connections, a.network_connections),
                            (5, 'file_system_state', b.file_system_state, a.file_system_state),
                            (6, 'process_list', b.process_list, a.process_list),
                            (7, 'resource_usage', b.resource_usage, a.resource_usage)) as t (place, section, before_digest, after_digest)
  left join documents before on before.tenant_id = b.tenant_id and before.digest = t.before_digest
  left join documents after on after.tenant_id = a.tenant_id and after.digest = t.after_digest
 where b.tenant_id = current_tenant()
   and a.tenant_id = current_tenant()
   and (t.place = 0 or t.before_digest is distinct from t.after_digest);
comment on view changed_section_rows is
  'One row per section that differs between two snapshots, with both bodies, and one without a section (place 0) that says that both snapshots exist. intact is null where the section was not given. noise: that of the project of the second.';
create or replace view snapshot_sizes with (security_invoker = true) as
select s.step_id, s.snapshot_type, sum(d.size_bytes)::bigint as size_bytes
  from system_state_snapshots s
 cross join lateral (values (s.system_info), (s.services_status), (s.packages_installed), (s.network_connections),
                            (s.file_system_state), (s.process_list), (s.resource_usage)) as t (digest)
  join documents d on d.tenant_id = s.tenant_id and d.digest = t.digest
 where s.tenant_id = current_tenant()
 group by s.step_id, s.snapshot_type;
comment on view snapshot_sizes is 'What the sections of a step''s snapshots weigh together, without reading them.';

create or replace view remedy_rows with (security_invoker = true) as
select r.id, r.name, r.applies_when, r.command, r.explanation, r.risk_level, r.enabled, r.version, r.created_at, r.updated_at,
       octet_length(r.name) + octet_length(r.applies_when) + octet_length(r.command) + coalesce(octet_length(r.explanation), 0)
         + 1000 as size_bytes
  from remedies r
 where r.tenant_id = current_tenant();
