package dev.waymark.encryption;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Data keys in the database, wrapped.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface EncryptionKeyRepository extends GenericRepository<KeyRow, UUID> {
    /// What the caller's tenant encrypts; see [EncryptionPolicy].
    @Query("select encryption_policy()")
    String policy();

    @Query("select k.* from encryption_keys k where k.tenant_id = current_tenant() and k.id = :key")
    Optional<KeyRow> find(UUID key);

    /// Makes a new primary; see `add_encryption_key()`.
    @Query("select replayed, cast(answer as text) as answer from add_encryption_key(cast(:body as json))")
    Written add(String body);

    /// The tenant's keys, the newest first.
    @Query("""
            select k.*
              from encryption_keys k
             where k.tenant_id = current_tenant()
               and (k.created_at, k.id) < (:before, :beforeId)
             order by k.created_at desc, k.id desc
             limit :rows
            """)
    List<KeyRow> page(Instant before, UUID beforeId, int rows);

    /// The tenant's keys that another key-encryption key wraps.
    @Query(
            "select k.* from encryption_keys k where k.tenant_id = current_tenant() and k.wrapped_by <> :name order by k.id")
    List<KeyRow> wrappedByOthers(String name);

    /// Keeps a key as it is wrapped now; see `rewrap_encryption_key()`.
    @Query("select rewrap_encryption_key(:key, :was, :wrapped, :by)")
    boolean rewrap(UUID key, String was, byte[] wrapped, String by);
}
