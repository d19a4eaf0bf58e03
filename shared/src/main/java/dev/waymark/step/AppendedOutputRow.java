package dev.waymark.step;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import org.jspecify.annotations.Nullable;

/// What a step has put out so far.
///
/// @param chunks in how many pieces it came
/// @param output these put together, JSON as text; null when there are none
@MappedEntity("appended_outputs")
public record AppendedOutputRow(@Id long chunks, @Nullable String output) {}
