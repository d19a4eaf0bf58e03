package dev.waymark.agentconfig;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Configs of agents in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AgentConfigRepository extends GenericRepository<ConfigRow, UUID> {
    /// Makes or replaces a config; the answer has the id `newId` when it is new. See `put_config()`.
    @Query("""
            select * from put_config(:agentName, :configKey, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)
            """)
    ConfigRow put(
            String agentName,
            String configKey,
            UUID newId,
            String body,
            @Nullable Long expected,
            boolean mustExist,
            boolean mustBeNew);

    /// Deletes a config; false when there is none.
    @Query("select delete_config(:agentName, :configKey, :expected, :at)")
    boolean delete(String agentName, String configKey, @Nullable Long expected, Instant at);

    @Query("""
            select c.*
              from agent_config_rows c
             where c.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
               and c.config_key_hash = name_hash(:configKey)
            """)
    Optional<ConfigRow> findByKey(String agentName, String configKey);

    /// The configs of an agent by key, those after a key.
    @Query("""
            select page.*
              from (select c.*, sum(c.size_bytes) over (order by c.config_key collate "C") - c.size_bytes as bytes_before
                      from agent_config_rows c
                     where c.agent_id = (select a.id from agents a
                                          where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
                       and (cast(:afterKey as text) is null or c.config_key collate "C" > :afterKey)
                     order by c.config_key collate "C"
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.config_key collate "C"
            """)
    List<ConfigRow> page(String agentName, @Nullable String afterKey, int rows, long budget);
}
