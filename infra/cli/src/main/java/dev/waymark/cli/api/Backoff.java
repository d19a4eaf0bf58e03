package dev.waymark.cli.api;

import java.time.Duration;

/// How often a request is tried, and how long to wait between two tries: the wait doubles each time.
///
/// @param attempts at least 1
/// @param first the wait after the first try
/// @param longest no wait is longer
/// @param sleeper waits; tests count instead
public record Backoff(int attempts, Duration first, Duration longest, Sleeper sleeper) {
    /// Waits for a while.
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration wait) throws InterruptedException;
    }

    /// Seven tries within about ten seconds: enough for a gateway that restarts, short enough for a person who waits.
    public static Backoff standard() {
        return new Backoff(7, Duration.ofMillis(150), Duration.ofSeconds(4), Thread::sleep);
    }

    /// @param attempt the tries made so far, from 1
    boolean allowsAnotherAfter(int attempt) {
        return attempt < attempts;
    }

    void waitAfter(int attempt) throws InterruptedException {
        Duration wait = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        sleeper.sleep(wait.compareTo(longest) > 0 ? longest : wait);
    }
}
