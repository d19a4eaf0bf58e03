package dev.waymark.segment;

/// Reads what a [Buffer] has written.
final class Input {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    int one() {
        return bytes[at++];
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number has more than ten bytes");
    }

    int count() {
        return Math.toIntExact(number());
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /// Where reading goes on.
    int place() {
        return at;
    }

    void skip(int count) {
        if (count < 0 || count > bytes.length - at) {
            throw new IndexOutOfBoundsException("There are not so many bytes left");
        }
        at += count;
    }
}
