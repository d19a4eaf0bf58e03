package dev.waymark.thread;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
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
}
