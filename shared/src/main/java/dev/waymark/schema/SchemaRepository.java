package dev.waymark.schema;

import dev.waymark.tenant.TenantRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/// What the database knows of its own schema.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface SchemaRepository extends GenericRepository<TenantRow, UUID> {
    /// The number of the newest migration.
    @Query("select schema_version()")
    int version();
}
