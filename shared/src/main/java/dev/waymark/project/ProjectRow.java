package dev.waymark.project;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A project as the database shows it.
///
/// @param settings JSON text
@MappedEntity("project_rows")
public record ProjectRow(
        @Id UUID id,
        String key,
        String name,
        @Nullable String repositoryUrl,
        String settings,
        long nextStepNumber,
        @Nullable UUID lastActiveStepId,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
