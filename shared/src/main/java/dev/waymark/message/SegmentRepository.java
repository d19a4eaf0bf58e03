package dev.waymark.message;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Segments in the database, for whoever makes them. Lists of positions travel as PostgreSQL's text
/// of an array.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SegmentRepository extends GenericRepository<SegmentRow, Integer> {
    /// So many conversations that are to be looked at, whosever they are; see
    /// `claim_conversations_to_seal()`.
    @Query("select tenant_id, conversation_id from claim_conversations_to_seal(:count)")
    List<ConversationToSeal> claim(int count);

    /// Live messages that are to be sealed; see `messages_to_seal()`.
    @Query("select position, row_version, idle from messages_to_seal(:conversation, :keep, :rows, :bytes)")
    List<DueMessage> due(UUID conversation, int keep, int rows, long bytes);

    @Query("""
            select r.*
              from message_rows r
             where r.conversation_id = :conversation and r.position = any (cast(:positions as integer[]))
             order by r.position
            """)
    List<MessageRow> live(UUID conversation, String positions);

    @Query("select tag from conversations where tenant_id = current_tenant() and id = :conversation")
    Long tag(UUID conversation);

    /// The segments that one of these positions is in, and the last one, if it is smaller than so.
    @Query("""
            select s.conversation_id, s.first_position, s.last_position, s.content_bytes, s.digest, s.body,
                   cast(null as text) as live_positions
              from message_segments s
             where s.tenant_id = current_tenant()
               and s.conversation_id = :conversation
               and (exists (select from unnest(cast(:positions as integer[])) p (position)
                             where p.position between s.first_position and s.last_position)
                    or s.first_position = (select max(l.first_position) from message_segments l
                                            where l.tenant_id = current_tenant() and l.conversation_id = :conversation)
                       and s.last_position - s.first_position + 1 < :messages
                       and s.content_bytes < :bytes)
             order by s.first_position
            """)
    List<SegmentRow> madeAnew(UUID conversation, String positions, int messages, int bytes);

    @Query("select language, lexemes from lexemes_of(cast(:said as json))")
    LexemesRow lexemes(String said);

    /// Puts a segment in the place of what it was made of; false when that is not there any more;
    /// see `seal_messages()`.
    @Query("select seal_messages(:conversation, cast(:segment as json), :digest, :body, :signature)")
    boolean seal(UUID conversation, String segment, byte[] digest, byte[] body, byte[] signature);

    /// Says that what was due is sealed; see `settle_sealing()`.
    @Query("select cast(settle_sealing(:conversation) as text)")
    String settle(UUID conversation);

    /// The segments that one of these positions is in, the newest first, and which of their
    /// positions are live.
    @Query("""
            select s.conversation_id, s.first_position, s.last_position, s.content_bytes, s.digest, s.body,
                   (select string_agg(cast(m.position as text), ',') from messages m
                     where m.tenant_id = current_tenant() and m.conversation_id = :conversation
                       and m.position between s.first_position and s.last_position) as live_positions
              from message_segments s
             where s.tenant_id = current_tenant()
               and s.conversation_id = :conversation
               and exists (select from unnest(cast(:positions as integer[])) p (position)
                            where p.position between s.first_position and s.last_position)
             order by s.first_position desc
            """)
    List<SegmentRow> having(UUID conversation, String positions);

    /// The segments that have a message from a position on.
    @Query("""
            select s.conversation_id, s.first_position, s.last_position, s.content_bytes, s.digest, s.body,
                   cast(null as text) as live_positions
              from message_segments s
             where s.tenant_id = current_tenant() and s.conversation_id = :conversation and s.last_position >= :from
            """)
    List<SegmentRow> from(UUID conversation, int from);

    /// Makes rows again of sealed messages; see `revive_messages()`.
    @Query("select revive_messages(:conversation, cast(:rows as json), cast(:segments as json), :whole)")
    boolean revive(UUID conversation, String rows, String segments, boolean whole);

    /// The first segment that has a message after a position, and which of its positions are live.
    @Query("""
            select s.conversation_id, s.first_position, s.last_position, s.content_bytes, s.digest, s.body,
                   (select string_agg(cast(m.position as text), ',') from messages m
                     where m.tenant_id = current_tenant() and m.conversation_id = :conversation
                       and m.position between s.first_position and s.last_position) as live_positions
              from message_segments s
             where s.tenant_id = current_tenant() and s.conversation_id = :conversation and s.last_position > :position
             order by s.first_position
             limit 1
            """)
    List<SegmentRow> after(UUID conversation, int position);

    /// Puts a segment with blanked messages in the place of what it was made of; see
    /// `erase_sealed_messages()`.
    @Query(
            "select erase_sealed_messages(:erasure, :conversation, cast(:segment as json), :digest, :body, :signature, :at)")
    boolean erase(
            UUID erasure, UUID conversation, String segment, byte[] digest, byte[] body, byte[] signature, Instant at);
}
