package dev.waymark.conversation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists of conversations in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface PreviewRepository extends GenericRepository<PreviewRow, UUID> {
    /// Conversations with their newest messages, the newest conversation first, made before a
    /// moment; null filters let
    /// everything pass.
    @Query("""
            select page.*
              from (select p.*, sum(p.size_bytes) over (order by p.created_at desc, p.id desc) - p.size_bytes as bytes_before
                      from conversation_previews p
                     where (cast(:user as text) is null or p.user_id = :user)
                       and (cast(:agent as text) is null or p.agent_id = agent_of(:agent))
                       and p.created_at >= :since
                       and p.created_at < :until
                       and (p.created_at, p.id) < (:before, :beforeId)
                     order by p.created_at desc, p.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<PreviewRow> page(
            @Nullable String user,
            @Nullable String agent,
            Instant since,
            Instant until,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);

    /// These conversations, an array of ids as PostgreSQL writes it, the newest first.
    @Query("""
            select p.*
              from conversation_previews p
             where p.id = any (cast(:conversations as uuid[]))
             order by p.created_at desc, p.id desc
            """)
    List<PreviewRow> of(String conversations);
}
