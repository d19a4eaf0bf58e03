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
            select e.*
              from (select found.*, sum(found.size_bytes) over (order by found.occurred_at desc, found.id desc) as bytes
                      from (select s.chain_id, s.chain_index, s.occurred_at, coalesce(s.id, audit_event_id(s.occurred_at, s.hash)) as id,
                                   coalesce(octet_length(s.detail::text), 0) + 1500 as size_bytes
                              from audit_events s
                             where s.tenant_id = current_tenant()
                               and (cast(:subject as uuid) is null or s.subject_id = :subject or s.subject_id is null and s.chain_id = :subject)
                               and (cast(:chain as uuid) is null or s.chain_id = :chain)
                               and (cast(:actionName as text) is null or s.action = :actionName)
                               and s.occurred_at >= :since
                               and s.occurred_at < :until
                               and s.occurred_at <= :before
                               and (s.occurred_at < :before or coalesce(s.id, audit_event_id(s.occurred_at, s.hash)) < :beforeId)
                             order by s.occurred_at desc, id desc
                             limit :rows) found) page
              join audit_event_rows e on e.chain_id = page.chain_id and e.chain_index = page.chain_index
             where page.bytes - page.size_bytes < :budget
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
