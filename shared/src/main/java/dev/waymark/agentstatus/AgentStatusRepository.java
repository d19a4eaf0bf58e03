package dev.waymark.agentstatus;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// How agents are doing, in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AgentStatusRepository extends GenericRepository<AgentStatusRow, UUID> {
    /// Takes a heartbeat; see `put_agent_status()`.
    @Query("select * from put_agent_status(:agentName, cast(:body as json))")
    AgentStatusRow put(String agentName, String body);

    @Query("""
            select s.*
              from agent_status_rows s
             where s.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
            """)
    Optional<AgentStatusRow> findByAgent(String agentName);
}
