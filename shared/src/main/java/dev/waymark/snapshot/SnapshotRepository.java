package dev.waymark.snapshot;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Snapshots in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface SnapshotRepository extends GenericRepository<SnapshotRow, UUID> {
    /// Stores the baseline of a command.
    @Query("select replayed, cast(answer as text) as answer from capture_snapshot(:command, null, cast(:body as json))")
    Written captureOfCommand(UUID command, String body);

    /// Stores what the system looked like before or after a step.
    @Query("select replayed, cast(answer as text) as answer from capture_snapshot(null, :step, cast(:body as json))")
    Written captureOfStep(UUID step, String body);

    /// The named sections of one snapshot; none when there is no such snapshot.
    @Query("select * from section_rows where snapshot_id = :id and section = any (:names)")
    List<SectionRow> sections(UUID id, @TypeDef(type = DataType.STRING_ARRAY) List<String> names);

    /// The sections of the snapshots of one step, before and after it.
    @Query("select * from section_rows where step_id = :step order by snapshot_type desc")
    List<SectionRow> sectionsOfStep(UUID step);

    /// The named sections that differ between two snapshots, after one row without a section; none when one of
    /// the snapshots is not there. Equal sections are not read.
    @Query("""
            select before_id, after_id, section, before_digest, before_body, before_intact, after_digest, after_body, after_intact, noise
              from changed_section_rows
             where before_id = :before
               and after_id = :after
               and (section is null or section = any (:names))
             order by place
            """)
    List<ChangedSectionRow> changedSections(
            UUID before, UUID after, @TypeDef(type = DataType.STRING_ARRAY) List<String> names);

    /// The named sections that differ between the snapshots before and after a step, after one row without a
    /// section; that row alone, naming the snapshots that there are, when one is missing; none when there is no
    /// such step.
    @Query("""
            select s.before_snapshot_id as before_id, s.after_snapshot_id as after_id, c.section, c.before_digest, c.before_body,
                   c.before_intact, c.after_digest, c.after_body, c.after_intact, c.noise
              from step_rows s
              left join changed_section_rows c
                on c.before_step_id = s.id and c.before_type = 'before_step'
               and c.after_step_id = s.id and c.after_type = 'after_step'
               and (c.section is null or c.section = any (:names))
             where s.id = :step
             order by c.place
            """)
    List<ChangedSectionRow> changedSectionsOfStep(UUID step, @TypeDef(type = DataType.STRING_ARRAY) List<String> names);

    /// The sections of the snapshots of these steps.
    ///
    /// @param steps JSON array of ids
    @Query("""
            select r.*
              from section_rows r
             where r.step_id in (select cast(value as uuid) from json_array_elements_text(cast(:steps as json)))
             order by r.snapshot_type desc
            """)
    List<SectionRow> sectionsOfSteps(String steps);

    /// What the snapshots of these steps weigh.
    ///
    /// @param steps JSON array of ids
    @Query("""
            select z.step_id, cast(sum(z.size_bytes) as bigint) as size_bytes
              from snapshot_sizes z
             where z.step_id in (select cast(value as uuid) from json_array_elements_text(cast(:steps as json)))
             group by z.step_id
            """)
    List<SnapshotSize> sizesOfSteps(String steps);
}
