package dev.waymark.project;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Projects in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ProjectRepository extends GenericRepository<ProjectRow, UUID> {
    /// Creates or changes a project; the answer has the id `newId` when it is new. See `put_project()`.
    @Query("select * from put_project(:key, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    ProjectRow put(String key, UUID newId, String body, @Nullable Long expected, boolean mustExist, boolean mustBeNew);

    /// Deletes a project with all below it; false when there is none.
    @Query("select delete_project(:key, :expected, :at)")
    boolean delete(String key, @Nullable Long expected, Instant at);

    @Query("select * from project_rows where id = project_of(:key)")
    Optional<ProjectRow> findByKey(String key);

    /// Projects by key, the newest first, older than a moment.
    @Query("""
            select page.*
              from (select p.*, sum(p.size_bytes) over (order by p.created_at desc, p.id desc) - p.size_bytes as bytes_before
                      from project_rows p
                     where (p.created_at, p.id) < (:before, :beforeId)
                     order by p.created_at desc, p.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<ProjectRow> page(Instant before, UUID beforeId, int rows, long budget);
}
