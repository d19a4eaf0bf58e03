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
    /// places grow with it), everything else by `after`. A step comes with those of its sections that differ
    /// before and after it, up to 256 KiB a step and 2 MiB a page: beyond that, their weight alone. Whoever is
    /// following gets the news of steps too: see the view `timeline_news`.
    @Query("""
            with step_page as (
              select s.position, 'step' as kind, s.id, s.created_at as recorded_at, s.step_index, s.step_number, s.active, s.step_type,
                     s.command, s.explanation, s.risk_level, s.status, s.exit_code,
                     case when s.result_bytes <= 16384 then s.execution_result end as execution_result,
                     cast(s.result_bytes as bigint) as result_bytes, s.policy_violation,
                     s.commit_sha_before, s.commit_sha_after, s.total_tokens, s.cost_usd, s.started_at, s.ended_at, s.duration_ms,
                     cast(null as uuid) as step_id, cast(null as text) as snapshot_type,
                     cast(null as timestamptz) as captured_at, cast(null as text) as digests, cast(null as text) as fact,
                     least(s.size_bytes, octet_length(s.command) + coalesce(octet_length(s.explanation), 0) + 18000) as size_bytes,
                     s.result_archive_id
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
                     s.step_id, s.snapshot_type, s.captured_at, s.digests, cast(null as text), 1200, cast(null as uuid)
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
                     cast(null as uuid), cast(null as text), cast(null as timestamptz), cast(null as text), f.fact, octet_length(f.fact) + 200,
                     cast(null as uuid)
                from (select * from timeline_facts
                      union all
                      select * from timeline_news where :following) f
               where f.command_id = :commandId
                 and f.position > :after
               order by f.position
               limit :rows
            )
            select shown.*, changed.before_sections, changed.after_sections, changed.noise
              from (select page.*, sizes.changed_bytes, sum(sizes.changed_bytes) over (order by page.position) as changed_bytes_so_far
                      from (select entry.*, sum(entry.size_bytes) over (order by entry.position) - entry.size_bytes as bytes_before
                              from (select * from step_page union all select * from snapshot_page union all select * from fact_page) entry
                             order by entry.position
                             limit :rows) page
                      left join lateral (select sum(coalesce(c.before_bytes, 0) + coalesce(c.after_bytes, 0)) as changed_bytes
                                           from changed_section_rows c
                                          where page.kind = 'step'
                                            and c.before_step_id = page.id and c.before_type = 'before_step'
                                            and c.after_step_id = page.id and c.after_type = 'after_step') sizes on true
                     where page.bytes_before < :budget) shown
              left join lateral (select case when bool_and(coalesce(c.before_intact, true)) then
                                          '{' || coalesce(string_agg(case when c.before_intact then
                                                                       '"' || c.section || '":' || convert_from(c.before_body, 'UTF8') end, ','), '') || '}'
                                        end as before_sections,
                                        case when bool_and(coalesce(c.after_intact, true)) then
                                          '{' || coalesce(string_agg(case when c.after_intact then
                                                                       '"' || c.section || '":' || convert_from(c.after_body, 'UTF8') end, ','), '') || '}'
                                        end as after_sections,
                                        max(c.noise) as noise
                                   from changed_section_rows c
                                  where shown.changed_bytes <= 262144 and shown.changed_bytes_so_far <= 2097152
                                    and c.before_step_id = shown.id and c.before_type = 'before_step'
                                    and c.after_step_id = shown.id and c.after_type = 'after_step') changed on true
             order by shown.position
            """)
    List<TimelineRow> page(UUID commandId, long after, long afterStep, boolean following, int rows, long budget);
}
