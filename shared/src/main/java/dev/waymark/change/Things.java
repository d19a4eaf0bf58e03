package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The summary of a section that holds things with an identity: which came, went and changed.
final class Things {
    private Things() {}

    /// What is told of one kind of things, and under which names.
    interface Kind {
        Items.Identity identity();

        /// The lists that the summary has, empty ones too.
        List<String> lists();

        void came(Item item, Lists lists);

        void went(Item item, Lists lists);

        /// Tells of a thing that is still there.
        ///
        /// @param differences at least one
        void changed(ItemPairs.Pair pair, List<Difference> differences, Lists lists);
    }

    /// The lists of a summary while it is written.
    record Lists(Map<String, List<JsonNode>> byName) {
        void add(String name, JsonNode entry) {
            byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
        }

        void add(String name, String entry) {
            add(name, JsonNode.createStringNode(entry));
        }
    }

    /// The summary; null when nothing but noise changed.
    static Shown.@Nullable ObjectNode summary(
            Kind kind, @Nullable Tree before, @Nullable Tree after, Place at, Comparison comparison) {
        int noted = comparison.noise().size();
        var lists = new Lists(new LinkedHashMap<>());
        kind.lists().forEach(name -> lists.byName.put(name, new ArrayList<>()));
        Items earlier = Items.of(before, at, kind.identity());
        Items later = Items.of(after, at, kind.identity());
        known(kind, ItemPairs.of(earlier.known(), later.known()), lists, comparison);
        List<Difference> odd = odd(earlier.odd(), later.odd(), at, comparison);
        if (odd.isEmpty() && lists.byName.values().stream().allMatch(List::isEmpty)) {
            if (noted == comparison.noise().size() && before != null && after != null) {
                comparison.noteNoise(at); // the same things in another order
            }
            return null;
        }
        Shown.ObjectNode summary = Shown.object();
        lists.byName.forEach(summary::with);
        return odd.isEmpty()
                ? summary
                : summary.with("other", Places.ofSection(odd, at).build());
    }

    private static void known(Kind kind, ItemPairs pairs, Lists lists, Comparison comparison) {
        for (Item item : pairs.added()) {
            if (!comparison.isNoise(item.place())) {
                kind.came(item, lists);
            }
        }
        for (Item item : pairs.removed()) {
            if (!comparison.isNoise(item.place())) {
                kind.went(item, lists);
            }
        }
        for (ItemPairs.Pair pair : pairs.changed()) {
            Item after = pair.after();
            List<Difference> differences = comparison.differences(pair.before().tree(), after.tree(), after.place());
            if (!differences.isEmpty()) {
                kind.changed(pair, differences, lists);
            }
        }
    }

    private static List<Difference> odd(List<Item> before, List<Item> after, Place at, Comparison comparison) {
        ItemPairs pairs = ItemPairs.of(before, after);
        if (pairs.removed().size() == 1
                && pairs.added().size() == 1
                && pairs.removed()
                        .getFirst()
                        .place()
                        .equals(pairs.added().getFirst().place())) {
            return comparison.differences(
                    pairs.removed().getFirst().tree(), pairs.added().getFirst().tree(), at);
        }
        List<Difference> odd = new ArrayList<>();
        for (Item item : pairs.removed()) {
            if (!comparison.isNoise(item.place())) {
                odd.add(new Difference(item.place(), item.tree(), null));
            }
        }
        for (Item item : pairs.added()) {
            if (!comparison.isNoise(item.place())) {
                odd.add(new Difference(item.place(), null, item.tree()));
            }
        }
        return odd;
    }
}
