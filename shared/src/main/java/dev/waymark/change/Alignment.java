package dev.waymark.change;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Which elements of two lists are the same ones, in order: the longest common subsequence where few elements
/// differ, and a good one where many do. `of(a, b)[i]` is where element `i` of `a` stands in `b`, or -1.
final class Alignment {
    static final int NONE = -1;

    private Alignment() {}

    static int[] of(int[] a, int[] b, Work work) {
        int[] partner = new int[a.length];
        Arrays.fill(partner, NONE);
        int start = 0;
        while (start < Math.min(a.length, b.length) && a[start] == b[start]) {
            partner[start] = start;
            start++;
        }
        int endA = a.length;
        int endB = b.length;
        while (endA > start && endB > start && a[endA - 1] == b[endB - 1]) {
            partner[--endA] = --endB;
        }
        int[] middle = middle(Arrays.copyOfRange(a, start, endA), Arrays.copyOfRange(b, start, endB), work);
        for (int i = 0; i < middle.length; i++) {
            partner[start + i] = middle[i] == NONE ? NONE : middle[i] + start;
        }
        return partner;
    }

    private static int[] middle(int[] a, int[] b, Work work) {
        int[] nothing = new int[a.length];
        Arrays.fill(nothing, NONE);
        int[] candidates = occurrences(a, b);
        if (Arrays.equals(candidates, nothing)) {
            return nothing;
        }
        int[] shortest = new ShortestEdit(a, b, work).partners();
        return shortest == null ? IncreasingRun.longestOf(candidates) : shortest;
    }

    /// The first occurrence of a value goes with the first in the other list, the second with the second.
    private static int[] occurrences(int[] a, int[] b) {
        Map<Integer, Deque<Integer>> places = new HashMap<>();
        for (int j = 0; j < b.length; j++) {
            places.computeIfAbsent(b[j], _ -> new ArrayDeque<>(2)).add(j);
        }
        int[] candidates = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            Deque<Integer> left = places.get(a[i]);
            Integer place = left == null ? null : left.poll();
            candidates[i] = place == null ? NONE : place;
        }
        return candidates;
    }
}
