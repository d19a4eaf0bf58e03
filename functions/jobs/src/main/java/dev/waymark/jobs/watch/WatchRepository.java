package dev.waymark.jobs.watch;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;

/// Figures of the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface WatchRepository extends GenericRepository<DatabaseRow, Long> {
    /// Keeps what the tables take, once a day; see `sample_storage()`.
    @Query("select sample_storage()")
    long sample();

    @Query("select * from watch_database()")
    DatabaseRow look();
}
