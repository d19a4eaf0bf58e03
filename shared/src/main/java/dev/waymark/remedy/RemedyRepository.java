package dev.waymark.remedy;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Remedies in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RemedyRepository extends GenericRepository<RemedyRow, UUID> {
    /// Creates or replaces a remedy; the answer has the id `newId` when it is new. See `put_remedy()`.
    @Query("select * from put_remedy(:remedy, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    RemedyRow put(
            String remedy, UUID newId, String body, @Nullable Long expected, boolean mustExist, boolean mustBeNew);

    /// Deletes a remedy; false when there is none.
    @Query("select delete_remedy(:remedy, :expected, :at)")
    boolean delete(String remedy, @Nullable Long expected, Instant at);

    @Query("""
            select r.*
              from remedy_rows r
             where r.id = (select i.id from remedies i where i.name_hash = name_hash(:remedy))
            """)
    Optional<RemedyRow> findByName(String remedy);

    /// Remedies, the newest first, older than a moment.
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.created_at desc, r.id desc) - r.size_bytes as bytes_before
                      from remedy_rows r
                     where (r.created_at, r.id) < (:before, :beforeId)
                     order by r.created_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<RemedyRow> page(Instant before, UUID beforeId, int rows, long budget);
}
