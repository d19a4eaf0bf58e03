package dev.waymark.state;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Schemas of partitions in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StateSchemaRepository extends GenericRepository<StateSchemaRow, UUID> {
    /// Sets a partition's schema; see `put_state_schema()`.
    @Query(
            "select * from put_state_schema(:agentName, :partitionName, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    StateSchemaRow put(
            String agentName,
            String partitionName,
            String body,
            @Nullable Long expected,
            boolean mustExist,
            boolean mustBeNew);

    @Query("""
            select r.*
              from state_schema_rows r
             where r.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
               and r.partition = :partitionName
            """)
    Optional<StateSchemaRow> find(String agentName, String partitionName);

    /// Takes a partition's schema away; false when it has none.
    @Query("select delete_state_schema(:agentName, :partitionName, :expected, :at)")
    boolean delete(String agentName, String partitionName, @Nullable Long expected, Instant at);
}
