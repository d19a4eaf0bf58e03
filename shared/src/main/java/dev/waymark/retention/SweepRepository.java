package dev.waymark.retention;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What the sweep says to the database: each a statement, and so a transaction, that needs the run's newest token.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SweepRepository extends GenericRepository<DueBatch, Long> {
    /// Deletes one batch; see `sweep_deleted()`.
    @Query("""
            select looked_at, gone, anchor_at, anchor_id
              from sweep_deleted(:run, :token, :kind, :days, :at, :id, :past, :rows)
            """)
    DeletedBatch delete(UUID run, long token, String kind, int days, Instant at, UUID id, boolean past, int rows);

    /// One batch as lines; see `due_to_archive()`.
    @Query("""
            select looked_at, due, anchors, last_at, last_id, ids, witnesses, places, from_at, to_at, size_bytes, lines
              from due_to_archive(:run, :token, :kind, :days, :from, :id, :past, :rows, :bytes)
            """)
    DueBatch due(
            UUID run, long token, String kind, int days, Instant from, UUID id, boolean past, int rows, long bytes);

    /// Takes out what an archive holds; see `sweep_archived()`.
    @Query("select cast(sweep_archived(:run, :token, :kind, cast(:body as json)) as text)")
    String archived(UUID run, long token, String kind, String body);

    /// One batch of plain results; see `due_for_compression()`.
    @Query("""
            select anchor_id, anchor_at, id, witness, result
              from due_for_compression(:run, :token, :days, :from, :id, :past, :rows, :bytes)
            """)
    List<DueResult> plainResults(
            UUID run, long token, int days, Instant from, UUID id, boolean past, int rows, long bytes);

    /// Archives whose rows came back long ago; see `restored_archives()`.
    @Query("select a.id from restored_archives(:kind, :days) a")
    List<UUID> restored(String kind, int days);

    /// Deletes what came back from an archive; see `leave_restored()`.
    @Query("select leave_restored(:run, :token, :kind, :archive)")
    Long leaveRestored(UUID run, long token, String kind, UUID archive);

    /// Puts packed results in their place; see `sweep_compressed()`.
    @Query("select sweep_compressed(:run, :token, cast(:body as json))")
    Long compressed(UUID run, long token, String body);
}
