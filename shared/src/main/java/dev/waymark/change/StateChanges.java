package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.List;

/// What changed between two states of a system.
///
/// @param patch JSON Patch (RFC 6902) over the object of sections: applied to the state before it gives the
///     state after exactly. Small for small changes, and never larger than replacing would be
/// @param summary by section what a person reads; only sections that changed otherwise than by noise
/// @param noise JSON Pointers of the places that changed only by themselves (clocks, counters, load), and of
///     lists in which the same things stand in another order; into the state after, for what went into the one
///     before. At most [Comparison#MAX_NOISE]
public record StateChanges(JsonNode patch, JsonNode summary, List<String> noise) {
    /// About a second of aligning lists; beyond that, patches are exact and larger.
    private static final long MAX_STEPS = 20_000_000;

    /// Compares two states, given as objects of sections. What is not an object is compared as a whole.
    public static StateChanges between(JsonNode before, JsonNode after, Noise noise) {
        var trees = new Trees();
        Tree earlier = trees.of(before);
        Tree later = trees.of(after);
        JsonNode patch = PatchWriter.patch(earlier, later, new Work(MAX_STEPS));
        var comparison = new Comparison(noise, new Work(MAX_STEPS));
        JsonNode summary = Summary.of(earlier, later, comparison);
        return new StateChanges(patch, summary, List.copyOf(comparison.noise()));
    }

    /// The summary alone, for whoever has no use for the patch.
    public static JsonNode summary(JsonNode before, JsonNode after, Noise noise) {
        var trees = new Trees();
        return Summary.of(trees.of(before), trees.of(after), new Comparison(noise, new Work(MAX_STEPS)));
    }
}
