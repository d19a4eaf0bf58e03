package dev.waymark.cli.run;

import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.UnreachableException;
import dev.waymark.cli.api.WaymarkClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Appends the output of a step to the ledger while it runs, in whole lines, so that others can follow it. It is a
/// courtesy: what it does not get through, or what is past its bound, comes with the result.
public final class LiveOutput implements Live, AutoCloseable {
    private static final int MOST_BYTES = 1024 * 1024;
    /// A line that gets longer than this is cut in pieces.
    private static final int LONGEST_LINE_BYTES = 64 * 1024;

    private final WaymarkClient client;
    private final String path;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private int taken;
    private boolean over;
    private final Thread sender;

    /// Sends what has come, again and again with a pause between.
    public LiveOutput(WaymarkClient client, StepRecord step, Duration pause) {
        this.client = client;
        this.path = step.path() + "/output";
        this.sender = Thread.ofVirtual().start(() -> sendUntilClosed(pause));
    }

    @Override
    public synchronized void stdout(byte[] bytes) {
        take(out, bytes);
    }

    @Override
    public synchronized void stderr(byte[] bytes) {
        take(err, bytes);
    }

    private void take(ByteArrayOutputStream stream, byte[] bytes) {
        over |= taken + bytes.length > MOST_BYTES;
        if (!over) {
            stream.writeBytes(bytes);
            taken += bytes.length;
        }
    }

    private void sendUntilClosed(Duration pause) {
        try {
            while (true) {
                // one request a pause, however fast the command talks
                Thread.sleep(pause);
                send(false);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (ProblemException | UnreachableException refused) {
            give();
        }
    }

    private synchronized void give() {
        over = true;
    }

    private void send(boolean all) {
        var body = Json.object();
        synchronized (this) {
            putLines(out, "stdout", all, body);
            putLines(err, "stderr", all, body);
        }
        if (!body.isEmpty()) {
            client.post(path, Json.bytes(body));
        }
    }

    private static void putLines(
            ByteArrayOutputStream stream,
            String name,
            boolean all,
            com.fasterxml.jackson.databind.node.ObjectNode body) {
        byte[] bytes = stream.toByteArray();
        int end = bytes.length;
        while (!all && end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length > LONGEST_LINE_BYTES) {
            end = bytes.length;
        }
        if (end > 0) {
            body.put(name, new String(bytes, 0, end, StandardCharsets.UTF_8));
            stream.reset();
            stream.write(bytes, end, bytes.length - end);
        }
    }

    /// Sends the rest, and nothing more from here on; the result comes after it.
    @Override
    public void close() {
        sender.interrupt();
        try {
            sender.join();
            send(true);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ProblemException | UnreachableException refused) {
            give();
        }
    }
}
