package dev.waymark.state;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Transitions between versions of states in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface TransitionRepository extends GenericRepository<TransitionRow, UUID> {
    /// What led to the versions before a number, newest first; see `state_transition_page()`.
    @Query("select * from state_transition_page(:agentName, :threadName, :before, :rows, :budget)")
    List<TransitionRow> page(String agentName, String threadName, long before, int rows, long budget);
}
