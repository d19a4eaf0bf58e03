package dev.waymark.metric;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A metric of an agent as a list shows it.
///
/// @param metricType of the newest point
/// @param count points in the range
/// @param newest of the range
@Introspected
public record MetricName(String name, String metricType, long count, Newest newest) {
    @Introspected
    public record Newest(double value, RawJson tags, Instant recordedAt) {}

    public static MetricName of(MetricNameRow row) {
        var tags = new RawJson(row.tags().getBytes(StandardCharsets.UTF_8));
        return new MetricName(
                row.name(), row.metricType(), row.points(), new Newest(row.value(), tags, row.recordedAt()));
    }
}
