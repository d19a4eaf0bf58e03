package dev.waymark.checkpoint;

import dev.waymark.change.JsonPatch;
import dev.waymark.change.Pointers;
import dev.waymark.piece.StateChange;
import dev.waymark.piece.StateText;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a body says of a state that is based on another: `keep`, `set`, `unset`, and then the patch. Sees
/// no more of the base than the members that the body names; elements that a patch only adds at the end of
/// a large array need none of the others.
final class BasedState {
    private final StateAtHand base;
    private final StateText text;
    private final Map<String, JsonNode> set = new LinkedHashMap<>();
    private final Set<String> unset = new LinkedHashSet<>();
    private final Map<String, List<JsonNode>> append = new LinkedHashMap<>();
    private @Nullable JsonNode small;

    private BasedState(StateAtHand base) {
        this.base = base;
        this.text = new StateText(base.layout(), base.shelf());
    }

    /// The change that the body asks for.
    ///
    /// @throws ProblemException 422 with a pointer into the body for a patch that cannot be applied
    static StateChange change(NewCheckpoint asked, StateAtHand base) {
        var state = new BasedState(base);
        if (asked.keep() != null) {
            state.keep(new HashSet<>(asked.keep()));
        }
        if (asked.unset() != null) {
            state.unset.addAll(asked.unset());
        }
        if (asked.set() != null) {
            asked.set().entries().forEach(member -> state.put(member.getKey(), member.getValue()));
        }
        if (asked.patch() != null) {
            state.patch(asked.patch());
        }
        return new StateChange(false, state.set, state.unset, state.append);
    }

    private void keep(Set<String> names) {
        base.layout().largeNames().forEach(name -> dropUnless(names, name));
        small().entries().forEach(member -> dropUnless(names, member.getKey()));
    }

    private void dropUnless(Set<String> names, String name) {
        if (!names.contains(name)) {
            unset.add(name);
        }
    }

    private JsonNode small() {
        if (small == null) {
            small = text.small();
        }
        return small;
    }

    private void put(String name, JsonNode value) {
        unset.remove(name);
        set.put(name, value);
    }

    private void patch(JsonNode patch) {
        if (patch.isArray() && addsAtEnds(patch)) {
            return;
        }
        Set<String> names = names(patch);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (String name : names) {
            JsonNode value = value(name);
            if (value != null) {
                members.put(name, value);
            }
        }
        JsonNode patched = patched(JsonNode.createObjectNode(members), patch);
        for (String name : names) {
            JsonNode value = patched.get(name);
            if (value != null) {
                put(name, value);
            } else {
                set.remove(name);
                unset.add(name);
            }
        }
    }

    /// Whether the patch does nothing but that; then it is taken.
    private boolean addsAtEnds(JsonNode patch) {
        Map<String, List<JsonNode>> added = new LinkedHashMap<>();
        for (JsonNode operation : patch.values()) {
            List<String> path = operation.isObject() ? tokens(operation.get("path")) : null;
            JsonNode value = path == null ? null : operation.get("value");
            if (path == null
                    || value == null
                    || path.size() != 2
                    || !path.get(1).equals("-")
                    || !isWord(operation.get("op"), "add")
                    || !base.layout().isLargeArray(path.getFirst())
                    || set.containsKey(path.getFirst())
                    || unset.contains(path.getFirst())) {
                return false;
            }
            added.computeIfAbsent(path.getFirst(), _ -> new ArrayList<>()).add(value);
        }
        append.putAll(added);
        return true;
    }

    private static boolean isWord(@Nullable JsonNode node, String word) {
        return node != null && node.isString() && node.getStringValue().equals(word);
    }

    private static @Nullable List<String> tokens(@Nullable JsonNode pointer) {
        return pointer == null || !pointer.isString() ? null : Pointers.tokens(pointer.getStringValue());
    }

    /// The members that a patch can see or change: all of them, where it names the whole state.
    private Set<String> names(JsonNode patch) {
        Set<String> names = new LinkedHashSet<>();
        if (!patch.isArray()) {
            return names;
        }
        for (JsonNode operation : patch.values()) {
            for (String member : List.of("path", "from")) {
                List<String> tokens = operation.isObject() ? tokens(operation.get(member)) : null;
                if (tokens != null && tokens.isEmpty()) {
                    names.addAll(allNames());
                    JsonNode value = operation.get("value");
                    if (value != null && value.isObject()) {
                        value.entries().forEach(entry -> names.add(entry.getKey()));
                    }
                } else if (tokens != null) {
                    names.add(tokens.getFirst());
                }
            }
        }
        return names;
    }

    private Set<String> allNames() {
        Set<String> names = new LinkedHashSet<>(base.layout().largeNames());
        small().entries().forEach(member -> names.add(member.getKey()));
        names.removeAll(unset);
        names.addAll(set.keySet());
        return names;
    }

    private @Nullable JsonNode value(String name) {
        if (unset.contains(name)) {
            return null;
        }
        JsonNode value = set.get(name);
        if (value == null) {
            value = text.large(name);
        }
        return value == null ? small().get(name) : value;
    }

    private static JsonNode patched(JsonNode members, JsonNode patch) {
        JsonNode patched;
        try {
            patched = JsonPatch.apply(members, patch);
        } catch (ProblemException e) {
            throw ProblemException.invalid(e.errors().stream()
                    .map(error -> FieldError.at("/patch" + error.pointer(), error.code(), error.detail()))
                    .toList());
        }
        if (!patched.isObject()) {
            throw ProblemException.invalid(FieldError.at("/patch", "type", "must leave an object: a state is one"));
        }
        return patched;
    }
}
