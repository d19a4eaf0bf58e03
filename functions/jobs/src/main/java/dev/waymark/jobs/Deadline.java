package dev.waymark.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// When a run has to end.
public final class Deadline {
    private final Clock clock;
    private final Instant end;

    private Deadline(Clock clock, Instant end) {
        this.clock = clock;
        this.end = end;
    }

    /// So long from now.
    public static Deadline in(Duration time, Clock clock) {
        return new Deadline(clock, clock.instant().plus(time));
    }

    /// Whether the time is up: begin nothing more.
    public boolean isOver() {
        return !clock.instant().isBefore(end);
    }
}
