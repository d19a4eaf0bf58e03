package dev.waymark.document;

import dev.waymark.tenant.TenantRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// Documents in the database. They are stored by the write functions, in the statement of what refers to them.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface DocumentRepository extends GenericRepository<TenantRow, UUID> {
    @Query("select body, sha256(body) = digest as intact from documents where digest = decode(:hex, 'hex')")
    Optional<DocumentRow> findByDigest(String hex);
}
