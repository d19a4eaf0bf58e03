package dev.waymark.audit;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// Hash chains in the database, proved there.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AuditChainRepository extends GenericRepository<AuditChainRow, UUID> {
    /// The chain of a command, every hash of it computed again; none when there is no such command.
    @Query("select * from audit_chain_of(:command)")
    Optional<AuditChainRow> ofCommand(UUID command);
}
