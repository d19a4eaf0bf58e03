package dev.waymark.metric;

/// What the value of a point means.
public enum MetricType {
    /// By how much something went up since the point before.
    COUNTER,
    /// How much of something there is.
    GAUGE,
    /// One observation of something that happens, such as how long it took.
    HISTOGRAM
}
