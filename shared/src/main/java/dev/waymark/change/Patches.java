package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;

/// Writes several JSON Patches (RFC 6902), all of which together take about a second of aligning lists; beyond that
/// they
/// are exact and larger. For one answer, by one thread.
public final class Patches {
    private static final long MAX_STEPS = 20_000_000;

    private final Work work = new Work(MAX_STEPS);

    /// The patch that makes the one document of the other. It never weighs more than replacing.
    public JsonNode between(JsonNode before, JsonNode after) {
        var trees = new Trees();
        return PatchWriter.patch(trees.of(before), trees.of(after), work);
    }
}
