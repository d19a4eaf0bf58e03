-- Family keep: sweeps by retention, archives, restores and erases, for one tenant at a time. Family jobs is a member of it.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_keep;
grant select, insert on audit_events to waymark_keep;
grant select, insert, update on idempotency_keys to waymark_keep;

-- archives: what becomes of them
grant select, insert, update (status, rows, size_bytes, sha256, user_ids, from_at, to_at, restore_requested_at, restored_at, restored_rows,
                              erased_at, replaced_by), delete
  on archives to waymark_keep;
grant select on archive_rows to waymark_keep;
grant execute on function
  begin_archive, finish_archive, discard_archive, erase_archive, forget_archive, replace_archive, unfinished_archives, archives_of_user,
  archive_answer, locked_archive, request_restore, rely_on, restore_rows, restore_results, restore_archive, utc_text
to waymark_keep;

-- archives: rows that come back, below what they hang from
grant select, insert, update (touched_at) on documents, packs, packed_documents to waymark_keep;
grant select, insert, update (archive_id) on system_state_snapshots, step_evaluations, state_checkpoints to waymark_keep;
grant select, insert on checkpoint_writes to waymark_keep;
grant select, update (execution_result, result_archive_id) on command_steps to waymark_keep;
grant select on commands, threads, agents to waymark_keep;
