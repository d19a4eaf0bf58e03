package dev.waymark.apikey;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key as the database shows it.
@MappedEntity("api_keys")
public record ApiKeyRow(
        @Id UUID id,
        String name,
        String prefix,
        List<String> scopes,
        @Nullable UUID agentId,
        @Nullable String userId,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt) {}
