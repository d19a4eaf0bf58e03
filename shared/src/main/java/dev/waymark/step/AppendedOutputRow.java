package dev.waymark.step;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/// What a step has put out so far.
///
/// @param chunks in how many pieces it came
/// @param output these put together as `output_so_far()` does it; null when there are none
@MappedEntity("appended_outputs")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record AppendedOutputRow(
        @Id long chunks,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] output) {}
