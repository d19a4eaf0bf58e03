package dev.waymark.jobs.metric;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Old points in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface OldPointRepository extends GenericRepository<RolledUp, UUID> {
    /// Makes days of so many old points at most, of the first tenant from that one on that has some;
    /// no row where none has; see `roll_up_metrics()`.
    @Query("select * from roll_up_metrics(:from, :most)")
    List<RolledUp> rollUp(UUID from, int most);
}
