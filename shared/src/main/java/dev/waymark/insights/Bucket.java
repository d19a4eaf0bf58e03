package dev.waymark.insights;

import java.time.Duration;
import java.util.Locale;

/// A stretch of time that figures are made for; all begin in UTC, weeks on Monday.
public enum Bucket {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7)),
    MONTH(Duration.ofDays(28));

    private final Duration atLeast;

    Bucket(Duration atLeast) {
        this.atLeast = atLeast;
    }

    /// How many of these could begin in a stretch of time, at most.
    public long countIn(Duration range) {
        return range.dividedBy(atLeast) + 2;
    }

    /// The word for it, in requests and in SQL.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
