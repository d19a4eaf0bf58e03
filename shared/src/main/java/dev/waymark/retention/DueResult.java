package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of `due_for_compression()`: a command that was looked at, mostly with a result that is due.
///
/// @param id of the step; null where the command has none
/// @param witness what the step must still have
@MappedEntity("due_results")
@SuppressWarnings("ArrayRecordComponent") // a row on its way: never compared
record DueResult(
        @Id UUID anchorId,
        Instant anchorAt,
        @Nullable UUID id,
        @Nullable String witness,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] result) {}
