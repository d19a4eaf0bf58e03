package dev.waymark.retention;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Policies of the caller's tenant.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RetentionPolicyRepository extends GenericRepository<RetentionPolicyRow, String> {
    /// What holds of every kind.
    @Query("select kind, days, \"then\", version from retention_policy_rows order by place")
    List<RetentionPolicyRow> all();

    /// Replaces what is set, and says what holds now; see `put_retention_policies()`.
    @Query("select kind, days, \"then\", version from put_retention_policies(cast(:body as json), :expected)")
    List<RetentionPolicyRow> put(String body, @Nullable Long expected);
}
