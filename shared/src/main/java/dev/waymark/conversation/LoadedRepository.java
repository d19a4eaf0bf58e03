package dev.waymark.conversation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Whole states in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface LoadedRepository extends GenericRepository<LoadedRow, UUID> {
    /// The conversation, then messages, then context items; see `load_state()`.
    @Query("select * from load_state(:externalId, :messages, :items, :budget)")
    List<LoadedRow> load(String externalId, int messages, int items, long budget);
}
