package dev.waymark.erasure;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Erasures in the database; each call is one transaction.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ErasureRepository extends GenericRepository<ErasureRow, UUID> {
    /// Sets the tombstone, and answers the erasure as far as it is; see `begin_erasure()`.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from begin_erasure(:kind, :subject, :id, :at) e
            """)
    ErasureRow begin(String kind, String subject, UUID id, Instant at);

    /// The erasure of an end user or a tenant, if there is one.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from erasure_of(:kind, :subject) e
            """)
    Optional<ErasureRow> find(String kind, String subject);

    /// Erases so many rows at most; see `erase_batch()`.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from erase_batch(:erasure, :rows, :at) e
            """)
    ErasureRow batch(UUID erasure, int rows, Instant at);

    /// The same for a tenant; nothing when there is none and never was. See `begin_tenant_erasure()`.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from begin_tenant_erasure(:tenant, :id, :at) e
            """)
    Optional<ErasureRow> beginTenant(UUID tenant, UUID id, Instant at);

    /// Deletes about so many rows of a tenant at most; see `erase_tenant_batch()`.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from erase_tenant_batch(:erasure, :rows, :at) e
            """)
    ErasureRow tenantBatch(UUID erasure, int rows, Instant at);

    /// A stage that is done from outside is done; see `leave_stage()`.
    @Query("""
            select e.id, e.subject, e.stage, cast(e.tables as text) as tables, e.archives, e.erased_at, e.finished_at
              from leave_stage(:erasure, :stage, :archives) e
            """)
    ErasureRow leave(UUID erasure, String stage, int archives);

    /// The next conversation that may have messages of the user; null when there is none left.
    @Query("select conversation_spoken_in(:erasure)")
    @Nullable
    UUID spokenIn(UUID erasure);

    /// Blanks so many live messages at most; see `erase_live_messages()`.
    @Query("select erase_live_messages(:erasure, :conversation, :rows, :at)")
    boolean eraseLive(UUID erasure, UUID conversation, int rows, Instant at);

    /// Nothing that the user sent is left in this conversation.
    @Query("select leave_conversation(:erasure, :conversation)")
    boolean leave(UUID erasure, UUID conversation);

    /// Erasures that nobody has finished for a minute, of whichever tenant.
    @Query("select id, tenant_id, kind, subject from unfinished_erasures(:rows)")
    List<UnfinishedErasure> unfinished(int rows);
}
