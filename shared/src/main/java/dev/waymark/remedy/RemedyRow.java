package dev.waymark.remedy;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A remedy as the database shows it: text still escaped.
@MappedEntity("remedy_rows")
public record RemedyRow(
        @Id UUID id,
        String name,
        String appliesWhen,
        String command,
        @Nullable String explanation,
        String riskLevel,
        boolean enabled,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
