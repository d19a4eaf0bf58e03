package dev.waymark.insights;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Figures over messages, made in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ConversationInsightsRepository extends GenericRepository<ConversationFiguresRow, Instant> {
    /// The row for all of the range, then one for each stretch, agent and role that has messages,
    /// in order; see `conversation_figures()`.
    ///
    /// @param agentName null for all
    @Query("""
            select f.*
              from conversation_figures(:since, :until, :bucket, cast(:agentName as text)) f
             order by f.at nulls first, f.agent nulls last, f.role
             limit :rows
            """)
    List<ConversationFiguresRow> of(Instant since, Instant until, String bucket, @Nullable String agentName, int rows);
}
