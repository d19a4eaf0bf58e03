package dev.waymark.piece;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The packs at hand for one state. Not for use by several threads.
public final class Shelf {
    private final Map<UUID, Pack> packs = new HashMap<>();

    /// Adds packs that were unpacked before.
    public void add(Collection<Pack> opened) {
        opened.forEach(pack -> packs.put(pack.id(), pack));
    }

    /// Unpacks what was read; bases may be among it or on the shelf.
    ///
    /// @throws ProblemException 500 integrity-error for a pack that is not what its id says, or lacks a base
    public void open(Collection<StoredPack> stored) {
        stored.stream().filter(pack -> pack.bases().length == 0).forEach(this::open);
        stored.stream().filter(pack -> pack.bases().length > 0).forEach(this::open);
    }

    private void open(StoredPack stored) {
        if (!packs.containsKey(stored.id())) {
            packs.put(stored.id(), Pack.open(stored, this::pack));
        }
    }

    Pack pack(UUID id) {
        Pack pack = packs.get(id);
        if (pack == null) {
            throw ProblemException.of(ProblemType.INTEGRITY_ERROR, "pack %s is lost".formatted(id));
        }
        return pack;
    }

    public boolean has(UUID id) {
        return packs.containsKey(id);
    }

    @Nullable
    Pack packOrNull(UUID id) {
        return packs.get(id);
    }

    /// Everything on it.
    public Collection<Pack> all() {
        return packs.values();
    }
}
