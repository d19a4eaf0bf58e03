package dev.waymark.metric;

import dev.waymark.body.BodyWriter;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// What `record_metrics()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param digest SHA-256 of the points as they were reported, kept by the audit trail
/// @param earliest when the first of the points was recorded
/// @param latest when the last of them was
@Introspected
public record MetricsToStore(
        Instant at, UUID newAgentId, String digest, Instant earliest, Instant latest, List<MetricPoint> points) {

    public static MetricsToStore of(MetricPoints reported, UUID newAgentId, BodyWriter writer, Instant at) {
        List<Instant> times = reported.points().stream()
                .map(point -> point.recordedAt() == null ? at : point.recordedAt())
                .sorted(Comparator.naturalOrder())
                .toList();
        return new MetricsToStore(
                at,
                newAgentId,
                Digest.of(writer.write(reported)).hex(),
                times.getFirst(),
                times.getLast(),
                reported.points());
    }
}
