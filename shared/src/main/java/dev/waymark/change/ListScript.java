package dev.waymark.change;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What makes one list of another, in order: each entry stays, goes, comes or moves. Knows at every moment at
/// which index an entry stands, in logarithmic time, so that operations can be written one after the other.
final class ListScript {
    /// @param a the element before, or [Alignment#NONE]
    /// @param b the element after, or [Alignment#NONE]
    /// @param moved whether it stays in the list at another place, where its other half stands
    record Entry(int a, int b, boolean moved) {}

    private final List<Entry> entries = new ArrayList<>();
    private final int[] otherHalf;
    private final int[] standing;
    private final boolean[] alive;

    ListScript(ListPartners partners, int sizeA, int sizeB) {
        boolean[] arrives = new boolean[sizeB];
        int[] halves = new int[sizeB];
        for (int i = 0; i < sizeA; i++) {
            int target = partners.movedTo(i);
            if (target != Alignment.NONE) {
                arrives[target] = true;
            }
        }
        int j = 0;
        for (int i = 0; i < sizeA; i++) {
            int partner = partners.partner(i);
            for (; j < partner; j++) {
                entries.add(new Entry(Alignment.NONE, j, arrives[j]));
            }
            boolean stays = partner != Alignment.NONE;
            j += stays ? 1 : 0;
            entries.add(new Entry(i, partner, !stays && partners.movedTo(i) != Alignment.NONE));
        }
        for (; j < sizeB; j++) {
            entries.add(new Entry(Alignment.NONE, j, arrives[j]));
        }
        otherHalf = new int[entries.size()];
        standing = new int[entries.size() + 1];
        alive = new boolean[entries.size()];
        for (int e = 0; e < entries.size(); e++) {
            Entry entry = entries.get(e);
            if (entry.moved() && entry.b() != Alignment.NONE) {
                halves[entry.b()] = e;
            }
            if (entry.a() != Alignment.NONE) {
                arrive(e);
            }
        }
        for (int e = 0; e < entries.size(); e++) {
            Entry entry = entries.get(e);
            if (entry.moved() && entry.a() != Alignment.NONE) {
                otherHalf[e] = halves[partners.movedTo(entry.a())];
                otherHalf[otherHalf[e]] = e;
            }
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /// Where the other half of a moved entry stands in the script.
    int otherHalf(int entry) {
        return otherHalf[entry];
    }

    boolean isAlive(int entry) {
        return alive[entry];
    }

    void arrive(int entry) {
        count(entry, 1);
    }

    void leave(int entry) {
        count(entry, -1);
    }

    /// How many elements of the list stand before this entry now.
    int index(int entry) {
        int index = 0;
        for (int i = entry; i > 0; i -= i & -i) {
            index += standing[i];
        }
        return index;
    }

    private void count(int entry, int change) {
        alive[entry] = change > 0;
        for (int i = entry + 1; i < standing.length; i += i & -i) {
            standing[i] += change;
        }
    }

    /// The first operation that an entry needs now; null when it stands where it belongs.
    @Nullable
    Operation operation(int e, Place list, List<Tree> after) {
        Entry entry = entries.get(e);
        if (entry.moved()) {
            return move(e, list);
        }
        if (entry.b() == Alignment.NONE) {
            Operation removal = Operation.remove(list.element(index(e)));
            leave(e);
            return removal;
        }
        if (entry.a() == Alignment.NONE) {
            Operation addition = Operation.add(list.element(index(e)), after.get(entry.b()));
            arrive(e);
            return addition;
        }
        return null;
    }

    private @Nullable Operation move(int e, Place list) {
        boolean leaves = entries.get(e).a() != Alignment.NONE;
        if (alive[e] != leaves) {
            return null; // its other half came first and took it along
        }
        int source = leaves ? e : otherHalf[e];
        int target = leaves ? otherHalf[e] : e;
        int from = index(source);
        leave(source);
        int to = index(target);
        arrive(target);
        return from == to ? null : Operation.move(list.element(from), list.element(to));
    }
}
