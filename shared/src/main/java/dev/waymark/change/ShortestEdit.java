package dev.waymark.change;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fewest insertions and deletions that make one list of another (E. W. Myers, An O(ND) Difference
/// Algorithm, 1986), given up where more than [#MAX_EDITS] are needed or the work is spent.
final class ShortestEdit {
    static final int MAX_EDITS = 1_000;

    private final int[] a;
    private final int[] b;
    private final Work work;
    private final int max;
    // The furthest place reached on each diagonal, and what it was after each round
    private final int[] reached;
    private final int[][] rounds;

    ShortestEdit(int[] a, int[] b, Work work) {
        this.a = a;
        this.b = b;
        this.work = work;
        max = Math.min(a.length + b.length, MAX_EDITS);
        reached = new int[2 * max + 3];
        rounds = new int[max + 1][];
    }

    /// Where each element of `a` stands in `b`; null when it was given up.
    int @Nullable [] partners() {
        for (int edits = 0; edits <= max; edits++) {
            for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
                int end = slide(from(edits, diagonal), diagonal);
                reached[at(diagonal)] = end;
                if (end >= a.length && end - diagonal >= b.length) {
                    return traced(edits);
                }
            }
            if (!work.spend(edits + 1)) {
                return null;
            }
            rounds[edits] = Arrays.copyOfRange(reached, at(-edits), at(edits) + 1);
        }
        return null;
    }

    private int at(int diagonal) {
        return diagonal + max + 1;
    }

    private int from(int edits, int diagonal) {
        if (edits == 0) {
            return 0;
        }
        return down(edits, diagonal, reached[at(diagonal - 1)], reached[at(diagonal + 1)])
                ? reached[at(diagonal + 1)]
                : reached[at(diagonal - 1)] + 1;
    }

    private static boolean down(int edits, int diagonal, int left, int right) {
        return diagonal == -edits || (diagonal != edits && left < right);
    }

    private int slide(int start, int diagonal) {
        int x = start;
        while (x < a.length && x - diagonal < b.length && a[x] == b[x - diagonal]) {
            x++;
        }
        work.spend(x - start);
        return x;
    }

    private int[] traced(int edits) {
        int[] partner = new int[a.length];
        Arrays.fill(partner, Alignment.NONE);
        int x = a.length;
        int diagonal = a.length - b.length;
        for (int round = edits; round > 0; round--) {
            int left = earlier(round, diagonal - 1);
            int right = earlier(round, diagonal + 1);
            boolean down = down(round, diagonal, left, right);
            int start = down ? right : left + 1;
            keep(partner, start, x, diagonal);
            x = down ? right : left;
            diagonal += down ? 1 : -1;
        }
        keep(partner, 0, x, 0);
        return partner;
    }

    /// What a diagonal had reached before this round; 0 where none had come yet.
    private int earlier(int round, int diagonal) {
        int[] before = rounds[round - 1];
        int place = diagonal + round - 1;
        return place < 0 || place >= before.length ? 0 : before[place];
    }

    private static void keep(int[] partner, int from, int to, int diagonal) {
        for (int x = from; x < to; x++) {
            partner[x] = x - diagonal;
        }
    }
}
