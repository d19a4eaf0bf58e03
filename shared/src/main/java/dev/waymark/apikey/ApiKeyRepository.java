package dev.waymark.apikey;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// API keys in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ApiKeyRepository extends GenericRepository<ApiKeyRow, UUID> {
    /// Turns a secret into a caller; nothing for an unknown, revoked or expired key. The only read across
    /// tenants.
    @Query("select * from authenticate_caller(decode(:secretHash, 'hex'))")
    Optional<AuthenticatedKey> authenticate(String secretHash);

    @Query("""
            select replayed, cast(answer as text) as answer
              from create_api_key(:id, :keyName, :keyPrefix, decode(:hash, 'hex'), :keyScopes,
                                  :keyAgent, :keyUser, :keyExpiry, :at)
            """)
    Written create(
            UUID id,
            String keyName,
            String keyPrefix,
            String hash,
            @TypeDef(type = DataType.STRING_ARRAY) List<String> keyScopes,
            @Nullable UUID keyAgent,
            @Nullable String keyUser,
            @Nullable Instant keyExpiry,
            Instant at);

    /// Revokes a key; false when there is none. Revoking twice changes nothing.
    @Query("select revoke_api_key(:id, :at)")
    boolean revoke(UUID id, Instant at);

    /// Keys, the newest first, revoked ones too.
    @Query("""
            select id, name, prefix, scopes, agent_id, user_id, expires_at, revoked_at, last_used_at, created_at
              from api_keys
             where (created_at, id) < (:before, :beforeId)
             order by created_at desc, id desc
             limit :rows
            """)
    List<ApiKeyRow> page(Instant before, UUID beforeId, int rows);
}
