package dev.waymark.jobs.garbage;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Documents and packs in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface GarbageRepository extends GenericRepository<Collected, UUID> {
    /// Goes on collecting in the tenant whose turn it is, and walks, reads and deletes about so
    /// many rows for that; no row once there is nothing left to do; see `collect_garbage()`.
    @Query("select * from collect_garbage(:rows)")
    List<Collected> collect(int rows);
}
