package dev.waymark.archive;

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

/// Archives in the database, of the caller's tenant.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ArchiveRepository extends GenericRepository<ArchiveRow, UUID> {
    Optional<ArchiveRow> findById(UUID id);

    /// Archives that have rows of a stretch of time, the newest first, older than a moment.
    ///
    /// @param kind only of this kind; null for all
    @Query("""
            select a.*
              from archive_rows a
             where (a.created_at, a.id) < (:before, :beforeId)
               and a.status <> 'discarded'
               and (cast(:kind as text) is null or a.kind = :kind)
               and a.to_at >= :from
               and a.from_at < :until
             order by a.created_at desc, a.id desc
             limit :rows
            """)
    List<ArchiveRow> page(@Nullable String kind, Instant from, Instant until, Instant before, UUID beforeId, int rows);

    /// See `begin_archive()`.
    @Query("select begin_archive(cast(:archive as json))")
    UUID begin(String archive);

    /// The object to delete; empty for an archive that was finished; see `discard_archive()`.
    @Query("select coalesce(discard_archive(:id), '')")
    String discard(UUID id);

    /// The object to delete; empty for an archive that is not kept; see `erase_archive()`.
    @Query("select coalesce(erase_archive(:id), '')")
    String erase(UUID id);

    /// Ends what [#discard(UUID)] or [#erase(UUID)] began; see `forget_archive()`.
    @Query("select forget_archive(:id, :at)")
    boolean forget(UUID id, Instant at);

    /// Puts a written archive in the place of another; the object to delete; see
    /// `replace_archive()`.
    @Query("select coalesce(replace_archive(:old, :id, :rows, :sizeBytes, :sha256, :fromAt, :toAt), '')")
    String replace(UUID old, UUID id, long rows, long sizeBytes, String sha256, Instant fromAt, Instant toAt);

    /// What is neither kept nor erased; see `unfinished_archives()`.
    @Query("select id, status, false as shared from unfinished_archives()")
    List<ArchiveMark> unfinished();

    /// Where an end user is named; see `archives_of_user()`.
    @Query("select id, status, shared from archives_of_user(:endUser)")
    List<ArchiveMark> ofUser(String endUser);

    /// What has been asked for and is not back.
    @Query("""
            select a.id
              from archives a
             where a.tenant_id = current_tenant() and a.restore_requested_at is not null and a.restored_at is null
               and a.status = 'kept'
             order by a.id
             limit 100
            """)
    List<UUID> toRestore();

    /// See `request_restore()`.
    @Query("select replayed, cast(answer as text) as answer from request_restore(:id, :at)")
    Written requestRestore(UUID id, Instant at);

    /// See `restore_archive()`.
    @Query("select replayed, cast(answer as text) as answer from restore_archive(:id, cast(:lines as json), :at)")
    Written restore(UUID id, String lines, Instant at);
}
