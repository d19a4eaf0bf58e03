package dev.waymark.capability;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Capabilities of agents in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface CapabilityRepository extends GenericRepository<CapabilityRow, UUID> {
    /// Makes or changes a version; the answer has the id `newId` when it is new. See `put_capability()`.
    @Query("""
            select * from put_capability(:agentName, :capability, :versionText, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)
            """)
    CapabilityRow put(
            String agentName,
            String capability,
            String versionText,
            UUID newId,
            String body,
            @Nullable Long expected,
            boolean mustExist,
            boolean mustBeNew);

    /// Deletes a version; false when there is none.
    @Query("select delete_capability(:agentName, :capability, :versionText, :expected, :at)")
    boolean delete(String agentName, String capability, String versionText, @Nullable Long expected, Instant at);

    @Query("""
            select c.*
              from agent_capability_rows c
             where c.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
               and c.name_hash = name_hash(:capability)
               and c.version_hash = name_hash(:versionText)
            """)
    Optional<CapabilityRow> findByVersion(String agentName, String capability, String versionText);

    /// The capabilities of an agent by name, the newest version of each first, those after a version.
    @Query("""
            select page.*
              from (select c.*,
                           sum(c.size_bytes) over (order by c.name collate "C", version_order(c.version) collate "C" desc)
                             - c.size_bytes as bytes_before
                      from agent_capability_rows c
                     where c.agent_id = (select a.id from agents a
                                          where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
                       and (cast(:enabled as boolean) is null or c.enabled = :enabled)
                       and (cast(:afterName as text) is null
                            or c.name collate "C" > :afterName
                            or c.name = :afterName and version_order(c.version) collate "C" < version_order(:afterVersion) collate "C")
                     order by c.name collate "C", version_order(c.version) collate "C" desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.name collate "C", version_order(page.version) collate "C" desc
            """)
    List<CapabilityRow> page(
            String agentName,
            @Nullable Boolean enabled,
            @Nullable String afterName,
            @Nullable String afterVersion,
            int rows,
            long budget);
}
