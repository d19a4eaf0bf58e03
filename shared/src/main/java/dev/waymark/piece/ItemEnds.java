package dev.waymark.piece;

import java.util.Arrays;

/// Finds where the items of canonical JSON text end: behind each comma that is in no string and in no array
/// or object.
final class ItemEnds {
    private ItemEnds() {}

    /// @param items whole items, each with its comma
    static int[] of(byte[] items) {
        int[] ends = new int[16];
        int count = 0;
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < items.length; i++) {
            byte c = items[i];
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> inString = true;
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        if (count == ends.length) {
                            ends = Arrays.copyOf(ends, 2 * count);
                        }
                        ends[count++] = i + 1;
                    }
                }
                default -> {}
            }
        }
        return Arrays.copyOf(ends, count);
    }
}
