package dev.waymark.effect;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/// Effects in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface EffectRepository extends GenericRepository<EffectRow, UUID> {
    /// Claims an effect, or says how it stands; see `claim_effect()`.
    @Query("select replayed, cast(answer as text) as answer from claim_effect(:effect, cast(:body as json))")
    Written claim(String effect, String body);

    /// Keeps what came of an effect; see `complete_effect()`.
    @Query("select replayed, cast(answer as text) as answer from complete_effect(:effect, cast(:body as json))")
    Written complete(String effect, String body);
}
