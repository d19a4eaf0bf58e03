package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sweep in the database.
///
/// @param kinds JSON: figures by kind, of those kinds that had any
/// @param working whether somebody is at it
@MappedEntity("retention_run_rows")
public record RetentionRunRow(
        @Id UUID id,
        String kinds,
        Instant startedAt,
        @Nullable Instant endedAt,
        boolean working) {}
