package dev.waymark.timeline;

import dev.waymark.snapshot.SnapshotRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// The timeline of a command in the database: one statement a page.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface TimelineRepository extends GenericRepository<SnapshotRow, UUID> {
    /// The entries after a place, in order. Steps are found by `afterStep` (their own index serves that;
    /// places grow with it), everything else by `after`.
    @Query("""
            with step_page as (
              select s.position, 'step' as kind, s.id, s.created_at as recorded_at, s.step_index, s.step_number, s.active, s.step_type,
                     s.command, s.explanation, s.risk_level, s.status, s.exit_code,
                     case when octet_length(s.execution_result) <= 16384 then s.execution_result end as execution_result,
                     cast(octet_length(s.execution_result) as bigint) as result_bytes, s.policy_violation,
                     s.commit_sha_before, s.commit_sha_after, s.total_tokens, s.cost_usd, s.started_at, s.ended_at, s.duration_ms,
                     cast(null as uuid) as step_id, cast(null as text) as snapshot_type,
                     cast(null as timestamptz) as captured_at, cast(null as text) as digests, cast(null as text) as fact,
                     least(s.size_bytes, octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + 18000) as size_bytes
                from step_rows s
               where s.command_id = :commandId
                 and s.step_index > :afterStep
               order by s.step_index
               limit :rows
            ), snapshot_page as (
              select s.position, 'snapshot', s.id, s.created_at, cast(null as integer), cast(null as bigint), cast(null as boolean), cast(null as text),
                     cast(null as text), cast(null as text), cast(null as text), cast(null as text), cast(null as integer),
                     cast(null as bytea), cast(null as bigint), cast(null as boolean),
                     cast(null as text), cast(null as text), cast(null as bigint), cast(null as numeric),
                     cast(null as timestamptz), cast(null as timestamptz), cast(null as bigint),
                     s.step_id, s.snapshot_type, s.captured_at, s.digests, cast(null as text), 1200
                from snapshot_rows s
               where s.command_id = :commandId
                 and s.position > :after
               order by s.position
               limit :rows
            ), fact_page as (
              select f.position, f.kind, f.id, f.recorded_at, cast(null as integer), cast(null as bigint), cast(null as boolean), cast(null as text),
                     cast(null as text), cast(null as text), cast(null as text), cast(null as text), cast(null as integer),
                     cast(null as bytea), cast(null as bigint), cast(null as boolean),
                     cast(null as text), cast(null as text), cast(null as bigint), cast(null as numeric),
                     cast(null as timestamptz), cast(null as timestamptz), cast(null as bigint),
                     cast(null as uuid), cast(null as text), cast(null as timestamptz), cast(null as text), f.fact, octet_length(f.fact) + 200
                from timeline_facts f
               where f.command_id = :commandId
                 and f.position > :after
               order by f.position
               limit :rows
            )
            select page.*
              from (select entry.*, sum(entry.size_bytes) over (order by entry.position) - entry.size_bytes as bytes_before
                      from (select * from step_page union all select * from snapshot_page union all select * from fact_page) entry
                     order by entry.position
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.position
            """)
    List<TimelineRow> page(UUID commandId, long after, long afterStep, int rows, long budget);
}
