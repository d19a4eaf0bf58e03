package dev.waymark.piece;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Where a stream of items is cut into pieces. The content decides, so equal stretches are cut alike
/// wherever they stand, and a change moves the cuts around itself only.
///
/// A piece ends behind every item of at least [#LARGE_ITEM_BYTES]; behind smaller ones where the
/// [#WINDOW_BYTES] before some byte of the item hash to a mark, about every [#MARK_EVERY_BYTES]; and within
/// an item of at least [#LONG_ITEM_BYTES] at such a mark itself. A piece with a mark in it has at least
/// [#MIN_BYTES].
///
/// @param ends of the pieces
/// @param open whether the last piece ends for no other reason than that the stream does: it would have
///     taken more items. It begins where an item begins, then
@SuppressWarnings("ArrayRecordComponent") // made and used within one write
record Cuts(int[] ends, boolean open) {
    static final int MIN_BYTES = 256;
    static final int WINDOW_BYTES = 64;
    static final int LARGE_ITEM_BYTES = 512;
    static final int LONG_ITEM_BYTES = 4_096;
    static final int MAX_BYTES = 8_192;
    static final int MARK_EVERY_BYTES = 2_048;

    /// The upper bits, which the whole window decides; a power of two less one.
    private static final long MARK = (long) (MARK_EVERY_BYTES - 1) << (Long.SIZE - 11);

    /// Any table of random numbers will do, as long as it never changes.
    private static final long[] GEAR =
            new SplittableRandom(0x57_41_59_4D_41_52_4BL).longs(256).toArray();

    static Cuts of(Items items) {
        return new Cutter(items.bytes()).cut(items.ends());
    }

    /// One pass over a stream.
    private static final class Cutter {
        private final byte[] bytes;
        private int[] cuts = new int[16];
        private int count;
        private int start;
        private int hashedTo;
        private long hash;
        private boolean marked;

        Cutter(byte[] bytes) {
            this.bytes = bytes;
        }

        Cuts cut(int[] itemEnds) {
            int itemStart = 0;
            for (int end : itemEnds) {
                int length = end - itemStart;
                if (length >= LONG_ITEM_BYTES) {
                    within(end);
                }
                if (length >= LARGE_ITEM_BYTES) {
                    cutAt(end);
                } else {
                    marked |= nextMark(end) < end;
                    hashTo(end);
                    if (marked || end - start >= MAX_BYTES) {
                        cutAt(end);
                    }
                }
                itemStart = end;
            }
            boolean open = start < bytes.length;
            if (open) {
                cutAt(bytes.length);
            }
            return new Cuts(Arrays.copyOf(cuts, count), open);
        }

        /// Cuts a long item at its marks, and where none comes for too long; never at its end.
        private void within(int end) {
            while (true) {
                int limit = Math.min(end, start + MAX_BYTES);
                int cut = Math.min(nextMark(limit) + 1, limit);
                if (cut >= end) {
                    return;
                }
                cutAt(cut);
            }
        }

        /// The first byte before `limit` at which there is a mark; `limit` when there is none.
        private int nextMark(int limit) {
            skipToWindow();
            while (hashedTo < limit) {
                hash = (hash << 1) + GEAR[bytes[hashedTo] & 0xFF];
                if ((hash & MARK) == 0 && hashedTo + 1 - start >= MIN_BYTES) {
                    return hashedTo++;
                }
                hashedTo++;
            }
            return limit;
        }

        private void hashTo(int limit) {
            while (hashedTo < limit) {
                hash = (hash << 1) + GEAR[bytes[hashedTo++] & 0xFF];
            }
        }

        /// Nothing before the first window that could hold a mark matters.
        private void skipToWindow() {
            int first = start + MIN_BYTES - WINDOW_BYTES;
            if (hashedTo < first) {
                hashedTo = first;
                hash = 0;
            }
        }

        private void cutAt(int end) {
            if (count == cuts.length) {
                cuts = Arrays.copyOf(cuts, 2 * count);
            }
            cuts[count++] = end;
            start = end;
            marked = false;
        }
    }
}
