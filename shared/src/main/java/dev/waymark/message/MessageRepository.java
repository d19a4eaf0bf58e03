package dev.waymark.message;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Messages in the database. Pages are read with one row more than shown and end where the
/// answer would outgrow its
/// limit; whoever shows messages reads them through [MessagePages].
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface MessageRepository extends GenericRepository<MessageRow, UUID> {
    /// Appends 1 to 500 messages; see `append_messages()`.
    @Query("select replayed, cast(answer as text) as answer from append_messages(:externalId, cast(:body as json))")
    Written append(String externalId, String body);

    /// Edits a message; see `patch_message()`.
    @Query("select * from patch_message(:message, cast(:body as json), :expected)")
    MessageRow change(UUID message, String body, @Nullable Long expected);

    Optional<MessageRow> findById(UUID id);

    /// The messages between two positions, both exclusive, from the first on; 404 when there is
    /// no such conversation.
    @Query("""
            select page.*
              from (select m.*, sum(m.size_bytes) over (order by m.position) - m.size_bytes as bytes_before
                      from message_rows m
                     where m.conversation_id = (select conversation_of(:externalId))
                       and m.position > :after
                       and m.position < :before
                       and (cast(:role as text) is null or m.role = :role)
                       and (cast(:messageType as text) is null or m.message_type = :messageType)
                       and (cast(:session as uuid) is null or m.session_id = :session)
                     order by m.position
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.position
            """)
    List<MessageRow> forward(
            String externalId,
            long after,
            long before,
            @Nullable String role,
            @Nullable String messageType,
            @Nullable UUID session,
            int rows,
            long budget);

    /// The same from the last on.
    @Query("""
            select page.*
              from (select m.*, sum(m.size_bytes) over (order by m.position desc) - m.size_bytes as bytes_before
                      from message_rows m
                     where m.conversation_id = (select conversation_of(:externalId))
                       and m.position > :after
                       and m.position < :before
                       and (cast(:role as text) is null or m.role = :role)
                       and (cast(:messageType as text) is null or m.message_type = :messageType)
                       and (cast(:session as uuid) is null or m.session_id = :session)
                     order by m.position desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.position desc
            """)
    List<MessageRow> backward(
            String externalId,
            long after,
            long before,
            @Nullable String role,
            @Nullable String messageType,
            @Nullable UUID session,
            int rows,
            long budget);
}
