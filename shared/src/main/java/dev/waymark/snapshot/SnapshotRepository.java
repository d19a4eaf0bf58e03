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
}
