package dev.waymark.settings;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The settings of the caller's tenant.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface SettingsRepository extends GenericRepository<SettingsRow, UUID> {
    @Query("select * from tenant_settings")
    SettingsRow read();

    /// Replaces them; see `put_settings()`.
    @Query("select * from put_settings(cast(:body as json), :expected)")
    SettingsRow put(String body, @Nullable Long expected);
}
