package dev.waymark.evaluation;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Evaluations in the database, and what they are made of.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface EvaluationRepository extends GenericRepository<EvaluationRow, UUID> {
    /// What judging one step needs; see `evaluation_subjects()`.
    @Query("select * from evaluation_subjects(null, :step, null, 0)")
    List<SubjectPart> subjectOfStep(UUID step);

    /// What judging steps of a command needs.
    ///
    /// @param steps JSON array of ids; null for the first unevaluated ones that fit in the budget
    @Query("select * from evaluation_subjects(:command, null, cast(:steps as json), :budget)")
    List<SubjectPart> subjectsOfCommand(UUID command, @Nullable String steps, long budget);

    /// Stores evaluations of steps of one command, if their predicates come out as assumed; see `store_evaluations()`.
    ///
    /// @param command null to take that of the first step
    @Query(
            "select replayed, cast(answer as text) as answer from store_evaluations(cast(:command as uuid), cast(:body as json))")
    Written store(@Nullable String command, String body);

    /// Evaluations by id, in the order of their recording.
    ///
    /// @param ids JSON array of ids
    @Query("""
            select e.*
              from evaluation_rows e
             where e.id in (select cast(value as uuid) from json_array_elements_text(cast(:ids as json)))
             order by e.position
            """)
    List<EvaluationRow> named(String ids);

    /// The newest evaluation of each of these steps that has one.
    ///
    /// @param steps JSON array of ids
    @Query("""
            select e.*
              from json_array_elements_text(cast(:steps as json)) wanted
             cross join lateral (
               select n.* from evaluation_rows n where n.step_id = cast(wanted.value as uuid) order by n.position desc limit 1) e
            """)
    List<EvaluationRow> newestOf(String steps);

    /// The evaluations of a step that stand before a place, the newest first.
    @Query("""
            select page.*
              from (select e.*, sum(e.size_bytes) over (order by e.position desc) - e.size_bytes as bytes_before
                      from evaluation_rows e
                     where e.step_id = :step
                       and e.position < :before
                     order by e.position desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.position desc
            """)
    List<EvaluationRow> pageOfStep(UUID step, long before, int rows, long budget);
}
