package dev.waymark.audit;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The audit trail in the database. Events are written by the write functions alone.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AuditEventRepository extends GenericRepository<AuditEventRow, UUID> {
    /// Events, the newest first; null filters let everything pass.
    @Query("""
            select page.*
              from (select e.*, sum(e.size_bytes) over (order by e.occurred_at desc, e.id desc) - e.size_bytes as bytes_before
                      from audit_event_rows e
                     where (cast(:subject as uuid) is null or e.subject_id = :subject)
                       and (cast(:chain as uuid) is null or e.chain_id = :chain)
                       and (cast(:actionName as text) is null or e.action = :actionName)
                       and e.occurred_at >= :since
                       and e.occurred_at < :until
                       and (e.occurred_at, e.id) < (:before, :beforeId)
                     order by e.occurred_at desc, e.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.occurred_at desc, page.id desc
            """)
    List<AuditEventRow> page(
            @Nullable UUID subject,
            @Nullable UUID chain,
            @Nullable String actionName,
            Instant since,
            Instant until,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);
}
