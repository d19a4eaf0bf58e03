package dev.waymark.conversation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Saves whole states.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SavedRepository extends GenericRepository<SavedRow, UUID> {
    /// Writes what is new or changed; see `save_state()`.
    @Query("select * from save_state(:externalId, cast(:body as json), :expected)")
    SavedRow save(String externalId, String body, @Nullable Long expected);
}
