-- Family judge: evaluates steps and keeps the runbook. Adds evaluations and cannot change one; adds the steps that remedies propose.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_judge;
grant select, update (next_step_number, last_active_step_id) on projects to waymark_judge;
grant select, update (status, current_step_index, last_state_evaluation_at, state_evaluation_count, adaptive_steps_generated,
                      corrective_steps_generated, evaluations_left_at, next_step_index, next_position, audit_head, audit_count, updated_at)
  on commands to waymark_judge;
grant select, insert, update (remedy, proposed_for) on command_steps to waymark_judge;
grant select, insert on system_state_snapshots, step_evaluations, approval_requests to waymark_judge;
grant select on command_approvals to waymark_judge;
grant select, insert, update, delete on remedies to waymark_judge;
grant select, insert, update (touched_at) on documents to waymark_judge;
grant select, insert on audit_events to waymark_judge;
grant select, insert, update on idempotency_keys to waymark_judge;
grant select on section_rows, unevaluated_steps, snapshot_sizes, evaluation_rows, remedy_rows to waymark_judge;
grant execute on function
  expected_impact_of, evaluation_subjects, predicate_flaw, judged_otherwise, matching_remedies, proposals,
  store_evaluations, record_proposals, record_steps, request_approvals, is_final, put_remedy, delete_remedy
to waymark_judge;

-- fields that are encrypted
grant select on encryption_keys to waymark_judge;
