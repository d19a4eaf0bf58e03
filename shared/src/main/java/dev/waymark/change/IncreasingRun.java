package dev.waymark.change;

import java.util.Arrays;

/// The longest increasing subsequence, in n log n: for lists without doubles, that is the longest common one.
final class IncreasingRun {
    private IncreasingRun() {}

    /// The values that belong to it; [Alignment#NONE] in place of all others.
    static int[] longestOf(int[] values) {
        int[] tails = new int[values.length];
        int[] before = new int[values.length];
        int length = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == Alignment.NONE) {
                continue;
            }
            int at = firstNotBelow(values, tails, length, values[i]);
            before[i] = at == 0 ? Alignment.NONE : tails[at - 1];
            tails[at] = i;
            length = Math.max(length, at + 1);
        }
        int[] kept = new int[values.length];
        Arrays.fill(kept, Alignment.NONE);
        for (int i = length == 0 ? Alignment.NONE : tails[length - 1]; i != Alignment.NONE; i = before[i]) {
            kept[i] = values[i];
        }
        return kept;
    }

    private static int firstNotBelow(int[] values, int[] tails, int length, int value) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[tails[middle]] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
