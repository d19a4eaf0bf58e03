package dev.waymark.checkpoint;

import dev.waymark.body.BodyReader;
import dev.waymark.caller.Call;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.piece.Layout;
import dev.waymark.piece.NewState;
import dev.waymark.piece.PackCache;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads states: one statement each, which brings the packs along that are not at hand yet.
@Singleton
public final class CheckpointStates {
    private static final int MAX_HINTS = 2_000;
    private static final int MAX_BASES = 16;

    private final CheckpointRepository checkpoints;
    private final PackCache cache;
    private final BodyReader reader;

    /// Which packs a state needed when it was seen last: those among them that are at hand are not asked for.
    private final Map<Object, List<UUID>> hints = newest(MAX_HINTS);

    /// The checkpoints that were taken or built on last. Their packs are mostly those of each other.
    private final Map<Seen, StateAtHand> bases = newest(MAX_BASES);

    /// A checkpoint as callers of one tenant see it, or of one agent: what one may see must not show to another, not
    /// even
    /// in what is wrong with a patch.
    private record Seen(
            @Nullable UUID tenant,
            @Nullable UUID agent,
            @Nullable UUID checkpoint) {}

    /// The newest state of a namespace.
    private record Line(@Nullable UUID tenant, String agent, String thread, String namespace) {}

    CheckpointStates(CheckpointRepository checkpoints, PackCache cache, BodyReader reader) {
        this.checkpoints = checkpoints;
        this.cache = cache;
        this.reader = reader;
    }

    /// The checkpoint of this id; none when there is no such one.
    public Optional<CheckpointState> find(UUID id) {
        return read(id, known -> checkpoints.state(id, known));
    }

    /// The newest checkpoint of a namespace.
    public Optional<CheckpointState> latest(String agent, String thread, String namespace) {
        return read(
                new Line(tenant(), agent, thread, namespace),
                known -> checkpoints.latestState(agent, thread, namespace, known));
    }

    /// The checkpoint of this id with what these members need of its state.
    public Optional<CheckpointState> find(UUID id, Collection<String> members) {
        return checkpoints.layout(id).map(row -> partly(row, members));
    }

    /// The newest checkpoint of a namespace, likewise.
    public Optional<CheckpointState> latest(String agent, String thread, String namespace, Collection<String> members) {
        return checkpoints.latestLayout(agent, thread, namespace).map(row -> partly(row, members));
    }

    /// The state of this checkpoint to build on: what was seen of it before, for storing will look whether
    /// it is there and whether the caller sees it; none when there is no such checkpoint.
    Optional<StateAtHand> base(UUID id) {
        StateAtHand seen = bases.get(seen(id));
        return seen == null ? find(id).map(found -> remembered(id, StateAtHand.of(found))) : Optional.of(seen);
    }

    private StateAtHand remembered(UUID id, StateAtHand base) {
        bases.put(seen(id), base);
        return base;
    }

    /// Sees the checkpoint anew the next time.
    void forget(@Nullable UUID id) {
        bases.remove(seen(id));
    }

    /// What a state that is given whole is most like.
    StateAtHand likeliestBase(String agent, String thread, String namespace, @Nullable UUID parent) {
        StateAtHand seen = bases.get(seen(parent));
        if (seen != null) {
            return seen;
        }
        Object hint = parent == null ? new Line(tenant(), agent, thread, namespace) : parent;
        String parentText = parent == null ? null : parent.toString();
        return read(hint, known -> checkpoints.likeliestBase(agent, thread, namespace, parentText, known))
                .map(StateAtHand::of)
                .orElse(StateAtHand.NONE);
    }

    /// Remembers a state that was just stored.
    void stored(Checkpoint checkpoint, NewState state) {
        remembered(checkpoint.id(), StateAtHand.of(checkpoint, state));
        cache.keep(tenant(), state.shelf().all());
        hints.put(checkpoint.id(), state.layout().packs());
        hints.put(
                new Line(tenant(), checkpoint.agent(), checkpoint.thread(), checkpoint.namespace()),
                state.layout().packs());
    }

    /// These checkpoints with state and writes, in their order: one statement for where the states are, and
    /// one for the packs that are not at hand.
    public List<Checkpoint> whole(List<Checkpoint> some) {
        Map<UUID, LayoutRow> rows = checkpoints
                .layouts(array(some.stream().map(Checkpoint::id).toList()))
                .stream()
                .collect(Collectors.toMap(LayoutRow::id, row -> row));
        Map<UUID, Layout> layouts = new LinkedHashMap<>();
        rows.forEach((id, row) -> layouts.put(id, row.decodedLayout()));
        Shelf shelf = shelf(layouts.values().stream()
                .flatMap(layout -> layout.packs().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        // one that was cut in the meantime is left out
        return some.stream()
                .filter(checkpoint -> rows.containsKey(checkpoint.id()))
                .map(checkpoint -> checkpoint.with(
                        new StateText(Objects.requireNonNull(layouts.get(checkpoint.id())), shelf).whole(),
                        new RawJson(Objects.requireNonNull(rows.get(checkpoint.id()))
                                .writes())))
                .toList();
    }

    /// These packs, and what they are packed against.
    Shelf shelf(Collection<UUID> packs) {
        var shelf = new Shelf();
        shelf.add(cache.found(tenant(), packs));
        List<UUID> missing = packs.stream().filter(id -> !shelf.has(id)).toList();
        return missing.isEmpty() ? shelf : opened(shelf, frames(missing));
    }

    private Optional<CheckpointState> read(Object hint, Function<String, Optional<StateRow>> query) {
        var shelf = new Shelf();
        shelf.add(cache.found(tenant(), hints.getOrDefault(hint, List.of())));
        String known = array(shelf.all().stream().map(pack -> pack.id()).toList());
        Optional<StateRow> found = query.apply(known);
        return found.map(row -> {
            Layout layout = row.decodedLayout();
            hints.put(hint, layout.packs());
            return state(row, layout, opened(shelf, row.frames()));
        });
    }

    private CheckpointState partly(StateRow row, Collection<String> members) {
        Layout layout = row.decodedLayout();
        return state(row, layout, shelf(StateText.packsOf(layout, members)));
    }

    private byte @Nullable [] frames(Collection<UUID> packs) {
        return checkpoints.frames(array(packs)).frames();
    }

    private Shelf opened(Shelf shelf, byte @Nullable [] frames) {
        if (frames != null) {
            shelf.open(StoredPack.read(frames));
            cache.keep(tenant(), shelf.all());
        }
        return shelf;
    }

    private CheckpointState state(StateRow row, Layout layout, Shelf shelf) {
        byte[] writes = row.writes();
        if (writes == null) {
            return new CheckpointState(null, layout, shelf, null);
        }
        Checkpoint checkpoint = Checkpoint.of(reader.read(StrictJson.read(row.answer()), CheckpointRow.class));
        return new CheckpointState(checkpoint, layout, shelf, new RawJson(writes));
    }

    /// A map that forgets what was used longest ago.
    private static <K, V> Map<K, V> newest(int most) {
        return Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        });
    }

    private static Seen seen(@Nullable UUID checkpoint) {
        Call call = Call.current();
        return new Seen(tenant(), call == null ? null : call.caller().agentId(), checkpoint);
    }

    private static @Nullable UUID tenant() {
        Call call = Call.current();
        return call == null ? null : call.caller().tenantId();
    }

    /// Ids as PostgreSQL writes an array.
    static String array(Collection<UUID> ids) {
        return new ArrayList<>(ids).stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
