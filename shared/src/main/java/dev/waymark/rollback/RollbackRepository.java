package dev.waymark.rollback;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Rollbacks in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RollbackRepository extends GenericRepository<RollbackRow, UUID> {
    /// Makes a step and all later active ones inactive, or that step alone; see `roll_back()`.
    @Query("select replayed, cast(answer as text) as answer from roll_back(:key, :number, :alone, cast(:body as json))")
    Written rollBack(String key, long number, boolean alone, String body);

    /// Makes active again what a rollback made inactive; see `undo_rollback()`.
    @Query("select replayed, cast(answer as text) as answer from undo_rollback(:key, :rollback, cast(:body as json))")
    Written undo(String key, UUID rollback, String body);

    /// The rollbacks of a project, the newest first, before a place.
    @Query("""
            select r.*
              from rollback_rows r
             where r.project_id = project_of(:key)
               and r.ordinal < :before
             order by r.ordinal desc
             limit :rows
            """)
    List<RollbackRow> page(String key, long before, int rows);
}
