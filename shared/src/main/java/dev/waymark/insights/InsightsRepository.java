package dev.waymark.insights;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

/// Figures over steps, made in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface InsightsRepository extends GenericRepository<InsightsRow, Instant> {
    /// The row for all of the range, then one for each stretch that has steps, in order; see `insights_of()`.
    @Query("select * from insights_of(:project, :since, :until, :bucket)")
    List<InsightsRow> of(String project, Instant since, Instant until, String bucket);
}
