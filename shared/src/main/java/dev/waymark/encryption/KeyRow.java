package dev.waymark.encryption;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A data key as the database keeps it.
@MappedEntity("encryption_keys")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record KeyRow(
        @Id UUID id,
        boolean isPrimary,
        byte[] wrappedKey,
        String wrappedBy,
        Instant createdAt,
        @Nullable Instant rewrappedAt,
        @Nullable Instant retiredAt) {}
