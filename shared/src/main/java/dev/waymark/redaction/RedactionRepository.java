package dev.waymark.redaction;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// The patterns of the caller's tenant.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface RedactionRepository extends GenericRepository<RedactionRow, UUID> {
    /// See `redaction_of_tenant()`.
    @Query("select * from redaction_of_tenant()")
    Optional<RedactionRow> read();
}
