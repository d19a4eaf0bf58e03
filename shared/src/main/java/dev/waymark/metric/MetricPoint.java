package dev.waymark.metric;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One point as it is reported.
///
/// @param value between -1e300 and 1e300, so that sums stay finite; a counter's is what it went up by
/// @param tags up to 32 names with text
/// @param recordedAt up to 366 days ago and up to a day from now; now by default
@Introspected
@OmitNull
public record MetricPoint(
        @NotEmpty @Text(maxBytes = 1_000) String name,
        MetricType metricType,
        double value,

        @Nullable @Size(max = 32) Map<String, @Text(maxBytes = 1_024) String> tags,

        @Nullable Instant recordedAt) {}
