package dev.waymark.metric;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Points in the database, and figures made there.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface MetricRepository extends GenericRepository<MetricNameRow, String> {
    /// Records the points of one call; see `record_metrics()`.
    @Query("select replayed, cast(answer as text) as answer from record_metrics(:agentName, cast(:body as jsonb))")
    Written record(String agentName, String body);

    /// The row for all of the range, then one for each stretch that has points, in order; see `metric_figures()`.
    ///
    /// @param tags an object that the points' tags contain; null for all points
    @Query("""
            select *
              from metric_figures(:agentName, :metricName, :since, :until, :bucket, cast(:tags as jsonb), :percentiles)
            """)
    List<MetricFiguresRow> figures(
            String agentName,
            String metricName,
            Instant since,
            Instant until,
            String bucket,
            @Nullable String tags,
            boolean percentiles);

    /// The metrics of an agent by name; see `metric_names()`.
    @Query("select * from metric_names(:agentName, :since, :until, :afterName, :rows)")
    List<MetricNameRow> names(String agentName, Instant since, Instant until, String afterName, int rows);
}
