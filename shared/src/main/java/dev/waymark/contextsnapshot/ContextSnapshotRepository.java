package dev.waymark.contextsnapshot;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Context snapshots in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ContextSnapshotRepository extends GenericRepository<ContextSnapshotRow, UUID> {
    /// Stores a context; see `capture_context()`.
    ///
    /// @param content the bytes of new packs
    @Query("select replayed, cast(answer as text) as answer from capture_context(cast(:body as json), :content)")
    Written capture(String body, byte[] content);

    /// The newest context of an agent, see `context_before()`.
    @Query("""
            select b.body
              from context_before(cast(:agentName as text), cast(:userId as text)) as b (body)
             where b.body is not null
            """)
    Optional<ContextBefore> before(@Nullable String agentName, @Nullable String userId);

    @Query("select r.* from context_snapshot_rows r where r.id = :id")
    Optional<ContextSnapshotRow> findById(UUID id);
}
