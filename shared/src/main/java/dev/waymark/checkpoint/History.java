package dev.waymark.checkpoint;

import dev.waymark.body.BodyWriter;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.paging.Paging;
import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What led to some members of a checkpoint's state: from its parent upwards the pending writes to them, up
/// to the nearest checkpoint whose state has the member itself.
@Singleton
public final class History {
    /// How many checkpoints one statement looks at.
    private static final int BATCH = 200;

    private final CheckpointRepository checkpoints;
    private final CheckpointStates states;
    private final BodyWriter writer;

    History(CheckpointRepository checkpoints, CheckpointStates states, BodyWriter writer) {
        this.checkpoints = checkpoints;
        this.states = states;
        this.writer = writer;
    }

    /// One checkpoint that has something to say.
    ///
    /// @param writes to the members that are still looked for
    /// @param state those of them that it has
    @Introspected
    public record Entry(UUID id, List<JsonNode> writes, RawJson state) {}

    /// Entries, the nearest first.
    ///
    /// @param last where to go on; null at the end
    public record Found(List<Entry> entries, @Nullable UUID last) {}

    /// Looks upwards from a checkpoint, which itself is not looked at.
    ///
    /// @param keys the members that are looked for
    public Found above(UUID checkpoint, Set<String> keys) {
        Set<String> wanted = new LinkedHashSet<>(keys);
        List<Entry> entries = new ArrayList<>();
        UUID from = checkpoint;
        long bytes = 0;
        while (true) {
            String names = new String(writer.write(wanted), StandardCharsets.UTF_8);
            List<LayoutRow> rows = checkpoints.above(from, names, BATCH);
            Map<UUID, Layout> layouts = new LinkedHashMap<>();
            rows.forEach(row -> layouts.put(row.id(), row.decodedLayout()));
            Shelf small = states.shelf(packsOf(layouts.values()));
            for (LayoutRow row : rows) {
                Layout layout = layouts.get(row.id());
                Entry entry = entry(row, layout == null ? Layout.EMPTY : layout, small, wanted);
                if (!entry.writes().isEmpty() || entry.state().utf8().length > 2) {
                    entries.add(entry);
                    bytes += row.writes().length + entry.state().utf8().length + 100;
                }
                entry.state().node().entries().forEach(member -> wanted.remove(member.getKey()));
                if (wanted.isEmpty()) {
                    return new Found(entries, null);
                }
                if (bytes >= Paging.BUDGET_BYTES) {
                    return new Found(entries, row.id());
                }
            }
            if (rows.size() < BATCH) {
                return new Found(entries, null);
            }
            from = rows.getLast().id();
        }
    }

    private static Set<UUID> packsOf(Collection<Layout> layouts) {
        Set<UUID> packs = new LinkedHashSet<>();
        layouts.forEach(layout -> packs.addAll(StateText.packsOf(layout, Set.of())));
        return packs;
    }

    private Entry entry(LayoutRow row, Layout layout, Shelf small, Set<String> wanted) {
        List<JsonNode> writes = new ArrayList<>();
        StrictJson.read(row.writes()).values().forEach(write -> {
            JsonNode key = write.get("key");
            if (key != null && wanted.contains(key.getStringValue())) {
                writes.add(write);
            }
        });
        boolean large = layout.largeNames().stream().anyMatch(wanted::contains);
        Shelf shelf = large ? states.shelf(StateText.packsOf(layout, wanted)) : small;
        return new Entry(row.id(), writes, new StateText(layout, shelf).members(wanted));
    }
}
