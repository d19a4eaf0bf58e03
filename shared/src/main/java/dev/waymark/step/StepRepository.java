package dev.waymark.step;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Steps in the database. Pages are read with one row more than shown and end where the answer would outgrow
/// its limit.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StepRepository extends GenericRepository<StepRow, UUID> {
    /// Records 1 to 500 steps; see `record_steps()`.
    @Query("select replayed, cast(answer as text) as answer from record_steps(:commandId, cast(:body as json))")
    Written record(UUID commandId, String body);

    /// Moves a step forward and adds what is known of it; see `patch_step()`.
    @Query("select * from patch_step(:stepId, :expected, cast(:body as json))")
    StepRow change(UUID stepId, @Nullable Long expected, String body);

    /// Adds output to a step that executes; see `append_output()`.
    @Query("select replayed, cast(answer as text) as answer from append_output(:stepId, cast(:body as json))")
    Written appendOutput(UUID stepId, String body);

    /// What has been appended to a step.
    @Query("""
            select count(*) as chunks, output_so_far(:step) as output
              from step_outputs o
             where o.tenant_id = current_tenant()
               and o.step_id = :step
            """)
    AppendedOutputRow outputSoFar(UUID step);

    /// How many chunks have been appended to a step.
    @Query("select count(*) from step_outputs o where o.tenant_id = current_tenant() and o.step_id = :step")
    int chunksOf(UUID step);

    Optional<StepRow> findById(UUID id);

    boolean existsById(UUID id);

    /// The step of a project by its number.
    @Query("""
            select s.*
              from step_rows s
             where s.step_number = :number
               and s.project_id = project_of(:project)
            """)
    Optional<StepRow> findByNumber(String project, long number);

    /// The steps of a command after an index, in order; none when there is no such command.
    @Query("""
            select page.*
              from (select s.*, sum(s.size_bytes) over (order by s.step_index) - s.size_bytes as bytes_before
                      from step_rows s
                     where s.command_id = :commandId
                       and s.step_index > :after
                     order by s.step_index
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.step_index
            """)
    List<StepRow> pageOfCommand(UUID commandId, long after, int rows, long budget);

    /// The steps of a project after a number, in order.
    @Query("""
            select page.*
              from (select s.*, sum(s.size_bytes) over (order by s.step_number) - s.size_bytes as bytes_before
                      from step_rows s
                     where s.project_id = project_of(:project)
                       and s.step_number > :after
                       and (s.active or not :activeOnly)
                     order by s.step_number
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.step_number
            """)
    List<StepRow> pageOfProject(String project, long after, boolean activeOnly, int rows, long budget);
}
