package dev.waymark.change;

import dev.waymark.change.Items.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of things, told by their identity. Of several with one identity, equal ones go together first,
/// and the others in order.
///
/// @param changed before and after of what is still there and no longer equal
record ItemPairs(List<Item> removed, List<Item> added, List<Pair> changed) {

    /// One thing before and after.
    record Pair(Item before, Item after) {}

    static ItemPairs of(List<Item> before, List<Item> after) {
        var pairs = new ItemPairs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<List<String>, List<Item>> later = new LinkedHashMap<>();
        after.forEach(item ->
                later.computeIfAbsent(item.identity(), _ -> new ArrayList<>(1)).add(item));
        Map<List<String>, List<Item>> earlier = new LinkedHashMap<>();
        before.forEach(item -> earlier.computeIfAbsent(item.identity(), _ -> new ArrayList<>(1))
                .add(item));
        earlier.forEach((identity, items) -> pairs.match(items, later.getOrDefault(identity, List.of())));
        later.forEach((identity, items) -> {
            if (!earlier.containsKey(identity)) {
                pairs.added.addAll(items);
            }
        });
        return pairs;
    }

    private void match(List<Item> before, List<Item> after) {
        Map<Integer, Deque<Item>> equal = new LinkedHashMap<>();
        after.forEach(item -> equal.computeIfAbsent(item.tree().id(), _ -> new ArrayDeque<>(1))
                .add(item));
        Deque<Item> gone = new ArrayDeque<>();
        for (Item item : before) {
            Deque<Item> same = equal.get(item.tree().id());
            if (same == null || same.poll() == null) {
                gone.add(item);
            }
        }
        Deque<Item> come = new ArrayDeque<>();
        equal.values().forEach(come::addAll);
        while (!gone.isEmpty() && !come.isEmpty()) {
            changed.add(new Pair(gone.remove(), come.remove()));
        }
        removed.addAll(gone);
        added.addAll(come);
    }
}
