package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of `due_for_archive()`: a place that was looked at, mostly with a row that is due; or, without a place, what
/// such rows refer to.
///
/// @param anchorAt the place, as the next; null for what travels along
/// @param id of the row that is due; null where the place has none
/// @param witness what the row must still have when it leaves
/// @param at when what the row tells of was
/// @param line as archives have it
@MappedEntity("due_rows")
record DueRow(
        @Id @Nullable UUID anchorId,
        @Nullable Instant anchorAt,
        @Nullable UUID id,
        @Nullable String witness,
        @Nullable Instant at,
        @Nullable Long sizeBytes,
        @Nullable String line) {}
