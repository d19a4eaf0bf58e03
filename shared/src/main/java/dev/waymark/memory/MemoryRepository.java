package dev.waymark.memory;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Memories in the database. Several ids travel as text: `{id,id}`.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface MemoryRepository extends GenericRepository<MemoryRow, UUID> {
    /// Makes 1 to 500 memories; see `record_memories()`.
    @Query("select replayed, cast(answer as text) as answer from record_memories(:agentName, cast(:body as jsonb))")
    Written record(String agentName, String body);

    /// Changes a memory; see `patch_memory()`. Nothing where it expires by this very change.
    @Query("select * from patch_memory(:memoryId, :expected, cast(:body as jsonb))")
    Optional<MemoryRow> change(UUID memoryId, @Nullable Long expected, String body);

    /// A memory, without counting that it was looked at.
    @Query("select r.* from memory_rows r where r.id = :memoryId")
    Optional<MemoryRow> find(UUID memoryId);

    /// Deletes a memory; see `delete_memory()`. Answers true.
    @Query("select true from delete_memory(:memoryId, :expected, :at)")
    boolean delete(UUID memoryId, @Nullable Long expected, Instant at);

    /// These memories, each counted as accessed; see `recall_memories()`. In no order.
    @Query("select * from recall_memories(cast(:memories as uuid[]))")
    List<MemoryRow> recall(String memories);

    /// The embedding of a memory as JSON; null where it has none.
    @Query("""
            select cast(array_to_json(m.embedding) as text)
              from agent_memories m
             where m.tenant_id = current_tenant() and m.id = :memoryId
            """)
    @Nullable
    String embedding(UUID memoryId);

    /// An agent's memories, the newest first, made before a moment.
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.created_at desc, r.id desc) - r.size_bytes as bytes_before
                      from memory_rows r
                     where r.agent_id = known_agent(:agentName)
                       and (cast(:memoryType as text) is null or r.memory_type = :memoryType)
                       and (cast(:endUser as text) is null or r.user_id = :endUser)
                       and (:withSuperseded or r.superseded_by is null)
                       and (r.created_at, r.id) < (:before, :beforeId)
                     order by r.created_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<MemoryRow> page(
            String agentName,
            @Nullable String memoryType,
            @Nullable String endUser,
            boolean withSuperseded,
            Instant before,
            UUID beforeId,
            int rows,
            long budget);

    /// The best by words, importance and recency; see `ranked_candidates()`. In that order.
    @Query("""
            select *
              from ranked_candidates(known_agent(:agentName), cast(:search as jsonb), text_search_language(), :rows)
            """)
    List<CandidateRow> ranked(String agentName, String search, int rows);

    /// What a search by embedding looks at, made before a moment; see `memory_candidates()`. In
    /// no order.
    @Query("""
            with page as materialized (
              select *
                from memory_candidates(known_agent(:agentName), cast(:search as jsonb), text_search_language(),
                                       :before, :beforeId, :rows, searchable(cast(:embedding as real[])))
            ), oldest as (
              select p.created_at, p.id from page p order by p.created_at, p.id limit 1
            )
            select count(*) as rows, min(o.created_at) as oldest_at, (array_agg(o.id))[1] as oldest_id,
                   string_agg(concat_ws(' ', p.id, p.version, p.importance, p.recency, coalesce(cast(p.words as text), '-'),
                                        coalesce(cast(p.scale as text), '-'), coalesce(cast(p.slack as text), '-'),
                                        coalesce(cast(p.fine_slack as text), '-')), ' ') as candidates
              from page p
             cross join oldest o
            """)
    CandidatePage candidates(
            String agentName, String search, Instant before, UUID beforeId, int rows, String embedding);

    @Query("select * from codes_of(cast(:memories as uuid[]))")
    List<CodeRow> codes(String memories);

    @Query("select * from fine_codes(cast(:memories as uuid[]))")
    List<FineCodeRow> fineCodes(String memories);

    @Query("select * from exact_embeddings(cast(:memories as uuid[]))")
    List<EmbeddingRow> embeddings(String memories);

    /// The memories that are to become one; 422 where one is none of the agent's.
    @Query("select * from consolidation_sources(known_agent(:agentName), cast(:memories as uuid[]))")
    List<SourceRow> sources(String agentName, String memories);

    /// Makes one memory of several; see `consolidate_memories()`.
    @Query(
            "select replayed, cast(answer as text) as answer from consolidate_memories(:agentName, cast(:body as jsonb))")
    Written consolidate(String agentName, String body);
}
