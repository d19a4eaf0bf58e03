package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Services by name: `started` and `stopped` are names, `changed` is `[{name, from, to, changes?}]` for every
/// other change of state or of what else is known of a service.
final class Services implements Things.Kind {
    private static final Items.Identity IDENTITY = new Items.Identity(1, List.of(List.of("name", "service", "unit")));
    private static final Set<String> RUNNING = Set.of("running", "active", "started", "up", "online");
    private static final List<String> STATE = List.of("state", "status");

    @Override
    public Items.Identity identity() {
        return IDENTITY;
    }

    @Override
    public List<String> lists() {
        return List.of("started", "stopped", "changed");
    }

    @Override
    public void came(Item item, Things.Lists lists) {
        if (isRunning(item.tree())) {
            lists.add("started", item.name());
            return;
        }
        lists.add("changed", change(item.name(), null, item.tree()).build());
    }

    @Override
    public void went(Item item, Things.Lists lists) {
        if (isRunning(item.tree())) {
            lists.add("stopped", item.name());
            return;
        }
        lists.add("changed", change(item.name(), item.tree(), null).build());
    }

    @Override
    public void changed(ItemPairs.Pair pair, List<Difference> differences, Things.Lists lists) {
        boolean before = isRunning(pair.before().tree());
        boolean after = isRunning(pair.after().tree());
        String name = pair.after().name();
        if (before != after) {
            lists.add(after ? "started" : "stopped", name);
            return;
        }
        Place service = pair.after().place();
        List<Difference> others = differences.stream()
                .filter(difference -> !isState(difference.at(), service))
                .toList();
        Shown.ObjectNode change =
                change(name, pair.before().tree(), pair.after().tree());
        lists.add(
                "changed",
                (others.isEmpty() ? change : change.with("changes", Places.ofThing(others, service))).build());
    }

    private static boolean isState(Place at, Place service) {
        return at.equals(service) || (service.equals(at.parent()) && STATE.contains(at.token()));
    }

    private static Shown.ObjectNode change(String name, @Nullable Tree from, @Nullable Tree to) {
        return Shown.object()
                .with("name", JsonNode.createStringNode(name))
                .with("from", Shown.value(from == null ? null : state(from)))
                .with("to", Shown.value(to == null ? null : state(to)));
    }

    private static Tree state(Tree service) {
        return Stream.concat(STATE.stream().map(service::member), Stream.of(service))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(service);
    }

    /// `active (exited)` counts by its first word.
    private static boolean isRunning(Tree service) {
        String state = Shown.text(state(service)).strip().toLowerCase(Locale.ROOT);
        int end = state.indexOf(' ');
        return RUNNING.contains(end < 0 ? state : state.substring(0, end));
    }
}
