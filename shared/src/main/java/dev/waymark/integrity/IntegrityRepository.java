package dev.waymark.integrity;

import dev.waymark.tenant.TenantRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is looked at, as it is stored: past every cache.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IntegrityRepository extends GenericRepository<TenantRow, UUID> {
    /// The next rows of a table, each with its flaws; see `integrity_page()`.
    @Query("""
            select cast(p.place as text) as place, cast(p.flaws as text) as flaws
              from integrity_page(:table, cast(:after as json), :rows) p
            """)
    List<CheckedRow> page(String table, @Nullable String after, int rows);

    /// Every partitioned table; see `partition_flaws()`.
    @Query("select cast(p.place as text) as place, cast(p.flaws as text) as flaws from partition_flaws() p")
    List<CheckedRow> partitions();

    /// A pack and what it is packed against.
    @Query("select pack_frames(with_bases(cast(:packs as uuid[])), '{}') as frames")
    PacksRow pack(String packs);

    @Query("""
            select encode(d.digest, 'hex') as digest, d.layout, array_to_string(d.packs, ',') as pack_ids, pack_frames(d.packs, '{}') as frames
              from packed_documents d
             where d.tenant_id = current_tenant() and d.digest = decode(:digest, 'hex')
            """)
    Optional<PiecesRow> packedDocument(String digest);

    @Query("""
            select encode(c.state_digest, 'hex') as digest, c.layout, array_to_string(c.packs, ',') as pack_ids, pack_frames(c.packs, '{}') as frames
              from state_checkpoints c
             where c.tenant_id = current_tenant() and c.id = :id
            """)
    Optional<PiecesRow> checkpoint(UUID id);

    /// The segments of a conversation from a position on.
    @Query("""
            select s.conversation_id, s.first_position, s.last_position, s.content_bytes, s.digest, s.body,
                   (select string_agg(cast(m.position as text), ',') from messages m
                     where m.tenant_id = current_tenant() and m.conversation_id = s.conversation_id
                       and m.position between s.first_position and s.last_position) as live_positions
              from message_segments s
             where s.tenant_id = current_tenant() and s.conversation_id = :conversation and s.first_position >= :from
             order by s.first_position
             limit :rows
            """)
    List<SegmentToCheck> segments(UUID conversation, int from, int rows);

    /// A session whose messages the database cannot count, because some are sealed.
    @Query("""
            select s.conversation_id, s.message_count, s.total_tokens_used, s.tool_calls_count, m.live_messages, m.live_tokens, m.live_tool_calls
              from conversation_sessions s
             cross join lateral (
               select count(*) as live_messages, coalesce(sum(m.total_tokens), 0) as live_tokens, coalesce(sum(m.tool_calls), 0) as live_tool_calls
                 from messages m
                where m.tenant_id = s.tenant_id and m.conversation_id = s.conversation_id and m.session_id = s.id) m
             where s.tenant_id = current_tenant()
               and s.id = :id
               and exists (select from message_segments g where g.tenant_id = s.tenant_id and g.conversation_id = s.conversation_id)
            """)
    Optional<SessionToCheck> session(UUID id);
}
