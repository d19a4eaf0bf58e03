package dev.waymark.step;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a step has put out while it executed, put together as its result.
///
/// @param result null when there was nothing
/// @param chunks of how many pieces
public record AppendedResult(@Nullable JsonNode result, long chunks) {}
