package dev.waymark.tenant;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Tenants in the database, as an operator sees them.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface TenantRepository extends GenericRepository<TenantRow, UUID> {
    /// Makes a tenant with its first admin key.
    @Query("""
            select replayed, cast(answer as text) as answer
              from create_tenant(:id, :name, :at, :keyId, :keyPrefix, decode(:secretHash, 'hex'), current_tenant())
            """)
    Written create(UUID id, String name, Instant at, UUID keyId, String keyPrefix, String secretHash);

    /// Tenants, the newest first, without the one that operator keys belong to.
    @Query("""
            select id, name, created_at
              from tenants
             where (created_at, id) < (:before, :beforeId)
               and id <> '00000000-0000-0000-0000-000000000000'
             order by created_at desc, id desc
             limit :rows
            """)
    List<TenantRow> page(Instant before, UUID beforeId, int rows);
}
