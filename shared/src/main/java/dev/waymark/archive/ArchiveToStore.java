package dev.waymark.archive;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What `begin_archive()` takes.
///
/// @param tables how many rows of which table
@Introspected
record ArchiveToStore(
        UUID id,
        String kind,
        String objectKey,
        long rows,
        long sizeBytes,
        String sha256,
        Map<String, Long> tables,
        List<String> userIds,
        Instant fromAt,
        Instant toAt,
        Instant createdAt) {}
