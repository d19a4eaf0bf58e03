package dev.waymark.settings;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tenant's settings as the database shows them: null where nothing is set.
///
/// @param redaction JSON text
@MappedEntity("tenant_settings")
public record SettingsRow(
        @Id UUID id,
        @Nullable String textSearch,
        @Nullable Integer embeddingDimensions,
        @Nullable Integer contextWindowSize,
        @Nullable Long contextWindowTokenLimit,
        @Nullable Long sessionIdleMs,
        long version,
        Instant createdAt,
        @Nullable String encryptedFields,
        @Nullable String redaction) {}
