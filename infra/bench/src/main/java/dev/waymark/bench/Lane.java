package dev.waymark.bench;

import java.time.Duration;

/// One of the sides that are compared.
interface Lane extends AutoCloseable {
    /// How long each measurement runs before it counts: connections, plans and code get warm.
    Duration LEAD_IN = Duration.ofSeconds(1);

    String name();

    /// Records steps with this many clients at once, each into its own command, and answers how many a second.
    double perSecond(int clients, Duration window) throws Exception;

    /// How many steps were recorded so far, lead-ins included.
    long recorded();

    @Override
    void close();
}
