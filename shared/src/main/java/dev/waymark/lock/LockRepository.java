package dev.waymark.lock;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Locks in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface LockRepository extends GenericRepository<LockRow, UUID> {
    /// Takes a lock; see `acquire_lock()`.
    @Query("select replayed, cast(answer as text) as answer from acquire_lock(:lockName, cast(:body as json))")
    Written acquire(String lockName, String body);

    /// Begins the lease anew; see `renew_lock()`.
    @Query("select * from renew_lock(:lockName, :token, :ttlMs)")
    LockRow renew(String lockName, long token, @Nullable Long ttlMs);

    /// Frees the lock; see `release_lock()`. Answers true.
    @Query("select true from release_lock(:lockName, :token, :at)")
    boolean release(String lockName, long token, Instant at);

    @Query("""
            select r.*
              from resource_lock_rows r
             where r.id = (select l.id from resource_locks l where l.tenant_id = current_tenant() and l.name_hash = name_hash(:lockName))
            """)
    Optional<LockRow> findByName(String lockName);
}
