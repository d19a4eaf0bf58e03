package dev.waymark.agent;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Agents in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AgentRepository extends GenericRepository<AgentRow, UUID> {
    /// Registers or changes an agent; the answer has the id `newId` when it is new. See `put_agent()`.
    @Query("select * from put_agent(:agentName, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    AgentRow put(
            String agentName, UUID newId, String body, @Nullable Long expected, boolean mustExist, boolean mustBeNew);

    /// Deletes an agent with all below it; false when there is none. See `delete_agent()`.
    @Query("select delete_agent(:agentName, :expected, :at)")
    boolean delete(String agentName, @Nullable Long expected, Instant at);

    @Query(
            "select exists (select from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))")
    boolean existsByName(String agentName);

    /// An agent with those of its parts that are asked for, in one statement.
    ///
    /// @param metrics the newest point of each metric
    /// @param state the current version of each thread, without its partitions; of the 100 newest threads
    @Query("""
            select r.*,
                   case when :configs then
                     (select cast(coalesce(json_agg(json_build_object('id', c.id, 'agent', c.agent, 'agent_id', c.agent_id,
                               'config_key', c.config_key,
                               'config_type', case when left(c.value, 1) = chr(1) then chr(1) else '' end || c.config_type,
                               'value', json_or_hidden(c.value),
                               'version', c.version, 'created_at', utc_text(c.created_at), 'updated_at', utc_text(c.updated_at))
                               order by c.config_key collate "C"), '[]') as text)
                        from agent_config_rows c
                       where c.agent_id = r.id) end as configs,
                   case when :status then coalesce(
                     (select cast(json_build_object('id', s.id, 'agent', s.agent, 'agent_id', s.agent_id,
                               'current_status', s.current_status, 'active_command_ids', cast(s.active_command_ids as json),
                               'detail', cast(s.detail as json), 'heartbeat_at', utc_text(s.heartbeat_at),
                               'created_at', utc_text(s.created_at)) as text)
                        from agent_status_rows s
                       where s.agent_id = r.id), 'null') end as status,
                   case when :capabilities then
                     (select cast(coalesce(json_agg(json_build_object('id', c.id, 'agent', c.agent, 'agent_id', c.agent_id,
                               'name', c.name, 'version', c.version, 'enabled', c.enabled,
                               'definition', cast(c.definition as json), 'revision', c.revision,
                               'created_at', utc_text(c.created_at), 'updated_at', utc_text(c.updated_at))
                               order by c.name collate "C", version_order(c.version) collate "C" desc), '[]') as text)
                        from agent_capability_rows c
                       where c.agent_id = r.id) end as capabilities,
                   case when :metrics then cast(newest_points(r.id) as text) end as metrics,
                   case when :state then
                     (select cast(coalesce(json_agg(json_build_object('id', s.id, 'agent', s.agent, 'agent_id', s.agent_id,
                               'thread', s.thread, 'version', s.version, 'state_hash', s.state_hash,
                               'modification_count', s.modification_count, 'transition_id', s.transition_id,
                               'valid_from', utc_text(s.valid_from), 'valid_until', utc_text(s.valid_until),
                               'is_current', s.valid_until is null, 'created_at', utc_text(s.created_at))
                               order by t.updated_at desc, t.id desc), '[]') as text)
                        from (select h.id, h.updated_at
                                from threads h
                               where h.tenant_id = current_tenant() and h.agent_id = r.id and h.deleted_at is null
                               order by h.updated_at desc, h.id desc
                               limit 100) t
                       cross join lateral state_of(t.id, state_version_now(t.id), array[]::text[]) s) end as state
              from agent_rows r
             where r.id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
            """)
    Optional<AgentParts> inParts(
            String agentName, boolean configs, boolean status, boolean capabilities, boolean metrics, boolean state);

    /// Agents, the newest first, older than a moment; null filters let everything pass.
    ///
    /// @param status of the last heartbeat
    /// @param seenWithinMs how old the last heartbeat may be
    /// @param enabled whether some capability of the agent is enabled, or disabled
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.created_at desc, r.id desc) - r.size_bytes as bytes_before
                      from agent_rows r
                     where (cast(:status as text) is null or r.current_status = :status)
                       and (cast(:seenWithinMs as bigint) is null
                            or r.heartbeat_at >= waymark_now() - :seenWithinMs * interval '1 millisecond')
                       and (cast(:enabled as boolean) is null or exists
                             (select
                                from agent_capabilities c
                               where c.tenant_id = current_tenant() and c.agent_id = r.id and c.enabled = :enabled))
                       and (r.created_at, r.id) < (:before, :beforeId)
                     order by r.created_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<AgentRow> page(
            @Nullable String status,
            @Nullable Long seenWithinMs,
            @Nullable Boolean enabled,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);

    /// The same of those that have a capability. A query of its own: only a condition that stands alone lets the
    /// planner begin with the few that have it, instead of walking through all agents.
    ///
    /// @param capability its name
    /// @param enabled whether that version of it is enabled
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.created_at desc, r.id desc) - r.size_bytes as bytes_before
                      from agent_rows r
                     where r.id in (select c.agent_id
                                      from agent_capabilities c
                                     where c.tenant_id = current_tenant()
                                       and c.name_hash = name_hash(:capability)
                                       and (cast(:enabled as boolean) is null or c.enabled = :enabled))
                       and (cast(:status as text) is null or r.current_status = :status)
                       and (cast(:seenWithinMs as bigint) is null
                            or r.heartbeat_at >= waymark_now() - :seenWithinMs * interval '1 millisecond')
                       and (r.created_at, r.id) < (:before, :beforeId)
                     order by r.created_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<AgentRow> pageOfCapability(
            String capability,
            @Nullable Boolean enabled,
            @Nullable String status,
            @Nullable Long seenWithinMs,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);
}
