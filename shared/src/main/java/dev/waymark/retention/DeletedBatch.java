package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `sweep_deleted()` says of one batch.
///
/// @param lookedAt how many places it looked at; 0 once there is nothing more
/// @param gone how many rows it deleted
/// @param anchorAt where it ended, as the next
@MappedEntity("deleted_batch")
record DeletedBatch(
        @Id long lookedAt,
        long gone,
        @Nullable Instant anchorAt,
        @Nullable UUID anchorId) {}
