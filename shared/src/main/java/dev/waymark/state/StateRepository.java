package dev.waymark.state;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Versions of states in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StateRepository extends GenericRepository<StateRow, UUID> {
    /// Makes the next version; without an expected version and `mustExist`, the first. See `put_state()`.
    ///
    /// @param content the bytes of new packs
    @Query("select * from put_state(:agentName, :threadName, cast(:body as json), :expected, :mustExist, :content)")
    StateRow put(
            String agentName,
            String threadName,
            String body,
            @Nullable Long expected,
            boolean mustExist,
            byte[] content);

    /// The state of a version, or at an instant, or now, with the bodies of these partitions; see `read_state()`.
    @Query("select * from read_state(:agentName, :threadName, :version, cast(:at as timestamptz), :partitions)")
    StateRow read(
            String agentName,
            String threadName,
            @Nullable Long version,
            @Nullable Instant at,
            @TypeDef(type = DataType.STRING_ARRAY) List<String> partitions);

    /// The versions before a number, newest first; see `state_version_page()`.
    @Query("select * from state_version_page(:agentName, :threadName, :before, :rows, :budget, :partitions)")
    List<StateRow> page(
            String agentName,
            String threadName,
            long before,
            int rows,
            long budget,
            @TypeDef(type = DataType.STRING_ARRAY) List<String> partitions);

    /// A new version that takes a transition back; see `roll_back_state()`.
    @Query("""
            select replayed, cast(answer as text) as answer
              from roll_back_state(:agentName, :threadName, :transition, cast(:body as json), :expected)
            """)
    Written rollBack(String agentName, String threadName, UUID transition, String body, @Nullable Long expected);
}
