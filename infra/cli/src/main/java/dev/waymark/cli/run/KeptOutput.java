package dev.waymark.cli.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What a program wrote to one stream, bounded: the beginning and the end are kept, and a mark says how much is
/// missing between them.
public final class KeptOutput {
    /// For each half.
    static final int HALF_BYTES = 512 * 1024;

    private final int halfBytes;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail;
    private long total;

    public KeptOutput() {
        this(HALF_BYTES);
    }

    KeptOutput(int halfBytes) {
        this.halfBytes = halfBytes;
        this.tail = new byte[halfBytes];
    }

    /// Takes the next bytes.
    public synchronized void add(byte[] bytes, int length) {
        int toHead = Math.min(length, halfBytes - head.size());
        head.write(bytes, 0, toHead);
        for (int i = Math.max(toHead, length - halfBytes); i < length; i++) {
            tail[(int) ((total + i - halfBytes) % halfBytes)] = bytes[i];
        }
        total += length;
    }

    /// How many bytes were written, kept or not.
    public synchronized long total() {
        return total;
    }

    /// How many are not kept.
    public synchronized long leftOut() {
        return Math.max(0, total - 2L * halfBytes);
    }

    /// What is kept, read as UTF-8; bytes that are none become U+FFFD.
    public synchronized String text() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toByteArray());
        long left = leftOut();
        if (left > 0) {
            String mark = "\n[waymark: " + left + " bytes are left out here]\n";
            bytes.writeBytes(mark.getBytes(StandardCharsets.UTF_8));
        }
        for (long i = Math.max(halfBytes, total - halfBytes); i < total; i++) {
            bytes.write(tail[(int) ((i - halfBytes) % halfBytes)]);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
