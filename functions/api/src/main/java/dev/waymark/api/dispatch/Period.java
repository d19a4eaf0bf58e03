package dev.waymark.api.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stretch of time as a list is asked for: from, and up to but not including, to; open where nothing is said.
public record Period(Instant from, Instant to) {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    public static Period of(@Nullable Instant from, @Nullable Instant to) {
        return new Period(from == null ? EARLIEST : from, to == null ? LATEST : to);
    }
}
