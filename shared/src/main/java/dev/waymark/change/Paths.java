package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.List;

/// Files or mounts by path: `added` and `removed` are paths, `changed` is `[{path, changes: [{at, from, to}]}]`.
final class Paths implements Things.Kind {
    private static final Items.Identity IDENTITY = new Items.Identity(
            1, List.of(List.of("path", "mount", "mount_point", "mountpoint", "mounted_on", "target", "name")));

    @Override
    public Items.Identity identity() {
        return IDENTITY;
    }

    @Override
    public List<String> lists() {
        return List.of("added", "removed", "changed");
    }

    @Override
    public void came(Item item, Things.Lists lists) {
        lists.add("added", item.name());
    }

    @Override
    public void went(Item item, Things.Lists lists) {
        lists.add("removed", item.name());
    }

    @Override
    public void changed(ItemPairs.Pair pair, List<Difference> differences, Things.Lists lists) {
        lists.add(
                "changed",
                Shown.object()
                        .with("path", JsonNode.createStringNode(pair.after().name()))
                        .with(
                                "changes",
                                Places.ofThing(differences, pair.after().place()))
                        .build());
    }
}
