package dev.waymark.contextsnapshot;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// Context snapshots in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ContextSnapshotRepository extends GenericRepository<ContextSnapshotRow, UUID> {
    /// Stores a context; see `capture_context()`.
    @Query("select replayed, cast(answer as text) as answer from capture_context(cast(:body as json))")
    Written capture(String body);

    @Query("select r.* from context_snapshot_rows r where r.id = :id")
    Optional<ContextSnapshotRow> findById(UUID id);
}
