package dev.waymark.piece;

import java.nio.ByteBuffer;

/// Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit on all
/// but the last.
final class Varints {
    static final int MAX_BYTES = 5;

    private Varints() {}

    static void write(int value, ByteBuffer to) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            to.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    static int read(ByteBuffer from) {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number has more than five bytes");
    }

    /// A number of either sign, small ones of both in few bytes.
    static void writeSigned(int value, ByteBuffer to) {
        write((value << 1) ^ (value >> 31), to);
    }

    static int readSigned(ByteBuffer from) {
        int value = read(from);
        return (value >>> 1) ^ -(value & 1);
    }

    /// What was written to a buffer.
    static byte[] written(ByteBuffer buffer) {
        byte[] written = new byte[buffer.position()];
        buffer.get(0, written);
        return written;
    }
}
