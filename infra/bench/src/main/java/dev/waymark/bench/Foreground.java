package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// One client that records a step every few milliseconds through the whole handler, and how long it waits for that.
final class Foreground implements AutoCloseable {
    private static final int WARM_UP = 500;
    private static final int PAUSE_MS = 5;

    private final Ledger ledger;
    private final ApiHandler handler;
    private final String body = SampleStep.request(false);

    Foreground(BenchDatabase database, Ledger ledger) {
        this.ledger = ledger;
        this.handler = new ApiHandler(
                database.environment("waymark_record", database.admin().url(), 1));
    }

    /// What goes on meanwhile.
    interface Work {
        void run() throws Exception;
    }

    void warmUp() throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            record();
        }
    }

    /// The milliseconds that one recording in a hundred exceeds while the work goes on.
    double p99While(Work work) throws Exception {
        var stopped = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<List<Double>> times = thread.submit(() -> {
                var taken = new ArrayList<Double>();
                while (!stopped.get()) {
                    taken.add(record());
                    Thread.sleep(PAUSE_MS);
                }
                return taken;
            });
            try {
                work.run();
            } finally {
                stopped.set(true);
            }
            List<Double> sorted = times.get().stream().sorted().toList();
            return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * 0.99) - 1));
        }
    }

    private double record() throws IOException {
        String event = RecordEvent.of(
                ledger.caller(), ledger.command(0), UUID.randomUUID().toString(), body);
        var out = new ByteArrayOutputStream(2048);
        long start = System.nanoTime();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, NoContext.INSTANCE);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        String answer = out.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith("{\"statusCode\":201,")) {
            throw new BenchException("the handler answered " + answer);
        }
        return milliseconds;
    }

    @Override
    public void close() throws IOException {
        handler.close();
    }
}
