package dev.waymark.change;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Pairs elements of two short lists in the order that lets them share the most.
final class Likeness {
    private static final int MAX_CELLS = 2_500;

    private Likeness() {}

    static int[] pairs(List<Tree> a, List<Tree> b, Work work) {
        int[] partner = new int[a.size()];
        Arrays.fill(partner, Alignment.NONE);
        if (a.size() == b.size() && a.size() == 1) {
            return new int[] {0};
        }
        if ((long) a.size() * b.size() > MAX_CELLS || !work.spend(cost(a, b))) {
            return partner;
        }
        int[][] shared = new int[a.size()][b.size()];
        int[][] best = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                shared[i][j] = shared(a.get(i), b.get(j));
                best[i][j] = Math.max(best[i + 1][j + 1] + shared[i][j], Math.max(best[i + 1][j], best[i][j + 1]));
            }
        }
        trace(shared, best, partner);
        return partner;
    }

    private static void trace(int[][] shared, int[][] best, int[] partner) {
        int j = 0;
        int i = 0;
        while (i < shared.length && j < shared[i].length) {
            if (shared[i][j] > 0 && best[i][j] == best[i + 1][j + 1] + shared[i][j]) {
                partner[i++] = j++;
            } else if (best[i][j] == best[i + 1][j]) {
                i++;
            } else {
                j++;
            }
        }
    }

    private static long cost(List<Tree> a, List<Tree> b) {
        return b.size() * a.stream().mapToLong(tree -> tree.node().size() + 1L).sum();
    }

    private static int shared(Tree a, Tree b) {
        if (a.isObject() && b.isObject()) {
            int equal = 0;
            for (Map.Entry<String, Tree> member : a.members().entrySet()) {
                Tree other = b.member(member.getKey());
                equal += other != null && other.same(member.getValue()) ? 1 : 0;
            }
            return equal;
        }
        int equal = 0;
        for (int i = 0; i < Math.min(a.elements().size(), b.elements().size()); i++) {
            equal += a.elements().get(i).same(b.elements().get(i)) ? 1 : 0;
        }
        return equal;
    }
}
