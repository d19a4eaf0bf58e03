package dev.waymark.conversation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Conversations in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ConversationRepository extends GenericRepository<ConversationRow, UUID> {
    /// Makes a conversation or replaces its core state; see `put_conversation()`.
    @Query("select * from put_conversation(:externalId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    ConversationRow put(String externalId, String body, @Nullable Long expected, boolean mustExist, boolean mustBeNew);

    /// Changes what the body names; see `patch_conversation()`.
    @Query("select * from patch_conversation(:externalId, cast(:body as json), :expected)")
    ConversationRow change(String externalId, String body, @Nullable Long expected);

    /// Deletes a conversation with all below it; false when there is none.
    @Query("select delete_conversation(:externalId, :expected, :at)")
    boolean delete(String externalId, @Nullable Long expected, Instant at);

    @Query("""
            select r.*
              from conversation_rows r
             where r.id = (select c.id from conversations c
                            where c.tenant_id = current_tenant() and c.external_id_hash = name_hash(:externalId))
            """)
    Optional<ConversationRow> findByName(String externalId);
}
