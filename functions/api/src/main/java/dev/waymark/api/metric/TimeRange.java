package dev.waymark.api.metric;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// The time that is asked about.
///
/// @param to not included; the end of today, UTC, where nothing is said, so that asking again answers the same
record TimeRange(Instant from, Instant to) {
    /// @throws ProblemException 422 where it ends before it begins
    static TimeRange of(@Nullable Instant from, @Nullable Instant to, Duration usual, Clock clock) {
        Instant until =
                to == null ? clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS) : to;
        Instant since = from == null ? until.minus(usual) : from;
        if (!since.isBefore(until)) {
            throw ProblemException.invalid(FieldError.of("from", "range", "must be before to"));
        }
        return new TimeRange(since, until);
    }
}
