package dev.waymark.apikey;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key as it is answered.
///
/// @param prefix how the key begins
/// @param apiKey the key itself; only in the answer that made it
/// @param lastUsedAt exact to a minute
@Introspected
public record ApiKey(
        UUID id,
        String name,
        @OmitNull @Nullable String apiKey,
        String prefix,
        List<String> scopes,
        @Nullable UUID agentId,
        @Nullable String userId,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt) {

    public static ApiKey of(ApiKeyRow row) {
        return new ApiKey(
                row.id(),
                row.name(),
                null,
                row.prefix(),
                row.scopes(),
                row.agentId(),
                row.userId(),
                row.expiresAt(),
                row.revokedAt(),
                row.lastUsedAt(),
                row.createdAt());
    }
}
