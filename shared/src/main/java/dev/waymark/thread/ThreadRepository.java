package dev.waymark.thread;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Threads in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ThreadRepository extends GenericRepository<ThreadRow, UUID> {
    /// Makes a thread or changes its metadata; see `put_thread()`.
    @Query(
            "select * from put_thread(:agentName, :threadName, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    ThreadRow put(
            String agentName,
            String threadName,
            UUID newId,
            String body,
            @Nullable Long expected,
            boolean mustExist,
            boolean mustBeNew);

    /// The thread, or what is left of it.
    @Query("""
            select r.*
              from thread_rows r
             where r.id = (select t.id
                             from threads t
                             join agents a on a.tenant_id = t.tenant_id and a.id = t.agent_id
                            where a.name_hash = name_hash(:agentName) and t.thread_hash = name_hash(:threadName))
            """)
    Optional<ThreadRow> findByName(String agentName, String threadName);

    /// Deletes all of a thread; see `delete_thread()`.
    @Query("select true from delete_thread(:agentName, :threadName, :expected, :at)")
    boolean delete(String agentName, String threadName, @Nullable Long expected, Instant at);

    /// An agent's threads, the last changed first, changed before a moment.
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.updated_at desc, r.id desc) - r.size_bytes as bytes_before
                      from thread_rows r
                     where r.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
                       and r.deleted_at is null
                       and (r.updated_at, r.id) < (:before, :beforeId)
                     order by r.updated_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.updated_at desc, page.id desc
            """)
    List<ThreadRow> page(String agentName, Instant before, UUID beforeId, int rows, long budget);

    /// The same of those whose metadata contains one of the alternatives; see `threads_with()`.
    ///
    /// @param alternatives JSON array of objects
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.updated_at desc, r.id desc) - r.size_bytes as bytes_before
                      from threads_with(
                             (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName)),
                             cast(:alternatives as jsonb), :before, :beforeId, :rows) found
                      join thread_rows r on r.id = found.id) page
             where page.bytes_before < :budget
             order by page.updated_at desc, page.id desc
            """)
    List<ThreadRow> search(String agentName, String alternatives, Instant before, UUID beforeId, int rows, long budget);
}
