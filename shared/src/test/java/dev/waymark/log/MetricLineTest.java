package dev.waymark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class MetricLineTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void numbersAreToldApartByTheFieldsThatTheLineHas() {
        JsonNode line = line(new MetricLine()
                .put(Metric.REQUESTS, 1)
                .put(Metric.LATENCY, 12)
                .put(Metric.POOL_WAITING, 0)
                .put(Metric.SWEEP_LAG, null));
        JsonNode word = line.get("_aws");
        assertThat(word.get("Timestamp").getLongValue()).isEqualTo(AT.toEpochMilli());
        JsonNode first = word.get("CloudWatchMetrics").get(0);
        assertThat(first.get("Namespace").getStringValue()).isEqualTo("Waymark/x");
        assertThat(items(first.get("Metrics")))
                .extracting(m -> m.get("Name").getStringValue())
                .containsExactly("Requests", "Latency", "PoolWaiting");
        assertThat(items(first.get("Dimensions"))).hasSize(2);
        assertThat(line.get("Latency").getIntValue()).isEqualTo(12);
        assertThat(line.get("SweepLag")).isNull();
    }

    @Test
    void withoutANamespaceThereIsNoWordToAnybody() {
        LogLine line = new MetricLine().put(Metric.REQUESTS, 1).on(LogLine.of(Level.INFO, "answered"), null, AT);
        assertThat(StrictJson.read(line.json()).get("_aws")).isNull();
    }

    @Test
    void noTwoMetricsHaveOneName() {
        assertThat(List.of(Metric.values())).extracting(Metric::metricName).doesNotHaveDuplicates();
    }

    private static JsonNode line(MetricLine numbers) {
        LogLine line = LogLine.of(Level.INFO, "answered").with("function", "record");
        return StrictJson.read(numbers.on(line, "Waymark/x", AT).json());
    }

    private static List<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.values().spliterator(), false).toList();
    }
}
