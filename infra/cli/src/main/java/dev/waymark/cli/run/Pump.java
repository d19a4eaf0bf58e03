package dev.waymark.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/// Carries one stream of a program to where it is seen and to where it is kept.
///
/// @param live gets each piece as a copy
record Pump(InputStream from, OutputStream shown, KeptOutput kept, Consumer<byte[]> live) implements Runnable {
    private static final int PIECE_BYTES = 16 * 1024;

    @Override
    public void run() {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
                show(piece, length);
            }
        } catch (IOException closed) {
            // The program is gone, and its pipe with it.
            return;
        }
    }

    void show(byte[] piece, int length) {
        kept.add(piece, length);
        live.accept(Arrays.copyOf(piece, length));
        try {
            shown.write(piece, 0, length);
            shown.flush();
        } catch (IOException nobodyListens) {
            // What is kept is kept, whether or not anybody watches.
            return;
        }
    }
}
