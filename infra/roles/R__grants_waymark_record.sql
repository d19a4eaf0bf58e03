-- Family record: writes the ledger. Adds audit events and cannot change one; deletes projects and commands only.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_record;
grant select, insert on agents to waymark_record;
grant select, insert, update, delete on projects, commands to waymark_record;
grant select, insert, update on command_steps to waymark_record;
grant select, insert, delete on step_outputs to waymark_record;
grant select, insert on system_state_snapshots to waymark_record;
grant select, insert, update (outcome, settled_at) on approval_requests to waymark_record;
grant select, insert on command_approvals to waymark_record;
grant select on step_evaluations to waymark_record;
grant select, insert, update (touched_at) on documents to waymark_record;
grant select, insert on audit_events to waymark_record;
grant select, insert, update on idempotency_keys to waymark_record;
grant select on project_rows, command_rows, step_rows, snapshot_rows, section_rows, unevaluated_steps to waymark_record;
grant execute on function
  audit_in_command, audit_in_project, forget_audit_content, insert_snapshot, project_of,
  put_project, delete_project, create_command, patch_command, delete_command, record_steps, patch_step, append_output, capture_snapshot, locked_command, set_last_active_step
to waymark_record;
grant execute on function
  is_final, request_approvals, withdraw_approval_requests, require_approval, stored_text_json, sections_json,
  approval_context, open_approval_request, decide_approval
to waymark_record;
grant select, insert, update (undone_at, undone_by) on rollbacks to waymark_record;
grant select, insert on rollback_entries to waymark_record;
grant execute on function
  rollback_answer, locked_project, snapshot_before, planned_rollback, enter_rollback, roll_back, undo_rollback
to waymark_record;
grant select, insert, update on side_effects to waymark_record;
grant execute on function audit_effect, effect_answer, claim_effect, complete_effect to waymark_record;

-- fields that are encrypted
grant select on encryption_keys to waymark_record;
