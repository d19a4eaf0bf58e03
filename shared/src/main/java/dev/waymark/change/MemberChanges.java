package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What changed between two objects, by their members. Members that are equal in both may be left out.
///
/// @param patch JSON Patch (RFC 6902): applied to the first it gives the second exactly. Small for small
///     changes
/// @param added names that only the second has
/// @param removed names that only the first has
/// @param changed names with another value
public record MemberChanges(JsonNode patch, List<String> added, List<String> removed, List<String> changed) {
    private static final long MAX_STEPS = 20_000_000;

    public static MemberChanges between(JsonNode before, JsonNode after) {
        var trees = new Trees();
        Tree earlier = trees.of(before);
        Tree later = trees.of(after);
        List<String> removed = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        earlier.members().forEach((name, value) -> {
            Tree other = later.member(name);
            if (other == null) {
                removed.add(name);
            } else if (!other.same(value)) {
                changed.add(name);
            }
        });
        List<String> added = later.members().keySet().stream()
                .filter(name -> earlier.member(name) == null)
                .toList();
        JsonNode patch = PatchWriter.membersPatch(earlier, later, new Work(MAX_STEPS));
        return new MemberChanges(patch, added, List.copyOf(removed), List.copyOf(changed));
    }
}
