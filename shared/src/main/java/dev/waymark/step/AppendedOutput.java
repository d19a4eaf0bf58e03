package dev.waymark.step;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// Where appended output went.
///
/// @param chunkIndex its place among the step's outputs, from 0
/// @param position its place in the command's timeline
/// @param outputBytes what the step's output weighs so far, as JSON
@Introspected
public record AppendedOutput(UUID stepId, int chunkIndex, long position, long outputBytes, Instant createdAt) {}
