package dev.waymark.api.aws;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What this JVM writes to its standard streams for a while, beside where it goes anyway. Other
/// test classes write too.
final class Output implements AutoCloseable {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private Output() {
        System.setOut(new PrintStream(lines, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(both(errors, err), true, StandardCharsets.UTF_8));
    }

    static Output capture() {
        return new Output();
    }

    /// Standard output so far.
    String lines() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    /// Standard error so far.
    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    private static OutputStream both(OutputStream one, OutputStream other) {
        return new OutputStream() {
            @Override
            public void write(int b) throws java.io.IOException {
                one.write(b);
                other.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws java.io.IOException {
                one.write(bytes, from, length);
                other.write(bytes, from, length);
            }
        };
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
    }
}
