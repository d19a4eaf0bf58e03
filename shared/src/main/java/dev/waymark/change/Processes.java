package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/// Processes by pid and start, so that a pid used again is another process: `started` and `ended` are `[{pid,
/// name, …}]`, `changed` is what else changed of one that goes on.
final class Processes implements Things.Kind {
    private static final Items.Identity IDENTITY = new Items.Identity(
            1, List.of(List.of("pid"), List.of("started_at", "start_time", "started", "create_time")));

    @Override
    public Items.Identity identity() {
        return IDENTITY;
    }

    @Override
    public List<String> lists() {
        return List.of("started", "ended", "changed");
    }

    @Override
    public void came(Item item, Things.Lists lists) {
        lists.add("started", shown(item).build());
    }

    @Override
    public void went(Item item, Things.Lists lists) {
        lists.add("ended", shown(item).build());
    }

    @Override
    public void changed(ItemPairs.Pair pair, List<Difference> differences, Things.Lists lists) {
        List<JsonNode> changes = Places.ofThing(differences, pair.after().place());
        lists.add("changed", shown(pair.after()).with("changes", changes).build());
    }

    private static Shown.ObjectNode shown(Item item) {
        Tree process = item.tree();
        Tree pid = process.member("pid");
        Shown.ObjectNode shown =
                Shown.object().with("pid", pid == null ? JsonNode.createStringNode(item.name()) : Shown.value(pid));
        Stream.of("name", "command", "user", "started_at")
                .forEach(name -> shown.withPresent(name, process.member(name)));
        return process.isScalar() ? shown.withPresent("name", process) : shown;
    }
}
