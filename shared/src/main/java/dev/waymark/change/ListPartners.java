package dev.waymark.change;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which element of one list became which of another. First equal elements in order, then equal ones that
/// moved, then those that share what identifies them, then those that are alike, then the rest by position.
final class ListPartners {
    /// An element that weighs less is cheaper to write again than to move.
    private static final int MOVABLE_BYTES = 48;

    private final List<Tree> a;
    private final List<Tree> b;
    private final Work work;
    private final int[] partner;
    private final int[] movedTo;
    private final boolean[] taken;

    @FunctionalInterface
    private interface Pairing {
        int[] of(List<Tree> a, List<Tree> b, Work work);
    }

    ListPartners(List<Tree> a, List<Tree> b, Work work) {
        this.a = a;
        this.b = b;
        this.work = work;
        movedTo = new int[a.size()];
        taken = new boolean[b.size()];
        Arrays.fill(movedTo, Alignment.NONE);
        partner = Alignment.of(ids(a), ids(b), work);
        move();
        fill(IdentityMember::pairs);
        fill(Likeness::pairs);
        fill(ListPartners::byPosition);
    }

    /// Where element `i` of the first list stands in the second, in order with all others; or
    /// [Alignment#NONE].
    int partner(int i) {
        return partner[i];
    }

    /// Where element `i` went that left the order; or [Alignment#NONE].
    int movedTo(int i) {
        return movedTo[i];
    }

    static int[] ids(List<Tree> trees) {
        return trees.stream().mapToInt(Tree::id).toArray();
    }

    private void move() {
        boolean[] paired = new boolean[b.size()];
        for (int j : partner) {
            if (j != Alignment.NONE) {
                paired[j] = true;
            }
        }
        Map<Integer, Deque<Integer>> loose = new HashMap<>();
        for (int i = 0; i < a.size(); i++) {
            if (partner[i] == Alignment.NONE && a.get(i).bytes() >= MOVABLE_BYTES) {
                loose.computeIfAbsent(a.get(i).id(), _ -> new ArrayDeque<>(2)).add(i);
            }
        }
        for (int j = 0; j < b.size(); j++) {
            Deque<Integer> sources = paired[j] ? null : loose.get(b.get(j).id());
            Integer source = sources == null ? null : sources.poll();
            if (source != null) {
                movedTo[source] = j;
                taken[j] = true;
            }
        }
    }

    /// Pairs what is left between two neighbouring pairs.
    private void fill(Pairing pairing) {
        int startA = 0;
        int startB = 0;
        for (int i = 0; i <= a.size(); i++) {
            if (i < a.size() && partner[i] == Alignment.NONE) {
                continue;
            }
            int endB = i < a.size() ? partner[i] : b.size();
            fillGap(startA, i, startB, endB, pairing);
            startA = i + 1;
            startB = endB + 1;
        }
    }

    private void fillGap(int startA, int endA, int startB, int endB, Pairing pairing) {
        int[] gapA = java.util.stream.IntStream.range(startA, endA)
                .filter(i -> movedTo[i] == Alignment.NONE)
                .toArray();
        int[] gapB = java.util.stream.IntStream.range(startB, endB)
                .filter(j -> !taken[j])
                .toArray();
        if (gapA.length == 0 || gapB.length == 0) {
            return;
        }
        int[] pairs = pairing.of(
                Arrays.stream(gapA).mapToObj(a::get).toList(),
                Arrays.stream(gapB).mapToObj(b::get).toList(),
                work);
        for (int i = 0; i < pairs.length; i++) {
            if (pairs[i] != Alignment.NONE) {
                partner[gapA[i]] = gapB[pairs[i]];
            }
        }
    }

    private static int[] byPosition(List<Tree> a, List<Tree> b, Work work) {
        int[] pairs = new int[a.size()];
        Arrays.setAll(pairs, i -> i < b.size() ? i : Alignment.NONE);
        return pairs;
    }
}
