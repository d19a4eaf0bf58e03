package dev.waymark.step;

import io.micronaut.json.tree.JsonNode;

/// What a step has put out while it executed, put together as its result.
///
/// @param chunks of how many pieces
public record AppendedResult(JsonNode result, long chunks) {}
