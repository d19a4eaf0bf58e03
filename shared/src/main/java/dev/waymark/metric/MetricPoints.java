package dev.waymark.metric;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Points as they are reported.
@Introspected
public record MetricPoints(@Size(min = 1, max = 5_000) List<MetricPoint> points) {
    public MetricPoints {
        points = List.copyOf(points);
    }
}
