package dev.waymark.message;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/// Heads of histories in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface HistoryHeadRepository extends GenericRepository<HistoryHead, UUID> {
    @Query("select h.* from conversation_heads h where h.external_id_hash = name_hash(:externalId)")
    Optional<HistoryHead> findByName(String externalId);
}
