package dev.waymark.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Clients that do one piece of work again and again, each on a thread of its own.
final class Load {
    private final LongAdder done = new LongAdder();

    /// One piece of work of a client, from 0. Throws when its answer is not the one expected.
    interface Work {
        void once(int client) throws Exception;
    }

    /// How many pieces were done so far.
    long done() {
        return done.sum();
    }

    /// Runs the clients for lead-in and window, and answers the pieces a second within the window.
    double perSecond(int clients, Duration window, Work work) throws Exception {
        var stopped = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int client = 0; client < clients; client++) {
                int number = client;
                running.add(threads.submit(() -> {
                    while (!stopped.get()) {
                        work.once(number);
                        done.increment();
                    }
                    return number;
                }));
            }
            Thread.sleep(Lane.LEAD_IN);
            long before = done.sum();
            long start = System.nanoTime();
            Thread.sleep(window);
            double perSecond = (done.sum() - before) * 1e9 / (System.nanoTime() - start);
            stopped.set(true);
            for (Future<?> client : running) {
                client.get();
            }
            return perSecond;
        } finally {
            stopped.set(true);
        }
    }
}
