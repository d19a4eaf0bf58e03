package dev.waymark.retention;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The sweeps of the caller's tenant.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RetentionRunRepository extends GenericRepository<RetentionRunRow, UUID> {
    /// Begins a sweep, or goes on with one that was left; see `begin_retention_run()`.
    @Query("select replayed, cast(answer as text) as answer from begin_retention_run(:id)")
    Written begin(UUID id);

    /// Ends a run, or leaves it for the next; see `leave_retention_run()`.
    @Query("select cast(leave_retention_run(:run, :token, :finished) as text)")
    String leave(UUID run, long token, boolean finished);

    /// Counts rows that could not leave; see `note_failed_sweep()`.
    @Query("select cast(note_failed_sweep(:run, :token, :kind, :failed) as text)")
    String noteFailed(UUID run, long token, String kind, long failed);

    @Query("select id, kinds, started_at, ended_at, working from retention_run_rows where id = :id")
    RetentionRunRow read(UUID id);

    /// The newest first, before a moment.
    @Query("""
            select id, kinds, started_at, ended_at, working
              from retention_run_rows
             where (started_at, id) < (:before, :beforeId)
             order by started_at desc, id desc
             limit :rows
            """)
    List<RetentionRunRow> page(Instant before, UUID beforeId, int rows);

    /// What a sweep would find now, by kind; see `retention_forecast()`.
    @Query("select kind, \"then\", due_count, due_bytes from retention_forecast()")
    List<ForecastRow> forecast();

    /// Tenants, those first whose sweep is unfinished or longest ago: whosever they are.
    @Query("select t.tenant_id from tenants_to_sweep(:count) t")
    List<UUID> tenantsToSweep(int count);
}
