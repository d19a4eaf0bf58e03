package dev.waymark.change;

import dev.waymark.change.Items.Item;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Connections by protocol, local and remote address. One that listens is a port: `ports_opened` and
/// `ports_closed` are `[{protocol, local, port, process}]`, `connections_opened` and `connections_closed`
/// `[{protocol, local, remote, state, process}]`, `changed` is one whose state or process is another.
final class Network implements Things.Kind {
    private static final Items.Identity IDENTITY = new Items.Identity(
            0,
            List.of(
                    List.of("protocol", "proto"),
                    List.of("local", "local_address"),
                    List.of("local_port", "port"),
                    List.of("remote", "remote_address"),
                    List.of("remote_port")));
    private static final Pattern PORT = Pattern.compile("(?:.*[:.])?(\\d{1,5})", Pattern.DOTALL);
    private static final Set<String> NO_REMOTE =
            Set.of("", "*", "*:*", "0.0.0.0", "0.0.0.0:*", "0.0.0.0:0", "::", "[::]:*", ":::*", "[::]:0", ":::0");

    @Override
    public Items.Identity identity() {
        return IDENTITY;
    }

    @Override
    public List<String> lists() {
        return List.of("ports_opened", "ports_closed", "connections_opened", "connections_closed", "changed");
    }

    @Override
    public void came(Item item, Things.Lists lists) {
        lists.add(listens(item) ? "ports_opened" : "connections_opened", shown(item));
    }

    @Override
    public void went(Item item, Things.Lists lists) {
        lists.add(listens(item) ? "ports_closed" : "connections_closed", shown(item));
    }

    @Override
    public void changed(ItemPairs.Pair pair, List<Difference> differences, Things.Lists lists) {
        lists.add(
                "changed",
                addresses(pair.after())
                        .with(
                                "changes",
                                Places.ofThing(differences, pair.after().place()))
                        .build());
    }

    private static boolean listens(Item item) {
        Tree state = item.tree().member("state");
        if (state != null) {
            return Shown.text(state).toLowerCase(Locale.ROOT).startsWith("listen")
                    || (Shown.text(state).equalsIgnoreCase("unconn") && NO_REMOTE.contains(remote(item)));
        }
        return NO_REMOTE.contains(remote(item));
    }

    private static String remote(Item item) {
        return item.identity().get(3);
    }

    private static JsonNode shown(Item item) {
        Shown.ObjectNode shown = addresses(item);
        if (!listens(item)) {
            shown.withPresent("state", item.tree().member("state"));
        }
        return shown.withPresent("process", item.tree().member("process")).build();
    }

    private static Shown.ObjectNode addresses(Item item) {
        List<String> identity = item.identity();
        Shown.ObjectNode shown =
                Shown.object().withText("protocol", identity.get(0)).withText("local", identity.get(1));
        Integer port = port(identity.get(2).isEmpty() ? identity.get(1) : identity.get(2));
        if (listens(item) && port != null) {
            return shown.with("port", JsonNode.createNumberNode(port.longValue()));
        }
        return shown.withText("local_port", identity.get(2))
                .withText("remote", identity.get(3))
                .withText("remote_port", identity.get(4));
    }

    private static @Nullable Integer port(String address) {
        Matcher matcher = PORT.matcher(address.length() > 300 ? "" : address);
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }
}
