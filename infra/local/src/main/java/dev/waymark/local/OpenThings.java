package dev.waymark.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been opened so far, closed in the opposite order. Closing waits for an opening that is under way, so that
/// a stop in the middle of the start leaves nothing behind.
final class OpenThings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenThings.class);

    private final Deque<AutoCloseable> things = new ArrayDeque<>();
    private boolean closed;

    interface Opening<T> {
        T open() throws InterruptedException;
    }

    /// Opens one more.
    ///
    /// @throws StartFailure after the close, and where the opening says so
    synchronized <T extends AutoCloseable> T open(Opening<T> opening) {
        if (closed) {
            throw new StartFailure("Stopped before the start was done");
        }
        try {
            T thing = opening.open();
            things.push(thing);
            return thing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted before the start was done", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!things.isEmpty()) {
            AutoCloseable thing = things.pop();
            try {
                thing.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", thing.getClass().getSimpleName(), e);
            }
        }
    }
}
