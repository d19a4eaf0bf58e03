package dev.waymark.command;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Commands in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface CommandRepository extends GenericRepository<CommandRow, UUID> {
    /// Creates a command with its baseline; see `create_command()`.
    @Query("select replayed, cast(answer as text) as answer from create_command(cast(:body as json))")
    Written create(String body);

    /// Moves a command along its statuses; see `patch_command()`.
    @Query("select * from patch_command(:command, :expected, cast(:body as json))")
    CommandRow change(UUID command, @Nullable Long expected, String body);

    /// Deletes a command with all below it; false when there is none.
    @Query("select delete_command(:command, :expected, :at)")
    boolean delete(UUID command, @Nullable Long expected, Instant at);

    Optional<CommandRow> findById(UUID id);

    boolean existsById(UUID id);

    /// Where the next entry of a command's timeline will stand.
    @Query("select c.next_position from commands c where c.tenant_id = current_tenant() and c.id = :command")
    Optional<Long> nextPosition(UUID command);

    /// Commands, the newest first, older than a moment; null filters let everything pass.
    @Query("""
            select page.*
              from (select c.*, sum(c.size_bytes) over (order by c.created_at desc, c.id desc) - c.size_bytes as bytes_before
                      from command_rows c
                     where (cast(:project as text) is null or c.project_id = project_of(:project))
                       and (cast(:status as text) is null or c.status = :status)
                       and (cast(:agent as text) is null or c.agent_id = agent_of(:agent))
                       and c.created_at >= :since
                       and c.created_at < :until
                       and (c.created_at, c.id) < (:before, :beforeId)
                     order by c.created_at desc, c.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<CommandRow> page(
            @Nullable String project,
            @Nullable String status,
            @Nullable String agent,
            Instant since,
            Instant until,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);
}
