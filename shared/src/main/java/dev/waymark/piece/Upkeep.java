package dev.waymark.piece;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps what has to be read for a state in proportion to the state, however many changes have made it:
/// when too many packs of a size have gathered, their pieces are packed together anew, and so are those of
/// packs that are mostly out of use. Each byte is moved a few times at most while a state grows, and old
/// states keep the old packs.
final class Upkeep {
    /// How many packs of one size may gather.
    static final int GATHERED_PACKS = 16;

    /// Packs below the first size gather until they are one of the second, and those until they are one of
    /// the third.
    private static final int[] SIZES = {4 * 1024, 32 * 1024};

    /// The share of a pack that has to be in use.
    private static final int LEAST_SHARE = 4;

    /// How much more than it weighs may have to be read for a state.
    private static final int MOST_WASTE = 2;

    private static final int WASTE_ALWAYS_TAKEN = 64 * 1024;

    private Upkeep() {}

    /// Replaces pieces of packs that are given up.
    static void moveScattered(List<Draft> sections, Shelf shelf) {
        Map<Pack, Integer> used = used(sections);
        Set<Pack> givenUp = new HashSet<>();
        gather(used, givenUp);
        used.forEach((pack, bytes) -> {
            if (pack.content().length > SIZES[0] && (long) bytes * LEAST_SHARE < pack.content().length) {
                givenUp.add(pack);
            }
        });
        if (waste(used, givenUp, shelf) > WASTE_ALWAYS_TAKEN + (long) MOST_WASTE * total(used)) {
            givenUp.addAll(used.keySet());
        }
        if (!givenUp.isEmpty()) {
            sections.forEach(section -> section.refs().replaceAll(ref -> moved(ref, givenUp)));
        }
    }

    private static Map<Pack, Integer> used(List<Draft> sections) {
        Map<Pack, Integer> used = new HashMap<>();
        Set<PieceId> seen = new HashSet<>();
        for (Draft section : sections) {
            for (Ref ref : section.refs()) {
                if (ref instanceof Ref.Kept kept && seen.add(ref.id())) {
                    used.merge(kept.pack(), ref.length(), Integer::sum);
                }
            }
        }
        return used;
    }

    private static void gather(Map<Pack, Integer> used, Set<Pack> givenUp) {
        int from = 0;
        for (int to : SIZES) {
            int least = from;
            List<Pack> gathered = new ArrayList<>(used.keySet().stream()
                    .filter(pack -> pack.content().length >= least && pack.content().length < to)
                    .toList());
            if (gathered.size() >= GATHERED_PACKS) {
                givenUp.addAll(gathered);
            }
            from = to;
        }
    }

    /// What would be read beside the pieces in use.
    private static long waste(Map<Pack, Integer> used, Set<Pack> givenUp, Shelf shelf) {
        Set<Pack> read = new HashSet<>();
        long inUse = 0;
        for (Map.Entry<Pack, Integer> entry : used.entrySet()) {
            Pack pack = entry.getKey();
            if (!givenUp.contains(pack)) {
                inUse += entry.getValue();
                read.add(pack);
                pack.bases().forEach(base -> read.add(shelf.pack(base)));
            }
        }
        return read.stream().mapToLong(pack -> pack.content().length).sum() - inUse;
    }

    private static long total(Map<Pack, Integer> used) {
        return used.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static Ref moved(Ref ref, Set<Pack> givenUp) {
        if (ref instanceof Ref.Kept(Pack pack, int index) && givenUp.contains(pack)) {
            return new Ref.Fresh(ref.id(), pack.piece(index), true);
        }
        return ref;
    }
}
