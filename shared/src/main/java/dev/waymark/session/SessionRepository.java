package dev.waymark.session;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sessions in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface SessionRepository extends GenericRepository<SessionRow, UUID> {
    /// Begins a session; see `create_session()`.
    @Query("select replayed, cast(answer as text) as answer from create_session(:externalId, cast(:body as json))")
    Written create(String externalId, String body);

    /// Moves a session along its statuses; see `patch_session()`.
    @Query("select * from patch_session(:session, cast(:body as json), :expected)")
    SessionRow change(UUID session, String body, @Nullable Long expected);

    /// The sessions of a conversation, the newest first, begun before a moment; 404 when there
    /// is no such conversation.
    @Query("""
            select page.*
              from (select s.*, sum(s.size_bytes) over (order by s.started_at desc, s.id desc) - s.size_bytes as bytes_before
                      from session_rows s
                     where s.conversation_id = (select conversation_of(:externalId))
                       and (s.started_at, s.id) < (:before, :beforeId)
                       and (cast(:status as text) is null or s.status = :status)
                     order by s.started_at desc, s.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.started_at desc, page.id desc
            """)
    List<SessionRow> page(
            String externalId, @Nullable String status, Instant before, UUID beforeId, int rows, long budget);
}
