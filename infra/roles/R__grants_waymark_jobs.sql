-- Family jobs: what runs on a schedule, for no tenant in particular.
-- Runs again: yes, on every change.

grant execute on function
  make_metric_partitions, drop_metric_partitions, roll_up_metrics, collect_garbage, forget_idempotency_keys, abandon_sessions
to waymark_jobs;

-- sealing messages: for one tenant at a time, as a caller of that tenant; update (due_at, updated_at) is for locking
grant select, update (updated_at) on conversations to waymark_jobs;
grant select, delete on messages to waymark_jobs;
grant select, insert, delete on message_segments to waymark_jobs;
grant select, update (due_at), delete on sealing_notes to waymark_jobs;
grant select on message_rows to waymark_jobs;
grant execute on function
  claim_conversations_to_seal, messages_to_seal, text_search_language, searchable_json, long_message_words, message_words, lexemes_of,
  seal_messages, settle_sealing
to waymark_jobs;

-- integrity: what family keep may, for one tenant at a time
grant execute on function tenants_to_check to waymark_jobs;

-- erasures that somebody began and nobody finished
grant execute on function unfinished_erasures to waymark_jobs;

-- the sweep, as a caller of one tenant after the other; it may do what keep may
grant execute on function tenants_to_sweep to waymark_jobs;

-- encrypting anew what is stored: for one tenant at a time, as a caller of that tenant
grant select, update (wrapped_key, wrapped_by, rewrapped_at, retired_at) on encryption_keys to waymark_jobs;
grant select, update, delete on encryption_work to waymark_jobs;
grant select, update (audit_head, audit_count) on tenants to waymark_jobs;
grant select, insert on audit_events to waymark_jobs;
grant update (content, tools) on messages to waymark_jobs;
grant select, update (content, tools) on message_versions to waymark_jobs;
grant update (body, digest, signature, language) on message_segments to waymark_jobs;
grant select, update (content, search_vector) on agent_memories to waymark_jobs;
grant update (messages_digest) on conversations to waymark_jobs;
grant select, update (execution_result) on command_steps to waymark_jobs;
grant select, update (stdout, stderr) on step_outputs to waymark_jobs;
grant select, update (success_indicators, failure_indicators, recommendations) on step_evaluations to waymark_jobs;
grant select, update (value, encrypted_value) on agent_configs to waymark_jobs;
grant select on agents to waymark_jobs;
grant execute on function
  claim_tenants_to_encrypt, values_to_encrypt, store_encrypted, forget_message_digests, keep_encryption_place, pause_encryption_walk,
  finish_encryption_walk, rewrap_encryption_key
to waymark_jobs;

-- watching the database: figures of the server, and a sample a day
grant select, insert, delete on storage_samples to waymark_jobs;
grant execute on function table_sizes, sample_storage, storage_growth, unused_indexes, watch_tenants, watch_database to waymark_jobs;
