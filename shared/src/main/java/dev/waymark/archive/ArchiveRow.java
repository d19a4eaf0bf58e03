package dev.waymark.archive;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An archive as the database shows it.
///
/// @param tables JSON: how many rows of which table
/// @param userIds JSON: the end users whose rows are in it
@MappedEntity("archive_rows")
public record ArchiveRow(
        @Id UUID id,
        String kind,
        String status,
        String objectKey,
        long rows,
        String tables,
        @Nullable Long sizeBytes,
        @Nullable String sha256,
        String userIds,
        Instant fromAt,
        Instant toAt,
        Instant createdAt,
        @Nullable Instant restoreRequestedAt,
        @Nullable Instant restoredAt,
        @Nullable Long restoredRows,
        @Nullable Instant erasedAt,
        @Nullable UUID replacedBy) {}
