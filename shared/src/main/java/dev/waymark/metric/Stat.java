package dev.waymark.metric;

/// What can be asked of a metric.
public enum Stat {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    P50,
    P95,
    P99,
    RATE;

    /// Whether values must be sorted for it.
    public boolean isPercentile() {
        return this == P50 || this == P95 || this == P99;
    }
}
