package dev.waymark.checkpoint;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checkpoints in the database. Lists of ids travel as PostgreSQL's text of an array.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface CheckpointRepository extends GenericRepository<CheckpointRow, UUID> {
    /// Takes a checkpoint; see `take_checkpoint()`.
    @Query("""
            select replayed, cast(answer as text) as answer
              from take_checkpoint(:agentName, :threadName, cast(:body as json), :layout, :packs)
            """)
    Written take(String agentName, String threadName, String body, byte[] layout, byte[] packs);

    /// Keeps pending writes; see `put_writes()`.
    @Query("select replayed, cast(answer as text) as answer from put_writes(:checkpoint, cast(:body as json))")
    Written write(UUID checkpoint, String body);

    /// A checkpoint with its state and writes, but for packs that are known.
    @Query("""
            select cast(checkpoint_answer(c.id) as text) as answer, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   pack_frames(c.packs, cast(:known as uuid[])) as frames, writes_json(c.id) as writes
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.id = :checkpoint
            """)
    Optional<StateRow> state(UUID checkpoint, String known);

    /// The newest checkpoint of a namespace, likewise; 404 or 410 for a thread that is not there.
    @Query("""
            select cast(checkpoint_answer(c.id) as text) as answer, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   pack_frames(c.packs, cast(:known as uuid[])) as frames, writes_json(c.id) as writes
              from (select n.id, n.layout, n.packs
                      from state_checkpoints n
                     where n.tenant_id = current_tenant()
                       and n.thread_id = (select t.id from thread_of(:agentName, :threadName) t)
                       and n.namespace_key = hashtextextended(:namespace, 0)
                       and n.namespace = :namespace
                     order by n.number desc
                     limit 1) c
            """)
    Optional<StateRow> latestState(String agentName, String threadName, String namespace, String known);

    /// What a new checkpoint of a namespace is most like: its parent, else the newest one there; without
    /// writes. None where there is no such thread yet.
    @Query("""
            select cast('{}' as text) as answer, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   pack_frames(c.packs, cast(:known as uuid[])) as frames, cast(null as bytea) as writes
              from (select n.layout, n.packs
                      from state_checkpoints n
                      join threads t on t.tenant_id = n.tenant_id and t.id = n.thread_id
                     where n.tenant_id = current_tenant()
                       and t.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
                       and t.thread_hash = name_hash(:threadName)
                       and n.namespace_key = hashtextextended(:namespace, 0)
                       and n.namespace = :namespace
                       and (cast(:parent as uuid) is null or n.id = cast(:parent as uuid))
                     order by n.number desc
                     limit 1) c
            """)
    Optional<StateRow> likeliestBase(
            String agentName, String threadName, String namespace, @Nullable String parent, String known);

    /// A checkpoint with its layout and writes, without any pack.
    @Query("""
            select cast(checkpoint_answer(c.id) as text) as answer, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   cast(null as bytea) as frames, writes_json(c.id) as writes
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.id = :checkpoint
            """)
    Optional<StateRow> layout(UUID checkpoint);

    /// The newest checkpoint of a namespace with its layout and writes, without any pack.
    @Query("""
            select cast(checkpoint_answer(c.id) as text) as answer, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   cast(null as bytea) as frames, writes_json(c.id) as writes
              from state_checkpoints c
             where c.tenant_id = current_tenant()
               and c.thread_id = (select t.id from thread_of(:agentName, :threadName) t)
               and c.namespace_key = hashtextextended(:namespace, 0)
               and c.namespace = :namespace
             order by c.number desc
             limit 1
            """)
    Optional<StateRow> latestLayout(String agentName, String threadName, String namespace);

    /// Packs, and what these are packed against.
    @Query("select pack_frames(with_bases(cast(:packs as uuid[])), cast('{}' as uuid[])) as frames")
    FramesRow frames(String packs);

    /// Checkpoints of a thread, the newest first.
    ///
    /// @param namespace null for all
    /// @param before a checkpoint that they are older than: by number within its thread, else by id
    /// @param whole whether the page will bring states along, which count for the budget then
    @Query("""
            select page.*
              from (select r.*, sum(r.row_bytes + case when :whole then r.size_bytes else 0 end) over (order by r.number desc)
                                - (r.row_bytes + case when :whole then r.size_bytes else 0 end) as bytes_before
                      from checkpoint_rows r
                     where r.thread_id = (select t.id from thread_of(:agentName, :threadName) t)
                       and r.number < :start
                       and (cast(:namespace as text) is null
                            or r.namespace_key = hashtextextended(cast(:namespace as text), 0) and r.namespace = cast(:namespace as text))
                       and (cast(:before as uuid) is null
                            or coalesce(r.number < (select b.number from state_checkpoints b where b.id = cast(:before as uuid) and b.thread_id = r.thread_id),
                                        r.id < cast(:before as uuid)))
                     order by r.number desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.number desc
            """)
    List<CheckpointRow> page(
            String agentName,
            String threadName,
            @Nullable String namespace,
            @Nullable String before,
            long start,
            boolean whole,
            int rows,
            long budget);

    /// Checkpoints of all threads of an agent, in the order of their ids, which is that of time for ids
    /// that grow with it; the newest first.
    @Query("""
            select page.*
              from (select r.*, sum(r.row_bytes + case when :whole then r.size_bytes else 0 end) over (order by r.id desc)
                                - (r.row_bytes + case when :whole then r.size_bytes else 0 end) as bytes_before
                      from checkpoint_rows r
                     where r.agent_id = (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName))
                       and r.id < :before
                       and (cast(:namespace as text) is null or r.namespace = cast(:namespace as text))
                     order by r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.id desc
            """)
    List<CheckpointRow> pageOfAgent(
            String agentName, @Nullable String namespace, UUID before, boolean whole, int rows, long budget);

    /// As [#page], of those whose metadata contains one of the alternatives; see `checkpoints_with()`.
    ///
    /// @param alternatives JSON array of objects
    @Query("""
            select page.*
              from (select r.*, sum(r.row_bytes + case when :whole then r.size_bytes else 0 end) over (order by r.number desc)
                                - (r.row_bytes + case when :whole then r.size_bytes else 0 end) as bytes_before
                      from thread_of(:agentName, :threadName) t
                      left join state_checkpoints b on b.id = cast(:before as uuid) and b.thread_id = t.id
                     cross join lateral checkpoints_with(
                             t.agent_id, t.id, cast(:namespace as text), cast(:alternatives as jsonb), least(:start, b.number),
                             case when b.id is null then coalesce(cast(:before as uuid), cast('ffffffff-ffff-ffff-ffff-ffffffffffff' as uuid))
                                  else cast('ffffffff-ffff-ffff-ffff-ffffffffffff' as uuid) end, :rows) found
                      join checkpoint_rows r on r.id = found.id) page
             where page.bytes_before < :budget
             order by page.number desc
            """)
    List<CheckpointRow> search(
            String agentName,
            String threadName,
            @Nullable String namespace,
            String alternatives,
            @Nullable String before,
            long start,
            boolean whole,
            int rows,
            long budget);

    /// As [#pageOfAgent], of those whose metadata contains one of the alternatives; see `checkpoints_with()`.
    ///
    /// @param alternatives JSON array of objects
    @Query("""
            select page.*
              from (select r.*, sum(r.row_bytes + case when :whole then r.size_bytes else 0 end) over (order by r.id desc)
                                - (r.row_bytes + case when :whole then r.size_bytes else 0 end) as bytes_before
                      from checkpoints_with(
                             (select a.id from agents a where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agentName)),
                             null, cast(:namespace as text), cast(:alternatives as jsonb), 9223372036854775807, :before, :rows) found
                      join checkpoint_rows r on r.id = found.id) page
             where page.bytes_before < :budget
             order by page.id desc
            """)
    List<CheckpointRow> searchOfAgent(
            String agentName,
            @Nullable String namespace,
            String alternatives,
            UUID before,
            boolean whole,
            int rows,
            long budget);

    /// The layouts of these checkpoints, with all their writes.
    @Query("""
            select c.id, c.layout, array_to_string(c.packs, ',') as pack_ids, writes_json(c.id) as writes
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.id = any (cast(:checkpoints as uuid[]))
            """)
    List<LayoutRow> layouts(String checkpoints);

    /// The checkpoints above one, its parent first, with their writes to some keys.
    ///
    /// @param keys JSON array
    @Query("""
            with recursive above as (
              select c.parent_checkpoint_id as id, 1 as depth
                from state_checkpoints c
               where c.tenant_id = current_tenant() and c.id = :checkpoint
              union all
              select c.parent_checkpoint_id, a.depth + 1
                from above a
                join state_checkpoints c on c.tenant_id = current_tenant() and c.id = a.id
               where a.depth < :rows
            )
            select c.id, c.layout, array_to_string(c.packs, ',') as pack_ids,
                   writes_json(c.id, array(select json_array_elements_text(cast(:keys as json)))) as writes
              from above a
              join state_checkpoints c on c.tenant_id = current_tenant() and c.id = a.id
             order by a.depth
            """)
    List<LayoutRow> above(UUID checkpoint, String keys, int rows);
}
