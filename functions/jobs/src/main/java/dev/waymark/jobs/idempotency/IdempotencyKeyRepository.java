package dev.waymark.jobs.idempotency;

import dev.waymark.tenant.TenantRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/// Idempotency keys in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IdempotencyKeyRepository extends GenericRepository<TenantRow, UUID> {
    /// Deletes so many old keys at most, and says how many those were; see `forget_idempotency_keys()`.
    @Query("select forget_idempotency_keys(:keys)")
    long forget(int keys);
}
