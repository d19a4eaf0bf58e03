package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packages by name, and architecture where it is known: `installed` and `removed` are `[{name, version}]`,
/// `upgraded` and `downgraded` `[{name, from, to}]`; `changed` is what else changed of one.
final class Packages implements Things.Kind {
    private static final Items.Identity IDENTITY =
            new Items.Identity(1, List.of(List.of("name", "package"), List.of("arch", "architecture")));

    @Override
    public Items.Identity identity() {
        return IDENTITY;
    }

    @Override
    public List<String> lists() {
        return List.of("installed", "removed", "upgraded", "downgraded", "changed");
    }

    @Override
    public void came(Item item, Things.Lists lists) {
        lists.add(
                "installed",
                named(item).withPresent("version", version(item.tree())).build());
    }

    @Override
    public void went(Item item, Things.Lists lists) {
        lists.add(
                "removed",
                named(item).withPresent("version", version(item.tree())).build());
    }

    @Override
    public void changed(ItemPairs.Pair pair, List<Difference> differences, Things.Lists lists) {
        Tree from = version(pair.before().tree());
        Tree to = version(pair.after().tree());
        int order = from == null || to == null ? 0 : Version.compare(Shown.text(from), Shown.text(to));
        if (order == 0) {
            List<JsonNode> changes = Places.ofThing(differences, pair.after().place());
            lists.add("changed", named(pair.after()).with("changes", changes).build());
            return;
        }
        lists.add(
                order < 0 ? "upgraded" : "downgraded",
                named(pair.after())
                        .with("from", Shown.value(from))
                        .with("to", Shown.value(to))
                        .build());
    }

    private static Shown.ObjectNode named(Item item) {
        return Shown.object()
                .withText("name", item.name())
                .withText("arch", item.identity().getLast());
    }

    /// The version of `{name, version}`, and of `name: version`.
    private static @Nullable Tree version(Tree item) {
        return item.isScalar() ? item : item.member("version");
    }
}
