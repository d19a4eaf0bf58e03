package dev.waymark.conversation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Searches conversations in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SearchedRepository extends GenericRepository<SearchedRow, UUID> {
    /// The next conversations, and whether the query finds them; see `conversations_to_search()`.
    @Query("""
            select id, created_at, found, segments
              from conversations_to_search(cast(:user as text), cast(:agent as text), :since, :until,
                                           :before, :beforeId, :query, :rows)
            """)
    List<SearchedRow> next(
            @Nullable String user,
            @Nullable String agent,
            Instant since,
            Instant until,
            Instant before,
            UUID beforeId,
            String query,
            int rows);
}
