package dev.waymark.change;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Text;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// Gives every distinct value one number, in one pass: exact, where a hash could be made to collide. Numbers
/// are equal as their canonical texts are, so 1 and 1.0 are one value.
final class Trees {
    private static final int NULL_ID = 0;
    private static final int FALSE_ID = 1;
    private static final int TRUE_ID = 2;

    private final Map<String, Integer> texts = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Composite, Integer> composites = new HashMap<>();
    // Unknown to whoever made the input, so that nobody can fill one bucket.
    private final long seed = ThreadLocalRandom.current().nextLong() | 1;
    private int next = TRUE_ID + 1;

    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    private record Composite(boolean array, long[] parts, int hash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Composite that && array == that.array && Arrays.equals(parts, that.parts);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    Tree of(JsonNode node) {
        if (node.isString()) {
            String text = node.getStringValue();
            return scalar(node, id(texts, text), Text.utf8Length(text) + 2);
        }
        if (node.isObject()) {
            return object(node);
        }
        if (node.isArray()) {
            return array(node);
        }
        if (node.isNumber()) {
            String text = number(node);
            return scalar(node, id(numbers, text), text.length());
        }
        if (node.isNull()) {
            return scalar(node, NULL_ID, 4);
        }
        return node.getBooleanValue() ? scalar(node, TRUE_ID, 4) : scalar(node, FALSE_ID, 5);
    }

    static String number(JsonNode node) {
        return node.getNumberValue() instanceof Long exact
                ? exact.toString()
                : new String(CanonicalJson.write(node), StandardCharsets.US_ASCII);
    }

    private static Tree scalar(JsonNode node, int id, long bytes) {
        return new Tree(node, id, bytes, List.of(), Map.of());
    }

    private Tree array(JsonNode node) {
        List<Tree> elements = new ArrayList<>(node.size());
        long bytes = 1;
        for (JsonNode element : node.values()) {
            Tree tree = of(element);
            elements.add(tree);
            bytes += tree.bytes() + 1;
        }
        long[] parts = elements.stream().mapToLong(Tree::id).toArray();
        return new Tree(node, id(composites, composite(true, parts)), bytes, elements, Map.of());
    }

    private Tree object(JsonNode node) {
        Map<String, Tree> members = LinkedHashMap.newLinkedHashMap(node.size());
        long[] parts = new long[node.size()];
        long bytes = 1;
        int i = 0;
        for (Map.Entry<String, JsonNode> member : node.entries()) {
            Tree tree = of(member.getValue());
            members.put(member.getKey(), tree);
            parts[i++] = (long) id(texts, member.getKey()) << Integer.SIZE | tree.id();
            bytes += Text.utf8Length(member.getKey()) + tree.bytes() + 4;
        }
        Arrays.sort(parts);
        return new Tree(node, id(composites, composite(false, parts)), bytes, List.of(), members);
    }

    private Composite composite(boolean array, long[] parts) {
        long hash = seed;
        for (long part : parts) {
            hash = (hash ^ part) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return new Composite(array, parts, Long.hashCode(hash * seed));
    }

    private <K> int id(Map<K, Integer> ids, K key) {
        Integer known = ids.putIfAbsent(key, next);
        return known == null ? next++ : known;
    }
}
