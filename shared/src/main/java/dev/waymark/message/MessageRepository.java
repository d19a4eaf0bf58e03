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

/// Messages in the database. Whoever shows messages reads them through [MessagePages].
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface MessageRepository extends GenericRepository<MessageRow, UUID> {
    /// Appends 1 to 500 messages; see `append_messages()`.
    @Query("select replayed, cast(answer as text) as answer from append_messages(:externalId, cast(:body as json))")
    Written append(String externalId, String body);

    /// Edits a message; see `patch_message()`.
    @Query("select * from patch_message(:message, cast(:body as json), :expected)")
    MessageRow change(UUID message, String body, @Nullable Long expected);

    /// The live messages between two positions, both exclusive, and the segments with others; see
    /// `stored_messages()`. 404 when there is no such conversation.
    @Query("""
            select *
              from stored_messages(:externalId, :after, :before, :forward, cast(:role as text), cast(:messageType as text),
                                   cast(:session as uuid), cast(:query as text), :rows, :segments, :bytes)
            """)
    List<StoredMessage> stored(
            String externalId,
            long after,
            long before,
            boolean forward,
            @Nullable String role,
            @Nullable String messageType,
            @Nullable UUID session,
            @Nullable String query,
            int rows,
            int segments,
            long bytes);

    /// The same without a filter. A statement of its own: one with parameters that are null is parsed anew each time,
    /// and its values come as text.
    @Query("""
            select *
              from stored_messages(:externalId, :after, :before, :forward, null, null, null, null, :rows, :segments, :bytes)
            """)
    List<StoredMessage> stored(
            String externalId, long after, long before, boolean forward, int rows, int segments, long bytes);

    /// The live message of this id, else the segment that has its place, if any.
    @Query("select * from stored_message(:id)")
    Optional<StoredMessage> stored(UUID id);

    /// The positions of those of these messages that the query finds; see `judged_messages()`.
    @Query("select judged_messages(:query, cast(:said as json))")
    List<Integer> judged(String query, String said);
}
