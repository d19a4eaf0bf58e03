package dev.waymark.jobs.session;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Idle sessions in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IdleSessionRepository extends GenericRepository<Abandoned, UUID> {
    /// Abandons so many idle sessions at most; see `abandon_sessions()`.
    @Query("select * from abandon_sessions(:sessions)")
    List<Abandoned> abandon(int sessions);
}
