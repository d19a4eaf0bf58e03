package dev.waymark.approval;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Requests for approval and decisions in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ApprovalRepository extends GenericRepository<ApprovalRow, UUID> {
    /// Decides about a step; see `decide_approval()`.
    @Query("select replayed, cast(answer as text) as answer from decide_approval(:step, cast(:body as json))")
    Written decide(UUID step, String body);

    /// Requests, the newest first, older than a moment; of one status, or of any. What is open has no outcome yet: said
    /// once more outside of the case, it keeps the inbox to an index of its own.
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.requested_at desc, r.id desc) - r.size_bytes as bytes_before
                      from approval_request_rows r
                     where case coalesce(cast(:wanted as text), 'any')
                             when 'any' then true
                             when 'pending' then r.outcome is null and not r.lapsed
                             when 'expired' then r.outcome = 'expired' or (r.outcome is null and r.lapsed)
                             else r.outcome = :wanted end
                       and (r.outcome is null or cast(:wanted as text) is distinct from 'pending')
                       and (r.requested_at, r.id) < (:before, :beforeId)
                     order by r.requested_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.requested_at desc, page.id desc
            """)
    List<ApprovalRequestRow> page(@Nullable String wanted, Instant before, UUID beforeId, int rows, long budget);

    /// The decisions about a step after a place, in the order in which they were made; with what there was to see where
    /// asked.
    @Query("""
            select a.id, a.command_id, a.step_id, a.decision, a.decided_by, a.approval_reasoning, a.expected_impact,
                   a.state_context_digest, a.decided_at, a.position,
                   case when :withContext then d.body end as state_context, sha256(d.body) = d.digest as intact
              from approval_rows a
              left join documents d on :withContext and d.digest = decode(a.state_context_digest, 'hex')
             where a.step_id = :step
             order by a.position
            """)
    List<ApprovalRow> ofStep(UUID step, boolean withContext);

    /// Whether there is such a step.
    @Query("select exists (select from step_rows s where s.id = :step)")
    boolean stepExists(UUID step);
}
