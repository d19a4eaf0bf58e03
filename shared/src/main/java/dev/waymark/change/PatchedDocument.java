package dev.waymark.change;

import dev.waymark.change.JsonPatch.Target;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A document while it is patched. Containers on the way to a change are opened once, so that each operation
/// costs what it touches; everything else stays shared with the original.
final class PatchedDocument {
    /// How many values `copy` may add: each can double the document, so a few dozen would fill any memory.
    static final long MAX_COPIED_NODES = 5_000_000;

    private static final int MAX_DEPTH = StrictJson.MAX_DOCUMENT_DEPTH + StrictJson.MAX_ENVELOPE_DEPTH;

    /// A value that is a node still, or a container that was opened.
    private sealed interface Value {}

    private record Closed(JsonNode node) implements Value {}

    private record OpenObject(Map<String, Value> members) implements Value {}

    private record OpenArray(List<Value> elements) implements Value {}

    private final OpenArray root;
    private long copied;

    PatchedDocument(JsonNode document) {
        root = new OpenArray(new ArrayList<>(List.of(new Closed(document))));
    }

    JsonNode frozen() {
        return frozen(root.elements().getFirst());
    }

    /// Whether this value stands there; costs what the value weighs, however large the document is.
    boolean holds(Target target, JsonNode expected) {
        return same(at(target, target.tokens().size()), expected);
    }

    private static boolean same(Value value, JsonNode expected) {
        return switch (value) {
            case Closed(JsonNode node) -> SameValue.of(node, expected);
            case OpenArray(List<Value> elements) ->
                expected.isArray()
                        && elements.size() == expected.size()
                        && IntStream.range(0, elements.size()).allMatch(i -> same(elements.get(i), at(expected, i)));
            case OpenObject(Map<String, Value> members) ->
                expected.isObject()
                        && members.size() == expected.size()
                        && members.entrySet().stream().allMatch(member -> {
                            JsonNode other = expected.get(member.getKey());
                            return other != null && same(member.getValue(), other);
                        });
        };
    }

    private static JsonNode at(JsonNode array, int index) {
        return Objects.requireNonNull(array.get(index), "an element within the size of its list");
    }

    void add(Target target, JsonNode value) {
        put(target, new Closed(value), true);
    }

    void replace(Target target, JsonNode value) {
        put(target, new Closed(value), false);
    }

    void remove(Target target) {
        take(target);
    }

    void move(Target from, Target path) {
        if (path.isInside(from)) {
            throw path.problem("inside", "is inside of what is moved");
        }
        Value value = take(from);
        if (path.tokens().size() > from.tokens().size()) {
            checked(frozen(value), path, 1);
        }
        put(path, value, true);
    }

    void copy(Target from, Target path) {
        put(path, new Closed(checked(frozen(at(from, from.tokens().size())), path, 1)), true);
    }

    /// The value, if it fits where it goes.
    ///
    /// @param weight what each of its values counts towards what may be copied
    JsonNode checked(JsonNode value, Target path, int weight) {
        count(value, path, path.tokens().size(), weight);
        return value;
    }

    private void count(JsonNode node, Target path, int depth, int weight) {
        copied += weight;
        if (copied > MAX_COPIED_NODES) {
            throw path.problem("size", "would make the document too large");
        }
        if (node.isValueNode()) {
            return;
        }
        if (depth >= MAX_DEPTH) {
            throw path.problem("too_deep", "would be nested deeper than %d levels".formatted(MAX_DEPTH));
        }
        node.values().forEach(child -> count(child, path, depth + 1, weight));
    }

    private void put(Target target, Value value, boolean isNew) {
        String name = target.last();
        if (name == null) {
            root.elements().set(0, value);
            return;
        }
        switch (container(target)) {
            case OpenObject(Map<String, Value> members) -> {
                if (!isNew && !members.containsKey(name)) {
                    throw target.problem("absent", "is not there");
                }
                members.put(name, value);
            }
            case OpenArray(List<Value> elements)
            when isNew ->
                elements.add(name.equals("-") ? elements.size() : index(name, elements.size() + 1, target), value);
            case OpenArray(List<Value> elements) -> elements.set(index(name, elements.size(), target), value);
            case Closed _ -> throw target.problem("absent", "lies in what is neither an object nor a list");
        }
    }

    private Value take(Target target) {
        String name = target.last();
        if (name == null) {
            throw target.problem("absent", "is the whole document, which cannot be taken away");
        }
        Value taken = switch (container(target)) {
            case OpenObject(Map<String, Value> members) -> members.remove(name);
            case OpenArray(List<Value> elements) -> elements.remove(index(name, elements.size(), target));
            case Closed _ -> null;
        };
        return present(taken, target);
    }

    private Value container(Target target) {
        return at(target, target.tokens().size() - 1);
    }

    /// The value that the first `depth` names lead to, opened if it is a container.
    private Value at(Target target, int depth) {
        Value value = open(root.elements(), 0);
        for (String name : target.tokens().subList(0, depth)) {
            value = present(
                    switch (value) {
                        case OpenObject(Map<String, Value> members) -> open(members, name);
                        case OpenArray(List<Value> elements) -> open(elements, index(name, elements.size(), target));
                        case Closed _ -> null;
                    },
                    target);
        }
        return value;
    }

    private static Value present(@Nullable Value value, Target target) {
        if (value == null) {
            throw target.problem("absent", "is not there");
        }
        return value;
    }

    private static Value open(List<Value> elements, int index) {
        Value opened = opened(elements.get(index));
        elements.set(index, opened);
        return opened;
    }

    private static @Nullable Value open(Map<String, Value> members, String name) {
        return members.computeIfPresent(name, (_, value) -> opened(value));
    }

    private static Value opened(Value value) {
        if (!(value instanceof Closed(JsonNode node)) || node.isValueNode()) {
            return value;
        }
        if (node.isArray()) {
            List<Value> elements = new ArrayList<>(node.size());
            node.values().forEach(element -> elements.add(new Closed(element)));
            return new OpenArray(elements);
        }
        Map<String, Value> members = LinkedHashMap.newLinkedHashMap(node.size());
        node.entries().forEach(member -> members.put(member.getKey(), new Closed(member.getValue())));
        return new OpenObject(members);
    }

    private static JsonNode frozen(Value value) {
        return switch (value) {
            case Closed(JsonNode node) -> node;
            case OpenArray(List<Value> elements) ->
                JsonNode.createArrayNode(
                        elements.stream().map(PatchedDocument::frozen).toList());
            case OpenObject(Map<String, Value> members) -> {
                Map<String, JsonNode> nodes = LinkedHashMap.newLinkedHashMap(members.size());
                members.forEach((name, member) -> nodes.put(name, frozen(member)));
                yield JsonNode.createObjectNode(nodes);
            }
        };
    }

    private static int index(String token, int size, Target target) {
        boolean number = !token.isEmpty()
                && token.length() < 10
                && token.chars().allMatch(c -> c >= '0' && c <= '9')
                && (token.length() == 1 || token.charAt(0) != '0');
        if (!number || Integer.parseInt(token) >= size) {
            throw target.problem("index", "names no element of the list");
        }
        return Integer.parseInt(token);
    }
}
