package dev.waymark.piece;

import dev.waymark.json.RawJson;
import java.util.Arrays;

/// JSON text that grows out of items, each with a comma after it.
final class Text {
    private byte[] bytes;
    private int size;

    /// @param capacity about what it will weigh
    Text(int capacity) {
        bytes = new byte[capacity];
    }

    void ascii(char c) {
        reserve(1);
        bytes[size++] = (byte) c;
    }

    void write(byte[] some) {
        write(some, 0, some.length);
    }

    void write(byte[] some, int from, int length) {
        reserve(length);
        System.arraycopy(some, from, bytes, size, length);
        size += length;
    }

    /// Closes an array or object: in place of the last comma, where there is one.
    void close(Kind kind) {
        if (bytes[size - 1] == kind.open) {
            ascii(kind.close);
            return;
        }
        bytes[size - 1] = (byte) kind.close;
    }

    RawJson json() {
        return new RawJson(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
