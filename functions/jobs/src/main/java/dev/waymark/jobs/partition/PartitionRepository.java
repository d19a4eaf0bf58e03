package dev.waymark.jobs.partition;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;

/// Partitions in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface PartitionRepository extends GenericRepository<Month, Instant> {
    /// Makes the months of metrics that are not there yet, and says how many those were; see
    /// `make_metric_partitions()`.
    @Query("select make_metric_partitions(:since, :until)")
    int makeMonthsOfMetrics(Instant since, Instant until);

    /// Drops the months of metrics that ended before and are empty, and says how many those were;
    /// see `drop_metric_partitions()`.
    @Query("select drop_metric_partitions(:before)")
    int dropEmptyMonthsOfMetrics(Instant before);
}
