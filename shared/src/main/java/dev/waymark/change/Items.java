package dev.waymark.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The things of a section that have an identity, whether they stand in a list or under their names; and what
/// stands among them without one.
///
/// @param odd what has no identity
record Items(List<Item> known, List<Item> odd) {

    /// One thing.
    ///
    /// @param identity what identifies it, its name first
    record Item(List<String> identity, Tree tree, Place place) {
        String name() {
            return identity.getFirst();
        }
    }

    /// What identifies things of one kind: for each part, the names that the member goes by.
    ///
    /// @param required the parts that must be there, from the first on
    record Identity(int required, List<List<String>> parts) {

        @Nullable
        List<String> of(Tree tree) {
            List<String> identity = new ArrayList<>(parts.size());
            for (List<String> names : parts) {
                String text = names.stream()
                        .map(tree::member)
                        .filter(value -> value != null
                                && value.isScalar()
                                && !value.node().isNull())
                        .findFirst()
                        .map(Shown::text)
                        .orElse(null);
                if (text == null && identity.size() < required) {
                    return null;
                }
                identity.add(text == null ? "" : text);
            }
            return identity;
        }

        List<String> named(String name) {
            List<String> identity = new ArrayList<>(parts.stream().map(_ -> "").toList());
            identity.set(0, name);
            return identity;
        }
    }

    static Items of(@Nullable Tree section, Place at, Identity identity) {
        var items = new Items(new ArrayList<>(), new ArrayList<>());
        if (section == null) {
            return items;
        }
        for (Map.Entry<String, Tree> member : section.members().entrySet()) {
            items.known.add(new Item(identity.named(member.getKey()), member.getValue(), at.member(member.getKey())));
        }
        int index = 0;
        for (Tree element : section.elements()) {
            List<String> found = identity.of(element);
            Place place = at.element(index++);
            if (found == null) {
                items.odd.add(new Item(List.of(Integer.toString(element.id())), element, place));
            } else {
                items.known.add(new Item(found, element, place));
            }
        }
        if (section.isScalar()) {
            items.odd.add(new Item(List.of(Integer.toString(section.id())), section, at));
        }
        return items;
    }
}
