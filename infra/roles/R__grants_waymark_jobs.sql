-- Family jobs: what runs on a schedule, for no tenant in particular.
-- Runs again: yes, on every change.

grant execute on function make_metric_partitions, collect_packs, forget_idempotency_keys, abandon_sessions to waymark_jobs;
