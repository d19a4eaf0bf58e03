package dev.waymark.piece;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/// Random changes of random states: small and large members of every kind, long strings, lists of small and
/// of large elements.
final class RandomChange {
    private static final String[] NAMES = {"a", "b", "messages", "", "é\u0000", "🦜", "plan", "z"};

    private RandomChange() {}

    /// A change, which is made to `members` as well.
    static StateChange of(Random random, Map<String, JsonNode> members, Layout layout) {
        if (random.nextInt(6) == 0) {
            members.clear();
            for (int i = random.nextInt(4); i > 0; i--) {
                members.put(name(random), value(random));
            }
            return StateChange.whole(JsonNode.createObjectNode(new LinkedHashMap<>(members)));
        }
        Map<String, JsonNode> set = new LinkedHashMap<>();
        Set<String> unset = new LinkedHashSet<>();
        Map<String, List<JsonNode>> append = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = name(random);
            Section large = layout.section(name);
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (!set.containsKey(name) && !append.containsKey(name)) {
                        unset.add(name);
                        members.remove(name);
                    }
                }
                case 1 -> {
                    if (!unset.contains(name) && !append.containsKey(name)) {
                        JsonNode old = members.get(name);
                        JsonNode value = old == null ? value(random) : edited(random, old);
                        set.put(name, value);
                        members.put(name, value);
                    }
                }
                default -> {
                    if (large != null
                            && large.kind() == Kind.ARRAY
                            && !set.containsKey(name)
                            && !unset.contains(name)
                            && !append.containsKey(name)) {
                        List<JsonNode> more = elements(random);
                        append.put(name, more);
                        List<JsonNode> all = new ArrayList<>();
                        Objects.requireNonNull(members.get(name)).values().forEach(all::add);
                        all.addAll(more);
                        members.put(name, JsonNode.createArrayNode(all));
                    }
                }
            }
        }
        return new StateChange(false, set, unset, append);
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private static JsonNode value(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> JsonNode.createNumberNode(random.nextLong());
            case 1 -> text(random, 1 << random.nextInt(16));
            case 2 -> JsonNode.createArrayNode(elements(random));
            case 3 -> {
                Map<String, JsonNode> members = new LinkedHashMap<>();
                for (int i = random.nextInt(200); i > 0; i--) {
                    members.put("m" + random.nextInt(1_000), text(random, random.nextInt(60)));
                }
                yield JsonNode.createObjectNode(members);
            }
            default -> random.nextBoolean() ? JsonNode.nullNode() : JsonNode.createBooleanNode(true);
        };
    }

    private static List<JsonNode> elements(Random random) {
        List<JsonNode> elements = new ArrayList<>();
        int most = random.nextInt(3) == 0 ? 3_000 : 40;
        for (int i = random.nextInt(300 / (most / 40)) + 1; i > 0; i--) {
            elements.add(random.nextInt(4) == 0 ? JsonNode.createNumberNode(i) : text(random, random.nextInt(most)));
        }
        return elements;
    }

    /// Something of the value, put elsewhere.
    private static JsonNode edited(Random random, JsonNode value) {
        if (!value.isArray() || value.size() == 0) {
            return value(random);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.values().forEach(elements::add);
        int at = random.nextInt(elements.size());
        switch (random.nextInt(3)) {
            case 0 -> elements.remove(at);
            case 1 -> elements.add(at, text(random, 30));
            default -> elements.set(at, text(random, 700));
        }
        return JsonNode.createArrayNode(elements);
    }

    private static JsonNode text(Random random, int length) {
        var text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(random.nextInt(20) == 0 ? "\"\\ü\u0000, ]}" : Integer.toString(random.nextInt(2_000), 36));
        }
        return JsonNode.createStringNode(text.toString());
    }
}
