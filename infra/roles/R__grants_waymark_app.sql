-- What every function family may do: run the words that policies, defaults and write functions are made of.
-- Runs again: yes, on every change.

grant execute on function
  current_tenant, current_agent, current_end_user, current_actor, caller_is_operator, caller_sees, waymark_now, name_hash, audit_hash,
  audit_detail, audit_detail_digest, audit_event_hash, audit_event_id, other_detail, next_id, problem, refuse_flaws, refuse_reference, idempotent_answer, keep_answer, audit_append, audit_in_tenant, put_documents, digest_of,
  step_may_move, command_may_move, begun, ensure_agent, schema_version, authenticate_key, output_so_far,
  is_encrypted, stored_bytes, stored_text, json_or_hidden, searchable_text, is_encrypted_by, encryption_policy,
  authenticate_caller, redaction_of_tenant
to waymark_app;

grant select on flyway_schema_history to waymark_app;

-- who writes of an end user asks whether that one was erased
grant execute on function is_erased, erasure_lock, refuse_erased, note_sender, end_user to waymark_app;
