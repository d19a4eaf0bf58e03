-- What:  the indexes of commands that a sweep has not been through, over an expression that a search under row security may use.
-- Why:   under row security PostgreSQL looks up by an index only what cannot leak, and counts coalesce() as what can: each batch
--        read the index of the tenant from its beginning, and the last one also all that is not due yet.
-- Locks: commands, against writes, while the indexes are built.
-- Runs again: yes, each index is dropped first.

drop index if exists commands_with_snapshots_to_sweep;
drop index if exists commands_with_evaluations_to_sweep;
drop index if exists commands_with_results_to_compress;
drop index if exists commands_with_results_to_sweep;
create index commands_with_snapshots_to_sweep
  on commands (tenant_id, (case when completed_at is not null then completed_at else rolled_back_at end), id)
  where case when completed_at is not null then completed_at else rolled_back_at end is not null and snapshots_left_at is null;
create index commands_with_evaluations_to_sweep
  on commands (tenant_id, (case when completed_at is not null then completed_at else rolled_back_at end), id)
  where case when completed_at is not null then completed_at else rolled_back_at end is not null and evaluations_left_at is null;
create index commands_with_results_to_compress
  on commands (tenant_id, (case when completed_at is not null then completed_at else rolled_back_at end), id)
  where case when completed_at is not null then completed_at else rolled_back_at end is not null and results_compressed_at is null;
create index commands_with_results_to_sweep
  on commands (tenant_id, (case when completed_at is not null then completed_at else rolled_back_at end), id)
  where case when completed_at is not null then completed_at else rolled_back_at end is not null and results_left_at is null;
