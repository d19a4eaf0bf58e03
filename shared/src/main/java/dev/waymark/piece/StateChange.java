package dev.waymark.piece;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a state differs from the one that it is based on.
///
/// @param whole whether `set` is the whole state, and nothing else of the base stays
/// @param set top-level members with their new values
/// @param unset top-level members that go; one that is not there is no error
/// @param append elements that are added at the end of large members, which are arrays
public record StateChange(
        boolean whole, Map<String, JsonNode> set, Set<String> unset, Map<String, List<JsonNode>> append) {

    /// A state that is given whole.
    public static StateChange whole(JsonNode state) {
        Map<String, JsonNode> members = new java.util.LinkedHashMap<>();
        state.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
        return new StateChange(true, members, Set.of(), Map.of());
    }
}
