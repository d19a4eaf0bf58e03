package dev.waymark.thread;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A thread as the database shows it.
///
/// @param metadata JSON text
/// @param deletedAt set in what is left of a deleted thread
@MappedEntity("thread_rows")
public record ThreadRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String thread,
        String metadata,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt,
        long sizeBytes) {}
