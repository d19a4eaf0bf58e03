package dev.waymark.jobs.garbage;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Packs in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface PackRepository extends GenericRepository<Collected, UUID> {
    /// Looks at so many noted packs at most and deletes those that nothing names; no row once there is nothing left to
    /// look at; see `collect_packs()`.
    @Query("select * from collect_packs(:notes)")
    List<Collected> collect(int notes);
}
