package dev.waymark.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Time that runs faster than it does, as `waymark_now()` tells it to a connection.
final class FastClock {
    private final Instant from;
    private final long start = System.nanoTime();
    private final int times;
    private final AtomicLong laterSeconds = new AtomicLong();

    FastClock(Instant from, int times) {
        this.from = from;
        this.times = times;
    }

    /// Goes on by so much at once.
    void later(long seconds) {
        laterSeconds.addAndGet(seconds);
    }

    Instant now() {
        return from.plus(Duration.ofNanos(System.nanoTime() - start).multipliedBy(times))
                .plusSeconds(laterSeconds.get());
    }

    /// What the connection takes for now from here on.
    void tell(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('waymark.now', ?, false)")) {
            statement.setString(1, now().toString());
            statement.execute();
        }
    }
}
