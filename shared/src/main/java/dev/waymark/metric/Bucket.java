package dev.waymark.metric;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A stretch of time that figures are made for; all begin in UTC, weeks on Monday.
public enum Bucket {
    MINUTE(ChronoUnit.MINUTES, Duration.ofDays(1)),
    HOUR(ChronoUnit.HOURS, Duration.ofDays(30)),
    DAY(ChronoUnit.DAYS, Duration.ofDays(30)),
    WEEK(ChronoUnit.WEEKS, Duration.ofDays(30)),
    MONTH(ChronoUnit.MONTHS, Duration.ofDays(30));

    private static final Duration SHORTEST_MONTH = Duration.ofDays(28);

    private final ChronoUnit unit;
    private final Duration usualRange;

    Bucket(ChronoUnit unit, Duration usualRange) {
        this.unit = unit;
        this.usualRange = usualRange;
    }

    /// Whether a day has several of these.
    public boolean isWithinADay() {
        return this == MINUTE || this == HOUR;
    }

    /// How much time is looked at where nobody says.
    public Duration usualRange() {
        return usualRange;
    }

    /// How many of these could begin in a stretch of time, at most.
    public long countIn(Duration range) {
        return range.dividedBy(this == MONTH ? SHORTEST_MONTH : unit.getDuration()) + 2;
    }

    /// Where the one ends that begins then.
    public Instant endOf(Instant begin) {
        return begin.atOffset(ZoneOffset.UTC).plus(1, unit).toInstant();
    }

    /// The word for it, in requests and in SQL.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
