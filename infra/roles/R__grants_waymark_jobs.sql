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
