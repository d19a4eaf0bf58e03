package dev.waymark.segment;

import java.util.Arrays;

/// Bytes that grow. Whole numbers take seven bits a byte, the lowest first, the highest bit on all
/// but the last.
final class Buffer {
    private byte[] bytes = new byte[4 * 1024];
    private int size;

    void one(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void bytes(byte[] some) {
        reserve(some.length);
        System.arraycopy(some, 0, bytes, size, some.length);
        size += some.length;
    }

    /// Any 64 bits; small ones that are not negative in few bytes.
    void number(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /// A number of either sign, small ones of both in few bytes.
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    byte[] written() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (bytes.length < needed) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
        }
    }
}
