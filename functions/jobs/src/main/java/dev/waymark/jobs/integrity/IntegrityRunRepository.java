package dev.waymark.jobs.integrity;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far checks have come, in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IntegrityRunRepository extends GenericRepository<CheckedTenant, UUID> {
    /// So many tenants that are due, of all; see `tenants_to_check()`.
    @Query("select tenant_id from tenants_to_check(:tenants)")
    List<CheckedTenant> due(int tenants);

    /// Where the tenant's check goes on; none for one that begins.
    @Query("select r.place from integrity_runs r where r.tenant_id = current_tenant() and r.place is not null")
    List<String> place();

    /// Keeps where it goes on, null at the end; see `note_integrity()`.
    @Query("select cast(note_integrity(:place, :checked, :findings) as text)")
    String note(@Nullable String place, int checked, int findings);
}
